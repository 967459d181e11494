// The health face: GET /health (the process is up) and GET /ready (it can serve). No key.
#pragma once

#include "faces/face.h"

namespace figlink {

void mount_health(Routes& routes, const FaceParts& parts);

}  // namespace figlink
