#include "figma/staircase.h"

#include <utility>

#include "figma/detour.h"
#include "figma/meter.h"
#include "figma/split.h"
#include "figma/wire.h"

namespace figlink {

// Built from the bottom. What remembers, shares, renews, retries and limits will stand between
// detour and meter.
std::unique_ptr<Upstream> make_staircase(StaircaseParts parts) {
  // Wire: nothing below it but the network.
  auto step = make_wire(parts.transport, std::move(parts.origin), std::move(parts.user_agent));
  // Meter: directly above the wire, so that it times what truly goes out, each request for itself.
  step = make_meter(std::move(step), parts.clock, parts.log);
  // Split: above all that counts, shares, retries or limits requests, because each part is one.
  step = make_split(std::move(step));
  // Detour: on top, because the other way is a new request, which every step below must see as one
  // of its own.
  step = make_detour(std::move(step));
  return step;
}

}  // namespace figlink
