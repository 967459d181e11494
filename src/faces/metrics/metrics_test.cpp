#include "faces/metrics/metrics.h"

#include <gtest/gtest.h>

#include "faces/metrics/counts.h"

namespace figlink {
namespace {

struct MetricsFace : testing::Test {
  MetricsFace() {
    for (const char* method : {"GET", "PATCH"}) {
      routes.add(method, "/accounts/{id}", [](Request&, const Params&) { return Response(); });
    }
    counts = std::make_unique<Counts>(routes, metrics);
    mount_metrics(served, metrics);
  }
  std::string text() {
    Request request;
    auto match = served.match("GET", "/metrics");
    return (*match.serve)(request, match.params).body.text;
  }
  bool has(const std::string& line) { return text().find(line + "\n") != std::string::npos; }
  Metrics metrics;
  Routes routes, served;
  std::unique_ptr<Counts> counts;
};

TEST_F(MetricsFace, CountByRouteMethodAndStatus) {
  counts->add({"GET", "/accounts/{id}", 200, 700});
  counts->add({"GET", "/accounts/{id}", 200, 3'000'000});
  counts->add({"HEAD", "/accounts/{id}", 404, 10});
  counts->add({"PATCH", "/accounts/{id}", 418, 10});
  EXPECT_TRUE(has(R"(figlink_requests_total{method="GET",route="/accounts/{id}",status="200"} 2)"))
      << text();
  EXPECT_TRUE(has(R"(figlink_requests_total{method="GET",route="/accounts/{id}",status="404"} 1)"));
  EXPECT_TRUE(
      has(R"(figlink_requests_total{method="PATCH",route="/accounts/{id}",status="other"} 1)"));
}

TEST_F(MetricsFace, WhatHasNoRouteIsCountedTogetherAndNeverByItsPath) {
  counts->add({"BREW", "/secret?token=x", 404, 10});
  counts->add({"", "", 431, 0});
  EXPECT_TRUE(has(R"(figlink_requests_total{method="",route="",status="404"} 1)")) << text();
  EXPECT_TRUE(has(R"(figlink_requests_total{method="",route="",status="431"} 1)"));
  EXPECT_EQ(text().find("secret"), std::string::npos)
      << "a stranger must not be able to make new rows";
}

TEST_F(MetricsFace, BucketsOfTimeAddUp) {
  counts->add({"GET", "/accounts/{id}", 200, 500});
  counts->add({"GET", "/accounts/{id}", 200, 501});
  counts->add({"GET", "/accounts/{id}", 200, 90'000'000});
  const std::string row =
      R"(figlink_request_seconds_bucket{method="GET",route="/accounts/{id}",le=)";
  EXPECT_TRUE(has(row + "\"0.0005\"} 1")) << text();
  EXPECT_TRUE(has(row + "\"0.001\"} 2"));
  EXPECT_TRUE(has(row + "\"60\"} 2"));
  EXPECT_TRUE(has(row + "\"+Inf\"} 3"));
  EXPECT_TRUE(has(R"(figlink_request_seconds_count{method="GET",route="/accounts/{id}"} 3)"));
  EXPECT_TRUE(has(R"(figlink_request_seconds_sum{method="GET",route="/accounts/{id}"} 90.001001)"));
  EXPECT_EQ(text().find("route=\"/accounts/{id}\",le=\"+Inf\"} 0"), std::string::npos);
}

}  // namespace
}  // namespace figlink
