// Prefer headers of strangers.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "actions/read_wish.h"
#include "base/clock.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto wait = figlink::preferences({reinterpret_cast<const char*>(data), size}).wait_ms;
  if (wait && (*wait < 0 || *wait > figlink::kWaitWishMaxS * figlink::kSecondMs)) std::abort();
  return 0;
}
