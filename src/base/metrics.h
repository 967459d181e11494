// Metrics: numbers about a running house, in the text form that Prometheus reads.
//
// A part asks once for the counter or histogram it needs and keeps it: asking for the same name and
// labels gives the same one, takes a lock and allocates; adding takes no lock and allocates
// nothing (a histogram has a lock of its own, held for a few additions). Names, helps and label
// names are ours, never a stranger's. Everything lives as long as the Metrics. Any thread.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace figlink {

using MetricLabels = std::vector<std::pair<std::string_view, std::string_view>>;

// A number that only rises. Empty until it is given by Metrics.
class MetricCounter {
 public:
  void add(double by = 1) const;
  explicit operator bool() const { return of_ != nullptr; }

 private:
  friend class Metrics;
  void* of_ = nullptr;
};

// How often a number fell below each bound.
class MetricHistogram {
 public:
  void observe(double value) const;
  explicit operator bool() const { return of_ != nullptr; }

 private:
  friend class Metrics;
  void* of_ = nullptr;
};

class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;

  MetricCounter counter(std::string_view name, std::string_view help, const MetricLabels& labels);
  MetricHistogram histogram(std::string_view name, std::string_view help,
                            const MetricLabels& labels, std::span<const double> upper_bounds);
  // `measure` is asked whenever somebody reads.
  void gauge(std::string_view name, std::string_view help, const MetricLabels& labels,
             std::function<double()> measure);

  std::string text() const;

 private:
  struct Hidden;
  std::unique_ptr<Hidden> hidden_;
};

}  // namespace figlink
