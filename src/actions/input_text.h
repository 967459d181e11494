// input_text: one value of an input as the text in which it travels.
//
// A number leaves with all its digits, a list joined by commas, a pasted address as the key or id
// in it (pasted.h). What does not fit is a problem and no text. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actions/action.h"
#include "actions/input_problems.h"
#include "base/json.h"

namespace figlink {

// Whether the text is one of those that the input takes, and how they are told: "a, b or c".
bool is_choice(const Input& input, std::string_view text);
std::string join_choices(const Input& input);

class InputText {
 public:
  // `context`: what an input names whose meaning another one says. The rest outlives it.
  InputText(const Action& action, Names context, InputProblems& problems)
      : action_(action), context_(context), problems_(problems) {}

  // nullopt after a problem.
  std::optional<std::string> read(const Input& input, const Json& value, const std::string& field);

 private:
  using Text = std::optional<std::string>;
  Text text(const Input& input, const Json& value, const std::string& field);
  Text date(const Json& value, const std::string& field);
  Text text_list(const Input& input, const Json& value, const std::string& field);
  std::optional<std::vector<std::string>> items(const Json& value, const std::string& field);
  Text integer(const Input& input, const Json& value, const std::string& field);
  Text number(const Input& input, const Json& value, const std::string& field);
  Text boolean(const Json& value, const std::string& field);
  bool in_bounds(const Input& input, double value, const std::string& field);

  const Action& action_;
  const Names context_;
  InputProblems& problems_;
};

}  // namespace figlink
