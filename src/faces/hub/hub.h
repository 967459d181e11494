// The Hub face: what a page that links an account calls, with the link session's token in
// `x-hub-session-token`.
//
// A page of any origin may call it: the token is the whole permission, no cookie is read, so CORS
// allows every origin and never credentials. Secrets go in and come back only as a placeholder with
// their last four characters.
#pragma once

#include "faces/face.h"

namespace figlink {

void mount_hub(Routes& routes, const FaceParts& parts);

}  // namespace figlink
