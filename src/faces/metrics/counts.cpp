#include "faces/metrics/counts.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <tuple>

namespace figlink {
namespace {

constexpr double kMicrosPerSecond = 1e6;

std::uint64_t read(const std::atomic<std::uint64_t>& count) {
  return count.load(std::memory_order_relaxed);
}

void count(std::atomic<std::uint64_t>& at, std::uint64_t by = 1) {
  at.fetch_add(by, std::memory_order_relaxed);
}

std::string status_name(int status) { return status == 0 ? "other" : std::to_string(status); }

}  // namespace

Counts::Counts(const Routes& routes) {
  for (auto& [method, route] : routes.list()) {
    rows_.push_back(std::make_unique<Row>());
    rows_.back()->method = method;
    rows_.back()->route = route;
  }
  std::sort(rows_.begin(), rows_.end(), [](const auto& a, const auto& b) {
    return std::tie(a->route, a->method) < std::tie(b->route, b->method);
  });
  rows_.push_back(std::make_unique<Row>());
}

Counts::Row& Counts::row_of(const Served& served) {
  const auto wanted = std::tuple<std::string_view, std::string_view>(
      served.route, served.method == "HEAD" ? std::string_view("GET") : served.method);
  auto key = [](const std::unique_ptr<Row>& row) {
    return std::tuple<std::string_view, std::string_view>(row->route, row->method);
  };
  const auto end = std::prev(rows_.end());
  auto at = std::lower_bound(rows_.begin(), end, wanted,
                             [&](const auto& row, const auto& value) { return key(row) < value; });
  return at != end && key(*at) == wanted ? **at : **end;
}

void Counts::add(const Served& served) {
  Row& row = row_of(served);
  auto status =
      std::find(kCountedStatuses.begin(), std::prev(kCountedStatuses.end()), served.status);
  count(row.by_status[static_cast<std::size_t>(status - kCountedStatuses.begin())]);
  auto bound = std::lower_bound(kTimeBounds.begin(), kTimeBounds.end(), served.took_us);
  count(row.by_time[static_cast<std::size_t>(bound - kTimeBounds.begin())]);
  count(row.total_us, static_cast<std::uint64_t>(std::max<std::int64_t>(served.took_us, 0)));
}

void Counts::write_to(std::string& out) const {
  auto to = std::back_inserter(out);
  out +=
      "# HELP figlink_requests_total Requests answered.\n# TYPE figlink_requests_total counter\n";
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < kCountedStatuses.size(); ++i) {
      if (const auto number = read(row->by_status[i]); number > 0) {
        fmt::format_to(to,
                       "figlink_requests_total{{method=\"{}\",route=\"{}\",status=\"{}\"}} {}\n",
                       row->method, row->route, status_name(kCountedStatuses[i]), number);
      }
    }
  }
  out +=
      "# HELP figlink_request_seconds Time until the head of the answer.\n# TYPE "
      "figlink_request_seconds histogram\n";
  for (const auto& row : rows_) {
    std::uint64_t sum = 0;
    std::string lines;
    auto bucket = [&](std::string_view bound) {
      fmt::format_to(std::back_inserter(lines),
                     "figlink_request_seconds_bucket{{method=\"{}\",route=\"{}\",le=\"{}\"}} {}\n",
                     row->method, row->route, bound, sum);
    };
    for (std::size_t i = 0; i < kTimeBounds.size(); ++i) {
      sum += read(row->by_time[i]);
      bucket(fmt::format("{}", static_cast<double>(kTimeBounds[i]) / kMicrosPerSecond));
    }
    sum += read(row->by_time.back());
    if (sum == 0) continue;
    bucket("+Inf");
    out += lines;
    fmt::format_to(to,
                   "figlink_request_seconds_sum{{method=\"{0}\",route=\"{1}\"}} {2}\n"
                   "figlink_request_seconds_count{{method=\"{0}\",route=\"{1}\"}} {3}\n",
                   row->method, row->route,
                   static_cast<double>(read(row->total_us)) / kMicrosPerSecond, sum);
  }
}

}  // namespace figlink
