// Addresses from strangers: what is taken for an origin is written once and read back the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "gateway/web_address.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace figlink;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const auto& origin : {read_origin(text), origin_of(text)}) {
    if (!origin) continue;
    if (read_origin(*origin) != origin || origin->find_first_of(" ;,'\"\r\n*@\\") != origin->npos)
      std::abort();
  }
  return 0;
}
