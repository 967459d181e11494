#include "actions/input_problems.h"

#include <fmt/format.h>

namespace figlink {

std::unexpected<Error> InputProblems::refusal(const Action& action) && {
  const Problem& first = all_.front();
  std::string message =
      first.field.empty() ? first.message : fmt::format("{}: {}", first.field, first.message);
  if (all_.size() > 1) message = fmt::format("{} inputs are wrong. {}", all_.size(), message);
  auto failed =
      fail(Fault::bad_input, std::move(message),
           fmt::format("See the inputs of {} in docs/actions.md or GET /actions.", action.name));
  failed.error().problems = std::move(all_);
  return failed;
}

}  // namespace figlink
