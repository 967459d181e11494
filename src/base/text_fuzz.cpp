// Small readers of strangers' text: what one way makes, the other way reads.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"

using namespace figlink;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  std::string encoded;
  percent_encode_to(encoded, text);
  if (percent_decode(encoded) != std::string(text)) std::abort();
  (void)percent_decode(text);
  if (from_base64(to_base64(text)) != std::string(text)) std::abort();
  (void)from_base64(text);
  (void)is_utf8(text);
  constexpr std::string_view kNames[] = {"figma_get_file", "figma_get_style"};
  (void)nearest(text, kNames);
  if (auto time = parse_iso(text); time && parse_iso(iso_time(*time)) != time) std::abort();
  std::string line;
  escape_to(line, text);
  for (char c : line) {
    if (static_cast<unsigned char>(c) < 0x20) std::abort();
  }
  return 0;
}
