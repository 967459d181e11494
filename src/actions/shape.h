// shape: the few answers that are changed on their way out, and where `next` is found.
//
// Most answers pass through as bytes. `Shape` says which are read whole (bounded by kShapedMax) and
// rewritten: projects/project_files give v1's shape for v2's folders answers; bulk_items adds each
// item's fate; no_content gives
// {"status":200} for an answer without a body.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "actions/call.h"
#include "base/json.h"
#include "base/result.h"

namespace figlink {

inline constexpr std::size_t kShapedMax = 32u << 20;

// Rewrites a whole answer. `detoured`: it came by the action's detour.
Result<std::string> shape(const Call& call, std::string_view answer, bool detoured);

// The member paths at which this action's `next` may stand ("meta.cursor.after",
// "pagination.prev_page", ...), for the streaming scanner. Empty for actions without paging.
std::span<const std::string_view> next_paths(const Action& action);

// Makes the opaque cursor from what the scanner found, one value (raw JSON scalar text, "" when
// absent) per path. None when it leads to where the call itself came from.
std::optional<std::string> next_cursor(const Call& call, std::span<const std::string> found);

}  // namespace figlink
