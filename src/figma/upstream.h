// Upstream: one careful conversation with Figma, as layers of one interface (staircase.cpp stacks
// them).
//
// A layer takes an Errand, gives a Reply, and knows nothing of callers, projects or the database.
// Every answer that is not a success comes back as an Error with Figma's own words in `figma`
// (verdict.h reads them); a Reply is always a success.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actions/call.h"
#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/source.h"

namespace figlink {

// What goes out. All views and references live until send() returns; the token is not kept.
struct Errand {
  const Call& call;
  Credentials kind;  // decides the header: X-Figma-Token, or Bearer for OAuth
  const Secret& token;
  std::string_view account_id;  // for keys of caches and limits; never sent
  // The scopes the token is known to hold; nullptr when unknown. Decides whether a detour is taken
  // at once.
  const std::vector<std::string>* scopes = nullptr;
  SteadyMs deadline = 0;  // 0: the transport's own bounds
  // Content codings the reader takes as they are ("gzip, br"); "" when the body must come plain.
  std::string_view accept_encoding = {};
  bool insists = false;    // asks once more for what comes back as null (split.h)
  bool by_detour = false;  // set by the detour layer: go by call.detour_target()
};

// The same errand with another call. Names every field, as a reference cannot be set anew.
inline Errand with_call(const Errand& errand, const Call& call) {
  return {.call = call,
          .kind = errand.kind,
          .token = errand.token,
          .account_id = errand.account_id,
          .scopes = errand.scopes,
          .deadline = errand.deadline,
          .accept_encoding = errand.accept_encoding,
          .insists = errand.insists,
          .by_detour = errand.by_detour};
}

struct Reply {
  int status = 200;
  bool detoured = false;  // came by the action's detour
  std::string content_type;
  std::string content_encoding;  // "" when plain
  std::string request_id;        // x-figma-rest-api-request-id
  std::unique_ptr<Source> body;  // never null
};

// What happened on the way, for the journal. Filled as far as the errand came.
struct Trace {
  int figma_status = 0;
  std::string figma_request_id;
  std::int64_t figma_us = 0;  // until the head of the answer
  int calls = 0;              // requests that went out
  // The scopes of the token, when a refusal on the way told them, even if the errand succeeded in
  // the end.
  std::optional<std::vector<std::string>> scopes_told;
};

class Upstream {
 public:
  virtual ~Upstream() = default;
  virtual Result<Reply> send(const Errand& errand, Trace& trace) = 0;
};

}  // namespace figlink
