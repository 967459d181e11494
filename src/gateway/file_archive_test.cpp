#include "gateway/file_archive.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "gateway/entry_file.h"
#include "gateway/gateway_test_house.h"

namespace figlink {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMegabyte = 1u << 20;

std::string document(std::size_t nodes, std::string_view version = "42") {
  std::string text = R"({"document":{"id":"0:0","children":[{"id":"0:1","children":[)";
  for (std::size_t i = 0; i < nodes; ++i)
    text += (i == 0 ? "" : ",") + std::string(R"({"id":"1:)") + std::to_string(i) +
            R"(","name":"secret-name-)" + std::to_string(i * 7919) + R"("})";
  return text + R"(]}]},"components":{},"version":")" + std::string(version) + "\"}";
}

struct Archived : testing::Test {
  Archived() {
    char name[] = "/tmp/figlink-archive-XXXXXX";
    root = ::mkdtemp(name);
    folder = root + "/memory";
    vault = Vault::unlock(Secret(std::string_view("0123456789abcdef0123456789abcdef")), {}, chance)
                .value();
  }
  ~Archived() override { fs::remove_all(root); }

  std::unique_ptr<FileArchive> open(ArchiveLimits limits) {
    return std::make_unique<FileArchive>(folder, limits, *vault, clock, chance, log);
  }
  std::unique_ptr<FileArchive> open() { return open({64 * kMegabyte, 16 * kMegabyte}); }
  std::unique_ptr<FileArchive> disk_alone() { return open({64 * kMegabyte, 0}); }

  static void keep(FileArchive& archive, const EntryName& name, std::string_view text) {
    auto keeping =
        archive.keep(name, {.content_type = "application/json", .kept_at = 7, .study = true});
    ASSERT_TRUE(keeping);
    for (std::size_t at = 0; at < text.size(); at += 10'000) keeping->feed(text.substr(at, 10'000));
    keeping->done();
  }
  static std::string read(FileArchive& archive, const EntryName& name) {
    auto found = archive.find(name);
    if (!found) return "(absent)";
    auto text = read_all(*found->read(), 64 * kMegabyte);
    return text ? *text : "(broken)";
  }
  std::vector<fs::path> files() {
    std::vector<fs::path> all;
    if (!fs::exists(folder)) return all;
    for (auto& entry : fs::recursive_directory_iterator(folder)) {
      if (entry.is_regular_file() && entry.path().filename() != "epoch" &&
          entry.path().filename() != "reads")
        all.push_back(entry.path());
    }
    return all;
  }
  static std::string text_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  static void write(const fs::path& path, std::string_view text) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
  }

  std::string root, folder;
  HandClock clock;
  SystemChance chance;
  KeptLog log;
  std::unique_ptr<Vault> vault;
  const EntryName name{"acc1", "file 1"};
};

TEST_F(Archived, GivesBackWhatWasKept) {
  auto archive = open();
  const std::string text = document(20'000);
  EXPECT_EQ(read(*archive, name), "(absent)");
  keep(*archive, name, text);
  EXPECT_EQ(read(*archive, name), text) << "at once, though the disk may still be busy";
  const auto found = archive->find(name);
  EXPECT_EQ(found->facts().version, "42");
  EXPECT_EQ(found->facts().kept_at, 7);
  EXPECT_EQ(found->facts().content_type, "application/json");
  ASSERT_TRUE(found->outline());
  EXPECT_EQ(found->outline()->node_count(), 20'002u);
}

TEST_F(Archived, OutlivesTheProcess) {
  const std::string text = document(50'000);
  keep(*open(), name, text);
  for (auto archive : {open().release(), disk_alone().release()}) {
    std::unique_ptr<FileArchive> owned(archive);
    EXPECT_EQ(read(*owned, name), text);
    const auto found = owned->find(name);
    ASSERT_TRUE(found->outline());
    const Excerpt cut = excerpt(*found->outline(), {.nodes = true, .ids = {"1:49999", "1:3"}});
    auto part = found->read(cut);
    EXPECT_EQ(read_all(*part, kMegabyte).value(), cut.of(text));
  }
}

TEST_F(Archived, LiesSealedAndNamesNobody) {
  keep(*open(), name, document(2'000));
  for (const fs::path& path : files()) {
    const std::string bytes = text_of(path);
    for (std::string_view word : {"secret-name", "document", "acc1", "file 1"})
      EXPECT_EQ(bytes.find(word), std::string::npos) << word;
    EXPECT_EQ(path.string().find("acc1"), std::string::npos);
    struct stat about {};
    ASSERT_EQ(::stat(path.c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0600u);
  }
}

TEST_F(Archived, BelongsToOneAccountAndOneRead) {
  auto archive = open();
  keep(*archive, name, document(10));
  EXPECT_EQ(read(*archive, {"acc2", "file 1"}), "(absent)");
  EXPECT_EQ(read(*archive, {"acc1", "file 2"}), "(absent)");
  archive->settle();
  // A file under another's name does not open, nor in another account's folder.
  const fs::path mine = files()[0];
  keep(*archive, {"acc2", "file 1"}, document(11));
  archive->settle();
  for (const fs::path& path : files()) {
    if (path != mine) write(path, text_of(mine));
  }
  archive = open();
  EXPECT_EQ(read(*archive, {"acc2", "file 1"}), "(absent)");
  EXPECT_EQ(read(*archive, name), document(10));
}

TEST_F(Archived, TakesWhateverIsDamagedForAbsent) {
  const std::string text = document(30'000);
  keep(*open(), name, text);
  const fs::path path = files()[0];
  const std::string good = text_of(path);
  for (std::size_t at = 0; at < good.size(); at += 1 + good.size() / 97) {
    for (bool cut : {false, true}) {
      std::string bad = cut ? good.substr(0, at) : good;
      if (!cut) bad[at] = static_cast<char>(bad[at] ^ 1);
      write(path, bad);
      auto archive = open({64 * kMegabyte, 64 * kMegabyte});  // it is read whole at once
      EXPECT_EQ(read(*archive, name), "(absent)") << at << (cut ? " cut" : " changed");
      EXPECT_FALSE(fs::exists(path)) << "and it is removed";
    }
  }
  write(path, good);
  EXPECT_EQ(read(*open(), name), text);
}

TEST_F(Archived, BreaksAnAnswerRatherThanGivingDamage) {
  const std::string text = document(50'000);
  keep(*disk_alone(), name, text);
  std::string bytes = text_of(files()[0]);
  bytes[5'000] = static_cast<char>(bytes[5'000] ^ 1);
  write(files()[0], bytes);
  auto archive = disk_alone();
  auto found = archive->find(name);
  ASSERT_TRUE(found) << "the head and the foot are good";
  EXPECT_FALSE(read_all(*found->read(), 64 * kMegabyte));
  EXPECT_TRUE(files().empty());
}

TEST_F(Archived, ForgetsAnAnswerThatWasDropped) {
  auto archive = open();
  const std::string text = document(1'000);
  {
    auto keeping = archive->keep(name, {.study = true});
    keeping->feed(text);
  }
  archive->settle();
  EXPECT_EQ(read(*archive, name), "(absent)");
  EXPECT_TRUE(files().empty());
}

TEST_F(Archived, KeepsOnlyWholeAnswersThatTellTheirVersion) {
  auto archive = open();
  for (std::string_view text :
       {R"({"document":{"id":"0:0"})", R"({"document":{"id":"0:0"}})", "[]", ""}) {
    keep(*archive, name, text);
    EXPECT_EQ(read(*archive, name), "(absent)") << text;
  }
  // Nodes have no outline and are kept all the same.
  keep(*archive, name, R"({"version":"7","nodes":{}})");
  ASSERT_NE(read(*archive, name), "(absent)");
  EXPECT_FALSE(archive->find(name)->outline());
}

TEST_F(Archived, TheOldestGoesWhenTheDiskBudgetIsSpent) {
  auto archive = open({kMegabyte, 0});
  // What does not get smaller: chance.
  auto noise = [&](int i) {
    std::string bytes(100'000, '\0');
    chance.fill(std::as_writable_bytes(std::span(bytes)));
    return R"({"version":"1","nodes":{")" + to_hex(bytes) + R"(":)" + std::to_string(i) + "}}";
  };
  for (int i = 0; i < 30; ++i) {
    keep(*archive, {"acc1", std::to_string(i)}, noise(i));
    archive->settle();
    EXPECT_LE(archive->counts().bytes, kMegabyte);
  }
  EXPECT_NE(read(*archive, {"acc1", "29"}), "(absent)");
  EXPECT_EQ(read(*archive, {"acc1", "0"}), "(absent)");
  EXPECT_GT(archive->counts().entries, 4u);
}

TEST_F(Archived, TheMemoryHasABudgetToo) {
  auto archive = open({0, kMegabyte});
  for (int i = 0; i < 100; ++i) {
    keep(*archive, {"acc1", std::to_string(i)}, document(1'000));
    if (i % 8 == 0) archive->settle();  // only so many at once
  }
  archive->settle();
  EXPECT_LE(archive->counts_now().memory_bytes, kMegabyte);
  EXPECT_GT(archive->counts_now().memory_entries, 2u);
  EXPECT_FALSE(fs::exists(folder)) << "nothing on disk was allowed";
}

TEST_F(Archived, RemovesAnAccountAtOnce) {
  auto archive = open();
  keep(*archive, name, document(10));
  keep(*archive, {"acc12", "file 1"}, document(12));
  archive->settle();
  auto late = archive->keep({"acc1", "file 3"}, {.study = true});
  late->feed(document(10));
  archive->forget("acc1");
  late->done();
  archive->settle();
  EXPECT_EQ(read(*archive, name), "(absent)");
  EXPECT_EQ(read(*archive, {"acc1", "file 3"}), "(absent)") << "it was on its way";
  EXPECT_EQ(archive->counts("acc1").entries, 0u);
  EXPECT_EQ(read(*archive, {"acc12", "file 1"}), document(12));
}

TEST_F(Archived, SeesWhatAnotherProcessForgot) {
  auto server = open(), command = open();
  keep(*server, name, document(10));
  server->settle();
  EXPECT_EQ(read(*command, name), document(10));
  command->forget("");
  server->refresh();
  EXPECT_EQ(read(*server, name), "(absent)");
}

TEST_F(Archived, ManyUseItAtOnce) {
  auto archive = open({kMegabyte, kMegabyte});
  std::vector<std::thread> threads;
  std::atomic<int> wrong = 0;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 60; ++i) {
        const EntryName mine{"acc" + std::to_string(i % 3), "file " + std::to_string(i % 5)};
        const std::string text = document(100 + static_cast<std::size_t>(i % 5));
        if (auto keeping = archive->keep(mine, {.kept_at = 7, .study = true})) {
          keeping->feed(text);
          if (i % 7 != 0) keeping->done();
        }
        const std::string got = read(*archive, mine);
        if (got != text && got != "(absent)") ++wrong;
        if (t == 0 && i % 20 == 0) archive->forget(mine.account_id);
        if (t == 1 && i % 10 == 0) archive->drop(mine);
        if (t == 2) archive->refresh();
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
  archive->settle();
  EXPECT_LE(archive->counts_now().memory_bytes, kMegabyte);
}

// A full disk, as the system tells it: no file may grow beyond a few bytes.
TEST_F(Archived, AFullDiskCostsTheEntryAndOneLine) {
  auto archive = open();
  auto before = std::signal(SIGXFSZ, SIG_IGN);
  rlimit files_max{};
  ::getrlimit(RLIMIT_FSIZE, &files_max);
  const rlim_t soft = std::exchange(files_max.rlim_cur, 1000);
  ::setrlimit(RLIMIT_FSIZE, &files_max);
  const std::string text = document(60'000);
  keep(*archive, name, text);
  archive->settle();
  files_max.rlim_cur = soft;
  ::setrlimit(RLIMIT_FSIZE, &files_max);
  std::signal(SIGXFSZ, before);
  EXPECT_TRUE(files().empty());
  const auto at = log.text.find("not_remembered_on_disk");
  EXPECT_NE(at, std::string::npos);
  EXPECT_EQ(log.text.find("not_remembered_on_disk", at + 1), std::string::npos);
}

TEST(EntryFoot, ReadsWhatItWrote) {
  const EntryFoot foot{
      {"42", "application/json", 5, 6, 0, true}, kBodyBlockBytes + 1, 9, {70, 900}, {901}};
  const std::string bytes = foot.write();
  auto read = EntryFoot::read(bytes);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->write(), bytes);
  EXPECT_EQ(read->facts.until, 6);
  EXPECT_EQ(read->outline_places[0], 901u);
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(EntryFoot::read(std::string_view(bytes).substr(0, size)));
}

}  // namespace
}  // namespace figlink
