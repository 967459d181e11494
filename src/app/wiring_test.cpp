#include "app/wiring.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include "base/text.h"
#include "store/driver.h"

namespace figlink {
namespace {

struct Wiring : testing::Test {
  Wiring() {
    char name[] = "/tmp/figlink-wiring-XXXXXX";
    folder = ::mkdtemp(name);
    settings =
        read_settings(
            {{"data", folder + "/data"}, {"log-level", "off"}, {"figma-api", "http://127.0.0.1:9"}},
            "", [](const std::string&) { return std::nullopt; })
            .value();
  }
  ~Wiring() override { std::filesystem::remove_all(folder); }
  Result<std::unique_ptr<House>> build(const MasterKeyPlaces& places = {}) {
    return build_house({settings, places, 1});
  }
  static std::string why(const Result<std::unique_ptr<House>>& house) {
    return house ? "" : house.error().message;
  }
  std::string folder;
  Settings settings;
};

TEST_F(Wiring, TheFirstStartMakesAPrivateFolderAndKey) {
  ASSERT_EQ(why(build()), "");
  struct stat facts {};
  ASSERT_EQ(::stat((folder + "/data").c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0700u);
  ASSERT_EQ(::stat((folder + "/data/master.key").c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600u);
  EXPECT_EQ(why(build()), "") << "and the second opens what the first sealed";
}

TEST_F(Wiring, ALostMasterKeyIsNotMadeAnew) {
  ASSERT_EQ(why(build()), "");
  std::filesystem::remove(folder + "/data/master.key");
  EXPECT_EQ(why(build()), "The database is sealed, and its master key is not there: " + folder +
                              "/data/master.key is missing.");
  EXPECT_FALSE(std::filesystem::exists(folder + "/data/master.key"));
}

TEST_F(Wiring, LostDataKeysAreNotMadeAnewOverWhatTheySealed) {
  {
    auto house = build();
    ASSERT_EQ(why(house), "");
    Key key;
    key.id = "k1";
    key.project_id = (*house)->store->projects()->front().id;
    key.digest = std::string(32, 'd');
    ASSERT_TRUE((*house)->store->add_key(key));
  }
  auto forget = [&] {
    auto driver = make_sqlite_driver(folder + "/data/figlink.db");
    auto connection = (*driver)->connect(Durability::power_cut);
    ASSERT_TRUE((*connection)->run("DELETE FROM wrapped_keys"));
  };
  forget();
  std::filesystem::remove(folder + "/data/master.key");
  EXPECT_EQ(why(build()), "The data keys of sqlite:" + folder +
                              "/data/figlink.db are gone, and its accounts and API keys do not "
                              "open without them.");
  EXPECT_FALSE(std::filesystem::exists(folder + "/data/master.key"));
  SystemClock clock;
  auto log = make_stderr_log(clock, Level::off, LogFormat::text);
  auto store = open_store(database_of(settings), clock, *log);
  EXPECT_TRUE((*store)->wrapped_keys()->empty()) << "and none is written";
}

TEST_F(Wiring, AnotherMasterKeyIsRefused) {
  ASSERT_EQ(why(build()), "");
  MasterKeyPlaces places;
  places.text = Secret(to_base64(std::string(32, 'k')));
  places.text_set = true;
  EXPECT_NE(why(build(places)), "");
  places.file = folder + "/data/master.key";
  EXPECT_EQ(why(build(places)), "FIGLINK_MASTER_KEY and FIGLINK_MASTER_KEY_FILE are both set.");
  places.file = {};
  places.text = Secret(std::string_view("c2hvcnQ="));
  EXPECT_NE(why(build(places)), "");
}

TEST_F(Wiring, AKeyFromAFileServesToo) {
  std::ofstream(folder + "/key") << to_base64(std::string(32, 'k'));
  ::chmod((folder + "/key").c_str(), 0600);
  MasterKeyPlaces places;
  places.file = folder + "/key";
  ASSERT_EQ(why(build(places)), "");
  EXPECT_FALSE(std::filesystem::exists(folder + "/data/master.key"));
}

TEST_F(Wiring, ProcessesThatStartAtOnceAgreeOnTheVaultsKeys) {
  constexpr int kProcesses = 4;
  std::vector<Result<std::unique_ptr<House>>> houses;
  for (int i = 0; i < kProcesses; ++i) houses.emplace_back(fail(Fault::bug, "not built"));
  {
    std::vector<std::jthread> threads;
    for (auto& house : houses) threads.emplace_back([&] { house = build(); });
  }
  for (auto& house : houses) ASSERT_EQ(why(house), "");
  const Binding binding{"account.credential", "a", "p"};
  const Sealed sealed = (*houses[0])->vault->seal(binding, "a token");
  for (auto& house : houses) {
    auto opened = (*house)->vault->open(binding, sealed);
    ASSERT_TRUE(opened.has_value());
    EXPECT_EQ(opened->expose(), "a token");
  }
}

TEST_F(Wiring, TheMasterKeyLeavesTheEnvironmentAndItsMemory) {
  ::setenv("FIGLINK_MASTER_KEY", "a-key-that-must-go", 1);
  const char* where = ::getenv("FIGLINK_MASTER_KEY");
  MasterKeyPlaces places = take_master_key_places();
  EXPECT_EQ(places.text.expose(), "a-key-that-must-go");
  EXPECT_EQ(::getenv("FIGLINK_MASTER_KEY"), nullptr);
  EXPECT_NE(std::string_view(where, 18), "a-key-that-must-go");
}

}  // namespace
}  // namespace figlink
