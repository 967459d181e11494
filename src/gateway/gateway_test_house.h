// A gateway for tests: the real SQLite store in a folder that goes away, a real vault, and a small
// Figma whose tokens are written down in the test. Time stands still, chance has a seed, every
// store call is counted and every log line is kept.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/metrics.h"
#include "base/text.h"
#include "figma/download.h"
#include "figma/limiter.h"
#include "figma/staircase.h"
#include "gateway/gateway.h"
#include "net/transport.h"
#include "store/store.h"
#include "vault/vault.h"

namespace figlink {

inline constexpr std::string_view kTestToken = "figd_personal-token-of-the-tests-0000001111";
inline constexpr std::string_view kTestPlanToken = "figp_plan-token-of-the-tests-00000000002222";
inline constexpr std::string_view kTestTeam = "1190000000000000001";

// Answers as Figma does for the tokens it knows: scopes are checked, teams are seen or not.
class SmallFigma final : public Handler {
 public:
  struct Token {
    std::vector<std::string> scopes;
    std::set<std::string> teams = {std::string(kTestTeam)};
    std::string refusal = {};  // "Token expired", "Invalid token"
    std::string user = "u1";
  };
  Response handle(Request& request) override {
    const std::string target(request.target), token(request.headers.get("x-figma-token"));
    {
      std::lock_guard lock(mutex_);
      asked.push_back(std::string(request.method) + " " + target);
      accept_encoding = request.headers.get("accept-encoding");
    }
    if (before) {
      if (auto early = before(request)) return std::move(*early);
    }
    auto known = tokens.find(token);
    if (known == tokens.end()) return refused(403, "Invalid token");
    if (!known->second.refusal.empty()) return refused(403, known->second.refusal);
    return answer(target, known->second);
  }
  static Response refused(int status, std::string_view text) {
    return json_response(status, R"({"status":)" + std::to_string(status) + R"(,"err":")" +
                                     std::string(text) + "\"}");
  }
  int asked_count() {
    std::lock_guard lock(mutex_);
    return static_cast<int>(asked.size());
  }

  std::map<std::string, Token, std::less<>> tokens;
  std::function<std::optional<Response>(Request&)> before;  // a say before the tokens are looked at
  std::vector<std::string> asked;
  std::string accept_encoding;

 private:
  struct Rule {
    std::string_view start, end, scope, body;
  };
  Response answer(const std::string& target, const Token& token) {
    static constexpr Rule kRules[] = {
        {"/v1/me", "", "current_user:read", ""},
        {"/v2/teams/", "/folders", "folders:read",
         R"({"name":"Our team","folders":[{"id":"7","name":"One"}]})"},
        {"/v1/teams/", "/projects", "projects:read", R"({"name":"Our team","projects":[]})"},
        {"/v1/teams/", "/components", "team_library_content:read",
         R"({"status":200,"error":false,"meta":{"components":[],"cursor":{"before":1,"after":90071992547409931}},"i18n":null})"},
        {"/v1/analytics/", "", "library_analytics:read", R"({"rows":[],"next_page":false})"},
        {"/v1/files/", "/comments", "file_comments:read", R"({"comments":[]})"},
        {"/v1/files/", "", "file_content:read",
         R"({"name":"A file","big":90071992547409931,"unknown":{"SLOT":1.50}})"},
    };
    const std::string path = target.substr(0, target.find('?'));
    for (const Rule& rule : kRules) {
      if (!path.starts_with(rule.start) || !path.ends_with(rule.end)) continue;
      if (std::find(token.scopes.begin(), token.scopes.end(), rule.scope) == token.scopes.end()) {
        return refused(403, "Invalid scope(s): " + join(token.scopes, ", ") +
                                ". This endpoint requires the " + std::string(rule.scope) +
                                " scope");
      }
      if (rule.start.find("teams") != std::string_view::npos) {
        const std::string team =
            path.substr(rule.start.size(), path.size() - rule.start.size() - rule.end.size());
        if (!token.teams.contains(team)) return refused(404, "Not found");
      }
      if (rule.body.empty()) {
        return json_response(
            200,
            R"({"id":")" + token.user +
                R"(","handle":"Ann","email":"ann@acme.test","img_url":"http://figma.test/people/1.png"})");
      }
      return json_response(200, std::string(rule.body));
    }
    return refused(404, "Not found");
  }
  std::mutex mutex_;
};

// The real store, with every call counted by its name.
class CountedStore final : public Store {
 public:
  explicit CountedStore(std::unique_ptr<Store> real) : real_(std::move(real)) {}
  int count(const std::string& name) {
    std::lock_guard lock(mutex_);
    return counts_[name];
  }
  int count_all() {
    std::lock_guard lock(mutex_);
    int all = 0;
    for (auto& [name, times] : counts_) all += times;
    return all;
  }

  Result<std::vector<Project>> projects() override { return at("projects").projects(); }
  Result<Project> add_project(Project one) override {
    return at("add_project").add_project(std::move(one));
  }
  Result<Project> set_allowed_origins(const std::string& project,
                                      const std::vector<std::string>& origins) override {
    return at("set_allowed_origins").set_allowed_origins(project, origins);
  }
  Result<std::vector<std::pair<std::uint32_t, Sealed>>> wrapped_keys() override {
    return at("wrapped_keys").wrapped_keys();
  }
  Result<void> add_wrapped_key(std::uint32_t number, const Sealed& key) override {
    return at("add_wrapped_key").add_wrapped_key(number, key);
  }
  Result<Key> add_key(Key key) override { return at("add_key").add_key(std::move(key)); }
  Result<std::vector<Key>> keys(const std::string& project) override {
    return at("keys").keys(project);
  }
  Result<std::optional<Key>> key_by_digest(const std::string& digest) override {
    return at("key_by_digest").key_by_digest(digest);
  }
  Result<void> revoke_key(const std::string& project, const std::string& id, UnixMs when) override {
    return at("revoke_key").revoke_key(project, id, when);
  }
  Result<Account> add_account(Account one) override {
    return at("add_account").add_account(std::move(one));
  }
  Result<Account> update_account(Account one) override {
    return at("update_account").update_account(std::move(one));
  }
  Result<Account> account(const std::string& project, const std::string& id) override {
    return at("account").account(project, id);
  }
  Result<std::vector<Account>> accounts(const std::string& project,
                                        const AccountQuery& query) override {
    return at("accounts").accounts(project, query);
  }
  Result<std::int64_t> count_accounts(const std::string& project,
                                      const AccountQuery& query) override {
    return at("count_accounts").count_accounts(project, query);
  }
  Result<std::optional<Account>> account_of_owner(const std::string& project,
                                                  const std::string& provider,
                                                  const std::string& owner) override {
    return at("account_of_owner").account_of_owner(project, provider, owner);
  }
  Result<bool> has_person_elsewhere(const std::string& person,
                                    const std::string& project) override {
    return at("has_person_elsewhere").has_person_elsewhere(person, project);
  }
  Result<void> remove_account(const std::string& project, const std::string& id) override {
    return at("remove_account").remove_account(project, id);
  }
  Result<LinkSession> add_session(LinkSession one) override {
    return at("add_session").add_session(std::move(one));
  }
  Result<std::optional<LinkSession>> session_by_digest(const std::string& digest) override {
    return at("session_by_digest").session_by_digest(digest);
  }
  Result<Account> complete_link(std::int64_t session, Account one, bool is_new,
                                UnixMs now) override {
    return at("complete_link").complete_link(session, std::move(one), is_new, now);
  }
  Result<std::int64_t> forget_sessions(UnixMs before) override {
    return at("forget_sessions").forget_sessions(before);
  }
  Result<void> add_dashboard_session(const DashboardSession& session) override {
    return at("add_dashboard_session").add_dashboard_session(session);
  }
  Result<std::optional<SignedIn>> dashboard_session_by_digest(const std::string& digest) override {
    return at("dashboard_session_by_digest").dashboard_session_by_digest(digest);
  }
  Result<void> touch_dashboard_session(const std::string& digest, UnixMs when) override {
    return at("touch_dashboard_session").touch_dashboard_session(digest, when);
  }
  Result<void> remove_dashboard_session(const std::string& digest) override {
    return at("remove_dashboard_session").remove_dashboard_session(digest);
  }
  Result<std::int64_t> forget_dashboard_sessions(UnixMs before) override {
    return at("forget_dashboard_sessions").forget_dashboard_sessions(before);
  }
  Result<BudgetRecords> budgets(const std::string& person) override {
    return at("budgets").budgets(person);
  }
  Result<void> keep_budgets(const BudgetRecords& records) override {
    return at("keep_budgets").keep_budgets(records);
  }
  Result<void> forget_budgets(const std::string& person) override {
    return at("forget_budgets").forget_budgets(person);
  }
  Result<void> forget_old_budgets(UnixMs drained, UnixMs told) override {
    return at("forget_old_budgets").forget_old_budgets(drained, told);
  }
  Result<std::optional<KeptAnswer>> begin_answer(const KeptAnswer& answer) override {
    return at("begin_answer").begin_answer(answer);
  }
  Result<void> end_answer(const KeptAnswer& answer) override {
    return at("end_answer").end_answer(answer);
  }
  Result<void> drop_answer(const KeptAnswer& answer) override {
    return at("drop_answer").drop_answer(answer);
  }
  Result<std::int64_t> forget_answers(UnixMs before) override {
    return at("forget_answers").forget_answers(before);
  }
  void record(JournalEntry entry) override { at("record").record(std::move(entry)); }
  void touch_key(const std::string& id, UnixMs when) override {
    at("touch_key").touch_key(id, when);
  }
  void touch_account(const std::string& id, UnixMs when) override {
    at("touch_account").touch_account(id, when);
  }
  Result<JournalPage> journal(const std::string& project, const JournalQuery& query) override {
    return real_->journal(project, query);
  }
  void flush() override { real_->flush(); }
  Result<std::int64_t> revision() override { return at("revision").revision(); }

 private:
  Store& at(const std::string& name) {
    std::lock_guard lock(mutex_);
    ++counts_[name];
    return *real_;
  }
  std::unique_ptr<Store> real_;
  std::mutex mutex_;
  std::map<std::string, int> counts_;
};

class KeptLog final : public Log {
 public:
  bool takes(Level) const noexcept override { return true; }
  void write(Level, std::string_view event, std::initializer_list<LogField> fields) override {
    std::lock_guard lock(mutex_);
    text += event;
    for (const LogField& field : fields) {
      text += " " + std::string(field.name) + "=";
      if (auto* words = std::get_if<std::string_view>(&field.value)) text += *words;
    }
    text += "\n";
  }
  std::string text;

 private:
  std::mutex mutex_;
};

class GatewayHouse : public testing::Test {
 protected:
  GatewayHouse() {
    char name[] = "/tmp/figlink-gateway-XXXXXX";
    folder = ::mkdtemp(name);
    store = std::make_unique<CountedStore>(
        open_store("sqlite:" + folder + "/figlink.db", clock, log).value());
    vault = Vault::unlock(Secret(std::string_view("0123456789abcdef0123456789abcdef")), {}, chance)
                .value();
    for (const auto& key : vault->wrapped_keys())
      store->add_wrapped_key(key.number, key.wrapped).value();
    pictures =
        make_downloads({transport, transport, Origin::parse("http://figma.test").value(), clock});
    portraits = make_portraits(*pictures);
    stairs = make_staircase({transport, Origin::parse("http://figma.test").value(), clock, log});
    gateway = make_gateway();
    figma.tokens[std::string(kTestToken)] = {.scopes = all_scopes()};
    figma.tokens[std::string(kTestPlanToken)] = {.scopes = {"folders:read", "file_content:read"}};
  }
  ~GatewayHouse() override {
    gateway.reset();
    store.reset();
    std::filesystem::remove_all(folder);
  }

  static std::vector<std::string> all_scopes() {
    return {"current_user:read", "file_content:read", "file_comments:read", "folders:read",
            "team_library_content:read"};
  }
  std::unique_ptr<Gateway> make_gateway() {
    return std::make_unique<Gateway>(GatewayParts{.store = *store,
                                                  .vault = *vault,
                                                  .figma = *stairs,
                                                  .clock = clock,
                                                  .chance = chance,
                                                  .log = log,
                                                  .metrics = metrics,
                                                  .portraits = portraits.get(),
                                                  .limiter = limiter.get(),
                                                  .downloads = downloads.get()});
  }
  Caller machine(std::string_view project = {}) {
    return gateway->authenticate({.kind = Proof::Kind::machine, .project = project}).value();
  }
  std::string key(const std::vector<std::string>& scopes = {"admin"},
                  std::string_view project = {}) {
    return std::string(gateway->create_key(machine(project), "test", scopes).value().text.expose());
  }
  Result<AccountView> link(const std::string& owner = "acme", std::string_view token = kTestToken,
                           std::string team = std::string(kTestTeam), std::string expires_on = {},
                           std::string_view project = {}) {
    return gateway->link(
        machine(project), {.id = owner, .name = "Acme"},
        {.token = Secret(token), .team_id = std::move(team), .expires_on = std::move(expires_on)});
  }
  Result<Answer> run(std::string_view key, std::string_view account, std::string_view action,
                     std::string_view inputs = "{}", std::string_view accept_encoding = {}) {
    const Json json = Json::parse(inputs).value();
    return gateway->perform({.proof = {.kind = Proof::Kind::key, .token = key},
                             .account = account,
                             .action = action,
                             .inputs = json,
                             .form = Form::flat,
                             .request_id = "request-1",
                             .accept_encoding = accept_encoding});
  }
  static std::string text_of(Result<Answer>& answer) {
    if (!answer) return "refused: " + answer.error().message;
    auto text = read_all(*answer->body, 64u << 20);
    return text ? *text : "broken: " + text.error().message;
  }
  std::vector<JournalEntry> journal(std::string_view project = {}) {
    store->flush();
    return store->journal(machine(project).project_id(), {.limit = 1000}).value().entries;
  }

  HandClock clock;
  SeededChance chance{4711};
  Metrics metrics;
  KeptLog log;
  std::string folder;
  std::unique_ptr<CountedStore> store;
  std::unique_ptr<Vault> vault;
  SmallFigma figma;
  HandlerTransport transport{figma};
  std::unique_ptr<Limiter> limiter;  // none, unless a test makes it
  std::unique_ptr<Upstream> stairs;
  std::unique_ptr<Downloads> pictures;
  std::unique_ptr<Portraits> portraits;
  std::unique_ptr<Downloads> downloads;  // none, unless a test makes them
  std::unique_ptr<Gateway> gateway;
};

inline std::string problem_of(const Error& error, std::string_view field) {
  for (const Problem& problem : error.problems) {
    if (problem.field == field) return problem.message;
  }
  return "(no problem with " + std::string(field) + ")";
}

}  // namespace figlink
