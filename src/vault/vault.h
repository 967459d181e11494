// Vault: plain bytes to sealed bytes and back.
//
// XChaCha20-Poly1305 with envelope keys: a master key (32 bytes, outside the database) wraps data
// keys; a data key seals records. The record's kind, id and project are bound as associated data: a
// sealed secret moved to another record does not open. open() has one failure and says nothing
// more. Thread-safe after construction.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/chance.h"
#include "base/result.h"
#include "base/secret.h"
#include "vault/blocks.h"
#include "vault/sealed.h"

namespace figlink {

// What a sealed secret belongs to. Bound into it, so it opens nowhere else.
struct Binding {
  std::string_view kind;     // "account.credential"
  std::string_view id;       // the record's id
  std::string_view project;  // the project's id
};

// A data key, wrapped by the master key, as it lies in the database.
struct WrappedKey {
  std::uint32_t number = 0;
  Sealed wrapped;
};

class Vault {
 public:
  // Makes a first data key when `keys` is empty (see wrapped_keys()). Refuses with a clear sentence
  // when the master key does not open them: wrong key, or a database that belongs to another key.
  static Result<std::unique_ptr<Vault>> unlock(const Secret& master, std::vector<WrappedKey> keys,
                                               Chance& chance);
  ~Vault();

  Sealed seal(const Binding& binding, std::string_view plain);
  Result<Secret> open(const Binding& binding, const Sealed& sealed) const;
  // A key of its own for one large thing, and the same sealed, to be kept beside it (blocks.h).
  struct NewBlockKey {
    BlockKey key;
    Sealed sealed;
  };
  NewBlockKey make_block_key(const Binding& binding);
  Result<BlockKey> open_block_key(const Binding& binding, const Sealed& sealed) const;
  std::vector<WrappedKey> wrapped_keys() const;
  // Keyed digest (BLAKE2b with a key derived from the newest data key set's first key) to look up
  // API keys and link tokens without keeping them. Stable for the life of the database.
  Digest lookup_digest(std::string_view token) const;

 private:
  struct Hidden;
  explicit Vault(std::unique_ptr<Hidden> hidden);
  std::unique_ptr<Hidden> hidden_;
};

// The master key from where the operator put it. Each refusal is one sentence that says what to
// change. base64 of 32 bytes:
Result<Secret> master_key_from_text(std::string_view base64);
// A file of 32 raw bytes or their base64; must not be readable by others.
Result<Secret> master_key_from_file(const std::string& path);
// Makes the file with mode 0600, fsynced, when it is absent.
Result<Secret> make_master_key_file(const std::string& path, Chance& chance);

}  // namespace figlink
