// gather: the ids of several callers who read one file travel in one call to Figma.
//
// For callers who allow it (Errand::may_gather), and actions whose row splits a list: nodes and
// renders. Who comes first leads: it gives the others kGatherWindowMs to come (as coarse as its
// fiber's tick), and then goes down the steps below. Until it has its place in the budget, others
// join, as many as one call takes; depart() stands where that is known and closes the round. So
// the fewer calls are allowed, the more of them travel together, and no answer is older than the
// question. Together go callers of one account, credential and priority, whose calls are equal but
// for the ids; each gets what Figma would have said of its own, byte for byte.
//
// Nobody waits for longer than alone. Who has waited as long as it would for its permit, leaves and
// asks for itself; who has reached its deadline, leaves. When the first one fails by its own
// bounds, another one leads. What Figma refuses for some ids fails only those who named them: the
// round is halved, and asks each for itself when halving leads nowhere. A refusal of the credential
// is everybody's. Answers that do not fit into kGatheredBodyMax, or of all rounds into
// kGatheredBytesMax (gathered.h), are halved too. Safe from any fiber.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/clock.h"
#include "figma/upstream.h"

namespace figlink {

inline constexpr std::int64_t kGatherWindowMs = 20;
inline constexpr std::size_t kGatherCallersMax = 1000;           // of one round
inline constexpr std::int64_t kGatherWaitMaxMs = 3 * kMinuteMs;  // of a call without a deadline

std::unique_ptr<Upstream> make_gather(std::unique_ptr<Upstream> below, const Clock& clock);
// The step that sends a round on its way.
std::unique_ptr<Upstream> make_depart(std::unique_ptr<Upstream> below);

}  // namespace figlink
