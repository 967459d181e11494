// Nothing half remains: whichever statement fails, whenever the process is killed.
#include <sys/wait.h>
#include <unistd.h>

#include "base/chance.h"
#include "store/sql_store.h"
#include "store/sqlite_test_fresh.h"
#include "store/tripwire_test_driver.h"

namespace figlink {
namespace {

constexpr int kStatementsMax = 60;  // more than any deed takes

std::unique_ptr<Store> open_tripping(FreshSqlite& fresh, Tripwire& wire) {
  auto driver = make_sqlite_driver(fresh.path());
  EXPECT_TRUE(driver);
  auto store = SqlStore::open(std::make_unique<TripwireDriver>(std::move(*driver), wire),
                              fresh.clock, fresh.log);
  return store ? std::move(*store) : nullptr;
}

LinkSession wish(const std::string& project, const std::string& digest) {
  LinkSession s;
  s.project_id = project;
  s.digest = digest;
  s.expires_at = 1000;
  return s;
}

Account account(const std::string& project, const std::string& id) {
  Account a;
  a.id = id;
  a.project_id = project;
  a.credential.bytes = "sealed " + id;
  return a;
}

// Everything that a deed could have changed, as one text.
std::string look(Store& store, const std::string& project) {
  auto projects = store.projects();
  auto wrapped = store.wrapped_keys();
  auto keys = store.keys(project);
  auto accounts = store.accounts(project, {.limit = 100});
  std::string all = "revision " + std::to_string(store.revision().value());
  for (const Project& each : projects.value()) {
    all += " project " + each.name;
    for (const std::string& origin : each.allowed_origins) all += "+" + origin;
  }
  for (const auto& [number, sealed] : wrapped.value()) all += " wrapped " + sealed.bytes;
  for (const Key& key : keys.value())
    all += " key " + key.id + "/" + std::to_string(key.revoked_at);
  for (const Account& a : accounts.value())
    all += " account " + a.id + "/" + a.status + "/" + std::to_string(a.revision);
  for (const char* digest : {"d1", "d2"}) {
    auto session = store.session_by_digest(digest).value();
    if (session) all += " session " + session->digest + "/" + std::to_string(session->used_at);
  }
  return all;
}

// One way to change the database. `k1`, `a1` and an unused session `d1` are there before.
struct Deed {
  const char* name;
  bool raises_revision;
  bool (*act)(Store&, const std::string& project);
};

const Deed kDeeds[] = {
    {"add_project", false,
     [](Store& s, const std::string&) {
       return s.add_project({"p2", "two", 1}).has_value();
     }},
    {"set_allowed_origins", false,
     [](Store& s, const std::string& p) {
       return s.set_allowed_origins(p, {"https://acme.test"}).has_value();
     }},
    {"add_wrapped_key", false,
     [](Store& s, const std::string&) { return s.add_wrapped_key(1, Sealed{"w"}).has_value(); }},
    {"add_key", true,
     [](Store& s, const std::string& p) {
       return s.add_key({"k2", p, "n", "digest 2", "", {}, 1, 0, 0}).has_value();
     }},
    {"revoke_key", true,
     [](Store& s, const std::string& p) { return s.revoke_key(p, "k1", 9).has_value(); }},
    {"add_account", true,
     [](Store& s, const std::string& p) { return s.add_account(account(p, "a2")).has_value(); }},
    {"update_account", true,
     [](Store& s, const std::string& p) {
       Account a = account(p, "a1");
       a.status = "error";
       a.revision = 1;
       return s.update_account(a).has_value();
     }},
    {"remove_account", true,
     [](Store& s, const std::string& p) { return s.remove_account(p, "a1").has_value(); }},
    {"add_session", false,
     [](Store& s, const std::string& p) { return s.add_session(wish(p, "d2")).has_value(); }},
    {"complete_link of a new account", true,
     [](Store& s, const std::string& p) {
       return s.complete_link(1, account(p, "a2"), true, 5).has_value();
     }},
    {"complete_link of a known account", true,
     [](Store& s, const std::string& p) {
       Account a = account(p, "a1");
       a.revision = 1;
       return s.complete_link(1, a, false, 5).has_value();
     }},
    {"forget_sessions", false,
     [](Store& s, const std::string&) { return s.forget_sessions(5000).value_or(0) == 1; }},
};

TEST(Half, NothingRemainsWhenTheNthStatementFails) {
  for (const Deed& deed : kDeeds) {
    SCOPED_TRACE(deed.name);
    FreshSqlite fresh;
    auto healthy = fresh.open();
    std::string project = healthy->projects()->front().id;
    ASSERT_TRUE(healthy->add_key({"k1", project, "n", "digest 1", "", {}, 1, 0, 0}));
    ASSERT_TRUE(healthy->add_account(account(project, "a1")));
    ASSERT_EQ(healthy->add_session(wish(project, "d1"))->id, 1);
    Tripwire wire;
    auto failing = open_tripping(fresh, wire);
    ASSERT_TRUE(failing);
    const std::string before = look(*healthy, project);
    const auto revision = *healthy->revision();
    int nth = 1;
    for (; nth < kStatementsMax; ++nth) {
      wire.set(nth, [] { return fail(Fault::bug, "made to fail"); });
      bool done = deed.act(*failing, project);
      wire.clear();
      if (done) break;
      EXPECT_EQ(look(*healthy, project), before) << "after statement " << nth;
    }
    EXPECT_LT(nth, kStatementsMax) << "never done";
    EXPECT_GE(nth, 4) << "begin, one statement and commit at least";
    EXPECT_NE(look(*healthy, project), before);
    EXPECT_EQ(*healthy->revision() > revision, deed.raises_revision);
  }
}

TEST(Half, AMigrationThatFailsLeavesAnEmptyDatabase) {
  FreshSqlite fresh;
  Tripwire wire;
  int nth = 1;
  for (; nth < kStatementsMax; ++nth) {
    wire.set(nth, [] { return fail(Fault::bug, "made to fail"); });
    auto store = open_tripping(fresh, wire);
    wire.clear();
    if (store) break;
    auto driver = make_sqlite_driver(fresh.path());
    auto connection = (*driver)->connect(Durability::crash);
    std::int64_t tables = -1;
    ASSERT_TRUE(
        (*connection)->run("SELECT COUNT(*) FROM sqlite_master", {}, [&](const SqlRow& row) {
          tables = row.integer(0);
        }));
    EXPECT_EQ(tables, 0) << "after statement " << nth;
  }
  EXPECT_GT(nth, 5);
  EXPECT_EQ(fresh.open()->projects()->size(), 1u);
}

TEST(Half, NoLinkIsHalfWhenKilledBeforeAnyStatement) {
  FreshSqlite fresh;
  std::string project;
  {
    auto store = fresh.open();
    project = store->projects()->front().id;
    for (int i = 1; i < kStatementsMax; ++i)
      ASSERT_TRUE(store->add_session(wish(project, "d" + std::to_string(i))));
  }
  int killed = 0;
  for (bool done = false; !done;) {
    const int nth = killed + 1;
    ASSERT_LT(nth, kStatementsMax);
    pid_t child = ::fork();
    if (child == 0) {
      Tripwire wire;
      auto store = open_tripping(fresh, wire);
      wire.set(nth, []() -> Result<void> {
        ::kill(::getpid(), SIGKILL);
        return {};
      });
      auto linked = store->complete_link(nth, account(project, std::to_string(nth)), true, 5);
      _exit(linked ? 0 : 1);
    }
    int how = 0;
    ::waitpid(child, &how, 0);
    done = !WIFSIGNALED(how);
    if (done) {
      EXPECT_EQ(WEXITSTATUS(how), 0);
    } else {
      ++killed;
    }
  }
  EXPECT_GE(killed, 5) << "begin, session, account, revision, commit";
  auto store = fresh.open();
  for (int i = 1; i <= killed; ++i) {
    EXPECT_EQ((*store->session_by_digest("d" + std::to_string(i)))->used_at, 0) << i;
    EXPECT_FALSE(store->account(project, std::to_string(i))) << i;
  }
  EXPECT_TRUE(store->account(project, std::to_string(killed + 1)));
}

// Says so on `out` after each link that was acknowledged.
int link_until_killed(const std::string& path, int out, int round) {
  SystemClock clock;
  QuietLog log;
  auto store = open_store(path, clock, log);
  if (!store) return 3;
  std::string project = (*store)->projects()->front().id;
  for (int i = 0;; ++i) {
    std::string id = std::to_string(round) + "-" + std::to_string(i);
    LinkSession session = wish(project, "digest " + id);
    session.expires_at = clock.now_ms() + kDayMs;
    auto added = (*store)->add_session(session);
    if (!added) return 4;
    if (!(*store)->complete_link(added->id, account(project, id), true, clock.now_ms())) return 5;
    std::string line = id + "\n";
    if (::write(out, line.data(), line.size()) < 0) return 6;
  }
}

TEST(Half, NoAcknowledgedLinkIsLostWhenKilled) {
  constexpr int kRounds = 25;
  FreshSqlite fresh;
  fresh.open().reset();
  std::vector<std::string> acknowledged;
  SeededChance chance(20261124);
  for (int round = 0; round < kRounds; ++round) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    pid_t child = ::fork();
    if (child == 0) {
      ::close(ends[0]);
      _exit(link_until_killed(fresh.path(), ends[1], round));
    }
    ::close(ends[1]);
    // Killed after a number of bytes drawn at random: at any moment of its work, without a clock.
    std::byte drawn{};
    chance.fill({&drawn, 1});
    std::string seen;
    char byte;
    std::size_t until = 1 + static_cast<std::size_t>(drawn) / 4;
    while (seen.size() < until && ::read(ends[0], &byte, 1) == 1) seen += byte;
    ::kill(child, SIGKILL);
    while (::read(ends[0], &byte, 1) == 1) seen += byte;
    ::close(ends[0]);
    int how = 0;
    ::waitpid(child, &how, 0);
    ASSERT_TRUE(WIFSIGNALED(how)) << "the child ended by itself with " << WEXITSTATUS(how);
    for (std::size_t at = 0, end; (end = seen.find('\n', at)) != std::string::npos; at = end + 1)
      acknowledged.push_back(seen.substr(at, end - at));
  }
  ASSERT_GT(acknowledged.size(), static_cast<std::size_t>(kRounds));
  auto store = fresh.open();
  std::string project = store->projects()->front().id;
  for (const std::string& id : acknowledged) {
    auto there = store->account(project, id);
    ASSERT_TRUE(there) << id;
    EXPECT_EQ(there->credential.bytes, "sealed " + id);
  }
  // Nothing is half: a session is used exactly when its account is there.
  for (int round = 0; round < kRounds; ++round) {
    for (int i = 0;; ++i) {
      std::string id = std::to_string(round) + "-" + std::to_string(i);
      auto session = store->session_by_digest("digest " + id);
      ASSERT_TRUE(session);
      if (!*session) break;
      EXPECT_EQ((*session)->used_at != 0, store->account(project, id).has_value()) << id;
    }
  }
}

}  // namespace
}  // namespace figlink
