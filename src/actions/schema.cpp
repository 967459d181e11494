#include "actions/schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "actions/catalogue.h"

namespace figlink {
namespace {

std::string_view place_name(Place place) {
  return place == Place::path ? "path" : place == Place::query ? "query" : "body";
}

std::string_view type_name(Type type) {
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

Json bound(double value) {
  bool whole = std::trunc(value) == value && std::fabs(value) < 1e15;
  return whole ? Json(static_cast<std::int64_t>(value)) : Json(value);
}

void add_bounds(Json& schema, const Input& input) {
  if (!std::isnan(input.min))
    schema.set(input.above_min ? "exclusiveMinimum" : "minimum", bound(input.min));
  if (!std::isnan(input.max)) schema.set("maximum", bound(input.max));
}

void add_choices(Json& schema, const Input& input) {
  if (input.choice_count() == 0) return;
  Json choices = Json::array();
  for (std::size_t i = 0; i < input.choice_count(); ++i) choices.push(input.choices[i]);
  schema.set("enum", std::move(choices));
}

Json needs(std::span<const std::string_view> names) {
  Json list = Json::array();
  for (std::string_view name : names) list.push(name);
  return Json::object({{"required", std::move(list)}});
}

Json needs_any(std::span<const std::string_view> names) {
  Json choices = Json::array();
  for (std::size_t i = 0; i < names.size(); ++i) choices.push(needs(names.subspan(i, 1)));
  return Json::object({{"anyOf", std::move(choices)}});
}

Json needs_at_most_one(std::span<const std::string_view> names) {
  Json pairs = Json::array();
  for (std::size_t i = 0; i < names.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      std::string_view pair[] = {names[j], names[i]};
      pairs.push(needs(pair));
    }
  }
  return Json::object({{"not", Json::object({{"anyOf", std::move(pairs)}})}});
}

Json needs_all_with_each(std::span<const std::string_view> names) {
  Json each = Json::object();
  for (std::string_view name : names) {
    Json others = Json::array();
    for (std::string_view other : names) {
      if (other != name) others.push(other);
    }
    each.set(name, std::move(others));
  }
  return Json::object({{"dependentRequired", std::move(each)}});
}

Json rule_schema(const Rule& rule) {
  auto names = std::span(rule.names).first(rule.count());
  auto first = names.first(1), others = names.subspan(1);
  switch (rule.kind) {
    case Rule::Kind::none:
      break;
    case Rule::Kind::one_needed:
      return needs_any(names);
    case Rule::Kind::exclude:
      return needs_at_most_one(names);
    case Rule::Kind::go_together:
      return needs_all_with_each(names);
    case Rule::Kind::with_one:
      return Json::object({{"if", needs(first)}, {"then", needs_any(others)}});
    case Rule::Kind::when: {
      Json is_so = needs(first);
      is_so.set("properties", Json::object({{first[0], Json::object({{"const", rule.value}})}}));
      return Json::object({{"if", std::move(is_so)}, {"then", needs(others)}});
    }
  }
  return Json::object();
}

// context_id may be left out for a team, by the account's own.
bool is_for_schema(const Rule& rule, std::span<const Input> inputs) {
  return std::ranges::none_of(inputs, [&](const Input& input) {
    return rule.kind == Rule::Kind::go_together && input.names == Names::by_context &&
           std::ranges::find(rule.names, input.name) != rule.names.end();
  });
}

void add_rules(Json& schema, std::span<const Rule> rules, std::span<const Input> inputs) {
  Json all = Json::array();
  for (const Rule& rule : rules) {
    if (rule.kind != Rule::Kind::none && is_for_schema(rule, inputs)) all.push(rule_schema(rule));
  }
  if (all.size() > 0) schema.set("allOf", std::move(all));
}

Json schema_of(const Input& input);

Json object_of(const Input& input) {
  const auto members = input.members();
  Json properties = Json::object(), needed = Json::array();
  for (const Input& member : members) {
    properties.set(member.name, schema_of(member));
    if (member.required) needed.push(member.name);
  }
  Json schema = Json::object({{"type", "object"}, {"properties", std::move(properties)}});
  if (needed.size() > 0) schema.set("required", std::move(needed));
  if (members.empty() && input.item_type == Type::text)
    schema.set("additionalProperties", Json::object({{"type", "string"}}));
  add_rules(schema, input.member_rules(), members);
  return schema;
}

// A form takes no members that it does not know: they would hide which form is meant.
Json forms_of(const Input& input) {
  Json forms = Json::array();
  for (const Input& form : input.members()) {
    Json schema = schema_of(form);
    schema.set("title", form.name);
    if (form.type == Type::object) schema.set("additionalProperties", false);
    forms.push(std::move(schema));
  }
  return forms;
}

Json items_of(const Input& input) {
  if (input.item_type != Type::text) return object_of(input);
  Json item = Json::object({{"type", "string"}});
  add_choices(item, input);
  return item;
}

Json schema_of(const Input& input) {
  Json schema = Json::object();
  switch (input.type) {
    case Type::text:
      schema.set("type", "string");
      if (input.length_max > 0)
        schema.set("maxLength", static_cast<std::int64_t>(input.length_max));
      if (input.required) schema.set("minLength", 1);
      add_choices(schema, input);
      break;
    case Type::date:
      schema.set("type", "string");
      schema.set("format", "date");
      break;
    case Type::integer:
    case Type::number:
      schema.set("type", input.type == Type::integer ? "integer" : "number");
      add_bounds(schema, input);
      break;
    case Type::boolean:
      schema.set("type", "boolean");
      break;
    case Type::text_list:
      schema.set("type", "array");
      schema.set("items", Json::object({{"type", "string"}}));
      schema.set("maxItems", static_cast<std::int64_t>(kItemsMax));
      if (input.required) schema.set("minItems", 1);
      break;
    case Type::object:
      schema = object_of(input);
      break;
    case Type::list:
      schema.set("type", "array");
      schema.set("items", items_of(input));
      schema.set("maxItems",
                 static_cast<std::int64_t>(input.length_max ? input.length_max : kItemsMax));
      if (input.required) schema.set("minItems", 1);
      break;
    case Type::either:
      schema.set("anyOf", forms_of(input));
      break;
    case Type::null:
      schema.set("type", "null");
      break;
  }
  schema.set("description", input.about);
  if (!input.default_value.empty()) {
    if (auto value = Json::parse(input.default_value)) schema.set("default", std::move(*value));
  }
  if (input.deprecated) schema.set("deprecated", true);
  return schema;
}

bool is_needed(const Input& input) {
  bool account_has_it = (input.names == Names::team_id && input.place == Place::path) ||
                        input.names == Names::by_context;
  return input.required && !account_has_it;
}

// The inputs of a rule travel in one place.
std::vector<Rule> rules_of(const Action& action, Place place) {
  std::vector<Rule> rules;
  for (const Rule& rule : action.rules) {
    for (const Input& input : action.used_inputs()) {
      if (input.name == rule.names[0] && input.place == place) rules.push_back(rule);
    }
  }
  return rules;
}

bool needs_one(const Rule& rule) { return rule.kind == Rule::Kind::one_needed; }

Json next_schema(const Action& action) {
  return Json::object(
      {{"type", "string"},
       {"description",
        fmt::format("Where to go on: `next` of an earlier answer of {}.", action.name)}});
}

std::vector<std::string_view> used(std::span<const std::string_view> names) {
  std::vector<std::string_view> out;
  for (std::string_view name : names) {
    if (!name.empty()) out.push_back(name);
  }
  return out;
}

Json names_json(std::span<const std::string_view> names) {
  Json out = Json::array();
  for (std::string_view name : used(names)) out.push(name);
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

std::string_view rule_name(Rule::Kind kind) {
  switch (kind) {
    case Rule::Kind::none:
      return "none";
    case Rule::Kind::one_needed:
      return "one_needed";
    case Rule::Kind::exclude:
      return "exclude";
    case Rule::Kind::go_together:
      return "go_together";
    case Rule::Kind::with_one:
      return "with_one";
    case Rule::Kind::when:
      break;
  }
  return "when";
}

Json describe_rules(std::span<const Rule> rules) {
  Json out = Json::array();
  for (const Rule& rule : rules) {
    if (rule.kind == Rule::Kind::none) continue;
    Json described =
        Json::object({{"rule", rule_name(rule.kind)}, {"inputs", names_json(rule.names)}});
    if (!rule.value.empty()) described.set("value", rule.value);
    out.push(std::move(described));
  }
  return out;
}

Json describe_input(const Input& input) {
  Json out = Json::object({{"name", input.name},
                           {"in", place_name(input.place)},
                           {"type", type_name(input.type)},
                           {"required", input.required},
                           {"description", input.about}});
  if (!std::isnan(input.min))
    out.set(input.above_min ? "exclusive_minimum" : "minimum", bound(input.min));
  if (!std::isnan(input.max)) out.set("maximum", bound(input.max));
  if (input.length_max > 0) out.set("max_length", static_cast<std::int64_t>(input.length_max));
  add_choices(out, input);
  if (!input.default_value.empty()) {
    if (auto value = Json::parse(input.default_value)) out.set("default", std::move(*value));
  }
  if (input.deprecated) out.set("deprecated", true);
  if (!input.members().empty()) {
    Json members = Json::array();
    for (const Input& member : input.members()) {
      Json described = describe_input(member);
      described.erase("in");
      members.push(std::move(described));
    }
    out.set(input.type == Type::either ? "forms" : "members", std::move(members));
    if (!input.member_rules().empty()) out.set("rules", describe_rules(input.member_rules()));
  }
  return out;
}

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
    add(fmt::format("{} to {}", bound(input.min).dump(), bound(input.max).dump()));
  if (!std::isnan(input.min) && std::isnan(input.max))
    add(fmt::format("{} {}", input.above_min ? "above" : "at least", bound(input.min).dump()));
  if (input.length_max > 0)
    add(fmt::format("at most {} {}", input.length_max,
                    input.type == Type::list ? "items" : "characters"));
  if (!input.default_value.empty()) add(fmt::format("default `{}`", input.default_value));
  return out;
}

void input_rows(std::string& out, std::span<const Input> inputs, const std::string& prefix) {
  for (const Input& input : inputs) {
    std::string name = prefix + std::string(input.name);
    out += fmt::format("| `{}` | {} | {} | {} | {}{} |\n", name, place_name(input.place),
                       type_name(input.type), is_needed(input) ? "yes" : "", cell(input.about),
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

Json input_schema(const Action& action, Form form) {
  Json groups[3] = {Json::object(), Json::object(), Json::object()};
  Json needed[3] = {Json::array(), Json::array(), Json::array()};
  Json flat = Json::object(), flat_needed = Json::array();
  for (const Input& input : action.used_inputs()) {
    auto place = static_cast<std::size_t>(input.place);
    groups[place].set(input.name, schema_of(input));
    flat.set(input.name, schema_of(input));
    if (!is_needed(input)) continue;
    needed[place].push(input.name);
    flat_needed.push(input.name);
  }
  if (action.paging != Paging::none) {
    groups[1].set(kNextInput, next_schema(action));
    flat.set(kNextInput, next_schema(action));
  }
  Json schema = Json::object({{"type", "object"}});
  if (form == Form::flat) {
    schema.set("properties", std::move(flat));
    if (flat_needed.size() > 0) schema.set("required", std::move(flat_needed));
    add_rules(schema, action.rules, action.used_inputs());
    schema.set("additionalProperties", false);
    return schema;
  }
  Json properties = Json::object(), top = Json::array();
  for (std::size_t i = 0; i < 3; ++i) {
    if (groups[i].size() == 0) continue;
    std::string_view name = place_name(static_cast<Place>(i));
    bool any = needed[i].size() > 0;
    Json group = Json::object({{"type", "object"}, {"properties", std::move(groups[i])}});
    if (any) group.set("required", std::move(needed[i]));
    auto rules = rules_of(action, static_cast<Place>(i));
    add_rules(group, rules, action.used_inputs());
    any = any || std::ranges::any_of(rules, needs_one);
    group.set("additionalProperties", false);
    properties.set(name, std::move(group));
    if (any) top.push(name);
  }
  schema.set("properties", std::move(properties));
  if (top.size() > 0) schema.set("required", std::move(top));
  schema.set("additionalProperties", false);
  return schema;
}

Json describe(const Action& action) {
  Json inputs = Json::array(), kinds = Json::array();
  for (const Input& input : action.used_inputs()) inputs.push(describe_input(input));
  for (std::string_view caller : callers(action)) kinds.push(caller);
  Json out = Json::object({
      {"name", action.name},
      {"label", action.label},
      {"summary", action.summary},
      {"about", action.about},
      {"operation_id", action.operation_id},
      {"group", action.group},
      {"effect", name_of(action.effect)},
      {"method", name_of(action.method)},
      {"path", action.path},
      {"scopes", names_json(action.scopes)},
      {"deprecated_scopes", names_json(action.old_scopes)},
      {"credentials", std::move(kinds)},
      {"plan", name_of(action.plan)},
      {"tier", static_cast<int>(action.tier)},
      {"in_guide", action.in_guide},
      {"deprecated", action.deprecated},
      {"pages", action.paging != Paging::none},
      {"inputs", std::move(inputs)},
      {"rules", describe_rules(action.rules)},
  });
  if (action.deprecated) out.set("instead", action.instead);
  if (!action.detour.path.empty()) {
    out.set("detour", Json::object({{"path", action.detour.path},
                                    {"scopes", names_json(action.detour.scopes)}}));
  }
  if (auto example = Json::parse(action.example)) out.set("example", std::move(*example));
  out.set("docs", fmt::format("https://developers.figma.com/docs/rest-api/{}", action.docs));
  return out;
}

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
