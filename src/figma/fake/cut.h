// Cutting documents to what a caller asked for (figma.md 6.2). Pure.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace figlink::fake {

using Ids = std::set<std::string, std::less<>>;

struct Cut {
  std::int64_t depth = -1;  // levels below; -1: all
  bool geometry = false;    // keep outlines of vectors
  Ids plugins = {};         // whose data to keep; "shared" for what all share
};

// The node as far down as `cut` says. `children` below the last level is empty, as Figma gives it.
Json cut_node(const Json& node, const Cut& cut);
// Only what leads to the wanted nodes and what is below them; every page stays.
Json prune(const Json& document, const Ids& wanted);
// nullptr when there is none.
const Json* find_node(const Json& node, std::string_view id);
// The entries of a file's table (components, componentSets, styles) that a subtree uses.
Json used_entries(const Json& file, std::string_view table, const Json& node);
// Visits a tree, parents first.
void visit_nodes(const Json& node, const std::function<void(const Json&)>& visit);

// "1:2,I3:4;5:6", with "1-2" taken for "1:2".
Ids ids_in(std::string_view list);
// The same in the order of the list, each once.
std::vector<std::string> ids_in_order(std::string_view list);

}  // namespace figlink::fake
