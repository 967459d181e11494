#include "base/sha256.h"

#include <sodium.h>

#include <new>

#include "base/secret.h"
#include "base/text.h"

namespace figlink {
namespace {
using State = crypto_hash_sha256_state;
State& state_in(std::byte* room) { return *std::launder(reinterpret_cast<State*>(room)); }
}  // namespace

Sha256::Sha256() {
  static_assert(sizeof(State) <= kStateBytes && alignof(State) <= 16);
  ready_sodium();
  crypto_hash_sha256_init(new (state_) State);
}

void Sha256::add(std::string_view bytes) {
  crypto_hash_sha256_update(&state_in(state_), reinterpret_cast<const unsigned char*>(bytes.data()),
                            bytes.size());
}

std::string Sha256::hex() {
  unsigned char out[crypto_hash_sha256_BYTES];
  crypto_hash_sha256_final(&state_in(state_), out);
  return to_hex({reinterpret_cast<const char*>(out), sizeof out});
}

}  // namespace figlink
