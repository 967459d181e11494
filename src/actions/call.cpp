#include "actions/call.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <unordered_set>
#include <utility>

namespace figlink {
namespace {

constexpr std::string_view kEncodedComma = "%2C";

// Where "name=value" stands in "?a=b&name=value".
std::optional<std::pair<std::size_t, std::size_t>> part_of(std::string_view query,
                                                           std::string_view name) {
  for (std::size_t at = query.empty() ? query.npos : 0; at != query.npos;) {
    const std::size_t begin = at + 1, end = std::min(query.find('&', begin), query.size());
    const std::string_view part = query.substr(begin, end - begin);
    if (part.starts_with(name) && part.substr(name.size()).starts_with('='))
      return std::pair{begin, part.size()};
    at = end == query.size() ? query.npos : end;
  }
  return std::nullopt;
}

// Path values lie in the order of the inputs; a pattern names them, and a detour names the same
// ones.
std::string fill_path(std::string_view pattern, const std::array<std::string, 3>& values) {
  std::string out;
  std::size_t at = 0;
  while (!pattern.empty()) {
    auto open = pattern.find('{');
    out += pattern.substr(0, open);
    if (open == std::string_view::npos) break;
    out += values[at++];
    pattern.remove_prefix(pattern.find('}') + 1);
  }
  return out;
}

}  // namespace

std::vector<std::string_view> Call::split_items() const {
  std::vector<std::string_view> items;
  std::unordered_set<std::string_view> seen;
  for (std::string_view rest = asked(action_->splits.input); !rest.empty();) {
    const auto end = std::min(rest.find(kEncodedComma), rest.size());
    if (seen.insert(rest.substr(0, end)).second) items.push_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + kEncodedComma.size(), rest.size()));
  }
  return items;
}

Call Call::with_items(std::span<const std::string_view> items) const {
  Call call = *this;
  call.drop(action_->splits.input);
  call.one_more(action_->splits.input) += fmt::format("{}", fmt::join(items, kEncodedComma));
  call.fill_target();
  return call;
}

bool Call::asks(std::string_view name) const { return part_of(query_, name).has_value(); }

std::string_view Call::asked(std::string_view name) const {
  auto part = part_of(query_, name);
  if (!part) return {};
  return std::string_view(query_).substr(part->first, part->second).substr(name.size() + 1);
}

std::string& Call::one_more(std::string_view name) {
  query_ += query_.empty() ? '?' : '&';
  query_ += name;
  return query_ += '=';
}

void Call::drop(std::string_view name) {
  auto part = part_of(query_, name);
  if (!part) return;
  query_.erase(part->first - 1, part->second + 1);
  if (!query_.empty()) query_[0] = '?';
}

void Call::fill_target() { target_ = fill_path(action_->path, path_values_) + query_; }

std::string Call::detour_target() const {
  return fill_path(action_->detour.path, path_values_) + query_;
}

}  // namespace figlink
