// Sealed: a secret as it may lie in a database. The bytes are specified in docs/design/vault.md.
// Carries no key.
#pragma once

#include <string>

namespace figlink {

struct Sealed {
  std::string bytes;
};

}  // namespace figlink
