// The two servers of the binary: the gateway and the sandbox. Both run until SIGINT or SIGTERM,
// then finish what runs.
#pragma once

#include <string>

#include "app/master_key.h"
#include "app/settings.h"
#include "base/clock.h"
#include "faces/cli/terminal.h"

namespace figlink {

// What another process changed about keys and accounts, a gateway knows within this time. It looks
// more often, so that a look may be late.
inline constexpr std::int64_t kRefreshMs = 200;
inline constexpr std::int64_t kLookEveryMs = 50;
// How often expired link sessions are forgotten, and how long after their end.
inline constexpr std::int64_t kForgetMs = 10 * kMinuteMs;
inline constexpr std::int64_t kSessionKeptMs = kDayMs;

// Prints `figlink listening on URL` when ready. Gives the exit code.
int run_serve(const Settings& settings, const MasterKeyPlaces& master_key, Terminal& terminal);

// Prints `figlink sandbox listening on URL` when ready.
int run_sandbox(const std::string& listen, const std::string& files, Terminal& terminal);

}  // namespace figlink
