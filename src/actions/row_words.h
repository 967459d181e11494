// row_words: what stands in a row, in the words and forms in which others are told of it. Pure.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "actions/action.h"
#include "base/json.h"

namespace figlink {

std::string_view name_of(Place place);  // "path"
std::string_view name_of(Type type);    // "list of texts"
Json number_json(double value);         // whole ones without a point
// Whether the caller must give it: some that Figma requires an account can have.
bool is_needed(const Input& input);
std::vector<std::string_view> used(std::span<const std::string_view> names);  // not empty
std::vector<std::string_view> callers(const Action& action);  // the credentials that it takes

}  // namespace figlink
