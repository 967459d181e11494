#include "store/contract.h"

#include <atomic>
#include <thread>

#include "store/expiry.h"

namespace figlink {
namespace {

bool same(const Account& a, const Account& b) {
  return a.id == b.id && a.origin_owner_name == b.origin_owner_name &&
         a.credential.bytes == b.credential.bytes && a.scopes == b.scopes &&
         a.metadata == b.metadata && a.status == b.status && a.revision == b.revision &&
         a.shared == b.shared && a.status_reasons.size() == b.status_reasons.size();
}

TEST_P(StoreContract, KeepsProjectsApartByName) {
  other_project();
  EXPECT_EQ(store->projects()->size(), 2u);
  auto twice = store->add_project({"p3", "second", 5});
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().fault, Fault::conflict);
}

TEST_P(StoreContract, KeepsWrappedKeysOnce) {
  ASSERT_TRUE(store->add_wrapped_key(1, Sealed{std::string("\0k", 2)}));
  EXPECT_EQ(store->add_wrapped_key(1, Sealed{"other"}).error().fault, Fault::conflict);
  auto keys = fresh->open()->wrapped_keys();
  ASSERT_EQ(keys->size(), 1u);
  EXPECT_EQ(keys->front().second.bytes, std::string("\0k", 2));
}

TEST_P(StoreContract, KeepsTheOriginsOfAProject) {
  other_project();
  const std::vector<std::string> origins = {"https://app.acme.test", "http://localhost:3000"};
  auto changed = store->set_allowed_origins(project, origins);
  ASSERT_TRUE(changed);
  EXPECT_EQ(changed->name, "default");
  const auto projects = fresh->open()->projects().value();
  for (const Project& each : projects)
    EXPECT_EQ(each.allowed_origins, each.id == project ? origins : std::vector<std::string>());
  EXPECT_EQ(store->set_allowed_origins("nobody", origins).error().fault, Fault::not_found);
}

TEST_P(StoreContract, FindsKeysByDigestAndRevokesThem) {
  Key key{"k1", project, "ci", std::string("\0d\1", 3), "abcd", {"admin"}, 7, 0, 0};
  ASSERT_TRUE(store->add_key(key));
  auto found = fresh->open()->key_by_digest(key.digest);
  ASSERT_TRUE(*found);
  EXPECT_EQ((*found)->scopes, std::vector<std::string>{"admin"});
  EXPECT_FALSE(*store->key_by_digest("none"));
  EXPECT_EQ(store->revoke_key(other_project(), "k1", 9).error().fault, Fault::not_found);
  ASSERT_TRUE(store->revoke_key(project, "k1", 9));
  ASSERT_TRUE(store->revoke_key(project, "k1", 99));
  EXPECT_EQ((*store->key_by_digest(key.digest))->revoked_at, 9);
  EXPECT_EQ(store->keys(project)->size(), 1u);
  EXPECT_EQ(store->keys("p2")->size(), 0u);
  EXPECT_EQ(store->add_key(key).error().fault, Fault::conflict);
}

TEST_P(StoreContract, KeepsAnAccountWhole) {
  auto added = store->add_account(account("a1"));
  ASSERT_TRUE(added);
  auto read = fresh->open()->account(project, "a1");
  ASSERT_TRUE(read);
  EXPECT_TRUE(same(*added, *read));
  EXPECT_EQ(read->status_reasons[0].description, "why, \"so\"");
  Account unknown = account("a2");
  unknown.scopes = std::nullopt;
  ASSERT_TRUE(store->add_account(unknown));
  EXPECT_FALSE(store->account(project, "a2")->scopes);
  EXPECT_EQ(store->add_account(account("a1")).error().fault, Fault::conflict);
}

TEST_P(StoreContract, RefusesAChangeOfAnOldReading) {
  Account first = *store->add_account(account("a1"));
  Account second = first;
  first.status = "error";
  ASSERT_TRUE(store->update_account(first));
  second.status = "suspended";
  auto late = store->update_account(second);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().fault, Fault::conflict);
  EXPECT_EQ(store->account(project, "a1")->status, "error");
}

TEST_P(StoreContract, HidesAccountsOfOtherProjects) {
  ASSERT_TRUE(store->add_account(account("a1")));
  std::string other = other_project();
  EXPECT_EQ(store->account(other, "a1").error().fault, Fault::not_found);
  EXPECT_EQ(store->remove_account(other, "a1").error().fault, Fault::not_found);
  EXPECT_TRUE(store->accounts(other, {})->empty());
  EXPECT_FALSE(*store->account_of_owner(other, "figma", "owner"));
  Account stolen = *store->account(project, "a1");
  stolen.project_id = other;
  EXPECT_EQ(store->update_account(stolen).error().fault, Fault::conflict);
}

TEST_P(StoreContract, ListsAccountsByWhatIsAskedFor) {
  for (int i = 0; i < 30; ++i) {
    Account a = account("a" + std::to_string(10 + i), "o" + std::to_string(i % 3));
    a.status = i % 2 ? "active" : "error";
    a.created_at = i;
    if (i == 7) a.credential_kind = "plan";
    ASSERT_TRUE(store->add_account(a));
  }
  auto ids = [&](AccountQuery query) {
    std::string all;
    auto found = store->accounts(project, query);
    for (const Account& a : *found) all += a.id + " ";
    return all;
  };
  EXPECT_EQ(store->accounts(project, {})->size(), 25u);
  EXPECT_EQ(ids({.offset = 28, .limit = 10}), "a38 a39 ");
  EXPECT_EQ(ids({.ids = {"a11", "a39", "none"}}), "a11 a39 ");
  EXPECT_EQ(ids({.origin_owner_ids = {"o1"}, .statuses = {"error"}, .limit = 2}), "a14 a20 ");
  EXPECT_EQ(ids({.providers = {"jira"}}), "");
  EXPECT_EQ(ids({.credential_kinds = {"plan", "oauth"}}), "a17 ");
  EXPECT_EQ(ids({.ids = {"' OR 1=1 --"}}), "");
  EXPECT_EQ((*store->account_of_owner(project, "figma", "o1"))->id, "a11");
}

TEST_P(StoreContract, SortsAccountsEachWay) {
  struct Row {
    const char *id, *owner, *team, *status;
    UnixMs expires_at, last_used_at;
  };
  UnixMs created_at = 1;
  for (const Row& row :
       {Row{"a1", "bob", "Zoo", "active", 0, 30}, Row{"a2", "Ann", "apes", "error", 200, 20},
        Row{"a3", "cid", "Bees", "active", 100, 10}}) {
    Account a = account(row.id, row.owner);
    a.origin_owner_name = row.owner;
    a.team_name = row.team;
    a.status = row.status;
    a.expires_at = row.expires_at;
    a.last_used_at = row.last_used_at;
    a.created_at = created_at++;
    ASSERT_TRUE(store->add_account(a));
  }
  auto ids = [&](AccountOrder order, bool descending) {
    std::string all;
    auto found = store->accounts(project, {.order = order, .descending = descending});
    for (const Account& a : *found) all += a.id + " ";
    return all;
  };
  EXPECT_EQ(ids(AccountOrder::created_at, true), "a3 a2 a1 ");
  EXPECT_EQ(ids(AccountOrder::last_used_at, false), "a3 a2 a1 ");
  EXPECT_EQ(ids(AccountOrder::expires_at, false), "a3 a2 a1 ") << "never is last";
  EXPECT_EQ(ids(AccountOrder::expires_at, true), "a2 a3 a1 ") << "never is last here too";
  EXPECT_EQ(ids(AccountOrder::owner, false), "a2 a1 a3 ");
  EXPECT_EQ(ids(AccountOrder::team, true), "a1 a3 a2 ");
  EXPECT_EQ(ids(AccountOrder::status, false), "a1 a3 a2 ");
}

TEST_P(StoreContract, SearchesAccountsByAnyOfTheirNames) {
  Account a = account("a1", "acme");
  a.label = "100% Design_team";
  a.team_id = "777";
  a.team_name = "Rockets";
  a.figma_user_name = "Ann";
  a.figma_user_email = "ann@mail.test";
  a.origin_username = "annie";
  ASSERT_TRUE(store->add_account(a));
  ASSERT_TRUE(store->add_account(account("b2", "other")));
  auto count = [&](std::string words) {
    const AccountQuery query{.search = std::move(words), .limit = 1};
    EXPECT_EQ(store->accounts(project, query)->size(),
              static_cast<std::size_t>(
                  std::min<std::int64_t>(1, store->count_accounts(project, query).value_or(-1))));
    return *store->count_accounts(project, query);
  };
  for (const char* words : {"a1", "ACME", "design", "777", "rock", "ann@MAIL", "annie"})
    EXPECT_EQ(count(words), 1) << words;
  EXPECT_EQ(count("owner"), 2) << "both have that name";
  EXPECT_EQ(count("0%"), 1);
  EXPECT_EQ(count("%x"), 0) << "no pattern of the caller's";
  EXPECT_EQ(count("n_t"), 1);
  EXPECT_EQ(count("a_n"), 0);
  EXPECT_EQ(count("' OR 1=1 --"), 0);
  EXPECT_EQ(count("\\"), 0);
  EXPECT_EQ(count(""), 2);
  EXPECT_EQ(*store->count_accounts(other_project(), {}), 0);
}

TEST_P(StoreContract, FindsAccountsThatExpireSoonBesideOtherStatuses) {
  auto add = [&](const char* id, const char* status, UnixMs expires_at) {
    Account a = account(id);
    a.status = status;
    a.expires_at = expires_at;
    ASSERT_TRUE(store->add_account(a));
  };
  add("soon", "active", 99);
  add("later", "active", 100);
  add("never", "active", 0);
  add("dead", "error", 50);
  EXPECT_EQ(*store->count_accounts(project, {.expires_before = 100}), 1);
  EXPECT_EQ(*store->count_accounts(project, {.statuses = {"error"}, .expires_before = 100}), 2);
  EXPECT_EQ((*store->accounts(project, {.expires_before = 100}))[0].id, "soon");
}

TEST_P(StoreContract, AStatusIsAskedForAsItStandsNow) {
  const UnixMs day = 20'000 * kDayMs, hour = day + kHourMs;
  struct Row {
    std::string id, status;
    UnixMs expires_at;
  };
  int created = 0;
  for (const Row& row :
       {Row{"day", "active", day}, Row{"hour", "active", hour}, Row{"never", "active", 0},
        Row{"paused", "suspended", day}, Row{"told", "expired", 0}, Row{"dead", "error", day}}) {
    Account a = account(row.id, row.id);
    a.status = row.status;
    a.expires_at = row.expires_at;
    a.created_at = ++created;
    ASSERT_TRUE(store->add_account(a));
    for (UnixMs now : {day, hour - 1, hour, day + kLastDayMs - 1, day + kLastDayMs}) {
      AccountQuery query{
          .ids = {row.id}, .statuses = {std::string(status_now(a, now))}, .now = now};
      EXPECT_EQ(store->accounts(project, query)->size(), 1u) << row.id << " at " << now;
    }
  }
  auto ids = [&](AccountQuery query) {
    std::string all;
    auto found = store->accounts(project, query);
    for (const Account& a : *found) all += a.id + " ";
    return all;
  };
  const UnixMs late = day + kLastDayMs;
  EXPECT_EQ(ids({.statuses = {"expired"}, .now = late}), "day hour told ");
  EXPECT_EQ(ids({.statuses = {"active"}, .now = late}), "never ");
  EXPECT_EQ(ids({.statuses = {"expired"}, .now = late, .offset = 1, .limit = 1}), "hour ");
}

TEST_P(StoreContract, KeepsWhetherTheScopesAreAllOfThem) {
  Account some = account("a1");
  some.scopes_whole = false;
  ASSERT_TRUE(store->add_account(some));
  const Account read = *fresh->open()->account(project, "a1");
  EXPECT_FALSE(read.scopes_whole);
  EXPECT_EQ(read.scopes, some.scopes);
}

TEST_P(StoreContract, RemovesAnAccount) {
  ASSERT_TRUE(store->add_account(account("a1")));
  ASSERT_TRUE(store->remove_account(project, "a1"));
  EXPECT_EQ(store->account(project, "a1").error().fault, Fault::not_found);
  EXPECT_EQ(store->remove_account(project, "a1").error().fault, Fault::not_found);
}

TEST_P(StoreContract, LinksByASessionOnce) {
  auto s = store->add_session(session("d1"));
  ASSERT_TRUE(s);
  EXPECT_GT(s->id, 0);
  EXPECT_EQ((*fresh->open()->session_by_digest("d1"))->id, s->id);
  EXPECT_FALSE(*store->session_by_digest("d2"));
  auto linked = store->complete_link(s->id, account("a1"), true, 100);
  ASSERT_TRUE(linked) << linked.error().message;
  auto again = store->complete_link(s->id, account("a2"), true, 101);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().fault, Fault::conflict);
  EXPECT_FALSE(store->account(project, "a2"));
  EXPECT_EQ((*store->session_by_digest("d1"))->used_at, 100);
  EXPECT_EQ((*store->session_by_digest("d1"))->account_id, "a1");
}

TEST_P(StoreContract, LeavesNothingOfALinkThatFails) {
  auto s = store->add_session(session("d1"));
  ASSERT_TRUE(store->add_account(account("a1")));
  // The id is taken: the session must stay unused.
  ASSERT_FALSE(store->complete_link(s->id, account("a1"), true, 100));
  EXPECT_EQ((*store->session_by_digest("d1"))->used_at, 0);
  ASSERT_FALSE(store->complete_link(s->id, account("a2"), true, 10'001));  // expired
  EXPECT_FALSE(store->account(project, "a2"));
  Account old = *store->account(project, "a1");
  old.revision = 77;
  ASSERT_FALSE(store->complete_link(s->id, old, false, 100));
  EXPECT_EQ((*store->session_by_digest("d1"))->used_at, 0);
  EXPECT_TRUE(store->complete_link(s->id, *store->account(project, "a1"), false, 100));
}

TEST_P(StoreContract, KeepsWhatASessionIsFor) {
  LinkSession wish = session("d1");
  wish.actions = {"figma_get_file", "figma_get_comments"};
  wish.redirect_url = "https://app.acme.test/done?x=1";
  ASSERT_TRUE(store->add_session(wish));
  auto kept = *fresh->open()->session_by_digest("d1");
  EXPECT_EQ(kept->actions, wish.actions);
  EXPECT_EQ(kept->redirect_url, wish.redirect_url);
}

TEST_P(StoreContract, KeepsADashboardSessionWhileItsKeyLives) {
  ASSERT_TRUE(store->add_key({"k1", project, "n", "key digest", "wxyz", {"admin"}, 1, 0, 0}));
  const std::string digest("\0d\1", 3);
  ASSERT_TRUE(store->add_dashboard_session({digest, project, "k1", 5, 5, 100}));
  EXPECT_EQ(store->add_dashboard_session({digest, project, "k1", 5, 5, 100}).error().fault,
            Fault::conflict);
  ASSERT_TRUE(store->touch_dashboard_session(digest, 9));
  ASSERT_TRUE(store->touch_dashboard_session(digest, 7));
  auto found = *fresh->open()->dashboard_session_by_digest(digest);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->session.created_at, 5);
  EXPECT_EQ(found->session.last_used_at, 9) << "no time is set back";
  EXPECT_EQ(found->session.expires_at, 100);
  EXPECT_EQ(found->session.project_id, project);
  EXPECT_EQ(found->key.hint, "wxyz");
  EXPECT_FALSE(*store->dashboard_session_by_digest("other"));
  ASSERT_TRUE(store->revoke_key(project, "k1", 10));
  EXPECT_FALSE(*store->dashboard_session_by_digest(digest)) << "it dies with its key";
}

TEST_P(StoreContract, RemovesAndForgetsDashboardSessions) {
  ASSERT_TRUE(store->add_key({"k1", project, "n", "key digest", "", {}, 1, 0, 0}));
  for (UnixMs end : {10, 20, 30}) {
    const std::string digest = "d" + std::to_string(end / 10);
    ASSERT_TRUE(store->add_dashboard_session({digest, project, "k1", 1, 1, end}));
  }
  ASSERT_TRUE(store->remove_dashboard_session("d1"));
  ASSERT_TRUE(store->remove_dashboard_session("d1"));
  EXPECT_FALSE(*store->dashboard_session_by_digest("d1"));
  EXPECT_EQ(*store->forget_dashboard_sessions(30), 1);
  EXPECT_FALSE(*store->dashboard_session_by_digest("d2"));
  EXPECT_TRUE(*store->dashboard_session_by_digest("d3"));
}

TEST_P(StoreContract, ForgetsSessionsThatEnded) {
  ASSERT_TRUE(store->add_session(session("d1", 10)));
  ASSERT_TRUE(store->add_session(session("d2", 20)));
  EXPECT_EQ(*store->forget_sessions(15), 1);
  EXPECT_FALSE(*store->session_by_digest("d1"));
  EXPECT_TRUE(*store->session_by_digest("d2"));
}

TEST_P(StoreContract, RaisesTheRevisionForKeysAndAccountsOnly) {
  auto other = fresh->open();
  auto start = *store->revision();
  ASSERT_TRUE(other->add_session(session("d1")));
  EXPECT_EQ(*store->revision(), start);
  Account a = *other->add_account(account("a1"));
  EXPECT_GT(*store->revision(), start);
  start = *store->revision();
  ASSERT_TRUE(other->update_account(a));
  ASSERT_TRUE(other->add_key({"k1", project, "n", "d", "", {}, 1, 0, 0}));
  ASSERT_TRUE(other->revoke_key(project, "k1", 2));
  ASSERT_TRUE(other->remove_account(project, "a1"));
  EXPECT_GE(*store->revision(), start + 4);
}

TEST_P(StoreContract, KeepsATouchThroughAnOlderReading) {
  Account reading = *store->add_account(account("a1"));
  store->touch_account("a1", 5000);
  store->flush();
  reading.status = "error";
  auto updated = store->update_account(reading);
  ASSERT_TRUE(updated) << "a touch is no change";
  EXPECT_EQ(updated->last_used_at, 5000);
  EXPECT_EQ(store->account(project, "a1")->last_used_at, 5000);
  ASSERT_TRUE(store->add_key({"k1", project, "n", "d", "", {}, 1, 0, 0}));
  store->touch_key("k1", 6000);
  store->flush();
  EXPECT_EQ((*store->key_by_digest("d"))->last_used_at, 6000);
}

TEST_P(StoreContract, WritesTheJournalInOrder) {
  for (int i = 0; i < 2500; ++i) {
    JournalEntry e;
    e.request_id = "r" + std::to_string(i);
    e.project_id = project;
    e.action = "figma_get_file";
    e.at = i;
    e.answer_bytes = std::int64_t{1} << 40;
    e.figma_calls = 7;
    store->record(std::move(e));
  }
  store->flush();
  auto last = fresh->open()->journal(project, {.until = 2499, .limit = 3});
  ASSERT_EQ(last->entries.size(), 3u);
  EXPECT_EQ(last->entries[0].request_id, "r2498");
  EXPECT_EQ(last->entries[0].answer_bytes, std::int64_t{1} << 40);
  EXPECT_EQ(last->entries[0].figma_calls, 7);
  EXPECT_EQ(store->journal(project, {.limit = 10'000})->entries.size(), 2500u);
  EXPECT_TRUE(store->journal("p2", {})->entries.empty());
}

TEST_P(StoreContract, FindsInTheJournalWhatIsAskedFor) {
  other_project();
  for (int i = 0; i < 40; ++i) {
    JournalEntry e;
    e.request_id = "r" + std::to_string(i);
    e.project_id = i % 4 == 3 ? "p2" : project;
    e.key_id = i < 20 ? "k1" : "";
    e.account_id = i % 2 ? "a1" : "a2";
    e.action = i % 5 ? "figma_get_file" : "figma_get_comments";
    e.face = "http";
    e.fault = i % 10 == 1 ? "relink" : "";
    e.at = 1000 + i;
    store->record(std::move(e));
  }
  store->flush();
  auto count = [&](JournalQuery query) {
    query.limit = 100;
    auto page = *store->journal(project, query);
    EXPECT_EQ(page.next, 0);
    return page.entries.size();
  };
  using Outcome = JournalQuery::Outcome;
  EXPECT_EQ(count({}), 30u);
  EXPECT_EQ(count({.account_id = "a1"}), 10u);
  EXPECT_EQ(count({.action = "figma_get_comments"}), 6u);
  EXPECT_EQ(count({.fault = "relink"}), 2u);
  EXPECT_EQ(count({.outcome = Outcome::failed}), 2u);
  EXPECT_EQ(count({.outcome = Outcome::ok}), 28u);
  EXPECT_EQ(count({.face = "mcp"}), 0u);
  EXPECT_EQ(count({.key_id = "k1"}), 15u);
  EXPECT_EQ(count({.from = 1010, .until = 1020}), 7u);

  std::string seen;
  JournalQuery query{.account_id = "a1", .limit = 4};
  for (int pages = 1;; ++pages) {
    auto page = *store->journal(project, query);
    for (const JournalEntry& e : page.entries) seen += e.request_id + " ";
    query.before_id = page.next;
    if (page.next == 0) {
      EXPECT_EQ(pages, 3);
      break;
    }
  }
  EXPECT_EQ(seen, "r37 r33 r29 r25 r21 r17 r13 r9 r5 r1 ");
}

TEST_P(StoreContract, WritesWhatIsGatheredWhenItEnds) {
  JournalEntry e;
  e.request_id = "last";
  e.project_id = project;
  e.at = 1;
  store->record(e);
  ASSERT_TRUE(store->add_account(account("a1")));
  store->touch_account("a1", 55);
  store->touch_account("a1", 56);
  store->touch_account("a1", 54);  // an older touch changes nothing once 56 is stored
  store.reset();
  auto again = fresh->open();
  EXPECT_EQ(again->journal(project, {})->entries.size(), 1u);
  EXPECT_GE(again->account(project, "a1")->last_used_at, 54);
}

TEST_P(StoreContract, StartsOnceForAllWhoOpenAtOnce) {
  auto empty = GetParam()();
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) threads.emplace_back([&] { EXPECT_TRUE(empty->open()); });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(empty->open()->projects()->size(), 1u);
}

TEST_P(StoreContract, LetsOneOfManyFinishALink) {
  auto other = fresh->open();
  auto s = store->add_session(session("d1"));
  std::atomic<int> linked = 0, refused = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&, i] {
      Store& mine = i % 2 ? *store : *other;
      auto done = mine.complete_link(s->id, account("a" + std::to_string(i)), true, 100);
      if (done) ++linked;
      if (!done && done.error().fault == Fault::conflict) ++refused;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(linked, 1);
  EXPECT_EQ(refused, 5);
  EXPECT_EQ(store->accounts(project, {})->size(), 1u);
}

TEST_P(StoreContract, LetsOneOfManyLinkAnOwnersOnlyAccount) {
  auto other = fresh->open();
  std::atomic<int> linked = 0, refused = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&, i] {
      Account only = account("a" + std::to_string(i));
      only.sole = true;
      auto done = (i % 2 ? *store : *other).add_account(only);
      if (done) ++linked;
      if (!done && done.error().fault == Fault::conflict) ++refused;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(linked, 1);
  EXPECT_EQ(refused, 5);
  EXPECT_TRUE(store->add_account(account("one-more"))) << "an owner may have several when asked";
  Account elsewhere = account("elsewhere", "other owner");
  elsewhere.sole = true;
  EXPECT_TRUE(store->add_account(elsewhere));
}

TEST_P(StoreContract, LetsOneOfManyChangeAReading) {
  auto other = fresh->open();
  Account reading = *store->add_account(account("a1"));
  std::atomic<int> changed = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i)
    threads.emplace_back(
        [&, i] { changed += (i % 2 ? *store : *other).update_account(reading).has_value(); });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(changed, 1);
  EXPECT_EQ(store->account(project, "a1")->revision, reading.revision + 1);
}

TEST_P(StoreContract, ServesManyAtOnce) {
  constexpr int kThreads = 4, kEach = 25;
  std::atomic<int> good = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) {
        std::string id = "t" + std::to_string(t) + "-" + std::to_string(i);
        bool all = store->add_account(account(id)).has_value() &&
                   store->account(project, id).has_value() && store->revision().has_value();
        JournalEntry e;
        e.request_id = id;
        e.project_id = project;
        store->record(e);
        store->touch_account(id, i);
        good += all;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(good, kThreads * kEach);
  store->flush();
  EXPECT_EQ(store->journal(project, {.limit = 1000})->entries.size(), 100u);
}

TEST_P(StoreContract, BudgetsAreKeptByPersonAndOverwritten) {
  BudgetRecords rows;
  rows.budgets = {{"p", 1, "", "", 100, 0, ""}, {"p", 1, "pro", "low", 200, 300, "https://f/x"}};
  rows.standings = {{"p", "file", "a", "pro", "low", 5},
                    {"p", "file", "b", "pro", "low", 7},
                    {"p", "", "", "org", "high", 6},
                    {"q", "file", "a", "org", "high", 7}};
  ASSERT_TRUE(store->keep_budgets(rows));
  rows = {.budgets = {{"p", 1, "", "", 900, 0, ""}}, .standings = {}};
  ASSERT_TRUE(store->keep_budgets(rows));
  auto kept = fresh->open()->budgets("p");
  ASSERT_TRUE(kept);
  ASSERT_EQ(kept->budgets.size(), 2u);
  EXPECT_EQ(kept->budgets[0].empty_at, 900);
  EXPECT_EQ(kept->budgets[1].parked_until, 300);
  EXPECT_EQ(kept->budgets[1].upgrade_link, "https://f/x");
  ASSERT_EQ(kept->standings.size(), 3u);
  EXPECT_EQ(kept->standings[0].plan, "org") << "what an operator told, then newest first";
  EXPECT_EQ(kept->standings[1].project_id, "b");
  ASSERT_TRUE(store->forget_old_budgets(300, 6));
  EXPECT_EQ(store->budgets("p")->standings.size(), 3u) << "the park of its plan still lives";
  ASSERT_TRUE(store->forget_old_budgets(500, 6));
  EXPECT_EQ(store->budgets("p")->budgets.size(), 1u);
  EXPECT_EQ(store->budgets("p")->standings.size(), 2u);
  ASSERT_TRUE(store->forget_budgets("p"));
  EXPECT_TRUE(store->budgets("p")->budgets.empty());
  ASSERT_EQ(store->budgets("p")->standings.size(), 1u) << "what an operator told stays";
  EXPECT_EQ(store->budgets("p")->standings[0].resource, "");
  EXPECT_EQ(store->budgets("q")->standings.size(), 1u);
}

TEST_P(StoreContract, ABudgetIsOnlyRaisedButFromWhatWasClaimed) {
  auto keep = [&](UnixMs empty_at, UnixMs parked_until, UnixMs claimed) {
    BudgetRecord row{.person = "p", .plan = {}, .seat = {}, .upgrade_link = {}};
    row.empty_at = empty_at;
    row.parked_until = parked_until;
    row.claimed = claimed;
    EXPECT_TRUE(store->keep_budgets({.budgets = {row}, .standings = {}}));
    auto kept = store->budgets("p")->budgets.at(0);
    return std::pair(kept.empty_at, kept.parked_until);
  };
  using Pair = std::pair<UnixMs, UnixMs>;
  EXPECT_EQ(keep(100, 0, 0), Pair(100, 0));
  EXPECT_EQ(keep(50, 900, 0), Pair(100, 900));
  EXPECT_EQ(keep(300, 0, 100), Pair(300, 900));
  EXPECT_EQ(keep(200, 0, 100), Pair(300, 900)) << "another one claimed more meanwhile";
  EXPECT_EQ(keep(200, 0, 300), Pair(200, 900));
}

TEST_P(StoreContract, AnotherProjectsAccountOfOnePersonIsFound) {
  Account a = account("a1");
  a.person = "user 7";
  ASSERT_TRUE(store->add_account(a));
  EXPECT_EQ(store->account(project, "a1")->person, "user 7");
  EXPECT_FALSE(store->has_person_elsewhere("user 7", project).value());
  EXPECT_TRUE(store->has_person_elsewhere("user 7", other_project()).value());
  EXPECT_FALSE(store->has_person_elsewhere("user 8", "none").value());
}

TEST_P(StoreContract, WhatAnOperatorToldRaisesTheRevision) {
  const auto before = store->revision().value();
  ASSERT_TRUE(
      store->keep_budgets({.budgets = {}, .standings = {{"p", "file", "a", "pro", "low", 5}}}));
  EXPECT_EQ(store->revision().value(), before);
  ASSERT_TRUE(store->keep_budgets({.budgets = {}, .standings = {{"p", "", "", "pro", "low", 5}}}));
  EXPECT_GT(store->revision().value(), before);
}

TEST_P(StoreContract, AKeptAnswerBeginsOnce) {
  KeptAnswer first{.project_id = project,
                   .account_id = "a",
                   .action = "x",
                   .key_digest = std::string("k\0k", 3),
                   .inputs_digest = "i",
                   .answer = {},
                   .created_at = 50};
  EXPECT_EQ(store->begin_answer(first).value(), std::nullopt);
  KeptAnswer second = first;
  second.inputs_digest = "other";
  second.created_at = 60;
  auto there = fresh->open()->begin_answer(second).value();
  ASSERT_TRUE(there);
  EXPECT_EQ(there->inputs_digest, "i");
  EXPECT_EQ(there->state, "running");
  EXPECT_EQ(there->created_at, 50);
  first.state = "ended";
  first.answer.bytes = std::string("\0sealed", 7);
  ASSERT_TRUE(store->end_answer(first));
  there = store->begin_answer(second).value();
  EXPECT_EQ(there->state, "ended");
  EXPECT_EQ(there->answer.bytes, first.answer.bytes);
  second.action = "y";
  EXPECT_EQ(store->begin_answer(second).value(), std::nullopt) << "another action's key is another";
  ASSERT_TRUE(store->drop_answer(second));
  EXPECT_EQ(store->begin_answer(second).value(), std::nullopt);
  EXPECT_EQ(store->forget_answers(60).value(), 1);
  EXPECT_EQ(store->begin_answer(first).value(), std::nullopt);
}

}  // namespace
}  // namespace figlink
