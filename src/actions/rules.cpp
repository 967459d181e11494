#include "actions/rules.h"

#include <fmt/format.h>

#include <algorithm>

namespace figlink {
namespace {

using Words = std::span<const std::string_view>;

std::string quoted(Words names) { return fmt::format("`{}`", fmt::join(names, "`, `")); }

const GivenInput* find(std::span<const GivenInput> given, std::string_view name) {
  auto at = std::ranges::find(given, name, &GivenInput::name);
  return at == given.end() ? nullptr : &*at;
}

void need_when(const Rule& rule, Words names, std::span<const GivenInput> given,
               std::vector<BrokenRule>& broken) {
  const GivenInput* first = find(given, names.front());
  if (!first || first->text != rule.value) return;
  for (std::string_view name : names.subspan(1)) {
    if (!find(given, name))
      broken.push_back(
          {name, fmt::format("It is required when `{}` is {}.", names.front(), rule.value)});
  }
}

}  // namespace

std::vector<BrokenRule> broken_rules(std::span<const Rule> rules,
                                     std::span<const GivenInput> given) {
  std::vector<BrokenRule> broken;
  for (const Rule& rule : rules) {
    Words names = Words(rule.names).first(rule.count());
    auto count = std::ranges::count_if(names, [&](auto name) { return find(given, name); });
    auto tell = [&](std::string message) { broken.push_back({names.front(), std::move(message)}); };
    switch (rule.kind) {
      case Rule::Kind::none:
        break;
      case Rule::Kind::one_needed:
        if (count == 0) tell(fmt::format("One of {} is needed.", quoted(names)));
        break;
      case Rule::Kind::exclude:
        if (count > 1) tell(fmt::format("Give only one of {}.", quoted(names)));
        break;
      case Rule::Kind::go_together:
        if (count > 0 && count < static_cast<std::ptrdiff_t>(names.size()))
          tell(fmt::format("{} go together: give all or none.", quoted(names)));
        break;
      case Rule::Kind::with_one:
        if (find(given, names.front()) && count < 2)
          tell(fmt::format("It goes with one of {}.", quoted(names.subspan(1))));
        break;
      case Rule::Kind::when:
        need_when(rule, names, given, broken);
        break;
    }
  }
  return broken;
}

}  // namespace figlink
