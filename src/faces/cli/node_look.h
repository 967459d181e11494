// The look of a node: a checksum by which a change of its picture shows.
#pragma once

#include <string>

#include "base/json.h"

namespace figlink {

// Of all that Figma tells of the node and those below it, with `geometry=paths`, but for where on
// the canvas they are: that does not change the picture. 64 hexadecimal digits.
std::string look_of(const Json& node);

}  // namespace figlink
