// JSON from strangers: what parses is written so that it parses to the same, and the scanner agrees
// about what is JSON.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/json.h"
#include "base/json_scan.h"

using namespace figlink;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  auto parsed = Json::parse(text);
  if (parsed) {
    auto again = Json::parse(parsed->dump());
    if (!again || again->dump() != parsed->dump()) std::abort();
    if (!Json::parse(parsed->pretty())) std::abort();
  }
  constexpr std::string_view kPaths[] = {"meta.cursor.after", "cursor", "a"};
  JsonScan whole(kPaths), pieces(kPaths);
  whole.feed(text);
  whole.finish();
  std::size_t step = size > 0 ? data[0] % 7 + 1 : 1;
  for (std::size_t at = 0; at < size; at += step) pieces.feed(text.substr(at, step));
  pieces.finish();
  if (whole.complete() != pieces.complete()) std::abort();
  if (whole.complete() && whole.found() != pieces.found()) std::abort();
  if (parsed && !whole.complete()) std::abort();
  return 0;
}
