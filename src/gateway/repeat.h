// Repeats: a write that is asked for twice with one Idempotency-Key is done once.
//
// The key is written down before the write is sent, for its project, account and action; so after a
// crash nobody sends it again. Who comes with the same key gets the first one's answer, kept sealed
// for kRepeatMs; while the first one runs it waits, within its deadline. Other inputs under the
// same key are a conflict. A write that provably did not happen frees its key. Safe from any fiber.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "actions/call.h"
#include "base/fiber.h"
#include "gateway/gateway.h"
#include "store/records.h"

namespace figlink {

class Repeats {
 public:
  explicit Repeats(const GatewayParts& parts) : parts_(parts) {}

  struct Begun {
    KeptAnswer row;
    std::string name;
    std::optional<Answer> answer;  // of the first one; without it this is the first one
  };
  // What the first one failed with is this one's failure too.
  Result<Begun> begin(const Caller& caller, const std::string& account_id, const Call& call,
                      std::string_view key, SteadyMs deadline);
  // The first one ended. Gives its answer on.
  Result<Answer> end(Begun begun, Result<Answer> answer, const Trace& trace);

 private:
  Result<Begun> first_or_earlier(Begun begun);
  Result<Begun> repeated(Begun begun, const KeptAnswer& first);
  void keep(const Begun& begun, std::string_view state, std::string_view plain);
  void drop(const Begun& begun);
  void over(const std::string& name);

  const GatewayParts& parts_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Gate>, std::less<>> running_;
};

}  // namespace figlink
