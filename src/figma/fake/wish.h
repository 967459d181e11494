// Wishes of the sandbox's own routes: a strict reading, because a misspelt fault that does nothing
// lets a test pass for the wrong reason.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/json.h"

namespace figlink::fake {

struct WishField {
  enum Kind : std::uint8_t { text, flag, whole, share, texts };
  std::string_view name;
  Kind kind;
  std::int64_t min = 0, max = 0;  // of whole numbers
};

// What is wrong with the body, in one sentence that names the field; nothing when all is well.
std::optional<std::string> wrong_wish(const Json& body, std::span<const WishField> fields);

}  // namespace figlink::fake
