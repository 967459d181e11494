// The dashboard's door: a key is exchanged for a session cookie.
//
// The cookie is HttpOnly and SameSite=Strict, and Secure behind https; the page gets a CSRF token
// beside it, which every change must bring (face_cookie.h).
#pragma once

#include "faces/face.h"

namespace figlink {

void mount_dashboard(Routes& routes, const FaceParts& parts);

}  // namespace figlink
