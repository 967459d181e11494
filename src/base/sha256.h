// Sha256: the checksum that others can check with their own tools. For secrets see digest_of().
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace figlink {

class Sha256 {
 public:
  Sha256();
  void add(std::string_view bytes);
  std::string hex();  // of all that was added; once

 private:
  static constexpr std::size_t kStateBytes = 128;  // at least what the library keeps
  alignas(16) std::byte state_[kStateBytes];
};

}  // namespace figlink
