#include "actions/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "actions/catalogue.h"
#include "actions/cursor.h"
#include "actions/input_body.h"
#include "actions/input_problems.h"
#include "actions/input_text.h"
#include "actions/pasted.h"
#include "actions/row_words.h"
#include "actions/rules.h"
#include "base/text.h"

namespace figlink {

// Walks a row and the raw inputs together, and gathers every problem on the way.
class Checker {
 public:
  Checker(const Action& action, const Json& inputs, Form form, const Defaults& defaults)
      : action_(action),
        inputs_(inputs),
        form_(form),
        defaults_(defaults),
        texts_(action, named_by_context(), problems_),
        body_(form, texts_, problems_) {}

  Result<Call> run() {
    if (!inputs_.is_null() && !inputs_.is_object()) {
      problems_.add("", "Inputs must be an object with names and values.");
      return std::move(problems_).refusal(action_);
    }
    refuse_strangers();
    call_.action_ = &action_;
    Json team;
    for (const Input& input : action_.used_inputs()) {
      const Json* given = value_of(input);
      if (given && given->is_null()) given = nullptr;
      if (given && is_empty_list(input, *given)) {
        if (input.required) {
          problems_.add(field_of(input), "It is empty.");
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
        body_.add(input, *given, field);
        continue;
      }
      auto text = texts_.read(input, *given, field);
      if (!text) continue;
      if (input.place == Place::path) {
        take_path(input, std::move(*text));
      } else {
        query(input.name, *text);
      }
    }
    apply_next();
    hold_rules();
    if (!problems_.empty()) return std::move(problems_).refusal(action_);
    bool has_body = action_.method == Method::post || action_.method == Method::put;
    if (has_body) call_.body_ = body_.finish();
    if (call_.body_.size() > kBodyMax) {
      return fail(Fault::too_large,
                  fmt::format("The body is {} bytes; Figma takes {} at most.", call_.body_.size(),
                              kBodyMax),
                  "Send the changes in several calls.");
    }
    call_.fill_target();
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
        problems_.add(std::string(key),
                      known ? fmt::format("Put it under `{}`: {{\"{}\": {{\"{}\": ...}}}}.",
                                          name_of(known->place), name_of(known->place), key)
                            : "Inputs stand under `path`, `query` and `body`.");
        continue;
      }
      const Json* group = inputs_.find(key);
      if (group->is_null()) continue;
      if (!group->is_object()) {
        problems_.add(std::string(key), "It must be an object with names and values.");
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
      return problems_.add(std::move(field),
                           fmt::format("It belongs under `{}`.", name_of(known->place)));
    if (name == kNextInput && (!where || *where == Place::query)) {
      if (action_.paging == Paging::none)
        problems_.add(std::move(field), fmt::format("{} has no pages.", action_.name));
      return;
    }
    // Known to the clients of hosted hubs, and without meaning here.
    if (name == "debug" && where == Place::query) return;
    problems_.add(std::move(field),
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
      return problems_.add(
          field_of(input),
          fmt::format("A team is needed: give `{}`, or link the account with a Team ID.",
                      input.name));
    }
    problems_.add(field_of(input), fmt::format("It is required. {}", input.about));
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

  Names named_by(const Input& input) const {
    return input.names == Names::by_context ? named_by_context() : input.names;
  }
  // What an id names whose meaning `context` beside it says.
  Names named_by_context() const {
    const Input* context = input_named("context");
    const Json* given = context ? value_of(*context) : nullptr;
    const std::string text = given ? given->text_or("") : "";
    const std::string_view kind = trim(text);
    if (kind == "team") return Names::team_id;
    if (kind == "project") return Names::project_id;
    return kind == "file" ? Names::file_key : Names::nothing;
  }

  // --- putting it together -----------------------------------------------------------------------

  bool take_path(const Input& input, std::string value) {
    if (const std::string_view seen = value; seen == "." || seen == "..") {
      problems_.add(field_of(input), "It is no id.");
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
    percent_encode_to(call_.one_more(name), value);
  }

  void apply_next() {
    const Json* next =
        form_ == Form::flat ? inputs_.find(kNextInput) : inputs_.at({"query", kNextInput});
    if (!next || next->is_null() || action_.paging == Paging::none) return;
    std::string field =
        form_ == Form::flat ? std::string(kNextInput) : fmt::format("query.{}", kNextInput);
    auto cursor = next->as_text();
    auto parts = cursor ? open_cursor(action_, *cursor) : std::nullopt;
    if (!parts)
      return problems_.add(
          field,
          "It is no cursor of this action: give back `next` of an earlier answer as it was.");
    call_.next_ = *cursor;
    leave_the_first_place();
    for (const auto& [name, value] : *parts) {
      bool already =
          std::ranges::find(given_, std::string_view(name), &GivenInput::name) != given_.end();
      if (already && action_.paging == Paging::page_links && name == "page_size") continue;
      if (already) {
        problems_.add(field, fmt::format("It already says `{}`: leave one of them out.", name));
        return;
      }
      if (action_.paging == Paging::body_cursor) {
        body_.add_text(name, value);
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
      problems_.add(field_of(*input_named(broken.name)), std::move(broken.message));
  }

  const Action& action_;
  const Json& inputs_;
  Form form_;
  const Defaults& defaults_;
  Call call_;
  InputProblems problems_;
  InputText texts_;
  InputBody body_;
  std::vector<GivenInput> given_;
};

Result<Call> check(const Action& action, const Json& inputs, Form form, const Defaults& defaults) {
  return Checker(action, inputs, form, defaults).run();
}

std::optional<std::string> team_id_of(std::string_view pasted) {
  auto read = read_pasted(Names::team_id, trim(pasted));
  if (!read) return std::nullopt;
  return std::move(*read);
}

}  // namespace figlink
