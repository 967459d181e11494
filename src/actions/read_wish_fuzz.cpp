// cache-control headers of strangers.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "actions/read_wish.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto wish = figlink::read_wish({reinterpret_cast<const char*>(data), size});
  if (wish.max_age_s.value_or(0) < 0 || wish.max_stale_s.value_or(0) < 0) std::abort();
  return 0;
}
