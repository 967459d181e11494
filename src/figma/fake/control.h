// control: what Figma has not. The routes under /sandbox/, by which tests and people steer the
// sandbox, and the pictures that its own links lead to. No credentials are asked for: the sandbox
// listens on the loopback and holds nothing that is secret.
#pragma once

#include <string_view>

#include "base/json.h"
#include "net/message.h"

namespace figlink::fake {

struct World;

inline constexpr std::string_view kControlPrefix = "/sandbox/";

// Answers a request below kControlPrefix. Locks the world itself.
Response control(World& world, const Request& request, const Json& body);

}  // namespace figlink::fake
