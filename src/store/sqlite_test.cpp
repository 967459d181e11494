#include <fcntl.h>
#include <sys/stat.h>

#include <fstream>

#include "embedded/migrations.h"
#include "store/driver.h"
#include "store/sqlite_test_fresh.h"

namespace figlink {
namespace {

std::unique_ptr<Fresh> make_fresh() { return std::make_unique<FreshSqlite>(); }
INSTANTIATE_TEST_SUITE_P(Sqlite, StoreContract, testing::Values(&make_fresh));

std::string answer(Connection& connection, std::string_view sql) {
  std::string text;
  EXPECT_TRUE(connection.run(sql, {}, [&](const SqlRow& row) { text = row.text(0); }));
  return text;
}

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
    EXPECT_TRUE(file.path().filename().string().starts_with("figlink.db")) << file.path();
    EXPECT_NE(file.path().extension(), ".new");
  }
}

TEST(Sqlite, WaitsForTheDiskWhereItMust) {
  FreshSqlite fresh;
  auto driver = make_sqlite_driver(fresh.path());
  auto sure = (*driver)->connect(Durability::power_cut);
  auto quick = (*driver)->connect(Durability::crash);
  EXPECT_EQ(answer(**sure, "PRAGMA synchronous"), "2");
  EXPECT_EQ(answer(**quick, "PRAGMA synchronous"), "1");
  for (auto* each : {sure->get(), quick->get()}) {
    EXPECT_EQ(answer(*each, "PRAGMA journal_mode"), "wal");
    EXPECT_EQ(answer(*each, "PRAGMA foreign_keys"), "1");
    EXPECT_EQ(answer(*each, "PRAGMA secure_delete"), "1");
  }
}

TEST(Sqlite, BindsByNameWhateverTheOrder) {
  FreshSqlite fresh;
  auto driver = make_sqlite_driver(fresh.path());
  auto connection = (*driver)->connect(Durability::crash);
  std::string got;
  ASSERT_TRUE(
      (*connection)->run("SELECT $3 || $1 || $2 || $1", {"a", "b", "c"}, [&](const SqlRow& row) {
        got = row.text(0);
      }));
  EXPECT_EQ(got, "caba");
}

// Closing any descriptor of a file drops all locks that the process has on it.
TEST(Sqlite, KeepsItsLocksWhenOpenedAgain) {
  FreshSqlite fresh;
  auto store = fresh.open();
  auto locked = [&] {
    struct flock probe {};
    probe.l_type = F_WRLCK;
    int fd = ::open(fresh.path().c_str(), O_RDWR | O_CLOEXEC);
    EXPECT_EQ(::fcntl(fd, F_OFD_GETLK, &probe), 0);
    probe.l_pid = 0;
    return probe.l_type != F_UNLCK;  // the descriptor is left open, for the reason above
  };
  EXPECT_TRUE(locked());
  fresh.open().reset();
  EXPECT_TRUE(make_sqlite_driver(fresh.path()));
  EXPECT_TRUE(locked());
}

TEST(Sqlite, RefusesWhatIsNoDatabaseOfOurs) {
  FreshSqlite fresh;
  std::filesystem::create_directories(fresh.dir + "/data");
  std::ofstream(fresh.path()) << std::string(8192, 'x');
  auto store = open_store(fresh.path(), fresh.clock, fresh.log);
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().message, "The file " + fresh.path() + " is no figlink database.");
  EXPECT_FALSE(open_store("mysql://x", fresh.clock, fresh.log));
  EXPECT_FALSE(open_store(fresh.path() + "/below/a/file.db", fresh.clock, fresh.log));
}

// Overwrites what lies behind the file's first page, or changes the words of its schema.
void damage(const std::string& path, std::string_view words, std::string_view instead) {
  std::ifstream in(path, std::ios::binary);
  std::string bytes(std::istreambuf_iterator<char>(in), {});
  const auto at = bytes.find(words);
  ASSERT_NE(at, std::string::npos);
  bytes.replace(at, words.size(), instead);
  std::ofstream(path, std::ios::binary) << bytes;
}

TEST(Sqlite, SaysThatADamagedFileIsDamagedAndWhatToDo) {
  FreshSqlite fresh;
  fresh.open().reset();
  EXPECT_TRUE(examine_store(fresh.path()));
  damage(fresh.path(), "CREATE TABLE keys", "CREATE TABEL keys");
  const std::string sentence = "The database file " + fresh.path() + " is damaged.";
  auto store = open_store(fresh.path(), fresh.clock, fresh.log);
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().message, sentence);
  EXPECT_EQ(store.error().hint, "Stop figlink and restore it from a backup.");
  EXPECT_EQ(store.error().fault, Fault::bad_input);
  EXPECT_EQ(examine_store(fresh.path()).error().message, sentence);
}

TEST(Sqlite, FindsDamageThatNoStartMeets) {
  FreshSqlite fresh;
  fresh.open().reset();
  constexpr std::size_t kPage = 4096, kPages = 3;
  std::fstream file(fresh.path(), std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(
      static_cast<std::streamoff>(std::filesystem::file_size(fresh.path()) - kPages * kPage));
  file << std::string(kPages * kPage, '\xff');
  file.close();
  auto found = examine_store(fresh.path());
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().message, "The database file " + fresh.path() + " is damaged.");
}

TEST(Sqlite, TakesEveryPathForAFile) {
  FreshSqlite fresh;
  auto before = std::filesystem::current_path();
  std::filesystem::current_path(fresh.dir);
  for (const char* name : {":memory:", "file:a?mode=memory"}) {
    EXPECT_TRUE(open_store(name, fresh.clock, fresh.log)) << name;
    EXPECT_TRUE(std::filesystem::exists(fresh.dir + "/" + name)) << name;
  }
  std::filesystem::current_path(before);
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

TEST(Migrations, AreNumberedWithoutGaps) {
  int number = 0;
  for (const Embedded& file : embedded_migrations()) {
    EXPECT_EQ(std::stoi(std::string(file.name.substr(0, 4))), ++number) << file.name;
    EXPECT_EQ(file.name[4], '_') << file.name;
  }
  EXPECT_GT(number, 0);
}

}  // namespace
}  // namespace figlink
