#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "store/contract.h"
#include "store/sql_store.h"

namespace figlink {
namespace {

class FreshSqlite final : public Fresh {
 public:
  FreshSqlite() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "figlink-store-XXXXXX").string();
    dir = ::mkdtemp(pattern.data());
  }
  ~FreshSqlite() override { std::filesystem::remove_all(dir); }
  std::string path() const { return dir + "/data/figlink.db"; }
  std::unique_ptr<Store> open() override {
    auto store = open_store(path(), clock, log);
    EXPECT_TRUE(store) << store.error().message;
    return store ? std::move(*store) : nullptr;
  }
  std::string dir;
  HandClock clock;
  QuietLog log;
};

std::unique_ptr<Fresh> make_fresh() { return std::make_unique<FreshSqlite>(); }
INSTANTIATE_TEST_SUITE_P(Sqlite, StoreContract, testing::Values(&make_fresh));

TEST(Sqlite, KeepsItsFilesToItself) {
  FreshSqlite fresh;
  auto store = fresh.open();
  struct stat facts {};
  ASSERT_EQ(::stat(fresh.path().c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600u);
  ::stat((fresh.dir + "/data").c_str(), &facts);
  EXPECT_EQ(facts.st_mode & 0777, 0700u);
  for (const auto& file : std::filesystem::directory_iterator(fresh.dir + "/data")) {
    ::stat(file.path().c_str(), &facts);
    EXPECT_EQ(facts.st_mode & 0077, 0u) << file.path();
  }
}

TEST(Sqlite, RefusesWhatIsNoDatabaseOfOurs) {
  FreshSqlite fresh;
  std::filesystem::create_directories(fresh.dir + "/data");
  std::ofstream(fresh.path()) << std::string(8192, 'x');
  auto store = open_store(fresh.path(), fresh.clock, fresh.log);
  ASSERT_FALSE(store);
  EXPECT_NE(store.error().message.find("no figlink database"), std::string::npos);
  EXPECT_FALSE(open_store("mysql://x", fresh.clock, fresh.log));
}

TEST(Sqlite, RefusesADatabaseOfANewerFiglink) {
  FreshSqlite fresh;
  fresh.open().reset();
  auto driver = make_sqlite_driver(fresh.path());
  auto connection = (*driver)->connect(Durability::power_cut);
  ASSERT_TRUE((*connection)->run("INSERT INTO migrations (number, name, at) VALUES (99, 'x', 0)"));
  auto store = open_store(fresh.path(), fresh.clock, fresh.log);
  ASSERT_FALSE(store);
  EXPECT_NE(store.error().message.find("newer figlink"), std::string::npos);
}

TEST(Sqlite, StartsTwiceAtOnce) {
  FreshSqlite fresh;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] { EXPECT_TRUE(open_store(fresh.path(), fresh.clock, fresh.log)); });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(fresh.open()->projects()->size(), 1u);
}

// A driver whose Nth statement fails, as a full disk would make it.
class FailingConnection final : public Connection {
 public:
  FailingConnection(std::unique_ptr<Connection> inner, std::atomic<int>& left)
      : inner_(std::move(inner)), left_(left) {}
  Result<void> run(std::string_view sql, std::span<const SqlValue> values,
                   const std::function<void(const SqlRow&)>& each) override {
    if (left_.fetch_sub(1) == 1) return fail(Fault::bug, "made to fail");
    return inner_->run(sql, values, each);
  }
  Result<void> script(const std::string& sql) override { return inner_->script(sql); }
  Result<void> begin() override {
    if (left_.fetch_sub(1) == 1) return fail(Fault::bug, "made to fail");
    return inner_->begin();
  }
  Result<void> commit() override {
    if (left_.fetch_sub(1) == 1) return fail(Fault::bug, "made to fail");
    return inner_->commit();
  }
  void rollback() override { inner_->rollback(); }

 private:
  std::unique_ptr<Connection> inner_;
  std::atomic<int>& left_;
};

class FailingDriver final : public Driver {
 public:
  FailingDriver(std::unique_ptr<Driver> inner, std::atomic<int>& left)
      : inner_(std::move(inner)), left_(left) {}
  Result<std::unique_ptr<Connection>> connect(Durability durability) override {
    auto made = inner_->connect(durability);
    if (!made) return made;
    return std::make_unique<FailingConnection>(std::move(*made), left_);
  }
  std::string_view blob_word() const override { return inner_->blob_word(); }
  std::string_view serial_word() const override { return inner_->serial_word(); }
  std::string_view row_word() const override { return inner_->row_word(); }

 private:
  std::unique_ptr<Driver> inner_;
  std::atomic<int>& left_;
};

TEST(Sqlite, LeavesNothingHalfWhenTheNthStatementFails) {
  bool reached_the_end = false;
  for (int nth = 1; nth < 20 && !reached_the_end; ++nth) {
    FreshSqlite fresh;
    auto healthy = fresh.open();
    std::string project = healthy->projects()->front().id;
    LinkSession wish;
    wish.project_id = project;
    wish.digest = "d";
    wish.expires_at = 1000;
    auto session = healthy->add_session(wish);
    std::atomic<int> left = 1'000'000;
    auto failing = SqlStore::open(
        std::make_unique<FailingDriver>(std::move(*make_sqlite_driver(fresh.path())), left),
        fresh.clock, fresh.log);
    ASSERT_TRUE(failing);
    Account account;
    account.id = "a1";
    account.project_id = project;
    left = nth;
    auto linked = (*failing)->complete_link(session->id, account, true, 5);
    left = 1'000'000;
    bool there = healthy->account(project, "a1").has_value();
    bool used = (*healthy->session_by_digest("d"))->used_at != 0;
    EXPECT_EQ(there, used) << nth;
    EXPECT_EQ(there, linked.has_value()) << nth;
    reached_the_end = linked.has_value();
    // And it works again afterwards.
    if (!linked) {
      EXPECT_TRUE((*failing)->complete_link(session->id, account, true, 5)) << nth;
    }
  }
  EXPECT_TRUE(reached_the_end);
}

// Links accounts until it is killed, and says so after each one that was acknowledged.
[[noreturn]] void link_until_killed(const std::string& path, int out, int round) {
  SystemClock clock;
  QuietLog log;
  auto store = open_store(path, clock, log);
  if (!store) _exit(3);
  std::string project = (*store)->projects()->front().id;
  for (int i = 0;; ++i) {
    std::string id = std::to_string(round) + "-" + std::to_string(i);
    LinkSession wish;
    wish.project_id = project;
    wish.digest = "digest " + id;
    wish.origin_owner_id = id;
    wish.expires_at = clock.now_ms() + kDayMs;
    auto session = (*store)->add_session(wish);
    Account account;
    account.id = id;
    account.project_id = project;
    account.credential.bytes = "sealed " + id;
    if (!session || !(*store)->complete_link(session->id, account, true, clock.now_ms())) _exit(4);
    std::string line = id + "\n";
    if (::write(out, line.data(), line.size()) < 0) _exit(5);
  }
}

TEST(Sqlite, LosesNoLinkedAccountWhenKilled) {
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
      link_until_killed(fresh.path(), ends[1], round);
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
    auto account = store->account(project, id);
    ASSERT_TRUE(account) << id;
    EXPECT_EQ(account->credential.bytes, "sealed " + id);
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
