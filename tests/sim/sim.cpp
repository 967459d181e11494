#include "sim.h"

#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "base/fiber_test_world.h"
#include "base/metrics.h"
#include "figma/freshness.h"
#include "figma/staircase.h"
#include "gateway/budget.h"
#include "gateway/gateway.h"
#include "promises.h"
#include "sim_archive.h"
#include "sim_figma.h"
#include "sim_store.h"
#include "vault/vault.h"

namespace figlink {
namespace {

constexpr int kCallers = 6, kCallsEach = 8, kTriesMax = 3;
constexpr std::int64_t kPatienceMs = 20 * kMinuteMs;  // of a caller that is told a time
constexpr int kCalmTriesMax = 8;

class SeenLog final : public Log {
 public:
  bool takes(Level) const noexcept override { return true; }
  void write(Level, std::string_view event, std::initializer_list<LogField> fields) override {
    text += event;
    for (const LogField& field : fields) {
      if (auto* words = std::get_if<std::string_view>(&field.value)) text += *words;
    }
  }
  std::string text;
};

// What kind of world it is.
struct Weather {
  std::size_t failures_percent = 0;
  bool crashes = false;  // and then the store keeps budgets, and no clock jumps: what a dead
                         // process could not write down, nobody can know
  bool jumps = false;
  bool is_small = false;  // one person's accounts and one file: everybody meets everybody
};

struct KnownKey {
  std::string project, id, text;
  bool revoked = false;  // and the revocation was answered
};
struct KnownAccount {
  std::string project, id, owner, user;
};
struct Recorded {
  bool must_be = false;
};

// One life of the gateway. When it has died, what it still does reaches nobody.
struct Process {
  Process(World& world, HandClock& clock, SimDisk& disk, SimShelf& shelf, SimFigma& figma,
          Vault& vault, Chance& chance, Log& log)
      : store(world, disk, alive),
        line(figma, alive),
        archive(world, shelf, alive),
        freshness(clock),
        memory(make_budget_memory(store)),
        limiter(LimiterParts{.clock = clock, .log = log, .memory = memory.get()}),
        stairs(make_staircase({.transport = line,
                               .origin = Origin::parse("http://figma.test").value(),
                               .clock = clock,
                               .log = log,
                               .limiter = &limiter,
                               .chance = &chance,
                               .archive = &archive,
                               .freshness = &freshness})),
        gateway(
            GatewayParts{store, vault, *stairs, clock, chance, log, metrics, nullptr, &limiter}) {}
  bool alive = true;
  Metrics metrics;
  SimStore store;
  SimLine line;
  SimArchive archive;
  Freshness freshness;
  std::unique_ptr<BudgetMemory> memory;
  Limiter limiter;
  std::unique_ptr<Upstream> stairs;
  Gateway gateway;
};

// One thing that a caller wants, and how it asks for it.
struct Wish {
  std::string name, action, file, message, repeat_key;
  KnownAccount account;
  std::size_t key = 0;
  Json inputs = Json::object();
  ReadWish read;
  bool is_write = false, is_remembered = false, is_render = false, drops = false;
};

class Sim {
 public:
  explicit Sim(std::uint64_t seed) : world_(seed, &clock_), chance_(seed) {
    weather_.failures_percent = (std::size_t[]){0, 3, 8}[world_.draw(3)];
    weather_.crashes = world_.luck(40);
    weather_.jumps = !weather_.crashes && world_.luck(50);
    weather_.is_small = world_.luck(40);
    figma_.budget.story = &story_;
    disk_.keeps_budgets = weather_.crashes;
    disk_.budgets_kept = [this](const BudgetRecords& rows) { budgets_kept(rows); };
    disk_.projects = {{.id = "one", .name = "default", .created_at = 1},
                      {.id = "two", .name = "second", .created_at = 2}};
    start();
    figma_.add_file(file(0), SimPlan::professional);
    figma_.add_file(file(1), SimPlan::enterprise);
    figma_.add_file(file(2), SimPlan::organization);
    figma_.add_file(file(3), SimPlan::starter);
    for (std::string project : {"one", "two"}) {
      for (int i = 0; i < 2; ++i) add_key(project);
    }
    // One person has three accounts, in two projects.
    add_account("one", "owner-1", "u0");
    add_account("one", "owner-2", "u0");
    add_account("two", "owner-3", "u0");
    if (weather_.is_small) return;
    add_account("one", "owner-4", "u1");
    add_account("two", "owner-5", std::string(SimFigma::kViewer));
  }

  SimEnd run() {
    fail_percent(weather_.failures_percent);
    for (int i = 0; i < kCallers; ++i) {
      world_.add([this, i] {
        for (int n = 0; n < kCallsEach; ++n) call(std::to_string(i) + "-" + std::to_string(n));
      });
    }
    world_.add([this] {
      for (int n = 0; n < 6; ++n) link_again();
    });
    world_.add([this] {
      for (int n = 0; n < 10; ++n) disturb();
    });
    world_.add([this] {
      for (int n = 0; n < 6; ++n) edit();
    });
    world_.run();
    calm_down();
    check();
    return end();
  }

 private:
  static std::string file(std::size_t n) { return "abcdefghijklmnopqrst0" + std::to_string(n); }
  std::uint64_t moment() { return ++moments_; }
  void fail_percent(std::size_t percent) {
    disk_.failures_percent = figma_.failures_percent = shelf_.failures_percent = percent;
  }
  void start() {
    lives_.push_back(
        std::make_unique<Process>(world_, clock_, disk_, shelf_, figma_, *vault_, chance_, log_));
  }
  Process& now() { return *lives_.back(); }
  void tell(const std::string& what) { story_ += what + "\n"; }

  // --- the parts of the world ---

  Result<Caller> operator_of(Process& process, const std::string& project) {
    return process.gateway.authenticate({.kind = Proof::Kind::machine, .project = project});
  }
  void add_key(const std::string& project) {
    auto made = now().gateway.create_key(operator_of(now(), project).value(), "key",
                                         {"actions:read", "actions:write"});
    keys_.push_back({project, made->key.id, std::string(made->text.expose())});
  }
  std::string new_token(const std::string& user, const std::string& account) {
    const int serial = static_cast<int>(figma_.tokens.size()) + 1;
    const std::string token = "figd_simulated-token-" + std::to_string(serial) + "-000000000000";
    figma_.tokens[token] = {serial, user, account};
    return token;
  }
  void add_account(const std::string& project, const std::string& owner, const std::string& user) {
    const std::string token = new_token(user, "");
    auto linked = now().gateway.link(operator_of(now(), project).value(), {.id = owner},
                                     {.token = Secret(token), .team_id = "1", .expires_on = {}});
    accounts_.push_back({project, linked.value().id, owner, user});
    figma_.tokens[token].account = linked->id;
    tokens_.linking(linked->id, figma_.tokens[token].serial, moment());
    tokens_.linked(linked->id, figma_.tokens[token].serial, moment());
  }
  void keep(const Error& error) {
    told_ += error.message + error.hint;
    for (const auto& said : error.figma) told_ += said.text + said.path;
  }
  void budgets_kept(const BudgetRecords& rows) {
    if (rows.standings.empty()) return;
    for (const BudgetRecord& row : rows.budgets) {
      const SimPlan plan = row.plan == "starter"        ? SimPlan::starter
                           : row.plan == "enterprise"   ? SimPlan::enterprise
                           : row.plan == "organization" ? SimPlan::organization
                                                        : SimPlan::professional;
      figma_.budget.saved(row.person, row.tier, plan, row.seat == "low");
    }
  }

  // --- what people do ---

  // Mostly one that works.
  std::size_t draw_key() {
    std::size_t key = world_.draw(keys_.size());
    while (keys_[key].revoked && world_.luck(80)) key = world_.draw(keys_.size());
    return key;
  }
  Wish draw_wish(const std::string& name) {
    Wish wish;
    wish.name = name;
    wish.key = draw_key();
    wish.account = accounts_[world_.draw(accounts_.size())];
    while (keys_[wish.key].project != wish.account.project && world_.luck(92))
      wish.key = draw_key();
    wish.file = file(weather_.is_small ? 0 : world_.luck(15) ? 3 : world_.draw(3));
    wish.inputs.set("file_key", wish.file);
    wish.drops = world_.luck(8);
    const std::size_t kind = world_.draw(10);
    if (kind < 3) {
      wish.action = "figma_create_comment";
      wish.is_write = true;
      wish.message = "message " + name + ".";
      wish.inputs.set("message", wish.message);
      if (world_.luck(70)) wish.repeat_key = "key-" + name;
    } else if (kind == 3) {
      wish.action = "figma_get_comments";
    } else if (kind == 4) {
      wish.action = "figma_get_file_metadata";
    } else if (kind == 5) {
      wish.action = "figma_render_images";
      wish.is_render = true;
      wish.inputs.set("ids", world_.luck(50) ? "1:1" : "1:1,1:2,1:3,1:4,1:5");
    } else if (kind == 6) {
      wish.action = "figma_get_file_nodes";
      wish.inputs.set("ids", "1:1");
      wish.is_remembered = true;
    } else {
      wish.action = "figma_get_file";
      wish.is_remembered = true;
      if (world_.luck(30)) wish.inputs.set("depth", 1);
    }
    draw_freshness(wish.read);
    return wish;
  }
  void draw_freshness(ReadWish& read) {
    switch (world_.draw(8)) {
      case 0:
        read.no_store = true;
        break;
      case 1:
        read.no_cache = true;
        break;
      case 2:
        read.max_age_s = static_cast<std::int64_t>(world_.draw(120));
        break;
      case 3:
        read.only_if_cached = true;
        break;
      case 4:
        read.max_stale_s = 3600;
        break;
      default:
        break;
    }
  }

  void call(const std::string& name) {
    Wish wish = draw_wish(name);
    std::optional<std::string> first;
    for (int tried = 1; tried <= kTriesMax; ++tried) {
      const Tried end = try_once(wish, wish.name + "/" + std::to_string(tried), first);
      if (end.is_ok && wish.is_remembered && world_.luck(60)) {
        draw_freshness(wish.read);
        continue;
      }
      // A write without a key is not repeated by anybody who does not know how it ended.
      const bool may_repeat = !wish.is_write || !wish.repeat_key.empty() || end.is_limited;
      const bool again = end.is_cut || end.is_limited || world_.luck(20);
      if (!again || !may_repeat || (end.is_ok && !wish.is_write)) return;
      if (end.is_ok && wish.repeat_key.empty()) return;
      if (end.wait_ms > kPatienceMs) return;
      if (end.wait_ms > 0) rest(end.wait_ms);
    }
  }
  struct Tried {
    bool is_ok = false, is_limited = false, is_cut = false;
    std::int64_t wait_ms = 0;
  };
  void rest(std::int64_t ms) {
    Gate never;
    never.wait_until(clock_.steady_ms() + ms);
  }

  Tried try_once(const Wish& wish, const std::string& id, std::optional<std::string>& first) {
    Process& process = now();
    const KnownKey key = keys_[wish.key];
    const std::uint64_t began = moment();
    const SteadyMs began_at = clock_.steady_ms();
    const SteadyMs under_way_since = earliest_flight(wish.file);
    const auto changed = told_changes_[wish.file];
    sim_try_began = figma_.budget.epoch();
    ++calls_;
    tell(id + " begins");
    auto answer = process.gateway.perform(
        {.proof = {.kind = Proof::Kind::key, .token = key.text},
         .account = wish.account.id,
         .action = wish.action,
         .inputs = wish.inputs,
         .form = Form::flat,
         .request_id = id,
         .deadline =
             world_.luck(30) ? began_at + static_cast<SteadyMs>(world_.draw(90'000)) + 1 : 0,
         .priority = world_.luck(30) ? Priority::bulk : Priority::interactive,
         .permit_due =
             world_.luck(20) ? began_at + static_cast<SteadyMs>(world_.draw(30'000)) + 1 : 0,
         .read = wish.read,
         .may_gather = world_.luck(30),
         .repeat_key = wish.repeat_key});
    Tried end;
    const Fault fault = answer ? Fault::bug : answer.error().fault;
    std::string body;
    bool is_whole = false;
    if (answer) {
      while (true) {
        auto piece = answer->body->next();
        if (!piece) break;
        is_whole = piece->empty();
        if (is_whole || wish.drops) break;
        body += *piece;
      }
    }
    const Memory memory = answer ? answer->memory : Memory::none;
    const std::int64_t age_s = answer ? answer->age_s : 0;
    const bool is_repeated = answer && answer->is_repeated;
    if (answer) answer->body.reset();
    end.is_cut = !process.alive;
    // Without a caller there is no project to write it down for; busy may mean that nobody could
    // say who it was.
    recorded_[id].must_be =
        process.alive && (answer || (fault != Fault::unauthenticated && fault != Fault::busy));
    tell(id + " " + wish.action + " " +
         (answer ? "ok " + std::string(name_of(memory)) : std::string(facts(fault).name)) +
         (end.is_cut ? " (cut)" : ""));
    if (!process.alive) return end;
    if (!answer) {
      refused(wish, key, answer.error(), end);
      return end;
    }
    promises_.need(!key.revoked, kRevoked, id);
    promises_.need(key.project == wish.account.project, kCrossed,
                   id + ": another project's account");
    if (!is_whole) return end;
    end.is_ok = true;
    ++answers_;
    if (memory != Memory::none && memory != Memory::miss) ++from_memory_;
    if (wish.is_write) {
      promises_.need(figma_.comments[R"({"message":")" + wish.message + "\"}"] == 1, kLost, id);
      if (!wish.repeat_key.empty()) {
        if (first) promises_.need(is_repeated && *first == body, kRepeated, id);
        first = body;
      }
    }
    look_at(
        {wish, id, body, memory, age_s, began, began_at, under_way_since, changed, is_repeated});
    return end;
  }
  void refused(const Wish& wish, const KnownKey& key, const Error& error, Tried& end) {
    keep(error);
    end.is_limited = error.fault == Fault::limited || error.fault == Fault::busy;
    end.wait_ms = error.retry_after_ms;
    if (error.fault == Fault::limited) {
      ++limited_;
      promises_.need(error.retry_after_ms > 0, kTimeless, wish.name + ": " + error.message);
    }
    const bool is_known = error.fault != Fault::unauthenticated && error.fault != Fault::busy;
    if (key.project != wish.account.project && is_known)
      promises_.need(facts(error.fault).name == "not_found", kCrossed, wish.name);
  }

  SteadyMs earliest_flight(const std::string& of) const {
    SteadyMs earliest = clock_.steady_ms();
    auto [at, end] = figma_.flights.equal_range(of);
    for (; at != end; ++at) earliest = std::min(earliest, at->second);
    return earliest;
  }

  struct Got {
    const Wish& wish;
    const std::string& id;
    const std::string& body;
    Memory memory;
    std::int64_t age_s;
    std::uint64_t began;
    SteadyMs began_at, under_way_since;
    std::size_t changed;  // the version that a webhook had told of by then
    bool is_repeated;
  };
  void look_at(const Got& got) {
    const Wish& wish = got.wish;
    auto seen = [&](const Stamp& stamp) {
      return got.id + " " + wish.action + " " + std::string(name_of(got.memory)) + " age " +
             std::to_string(got.age_s) + ": version " + std::to_string(stamp.version) + " of " +
             std::to_string(figma_.files[wish.file].changes.size()) + ", token " +
             std::to_string(stamp.token) + " of " + wish.account.owner;
    };
    const auto stamps = stamps_in(got.body);
    if (!wish.is_render) {
      promises_.need(!stamps.empty() && std::set(stamps.begin(), stamps.end()).size() == 1, kTorn,
                     got.id + ": " + got.body);
    }
    if (wish.is_remembered) {
      const bool is_allowed =
          got.memory == Memory::miss || got.age_s <= allowed_age_s(wish.read, got.memory);
      promises_.need(
          is_allowed, kTooOld,
          got.id + " " + std::string(name_of(got.memory)) + " age " + std::to_string(got.age_s));
    }
    const bool is_fresh = got.memory == Memory::none || got.memory == Memory::miss;
    for (const Stamp& stamp : stamps) {
      promises_.need(stamp.file == wish.file, kTorn, seen(stamp));
      promises_.need(got.is_repeated || tokens_.has(wish.account.id, stamp.token, got.began),
                     kCrossed, seen(stamp));
      if (wish.is_write || wish.is_render) continue;
      const SteadyMs from =
          is_fresh ? got.under_way_since : got.began_at - (got.age_s + 1) * kSecondMs;
      promises_.need(was_current(figma_.files[wish.file], stamp.version, from, clock_.steady_ms()),
                     kTooOld, seen(stamp));
      if (got.memory != Memory::stale)
        promises_.need(stamp.version >= got.changed, kTooOld,
                       seen(stamp) + ", told of " + std::to_string(got.changed));
    }
  }

  // --- what happens to them ---

  void link_again() {
    world_.yield();
    rest(static_cast<std::int64_t>(world_.draw(20'000)));
    const std::string victim = std::exchange(victim_, "");
    KnownAccount account = accounts_[world_.draw(accounts_.size())];
    for (const KnownAccount& each : accounts_) {
      if (each.id == victim) account = each;
    }
    relink(account);
  }
  bool relink(const KnownAccount& account, std::int64_t* wait_ms = nullptr) {
    Process& process = now();
    sim_try_began = figma_.budget.epoch();
    auto caller = operator_of(process, account.project);
    if (!caller) return false;
    const std::string token = new_token(account.user, account.id);
    const int serial = figma_.tokens[token].serial;
    tokens_.linking(account.id, serial, moment());
    auto linked = process.gateway.link(*caller, {.id = account.owner},
                                       {.token = Secret(token), .team_id = "1", .expires_on = {}});
    if (!linked) {
      keep(linked.error());
      if (wait_ms) *wait_ms = linked.error().retry_after_ms;
      return false;
    }
    if (!process.alive) return false;
    promises_.need(linked->id == account.id, kCrossed, "linking an owner again keeps the account");
    tell(account.owner + " is linked with token " + std::to_string(serial));
    tokens_.linked(account.id, serial, moment());
    return true;
  }

  void disturb() {
    world_.yield();
    const std::size_t kind = world_.draw(10);
    clock_.advance_ms(static_cast<std::int64_t>(world_.draw(40'000)));
    if (kind == 0) clock_.advance_ms(static_cast<std::int64_t>(world_.draw(6 * kHourMs)));
    if (kind == 1 && weather_.jumps) jump();
    if (kind < 4 && weather_.crashes) return die();
    if (kind == 4) revoke();
    if (kind == 5) {
      auto token = figma_.tokens.begin();
      std::advance(token, static_cast<std::ptrdiff_t>(world_.draw(figma_.tokens.size())));
      token->second.alive = false;
      victim_ = token->second.account;
    }
    if (kind == 6) {
      tell("refreshed");
      now().gateway.refresh();
    }
    if (kind >= 7) fill_a_bucket();
  }
  // And another key takes its place.
  void revoke() {
    const std::size_t n = world_.draw(keys_.size());
    const std::string project = keys_[n].project, id = keys_[n].id;
    Process& process = now();
    auto caller = operator_of(process, project);
    if (!caller || !process.gateway.revoke_key(*caller, id) || !process.alive) return;
    keys_[n].revoked = true;
    tell("a key of " + project + " is revoked");
    auto made = process.gateway.create_key(*caller, "key", {"actions:read", "actions:write"});
    if (made && process.alive)
      keys_.push_back({project, made->key.id, std::string(made->text.expose())});
  }
  void fill_a_bucket() {
    const KnownAccount& account = accounts_[world_.draw(accounts_.size())];
    const int tier = 1 + static_cast<int>(world_.draw(3));
    figma_.budget.fill(figma_.slot_of(account.user, file(world_.draw(4)), tier));
  }
  void jump() {
    const auto by = static_cast<std::int64_t>(world_.draw(2 * kHourMs));
    clock_.jump_ms(world_.luck(50) ? by : -by);
    tell("the clock jumps");
  }
  // Mostly as if the power had gone; sometimes as an operator does it.
  void die() {
    Process& old = now();
    if (world_.luck(30)) old.limiter.settle();
    old.alive = false;
    figma_.budget.forget_unsaved();
    ++deaths_;
    tell("the process dies");
    start();
  }
  void edit() {
    world_.yield();
    rest(static_cast<std::int64_t>(world_.draw(20'000)));
    const std::string name = file(weather_.is_small ? 0 : world_.draw(4));
    SimFigma::File& edited = figma_.files[name];
    figma_.change(edited);
    if (!world_.luck(40)) return;
    now().freshness.file_changed(name);
    told_changes_[name] = edited.changes.size();
  }

  // --- the end ---

  // Nothing fails any more. Everybody who does as told gets an answer.
  void calm_down() {
    fail_percent(0);
    for (const KnownAccount& account : accounts_) {
      world_.add([this, account] { be_served(account); });
    }
    world_.run();
  }
  void be_served(const KnownAccount& account) {
    std::int64_t wait_ms = 0;
    int tries = 0;
    while (!relink(account, &wait_ms) && ++tries < kCalmTriesMax)
      rest(std::max<std::int64_t>(wait_ms, 1));
    promises_.need(tries < kCalmTriesMax, kStarved, account.owner + " links again");
    auto made = now().gateway.create_key(operator_of(now(), account.project).value(), "calm",
                                         {"actions:read"});
    const std::string key(made.value().text.expose());
    for (const char* action : {"figma_get_comments", "figma_get_file"}) {
      for (std::size_t n = 0; n < (account.owner == "owner-1" ? 4 : 2); ++n)
        be_answered(account, key, action, file(n));
    }
  }
  void be_answered(const KnownAccount& account, const std::string& key, const char* action,
                   const std::string& of) {
    Json inputs = Json::object();
    inputs.set("file_key", of);
    std::string last;
    for (int tries = 1; tries <= kCalmTriesMax; ++tries) {
      sim_try_began = figma_.budget.epoch();
      const std::string id = "calm-" + account.owner + action + of + std::to_string(tries);
      const int tier = std::string_view(action) == "figma_get_file" ? 1 : 2;
      const auto slot = figma_.slot_of(account.user, of, tier);
      auto answer = now().gateway.perform({.proof = {.kind = Proof::Kind::key, .token = key},
                                           .account = account.id,
                                           .action = action,
                                           .inputs = inputs,
                                           .form = Form::flat,
                                           .request_id = id,
                                           .read = {.no_store = true}});
      recorded_[id].must_be = true;
      if (answer) {
        while (true) {
          auto piece = answer->body->next();
          if (!piece || piece->empty()) break;
        }
        return;
      }
      last = answer.error().message;
      const std::int64_t wait = answer.error().retry_after_ms;
      promises_.need(wait > 0, kTimeless, id + ": " + last);
      // All accounts of the person may stand before it, and what a dead process claimed is kept.
      if (answer.error().fault == Fault::limited) {
        const std::int64_t most =
            figma_.budget.true_wait_ms(slot, 2 * static_cast<int>(accounts_.size())) * 11 / 10 +
            3 * kMinuteMs;
        promises_.need(wait <= most, kTimeless,
                       id + ": told " + std::to_string(wait) + " ms, at most " +
                           std::to_string(most) + ": " + last);
      }
      rest(std::max<std::int64_t>(wait, 1));
    }
    promises_.need(false, kStarved, account.owner + " " + action + " " + of + ": " + last);
  }

  void check() {
    std::map<std::string, int> times;
    for (const auto& entry : disk_.written) ++times[entry.request_id];
    for (const auto& [name, call] : recorded_) {
      const int at_least = call.must_be ? 1 : 0;
      promises_.need(times[name] <= 1 && times[name] >= at_least, kRecorded,
                     name + " " + std::to_string(times[name]) + " times");
    }
    for (const auto& [message, count] : figma_.comments)
      promises_.need(count <= 1, kWrittenTwice, message);
    promises_.need(figma_.budget.overdrawn == 0, kOverdrawn, figma_.budget.how);
    for (const auto& [credential, count] : disk_.deaths)
      promises_.need(count == 1, kDeath, std::to_string(count) + " times");
    only_dead_tokens_are_called_dead();
    no_secret_is_told();
  }
  void only_dead_tokens_are_called_dead() {
    for (const auto& [id, row] : disk_.accounts) {
      if (row.status == "active") continue;
      const auto token =
          vault_->open({"account.credential", row.id, row.project_id}, row.credential).value();
      promises_.need(!figma_.tokens.find(token.expose())->second.alive, kDeath,
                     row.origin_owner_id);
    }
  }
  void no_secret_is_told() {
    std::string all = told_ + log_.text;
    for (const auto& entry : disk_.written)
      all += entry.action + entry.fault + entry.account_id + entry.key_id;
    promises_.need(all.find("simulated-token") == all.npos, kSecret, "a token");
    for (const auto& key : keys_) promises_.need(all.find(key.text) == all.npos, kSecret, "a key");
  }
  SimEnd end() {
    SimEnd end;
    end.broken = std::move(promises_.broken);
    end.story = std::move(story_);
    end.calls = calls_;
    end.answers = answers_;
    end.from_memory = from_memory_;
    end.limited = limited_;
    end.requests = figma_.requests;
    end.deaths = deaths_;
    return end;
  }

  HandClock clock_;
  World world_;
  SeededChance chance_;
  SeenLog log_;
  Weather weather_;
  SimDisk disk_;
  SimShelf shelf_;
  SimFigma figma_{world_, clock_};
  std::unique_ptr<Vault> vault_ =
      Vault::unlock(Secret(std::string_view("0123456789abcdef0123456789abcdef")), {}, chance_)
          .value();
  std::vector<std::unique_ptr<Process>> lives_;
  std::vector<KnownKey> keys_;
  std::vector<KnownAccount> accounts_;
  TokenHistory tokens_;
  Promises promises_;
  std::map<std::string, Recorded> recorded_;
  std::map<std::string, std::size_t> told_changes_;
  std::uint64_t moments_ = 0;
  std::string told_, story_, victim_;  // victim_: the account whose token died last
  std::size_t calls_ = 0, answers_ = 0, from_memory_ = 0, limited_ = 0, deaths_ = 0;
};

}  // namespace

SimEnd simulate(std::uint64_t seed) { return Sim(seed).run(); }

}  // namespace figlink
