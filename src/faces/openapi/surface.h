// The fixed part of the OpenAPI document: routes and shapes that do not depend on the catalogue, as
// the JSON they are.
#pragma once

#include <string_view>

namespace figlink {

extern const std::string_view kSurfacePaths;    // "paths"
extern const std::string_view kSurfaceSchemas;  // "components.schemas"

}  // namespace figlink
