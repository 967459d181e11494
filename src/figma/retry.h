// retry: tries again what may be tried again, and leaves a Figma alone that only fails.
//
// Again go reads, and writes of which provably nothing was sent; never a write that may have
// arrived. Between two tries lies a random time up to a bound that doubles (full jitter), or as
// long as Figma says. Count and time are bounded, the caller's deadline holds, and each try buys a
// permit of its own, because the limit stands below. What is too large for Figma is not tried
// again: it would be too large again, after another minute.
//
// A circuit for each account counts the failures of Figma's side that follow on one another. After
// kFailuresToOpen of them calls are refused at once for a while that doubles; then one goes first,
// and the others follow when it went well. Safe from any fiber.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/chance.h"
#include "base/clock.h"
#include "base/log.h"
#include "figma/upstream.h"

namespace figlink {

struct RetryRules {
  int attempts_max = 3;
  std::int64_t first_ms = 500;             // bound of the first pause; doubles
  std::int64_t pause_max_ms = 8'000;       // and ends here
  std::int64_t total_ms = 45 * kSecondMs;  // no new try begins later than this
  bool is_paced = false;                   // a limiter below waits for what a 429 asks for
};

inline constexpr int kFailuresToOpen = 6;
inline constexpr std::int64_t kOpenMs = 5 * kSecondMs;
inline constexpr std::int64_t kOpenMaxMs = kMinuteMs;
inline constexpr std::size_t kCircuitsMax = 16'384;  // accounts whose calls failed of late

std::unique_ptr<Upstream> make_retry(std::unique_ptr<Upstream> below, const Clock& clock,
                                     Chance& chance, Log& log, RetryRules rules);

}  // namespace figlink
