#include "vault/cipher.h"

#include <sodium.h>

#include <cassert>
#include <cstdlib>

namespace figlink::cipher {
namespace {

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// Chooses the fastest code for this machine; needed before anything else. Safe from any thread.
void make_ready() {
  static const int ready = ::sodium_init();
  if (ready < 0) std::abort();  // the machine has no randomness
}

static_assert(kKeyBytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
static_assert(kNonceBytes == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
static_assert(kTagBytes == crypto_aead_xchacha20poly1305_ietf_ABYTES);

}  // namespace

std::string seal(const Secret& key, std::string_view nonce, std::string_view plain,
                 std::string_view bound) {
  assert(key.size() == kKeyBytes && nonce.size() == kNonceBytes);
  make_ready();
  std::string sealed(plain.size() + kTagBytes, '\0');
  crypto_aead_xchacha20poly1305_ietf_encrypt(
      reinterpret_cast<unsigned char*>(sealed.data()), nullptr, bytes(plain), plain.size(),
      bytes(bound), bound.size(), nullptr, bytes(nonce), bytes(key.expose()));
  return sealed;
}

std::optional<Secret> open(const Secret& key, std::string_view nonce, std::string_view sealed,
                           std::string_view bound) {
  if (key.size() != kKeyBytes || nonce.size() != kNonceBytes || sealed.size() < kTagBytes)
    return std::nullopt;
  if (sealed.size() - kTagBytes > kSecretMax) return std::nullopt;
  make_ready();
  // An empty secret needs a place too.
  Secret plain(sealed.size() - kTagBytes);
  unsigned char nothing[1];
  auto* out = plain.empty() ? nothing : reinterpret_cast<unsigned char*>(plain.writable().data());
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(out, nullptr, nullptr, bytes(sealed),
                                                 sealed.size(), bytes(bound), bound.size(),
                                                 bytes(nonce), bytes(key.expose())) != 0) {
    return std::nullopt;
  }
  return plain;
}

std::optional<std::string> open_bytes(const Secret& key, std::string_view nonce,
                                      std::string_view sealed, std::string_view bound) {
  if (key.size() != kKeyBytes || nonce.size() != kNonceBytes || sealed.size() < kTagBytes)
    return std::nullopt;
  make_ready();
  std::string plain(sealed.size() - kTagBytes, '\0');
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(
          reinterpret_cast<unsigned char*>(plain.data()), nullptr, nullptr, bytes(sealed),
          sealed.size(), bytes(bound), bound.size(), bytes(nonce), bytes(key.expose())) != 0)
    return std::nullopt;
  return plain;
}

Secret derive(const Secret& key, std::string_view purpose) {
  make_ready();
  Secret made(kKeyBytes);
  crypto_generichash(reinterpret_cast<unsigned char*>(made.writable().data()), kKeyBytes,
                     bytes(purpose), purpose.size(), bytes(key.expose()), key.size());
  return made;
}

Digest digest(const Secret& key, std::string_view text) {
  make_ready();
  Digest made;
  crypto_generichash(made.bytes, sizeof made.bytes, bytes(text), text.size(), bytes(key.expose()),
                     key.size());
  return made;
}

}  // namespace figlink::cipher
