// Token: what an errand travels by. It is opened when a request leaves, and not before.
//
// A read that is answered from memory, or that joins another, opens none: it is known by the
// token's mark. Made of a sealed one, or of one that somebody has just pasted; either must outlive
// it.
#pragma once

#include <string>

#include "base/result.h"
#include "base/secret.h"

namespace figlink {

// The token of a linked account, in the vault.
class SealedToken {
 public:
  virtual ~SealedToken() = default;
  virtual Result<Secret> open() const = 0;
  virtual std::string_view mark() const = 0;  // as Token's
};

class Token {
 public:
  Token(const Secret& known) : known_(&known) {}
  Token(const SealedToken& sealed) : sealed_(&sealed) {}

  Result<Secret> open() const {
    if (sealed_ != nullptr) return sealed_->open();
    return known_->clone();
  }
  // Tells one credential from another, and nothing more of it.
  std::string mark() const {
    return std::string(sealed_ != nullptr ? sealed_->mark() : as_view(digest_of(known_->expose())));
  }

 private:
  const Secret* known_ = nullptr;
  const SealedToken* sealed_ = nullptr;
};

}  // namespace figlink
