#include "figma/read_target.h"

#include <algorithm>
#include <charconv>
#include <unordered_set>

#include "base/text.h"

namespace figlink {

ReadKind read_kind_of(const Action& action) {
  if (action.name == "figma_get_file_nodes") return ReadKind::nodes;
  if (action.name == "figma_get_file") return ReadKind::file;
  if (action.name == "figma_render_images") return ReadKind::renders;
  if (action.name == "figma_get_image_fills") return ReadKind::fills;
  return ReadKind::none;
}

std::optional<ReadTarget> read_target(ReadKind kind, std::string_view target) {
  constexpr std::string_view kNodesEnd = "/nodes";
  ReadTarget parts;
  const auto mark = std::min(target.find('?'), target.size());
  std::string_view path = target.substr(0, mark);
  parts.narrow.nodes = kind == ReadKind::nodes;
  if (parts.narrow.nodes) {
    if (!path.ends_with(kNodesEnd)) return std::nullopt;
    path.remove_suffix(kNodesEnd.size());
  }
  parts.variant = path;
  char joint = '?';
  const std::string_view query =
      mark == target.size() ? std::string_view{} : target.substr(mark + 1);
  for (std::string_view pair : split(query, '&')) {
    const auto equals = std::min(pair.find('='), pair.size());
    const std::string_view name = pair.substr(0, equals);
    const std::string_view value =
        equals == pair.size() ? std::string_view{} : pair.substr(equals + 1);
    if (pair.empty() || pair == "branch_data=false") continue;
    if (name == "depth") {
      auto [end, bad] =
          std::from_chars(value.data(), value.data() + value.size(), parts.narrow.depth);
      if (bad != std::errc() || end != value.data() + value.size() || parts.narrow.depth < 1)
        return std::nullopt;
    } else if (name == "ids") {
      auto list = percent_decode(value);
      if (!list) return std::nullopt;
      std::unordered_set<std::string_view> seen;
      for (std::string_view id : split(*list, ',')) {
        id = trim(id);
        if (!id.empty() && seen.insert(id).second) parts.narrow.ids.emplace_back(id);
      }
    } else {
      parts.variant += joint;
      parts.variant += pair;
      joint = '&';
    }
  }
  if (parts.narrow.nodes && parts.narrow.ids.empty()) return std::nullopt;
  return parts;
}

bool is_pinned(std::string_view target) {
  return target.find("?version=") != target.npos || target.find("&version=") != target.npos;
}

}  // namespace figlink
