#include "vault/blocks.h"

#include "vault/cipher.h"

namespace figlink {
namespace {

constexpr std::string_view kBound = "figlink block v1";

std::string nonce_of(std::uint8_t kind, std::uint64_t number) {
  constexpr std::size_t kNumberAt = 8;
  std::string nonce(cipher::kNonceBytes, '\0');
  nonce[0] = static_cast<char>(kind);
  for (std::size_t i = 0; i < 8; ++i)
    nonce[kNumberAt + i] = static_cast<char>(number >> (56 - 8 * i));
  return nonce;
}

}  // namespace

static_assert(kBlockTagBytes == cipher::kTagBytes);

bool BlockKey::is_whole() const { return key_.size() == cipher::kKeyBytes; }

std::string BlockKey::seal(std::uint8_t kind, std::uint64_t number, std::string_view plain) const {
  return cipher::seal(key_, nonce_of(kind, number), plain, kBound);
}

std::optional<std::string> BlockKey::open(std::uint8_t kind, std::uint64_t number,
                                          std::string_view sealed) const {
  return cipher::open_bytes(key_, nonce_of(kind, number), sealed, kBound);
}

}  // namespace figlink
