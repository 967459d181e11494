#include "actions/row_words.h"

#include <cmath>

namespace figlink {

std::string_view name_of(Place place) {
  return place == Place::path ? "path" : place == Place::query ? "query" : "body";
}

std::string_view name_of(Type type) {
  switch (type) {
    case Type::text:
      return "text";
    case Type::date:
      return "date";
    case Type::integer:
      return "integer";
    case Type::number:
      return "number";
    case Type::boolean:
      return "boolean";
    case Type::text_list:
      return "list of texts";
    case Type::object:
      return "object";
    case Type::list:
      return "list";
    case Type::either:
      return "one of several forms";
    case Type::null:
      break;
  }
  return "null";
}

Json number_json(double value) {
  bool whole = std::trunc(value) == value && std::fabs(value) < 1e15;
  return whole ? Json(static_cast<std::int64_t>(value)) : Json(value);
}

bool is_needed(const Input& input) {
  bool account_has_it = (input.names == Names::team_id && input.place == Place::path) ||
                        input.names == Names::by_context;
  return input.required && !account_has_it;
}

std::vector<std::string_view> used(std::span<const std::string_view> names) {
  std::vector<std::string_view> out;
  for (std::string_view name : names) {
    if (!name.empty()) out.push_back(name);
  }
  return out;
}

std::vector<std::string_view> callers(const Action& action) {
  std::vector<std::string_view> out;
  for (auto kind :
       {Credentials::personal, Credentials::plan, Credentials::oauth, Credentials::org_oauth}) {
    if (action.takes(kind)) out.push_back(name_of(kind));
  }
  return out;
}

}  // namespace figlink
