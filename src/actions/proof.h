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

consteval bool has_input(const Action& row, std::string_view name) {
  for (const Input& input : row.used_inputs()) {
    if (input.name == name) return true;
  }
  return false;
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
  proof::inputs_hold(row);
  for (const Rule& rule : row.rules) {
    for (std::string_view name : rule.names) {
      if (!name.empty() && !proof::has_input(row, name))
        throw "a rule names an input that the action does not have";
    }
  }
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
constexpr Input items(Input input, Type type) {
  input.item_type = type;
  return input;
}

}  // namespace figlink
