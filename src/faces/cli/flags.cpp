#include "faces/cli/flags.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

#include "actions/check.h"
#include "base/text.h"
#include "faces/cli/table.h"
#include "faces/fields.h"

namespace figlink {
namespace {

const Input* input_named(const Action& action, std::string name) {
  std::replace(name.begin(), name.end(), '-', '_');
  for (const auto& input : action.used_inputs()) {
    if (input.name == name) return &input;
  }
  return nullptr;
}

// Options of every call, which a mistyped flag may have meant too.
constexpr std::string_view kCallOptions[] = {"account",  "json",  "all",     "next",
                                             "envelope", "data",  "project", "figma-api",
                                             "database", "config"};

std::string nearest_flag(const Action& action, const std::string& flag) {
  std::vector<std::string_view> names;
  for (const auto& input : action.used_inputs()) names.push_back(input.name);
  names.insert(names.end(), std::begin(kCallOptions), std::end(kCallOptions));
  auto near = nearest(flag, names, 1);
  return near.empty() ? std::string() : std::string(near[0]);
}

Problem unknown_flag(const Action& action, const std::string& flag, const std::string& near) {
  std::string message = "Is no input of " + std::string(action.name) + ".";
  if (!near.empty()) message += " Did you mean --" + near + "?";
  return {"--" + flag, std::move(message)};
}

std::unexpected<Error> bad_json(const Input& input, const Error& why) {
  return wrong_fields({{"--" + std::string(input.name), "Must be JSON: " + why.message}});
}

Json texts_at_commas(std::string_view text) {
  Json list = Json::array();
  for (auto part : split(text, ',')) list.push(trim(part));
  return list;
}

// One value of a flag. A number or boolean that cannot be read stays a text, so that check() names
// it.
Result<Json> value_of(const Input& input, const std::string& text) {
  switch (input.type) {
    case Type::text:
    case Type::date:
      return Json(text);
    case Type::integer:
    case Type::number: {
      auto number = Json::parse(text);
      if (number && number->as_number()) return number;
      return Json(text);
    }
    case Type::boolean:
      if (text == "true") return Json(true);
      if (text == "false") return Json(false);
      return Json(text);
    case Type::text_list:
      if (!text.starts_with('[')) return texts_at_commas(text);
      [[fallthrough]];
    case Type::list:
      if (input.item_type == Type::text && !text.starts_with('[')) return texts_at_commas(text);
      [[fallthrough]];
    case Type::object: {
      auto json = Json::parse(text);
      if (!json) return bad_json(input, json.error());
      if (input.type != Type::object && !json->is_array()) return Json::array({std::move(*json)});
      return json;
    }
    case Type::either:
    case Type::null: {
      auto json = Json::parse(text);
      return json ? std::move(*json) : Json(text);
    }
  }
  return Json(text);
}

// Puts the value in, or behind what an earlier flag of the same list put there.
void lay(const Input& input, Json value, Json& inputs, bool again) {
  Json* before = inputs.find(input.name);
  const bool list = input.type == Type::list || input.type == Type::text_list;
  if (!list || !again || before == nullptr || !before->is_array()) {
    inputs.set(input.name, std::move(value));
    return;
  }
  for (std::size_t i = 0; i < value.size(); ++i) before->push(std::move(value[i]));
}

std::string kind_of(const Input& input) {
  switch (input.type) {
    case Type::text:
      return "TEXT";
    case Type::date:
      return "YYYY-MM-DD";
    case Type::integer:
      return "INTEGER";
    case Type::number:
      return "NUMBER";
    case Type::boolean:
      return "true|false";
    case Type::text_list:
      return "A,B,...";
    case Type::object:
      return "JSON";
    case Type::list:
      return input.item_type == Type::text ? "A,B,..." : "JSON ...";
    case Type::either:
    case Type::null:
      return "JSON|TEXT";
  }
  return "TEXT";
}

std::string number_text(double number) {
  return number == std::floor(number) ? std::to_string(static_cast<std::int64_t>(number))
                                      : Json(number).dump();
}

std::string bounds_of(const Input& input) {
  std::vector<std::string> parts;
  if (input.required) parts.push_back("required");
  if (input.choice_count() > 0) {
    std::vector<std::string> choices(input.choices.begin(),
                                     input.choices.begin() + input.choice_count());
    parts.push_back("one of " + join(choices, ", "));
  }
  if (!std::isnan(input.min))
    parts.push_back((input.above_min ? "above " : "at least ") + number_text(input.min));
  if (!std::isnan(input.max)) parts.push_back("at most " + number_text(input.max));
  if (input.length_max > 0)
    parts.push_back("at most " + std::to_string(input.length_max) +
                    (input.type == Type::list ? " items" : " characters"));
  if (!input.default_value.empty()) parts.push_back("default " + std::string(input.default_value));
  if (input.deprecated) parts.push_back("deprecated");
  return parts.empty() ? "" : " (" + join(parts, "; ") + ")";
}

// What must hold between inputs, as a sentence.
std::string rule_text(const Rule& rule, const std::string& before_name) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < rule.count(); ++i)
    names.push_back(before_name + std::string(rule.names[i]));
  switch (rule.kind) {
    case Rule::Kind::none:
      return "";
    case Rule::Kind::one_needed:
      return "At least one of " + join(names, ", ") + " is needed.\n";
    case Rule::Kind::exclude:
      return "Only one of " + join(names, ", ") + " may be given.\n";
    case Rule::Kind::go_together:
      return join(names, ", ") + " go together.\n";
    case Rule::Kind::with_one:
      return names.front() + " goes with one of " + join(std::span(names).subspan(1), ", ") + ".\n";
    case Rule::Kind::when:
      return names.front() + " " + std::string(rule.value) + " needs " +
             join(std::span(names).subspan(1), ", ") + ".\n";
  }
  return "";
}

// A value as it is written behind its flag: texts bare, lists of texts with commas, all else as
// JSON.
std::string written(const Json& value) {
  if (auto text = value.as_text()) return std::string(*text);
  std::vector<std::string> texts;
  for (std::size_t i = 0; value.is_array() && i < value.size(); ++i) {
    if (auto text = value[i].as_text()) texts.emplace_back(*text);
  }
  return !texts.empty() && texts.size() == value.size() ? join(texts, ",") : value.dump();
}

std::string in_quotes(const std::string& word) {
  std::string quoted = "'";
  for (char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

// The example as a command that can be pasted into a shell.
std::string example_command(const Action& action) {
  std::string text = "figlink call " + std::string(action.name);
  auto example = Json::parse(action.example);
  if (!example) return text;
  example->each([&](std::string_view name, const Json& value) {
    text += " --" + std::string(name) + " " + in_quotes(written(value));
  });
  return text;
}

std::string names_of(std::span<const std::string_view> names) {
  std::vector<std::string> list;
  for (auto name : names) {
    if (!name.empty()) list.emplace_back(name);
  }
  return join(list, " or ");
}

}  // namespace

std::size_t words_of_flag(const Action* action, std::span<const std::string> words,
                          std::size_t at) {
  const std::string& flag = words[at];
  if (flag.find('=') != std::string::npos || at + 1 == words.size()) return 1;
  const Input* input =
      action == nullptr || !flag.starts_with("--") ? nullptr : input_named(*action, flag.substr(2));
  const bool takes_any = input != nullptr && input->type != Type::boolean;
  return takes_any || !words[at + 1].starts_with("--") ? 2 : 1;
}

Result<void> lay_flags(const Action& action, std::span<const std::string> flags, Json& inputs) {
  std::vector<const Input*> seen;
  std::vector<Problem> problems;
  for (std::size_t i = 0; i < flags.size();) {
    const std::string& flag = flags[i];
    if (!flag.starts_with("--") || flag.size() == 2) {
      problems.push_back({"\"" + flag + "\"", "Stands alone: inputs are given as --NAME VALUE."});
      ++i;
      continue;
    }
    const std::size_t words = words_of_flag(&action, flags, i);
    const auto equals = flag.find('=');
    const std::string name = flag.substr(2, equals == std::string::npos ? equals : equals - 2);
    std::optional<std::string> text;
    if (equals != std::string::npos) text = flag.substr(equals + 1);
    if (words == 2) text = flags[i + 1];
    i += words;

    const Input* input = input_named(action, name);
    if (input == nullptr) {
      const std::string near = nearest_flag(action, name);
      problems.push_back(unknown_flag(action, name, near));
      input = input_named(action, near);
      if (input == nullptr || inputs.find(input->name) != nullptr) continue;
    }
    if (!text && input->type == Type::boolean) text = "true";
    if (!text) {
      problems.push_back({"--" + name, "Needs a value."});
      continue;
    }
    auto value = value_of(*input, *text);
    if (!value) {
      for (Problem& problem : value.error().problems) problems.push_back(std::move(problem));
      continue;
    }
    const bool again = std::find(seen.begin(), seen.end(), input) != seen.end();
    lay(*input, std::move(*value), inputs, again);
    seen.push_back(input);
  }
  if (problems.empty()) return {};
  return wrong_fields(std::move(problems));
}

std::string action_help(const Action& action) {
  std::string text = std::string(action.name) + ": " + std::string(action.summary) + "\n";
  if (!action.about.empty()) text += std::string(action.about) + "\n";
  if (action.deprecated) {
    text += "Deprecated by Figma";
    text += action.instead.empty() ? ".\n" : "; use " + std::string(action.instead) + ".\n";
  }
  text += "\nInputs:\n";
  Table table({"", "", ""});
  for (const auto& input : action.used_inputs()) {
    table.add({"  --" + std::string(input.name), kind_of(input),
               std::string(input.about) + bounds_of(input)});
  }
  std::string rows = table.text();
  text += action.used_inputs().empty() ? "  none\n" : rows.substr(rows.find('\n') + 1);
  for (const auto& rule : action.rules) text += rule_text(rule, "--");
  for (const auto& input : action.used_inputs()) {
    for (const auto& rule : input.member_rules())
      text += "In --" + std::string(input.name) + ": " + rule_text(rule, "");
  }
  text +=
      "\nOf every action: --account ID, --json FILE (inputs as one JSON object; - reads standard "
      "input),\n"
      "  --envelope (prints {\"data\", \"next\"}), and the options of figlink call --help.\n";
  if (action.paging != Paging::none)
    text +=
        "Pages: --next CURSOR goes on where an earlier answer ended, --all prints the items of\n"
        "  every page, each on a line.\n";
  text += '\n';
  if (auto scopes = names_of(action.scopes); !scopes.empty()) text += "Scope: " + scopes + "\n";
  std::vector<std::string> kinds;
  for (auto kind :
       {Credentials::personal, Credentials::plan, Credentials::oauth, Credentials::org_oauth}) {
    if (action.takes(kind)) kinds.emplace_back(name_of(kind));
  }
  text += "Callable with: " + join(kinds, ", ") + "\n";
  if (action.plan != Plan::any) text += "Plan: " + std::string(name_of(action.plan)) + "\n";
  text += "Rate limit tier: " + std::to_string(static_cast<int>(action.tier)) + "\n";
  text += "Example: " + example_command(action) + "\n";
  return text;
}

}  // namespace figlink
