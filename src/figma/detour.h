// detour: some actions have two ways at Figma, each for tokens of other scopes (figma.md 0.1:
// projects became folders).
//
// When the token's scopes are known, the way is chosen by them and only one request goes out. When
// they are not, the newer way is tried first, and the older one only if the refusal was about
// scopes.
#pragma once

#include <memory>

#include "figma/upstream.h"

namespace figlink {

std::unique_ptr<Upstream> make_detour(std::unique_ptr<Upstream> below);

}  // namespace figlink
