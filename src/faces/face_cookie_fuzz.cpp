// Cookie headers from strangers: what is found is a part of the header, and holds no separator.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "faces/face_cookie.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace figlink;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Request request;
  request.headers.add("cookie", text);
  const auto found = cookie_in(request, kDashboardCookie);
  if (found.find(';') != found.npos || text.find(found) == text.npos) std::abort();
  return 0;
}
