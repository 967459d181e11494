// Wrong inputs, told one at a time in Figma's manner: "'page_size' must be a valid number, received
// type String". What an input is comes from the catalogue's row.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <span>

#include "actions/rules.h"
#include "base/text.h"
#include "figma/fake/ask.h"

namespace figlink::fake {
namespace {

using Problem = std::optional<std::string>;

std::string wrong_type(std::string_view name, std::string_view wanted, std::string_view got) {
  return fmt::format("'{}' must be a valid {}, received type {}", name, wanted, got);
}

std::string missing(std::string_view name) {
  return fmt::format("Missing required parameter {}", name);
}

bool is_choice(const Input& input, std::string_view value) {
  if (input.choice_count() == 0) return true;
  auto end = input.choices.begin() + static_cast<std::ptrdiff_t>(input.choice_count());
  return std::find(input.choices.begin(), end, value) != end;
}

std::string not_a_choice(const Input& input, std::string_view name) {
  std::span<const std::string_view> choices(input.choices.data(), input.choice_count());
  return fmt::format("'{}' must be one of: {}", name, fmt::join(choices, ", "));
}

Problem out_of_bounds(const Input& input, std::string_view name, double value) {
  if (!std::isnan(input.min) && value < input.min)
    return fmt::format("'{}' must be at least {}", name, input.min);
  if (input.above_min && value == input.min)
    return fmt::format("'{}' must be greater than {}", name, input.min);
  // Too large a page is made smaller (figma.md 6.4); a fraction out of bounds is refused.
  if (input.type == Type::number && !std::isnan(input.max) && value > input.max)
    return fmt::format("'{}' must be at most {}", name, input.max);
  return std::nullopt;
}

template <class Number>
std::optional<Number> read_number(std::string_view text) {
  Number value{};
  auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Problem wrong_value(const Input& input, std::string_view value) {
  if (input.type == Type::integer) {
    // Figma's own page links put dates here (figma.md 6.4).
    if ((input.name == "before" || input.name == "after") && value.ends_with("UTC"))
      return std::nullopt;
    auto number = read_number<std::int64_t>(value);
    auto large = read_number<std::uint64_t>(value);  // ids of versions
    if (!number && !large) return wrong_type(input.name, "number", "String");
    return number ? out_of_bounds(input, input.name, static_cast<double>(*number)) : std::nullopt;
  }
  if (input.type == Type::number) {
    auto number = read_number<double>(value);
    if (!number) return wrong_type(input.name, "number", "String");
    return out_of_bounds(input, input.name, *number);
  }
  if (input.type == Type::boolean && value != "true" && value != "false")
    return wrong_type(input.name, "boolean", "String");
  if (input.required && value.empty()) return missing(input.name);
  return is_choice(input, value) ? std::nullopt : Problem(not_a_choice(input, input.name));
}

// What of the row's rules is broken; `given` tells which inputs are there.
template <class Given>
Problem broken_rule(const Action& row, Place place, Given given) {
  auto in_place = [&](std::string_view name) {
    return std::ranges::any_of(row.used_inputs(), [&](const Input& input) {
      return input.name == name && input.place == place;
    });
  };
  for (const Rule& rule : row.rules) {
    std::span<const std::string_view> names(rule.names.data(), rule.count());
    if (names.empty() || !in_place(names[0])) continue;
    auto count = std::ranges::count_if(names, given);
    switch (rule.kind) {
      case Rule::Kind::none:
        break;
      case Rule::Kind::one_needed:
        if (count == 0) return missing(names[0]);
        break;
      case Rule::Kind::exclude:
        if (count > 1)
          return fmt::format("Parameters {} cannot be used together", fmt::join(names, ", "));
        break;
      case Rule::Kind::go_together:
        if (count > 0 && count < static_cast<std::ptrdiff_t>(names.size()))
          return missing(*std::ranges::find_if_not(names, given));
        break;
      case Rule::Kind::with_one:
        if (given(names[0]) && count < 2) return missing(names[1]);
        break;
      case Rule::Kind::when:  // of members alone
        break;
    }
  }
  return std::nullopt;
}

std::string_view type_of(const Json& value) {
  switch (value.kind()) {
    case Json::Kind::null:
      return "Null";
    case Json::Kind::boolean:
      return "Boolean";
    case Json::Kind::integer:
    case Json::Kind::number:
      return "Number";
    case Json::Kind::text:
      return "String";
    case Json::Kind::array:
      return "Array";
    case Json::Kind::object:
      break;
  }
  return "Object";
}

Problem wrong_members(const Input& whole, const Json& object, const std::string& where);

Problem wrong_text(const Input& input, const Json& value, const std::string& name) {
  auto text = value.as_text();
  if (!text) return wrong_type(name, "string", type_of(value));
  if (input.length_max > 0 && characters_in(*text) > input.length_max)
    return fmt::format("'{}' must be at most {} characters long", name, input.length_max);
  return is_choice(input, *text) ? std::nullopt : Problem(not_a_choice(input, name));
}

Problem wrong_list(const Input& input, const Json& value, const std::string& name) {
  if (!value.is_array()) return wrong_type(name, "array", type_of(value));
  for (std::size_t i = 0; i < value.size(); ++i) {
    const std::string item = fmt::format("{}[{}]", name, i);
    if (input.item_type == Type::text && !value[i].is_text())
      return wrong_type(item, "string", type_of(value[i]));
    if (input.item_type == Type::text && !is_choice(input, *value[i].as_text()))
      return not_a_choice(input, item);
    if (input.item_type != Type::object) continue;
    if (!value[i].is_object()) return wrong_type(item, "object", type_of(value[i]));
    if (auto problem = wrong_members(input, value[i], item + ".")) return problem;
  }
  return std::nullopt;
}

Problem wrong_member(const Input& input, const Json& value, const std::string& name) {
  switch (input.type) {
    case Type::text:
      return wrong_text(input, value, name);
    case Type::integer:
      if (!value.as_integer() || value.kind() == Json::Kind::text)
        return wrong_type(name, "integer", type_of(value));
      return out_of_bounds(input, name, static_cast<double>(*value.as_integer()));
    case Type::number:
      if (!value.as_number()) return wrong_type(name, "number", type_of(value));
      return out_of_bounds(input, name, *value.as_number());
    case Type::boolean:
      return value.as_bool() ? std::nullopt : Problem(wrong_type(name, "boolean", type_of(value)));
    case Type::object:
      if (!value.is_object()) return wrong_type(name, "object", type_of(value));
      return wrong_members(input, value, name + ".");
    case Type::list:
      return wrong_list(input, value, name);
    case Type::date:
    case Type::text_list:
    case Type::either:
    case Type::null:
      break;
  }
  return std::nullopt;
}

Problem wrong_members(const Input& whole, const Json& object, const std::string& where) {
  std::vector<GivenInput> given;
  for (const Input& input : whole.members()) {
    const std::string name = where + std::string(input.name);
    const Json* value = object.find(input.name);
    if (!value) {
      if (input.required) return missing(name);
    } else if (auto problem = wrong_member(input, *value, name)) {
      return problem;
    }
    if (value) given.push_back({input.name, value->as_text().value_or("")});
  }
  auto broken = broken_rules(whole.member_rules(), given);
  return broken.empty() ? std::nullopt : Problem(missing(where + std::string(broken[0].name)));
}

}  // namespace

std::optional<std::string> wrong_query(const Action& row, const Query& query) {
  auto find = [&](std::string_view name) {
    return std::ranges::find(query, name,
                             [](const auto& pair) { return std::string_view(pair.first); });
  };
  for (const Input& input : row.used_inputs()) {
    if (input.place != Place::query) continue;
    auto at = find(input.name);
    if (at == query.end()) {
      if (input.required) return missing(input.name);
    } else if (auto problem = wrong_value(input, at->second)) {
      return problem;
    }
  }
  return broken_rule(row, Place::query,
                     [&](std::string_view name) { return find(name) != query.end(); });
}

std::optional<std::string> wrong_body(const Action& row, const Json& body) {
  for (const Input& input : row.used_inputs()) {
    if (input.place != Place::body) continue;
    const Json* value = body.find(input.name);
    const std::string name(input.name);
    if (!value) {
      if (input.required) return missing(name);
    } else if (auto problem = wrong_member(input, *value, name)) {
      return problem;
    }
  }
  return broken_rule(row, Place::body,
                     [&](std::string_view name) { return body.find(name) != nullptr; });
}

}  // namespace figlink::fake
