// A rule is about inputs that may be left out.
// expect: a rule is about inputs that may be left out
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
    .inputs = {rows::kFileKey, required(in_body("one", "One.")), in_body("other", "Other."),
               in_body("third", "Third.")},
#ifdef REFUSED
    .rules = {Rule{Rule::Kind::exclude, {"one", "other"}}},
#else
    .rules = {Rule{Rule::Kind::exclude, {"other", "third"}}},
#endif
    .example = R"({"file_key": "A"})",
    .docs = "things",
});
static_assert(kRow.name == "figma_change_thing");
