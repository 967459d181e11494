// A rule asks for a value that can be given.
// expect: a rule asks for a value that is no choice
#include "actions/catalogue/common.h"

using namespace figlink;

constexpr Input kChange[] = {required(one_of(in_body("action", "What."), "MAKE", "DROP")),
                             in_body("id", "Which.")};
[[maybe_unused]] constexpr Rule kMoved[] = {{Rule::Kind::when, {"action", "id"}, "MOVE"}};
[[maybe_unused]] constexpr Rule kMade[] = {{Rule::Kind::when, {"action", "id"}, "DROP"}};

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
               held_to(made_of(in_body("change", "What.", Type::object), kChange), kMoved)},
#else
    .inputs = {rows::kFileKey,
               held_to(made_of(in_body("change", "What.", Type::object), kChange), kMade)},
#endif
    .example = R"({"file_key": "A"})",
    .docs = "things",
});
static_assert(kRow.name == "figma_change_thing");
