// A GET has no body.
// expect: a GET has no body: its inputs go into path or query
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
    .inputs = {rows::kFileKey, in_body("words", "Words.")},
#else
    .inputs = {rows::kFileKey},
#endif
    .example = R"({"file_key": "A"})",
    .docs = "things",
});
static_assert(kRow.name == "figma_get_thing");
