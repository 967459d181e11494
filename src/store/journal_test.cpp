#include "store/journal.h"

#include <atomic>
#include <thread>

#include "store/driver.h"
#include "store/sqlite_test_fresh.h"

namespace figlink {
namespace {

// A database that a test holds up or breaks, and that remembers what it was given.
class Scripted final : public Connection {
 public:
  struct Facts {
    std::atomic<int> failures = 0;  // how many of the next transactions fail
    std::atomic<int> transactions = 0, rows = 0;
    std::vector<std::int64_t> touched;
    Gate entered, may_go;
    bool held = false;
  };
  explicit Scripted(Facts& facts) : facts_(facts) {}
  Result<void> run(std::string_view sql, std::span<const SqlValue> values,
                   const std::function<void(const SqlRow&)>&) override {
    if (sql.starts_with("INSERT INTO journal")) ++facts_.rows;
    if (sql.starts_with("UPDATE")) facts_.touched.push_back(std::get<std::int64_t>(values[1]));
    return {};
  }
  Result<void> script(const std::string&) override { return {}; }
  Result<void> begin() override {
    if (facts_.failures > 0) {
      --facts_.failures;
      return fail(Fault::bug, "The disk is full: nothing was stored.");
    }
    if (facts_.transactions++ == 0 && facts_.held) {
      facts_.entered.open();
      facts_.may_go.wait();
    }
    return {};
  }
  Result<void> commit() override { return {}; }
  void rollback() override {}
  Result<void> lock_migrations() override { return {}; }
  Result<void> examine() override { return {}; }

 private:
  Facts& facts_;
};

class KeptLog final : public Log {
 public:
  bool takes(Level) const noexcept override { return true; }
  void write(Level, std::string_view event, std::initializer_list<LogField> fields) override {
    std::lock_guard lock(mutex_);
    std::string line(event);
    for (const LogField& field : fields) {
      if (auto* number = std::get_if<std::int64_t>(&field.value))
        line += " " + std::string(field.name) + "=" + std::to_string(*number);
    }
    lines.push_back(line);
  }
  std::vector<std::string> lines;

 private:
  std::mutex mutex_;
};

JournalEntry entry(std::string request_id) {
  JournalEntry e;
  e.request_id = std::move(request_id);
  e.project_id = "p";
  return e;
}

TEST(Journal, GathersWhileTheDatabaseIsBusy) {
  Scripted::Facts facts;
  facts.held = true;
  KeptLog log;
  Journal journal(std::make_unique<Scripted>(facts), log, 1000);
  journal.record(entry("first"));
  facts.entered.wait();
  for (int i = 0; i < 500; ++i) journal.record(entry("r"));
  facts.may_go.open();
  journal.flush();
  EXPECT_EQ(facts.rows, 501);
  EXPECT_EQ(facts.transactions, 2);
}

// A fiber that a test can watch.
class WatchedFiber final : public Fiber {
 public:
  bool park_until(SteadyMs) override { return false; }
  void park() override {
    parked.open();
    woken_.wait();
  }
  void unpark() override { woken_.open(); }
  Gate parked;

 private:
  // park() is this fiber's thread, which is no fiber to the gate.
  struct ThreadGate {
    void wait() {
      std::unique_lock lock(mutex);
      opened.wait(lock, [this] { return open_now; });
    }
    void open() {
      std::lock_guard lock(mutex);
      open_now = true;
      opened.notify_all();
    }
    std::mutex mutex;
    std::condition_variable opened;
    bool open_now = false;
  } woken_;
};

TEST(Journal, ParksTheFiberThatFindsItFull) {
  Scripted::Facts facts;
  facts.held = true;
  KeptLog log;
  Journal journal(std::make_unique<Scripted>(facts), log, 1'000'000);
  journal.record(entry("first"));
  facts.entered.wait();
  for (std::size_t i = 0; i < kJournalQueueMax; ++i) journal.record(entry("r"));
  WatchedFiber fiber;
  std::atomic<bool> recorded = false;
  std::thread thread([&] {
    Fiber::set_current(&fiber);
    journal.record(entry("one too many"));
    recorded = true;
    Fiber::set_current(nullptr);
  });
  fiber.parked.wait();
  EXPECT_FALSE(recorded);
  facts.may_go.open();
  thread.join();
  journal.flush();
  EXPECT_EQ(facts.rows, static_cast<int>(kJournalQueueMax) + 2);
  EXPECT_TRUE(log.lines.empty());
}

TEST(Journal, TriesAgainWhatTheDatabaseRefused) {
  Scripted::Facts facts;
  facts.failures = 2;
  KeptLog log;
  Journal journal(std::make_unique<Scripted>(facts), log, 1000);
  journal.record(entry("r"));
  journal.flush();
  EXPECT_EQ(facts.rows, 1);
  EXPECT_EQ(log.lines,
            (std::vector<std::string>{"journal waits rows=1 try=1", "journal waits rows=1 try=2"}));
}

TEST(Journal, GivesUpInTheEndAndSaysHowMuchIsLost) {
  Scripted::Facts facts;
  facts.failures = 5;
  KeptLog log;
  Journal journal(std::make_unique<Scripted>(facts), log, 1000);
  journal.record(entry("lost"));
  journal.flush();
  EXPECT_EQ(facts.rows, 0);
  EXPECT_EQ(log.lines.back(), "journal rows lost rows=1 try=5");
  journal.record(entry("kept"));
  journal.flush();
  EXPECT_EQ(facts.rows, 1);
}

TEST(Journal, WritesTheLatestOfManyTouches) {
  Scripted::Facts facts;
  facts.held = true;
  KeptLog log;
  Journal journal(std::make_unique<Scripted>(facts), log, 1000);
  journal.record(entry("first"));
  facts.entered.wait();
  for (UnixMs at : {55, 57, 56}) journal.touch_key("k", at);
  for (UnixMs at : {3, 2, 1}) journal.touch_account("a", at);
  facts.may_go.open();
  journal.flush();
  EXPECT_EQ(facts.touched, (std::vector<std::int64_t>{57, 3}));
}

TEST(Journal, DropsTheOldestRowsPastItsMaximum) {
  constexpr std::int64_t kKept = 100;
  FreshSqlite fresh;
  auto store = fresh.open();
  auto driver = make_sqlite_driver(fresh.path());
  {
    Journal journal(std::move(*(*driver)->connect(Durability::crash)), fresh.log, kKept);
    for (int i = 0; i < 4000; ++i) {
      journal.record(entry("r" + std::to_string(i)));
      if (i % 500 == 499) journal.flush();
    }
  }
  EXPECT_LE(store->journal("p", {.limit = 4000})->entries.size(), kKept + 1000u);
  // A command that writes one row prunes as well.
  Journal(std::move(*(*driver)->connect(Durability::crash)), fresh.log, kKept)
      .record(entry("last"));
  auto left = store->journal("p", {.limit = 4000})->entries;
  EXPECT_EQ(left.size(), static_cast<std::size_t>(kKept));
  EXPECT_EQ(left.front().request_id, "last");
  EXPECT_EQ(left[1].request_id, "r3999");
}

}  // namespace
}  // namespace figlink
