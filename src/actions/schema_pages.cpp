// The pages of the documentation that the rows make.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "actions/catalogue.h"
#include "actions/row_words.h"
#include "actions/schema.h"

namespace figlink {
namespace {

// A bar inside a table cell would end it.
std::string cell(std::string_view text) {
  std::string out;
  for (char c : text) out += c == '|' ? std::string("\\|") : std::string(1, c);
  return out;
}

std::string limits_of(const Input& input) {
  std::string out;
  auto add = [&](std::string part) { out += (out.empty() ? "" : "; ") + part; };
  if (input.choice_count() > 0) {
    std::string all;
    for (std::size_t i = 0; i < input.choice_count(); ++i)
      all += fmt::format("{}`{}`", i ? ", " : "", input.choices[i]);
    add(all);
  }
  if (!std::isnan(input.min) && !std::isnan(input.max))
    add(fmt::format("{} to {}", number_json(input.min).dump(), number_json(input.max).dump()));
  if (!std::isnan(input.min) && std::isnan(input.max))
    add(fmt::format("{} {}", input.above_min ? "above" : "at least",
                    number_json(input.min).dump()));
  if (input.length_max > 0)
    add(fmt::format("at most {} {}", input.length_max,
                    input.type == Type::list ? "items" : "characters"));
  if (!input.default_value.empty()) add(fmt::format("default `{}`", input.default_value));
  return out;
}

void input_rows(std::string& out, std::span<const Input> inputs, const std::string& prefix) {
  for (const Input& input : inputs) {
    std::string name = prefix + std::string(input.name);
    out += fmt::format("| `{}` | {} | {} | {} | {}{} |\n", name, name_of(input.place),
                       name_of(input.type), is_needed(input) ? "yes" : "", cell(input.about),
                       limits_of(input).empty() ? "" : " " + cell(limits_of(input)) + ".");
    if (input.type != Type::either)  // its own sentence tells the forms
      input_rows(out, input.members(), name + (input.type == Type::list ? "[]." : "."));
  }
}

std::string rule_sentence(const Rule& rule) {
  std::string all = fmt::format("`{}`", fmt::join(used(rule.names), "`, `"));
  switch (rule.kind) {
    case Rule::Kind::none:
      return "";
    case Rule::Kind::one_needed:
      return fmt::format("One of {} is needed. ", all);
    case Rule::Kind::exclude:
      return fmt::format("Give only one of {}. ", all);
    case Rule::Kind::go_together:
      return fmt::format("{} go together. ", all);
    case Rule::Kind::with_one:
      return fmt::format("`{}` goes with one of the other ids. ", rule.names[0]);
    case Rule::Kind::when:
      return fmt::format("`{}` {} needs `{}`. ", rule.names[0], rule.value,
                         fmt::join(used(std::span(rule.names).subspan(1)), "`, `"));
  }
  return "";
}

std::string rule_sentences(std::span<const Rule> rules) {
  std::string all;
  for (const Rule& rule : rules) all += rule_sentence(rule);
  return all;
}

std::string scopes_text(const Action& action) {
  auto scopes = used(action.scopes), old = used(action.old_scopes),
       detour = used(action.detour.scopes);
  if (scopes.empty()) return "none";
  std::string out = fmt::format("`{}`", fmt::join(scopes, "` or `"));
  if (!detour.empty()) out += fmt::format(", or `{}`", fmt::join(detour, "` or `"));
  if (!old.empty()) out += fmt::format(" (also the deprecated `{}`)", fmt::join(old, "`, `"));
  return out;
}

void action_section(std::string& out, const Action& action) {
  out += fmt::format("\n### {}\n\n{}", action.name, action.summary);
  if (!action.about.empty()) out += fmt::format(" {}", action.about);
  if (action.deprecated)
    out += fmt::format(" Figma calls this deprecated in favour of [{}](#{}).", action.instead,
                       action.instead);
  out += fmt::format("\n\n`{} {}` · {} · scope {} · tier {} · {}\n", name_of(action.method),
                     action.path, name_of(action.effect), scopes_text(action),
                     static_cast<int>(action.tier), fmt::join(callers(action), ", "));
  if (action.plan != Plan::any)
    out += fmt::format("\nOnly on the {} plan.\n", name_of(action.plan));
  if (!action.used_inputs().empty() || action.paging != Paging::none) {
    out += "\n| Input | In | Type | Required | |\n|---|---|---|---|---|\n";
    input_rows(out, action.used_inputs(), "");
    if (action.paging != Paging::none)
      out += "| `next` | query | text |  | Where to go on: `next` of an earlier answer. |\n";
  }
  std::string rules = rule_sentences(action.rules);
  for (const Input& input : action.used_inputs()) {
    if (!input.member_rules().empty())
      rules += fmt::format("In `{}`: {}", input.name, rule_sentences(input.member_rules()));
  }
  if (!rules.empty()) out += "\n" + rules.substr(0, rules.size() - 1) + "\n";
  out +=
      fmt::format("\nExample: `{}`. Figma: [{}](https://developers.figma.com/docs/rest-api/{}).\n",
                  action.example, action.operation_id, action.docs);
}

}  // namespace

std::string actions_markdown() {
  std::string out = "# Actions\n\nEvery action of Figma's REST API, specification " +
                    std::string(kSpecVersion) +
                    ". Made from the catalogue by `./dev golden`: do not edit.\n\n"
                    "Inputs stand under `path`, `query` and `body` over HTTP, and flat on the "
                    "command line. A Figma URL is fine wherever a file key, "
                    "node id, team or project id is asked for, and `1-2` for `1:2`. `team_id` is "
                    "the account's own team when left out.\n\n"
                    "Answers are Figma's own, byte for byte, with these exceptions. "
                    "`figma_get_team_projects` and `figma_get_project_files` answer in one "
                    "shape whichever call the token's scopes allow: `{name, projects: [{id, name, "
                    "...}]}` and `{name, files: [{key, name, "
                    "thumbnail_url, last_modified, ...}]}`; more members may follow. The two bulk "
                    "actions add `items`, the fate of each item in the order "
                    "asked: `{index, status: created | updated | failed | unknown, id?, error?}`. "
                    "`figma_delete_dev_resource`, to which Figma answers "
                    "nothing, gives `{\"status\": 200}`.\n";
  std::string_view part;
  for (const Action* action : catalogue()) {
    std::string_view now = action->in_guide ? "The guide's 34" : "The rest of the specification";
    if (now != part) out += fmt::format("\n## {}\n", now);
    part = now;
    action_section(out, *action);
  }
  return out;
}

std::string scopes_markdown() {
  std::string out = "| Scope | Gives | Actions |\n|---|---|---|\n";
  for (const ScopeNote& note : scope_notes()) {
    if (!note.personal || note.deprecated) continue;
    std::string names;
    for (const Action* action : catalogue()) {
      if (!action->takes(Credentials::personal)) continue;
      bool wanted = action->scopes[0] == note.name || action->scopes[1] == note.name ||
                    action->detour.scopes[0] == note.name;
      if (wanted) names += fmt::format("{}{}", names.empty() ? "" : ", ", action->label);
    }
    if (names.empty()) continue;
    out += fmt::format("| `{}` | {} | {} |\n", note.name, note.gives, names);
  }
  out += "\nNo personal token may call: ";
  std::string closed;
  for (const Action* action : catalogue()) {
    if (!action->takes(Credentials::personal))
      closed += fmt::format("{}{}", closed.empty() ? "" : ", ", action->label);
  }
  out += closed +
         ".\n\n`Get Payments` needs no scope. `files:read`, the old umbrella scope, is deprecated; "
         "older tokens that hold it still work for "
         "most reading.\n";
  return out;
}

}  // namespace figlink
