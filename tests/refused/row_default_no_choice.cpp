// A default is one of the choices.
// expect: the default is none of the choices
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
    .inputs = {rows::kFileKey, usually(one_of(in_body("kind", "Which."), "a", "b"), "\"c\"")},
#else
    .inputs = {rows::kFileKey, usually(one_of(in_body("kind", "Which."), "a", "b"), "\"b\"")},
#endif
    .example = R"({"file_key": "A"})",
    .docs = "things",
});
static_assert(kRow.name == "figma_change_thing");
