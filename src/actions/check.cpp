#include "actions/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <optional>
#include <unordered_set>

#include "actions/catalogue.h"
#include "actions/cursor.h"
#include "actions/pasted.h"
#include "actions/rules.h"
#include "base/text.h"

namespace figlink {
namespace {

constexpr std::size_t kProblemsMax = 50;  // told at once

std::string_view name_of(Place place) {
  return place == Place::path ? "path" : place == Place::query ? "query" : "body";
}

std::string join_choices(const Input& input) {
  std::string all;
  for (std::size_t i = 0; i < input.choice_count(); ++i) {
    if (i > 0) all += i + 1 == input.choice_count() ? " or " : ", ";
    all += input.choices[i];
  }
  return all;
}

bool is_choice(const Input& input, std::string_view text) {
  auto end = input.choices.begin() + static_cast<std::ptrdiff_t>(input.choice_count());
  return input.choice_count() == 0 || std::find(input.choices.begin(), end, text) != end;
}

std::string join_forms(const Input& input) {
  std::string all;
  auto forms = input.members();
  for (std::size_t i = 0; i < forms.size(); ++i) {
    if (i > 0) all += i + 1 == forms.size() ? " or " : ", ";
    all += forms[i].name;
  }
  return all;
}

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

bool is_a(Type type, Json::Kind kind) {
  switch (type) {
    case Type::text:
    case Type::date:
      return kind == Json::Kind::text;
    case Type::integer:
    case Type::number:
      return kind == Json::Kind::integer || kind == Json::Kind::number;
    case Type::boolean:
      return kind == Json::Kind::boolean;
    case Type::object:
      return kind == Json::Kind::object;
    case Type::list:
    case Type::text_list:
      return kind == Json::Kind::array;
    case Type::null:
      return kind == Json::Kind::null;
    case Type::either:
      break;
  }
  return true;
}

enum class Strangers : std::uint8_t { pass, refuse };

}  // namespace

// Walks a row and the raw inputs together, and gathers every problem on the way.
class Checker {
 public:
  Checker(const Action& action, const Json& inputs, Form form, const Defaults& defaults)
      : action_(action), inputs_(inputs), form_(form), defaults_(defaults) {}

  Result<Call> run() {
    if (!inputs_.is_null() && !inputs_.is_object()) {
      problem("", "Inputs must be an object with names and values.");
      return refused();
    }
    refuse_strangers();
    call_.action_ = &action_;
    std::string body;
    Json team;
    for (const Input& input : action_.used_inputs()) {
      const Json* given = value_of(input);
      if (given && given->is_null()) given = nullptr;
      if (given && is_empty_list(input, *given)) {
        if (input.required) {
          problem(field_of(input), "It is empty.");
          continue;
        }
        given = nullptr;
      }
      if (!given && is_the_accounts_team(input)) given = &(team = defaults_.team_id);
      if (!given) {
        if (input.required) missing(input);
        continue;
      }
      const std::string field = field_of(input);
      given_.push_back({.name = input.name});
      if (input.place == Place::body) {
        if (!body.empty()) body += ',';
        quote_to(body, input.name);
        body += ':';
        body_value(body, input, *given, field);
        continue;
      }
      auto text = scalar(input, *given, field);
      if (!text) continue;
      if (input.place == Place::path) {
        take_path(input, std::move(*text));
      } else {
        query(input.name, *text);
      }
    }
    apply_next(body);
    hold_rules();
    if (!problems_.empty()) return refused();
    bool has_body = action_.method == Method::post || action_.method == Method::put;
    if (has_body) call_.body_ = "{" + body + "}";
    if (call_.body_.size() > kBodyMax) {
      return fail(Fault::too_large,
                  fmt::format("The body is {} bytes; Figma takes {} at most.", call_.body_.size(),
                              kBodyMax),
                  "Send the changes in several calls.");
    }
    call_.target_ = fill(action_.path) + call_.query_;
    return std::move(call_);
  }

 private:
  // --- where things are --------------------------------------------------------------------------

  std::string field_of(const Input& input) const {
    std::string field;
    if (form_ != Form::flat) field.append(name_of(input.place)).append(".");
    return field += input.name;
  }

  const Json* value_of(const Input& input) const {
    if (form_ == Form::flat) return inputs_.find(input.name);
    return inputs_.at({name_of(input.place), input.name});
  }

  const Input* input_named(std::string_view name) const {
    for (const Input& input : action_.used_inputs()) {
      if (input.name == name) return &input;
    }
    return nullptr;
  }

  void refuse_strangers() {
    if (form_ == Form::flat) {
      for (std::string_view key : inputs_.keys()) refuse_stranger({}, key, std::nullopt);
      return;
    }
    for (std::string_view key : inputs_.keys()) {
      bool place = key == "path" || key == "query" || key == "body";
      if (!place) {
        const Input* known = input_named(key);
        problem(std::string(key),
                known ? fmt::format("Put it under `{}`: {{\"{}\": {{\"{}\": ...}}}}.",
                                    name_of(known->place), name_of(known->place), key)
                      : "Inputs stand under `path`, `query` and `body`.");
        continue;
      }
      const Json* group = inputs_.find(key);
      if (group->is_null()) continue;
      if (!group->is_object()) {
        problem(std::string(key), "It must be an object with names and values.");
        continue;
      }
      Place where = key == "path" ? Place::path : key == "query" ? Place::query : Place::body;
      for (std::string_view name : group->keys()) refuse_stranger(key, name, where);
    }
  }

  // `group`: the object that it stands in, "" for the inputs themselves.
  void refuse_stranger(std::string_view group, std::string_view name, std::optional<Place> where) {
    const Input* known = input_named(name);
    if (known && (!where || known->place == *where)) return;
    std::string field = group.empty() ? std::string(name) : fmt::format("{}.{}", group, name);
    if (known)
      return problem(std::move(field),
                     fmt::format("It belongs under `{}`.", name_of(known->place)));
    if (name == kNextInput && (!where || *where == Place::query)) {
      if (action_.paging == Paging::none)
        problem(std::move(field), fmt::format("{} has no pages.", action_.name));
      return;
    }
    // Known to the clients of hosted hubs, and without meaning here.
    if (name == "debug" && where == Place::query) return;
    problem(std::move(field),
            fmt::format("{} has no such input.{}", action_.name, suggestion(name)));
  }

  std::string suggestion(std::string_view name) const {
    std::vector<std::string_view> names;
    for (const Input& input : action_.used_inputs()) names.push_back(input.name);
    auto near = nearest(name, names, 2);
    if (!near.empty()) return fmt::format(" Did you mean `{}`?", fmt::join(near, "` or `"));
    if (names.empty()) return " It takes none.";
    return fmt::format(" It takes: {}.", fmt::join(names, ", "));
  }

  void missing(const Input& input) {
    if (named_by(input) == Names::team_id) {
      return problem(field_of(input),
                     fmt::format("A team is needed: give `{}`, or link the account with a Team ID.",
                                 input.name));
    }
    problem(field_of(input), fmt::format("It is required. {}", input.about));
  }

  void problem(std::string field, std::string message) {
    if (problems_.size() < kProblemsMax)
      problems_.push_back({std::move(field), std::move(message)});
  }

  Result<Call> refused() {
    const Problem& first = problems_.front();
    std::string message =
        first.field.empty() ? first.message : fmt::format("{}: {}", first.field, first.message);
    if (problems_.size() > 1)
      message = fmt::format("{} inputs are wrong. {}", problems_.size(), message);
    auto failed =
        fail(Fault::bad_input, std::move(message),
             fmt::format("See the inputs of {} in docs/actions.md or GET /actions.", action_.name));
    failed.error().problems = std::move(problems_);
    return failed;
  }

  // An empty list says nothing: Figma would read an empty parameter as an id without letters.
  bool is_empty_list(const Input& input, const Json& value) const {
    bool list = input.type == Type::list || input.type == Type::text_list;
    if (!list) return false;
    if (value.is_array()) return value.size() == 0;
    return form_ == Form::flat && trim(value.text_or("")) == "[]";
  }

  bool is_the_accounts_team(const Input& input) const {
    if (defaults_.team_id.empty()) return false;
    return input.names == Names::by_context
               ? named_by(input) == Names::team_id
               : input.names == Names::team_id && input.place == Place::path;
  }

  // What the text names, once `context` beside it has been read.
  Names named_by(const Input& input) const {
    if (input.names != Names::by_context) return input.names;
    const Input* context = input_named("context");
    const Json* given = context ? value_of(*context) : nullptr;
    std::string kind = given ? given->text_or("") : "";
    if (trim(kind) == "team") return Names::team_id;
    if (trim(kind) == "project") return Names::project_id;
    return trim(kind) == "file" ? Names::file_key : Names::nothing;
  }

  // --- values ------------------------------------------------------------------------------------

  // The text that travels in the path or the query; nullopt after a problem.
  std::optional<std::string> scalar(const Input& input, const Json& value,
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
        return wrong(field, "It cannot travel here.");
    }
  }

  std::nullopt_t wrong(const std::string& field, std::string message) {
    problem(field, std::move(message));
    return std::nullopt;
  }

  std::optional<std::string> text(const Input& input, const Json& value, const std::string& field) {
    std::string words;
    if (auto given = value.as_text()) {
      words = *given;
    } else if (value.kind() == Json::Kind::integer) {
      words = value.dump();  // ids are often written as numbers; all 64 bits are kept
    } else {
      return wrong(field, std::string(lost_digits(value) ? kLostDigits : "It must be a text."));
    }
    bool is_id = input.place != Place::body || input.names != Names::nothing;
    if (is_id) words = std::string(trim(words));
    if (words.empty() && (input.required || is_id)) return wrong(field, "It is empty.");
    if (is_id && has_control(words)) return wrong(field, "It has control characters.");
    if (std::size_t most = input.length_max; most > 0 && characters_in(words) > most)
      return wrong(field, fmt::format("It is {} characters long; {} are allowed.",
                                      characters_in(words), most));
    if (words.size() > kTextMax)
      return wrong(field,
                   fmt::format("It is {} bytes long; {} are allowed.", words.size(), kTextMax));
    if (!is_choice(input, words))
      return wrong(field, fmt::format("It must be {}.", join_choices(input)));
    auto read = read_pasted(named_by(input), words);
    if (!read) return wrong(field, std::move(read.error().message));
    return std::move(*read);
  }

  std::optional<std::string> date(const Json& value, const std::string& field) {
    std::string day(trim(value.text_or("")));
    if (!is_date(day)) return wrong(field, "It must be a day, as YYYY-MM-DD.");
    return day;
  }

  std::optional<std::string> text_list(const Input& input, const Json& value,
                                       const std::string& field) {
    std::vector<std::string> parts;
    if (auto given = value.as_text()) {
      for (std::string_view part : split(*given, ',')) parts.emplace_back(trim(part));
    } else if (value.kind() == Json::Kind::integer) {
      parts.push_back(value.dump());
    } else if (value.is_array()) {
      if (value.size() > kItemsMax)
        return wrong(field,
                     fmt::format("It has {} items; {} are allowed.", value.size(), kItemsMax));
      for (std::size_t i = 0; i < value.size(); ++i) {
        if (auto part = value[i].as_text()) {
          parts.emplace_back(trim(*part));
        } else if (value[i].kind() == Json::Kind::integer) {
          parts.push_back(value[i].dump());
        } else {
          return wrong(fmt::format("{}[{}]", field, i),
                       std::string(lost_digits(value[i]) ? kLostDigits : "It must be a text."));
        }
      }
    } else {
      return wrong(field, "It must be a list of texts, or one text with commas.");
    }
    std::string all;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      std::string at = parts.size() > 1 ? fmt::format("{}[{}]", field, i) : field;
      if (parts[i].empty()) return wrong(at, "It is empty.");
      if (has_control(parts[i])) return wrong(at, "It has control characters.");
      if (parts[i].find(',') != std::string::npos) return wrong(at, "An item must have no comma.");
      if (input.names != Names::nothing) {
        auto read = read_pasted(Names::node_id, parts[i]);
        if (!read) return wrong(at, std::move(read.error().message));
        parts[i] = std::move(*read);
      }
      if (i > 0) all += ',';
      all += parts[i];
    }
    const std::size_t bytes_max = input.name == action_.splits.input ? kSplitTextMax : kTextMax;
    if (all.size() > bytes_max)
      return wrong(field, fmt::format("It is {} bytes long; {} are allowed. Ask in several calls.",
                                      all.size(), bytes_max));
    return all;
  }

  bool in_bounds(const Input& input, double value, const std::string& field) {
    bool low = value < input.min || (input.above_min && value == input.min);
    if (!low && !(value > input.max)) return true;
    problem(field, fmt::format("It must be {}.", bounds_text(input)));
    return false;
  }

  std::optional<std::string> integer(const Input& input, const Json& value,
                                     const std::string& field) {
    std::optional<std::int64_t> whole = value.as_integer();
    if (auto given = value.as_text()) {
      std::string_view digits = trim(*given);
      std::int64_t read = 0;
      auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), read);
      if (ec == std::errc{} && end == digits.data() + digits.size()) whole = read;
    }
    if (!whole) return wrong(field, "It must be a whole number.");
    if (!in_bounds(input, static_cast<double>(*whole), field)) return std::nullopt;
    return std::to_string(*whole);
  }

  std::optional<std::string> number(const Input& input, const Json& value,
                                    const std::string& field) {
    std::optional<double> read = value.as_number();
    if (auto given = value.as_text()) {
      std::string_view digits = trim(*given);
      double parsed = 0;
      auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), parsed);
      if (ec == std::errc{} && end == digits.data() + digits.size() && std::isfinite(parsed))
        read = parsed;
    }
    if (!read) return wrong(field, "It must be a number.");
    if (!in_bounds(input, *read, field)) return std::nullopt;
    return number_text(*read);
  }

  std::optional<std::string> boolean(const Json& value, const std::string& field) {
    if (auto given = value.as_bool()) return *given ? "true" : "false";
    if (auto given = value.as_text()) {
      if (*given == "true" || *given == "false") return std::string(*given);
    }
    return wrong(field, "It must be true or false.");
  }

  // --- bodies ------------------------------------------------------------------------------------

  void body_value(std::string& out, const Input& input, const Json& value,
                  const std::string& field) {
    switch (input.type) {
      case Type::either:
        return either(out, input, value, field);
      case Type::null:
        return value.dump_to(out);
      case Type::object:
        return object(out, input, value, field);
      case Type::list:
        return list(out, input, value, field);
      case Type::text:
      case Type::date: {
        if (auto words = scalar(input, value, field)) quote_to(out, *words);
        return;
      }
      default: {
        if (auto words = scalar(input, value, field)) out += *words;
      }
    }
  }

  // The first form that takes the value. When none does, the problems of the nearest one are told.
  void either(std::string& out, const Input& input, const Json& value, const std::string& field) {
    std::vector<Problem> before = std::move(problems_), nearest;
    for (const Input& form : input.members()) {
      if (!is_a(form.type, value.kind())) continue;
      problems_.clear();
      std::string written;
      if (form.type == Type::object) {
        members(written, form, value, field, Strangers::refuse);
      } else {
        body_value(written, form, value, field);
      }
      if (problems_.empty()) {
        problems_ = std::move(before);
        out += written;
        return;
      }
      if (nearest.empty() || problems_.size() < nearest.size()) nearest = std::move(problems_);
    }
    problems_ = std::move(before);
    if (nearest.empty()) problem(field, fmt::format("It must be {}.", join_forms(input)));
    for (Problem& each : nearest) problem(std::move(each.field), std::move(each.message));
  }

  // On the command line objects and lists come as JSON text.
  std::optional<Json> opened(const Json& value, const std::string& field, Json::Kind wanted,
                             std::string_view message) {
    if (value.kind() == wanted) return value;
    if (auto written = value.as_text(); written && form_ == Form::flat) {
      auto parsed = Json::parse(*written);
      if (parsed && parsed->kind() == wanted) return std::move(*parsed);
    }
    problem(field, std::string(message));
    return std::nullopt;
  }

  void object(std::string& out, const Input& input, const Json& raw, const std::string& field) {
    auto value = opened(raw, field, Json::Kind::object, "It must be an object.");
    if (!value) return;
    if (!input.members().empty()) return members(out, input, *value, field, Strangers::pass);
    if (input.item_type == Type::text) {
      value->each([&](std::string_view name, const Json& each) {
        if (!each.is_text()) problem(fmt::format("{}.{}", field, name), "It must be a text.");
      });
    }
    value->dump_to(out);
  }

  void members(std::string& out, const Input& input, const Json& value, const std::string& field,
               Strangers strangers) {
    hold_member_rules(input, value, field);
    out += '{';
    bool first = true;
    auto name = [&](std::string_view key) {
      if (!first) out += ',';
      first = false;
      quote_to(out, key);
      out += ':';
    };
    for (const Input& member : input.members()) {
      const Json* given = value.find(member.name);
      std::string at = fmt::format("{}.{}", field, member.name);
      if (!given) {
        if (member.required) problem(at, fmt::format("It is required. {}", member.about));
        continue;
      }
      name(member.name);
      body_value(out, member, *given, at);
    }
    // Members that Figma knows and this version does not pass through; near misses of known ones
    // are most likely typing errors. Where there are several forms, they would hide which is meant.
    for (std::string_view key : value.keys()) {
      bool known = std::ranges::any_of(input.members(),
                                       [&](const Input& member) { return member.name == key; });
      if (known) continue;
      std::vector<std::string_view> names;
      for (const Input& member : input.members()) names.push_back(member.name);
      if (auto near = nearest(key, names, 1); !near.empty()) {
        problem(fmt::format("{}.{}", field, key),
                fmt::format("There is no such member. Did you mean `{}`?", near[0]));
        continue;
      }
      if (strangers == Strangers::refuse) {
        problem(fmt::format("{}.{}", field, key), "There is no such member.");
        continue;
      }
      name(key);
      value.find(key)->dump_to(out);
    }
    out += '}';
  }

  void hold_member_rules(const Input& input, const Json& value, const std::string& field) {
    if (input.member_rules().empty()) return;
    std::vector<GivenInput> given;
    for (const Input& member : input.members()) {
      const Json* each = value.find(member.name);
      if (each) given.push_back({member.name, each->as_text().value_or("")});
    }
    for (BrokenRule& broken : broken_rules(input.member_rules(), given))
      problem(fmt::format("{}.{}", field, broken.name), std::move(broken.message));
  }

  void list(std::string& out, const Input& input, const Json& raw, const std::string& field) {
    auto value = opened(raw, field, Json::Kind::array, "It must be a list.");
    if (!value) return;
    std::size_t most = input.length_max ? input.length_max : kItemsMax;
    if (value->size() > most)
      return problem(field, fmt::format("It has {} items; {} are allowed.", value->size(), most));
    if (value->size() == 0 && input.required) return problem(field, "It is empty.");
    out += '[';
    for (std::size_t i = 0; i < value->size(); ++i) {
      if (i > 0) out += ',';
      std::string at = fmt::format("{}[{}]", field, i);
      const Json& item = (*value)[i];
      if (input.item_type == Type::text) {
        if (!item.is_text()) {
          problem(at, "It must be a text.");
        } else if (!is_choice(input, *item.as_text())) {
          problem(at, fmt::format("It must be {}.", join_choices(input)));
        } else {
          item.dump_to(out);
        }
      } else if (!item.is_object()) {
        problem(at, "It must be an object.");
      } else {
        members(out, input, item, at, Strangers::pass);
      }
    }
    out += ']';
  }

  // --- putting it together -----------------------------------------------------------------------

  bool take_path(const Input& input, std::string value) {
    if (const std::string_view seen = value; seen == "." || seen == "..") {
      problem(field_of(input), "It is no id.");
      return false;
    }
    if (input.names == Names::file_key) call_.file_key_ = value;
    // Placeholders stand in the path in an order of their own.
    std::size_t at = 0;
    for (const Input& other : action_.used_inputs()) {
      if (other.place != Place::path) continue;
      if (other.name == input.name) break;
      ++at;
    }
    std::string& slot = call_.path_values_[at];
    slot.clear();
    percent_encode_to(slot, value);
    return true;
  }

  void query(std::string_view name, std::string_view value) {
    call_.query_ += call_.query_.empty() ? '?' : '&';
    call_.query_ += name;
    call_.query_ += '=';
    percent_encode_to(call_.query_, value);
  }

  std::string fill(std::string_view pattern) const {
    return fill_path(pattern, call_.path_values_);
  }

  void apply_next(std::string& body) {
    const Json* next =
        form_ == Form::flat ? inputs_.find(kNextInput) : inputs_.at({"query", kNextInput});
    if (!next || next->is_null() || action_.paging == Paging::none) return;
    std::string field =
        form_ == Form::flat ? std::string(kNextInput) : fmt::format("query.{}", kNextInput);
    auto cursor = next->as_text();
    auto parts = cursor ? open_cursor(action_, *cursor) : std::nullopt;
    if (!parts)
      return problem(
          field,
          "It is no cursor of this action: give back `next` of an earlier answer as it was.");
    call_.next_ = *cursor;
    leave_the_first_place();
    for (const auto& [name, value] : *parts) {
      bool already =
          std::ranges::find(given_, std::string_view(name), &GivenInput::name) != given_.end();
      if (already && action_.paging == Paging::page_links && name == "page_size") continue;
      if (already) {
        problem(field, fmt::format("It already says `{}`: leave one of them out.", name));
        return;
      }
      if (action_.paging == Paging::body_cursor) {
        if (!body.empty()) body += ',';
        quote_to(body, name);
        body += ':';
        quote_to(body, value);
      } else {
        query(name, value);
      }
    }
  }

  // Where the first page was to begin. A cursor leads on from there, so that callers can repeat
  // their call with `next` beside what they gave.
  void leave_the_first_place() {
    std::vector<std::string_view> places;
    if (action_.paging == Paging::page_links || action_.paging == Paging::meta_cursor)
      places = {"before", "after"};
    if (action_.paging == Paging::time_window)
      places = {call_.asked("order") == "desc" ? "end_time" : "start_time"};
    for (std::string_view name : places) {
      std::erase_if(given_, [&](const GivenInput& given) { return given.name == name; });
      call_.drop(name);
    }
  }

  void hold_rules() {
    for (BrokenRule& broken : broken_rules(action_.rules, given_))
      problem(field_of(*input_named(broken.name)), std::move(broken.message));
  }

  const Action& action_;
  const Json& inputs_;
  Form form_;
  const Defaults& defaults_;
  Call call_;
  std::vector<Problem> problems_;
  std::vector<GivenInput> given_;

 public:
  // Path values lie in the order of the inputs; a pattern names them, and a detour names the same
  // ones.
  static std::string fill_path(std::string_view pattern, const std::array<std::string, 3>& values) {
    std::string out;
    std::size_t at = 0;
    while (!pattern.empty()) {
      auto open = pattern.find('{');
      out += pattern.substr(0, open);
      if (open == std::string_view::npos) break;
      out += values[at++];
      pattern.remove_prefix(pattern.find('}') + 1);
    }
    return out;
  }
};

Result<Call> check(const Action& action, const Json& inputs, Form form, const Defaults& defaults) {
  return Checker(action, inputs, form, defaults).run();
}

namespace {

constexpr std::string_view kEncodedComma = "%2C";

// Where "name=value" stands in "?a=b&name=value".
std::optional<std::pair<std::size_t, std::size_t>> part_of(std::string_view query,
                                                           std::string_view name) {
  for (std::size_t at = query.empty() ? query.npos : 0; at != query.npos;) {
    const std::size_t begin = at + 1, end = std::min(query.find('&', begin), query.size());
    const std::string_view part = query.substr(begin, end - begin);
    if (part.starts_with(name) && part.substr(name.size()).starts_with('='))
      return std::pair{begin, part.size()};
    at = end == query.size() ? query.npos : end;
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::string_view> Call::split_items() const {
  std::vector<std::string_view> items;
  std::unordered_set<std::string_view> seen;
  for (std::string_view rest = asked(action_->splits.input); !rest.empty();) {
    const auto end = std::min(rest.find(kEncodedComma), rest.size());
    if (seen.insert(rest.substr(0, end)).second) items.push_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + kEncodedComma.size(), rest.size()));
  }
  return items;
}

Call Call::with_items(std::span<const std::string_view> items) const {
  Call call = *this;
  call.drop(action_->splits.input);
  call.query_ += call.query_.empty() ? '?' : '&';
  call.query_ += action_->splits.input;
  call.query_ += '=';
  call.query_ += fmt::format("{}", fmt::join(items, kEncodedComma));
  call.target_ = Checker::fill_path(action_->path, path_values_) + call.query_;
  return call;
}

bool Call::asks(std::string_view name) const { return part_of(query_, name).has_value(); }

std::string_view Call::asked(std::string_view name) const {
  auto part = part_of(query_, name);
  if (!part) return {};
  return std::string_view(query_).substr(part->first, part->second).substr(name.size() + 1);
}

void Call::drop(std::string_view name) {
  auto part = part_of(query_, name);
  if (!part) return;
  query_.erase(part->first - 1, part->second + 1);
  if (!query_.empty()) query_[0] = '?';
}

std::string Call::detour_target() const {
  return Checker::fill_path(action_->detour.path, path_values_) + query_;
}

std::optional<std::string> team_id_of(std::string_view pasted) {
  auto read = read_pasted(Names::team_id, trim(pasted));
  if (!read) return std::nullopt;
  return std::move(*read);
}

}  // namespace figlink
