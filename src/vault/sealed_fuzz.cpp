// Arbitrary bytes never crash the vault, and nothing opens but the true record.
#include <cstdint>
#include <cstdlib>

#include "vault/vault.h"

using namespace figlink;

namespace {

Secret master() { return Secret(std::string(32, 'k')); }
const Binding kBinding{"account.credential", "a", "p"};

// The record with the input laid over it (xor), cut or made longer to the input's length.
std::string changed(std::string record, std::string_view input) {
  record.resize(input.size());
  for (std::size_t i = 0; i < input.size(); ++i)
    record[i] = static_cast<char>(record[i] ^ input[i]);
  return record;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static SeededChance chance(7);
  static Vault& vault = *Vault::unlock(master(), {}, chance)->release();
  static const std::string record = vault.seal(kBinding, "figd_secret").bytes;
  static const std::string wrapped = vault.wrapped_keys().front().wrapped.bytes;
  std::string bytes(reinterpret_cast<const char*>(data), size);

  // A fuzzer that watches comparisons learns the true records: those, and nothing else, may open.
  for (const std::string& each : {bytes, changed(record, bytes)}) {
    if (vault.open(kBinding, Sealed{each}).has_value() != (each == record)) std::abort();
  }
  for (const std::string& each : {bytes, changed(wrapped, bytes)}) {
    bool opens = Vault::unlock(master(), {{1, Sealed{each}}}, chance).has_value();
    if (opens != (each == wrapped)) std::abort();
  }
  (void)master_key_from_text(bytes);
  return 0;
}
