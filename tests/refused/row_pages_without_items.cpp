// A row that has pages says where their items are.
// expect: items
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
    .inputs = {rows::kFileKey},
    .example = R"({"file_key": "A"})",
    .docs = "things",
    .paging = Paging::cursor,
#ifdef REFUSED
#else
    .items = "rows",
#endif
});
static_assert(kRow.name == "figma_get_thing");
