// Upstream: one careful conversation with Figma, as layers of one interface (staircase.cpp stacks
// them).
//
// A layer takes an Errand, gives a Reply, and knows nothing of callers, projects or the database.
// Every answer that is not a success comes back as an Error with Figma's own words in `figma`
// (verdict.h reads them); a Reply is always a success.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actions/call.h"
#include "actions/read_wish.h"
#include "base/clock.h"
#include "base/result.h"
#include "base/source.h"
#include "figma/token.h"

namespace figlink {

// Who waits first for a permit: a person who looks on, or a program that has time.
enum class Priority : std::uint8_t { interactive, bulk };

struct Errand;

// Ids of several callers that wait for their one call to go out (gather.h).
class Gathering {
 public:
  // The errand with the ids of all who came until now; from now on nobody joins. It lives as long
  // as this.
  virtual Errand depart(const Errand& errand) = 0;

 protected:
  ~Gathering() = default;
};

struct Reply;

// What memory has of a read by now, when another one's answer was too large to be shared (share.h).
class Reread {
 public:
  virtual std::optional<Reply> look() = 0;  // may wait

 protected:
  ~Reread() = default;
};

// What goes out. All views and references live until send() returns; the token is not kept.
struct Errand {
  const Call& call;
  Credentials kind;  // decides the header: X-Figma-Token, or Bearer for OAuth
  Token token;
  std::string_view account_id;  // for keys of caches and limits; never sent
  // The scopes the token is known to hold; nullptr when unknown. Decides whether a detour is taken
  // at once.
  const std::vector<std::string>* scopes = nullptr;
  SteadyMs deadline = 0;  // 0: the transport's own bounds
  // Content codings the reader takes as they are ("gzip, br"); "" when the body must come plain.
  std::string_view accept_encoding = {};
  bool insists = false;    // asks once more for what comes back as null (split.h)
  bool by_detour = false;  // set by the detour layer: go by call.detour_target()
  // Whose budget at Figma: the Figma user, or the account for a plan token. "": nobody's,
  // uncounted.
  std::string_view person = {};
  std::string_view project = {};  // whose call it is: what Figma tells of a file is shown to it
  std::string_view owner = {};    // permits are shared fairly between these, in all projects
  Priority priority = Priority::interactive;
  SteadyMs permit_due = 0;  // no longer than until then does it wait for a permit; 0: no wish
  ReadWish read = {};
  bool may_gather = false;         // its ids may travel with those of others
  Gathering* gathering = nullptr;  // set by the gather layer, for the one directly before the meter
  SteadyMs join_since = 0;         // no answer that another one asked for earlier will do
  Reread* reread = nullptr;        // set by recall; nullptr: nothing is remembered
  std::atomic<bool>* departed = nullptr;  // set by share: to be true once its call has gone out
};

// The same errand with another call, which is not what `reread` remembers. Names every field, as a
// reference cannot be set anew.
inline Errand with_call(const Errand& errand, const Call& call) {
  return {.call = call,
          .kind = errand.kind,
          .token = errand.token,
          .account_id = errand.account_id,
          .scopes = errand.scopes,
          .deadline = errand.deadline,
          .accept_encoding = errand.accept_encoding,
          .insists = errand.insists,
          .by_detour = errand.by_detour,
          .person = errand.person,
          .project = errand.project,
          .owner = errand.owner,
          .priority = errand.priority,
          .permit_due = errand.permit_due,
          .read = errand.read,
          .may_gather = errand.may_gather,
          .gathering = errand.gathering,
          .join_since = errand.join_since,
          .departed = errand.departed};
}

struct Reply {
  int status = 200;
  bool detoured = false;  // came by the action's detour
  std::string content_type;
  std::string content_encoding;  // "" when plain
  std::string request_id;        // x-figma-rest-api-request-id
  std::unique_ptr<Source> body;  // never null
  Memory memory = Memory::none;
  std::int64_t age_s = 0;  // since Figma last confirmed it
  SteadyMs asked_at = 0;   // when another one asked for this answer; 0: it is this errand's own
};

// What happened on the way, for the journal. Filled as far as the errand came.
struct Trace {
  int figma_status = 0;
  std::string figma_request_id;
  std::int64_t figma_us = 0;   // until the head of the answer
  int calls = 0;               // requests that went out
  int attempts = 0;            // tries, those that were refused a permit included
  std::int64_t waited_us = 0;  // for permits
  int gathered = 0;  // callers whose ids were in the call that answered; 0: it went for one alone
  bool unsent = false;    // of the last request, provably nothing reached Figma
  bool was_late = false;  // the errand's own deadline left no time for another try
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
