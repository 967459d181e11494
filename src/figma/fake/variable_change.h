// VariableChange: one POST of variables, worked on a copy of a file's state (figma.md 6.6).
//
// Collections, modes, variables and values, in that order, each list in its own order. When run()
// says no, nothing of it counts: the copy is dropped.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>

#include "base/json.h"

namespace figlink::fake {

class VariableChange {
 public:
  // `state` is {variableCollections, variables}; `fresh_id` gives a new number each time.
  VariableChange(Json state, std::function<std::string()> fresh_id)
      : state_(std::move(state)), fresh_id_(std::move(fresh_id)) {}

  bool run(const Json& body);  // false: problem() says why
  const std::string& problem() const { return problem_; }
  Json take_state() { return std::move(state_); }
  Json take_real_ids() { return std::move(real_ids_); }

 private:
  bool bad(std::string why);
  bool change_collection(const Json& item);
  bool change_mode(const Json& item);
  bool change_variable(const Json& item);
  bool set_value(const Json& item);

  bool create_collection(const Json& item);
  bool extend_collection(const Json& item, Json& made, const Json& parent);
  bool create_mode(const Json& item);
  bool create_variable(const Json& item);
  bool set_override(Json& collection, const Json& variable, const std::string& mode,
                    const Json& value);
  bool is_name_free(const Json& collection, std::string_view name, std::string_view own_id);
  bool is_fit(const Json& variable, const Json& value);
  bool ends_in_itself(const std::string& from, const std::string& to);
  bool take_temporary(const Json& item, std::string_view key, const std::string& real);

  std::string real(const std::string& id) const;
  Json* collection(const std::string& id);
  Json* variable(const std::string& id);

  Json state_;
  std::function<std::string()> fresh_id_;
  Json real_ids_ = Json::object();
  std::string problem_;
};

}  // namespace figlink::fake
