#include "actions/schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "actions/row_words.h"

namespace figlink {
namespace {

void add_bounds(Json& schema, const Input& input) {
  if (!std::isnan(input.min))
    schema.set(input.above_min ? "exclusiveMinimum" : "minimum", number_json(input.min));
  if (!std::isnan(input.max)) schema.set("maximum", number_json(input.max));
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

Json names_json(std::span<const std::string_view> names) {
  Json out = Json::array();
  for (std::string_view name : used(names)) out.push(name);
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
                           {"in", name_of(input.place)},
                           {"type", name_of(input.type)},
                           {"required", input.required},
                           {"description", input.about}});
  if (!std::isnan(input.min))
    out.set(input.above_min ? "exclusive_minimum" : "minimum", number_json(input.min));
  if (!std::isnan(input.max)) out.set("maximum", number_json(input.max));
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
    std::string_view name = name_of(static_cast<Place>(i));
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

}  // namespace figlink
