// The catalogue: every action figlink knows, in the guide's order and then Figma's.
//
// Rows live in catalogue/<subject>.h, one header per Figma subject, and are listed by name in
// catalogue.cpp. They are constants: the views and pointers in them live as long as the program.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "actions/action.h"

namespace figlink {

inline constexpr std::string_view kConnector = "figma";
inline constexpr std::string_view kSpecVersion = "0.43.0";

std::span<const Action* const> catalogue();

// nullptr when there is none. Also takes "get_file", "Get File", "getFile" and a versioned id
// ("figma_1.0.0_figma_get_file_global").
const Action* find_action(std::string_view name);

// Names that somebody who wrote `name` may have meant, best first.
std::vector<std::string_view> nearest_actions(std::string_view name);

// Actions that fit words such as "comments of a file", best first, with a score of 0 to 1.
struct Found {
  const Action* action;
  double score;
};
std::vector<Found> search_actions(std::string_view words, std::size_t count_max);

// Scopes. `scope_notes` lists every scope with one sentence and its limits, in figma.md 3.1's
// order.
struct ScopeNote {
  std::string_view name;
  std::string_view gives;
  bool enterprise_only;
  bool personal;  // whether a personal token can be made with it
  bool deprecated;
};
std::span<const ScopeNote> scope_notes();

}  // namespace figlink
