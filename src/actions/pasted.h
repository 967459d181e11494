// pasted: what people paste where a key or an id is asked for.
//
// Figma's URLs (figma.md 6.2): https://www.figma.com/:type/:file_key/:name?node-id=1-2, with
// /branch/:branch_key/ inside; /files/team/:team_id/:name and /files/[:org_id/]team/:team_id;
// /files/project/:project_id and /files/folder/:id. Node ids are written `1-2` in URLs and `1:2` in
// the API; ids of things inside instances are joined by `;`. Pure.
#pragma once

#include <string>
#include <string_view>

#include "actions/action.h"
#include "base/result.h"

namespace figlink {

// The plain key or id (text that names nothing, and by_context, stays as it is); bad_input with one
// sentence when there is none in it.
Result<std::string> read_pasted(Names names, std::string_view pasted);

}  // namespace figlink
