// Blocks: a large thing sealed piece by piece, so that it streams to a disk and any piece of it
// opens without those before it.
//
// Every thing has a key of its own, used for nothing else, so that a block's place can be its
// nonce: a block that was changed, or moved to another place or thing, does not open. How many
// blocks there are must be told by one of them. Bytes: docs/design/memory.md 3.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/secret.h"

namespace figlink {

class BlockKey {
 public:
  explicit BlockKey(Secret key) : key_(std::move(key)) {}

  bool is_whole() const;  // it has the length of a key

  // `kind` keeps apart what has numbers of its own. No (kind, number) twice.
  std::string seal(std::uint8_t kind, std::uint64_t number, std::string_view plain) const;
  // nullopt when anything is not as it was sealed.
  std::optional<std::string> open(std::uint8_t kind, std::uint64_t number,
                                  std::string_view sealed) const;

 private:
  Secret key_;
};

inline constexpr std::size_t kBlockTagBytes = 16;  // that a sealed block is longer

}  // namespace figlink
