#include "actions/input_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <utility>
#include <vector>

#include "actions/pasted.h"
#include "base/text.h"

namespace figlink {
namespace {

bool has_control(std::string_view text) {
  return std::ranges::any_of(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

// A number's shortest text: integers never get a point.
std::string number_text(double value) {
  char digits[32];
  auto [end, ec] = std::to_chars(digits, digits + sizeof digits, value);
  return {digits, end};
}

std::string bounds_text(const Input& input) {
  std::string low =
      fmt::format("{} {}", input.above_min ? "above" : "at least", number_text(input.min));
  std::string high = fmt::format("at most {}", number_text(input.max));
  if (std::isnan(input.max)) return low;
  if (std::isnan(input.min)) return high;
  if (input.above_min) return low + " and " + high;
  return fmt::format("from {} to {}", number_text(input.min), number_text(input.max));
}

// A day of the calendar, as YYYY-MM-DD.
bool is_date(std::string_view text) {
  constexpr std::string_view kPattern = "0000-00-00";
  if (text.size() != kPattern.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    bool digit = text[i] >= '0' && text[i] <= '9';
    if (kPattern[i] == '0' ? !digit : text[i] != kPattern[i]) return false;
  }
  auto number = [&](std::size_t from, std::size_t count) {
    unsigned value = 0;
    for (char c : text.substr(from, count)) value = value * 10 + static_cast<unsigned>(c - '0');
    return value;
  };
  return std::chrono::year_month_day(std::chrono::year(static_cast<int>(number(0, 4))),
                                     std::chrono::month(number(5, 2)),
                                     std::chrono::day(number(8, 2)))
      .ok();
}

// JSON numbers beyond 64 bits have lost digits before anybody here sees them.
bool lost_digits(const Json& value) {
  constexpr double k64Bits = 9223372036854775808.0;
  return value.kind() == Json::Kind::number && std::fabs(*value.as_number()) >= k64Bits;
}
constexpr std::string_view kLostDigits =
    "As a number it is too long to keep its digits: send it as a text, in quotes.";

}  // namespace

bool is_choice(const Input& input, std::string_view text) {
  auto end = input.choices.begin() + static_cast<std::ptrdiff_t>(input.choice_count());
  return input.choice_count() == 0 || std::find(input.choices.begin(), end, text) != end;
}

std::string join_choices(const Input& input) {
  std::string all;
  for (std::size_t i = 0; i < input.choice_count(); ++i) {
    if (i > 0) all += i + 1 == input.choice_count() ? " or " : ", ";
    all += input.choices[i];
  }
  return all;
}

std::optional<std::string> InputText::read(const Input& input, const Json& value,
                                           const std::string& field) {
  switch (input.type) {
    case Type::text:
      return text(input, value, field);
    case Type::date:
      return date(value, field);
    case Type::text_list:
      return text_list(input, value, field);
    case Type::integer:
      return integer(input, value, field);
    case Type::number:
      return number(input, value, field);
    case Type::boolean:
      return boolean(value, field);
    default:
      return problems_.wrong(field, "It cannot travel here.");
  }
}

std::optional<std::string> InputText::text(const Input& input, const Json& value,
                                           const std::string& field) {
  std::string words;
  if (auto given = value.as_text()) {
    words = *given;
  } else if (value.kind() == Json::Kind::integer) {
    words = value.dump();  // ids are often written as numbers; all 64 bits are kept
  } else {
    return problems_.wrong(field,
                           std::string(lost_digits(value) ? kLostDigits : "It must be a text."));
  }
  bool is_id = input.place != Place::body || input.names != Names::nothing;
  if (is_id) words = std::string(trim(words));
  if (words.empty() && (input.required || is_id)) return problems_.wrong(field, "It is empty.");
  if (is_id && has_control(words)) return problems_.wrong(field, "It has control characters.");
  if (std::size_t most = input.length_max; most > 0 && characters_in(words) > most)
    return problems_.wrong(field, fmt::format("It is {} characters long; {} are allowed.",
                                              characters_in(words), most));
  if (words.size() > kTextMax)
    return problems_.wrong(
        field, fmt::format("It is {} bytes long; {} are allowed.", words.size(), kTextMax));
  if (!is_choice(input, words))
    return problems_.wrong(field, fmt::format("It must be {}.", join_choices(input)));
  auto read = read_pasted(input.names == Names::by_context ? context_ : input.names, words);
  if (!read) return problems_.wrong(field, std::move(read.error().message));
  return std::move(*read);
}

std::optional<std::string> InputText::date(const Json& value, const std::string& field) {
  std::string day(trim(value.text_or("")));
  if (!is_date(day)) return problems_.wrong(field, "It must be a day, as YYYY-MM-DD.");
  return day;
}

std::optional<std::vector<std::string>> InputText::items(const Json& value,
                                                         const std::string& field) {
  std::vector<std::string> items;
  if (auto given = value.as_text()) {
    for (std::string_view part : split(*given, ',')) items.emplace_back(trim(part));
    return items;
  }
  if (value.kind() == Json::Kind::integer) return std::vector{value.dump()};
  if (!value.is_array())
    return problems_.wrong(field, "It must be a list of texts, or one text with commas.");
  if (value.size() > kItemsMax)
    return problems_.wrong(
        field, fmt::format("It has {} items; {} are allowed.", value.size(), kItemsMax));
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (auto part = value[i].as_text()) {
      items.emplace_back(trim(*part));
    } else if (value[i].kind() == Json::Kind::integer) {
      items.push_back(value[i].dump());
    } else {
      return problems_.wrong(
          fmt::format("{}[{}]", field, i),
          std::string(lost_digits(value[i]) ? kLostDigits : "It must be a text."));
    }
  }
  return items;
}

std::optional<std::string> InputText::text_list(const Input& input, const Json& value,
                                                const std::string& field) {
  auto parts = items(value, field);
  if (!parts) return std::nullopt;
  std::string all;
  for (std::size_t i = 0; i < parts->size(); ++i) {
    std::string& part = (*parts)[i];
    std::string at = parts->size() > 1 ? fmt::format("{}[{}]", field, i) : field;
    if (part.empty()) return problems_.wrong(at, "It is empty.");
    if (has_control(part)) return problems_.wrong(at, "It has control characters.");
    if (part.find(',') != std::string::npos)
      return problems_.wrong(at, "An item must have no comma.");
    if (input.names != Names::nothing) {
      auto read = read_pasted(Names::node_id, part);
      if (!read) return problems_.wrong(at, std::move(read.error().message));
      part = std::move(*read);
    }
    if (i > 0) all += ',';
    all += part;
  }
  const std::size_t bytes_max = input.name == action_.splits.input ? kSplitTextMax : kTextMax;
  if (all.size() > bytes_max)
    return problems_.wrong(
        field, fmt::format("It is {} bytes long; {} are allowed. Ask in several calls.", all.size(),
                           bytes_max));
  return all;
}

bool InputText::in_bounds(const Input& input, double value, const std::string& field) {
  bool low = value < input.min || (input.above_min && value == input.min);
  if (!low && !(value > input.max)) return true;
  problems_.add(field, fmt::format("It must be {}.", bounds_text(input)));
  return false;
}

std::optional<std::string> InputText::integer(const Input& input, const Json& value,
                                              const std::string& field) {
  std::optional<std::int64_t> whole = value.as_integer();
  if (auto given = value.as_text()) {
    std::string_view digits = trim(*given);
    std::int64_t read = 0;
    auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), read);
    if (ec == std::errc{} && end == digits.data() + digits.size()) whole = read;
  }
  if (!whole) return problems_.wrong(field, "It must be a whole number.");
  if (!in_bounds(input, static_cast<double>(*whole), field)) return std::nullopt;
  return std::to_string(*whole);
}

std::optional<std::string> InputText::number(const Input& input, const Json& value,
                                             const std::string& field) {
  std::optional<double> read = value.as_number();
  if (auto given = value.as_text()) {
    std::string_view digits = trim(*given);
    double parsed = 0;
    auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), parsed);
    if (ec == std::errc{} && end == digits.data() + digits.size() && std::isfinite(parsed))
      read = parsed;
  }
  if (!read) return problems_.wrong(field, "It must be a number.");
  if (!in_bounds(input, *read, field)) return std::nullopt;
  return number_text(*read);
}

std::optional<std::string> InputText::boolean(const Json& value, const std::string& field) {
  if (auto given = value.as_bool()) return *given ? "true" : "false";
  if (auto given = value.as_text()) {
    if (*given == "true" || *given == "false") return std::string(*given);
  }
  return problems_.wrong(field, "It must be true or false.");
}

}  // namespace figlink
