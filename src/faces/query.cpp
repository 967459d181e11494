#include "faces/query.h"

#include <algorithm>
#include <charconv>

#include "base/clock.h"
#include "base/text.h"
#include "faces/fields.h"
#include "net/routes.h"

namespace figlink {
namespace {

// Whether `key` is `name`, `name[]` or `name[12]`.
bool names(std::string_view key, std::string_view name) {
  if (!key.starts_with(name)) return false;
  key.remove_prefix(name.size());
  if (key.empty()) return true;
  if (key.front() != '[' || key.back() != ']') return false;
  key = key.substr(1, key.size() - 2);
  return std::all_of(key.begin(), key.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

Query::Query(const Request& request) : pairs_(parse_query(request.query())) {}

std::string Query::text(std::string_view name) const {
  for (const auto& [key, value] : pairs_) {
    if (names(key, name)) return value;
  }
  return {};
}

std::vector<std::string> Query::list(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& [key, value] : pairs_) {
    if (!names(key, name)) continue;
    for (auto part : split(value, ',')) {
      if (values.size() < kQueryListMax && !trim(part).empty()) values.emplace_back(trim(part));
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
