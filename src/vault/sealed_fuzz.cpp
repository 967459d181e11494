// Arbitrary bytes never crash the vault, and never open.
#include <cstdint>
#include <cstdlib>

#include "vault/vault.h"

using namespace figlink;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static SeededChance chance(7);
  static const auto& vault =
      *new std::unique_ptr<Vault>(*Vault::unlock(Secret(std::string(32, 'k')), {}, chance));
  std::string bytes(reinterpret_cast<const char*>(data), size);
  if (vault->open({"account.credential", "a", "p"}, Sealed{bytes})) std::abort();
  (void)master_key_from_text(bytes);
  (void)Vault::unlock(Secret(std::string(32, 'k')), {{1, Sealed{bytes}}}, chance);
  return 0;
}
