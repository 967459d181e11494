#include "vault/blocks.h"

#include <gtest/gtest.h>

#include "vault/vault.h"

namespace figlink {
namespace {

TEST(Blocks, OpenOnlyAtTheirPlaceUnderTheirKey) {
  SystemChance chance;
  auto vault = Vault::unlock(Secret(std::string(32, 'k')), {}, chance).value();
  auto made = vault->make_block_key({"thing", "1", ""});
  auto other = vault->make_block_key({"thing", "1", ""});
  const std::string plain(300'000, 'x'), sealed = made.key.seal(1, 7, plain);
  EXPECT_EQ(sealed.size(), plain.size() + kBlockTagBytes);
  EXPECT_EQ(made.key.open(1, 7, sealed), plain);
  EXPECT_FALSE(made.key.open(1, 8, sealed));
  EXPECT_FALSE(made.key.open(2, 7, sealed));
  EXPECT_FALSE(other.key.open(1, 7, sealed));
  EXPECT_FALSE(made.key.open(1, 7, sealed.substr(1)));
  EXPECT_FALSE(made.key.open(1, 7, ""));
  std::string changed = sealed;
  changed[100] = static_cast<char>(changed[100] ^ 1);
  EXPECT_FALSE(made.key.open(1, 7, changed));

  auto again = vault->open_block_key({"thing", "1", ""}, made.sealed);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->open(1, 7, sealed), plain);
  EXPECT_FALSE(vault->open_block_key({"thing", "2", ""}, made.sealed));
}

}  // namespace
}  // namespace figlink
