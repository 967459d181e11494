// The least value is no more than the most.
// expect: the least is more than the most
#include "actions/catalogue/common.h"

using namespace figlink;

constexpr Action kRow = action({
    .name = "figma_change_thing",
    .label = "Change Thing",
    .summary = "Change a thing.",
    .operation_id = "putThing",
    .group = "Things",
    .effect = Effect::writes,
    .method = Method::put,
    .path = "/v1/things/{file_key}",
    .scopes = {"file_content:read"},
    .credentials = rows::kAnyone,
    .tier = Tier::one,
#ifdef REFUSED
    .inputs = {rows::kFileKey, between(in_body("count", "How many.", Type::integer), 9, 1)},
#else
    .inputs = {rows::kFileKey, between(in_body("count", "How many.", Type::integer), 1, 9)},
#endif
    .example = R"({"file_key": "A"})",
    .docs = "things",
});
static_assert(kRow.name == "figma_change_thing");
