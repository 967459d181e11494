#include "base/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <mutex>

namespace figlink {
namespace {

prometheus::Labels labels_of(const MetricLabels& labels) {
  prometheus::Labels out;
  for (const auto& [name, value] : labels) out.emplace(name, value);
  return out;
}

}  // namespace

struct Metrics::Hidden {
  struct Measured {
    prometheus::Gauge& gauge;
    std::function<double()> measure;
  };
  prometheus::Registry registry{prometheus::Registry::InsertBehavior::Merge};
  mutable std::mutex mutex;
  std::vector<Measured> measured;
};

Metrics::Metrics() : hidden_(std::make_unique<Hidden>()) {}
Metrics::~Metrics() = default;

void MetricCounter::add(double by) const { static_cast<prometheus::Counter*>(of_)->Increment(by); }

void MetricHistogram::observe(double value) const {
  static_cast<prometheus::Histogram*>(of_)->Observe(value);
}

MetricCounter Metrics::counter(std::string_view name, std::string_view help,
                               const MetricLabels& labels) {
  auto& family = prometheus::BuildCounter()
                     .Name(std::string(name))
                     .Help(std::string(help))
                     .Register(hidden_->registry);
  MetricCounter counter;
  counter.of_ = &family.Add(labels_of(labels));
  return counter;
}

MetricHistogram Metrics::histogram(std::string_view name, std::string_view help,
                                   const MetricLabels& labels,
                                   std::span<const double> upper_bounds) {
  auto& family = prometheus::BuildHistogram()
                     .Name(std::string(name))
                     .Help(std::string(help))
                     .Register(hidden_->registry);
  MetricHistogram histogram;
  histogram.of_ = &family.Add(labels_of(labels), prometheus::Histogram::BucketBoundaries(
                                                     upper_bounds.begin(), upper_bounds.end()));
  return histogram;
}

void Metrics::gauge(std::string_view name, std::string_view help, const MetricLabels& labels,
                    std::function<double()> measure) {
  auto& family = prometheus::BuildGauge()
                     .Name(std::string(name))
                     .Help(std::string(help))
                     .Register(hidden_->registry);
  std::lock_guard lock(hidden_->mutex);
  hidden_->measured.push_back({family.Add(labels_of(labels)), std::move(measure)});
}

std::string Metrics::text() const {
  {
    std::lock_guard lock(hidden_->mutex);
    for (auto& each : hidden_->measured) each.gauge.Set(each.measure());
  }
  return prometheus::TextSerializer().Serialize(hidden_->registry.Collect());
}

}  // namespace figlink
