// The HTTP face: accounts, actions and link sessions, in the words of hosted hubs so that their
// clients run unchanged.
#pragma once

#include "faces/face.h"

namespace figlink {

void mount_http(Routes& routes, const FaceParts& parts);

}  // namespace figlink
