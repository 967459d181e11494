// Front: the first and last thing a request meets: it has an id, finds its face, and never leaves
// without an answer in JSON.
//
// Gives each request an id (the caller's own x-request-id when it is [A-Za-z0-9_-]{1,64}) and puts
// it on every answer, 404 and malformed requests included. An exception is our mistake: it becomes
// `bug`, with the id in the answer and the story in the log. Routes must outlive it and no longer
// change. Safe from any fiber.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>

#include "base/chance.h"
#include "base/clock.h"
#include "base/log.h"
#include "net/handler.h"
#include "net/routes.h"

namespace figlink {

// How one request went, for counting. `route` is the pattern, "" when there was none.
struct Served {
  std::string_view method;
  std::string_view route;
  int status;
  std::int64_t took_us;  // until the head of the answer
};

class Front final : public Handler {
 public:
  struct Parts {
    const Routes& routes;
    const Clock& clock;
    Chance& chance;
    Log& log;
    std::function<void(const Served&)> count = {};  // may be empty
  };
  explicit Front(Parts parts);
  Response handle(Request& request) override;
  Response refuse(int status, const Error& error) override;

 private:
  std::string new_id();
  Response dispatch(Request& request, std::string_view id, std::string_view& route);
  Response broken(std::string_view id, std::string_view what);

  Parts parts_;
  std::string id_prefix_;
  std::atomic<std::uint64_t> ids_{0};
};

}  // namespace figlink
