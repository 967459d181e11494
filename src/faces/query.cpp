#include "faces/query.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "base/clock.h"
#include "base/text.h"
#include "faces/fields.h"
#include "net/routes.h"

namespace figlink {
namespace {

// The name that `name`, `name[]` and `name[12]` stand for.
std::string_view name_in(std::string_view key) {
  const auto bracket = key.rfind('[');
  if (bracket == std::string_view::npos || key.back() != ']') return key;
  const std::string_view index = key.substr(bracket + 1, key.size() - bracket - 2);
  const bool counts = std::ranges::all_of(index, [](char c) { return c >= '0' && c <= '9'; });
  return counts ? key.substr(0, bracket) : key;
}

}  // namespace

Query::Query(const Request& request) : pairs_(parse_query(request.query())) {
  std::map<std::string_view, std::size_t> counts;
  for (const auto& [key, value] : pairs_) {
    const std::string_view name = name_in(key);
    std::size_t& count = counts[name];
    const bool was_more = count > kQueryListMax;
    count += 1 + static_cast<std::size_t>(std::ranges::count(value, ','));
    if (count <= kQueryListMax || was_more) continue;
    problems_.push_back(
        {"query." + std::string(name),
         "Has more than " + std::to_string(kQueryListMax) + " values: ask in parts."});
  }
}

std::string Query::text(std::string_view name) const {
  for (const auto& [key, value] : pairs_) {
    if (name_in(key) == name) return value;
  }
  return {};
}

std::vector<std::string> Query::list(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& [key, value] : pairs_) {
    if (name_in(key) != name) continue;
    for (auto part : split(value, ',')) {
      if (!trim(part).empty()) values.emplace_back(trim(part));
    }
  }
  return values;
}

bool Query::list_has(std::string_view name, std::string_view value) const {
  auto values = list(name);
  return std::find(values.begin(), values.end(), value) != values.end();
}

std::int64_t Query::integer(std::string_view name, std::int64_t otherwise, std::int64_t min,
                            std::int64_t max) {
  const std::string given = text(name);
  if (given.empty()) return otherwise;
  std::int64_t number = 0;
  auto [end, failed] = std::from_chars(given.data(), given.data() + given.size(), number);
  if (failed == std::errc() && end == given.data() + given.size() && number >= min && number <= max)
    return number;
  problems_.push_back(
      {"query." + std::string(name),
       "Must be a whole number from " + std::to_string(min) + " to " + std::to_string(max) + "."});
  return otherwise;
}

std::int64_t Query::moment(std::string_view name) {
  const std::string given = text(name);
  if (given.empty()) return 0;
  if (auto moment = parse_iso(given)) return *moment;
  problems_.push_back(
      {"query." + std::string(name),
       "Must be a time such as 2026-11-24T10:59:06Z, or a day such as 2026-11-24."});
  return 0;
}

Result<void> Query::done() {
  if (problems_.empty()) return {};
  return wrong_fields(std::move(problems_));
}

}  // namespace figlink
