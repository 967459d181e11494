// share: equal reads that are under way at once become one request to Figma.
//
// Equal means the same account and token, target, body and codings: who links an account again is
// not answered by what its old token was asked. Where somebody joined before the head of the answer
// came, the first one reads the body to its end, at most kSharedBodyMax, and each gets a copy of
// its own to read at its own pace, so no reader holds another. Where the body is larger,
// or the shared bodies together would pass kSharedBytesMax, the first one streams as if it were
// alone. What is kept while it streams (recall.h) is then waited for, and read from memory, also by
// who comes only now. When it comes more slowly than kFollowBytesMin in kFollowMs, or is not there
// in the end, the next of them takes the first one's place.
//
// A read that begins after a write was answered never joins one that began before it: callers see
// what they wrote. Nor does it join one that began before its join_since. Nor does a read that
// wants nothing remembered (no-cache, no-store). A failure is shared, but for one that came of the
// first one's own deadline or patience: of those who have more, the next one then leads. Who joins
// waits until its own deadline, and for a permit no longer than it would alone. Safe from any
// fiber.
#pragma once

#include <cstddef>
#include <memory>

#include "base/clock.h"
#include "figma/upstream.h"

namespace figlink {

inline constexpr std::size_t kSharedBodyMax = 4u << 20;
inline constexpr std::size_t kSharedBytesMax = 64u << 20;
inline constexpr std::int64_t kJoinMaxMs = 2 * kMinuteMs;  // then a joined call asks for itself
inline constexpr std::int64_t kFollowMs = 500;
inline constexpr std::uint64_t kFollowBytesMin = 256u << 10;
inline constexpr std::uint64_t kFollowedMin = 1u << 20;  // smaller ones are soon over

// `is_paced`: a limiter below lets calls wait.
std::unique_ptr<Upstream> make_share(std::unique_ptr<Upstream> below, const Clock& clock,
                                     bool is_paced);

}  // namespace figlink
