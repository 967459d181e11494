// Where the outside reaches us, for links that we hand out.
#pragma once

#include <string>

#include "faces/face.h"
#include "net/message.h"

namespace figlink {

// --public-url, or else what the request's own Host header says. Without a slash at the end.
std::string public_url(const FaceParts& parts, const Request& request);

}  // namespace figlink
