// seed: the world as it is at the start and after a reset (docs/guide/sandbox.md lists it).
#pragma once

#include <string>

#include "figma/fake/world.h"

namespace figlink::fake {

void seed(World& world);
void seed_tokens(World& world);
// A document of --files as a file of the demo team.
File found_file(std::string key);

}  // namespace figlink::fake
