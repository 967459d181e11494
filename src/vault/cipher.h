// cipher: the one place that knows libsodium's sealed boxes. Bytes in, bytes out; see
// docs/design/vault.md.
//
// XChaCha20-Poly1305-IETF: 32-byte keys, 24-byte nonces drawn at random, 16-byte tags, associated
// data.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/secret.h"

namespace figlink::cipher {

inline constexpr std::size_t kKeyBytes = 32;
inline constexpr std::size_t kNonceBytes = 24;
inline constexpr std::size_t kTagBytes = 16;

// The ciphertext with its tag.
std::string seal(const Secret& key, std::string_view nonce, std::string_view plain,
                 std::string_view bound);
// nullopt when anything is not as it was sealed.
std::optional<Secret> open(const Secret& key, std::string_view nonce, std::string_view sealed,
                           std::string_view bound);
// The same for what is no secret of its own and may be larger than one.
std::optional<std::string> open_bytes(const Secret& key, std::string_view nonce,
                                      std::string_view sealed, std::string_view bound);
// A key for one purpose: BLAKE2b-256 keyed with `key` over the purpose's name.
Secret derive(const Secret& key, std::string_view purpose);
// BLAKE2b-256 of a text, keyed.
Digest digest(const Secret& key, std::string_view text);

}  // namespace figlink::cipher
