#include "figma/fake/wish.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/text.h"

namespace figlink::fake {
namespace {

std::string unknown(std::string_view name, std::span<const WishField> fields) {
  std::vector<std::string_view> known;
  for (const WishField& field : fields) known.push_back(field.name);
  const auto near = nearest(name, known, 1);
  return fmt::format("there is no field {}{}", name.substr(0, 64),
                     near.empty() ? "" : fmt::format("; did you mean {}?", near.front()));
}

bool is_texts(const Json& value) {
  if (!value.is_array()) return false;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (!value[i].is_text()) return false;
  }
  return true;
}

std::optional<std::string> wrong_value(const WishField& field, const Json& value) {
  switch (field.kind) {
    case WishField::text:
      if (value.is_text()) return std::nullopt;
      return fmt::format("{}: a text", field.name);
    case WishField::flag:
      if (value.as_bool()) return std::nullopt;
      return fmt::format("{}: true or false", field.name);
    case WishField::whole:
      if (auto number = value.as_integer(); number && *number >= field.min && *number <= field.max)
        return std::nullopt;
      return fmt::format("{}: a whole number from {} to {}", field.name, field.min, field.max);
    case WishField::share:
      if (auto number = value.as_number(); number && *number >= 0 && *number <= 1)
        return std::nullopt;
      return fmt::format("{}: from 0 to 1", field.name);
    case WishField::texts:
      if (is_texts(value)) return std::nullopt;
      return fmt::format("{}: a list of texts", field.name);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> wrong_wish(const Json& body, std::span<const WishField> fields) {
  if (!body.is_object()) return "the body must be a JSON object";
  std::optional<std::string> problem;
  body.each([&](std::string_view name, const Json& value) {
    if (problem) return;
    const auto field = std::ranges::find(fields, name, &WishField::name);
    problem = field == fields.end() ? unknown(name, fields) : wrong_value(*field, value);
  });
  return problem;
}

}  // namespace figlink::fake
