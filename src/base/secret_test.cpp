#include "base/secret.h"

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "base/text.h"

namespace figlink {
namespace {

TEST(Secret, IsWipedWhenItDies) {
  const char* was;
  {
    Secret secret("figd_a-token");
    was = secret.expose().data();
    EXPECT_EQ(secret.expose(), "figd_a-token");
    EXPECT_TRUE(secret.same_as("figd_a-token"));
    EXPECT_FALSE(secret.same_as("figd_a-tokem"));
    EXPECT_FALSE(secret.same_as("figd"));
  }
  // The arena keeps the memory, so that it can be looked at: past its own list's pointer nothing is
  // left.
  Secret next(std::size_t{12});
  EXPECT_EQ(next.expose().data(), was);
  EXPECT_EQ(next.expose(), std::string(12, '\0'));
}

// The kernel's flags of the mapping that holds `address`: "dd" keeps it out of core dumps, "wf"
// out of children, "lo" in memory. Empty where the kernel does not tell.
std::set<std::string> flags_of(const void* address) {
  std::ifstream maps("/proc/self/smaps");
  const auto wanted = reinterpret_cast<std::uintptr_t>(address);
  bool inside = false;
  for (std::string line; std::getline(maps, line);) {
    std::uintptr_t from = 0, to = 0;
    if (std::sscanf(line.c_str(), "%zx-%zx ", &from, &to) == 2)
      inside = from <= wanted && wanted < to;
    if (!inside || !line.starts_with("VmFlags:")) continue;
    std::istringstream words(line.substr(8));
    return {std::istream_iterator<std::string>(words), {}};
  }
  return {};
}

TEST(Secret, LiesWhereNoCoreDumpNoChildAndNoSwapReaches) {
  for (std::size_t size : {std::size_t{1}, std::size_t{700}, kSecretMax}) {
    Secret secret(size);
    const auto flags = flags_of(secret.expose().data());
    if (flags.empty()) GTEST_SKIP() << "this kernel does not tell the flags of a mapping";
    EXPECT_TRUE(flags.contains("dd")) << size;
    EXPECT_TRUE(flags.contains("wf")) << size;
#if !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)  // they answer mlock and lock nothing
    EXPECT_EQ(flags.contains("lo"), secrets_are_locked()) << size;
#endif
  }
}

TEST(Secret, IsWipedAtOnceWhenAnotherTakesItsPlace) {
  Secret held("the-old-token");
  const char* was = held.expose().data();
  Secret other("the-new-token");
  held = std::move(other);
  EXPECT_TRUE(other.empty());
  EXPECT_EQ(held.expose(), "the-new-token");
  // Past the list's own pointer, which takes 8 bytes.
  EXPECT_EQ(std::string_view(was + 8, 5), std::string_view("\0\0\0\0\0", 5));
  Secret& itself = held;
  held = std::move(itself);
  EXPECT_EQ(held.expose(), "the-new-token");
}

TEST(Secret, IsFilledInPlace) {
  Secret secret(std::size_t{3});
  std::memcpy(secret.writable().data(), "abc", 3);
  EXPECT_EQ(secret.expose(), "abc");
}

TEST(Secret, AMarkTellsBytesApartAndIsTheSameForTheSame) {
  const Mark one = mark_of("flk_one");
  EXPECT_EQ(as_view(one).size(), 16u);
  EXPECT_EQ(as_view(one), as_view(mark_of("flk_one")));
  EXPECT_NE(as_view(one), as_view(mark_of("flk_onf")));
  EXPECT_NE(as_view(one), as_view(mark_of("")));
  EXPECT_NE(as_view(one).substr(0, 8), as_view(one).substr(8));
}

TEST(Secret, DigestIsBlake2b256) {
  // The digest of "abc" as b2sum -l 256 tells it.
  EXPECT_EQ(to_hex(as_view(digest_of("abc"))),
            "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
  EXPECT_NE(digest_of("abc"), digest_of("abd"));
}

[[noreturn]] void forbid_and_tell() {
  forbid_core_dumps();
  rlimit core{1, 1};
  getrlimit(RLIMIT_CORE, &core);
  std::_Exit(prctl(PR_GET_DUMPABLE) == 0 && core.rlim_max == 0 ? 0 : 1);
}

TEST(SecretDeathTest, ProcessThatForbidsCoreDumpsHasNone) {
  EXPECT_EXIT(forbid_and_tell(), testing::ExitedWithCode(0), "");
}

TEST(Secret, MovesAndClones) {
  Secret one("abc");
  Secret two = std::move(one);
  EXPECT_TRUE(one.empty());
  Secret three = two.clone();
  EXPECT_EQ(three.expose(), "abc");
  EXPECT_NE(three.expose().data(), two.expose().data());
  EXPECT_EQ(Secret(std::string(kSecretMax, 'x')).size(), kSecretMax);
  EXPECT_TRUE(Secret("").empty());
}

TEST(Secret, IsMadeByManyThreads) {
  std::vector<std::thread> threads;
  std::atomic<int> wrong = 0;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 2000; ++i) {
        std::string text(static_cast<std::size_t>(1 + (i * 7) % 700), static_cast<char>('a' + t));
        wrong += Secret(text).expose() != text;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace figlink
