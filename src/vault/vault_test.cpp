#include "vault/vault.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "base/text.h"
#include "vault/cipher.h"

namespace figlink {
namespace {

const Binding kBinding{"account.credential", "acc1", "prj1"};
constexpr std::string_view kToken = "figd_a-token-that-must-not-leak";

Secret master(char fill = 'k') { return Secret(std::string(32, fill)); }

std::unique_ptr<Vault> vault(Chance& chance, std::vector<WrappedKey> keys = {}) {
  auto made = Vault::unlock(master(), std::move(keys), chance);
  EXPECT_TRUE(made);
  return std::move(*made);
}

TEST(Vault, OpensWhatItSealed) {
  SystemChance chance;
  auto one = vault(chance);
  for (std::string_view plain : {kToken, std::string_view(""), std::string_view("\0\xff", 2)}) {
    Sealed sealed = one->seal(kBinding, plain);
    EXPECT_EQ(sealed.bytes.find(kToken), std::string::npos);
    EXPECT_EQ(one->open(kBinding, sealed)->expose(), plain);
    // A vault of the same keys, as after a restart.
    EXPECT_EQ(vault(chance, one->wrapped_keys())->open(kBinding, sealed)->expose(), plain);
  }
  EXPECT_NE(one->seal(kBinding, kToken).bytes, one->seal(kBinding, kToken).bytes);
}

TEST(Vault, RefusesEveryFlippedBitAndEveryCut) {
  SystemChance chance;
  auto one = vault(chance);
  const std::string sealed = one->seal(kBinding, kToken).bytes;
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    std::string bent = sealed;
    bent[bit / 8] = static_cast<char>(bent[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_FALSE(one->open(kBinding, Sealed{bent})) << bit;
  }
  for (std::size_t size = 0; size < sealed.size(); ++size)
    EXPECT_FALSE(one->open(kBinding, Sealed{sealed.substr(0, size)})) << size;
  EXPECT_FALSE(one->open(kBinding, Sealed{sealed + "x"}));
}

TEST(Vault, OpensOnlyWhereASecretBelongs) {
  SystemChance chance;
  auto one = vault(chance);
  Sealed sealed = one->seal(kBinding, kToken);
  for (Binding other :
       {Binding{"account.credential", "acc2", "prj1"},
        Binding{"account.credential", "acc1", "prj2"}, Binding{"other", "acc1", "prj1"},
        Binding{"account.credentialacc1", "", "prj1"}}) {
    auto opened = one->open(other, sealed);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().message, "A sealed secret does not open.");
  }
}

TEST(Vault, RefusesAnotherMasterKeyAndMovedDataKeys) {
  SystemChance chance;
  auto keys = vault(chance)->wrapped_keys();
  auto wrong = Vault::unlock(master('x'), keys, chance);
  ASSERT_FALSE(wrong);
  EXPECT_NE(wrong.error().message.find("does not open this database"), std::string::npos);
  EXPECT_FALSE(Vault::unlock(Secret(std::string(31, 'k')), keys, chance));
  EXPECT_FALSE(Vault::unlock(Secret(), {}, chance));
  keys[0].number = 2;  // the number is bound too
  EXPECT_FALSE(Vault::unlock(master(), keys, chance));
}

TEST(Vault, LooksTokensUpByAStableDigest) {
  SystemChance chance;
  auto one = vault(chance);
  auto same = vault(chance, one->wrapped_keys());
  EXPECT_EQ(one->lookup_digest("flk_a"), same->lookup_digest("flk_a"));
  EXPECT_NE(one->lookup_digest("flk_a"), one->lookup_digest("flk_b"));
  EXPECT_NE(one->lookup_digest("flk_a"), vault(chance)->lookup_digest("flk_a"));
}

// The worked example in docs/design/vault.md is computed anew from its own values.
TEST(Vault, DoesWhatItsDocumentSays) {
  std::ifstream in(std::filesystem::path(FIGLINK_SOURCE_DIR) / "docs/design/vault.md");
  std::stringstream all;
  all << in.rdbuf();
  std::string text = all.str();
  auto hex = [&](std::string_view name) {
    auto at = text.find("`" + std::string(name) + "` | `");
    EXPECT_NE(at, std::string::npos) << name;
    auto from = at + name.size() + 6;
    std::string digits = text.substr(from, text.find('`', from) - from), bytes;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
      bytes += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
    return bytes;
  };
  std::string bound = std::string("\x01", 1) + std::string("\0\0\0\x01", 4);
  for (std::string_view part : {kBinding.kind, kBinding.id, kBinding.project})
    bound += std::string("\0\0\0", 3) + static_cast<char>(part.size()) + std::string(part);
  EXPECT_EQ(to_hex(hex("associated data")), to_hex(bound));
  Secret key(hex("data key"));
  std::string sealed = cipher::seal(key, hex("nonce"), "figd_example", hex("associated data"));
  EXPECT_EQ(to_hex(sealed), to_hex(hex("ciphertext and tag")));
  EXPECT_EQ(to_hex(hex("record")),
            to_hex(std::string("\x01\0\0\0\x01", 5) + hex("nonce") + sealed));
  Secret wrapping = cipher::derive(Secret(hex("master key")), "figlink vault v1: wrap data keys");
  EXPECT_EQ(to_hex(wrapping.expose()), to_hex(hex("wrapping key")));
}

class MasterKeyFile : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "figlink-key-XXXXXX").string();
    dir = ::mkdtemp(pattern.data());
    path = dir + "/master.key";
  }
  void TearDown() override { std::filesystem::remove_all(dir); }
  void write(std::string_view text, mode_t mode = 0600) {
    std::ofstream(path, std::ios::binary) << text;
    ::chmod(path.c_str(), mode);
  }
  std::string refusal() {
    auto key = master_key_from_file(path);
    return key ? "" : key.error().message + " " + key.error().hint;
  }
  std::string dir, path;
};

TEST_F(MasterKeyFile, IsMadeOnceAndNeverOverwritten) {
  SystemChance chance;
  auto made = make_master_key_file(path, chance);
  ASSERT_TRUE(made);
  struct stat facts {};
  ::stat(path.c_str(), &facts);
  EXPECT_EQ(facts.st_mode & 0777, 0600u);
  EXPECT_TRUE(master_key_from_file(path)->same_as(made->expose()));
  EXPECT_TRUE(make_master_key_file(path, chance)->same_as(made->expose()));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(dir), {}), 1);
}

TEST_F(MasterKeyFile, IsTheSameForTwoWhoStartAtOnce) {
  SystemChance chance;
  std::vector<std::string> seen(8);
  std::vector<std::thread> threads;
  for (auto& mine : seen)
    threads.emplace_back([&] { mine = to_hex(make_master_key_file(path, chance)->expose()); });
  for (auto& thread : threads) thread.join();
  for (const auto& each : seen) EXPECT_EQ(each, seen[0]);
}

TEST_F(MasterKeyFile, IsReadAsBytesOrBase64) {
  write(std::string(32, '\x07'));
  EXPECT_TRUE(master_key_from_file(path)->same_as(std::string(32, '\x07')));
  write(to_base64(std::string(32, '\x08')) + "\n");
  EXPECT_TRUE(master_key_from_file(path)->same_as(std::string(32, '\x08')));
}

TEST_F(MasterKeyFile, SaysWhatToChange) {
  EXPECT_NE(refusal().find("cannot be read: No such file"), std::string::npos);
  write(to_base64(std::string(31, 'x')));
  EXPECT_NE(refusal().find("31 bytes long; 32 are needed"), std::string::npos) << refusal();
  write("not base64 at all!");
  EXPECT_NE(refusal().find("is not base64"), std::string::npos);
  write("");
  EXPECT_NE(refusal().find("is empty"), std::string::npos);
  write(std::string(32, 'x'), 0644);
  EXPECT_NE(refusal().find("chmod 600"), std::string::npos);
}

TEST(MasterKeyText, IsCheckedToo) {
  EXPECT_TRUE(master_key_from_text(to_base64(std::string(32, 'z'))));
  EXPECT_FALSE(master_key_from_text(""));
  EXPECT_FALSE(master_key_from_text(to_base64(std::string(33, 'z'))));
  EXPECT_FALSE(master_key_from_text("????"));
}

}  // namespace
}  // namespace figlink
