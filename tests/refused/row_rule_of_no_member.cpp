// A rule between members names members that are there.
// expect: a rule names an input that the action does not have
#include "actions/catalogue/common.h"

using namespace figlink;

constexpr Input kPlace[] = {in_body("x", "Left."), in_body("y", "Top.")};
[[maybe_unused]] constexpr Rule kAbsent[] = {{Rule::Kind::go_together, {"x", "z"}}};
[[maybe_unused]] constexpr Rule kBoth[] = {{Rule::Kind::go_together, {"x", "y"}}};

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
    .inputs = {rows::kFileKey,
               held_to(made_of(in_body("place", "Where.", Type::object), kPlace), kAbsent)},
#else
    .inputs = {rows::kFileKey,
               held_to(made_of(in_body("place", "Where.", Type::object), kPlace), kBoth)},
#endif
    .example = R"({"file_key": "A"})",
    .docs = "things",
});
static_assert(kRow.name == "figma_change_thing");
