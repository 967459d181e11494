// The staircase: every layer between a checked call and Figma, in one place, each with the reason
// for its height.
#pragma once

#include <memory>
#include <string>

#include "base/chance.h"
#include "base/clock.h"
#include "base/log.h"
#include "figma/limiter.h"
#include "figma/retry.h"
#include "figma/upstream.h"
#include "net/transport.h"

namespace figlink {

class Archive;
class Freshness;

struct StaircaseParts {
  Transport& transport;
  Origin origin;  // --figma-api
  const Clock& clock;
  Log& log;
  std::string user_agent = "figlink";  // what Figma's logs know us by; app adds the version
  Limiter* limiter = nullptr;          // nullptr: nothing is paced
  Chance* chance = nullptr;            // for pauses; nullptr: nothing is tried again
  int attempts_max = RetryRules{}.attempts_max;
  bool shares = true, gathers = true;
  // What is remembered, and what is known of it; both or none.
  Archive* archive = nullptr;
  Freshness* freshness = nullptr;
};

std::unique_ptr<Upstream> make_staircase(StaircaseParts parts);

}  // namespace figlink
