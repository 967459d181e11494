#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "gateway/gateway_test_house.h"

namespace figlink {
namespace {

constexpr std::string_view kFile = R"({"file_key":"abcdefghijklmnopqrstuv"})";

class Road : public GatewayHouse {
 protected:
  Road() : account(link().value().id), full(key()) {}
  std::string account, full;
};

TEST_F(Road, FigmasBytesPassThroughUnchanged) {
  auto answer = run(full, account, "figma_get_file", kFile);
  EXPECT_EQ(text_of(answer),
            R"({"name":"A file","big":90071992547409931,"unknown":{"SLOT":1.50}})");
  EXPECT_FALSE(answer->next) << "an action without pages has no cursor to ask for";
}

TEST_F(Road, TheOutcomeIsWrittenOnceWhenTheBodyEnded) {
  auto answer = run(full, account, "figma_get_file", kFile);
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(journal().size(), 0u) << "the body has not ended yet";
  const std::string text = text_of(answer);
  EXPECT_TRUE(answer->body->next().value().empty());
  answer->body.reset();
  const auto entries = journal();
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0].action, "figma_get_file");
  EXPECT_EQ(entries[0].account_id, account);
  EXPECT_EQ(entries[0].request_id, "request-1");
  EXPECT_EQ(entries[0].face, "http");
  EXPECT_EQ(entries[0].fault, "");
  EXPECT_EQ(entries[0].figma_status, 200);
  EXPECT_EQ(entries[0].answer_bytes, static_cast<std::int64_t>(text.size()));
  EXPECT_EQ(entries[0].key_id, gateway->keys(machine()).value()[0].id);
}

TEST_F(Road, RunsAreCountedByActionAndEndingAndNeverByAStrangersWords) {
  for (int i = 0; i < 2; ++i) {
    auto answer = run(full, account, "figma_get_file", kFile);
    text_of(answer);
  }
  run(full, account, "figma_get_file", "{}");
  run(full, account, "figma_of_a_stranger", "{}");
  run("wrong", account, "figma_get_file", kFile);
  const std::string text = metrics.text();
  auto has = [&](const std::string& line) { return text.find(line + "\n") != std::string::npos; };
  EXPECT_TRUE(has(R"(figlink_actions_total{action="figma_get_file",fault=""} 2)")) << text;
  EXPECT_TRUE(has(R"(figlink_actions_total{action="figma_get_file",fault="bad_input"} 1)"));
  EXPECT_TRUE(has(R"(figlink_action_seconds_count{action="figma_get_file"} 3)"));
  EXPECT_EQ(text.find("stranger"), std::string::npos);
  EXPECT_EQ(text.find("unauthenticated"), std::string::npos);
}

TEST_F(Road, ADroppedBodyIsWrittenOnce) {
  { auto answer = run(full, account, "figma_get_file", kFile); }
  EXPECT_EQ(journal().size(), 1u);
}

TEST_F(Road, ABodyThatBreaksIsWrittenAsAFault) {
  struct Cut final : Source {
    Result<std::string_view> next() override {
      if (std::exchange(given, true)) return fail(Fault::figma_broken, "cut");
      return std::string_view("{\"a\"");
    }
    bool given = false;
  };
  figma.before = [](Request&) -> std::optional<Response> {
    Response response;
    response.body.source = std::make_unique<Cut>();
    return response;
  };
  auto answer = run(full, account, "figma_get_file", kFile);
  EXPECT_EQ(text_of(answer), "broken: cut");
  answer->body.reset();
  const auto entries = journal();
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0].fault, "figma_broken");
  EXPECT_EQ(entries[0].answer_bytes, 4);
}

TEST_F(Road, EveryFailureOfAKnownCallerIsWrittenOnce) {
  EXPECT_FALSE(run(full, account, "figma_get_fil", kFile).has_value());
  EXPECT_FALSE(run(full, "nobody", "figma_get_file", kFile).has_value());
  EXPECT_FALSE(run(full, account, "figma_get_file", R"({"depth":"x"})").has_value());
  EXPECT_FALSE(run(full, account, "figma_get_team_components", R"({"team_id":"404"})").has_value());
  std::vector<std::string> faults;
  std::string said;
  for (const auto& entry : journal()) {
    faults.push_back(entry.fault);
    if (entry.figma_status != 0) said = entry.fault + std::to_string(entry.figma_status);
  }
  std::sort(faults.begin(), faults.end());
  EXPECT_EQ(faults, (std::vector<std::string>{"bad_input", "bad_input", "not_found", "not_found"}));
  EXPECT_EQ(said, "not_found404");
}

TEST_F(Road, WhoIsNotKnownWritesNothing) {
  for (std::string_view wrong : {"", "nobody", "flk_0123456789012345678901234567890123456789012"}) {
    auto answer = run(wrong, account, "figma_get_file", kFile);
    ASSERT_FALSE(answer.has_value());
    EXPECT_EQ(answer.error().fault, Fault::unauthenticated);
    EXPECT_EQ(answer.error().message, "This API key is unknown or was revoked.");
  }
  EXPECT_EQ(journal().size(), 0u);
  EXPECT_EQ(store->count("record"), 0);
}

TEST_F(Road, AnUnknownActionGetsTheNearestNames) {
  auto answer = run(full, account, "figma_get_coments", kFile);
  EXPECT_EQ(answer.error().fault, Fault::bad_input);
  EXPECT_EQ(answer.error().message, "There is no action figma_get_coments.");
  EXPECT_TRUE(answer.error().hint.starts_with("Did you mean figma_get_comments"))
      << answer.error().hint;
  EXPECT_EQ(run(full, account, "", kFile).error().fault, Fault::bad_input);
  EXPECT_EQ(run(full, account, "zzzzzzzzzzzzzzzz", kFile).error().hint,
            "GET /actions lists them all.");
}

TEST_F(Road, ReadsAndWritesNeedTheirOwnScopes) {
  const auto reader = key({"actions:read"}), writer = key({"actions:write"});
  auto answer = run(reader, account, "figma_get_file", kFile);
  EXPECT_TRUE(answer.has_value()) << text_of(answer);
  const auto before = figma.asked_count();
  answer = run(reader, account, "figma_delete_comment",
               R"({"file_key":"abcdefghijklmnopqrstuv","comment_id":"1"})");
  EXPECT_EQ(answer.error().fault, Fault::forbidden);
  EXPECT_EQ(answer.error().message,
            "This API key lacks the scope actions:write that figma_delete_comment needs.");
  EXPECT_EQ(run(writer, account, "figma_get_file", kFile).error().fault, Fault::forbidden);
  EXPECT_EQ(figma.asked_count(), before);
}

TEST_F(Road, AnotherProjectsAccountIsAsAbsentAsNobodys) {
  store->add_project({.id = "p2", .name = "second", .created_at = 1}).value();
  const auto theirs = link("acme", kTestToken, std::string(kTestTeam), {}, "second").value().id;
  const auto before = figma.asked_count();
  auto real = run(full, theirs, "figma_get_file", kFile).error();
  auto none = run(full, "x" + theirs.substr(1), "figma_get_file", kFile).error();
  EXPECT_EQ(real.fault, Fault::not_found);
  EXPECT_EQ(real.fault, none.fault);
  EXPECT_EQ(real.hint, none.hint);
  EXPECT_EQ(real.message, "There is no account " + theirs + " in this project.");
  EXPECT_EQ(figma.asked_count(), before);
  const auto other = key({"admin"}, "second");
  auto answer = run(other, theirs, "figma_get_file", kFile);
  EXPECT_TRUE(answer.has_value()) << text_of(answer);
  EXPECT_EQ(run(other, account, "figma_get_file", kFile).error().fault, Fault::not_found);
}

TEST_F(Road, AnAccountIsGuessedOnlyWhereItMayBe) {
  const Json inputs = Json::parse(kFile).value();
  auto guess = [&](bool may) {
    return gateway->perform({.proof = {.kind = Proof::Kind::machine},
                             .account = "",
                             .action = "figma_get_file",
                             .inputs = inputs,
                             .form = Form::flat,
                             .may_guess_account = may});
  };
  EXPECT_TRUE(guess(true).has_value());
  EXPECT_EQ(guess(false).error().fault, Fault::bad_input);
  EXPECT_NE(guess(false).error().hint.find("x-account-id"), std::string::npos);
  link("second").value();
  EXPECT_NE(guess(true).error().message.find("several accounts"), std::string::npos);
}

TEST_F(Road, APausedAccountMakesNoCalls) {
  for (std::string status : {"suspended", "archived", "inactive"}) {
    AccountChange change;
    change.status = status;
    gateway->change_account(machine(), account, std::move(change)).value();
    const auto before = figma.asked_count();
    auto error = run(full, account, "figma_get_file", kFile).error();
    EXPECT_EQ(error.fault, Fault::conflict);
    EXPECT_NE(error.message.find(status), std::string::npos) << error.message;
    EXPECT_EQ(figma.asked_count(), before);
    EXPECT_EQ(journal().front().account_id, account) << "its log tells of it";
  }
  AccountChange change;
  change.status = "active";
  gateway->change_account(machine(), account, std::move(change)).value();
  EXPECT_TRUE(run(full, account, "figma_get_file", kFile).has_value())
      << "resumes without a new token";
}

TEST_F(Road, TheKindOfTokenDecidesWhatMayBeCalled) {
  const auto plan = link("plan", kTestPlanToken).value().id;
  const auto before = figma.asked_count();
  auto error = run(full, plan, "figma_get_current_user").error();
  EXPECT_EQ(error.fault, Fault::forbidden);
  EXPECT_NE(error.message.find("with a plan access token"), std::string::npos) << error.message;
  EXPECT_NE(error.hint.find("a personal access token or OAuth"), std::string::npos) << error.hint;
  error = run(full, account, "figma_get_activity_logs").error();
  EXPECT_NE(error.message.find("with a personal access token"), std::string::npos) << error.message;
  EXPECT_EQ(figma.asked_count(), before);
}

TEST_F(Road, AScopeKnownToBeMissingIsRefusedBeforeAnythingIsSent) {
  const auto before = figma.asked_count();
  auto error = run(full, account, "figma_get_file_versions", kFile).error();
  EXPECT_EQ(error.fault, Fault::forbidden);
  EXPECT_NE(error.message.find("file_versions:read that figma_get_file_versions needs"),
            std::string::npos)
      << error.message;
  EXPECT_TRUE(error.figma.empty());
  EXPECT_EQ(figma.asked_count(), before);
}

TEST_F(Road, APlanTokensScopesMayHaveChangedSoFigmaIsAsked) {
  const auto plan = link("plan", kTestPlanToken).value();
  ASSERT_TRUE(plan.scopes.has_value());
  figma.tokens.find(kTestPlanToken)->second.scopes.push_back("file_comments:read");
  EXPECT_TRUE(run(full, plan.id, "figma_get_comments", kFile).has_value());
}

TEST_F(Road, TheAccountsTeamStandsInAndFoldersComeAsProjects) {
  auto answer = run(full, account, "figma_get_team_projects");
  EXPECT_NE(text_of(answer).find("\"projects\""), std::string::npos);
  EXPECT_EQ(figma.asked.back(), "GET /v2/teams/" + std::string(kTestTeam) + "/folders");
}

TEST_F(Road, TheNextPageIsFoundWhileTheBytesPass) {
  auto answer = run(full, account, "figma_get_team_components", R"({"page_size":1})", "gzip");
  EXPECT_EQ(figma.accept_encoding, "gzip, br, zstd") << "what is looked at must be readable here";
  const std::string text = text_of(answer);
  EXPECT_NE(text.find("\"after\":90071992547409931"), std::string::npos);
  ASSERT_TRUE(answer->next);
  const auto next = answer->next();
  ASSERT_TRUE(next.has_value());
  answer = run(full, account, "figma_get_team_components", R"({"next":")" + *next + "\"}");
  EXPECT_TRUE(answer.has_value()) << text_of(answer);
  EXPECT_NE(figma.asked.back().find("after=90071992547409931"), std::string::npos)
      << figma.asked.back();
}

TEST_F(Road, ACodingTheReaderTakesIsLeftAlone) {
  figma.before = [](Request&) -> std::optional<Response> {
    Response response = json_response(200, "not really gzip");
    response.headers.add("content-encoding", "gzip");
    return response;
  };
  auto answer = run(full, account, "figma_get_file", kFile, "gzip");
  EXPECT_EQ(answer->content_encoding, "gzip");
  EXPECT_EQ(text_of(answer), "not really gzip");
}

TEST_F(Road, AKnownKeyAndAccountCostNoStoreCallButTheRecord) {
  auto first = run(full, account, "figma_get_file", kFile);
  text_of(first);
  const int before = store->count_all();
  for (int i = 0; i < 10; ++i) {
    auto answer = run(full, account, "figma_get_file", kFile);
    text_of(answer);
  }
  EXPECT_EQ(store->count_all() - before, 10);
  EXPECT_EQ(store->count("record"), 11);
  EXPECT_EQ(store->count("touch_key"), 1);
  EXPECT_EQ(store->count("touch_account"), 1);
  clock.advance_ms(kMinuteMs);
  auto later = run(full, account, "figma_get_file", kFile);
  EXPECT_EQ(store->count("touch_key"), 2) << "once a minute";
  EXPECT_EQ(store->count("touch_account"), 2);
}

TEST_F(Road, ARevokedKeyIsRefusedAtOnce) {
  EXPECT_TRUE(run(full, account, "figma_get_file", kFile).has_value());
  gateway->revoke_key(machine(), gateway->keys(machine()).value()[0].id).value();
  EXPECT_EQ(run(full, account, "figma_get_file", kFile).error().fault, Fault::unauthenticated);
}

TEST_F(Road, AnotherProcesssChangeIsSeenAfterRefresh) {
  EXPECT_TRUE(run(full, account, "figma_get_file", kFile).has_value());
  auto other = make_gateway();
  auto caller = other->authenticate({.kind = Proof::Kind::machine}).value();
  other->revoke_key(caller, other->keys(caller).value()[0].id).value();
  EXPECT_TRUE(run(full, account, "figma_get_file", kFile).has_value()) << "not noticed yet";
  gateway->refresh();
  EXPECT_EQ(run(full, account, "figma_get_file", kFile).error().fault, Fault::unauthenticated);
}

TEST_F(Road, AStaleKeyIsLookedUpAgain) {
  EXPECT_TRUE(run(full, account, "figma_get_file", kFile).has_value());
  auto other = make_gateway();
  auto caller = other->authenticate({.kind = Proof::Kind::machine}).value();
  other->revoke_key(caller, other->keys(caller).value()[0].id).value();
  clock.advance_ms(2 * kMinuteMs);
  EXPECT_EQ(run(full, account, "figma_get_file", kFile).error().fault, Fault::unauthenticated);
}

TEST_F(Road, ARefusedKeyIsNotLookedUpEachTime) {
  const std::string nobody = "flk_" + std::string(43, 'x');
  for (int i = 0; i < 5; ++i)
    EXPECT_FALSE(run(nobody, account, "figma_get_file", kFile).has_value());
  EXPECT_EQ(store->count("key_by_digest"), 1);
  clock.advance_ms(10 * kSecondMs);
  EXPECT_FALSE(run(nobody, account, "figma_get_file", kFile).has_value());
  EXPECT_EQ(store->count("key_by_digest"), 2);
}

TEST_F(Road, ADeadTokenIsWrittenDownOnceAndThenRefusedWithoutFigma) {
  for (auto [refusal, status] :
       {std::pair{"Invalid token", "error"}, std::pair{"Token has expired", "expired"}}) {
    figma.tokens.find(kTestToken)->second.refusal = refusal;
    const int updates = store->count("update_account");
    auto error = run(full, account, "figma_get_file", kFile).error();
    EXPECT_EQ(error.fault, Fault::relink);
    EXPECT_EQ(error.figma.size(), 1u);
    const auto seen = gateway->account(machine(), account).value();
    EXPECT_EQ(seen.status, status);
    ASSERT_EQ(seen.status_reasons.size(), 1u);
    EXPECT_EQ(seen.status_reasons[0].at, clock.now_ms());
    const int asked = figma.asked_count();
    error = run(full, account, "figma_get_file", kFile).error();
    EXPECT_EQ(error.fault, Fault::relink);
    EXPECT_NE(error.hint.find("Link the account again"), std::string::npos) << error.hint;
    EXPECT_EQ(figma.asked_count(), asked);
    EXPECT_EQ(store->count("update_account"), updates + 1);
    figma.tokens.find(kTestToken)->second.refusal = "";
    EXPECT_EQ(link().value().id, account);
    EXPECT_TRUE(run(full, account, "figma_get_file", kFile).has_value())
        << "linked again, it works at once";
  }
}

TEST_F(Road, AStormOnADeadTokenWritesOnce) {
  constexpr int kThreads = 8;
  EXPECT_TRUE(run(full, account, "figma_get_file", kFile).has_value());
  std::atomic<int> inside = 0;
  figma.before = [&](Request&) -> std::optional<Response> {
    ++inside;
    while (inside < kThreads) std::this_thread::yield();  // all of them are under way at once
    return SmallFigma::refused(401, "Invalid token");
  };
  const int updates = store->count("update_account");
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      EXPECT_EQ(run(full, account, "figma_get_file", kFile).error().fault, Fault::relink);
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(store->count("update_account"), updates + 1);
  EXPECT_EQ(gateway->account(machine(), account).value().status, "error");
  EXPECT_EQ(journal().size(), kThreads + 1u);
}

TEST_F(Road, ALateNewsOfTheOldTokenDoesNotHurtTheNewOne) {
  constexpr std::string_view kNew = "figd_the-new-token-of-the-same-owner-00003333";
  figma.tokens[std::string(kNew)] = {.scopes = all_scopes()};
  figma.before = [&](Request& request) -> std::optional<Response> {
    if (request.headers.get("x-figma-token") != kTestToken) return std::nullopt;
    // While this call is under way, the account is linked again.
    EXPECT_TRUE(link("acme", kNew).has_value());
    return SmallFigma::refused(403, "Invalid token");
  };
  EXPECT_EQ(run(full, account, "figma_get_file", kFile).error().fault, Fault::relink);
  EXPECT_EQ(gateway->account(machine(), account).value().status, "active");
  EXPECT_TRUE(run(full, account, "figma_get_file", kFile).has_value());
}

TEST_F(Road, AnAccountWhoseDayHasPassedIsRefusedAndSaysSo) {
  const auto day = iso_date(clock.now_ms() + 3 * kDayMs);
  const auto id = link("dated", kTestToken, std::string(kTestTeam), day).value().id;
  clock.advance_ms(3 * kDayMs + 12 * kHourMs);
  EXPECT_TRUE(run(full, id, "figma_get_file", kFile).has_value())
      << "the last day is not over everywhere";
  clock.advance_ms(2 * kDayMs);
  const int asked = figma.asked_count();
  auto error = run(full, id, "figma_get_file", kFile).error();
  EXPECT_EQ(error.fault, Fault::relink);
  EXPECT_NE(error.message.find("expired on " + day), std::string::npos) << error.message;
  EXPECT_EQ(figma.asked_count(), asked);
  EXPECT_EQ(gateway->account(machine(), id).value().status, "expired");
  AccountChange change;
  change.expires_on = iso_date(clock.now_ms() + 30 * kDayMs);
  EXPECT_EQ(gateway->change_account(machine(), id, std::move(change)).value().status, "active")
      << "the day was wrong, not the token";
  EXPECT_TRUE(run(full, id, "figma_get_file", kFile).has_value());
}

TEST_F(Road, OneRefusalNamesTheMissingAccountAndEveryWrongInput) {
  auto fields = [&](std::string_view action, std::string_view account, std::string_view inputs) {
    const Json json = Json::parse(inputs).value();
    auto error = gateway
                     ->perform({.proof = {.kind = Proof::Kind::key, .token = full},
                                .account = account,
                                .action = action,
                                .inputs = json,
                                .problems = {{"qurey", "There is no such field here."}}})
                     .error();
    EXPECT_EQ(error.fault, Fault::bad_input);
    std::string all;
    for (const Problem& problem : error.problems) all += problem.field + " ";
    return all;
  };
  EXPECT_EQ(fields("figma_get_file", "", R"({"path": 5, "query": {"depth": "x"}})"),
            "qurey account path path.file_key query.depth ");
  EXPECT_EQ(fields("figma_get_fil", "", "{}"), "qurey action account ");
  EXPECT_EQ(fields("", "", "{}"), "qurey action account ");
  EXPECT_EQ(fields("figma_get_file", "nobody", R"({"query": {"depth": "x"}})"),
            "qurey account path.file_key query.depth ");
  EXPECT_EQ(run(full, "nobody", "figma_get_file", kFile).error().fault, Fault::not_found)
      << "when nothing else is wrong";
  const auto id = link("whole").value().id;
  EXPECT_EQ(fields("figma_get_file", id, R"({"query": {"depth": "x"}})"),
            "qurey path.file_key query.depth ");
  EXPECT_EQ(fields("figma_get_file", id, R"({"path": {"file_key": "abcdefghijklmnopqrstuv"}})"),
            "qurey ")
      << "an input is not run past a field that was misspelt";
  EXPECT_EQ(fields("figma_get_team_components", "", "{}"), "qurey account ")
      << "the account may bring the team along";
}

TEST_F(Road, AnUnknownActionIsAWrongField) {
  auto error = run(full, "some", "figma_get_fil").error();
  EXPECT_EQ(error.message, "There is no action figma_get_fil.") << error.message;
  EXPECT_TRUE(problem_of(error, "action").starts_with("There is no action figma_get_fil. Did you"));
}

TEST_F(Road, ScopesThatFigmaTellsAreRemembered) {
  constexpr std::string_view kQuiet = "figd_token-that-holds-every-scope-0000004444";
  figma.tokens[std::string(kQuiet)] = {
      .scopes = {"current_user:read", "folders:read", "library_analytics:read"}};
  figma.before = [](Request& request) -> std::optional<Response> {
    if (!request.target.ends_with("/meta")) return std::nullopt;
    return SmallFigma::refused(404, "Not found");
  };
  const auto id = link("quiet", kQuiet).value().id;
  EXPECT_FALSE(gateway->account(machine(), id).value().scopes_whole)
      << "nothing was refused, so nothing was told";
  EXPECT_EQ(run(full, id, "figma_get_comments", kFile).error().fault, Fault::forbidden);
  EXPECT_EQ(
      gateway->account(machine(), id).value().scopes,
      (std::vector<std::string>{"current_user:read", "folders:read", "library_analytics:read"}));
  const int asked = figma.asked_count();
  EXPECT_EQ(run(full, id, "figma_get_comments", kFile).error().fault, Fault::forbidden);
  EXPECT_EQ(figma.asked_count(), asked) << "the second time is known beforehand";
}

TEST_F(Road, ADamagedCredentialAsksForANewLink) {
  Account row = store->account(machine().project_id(), account).value();
  row.credential.bytes.back() = static_cast<char>(row.credential.bytes.back() ^ 1);
  store->update_account(row).value();
  auto error = run(full, account, "figma_get_file", kFile).error();
  EXPECT_EQ(error.fault, Fault::relink);
  EXPECT_EQ(error.blame, Blame::ours);
  EXPECT_NE(error.message.find("does not open"), std::string::npos);
}

TEST_F(Road, ATokenOfAnotherAccountsRecordDoesNotOpen) {
  const auto second = link("second", kTestPlanToken).value().id;
  Account mine = store->account(machine().project_id(), account).value();
  mine.credential = store->account(machine().project_id(), second).value().credential;
  store->update_account(mine).value();
  EXPECT_EQ(run(full, account, "figma_get_file", kFile).error().fault, Fault::relink);
}

TEST_F(Road, NoTokenIsInAnErrorAJournalALogOrAFile) {
  std::string seen;
  auto keep = [&](const Error& error) {
    seen += error.message + error.hint;
    for (const auto& problem : error.problems) seen += problem.field + problem.message;
    for (const auto& said : error.figma) seen += said.text + said.path + said.request_id;
  };
  figma.before = [](Request& request) -> std::optional<Response> {
    return SmallFigma::refused(400, "echo " + std::string(request.headers.get("x-figma-token")));
  };
  keep(run(full, account, "figma_get_file", kFile).error());
  figma.before = nullptr;
  keep(run(full, account, "figma_get_file_versions", kFile).error());
  keep(run("flk_" + std::string(43, 'k'), account, "figma_get_file", kFile).error());
  keep(link("bad", "Bearer " + std::string(kTestToken)).error());
  keep(link("bad", kTestToken, "not a team").error());
  figma.tokens.find(kTestToken)->second.refusal = "Invalid token";
  keep(link("bad").error());
  keep(run(full, account, "figma_get_file", kFile).error());
  for (const auto& entry : journal())
    seen += entry.action + entry.fault + entry.figma_request_id + entry.request_id;
  seen += log.text;
  gateway.reset();
  store->flush();
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    std::ifstream in(file.path(), std::ios::binary);
    seen.append(std::istreambuf_iterator<char>(in), {});
  }
  EXPECT_GT(seen.size(), 10'000u) << "the database is among it";
  EXPECT_NE(seen.find(account), std::string::npos);
  EXPECT_EQ(seen.find(kTestToken), std::string::npos);
  EXPECT_EQ(seen.find(full), std::string::npos) << "the API key neither";
  EXPECT_EQ(seen.find("personal-token-of"), std::string::npos);
}

}  // namespace
}  // namespace figlink
