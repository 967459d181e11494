#include "vault/vault.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <set>
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

// A data key as a rotation would add it: sealed by the wrapping key, with its own number.
WrappedKey added_key(std::uint32_t number) {
  Secret wrapping = cipher::derive(master(), "figlink vault v1: wrap data keys");
  const std::string head{'\1', '\0', '\0', '\0', static_cast<char>(number)};
  const std::string bound = head +
                            std::string(
                                "\0\0\0\x08"
                                "data key",
                                12) +
                            std::string(8, '\0');
  const std::string nonce(cipher::kNonceBytes, 'n');
  const std::string key(cipher::kKeyBytes, static_cast<char>('0' + number));
  return {number, Sealed{head + nonce + cipher::seal(wrapping, nonce, key, bound)}};
}

TEST(Vault, SealsWithTheNewestDataKeyAndOpensWithAll) {
  SystemChance chance;
  auto old = vault(chance);
  Sealed before = old->seal(kBinding, kToken);
  auto keys = old->wrapped_keys();
  keys.insert(keys.begin(), added_key(3));  // in any order
  keys.push_back(added_key(2));
  auto now = vault(chance, keys);
  EXPECT_EQ(now->open(kBinding, before)->expose(), kToken);
  Sealed after = now->seal(kBinding, kToken);
  EXPECT_EQ(after.bytes[4], 3);
  EXPECT_EQ(now->open(kBinding, after)->expose(), kToken);
  EXPECT_FALSE(old->open(kBinding, after));
  EXPECT_EQ(now->lookup_digest("flk_a"), old->lookup_digest("flk_a"));
  EXPECT_EQ(now->wrapped_keys().size(), 3u);
  // One data key's record is no record of another one.
  after.bytes[4] = 2;
  EXPECT_FALSE(now->open(kBinding, after));
}

TEST(Vault, RefusesADatabaseWithoutItsFirstDataKey) {
  SystemChance chance;
  auto lost = Vault::unlock(master(), {added_key(2)}, chance);
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().message, "This database has lost its first data key.");
}

TEST(Vault, DrawsANonceForEachRecord) {
  SystemChance chance;
  auto one = vault(chance);
  std::set<std::string> nonces;
  for (int i = 0; i < 1000; ++i)
    nonces.insert(one->seal(kBinding, kToken).bytes.substr(5, cipher::kNonceBytes));
  EXPECT_EQ(nonces.size(), 1000u);
}

TEST(Vault, ServesManyAtOnce) {
  SystemChance chance;
  auto one = vault(chance);
  std::atomic<int> good = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 200; ++i) {
        auto opened = one->open(kBinding, one->seal(kBinding, kToken));
        good += opened && opened->same_as(kToken) &&
                one->lookup_digest("flk_a") == one->lookup_digest("flk_a");
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(good, 800);
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
  std::string wrapped =
      cipher::seal(wrapping, hex("wrapping nonce"), key.expose(), hex("wrapping associated data"));
  EXPECT_EQ(to_hex(hex("wrapped data key")),
            to_hex(std::string("\x01\0\0\0\x01", 5) + hex("wrapping nonce") + wrapped));
  // And the vault itself reads what the document shows.
  SystemChance chance;
  auto read =
      Vault::unlock(Secret(hex("master key")), {{1, Sealed{hex("wrapped data key")}}}, chance);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ((*read)->open(kBinding, Sealed{hex("record")})->expose(), "figd_example");
  EXPECT_EQ(to_hex(as_view((*read)->lookup_digest("flk_example"))), to_hex(hex("digest")));
  EXPECT_EQ(to_hex(cipher::derive(key, "figlink vault v1: look up tokens").expose()),
            to_hex(hex("lookup key")));
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
  EXPECT_NE(make_master_key_file(dir + "/none/key", chance)
                .error()
                .message.find("cannot be made: No such file"),
            std::string::npos);
}

TEST_F(MasterKeyFile, IsNotReplacedWhenItIsDamaged) {
  SystemChance chance;
  write("damaged");
  EXPECT_FALSE(make_master_key_file(path, chance));
  std::ifstream in(path);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), "damaged");
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
  write("");
  EXPECT_NE(refusal().find("is empty"), std::string::npos);
  write(std::string(32, '\x07'), 0640);
  EXPECT_NE(refusal().find("chmod 600"), std::string::npos);
}

TEST_F(MasterKeyFile, TakesNoTextForRawBytes) {
  const std::string short_key = to_base64(std::string(24, '\x05'));
  ASSERT_EQ(short_key.size(), 32u);
  write(short_key);
  EXPECT_NE(refusal().find("is 24 bytes long; 32 are needed"), std::string::npos) << refusal();
  write("a pass phrase of 32 characters..");
  EXPECT_NE(refusal().find("is not base64"), std::string::npos) << refusal();
}

TEST_F(MasterKeyFile, SaysHowLongItIsWhenThatIsNoKeysLength) {
  for (std::size_t size : {5, 31, 33, 64, 1000}) {  // 64: a key in hexadecimal
    for (char byte : {'\x07', 'a'}) {
      write(std::string(size, byte));
      const std::string sentence = path + " holds " + std::to_string(size) +
                                   " bytes; a key is 32 raw bytes or 44 characters of base64.";
      EXPECT_TRUE(refusal().starts_with(sentence)) << refusal();
    }
  }
}

TEST_F(MasterKeyFile, IsAnOrdinaryFile) {
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  EXPECT_NE(refusal().find("is no ordinary file"), std::string::npos);
  ::unlink(path.c_str());
  ASSERT_EQ(::mkdir(path.c_str(), 0700), 0);
  EXPECT_NE(refusal().find("is no ordinary file"), std::string::npos);
}

TEST(MasterKeyText, IsCheckedToo) {
  EXPECT_TRUE(master_key_from_text(to_base64(std::string(32, 'z'))));
  EXPECT_FALSE(master_key_from_text(""));
  EXPECT_FALSE(master_key_from_text(to_base64(std::string(33, 'z'))));
  EXPECT_FALSE(master_key_from_text("????"));
  EXPECT_EQ(master_key_from_text(std::string(100'000, 'a')).error().message,
            "The master key is too long: 32 bytes are needed.");
}

}  // namespace
}  // namespace figlink
