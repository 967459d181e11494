// cursor: the opaque `next` that callers give back, whatever Figma's own way of paging is.
//
// For most actions it is Figma's cursor itself. Versions page by URLs full of dates (figma.md 6.4):
// there it is the base64url of the URL's query parts, and only the parts that Figma uses come back
// out. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "actions/action.h"

namespace figlink {

inline constexpr std::size_t kCursorMax = 4096;

// The query parts (or body member) that continue; nullopt when it is no cursor of this action.
std::optional<std::vector<std::pair<std::string, std::string>>> open_cursor(
    const Action& action, std::string_view cursor);

}  // namespace figlink
