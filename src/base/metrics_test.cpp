#include "base/metrics.h"

#include <gtest/gtest.h>

#include <thread>

namespace figlink {
namespace {

bool has_line(const Metrics& metrics, const std::string& line) {
  return ("\n" + metrics.text()).find("\n" + line + "\n") != std::string::npos;
}

TEST(Metrics, OneCounterHasOneNameAndOneSetOfLabels) {
  Metrics metrics;
  EXPECT_FALSE(MetricCounter());
  metrics.counter("calls_total", "Calls.", {{"by", "a"}}).add();
  metrics.counter("calls_total", "Calls.", {{"by", "a"}}).add(2);
  metrics.counter("calls_total", "Calls.", {{"by", "b"}}).add();
  EXPECT_TRUE(has_line(metrics, "# TYPE calls_total counter")) << metrics.text();
  EXPECT_TRUE(has_line(metrics, R"(calls_total{by="a"} 3)")) << metrics.text();
  EXPECT_TRUE(has_line(metrics, R"(calls_total{by="b"} 1)")) << metrics.text();
}

TEST(Metrics, LabelsAreEscaped) {
  Metrics metrics;
  metrics.counter("calls_total", "Calls.", {{"by", "a\"\\\nb"}}).add();
  EXPECT_TRUE(has_line(metrics, R"(calls_total{by="a\"\\\nb"} 1)")) << metrics.text();
}

TEST(Metrics, HistogramBucketsAddUp) {
  Metrics metrics;
  const double bounds[] = {0.5, 1};
  auto took = metrics.histogram("seconds", "Time.", {}, bounds);
  for (double value : {0.25, 0.75, 9.0}) took.observe(value);
  EXPECT_TRUE(has_line(metrics, R"(seconds_bucket{le="0.5"} 1)")) << metrics.text();
  EXPECT_TRUE(has_line(metrics, R"(seconds_bucket{le="1"} 2)"));
  EXPECT_TRUE(has_line(metrics, R"(seconds_bucket{le="+Inf"} 3)"));
  EXPECT_TRUE(has_line(metrics, "seconds_sum 10"));
}

TEST(Metrics, GaugesAreMeasuredAtEachReading) {
  Metrics metrics;
  double level = 4;
  metrics.gauge("level", "Level.", {}, [&] { return level; });
  EXPECT_TRUE(has_line(metrics, "level 4")) << metrics.text();
  level = 5;
  EXPECT_TRUE(has_line(metrics, "level 5")) << metrics.text();
}

TEST(Metrics, ManyThreadsLoseNothing) {
  Metrics metrics;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 1000; ++n) metrics.counter("calls_total", "Calls.", {}).add();
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_TRUE(has_line(metrics, "calls_total 4000")) << metrics.text();
}

}  // namespace
}  // namespace figlink
