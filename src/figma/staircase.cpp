#include "figma/staircase.h"

#include <utility>

#include "figma/detour.h"
#include "figma/gather.h"
#include "figma/limiter.h"
#include "figma/meter.h"
#include "figma/recall.h"
#include "figma/retry.h"
#include "figma/share.h"
#include "figma/split.h"
#include "figma/wire.h"

namespace figlink {

// Built from the bottom.
std::unique_ptr<Upstream> make_staircase(StaircaseParts parts) {
  // Wire: nothing below it but the network.
  auto step = make_wire(parts.transport, std::move(parts.origin), std::move(parts.user_agent));
  // Meter: directly above the wire, so that it times what truly goes out, each request for itself.
  step = make_meter(std::move(step), parts.clock, parts.log);
  // Depart: directly below the limit, because a round that gathers is closed when it has its
  // permit.
  if (parts.gathers) step = make_depart(std::move(step));
  // Limit: below everything that may send again, because each request must buy a permit of its own;
  // above the meter, so that waiting is not taken for Figma's time.
  if (parts.limiter != nullptr) step = make_limit(std::move(step), *parts.limiter);
  // Retry: above the limit, because each try is a request of its own.
  if (parts.chance != nullptr) {
    step = make_retry(std::move(step), parts.clock, *parts.chance, parts.log,
                      {.attempts_max = parts.attempts_max, .is_paced = parts.limiter != nullptr});
  }
  // Gather: above retry and limit, so that the ids of several callers are tried and paid for once;
  // below share, so that only different reads meet here, and below split, so that each fits one
  // call.
  if (parts.gathers) step = make_gather(std::move(step), parts.clock);
  // Share: above retry and limit, so that what is shared is tried and paid for once; below whatever
  // remembers, so that only what is not remembered meets here.
  if (parts.shares) step = make_share(std::move(step), parts.clock, parts.limiter != nullptr);
  // Split: above all that counts, shares, retries or limits requests, because each part is one.
  step = make_split(std::move(step));
  // Detour: above all that counts requests, because the other way is a new request, which every
  // step below must see as one of its own.
  step = make_detour(std::move(step));
  // Recall: on top, because a read that memory answers costs nothing below; its own question to
  // Figma goes down all the other steps.
  if (parts.archive != nullptr && parts.freshness != nullptr)
    step = make_recall(std::move(step), *parts.archive, *parts.freshness, parts.clock);
  return step;
}

}  // namespace figlink
