#include "actions/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "actions/catalogue.h"
#include "actions/cursor.h"
#include "actions/pasted.h"
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

std::string bound_text(double bound) { return number_text(bound); }

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
    std::size_t path_at = 0;
    std::string body;
    for (const Input& input : action_.used_inputs()) {
      const Json* given = value_of(input);
      if (given && given->is_null() && input.type != Type::any) given = nullptr;
      std::string team;
      if (!given && input.names == Names::team_id && input.place == Place::path &&
          !defaults_.team_id.empty()) {
        if (take_path(input, std::string(defaults_.team_id))) ++path_at;
        continue;
      }
      if (!given) {
        if (input.required) missing(input);
        continue;
      }
      given_.push_back(input.name);
      std::string field = field_of(input);
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
    return form_ == Form::flat ? std::string(input.name)
                               : fmt::format("{}.{}", name_of(input.place), input.name);
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
      for (std::string_view key : inputs_.keys())
        refuse_stranger(std::string(key), key, std::nullopt);
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
      for (std::string_view name : group->keys())
        refuse_stranger(fmt::format("{}.{}", key, name), name, where);
    }
  }

  void refuse_stranger(std::string field, std::string_view name, std::optional<Place> where) {
    const Input* known = input_named(name);
    if (known && (!where || known->place == *where)) return;
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
    if (input.names == Names::team_id) {
      return problem(field_of(input),
                     "A team is needed: give `team_id`, or link the account with a Team ID.");
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

  // --- values ------------------------------------------------------------------------------------

  // The text that travels in the path or the query; nullopt after a problem.
  std::optional<std::string> scalar(const Input& input, const Json& value,
                                    const std::string& field) {
    switch (input.type) {
      case Type::text:
        return text(input, value, field);
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
      return wrong(field, "It must be a text.");
    }
    bool is_id = input.place != Place::body || input.names != Names::nothing;
    if (is_id) words = std::string(trim(words));
    if (words.empty() && (input.required || is_id)) return wrong(field, "It is empty.");
    if (is_id && has_control(words)) return wrong(field, "It has control characters.");
    std::size_t most = input.length_max ? input.length_max : kTextMax;
    if (words.size() > most)
      return wrong(field, fmt::format("It is {} bytes long; {} are allowed.", words.size(), most));
    if (input.choice_count() > 0) {
      auto end = input.choices.begin() + static_cast<std::ptrdiff_t>(input.choice_count());
      if (std::find(input.choices.begin(), end, words) == end) {
        return wrong(field, fmt::format("It must be {}.", join_choices(input)));
      }
    }
    if (input.names == Names::nothing) return words;
    auto read = read_pasted(input.names, words);
    if (!read) return wrong(field, std::move(read.error().message));
    return std::move(*read);
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
          return wrong(fmt::format("{}[{}]", field, i), "It must be a text.");
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
    if (all.size() > kTextMax)
      return wrong(field, fmt::format("It is {} bytes long; {} are allowed. Ask in several calls.",
                                      all.size(), kTextMax));
    return all;
  }

  bool in_bounds(const Input& input, double value, const std::string& field) {
    bool low = !std::isnan(input.min) && value < input.min,
         high = !std::isnan(input.max) && value > input.max;
    if (!low && !high) return true;
    std::string rule = std::isnan(input.max)   ? fmt::format("at least {}", bound_text(input.min))
                       : std::isnan(input.min) ? fmt::format("at most {}", bound_text(input.max))
                                               : fmt::format("from {} to {}", bound_text(input.min),
                                                             bound_text(input.max));
    problem(field, fmt::format("It must be {}.", rule));
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
      case Type::any:
        return value.dump_to(out);
      case Type::object:
        return object(out, input, value, field);
      case Type::list:
        return list(out, input, value, field);
      case Type::text:
      case Type::text_list: {
        if (auto words = text(input, value, field)) quote_to(out, *words);
        return;
      }
      default: {
        if (auto words = scalar(input, value, field)) out += *words;
      }
    }
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
    if (input.members().empty()) return value->dump_to(out);
    members(out, input, *value, field);
  }

  void members(std::string& out, const Input& input, const Json& value, const std::string& field) {
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
    // are most likely typing errors.
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
      name(key);
      value.find(key)->dump_to(out);
    }
    out += '}';
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
        if (item.is_text()) {
          item.dump_to(out);
        } else {
          problem(at, "It must be a text.");
        }
      } else if (!item.is_object()) {
        problem(at, "It must be an object.");
      } else {
        members(out, input, item, at);
      }
    }
    out += ']';
  }

  // --- putting it together -----------------------------------------------------------------------

  bool take_path(const Input& input, std::string value) {
    if (value == "." || value == "..") {
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
    for (const auto& [name, value] : *parts) {
      bool already = std::ranges::find(given_, std::string_view(name)) != given_.end();
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

  void hold_rules() {
    for (const Rule& rule : action_.rules) {
      auto names = std::span(rule.names).first(rule.count());
      auto is_given = [&](std::string_view name) {
        return std::ranges::find(given_, name) != given_.end();
      };
      auto count = std::ranges::count_if(names, is_given);
      std::string all;
      for (std::string_view name : names)
        all += fmt::format("{}`{}`", all.empty() ? "" : ", ", name);
      std::string field = names.empty() ? "" : rule_field(names.front());
      switch (rule.kind) {
        case Rule::Kind::none:
          break;
        case Rule::Kind::one_needed:
          if (count == 0) problem(field, fmt::format("One of {} is needed.", all));
          break;
        case Rule::Kind::exclude:
          if (count > 1) problem(field, fmt::format("Give only one of {}.", all));
          break;
        case Rule::Kind::go_together:
          if (count > 0 && count < static_cast<std::ptrdiff_t>(names.size()))
            problem(field, fmt::format("{} go together: give all or none.", all));
          break;
        case Rule::Kind::with_one:
          if (is_given(names.front()) && count < 2)
            problem(field, fmt::format("It goes with one of {}.", all.substr(all.find(", ") + 2)));
          break;
      }
    }
  }

  std::string rule_field(std::string_view name) const {
    const Input* input = input_named(name);
    return input ? field_of(*input) : std::string(name);
  }

  const Action& action_;
  const Json& inputs_;
  Form form_;
  const Defaults& defaults_;
  Call call_;
  std::vector<Problem> problems_;
  std::vector<std::string_view> given_;

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

std::string Call::detour_target() const {
  return Checker::fill_path(action_->detour.path, path_values_) + query_;
}

std::optional<std::string> team_id_of(std::string_view pasted) {
  auto read = read_pasted(Names::team_id, trim(pasted));
  if (!read) return std::nullopt;
  return std::move(*read);
}

}  // namespace figlink
