// input_body: the inputs that travel in a body, written as JSON while they are checked.
//
// Members that Figma knows and this version does not pass through, so that a new one can be used
// before figlink knows it; near misses of known ones are most likely typing errors. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "actions/action.h"
#include "actions/check.h"
#include "actions/input_problems.h"
#include "actions/input_text.h"
#include "base/json.h"

namespace figlink {

class InputBody {
 public:
  // Both outlive it.
  InputBody(Form form, InputText& texts, InputProblems& problems)
      : form_(form), texts_(texts), problems_(problems) {}

  // A member of the body itself.
  void add(const Input& input, const Json& value, const std::string& field);
  void add_text(std::string_view name, std::string_view value);
  std::string finish() const { return "{" + out_ + "}"; }

 private:
  enum class Strangers : std::uint8_t { pass, refuse };

  void begin_member(std::string_view name);
  void write(std::string& out, const Input& input, const Json& value, const std::string& field);
  void either(std::string& out, const Input& input, const Json& value, const std::string& field);
  void object(std::string& out, const Input& input, const Json& raw, const std::string& field);
  void members(std::string& out, const Input& input, const Json& value, const std::string& field,
               Strangers strangers);
  bool is_strange(const Input& input, std::string_view key, const std::string& field,
                  Strangers strangers);
  void list(std::string& out, const Input& input, const Json& raw, const std::string& field);
  void item(std::string& out, const Input& input, const Json& item, const std::string& at);
  std::optional<Json> opened(const Json& value, const std::string& field, Json::Kind wanted,
                             std::string_view message);
  void hold_member_rules(const Input& input, const Json& value, const std::string& field);

  const Form form_;
  InputText& texts_;
  InputProblems& problems_;
  std::string out_;
};

}  // namespace figlink
