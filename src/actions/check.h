// check: raw inputs in, a Call out, or every problem at once.
//
// Inputs come nested ({"path": {...}, "query": {...}, "body": {...}}) or flat ({"file_key": ...});
// Figma URLs are accepted where a key or id is asked for, and `1-2` for `1:2`. Integers leave as
// integers. A name that the row does not know is an error with the nearest names, except inside
// free objects. Pure: no I/O, no clock.
#pragma once

#include <string_view>

#include "actions/call.h"
#include "base/json.h"
#include "base/result.h"

namespace figlink {

enum class Form : std::uint8_t { nested, flat };

// What the account brings along.
struct Defaults {
  std::string_view team_id;  // used when an action asks for team_id and the caller gives none
};

Result<Call> check(const Action& action, const Json& inputs, Form form, const Defaults& defaults);

// Continues where an earlier answer's `next` left off: `cursor` is put where the action's paging
// wants it. The name under which callers give it back: query.next / flat "next".
inline constexpr std::string_view kNextInput = "next";

// A team id out of "https://www.figma.com/files/team/123/name", "123" or " 123 "; nullopt when
// there is none.
std::optional<std::string> team_id_of(std::string_view pasted);

}  // namespace figlink
