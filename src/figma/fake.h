// The sandbox: a Figma that lives in this process and behaves like the real one, faults and limits
// included.
//
// Every operation of the catalogue, with state in memory for comments, reactions, dev resources,
// webhooks and variables; tokens with kinds, scopes, expiry, plan and seat; Figma's error texts and
// shapes (figma.md 1.2, 3.2), rate limits by tier, seat and plan with their headers (figma.md 2);
// faults on demand. Answers are valid by Figma's OpenAPI file; tests/sandbox holds all of them
// against it. It is a Handler: behind a Server it is `figlink sandbox`, behind a HandlerTransport
// it is a test's Figma. Thread-safe. For users: docs/guide/sandbox.md.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "net/handler.h"

namespace figlink {

struct FakeOptions {
  // DIR/<file_key>.json[.gz], read as they are asked for; "" for the shipped documents only.
  std::string files_dir;
  // How a latency that somebody asked for is waited for. By default the fiber sleeps, and where
  // there is no fiber nothing waits.
  std::function<void(std::int64_t ms)> wait = {};
};

// The demo identities that exist from the start (docs/guide/sandbox.md).
inline constexpr std::string_view kDemoToken = "figd_sandbox-demo-token-0000000000000000000000";
inline constexpr std::string_view kDemoTeam = "1190000000000000001";
inline constexpr std::string_view kDemoFile = "codeconnect";

// The names in a folder of documents that will not be served, at most twenty.
std::vector<std::string> skipped_files(const std::string& files_dir);

// `clock` must outlive the handler.
std::unique_ptr<Handler> make_fake(const Clock& clock, FakeOptions options = {});

}  // namespace figlink
