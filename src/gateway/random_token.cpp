#include "gateway/random_token.h"

#include <cstddef>
#include <cstdint>

namespace figlink {
namespace {

constexpr std::size_t kBytes = 32;
constexpr std::size_t kTextSize = 43;
constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

}  // namespace

// Written straight into locked memory, so that no copy is left in a string.
Secret random_token(Chance& chance, std::string_view prefix) {
  Secret bytes(kBytes);
  chance.fill(bytes.writable());
  Secret text(prefix.size() + kTextSize);
  auto out = text.writable();
  std::size_t at = 0;
  for (char c : prefix) out[at++] = static_cast<std::byte>(c);
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (std::byte byte : bytes.writable()) {
    bits = bits << 8 | static_cast<std::uint32_t>(byte);
    for (held += 8; held >= 6; held -= 6)
      out[at++] = static_cast<std::byte>(kAlphabet[bits >> (held - 6) & 63]);
  }
  if (held > 0) out[at++] = static_cast<std::byte>(kAlphabet[bits << (6 - held) & 63]);
  return text;
}

}  // namespace figlink
