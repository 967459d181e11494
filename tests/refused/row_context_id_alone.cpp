// What goes by its context needs the context.
// expect: what goes by its context needs `context` beside it
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
    .inputs = {rows::kFileKey, named(in_body("context_id", "Which."), Names::by_context)},
#else
    .inputs = {rows::kFileKey, one_of(in_body("context", "What."), "team", "project", "file"),
               named(in_body("context_id", "Which."), Names::by_context)},
#endif
    .example = R"({"file_key": "A"})",
    .docs = "things",
});
static_assert(kRow.name == "figma_change_thing");
