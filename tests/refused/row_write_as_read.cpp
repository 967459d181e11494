// What deletes is not called reading.
// expect: a PUT or DELETE is no read
#include "actions/catalogue/common.h"

using namespace figlink;

constexpr Action kRow = action({
    .name = "figma_get_thing",
    .label = "Get Thing",
    .summary = "Read a thing.",
    .operation_id = "getThing",
    .group = "Things",
#ifdef REFUSED
    .effect = Effect::reads,
#else
    .effect = Effect::deletes,
#endif
    .method = Method::del,
    .path = "/v1/things/{file_key}",
    .scopes = {"file_content:read"},
    .credentials = rows::kAnyone,
    .tier = Tier::one,
    .inputs = {rows::kFileKey},
    .example = R"({"file_key": "A"})",
    .docs = "things",
});
static_assert(kRow.name == "figma_get_thing");
