#include "actions/input_body.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "actions/rules.h"
#include "base/text.h"

namespace figlink {
namespace {

std::string join_forms(const Input& input) {
  std::string all;
  auto forms = input.members();
  for (std::size_t i = 0; i < forms.size(); ++i) {
    if (i > 0) all += i + 1 == forms.size() ? " or " : ", ";
    all += forms[i].name;
  }
  return all;
}

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

bool is_member(const Input& input, std::string_view key) {
  return std::ranges::any_of(input.members(),
                             [&](const Input& member) { return member.name == key; });
}

}  // namespace

void InputBody::begin_member(std::string_view name) {
  if (!out_.empty()) out_ += ',';
  quote_to(out_, name);
  out_ += ':';
}

void InputBody::add(const Input& input, const Json& value, const std::string& field) {
  begin_member(input.name);
  write(out_, input, value, field);
}

void InputBody::add_text(std::string_view key, std::string_view value) {
  begin_member(key);
  quote_to(out_, value);
}

void InputBody::write(std::string& out, const Input& input, const Json& value,
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
      if (auto words = texts_.read(input, value, field)) quote_to(out, *words);
      return;
    }
    default: {
      if (auto words = texts_.read(input, value, field)) out += *words;
    }
  }
}

// The first form that takes the value. When none does, the problems of the nearest one are told.
void InputBody::either(std::string& out, const Input& input, const Json& value,
                       const std::string& field) {
  std::vector<Problem> before = problems_.exchange({}), nearest;
  for (const Input& form : input.members()) {
    if (!is_a(form.type, value.kind())) continue;
    std::string written;
    if (form.type == Type::object) {
      members(written, form, value, field, Strangers::refuse);
    } else {
      write(written, form, value, field);
    }
    std::vector<Problem> its = problems_.exchange({});
    if (its.empty()) {
      problems_.exchange(std::move(before));
      out += written;
      return;
    }
    if (nearest.empty() || its.size() < nearest.size()) nearest = std::move(its);
  }
  problems_.exchange(std::move(before));
  if (nearest.empty()) problems_.add(field, fmt::format("It must be {}.", join_forms(input)));
  for (Problem& each : nearest) problems_.add(std::move(each.field), std::move(each.message));
}

// On the command line objects and lists come as JSON text.
std::optional<Json> InputBody::opened(const Json& value, const std::string& field,
                                      Json::Kind wanted, std::string_view message) {
  if (value.kind() == wanted) return value;
  if (auto written = value.as_text(); written && form_ == Form::flat) {
    auto parsed = Json::parse(*written);
    if (parsed && parsed->kind() == wanted) return std::move(*parsed);
  }
  problems_.add(field, std::string(message));
  return std::nullopt;
}

void InputBody::object(std::string& out, const Input& input, const Json& raw,
                       const std::string& field) {
  auto value = opened(raw, field, Json::Kind::object, "It must be an object.");
  if (!value) return;
  if (!input.members().empty()) return members(out, input, *value, field, Strangers::pass);
  if (input.item_type == Type::text) {
    value->each([&](std::string_view name, const Json& each) {
      if (!each.is_text()) problems_.add(fmt::format("{}.{}", field, name), "It must be a text.");
    });
  }
  value->dump_to(out);
}

void InputBody::members(std::string& out, const Input& input, const Json& value,
                        const std::string& field, Strangers strangers) {
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
      if (member.required) problems_.add(at, fmt::format("It is required. {}", member.about));
      continue;
    }
    name(member.name);
    write(out, member, *given, at);
  }
  for (std::string_view key : value.keys()) {
    if (is_member(input, key) || is_strange(input, key, field, strangers)) continue;
    name(key);
    value.find(key)->dump_to(out);
  }
  out += '}';
}

// Whether a member that is not known must not pass. Where there are several forms, it would hide
// which is meant.
bool InputBody::is_strange(const Input& input, std::string_view key, const std::string& field,
                           Strangers strangers) {
  std::vector<std::string_view> names;
  for (const Input& member : input.members()) names.push_back(member.name);
  std::string message = "There is no such member.";
  const auto near = nearest(key, names, 1);
  if (near.empty() && strangers == Strangers::pass) return false;
  if (!near.empty()) message += fmt::format(" Did you mean `{}`?", near[0]);
  problems_.add(fmt::format("{}.{}", field, key), std::move(message));
  return true;
}

void InputBody::hold_member_rules(const Input& input, const Json& value, const std::string& field) {
  if (input.member_rules().empty()) return;
  std::vector<GivenInput> given;
  for (const Input& member : input.members()) {
    const Json* each = value.find(member.name);
    if (each) given.push_back({member.name, each->as_text().value_or("")});
  }
  for (BrokenRule& broken : broken_rules(input.member_rules(), given))
    problems_.add(fmt::format("{}.{}", field, broken.name), std::move(broken.message));
}

void InputBody::list(std::string& out, const Input& input, const Json& raw,
                     const std::string& field) {
  auto value = opened(raw, field, Json::Kind::array, "It must be a list.");
  if (!value) return;
  const std::size_t most = input.length_max ? input.length_max : kItemsMax;
  if (value->size() > most)
    return problems_.add(field,
                         fmt::format("It has {} items; {} are allowed.", value->size(), most));
  if (value->size() == 0 && input.required) return problems_.add(field, "It is empty.");
  out += '[';
  for (std::size_t i = 0; i < value->size(); ++i) {
    if (i > 0) out += ',';
    item(out, input, (*value)[i], fmt::format("{}[{}]", field, i));
  }
  out += ']';
}

void InputBody::item(std::string& out, const Input& input, const Json& item,
                     const std::string& at) {
  if (input.item_type != Type::text) {
    if (!item.is_object()) return problems_.add(at, "It must be an object.");
    return members(out, input, item, at, Strangers::pass);
  }
  if (!item.is_text()) return problems_.add(at, "It must be a text.");
  if (!is_choice(input, *item.as_text()))
    return problems_.add(at, fmt::format("It must be {}.", join_choices(input)));
  item.dump_to(out);
}

}  // namespace figlink
