// proof: a row is refused while compiling, in an English sentence, when it contradicts itself.
//
// `action({...})` is consteval; a broken rule throws, which the compiler reports with the row's
// place and the sentence.
#pragma once

#include <string_view>

#include "actions/action.h"

namespace figlink {

namespace proof {

consteval bool has_placeholder(std::string_view path, std::string_view name) {
  for (std::size_t at = 0; at < path.size(); ++at) {
    if (path[at] == '{' && path.substr(at + 1, name.size()) == name &&
        path.substr(at + 1 + name.size()).starts_with("}"))
      return true;
  }
  return false;
}

consteval std::size_t placeholders(std::string_view path) {
  std::size_t count = 0;
  for (char c : path) count += c == '{';
  return count;
}

consteval bool has_member(std::span<const Input> inputs, std::string_view name) {
  for (const Input& input : inputs) {
    if (input.name == name) return true;
  }
  return false;
}

consteval bool is_chosen(const Input& input, std::string_view value) {
  for (std::size_t i = 0; i < input.choice_count(); ++i) {
    if (input.choices[i] == value) return true;
  }
  return false;
}

consteval void rule_holds(const Rule& rule, std::span<const Input> inputs) {
  if (rule.kind == Rule::Kind::none) {
    if (rule.count() > 0) throw "a rule that names inputs needs a kind";
    return;
  }
  if (rule.count() < 2) throw "a rule names at least two inputs";
  if ((rule.kind == Rule::Kind::when) == rule.value.empty())
    throw "a value belongs to the rule `when`, and only to it";
  for (std::size_t i = 0; i < rule.count(); ++i) {
    if (!has_member(inputs, rule.names[i]))
      throw "a rule names an input that the action does not have";
    for (std::size_t j = 0; j < i; ++j) {
      if (rule.names[i] == rule.names[j]) throw "a rule names an input twice";
    }
    for (const Input& input : inputs) {
      if (input.name != rule.names[i]) continue;
      if (i == 0 && rule.kind == Rule::Kind::when) {
        if (!is_chosen(input, rule.value)) throw "a rule asks for a value that is no choice";
      } else if (input.required) {
        throw "a rule is about inputs that may be left out";
      }
      for (const Input& first : inputs) {
        if (first.name == rule.names[0] && first.place != input.place)
          throw "the inputs of a rule travel in one place";
      }
    }
  }
}

// What one input says of its values.
consteval void values_hold(const Input& input) {
  bool number = input.type == Type::integer || input.type == Type::number;
  bool bounded = input.min == input.min || input.max == input.max;
  bool text = input.type == Type::text || input.type == Type::text_list ||
              (input.type == Type::list && input.item_type == Type::text);
  if (bounded && !number) throw "bounds are for numbers";
  if (input.min > input.max) throw "the least is more than the most";
  if (input.above_min && input.min != input.min) throw "to be above something needs a least";
  if (input.choice_count() > 0 && !text) throw "choices are for texts";
  for (std::size_t i = 0; i < input.choice_count(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (input.choices[i] == input.choices[j]) throw "a choice is there twice";
    }
  }
  if (input.length_max > 0 && input.type != Type::text && input.type != Type::list)
    throw "a length is for texts and lists";
  if (input.length_max > (text ? kTextMax : kItemsMax))
    throw "a length is past figlink's own bound";
  std::string_view usual = input.default_value;
  if (!usual.empty() && input.choice_count() > 0 &&
      !is_chosen(input, usual.substr(1, usual.size() - 2)))
    throw "the default is none of the choices";
  if (!usual.empty() && input.required) throw "a required input has no default";
}

consteval void members_hold(const Input& input) {
  bool either = input.type == Type::either;
  bool holds = input.type == Type::object || either ||
               (input.type == Type::list && input.item_type == Type::object);
  if (input.field_count > 0 && !holds) throw "members are for objects, lists of them and forms";
  if (either && input.field_count < 2) throw "either needs at least two forms";
  if (either && input.field_rule_count > 0) throw "forms have no rules between them";
  for (std::size_t i = 0; i < input.field_count; ++i) {
    const Input& member = input.fields[i];
    if (member.about.empty()) throw "an input needs a sentence about it";
    if (member.names == Names::by_context) throw "what a context says is no member of an object";
    if (member.type == Type::text_list) throw "a comma list travels in the query";
    for (std::size_t j = 0; j < i; ++j) {
      if (input.fields[j].name == member.name) throw "two members have the same name";
    }
    values_hold(member);
    members_hold(member);
  }
  for (const Rule& rule : input.member_rules()) rule_holds(rule, input.members());
}

consteval void context_holds(const Input& input, std::span<const Input> inputs) {
  if (input.names != Names::by_context) return;
  for (const Input& other : inputs) {
    bool all = other.choice_count() == 3 && is_chosen(other, "team") &&
               is_chosen(other, "project") && is_chosen(other, "file");
    if (other.name == "context" && other.place == input.place && all) return;
  }
  throw "what goes by its context needs `context` beside it: team, project or file";
}

consteval void inputs_hold(const Action& row) {
  std::size_t in_path = 0;
  auto inputs = row.used_inputs();
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const Input& input = inputs[i];
    if (input.about.empty()) throw "an input needs a sentence about it";
    for (std::size_t j = 0; j < i; ++j) {
      if (inputs[j].name == input.name) throw "two inputs of one action have the same name";
    }
    if (input.place == Place::path) {
      ++in_path;
      if (!input.required) throw "a path input is always required";
      if (!has_placeholder(row.path, input.name))
        throw "a path input needs its {placeholder} in the path";
    }
    if (input.place == Place::body && row.method == Method::get)
      throw "a GET has no body: its inputs go into path or query";
    if (input.type == Type::object || input.type == Type::list) {
      if (input.place != Place::body) throw "objects and lists travel in the body";
    }
    if (input.place != Place::query && input.type == Type::text_list)
      throw "a comma list travels in the query";
    if (input.type == Type::either || input.type == Type::null)
      throw "a value of several forms stands inside an object or a list";
    values_hold(input);
    members_hold(input);
    context_holds(input, inputs);
  }
  if (in_path != placeholders(row.path)) throw "each {placeholder} of the path needs an input";
}

}  // namespace proof

consteval Action action(Action row) {
  if (!row.name.starts_with("figma_")) throw "an action's name begins with figma_";
  if (row.label.empty() || row.summary.empty()) throw "an action needs a label and a summary";
  if (row.operation_id.empty() || row.group.empty())
    throw "an action needs Figma's operation id and subject";
  if (row.docs.empty()) throw "an action needs its documentation page";
  if (row.example.empty()) throw "an action needs an example: tests, docs and the sandbox run it";
  if (!row.path.starts_with("/v1/") && !row.path.starts_with("/v2/"))
    throw "an action's path begins with /v1/ or /v2/";
  if (row.credentials == 0)
    throw "an action needs at least one kind of credential that may call it";
  if (row.tier != Tier::one && row.tier != Tier::two && row.tier != Tier::three)
    throw "an action needs its rate limit tier";
  if (row.scopes[0].empty() && row.operation_id != "getPayments")
    throw "an action needs the scope it asks for";
  bool changes = row.method == Method::put || row.method == Method::del;
  if (changes && row.effect == Effect::reads) throw "a PUT or DELETE is no read";
  if (row.method == Method::del && row.effect != Effect::deletes)
    throw "a DELETE has the effect deletes";
  if (row.method == Method::get && row.effect != Effect::reads) throw "a GET has the effect reads";
  if (row.deprecated && row.instead.empty()) throw "a deprecated action names what to use instead";
  if (!row.detour.path.empty() &&
      proof::placeholders(row.detour.path) != proof::placeholders(row.path))
    throw "a detour needs the same placeholders, in the same order";
  if ((row.paging == Paging::none) != row.items.empty())
    throw "pages have items: name the member that holds them, with pages and only then";
  if (!row.splits.input.empty()) {
    bool listed = false;
    for (const Input& input : row.used_inputs())
      listed = listed || (input.name == row.splits.input && input.type == Type::text_list);
    if (row.splits.answer.empty()) throw "what splits names the member that is put together again";
    if (!listed || row.splits.items_max == 0) throw "what splits is a comma list of the row's own";
    if (row.effect != Effect::reads) throw "only reads are split";
  }
  proof::inputs_hold(row);
  for (const Rule& rule : row.rules) proof::rule_holds(rule, row.used_inputs());
  return row;
}

// Words for rows: required(in_query("ids", "...")), between(in_query(...), 1, 50).
constexpr Input in_path(std::string_view name, std::string_view about,
                        Names names = Names::nothing) {
  return {.name = name, .about = about, .place = Place::path, .required = true, .names = names};
}
constexpr Input in_query(std::string_view name, std::string_view about, Type type = Type::text) {
  return {.name = name, .about = about, .place = Place::query, .type = type};
}
constexpr Input in_body(std::string_view name, std::string_view about, Type type = Type::text) {
  return {.name = name, .about = about, .place = Place::body, .type = type};
}
constexpr Input required(Input input) {
  input.required = true;
  return input;
}
constexpr Input deprecated(Input input) {
  input.deprecated = true;
  return input;
}
constexpr Input named(Input input, Names names) {
  input.names = names;
  return input;
}
constexpr Input between(Input input, double min, double max) {
  input.min = min;
  input.max = max;
  return input;
}
constexpr Input at_least(Input input, double min) {
  input.min = min;
  return input;
}
constexpr Input above(Input input, double min) {
  input.min = min;
  input.above_min = true;
  return input;
}
constexpr Input up_to(Input input, std::size_t length_max) {
  input.length_max = length_max;
  return input;
}
constexpr Input usually(Input input, std::string_view default_value) {
  input.default_value = default_value;
  return input;
}
template <class... Choices>
constexpr Input one_of(Input input, Choices... choices) {
  std::size_t at = 0;
  ((input.choices[at++] = choices), ...);
  return input;
}
template <std::size_t count>
constexpr Input made_of(Input input, const Input (&fields)[count]) {
  input.fields = fields;
  input.field_count = count;
  return input;
}
template <std::size_t count>
constexpr Input held_to(Input input, const Rule (&rules)[count]) {
  input.field_rules = rules;
  input.field_rule_count = count;
  return input;
}
// A form of an either: named as people call it.
constexpr Input form(std::string_view name, std::string_view about, Type type) {
  return {.name = name, .about = about, .place = Place::body, .type = type};
}
constexpr Input items(Input input, Type type) {
  input.item_type = type;
  return input;
}

}  // namespace figlink
