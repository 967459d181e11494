#include "faces/fields.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace figlink {
namespace {

constexpr std::size_t kStrangersMax = 50;    // told at once
constexpr std::size_t kGuessedNameMax = 64;  // longer names are no typing mistakes

}  // namespace

const Json* Fields::present(std::string_view name) {
  known_.push_back(name);
  const Json* value = object_.find(name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

bool Fields::is_null(std::string_view name) const {
  const Json* value = object_.find(name);
  return value != nullptr && value->is_null();
}

void Fields::know(std::span<const std::string_view> names) {
  known_.insert(known_.end(), names.begin(), names.end());
}

void Fields::refuse_others(std::span<const std::string_view> ignored) {
  for (std::string_view name : object_.keys()) {
    if (std::ranges::find(known_, name) != known_.end()) continue;
    if (std::ranges::find(ignored, name) != ignored.end()) continue;
    if (problems_.size() == kStrangersMax) return;
    auto near =
        name.size() <= kGuessedNameMax ? nearest(name, known_, 1) : std::vector<std::string_view>();
    problem(name.substr(0, kGuessedNameMax),
            near.empty()
                ? "There is no such field here."
                : "There is no such field here. Did you mean " + std::string(near[0]) + "?");
  }
}

void Fields::problem(std::string_view name, std::string message) {
  problems_.push_back({prefix_ + std::string(name), std::move(message)});
}

std::string Fields::required_text(std::string_view name) {
  if (present(name) == nullptr) {
    problem(name, "Is required.");
    return {};
  }
  auto value = maybe_text(name);
  if (value && value->empty()) problem(name, "Must not be empty.");
  return value.value_or("");
}

std::optional<std::string> Fields::maybe_text(std::string_view name) {
  const Json* value = present(name);
  if (value == nullptr) return std::nullopt;
  auto text = value->as_text();
  if (!text) {
    problem(name, "Must be a text.");
    return std::nullopt;
  }
  if (text->size() > kFieldTextMax) {
    problem(name, "Must be at most 4096 bytes long.");
    return std::nullopt;
  }
  return std::string(*text);
}

std::optional<std::string> Fields::clearable_text(std::string_view name) {
  auto text = maybe_text(name);
  return is_null(name) ? std::optional<std::string>("") : text;
}

std::optional<bool> Fields::maybe_bool(std::string_view name) {
  const Json* value = present(name);
  if (value == nullptr) return std::nullopt;
  if (!value->as_bool()) problem(name, "Must be true or false.");
  return value->as_bool();
}

std::optional<std::int64_t> Fields::maybe_integer(std::string_view name) {
  const Json* value = present(name);
  if (value == nullptr) return std::nullopt;
  if (!value->as_integer()) problem(name, "Must be a whole number.");
  return value->as_integer();
}

std::optional<double> Fields::maybe_number(std::string_view name) {
  const Json* value = present(name);
  if (value == nullptr) return std::nullopt;
  if (!value->as_number()) problem(name, "Must be a number.");
  return value->as_number();
}

std::optional<Json> Fields::maybe_object(std::string_view name) {
  const Json* value = present(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_object()) return *value;
  problem(name, "Must be an object.");
  return std::nullopt;
}

std::optional<Json> Fields::clearable_object(std::string_view name) {
  auto object = maybe_object(name);
  return is_null(name) ? std::optional<Json>(Json()) : std::move(object);
}

std::optional<Json> Fields::maybe_array(std::string_view name) {
  const Json* value = present(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_array()) return *value;
  problem(name, "Must be a list.");
  return std::nullopt;
}

std::optional<std::vector<std::string>> Fields::maybe_texts(std::string_view name) {
  const auto list = maybe_array(name);
  if (!list) return std::nullopt;
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < list->size(); ++i) {
    const auto text = (*list)[i].as_text();
    if (text && text->size() <= kFieldTextMax) {
      texts.emplace_back(*text);
    } else {
      problem(std::string(name) + "[" + std::to_string(i) + "]",
              text ? "Must be at most 4096 bytes long." : "Must be a text.");
    }
  }
  return texts;
}

Result<void> Fields::done() {
  if (problems_.empty()) return {};
  return wrong_fields(std::move(problems_));
}

}  // namespace figlink
