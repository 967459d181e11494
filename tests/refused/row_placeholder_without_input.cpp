// Each placeholder of the path is an input.
// expect: each {placeholder} of the path needs an input
#include "actions/catalogue/common.h"

using namespace figlink;

constexpr Action kRow = action({
    .name = "figma_get_thing",
    .label = "Get Thing",
    .summary = "Read a thing.",
    .operation_id = "getThing",
    .group = "Things",
    .effect = Effect::reads,
    .method = Method::get,
    .path = "/v1/things/{file_key}",
    .scopes = {"file_content:read"},
    .credentials = rows::kAnyone,
    .tier = Tier::one,
#ifdef REFUSED
    .inputs = {rows::kDepth},
#else
    .inputs = {rows::kFileKey},
#endif
    .example = R"({"file_key": "A"})",
    .docs = "things",
});
static_assert(kRow.name == "figma_get_thing");
