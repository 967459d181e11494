#include "gateway/budget.h"

#include <gtest/gtest.h>

#include "gateway/gateway_test_house.h"

namespace figlink {
namespace {

// Two projects whose accounts are of one Figma user, "u1".
class Budgets : public GatewayHouse {
 protected:
  Budgets() {
    memory = make_budget_memory(*store);
    limiter =
        std::make_unique<Limiter>(LimiterParts{.clock = clock, .log = log, .memory = memory.get()});
    stairs = make_staircase({.transport = transport,
                             .origin = Origin::parse("http://figma.test").value(),
                             .clock = clock,
                             .log = log,
                             .limiter = limiter.get()});
    gateway = make_gateway();
    store->add_project({"p2", "rival", 1}).value();
    figma.tokens["figd_another-token-of-the-same-person-0002222"] = {.scopes = all_scopes()};
  }
  Caller with_key(std::string_view text) {
    return gateway->authenticate({.kind = Proof::Kind::key, .token = text}).value();
  }
  AccountView link_rival(std::string_view token = "figd_another-token-of-the-same-person-0002222") {
    return gateway
        ->link(machine("rival"), {.id = "rival"},
               {.token = Secret(token), .team_id = std::string(kTestTeam), .expires_on = {}})
        .value();
  }
  void refuse_files() {
    figma.before = [](Request& request) -> std::optional<Response> {
      if (request.target.find("/v1/files/") == std::string_view::npos) return std::nullopt;
      Response response = SmallFigma::refused(429, "Rate limit exceeded");
      response.headers.add("retry-after", "7200");
      response.headers.add("x-figma-plan-tier", "starter");
      response.headers.add("x-figma-rate-limit-type", "low");
      return response;
    };
  }
  std::unique_ptr<BudgetMemory> memory;
};

TEST_F(Budgets, AFilesNameStaysInTheProjectThatMetIt) {
  const std::string mine = link().value().id, theirs = link_rival().id;
  refuse_files();
  auto refused = run(key(), mine, "figma_get_file", R"({"file_key": "acmesecret"})");
  ASSERT_FALSE(refused);
  ASSERT_EQ(refused.error().fault, Fault::limited);

  auto own = gateway->budget(machine(), mine).value();
  ASSERT_EQ(own.files.size(), 1u);
  EXPECT_EQ(own.files[0].resource, "acmesecret");
  auto other = gateway->budget(machine("rival"), theirs).value();
  EXPECT_TRUE(other.files.empty());
  EXPECT_EQ(other.rows.size(), own.rows.size()) << "the budget itself is one";
}

TEST_F(Budgets, WhatProjectsShareNoProjectChangesAlone) {
  const std::string mine = link().value().id;
  const std::string text = key();
  EXPECT_TRUE(gateway->tell_budget(with_key(text), mine, {.plan = "enterprise", .seat = "full"}));
  link_rival();
  auto told = gateway->tell_budget(with_key(text), mine, {.plan = "starter", .seat = "view"});
  ASSERT_FALSE(told);
  EXPECT_EQ(told.error().fault, Fault::forbidden);
  EXPECT_EQ(gateway->forget_budget(with_key(text), mine).error().fault, Fault::forbidden);
  EXPECT_EQ(gateway->budget(with_key(text), mine).value().plan, "enterprise");
  EXPECT_TRUE(gateway->tell_budget(machine(), mine, {.plan = "starter", .seat = "view"}))
      << "the operator may";
  EXPECT_TRUE(gateway->forget_budget(machine(), mine));
}

TEST_F(Budgets, OneTokenIsOneBudgetInHoweverManyAccounts) {
  const std::string nobody = "figd_token-that-may-not-say-whose-it-is-3333";
  figma.tokens[nobody] = {.scopes = {"file_content:read", "folders:read"}};
  const std::string first = link("one", nobody).value().id, second = link_rival(nobody).id;
  ASSERT_TRUE(run(key(), first, "figma_get_file", R"({"file_key": "afile"})"));
  EXPECT_EQ(gateway->budget(machine(), first).value().rows[0].used, 1);
  EXPECT_EQ(gateway->budget(machine("rival"), second).value().rows[0].used, 1);
  const std::string plan = link("plan", kTestPlanToken).value().id;
  EXPECT_EQ(gateway->budget(machine(), plan).value().rows[0].used, 0);
}

}  // namespace
}  // namespace figlink
