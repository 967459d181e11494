// random_token: 32 random bytes as text that travels in headers and addresses: the prefix, then 43
// characters of base64url.
#pragma once

#include <string_view>

#include "base/chance.h"
#include "base/secret.h"

namespace figlink {

Secret random_token(Chance& chance, std::string_view prefix);

}  // namespace figlink
