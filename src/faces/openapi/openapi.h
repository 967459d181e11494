// The OpenAPI face: GET /openapi.json describes figlink's own HTTP surface, its actions from the
// catalogue. No key.
#pragma once

#include <string_view>

#include "base/json.h"
#include "faces/face.h"

namespace figlink {

// The document, OpenAPI 3.1.
Json openapi_document(std::string_view server_url);

void mount_openapi(Routes& routes, const FaceParts& parts);

}  // namespace figlink
