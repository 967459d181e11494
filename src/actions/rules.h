// rules: whether what must hold between inputs does, and the sentence when it does not. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "actions/action.h"

namespace figlink {

// An input, or a member of an object, that is there.
struct GivenInput {
  std::string_view name;
  std::string_view text = {};  // its value when that is a text
};

struct BrokenRule {
  std::string_view name;  // the input that the sentence is about
  std::string message;
};

std::vector<BrokenRule> broken_rules(std::span<const Rule> rules,
                                     std::span<const GivenInput> given);

}  // namespace figlink
