#include "vault/vault.h"

#include <algorithm>
#include <cassert>
#include <cstdint>

#include "vault/cipher.h"

namespace figlink {
namespace {

// docs/design/vault.md. The numbers are written big-endian.
constexpr char kVersion = 1;
constexpr std::size_t kHeadBytes = 1 + 4;  // version, number of the data key
constexpr std::string_view kWrapPurpose = "figlink vault v1: wrap data keys";
constexpr std::string_view kLookupPurpose = "figlink vault v1: look up tokens";
constexpr std::string_view kWrapKind = "data key";
constexpr std::uint32_t kFirstNumber = 1;  // the lookup key comes from this one, for ever

void put_number(std::string& out, std::uint32_t number) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(number >> shift);
}

std::uint32_t get_number(std::string_view bytes) {
  std::uint32_t number = 0;
  for (char c : bytes.substr(0, 4)) number = number << 8 | static_cast<unsigned char>(c);
  return number;
}

// Every part with its length before it: no two bindings give the same bytes.
std::string bound_bytes(std::uint32_t key_number, const Binding& binding) {
  std::string out(1, kVersion);
  put_number(out, key_number);
  for (std::string_view part : {binding.kind, binding.id, binding.project}) {
    put_number(out, static_cast<std::uint32_t>(part.size()));
    out += part;
  }
  return out;
}

std::string draw(Chance& chance, std::size_t size) {
  std::string bytes(size, '\0');
  chance.fill(std::as_writable_bytes(std::span(bytes)));
  return bytes;
}

Sealed seal_with(const Secret& key, std::uint32_t number, const Binding& binding,
                 std::string_view plain, Chance& chance) {
  Sealed sealed;
  std::string nonce = draw(chance, cipher::kNonceBytes);
  sealed.bytes += kVersion;
  put_number(sealed.bytes, number);
  sealed.bytes += nonce;
  sealed.bytes += cipher::seal(key, nonce, plain, bound_bytes(number, binding));
  return sealed;
}

std::optional<Secret> open_with(const Secret& key, const Binding& binding, std::string_view bytes) {
  if (bytes.size() < kHeadBytes + cipher::kNonceBytes + cipher::kTagBytes || bytes[0] != kVersion)
    return std::nullopt;
  std::uint32_t number = get_number(bytes.substr(1));
  std::string_view nonce = bytes.substr(kHeadBytes, cipher::kNonceBytes);
  return cipher::open(key, nonce, bytes.substr(kHeadBytes + cipher::kNonceBytes),
                      bound_bytes(number, binding));
}

Binding wrap_binding() { return {kWrapKind, "", ""}; }

}  // namespace

struct Vault::Hidden {
  struct DataKey {
    std::uint32_t number;
    Secret key;
    Sealed wrapped;
  };
  Chance& chance;
  std::vector<DataKey> keys;  // in order of number; the last one seals
  Secret lookup;
};

Vault::Vault(std::unique_ptr<Hidden> hidden) : hidden_(std::move(hidden)) {}
Vault::~Vault() = default;

Result<std::unique_ptr<Vault>> Vault::unlock(const Secret& master, std::vector<WrappedKey> keys,
                                             Chance& chance) {
  if (master.size() != cipher::kKeyBytes) {
    return fail(
        Fault::bad_input,
        "The master key is " + std::to_string(master.size()) + " bytes long; 32 are needed.",
        "Make one with: head -c 32 /dev/urandom | base64");
  }
  Secret wrapping = cipher::derive(master, kWrapPurpose);
  std::unique_ptr<Hidden> hidden(new Hidden{chance, {}, {}});
  if (keys.empty()) {
    Secret fresh(cipher::kKeyBytes);
    chance.fill(fresh.writable());
    keys.push_back(
        {kFirstNumber, seal_with(wrapping, kFirstNumber, wrap_binding(), fresh.expose(), chance)});
  }
  std::ranges::sort(keys, {}, &WrappedKey::number);
  for (WrappedKey& each : keys) {
    std::string_view bytes = each.wrapped.bytes;
    bool numbered = bytes.size() > kHeadBytes && get_number(bytes.substr(1)) == each.number;
    auto key = numbered ? open_with(wrapping, wrap_binding(), bytes) : std::nullopt;
    if (!key || key->size() != cipher::kKeyBytes) {
      return fail(
          Fault::bad_input,
          "The master key does not open this database: it is another key, or the database was "
          "changed.",
          "Give the key that this database was made with (FIGLINK_MASTER_KEY, "
          "FIGLINK_MASTER_KEY_FILE or master.key in the data "
          "folder). Without it, linked accounts must be linked again in a new data folder.");
    }
    hidden->keys.push_back({each.number, std::move(*key), std::move(each.wrapped)});
  }
  if (hidden->keys.front().number != kFirstNumber) {
    return fail(Fault::bad_input, "This database has lost its first data key.",
                "Take the table wrapped_keys from a backup: API keys are looked up by it.");
  }
  hidden->lookup = cipher::derive(hidden->keys.front().key, kLookupPurpose);
  return std::unique_ptr<Vault>(new Vault(std::move(hidden)));
}

Sealed Vault::seal(const Binding& binding, std::string_view plain) {
  assert(plain.size() <= kSecretMax);  // or it would never open
  const auto& newest = hidden_->keys.back();
  return seal_with(newest.key, newest.number, binding, plain, hidden_->chance);
}

Result<Secret> Vault::open(const Binding& binding, const Sealed& sealed) const {
  if (sealed.bytes.size() > kHeadBytes) {
    std::uint32_t number = get_number(std::string_view(sealed.bytes).substr(1));
    auto at = std::ranges::find(hidden_->keys, number, &Hidden::DataKey::number);
    if (at != hidden_->keys.end()) {
      if (auto plain = open_with(at->key, binding, sealed.bytes)) return std::move(*plain);
    }
  }
  return fail(Fault::bug, "A sealed secret does not open.",
              "Link the account again; if that does not help, tell the maintainers.");
}

Vault::NewBlockKey Vault::make_block_key(const Binding& binding) {
  Secret fresh(cipher::kKeyBytes);
  hidden_->chance.fill(fresh.writable());
  Sealed sealed = seal(binding, fresh.expose());
  return {BlockKey(std::move(fresh)), std::move(sealed)};
}

Result<BlockKey> Vault::open_block_key(const Binding& binding, const Sealed& sealed) const {
  auto key = open(binding, sealed);
  if (!key) return pass(key);
  return BlockKey(std::move(*key));
}

std::vector<WrappedKey> Vault::wrapped_keys() const {
  std::vector<WrappedKey> all;
  for (const auto& each : hidden_->keys) all.push_back({each.number, each.wrapped});
  return all;
}

Digest Vault::lookup_digest(std::string_view token) const {
  return cipher::digest(hidden_->lookup, token);
}

}  // namespace figlink
