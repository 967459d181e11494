// input_problems: all that is wrong with a caller's inputs, gathered so that it is told at once.
// Pure.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "actions/action.h"
#include "base/result.h"

namespace figlink {

inline constexpr std::size_t kProblemsMax = 50;  // told at once

class InputProblems {
 public:
  void add(std::string field, std::string message) {
    if (all_.size() < kProblemsMax) all_.push_back({std::move(field), std::move(message)});
  }
  // The same, for `return problems.wrong(...)`.
  std::nullopt_t wrong(std::string field, std::string message) {
    add(std::move(field), std::move(message));
    return std::nullopt;
  }
  bool empty() const { return all_.empty(); }
  std::size_t size() const { return all_.size(); }
  // Puts those aside that are there, while something is tried.
  std::vector<Problem> exchange(std::vector<Problem> others) {
    return std::exchange(all_, std::move(others));
  }
  // bad_input with all of them; there is one at least.
  std::unexpected<Error> refusal(const Action& action) &&;

 private:
  std::vector<Problem> all_;
};

}  // namespace figlink
