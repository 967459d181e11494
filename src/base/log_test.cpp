#include "base/log.h"

#include <gtest/gtest.h>

#include <string>

namespace figlink {
namespace {

TEST(Log, KeepsALineALine) {
  std::string line;
  escape_to(line, "a\nb\x1b[31m\xff");
  EXPECT_EQ(line, "a\\x0ab\\x1b[31m\\xff");
}

// The one line that the log writes for an event.
template <class... Fields>
std::string written(LogFormat format, std::string_view event, Fields... fields) {
  HandClock clock(1'795'517'946'123);
  auto log = make_stderr_log(clock, Level::info, format);
  testing::internal::CaptureStderr();
  log->warning(event, {fields...});
  return testing::internal::GetCapturedStderr();
}

TEST(Log, IsTextForPeople) {
  EXPECT_EQ(written(LogFormat::text, "listening", LogField{"port", std::int64_t{8080}},
                    LogField{"tls", false}, LogField{"at", "127.0.0.1"}, LogField{"who", ""}),
            "2026-11-24T10:59:06.123Z warn  listening port=8080 tls=false at=127.0.0.1 who=\"\"\n");
}

TEST(Log, IsJsonForMachines) {
  EXPECT_EQ(written(LogFormat::json, "listening", LogField{"port", std::int64_t{8080}},
                    LogField{"tls", true}, LogField{"why", "a \"b\"\n"}),
            R"({"time":"2026-11-24T10:59:06.123Z","level":"warn","event":"listening",)"
            R"("port":8080,"tls":true,"why":"a \"b\"\\x0a"})"
            "\n");
}

TEST(Log, TextOfAStrangerCannotPassForAnotherField) {
  auto said = [](std::string_view text) {
    std::string line = written(LogFormat::text, "e", LogField{"a", text});
    return line.substr(line.find("a="));
  };
  EXPECT_EQ(said("x b=y"), "a=\"x b=y\"\n");
  EXPECT_EQ(said("x\" b=\"y"), "a=\"x\\\" b=\\\"y\"\n");
  EXPECT_EQ(said("x\nlevel"), "a=x\\x0alevel\n");
  EXPECT_EQ(said("x\\x0alevel"), "a=\"x\\\\x0alevel\"\n");
  EXPECT_EQ(said("\\"), "a=\"\\\\\"\n");
}

TEST(Log, FieldIsBounded) {
  EXPECT_LT(written(LogFormat::text, "e", LogField{"a", std::string(100'000, 'x')}).size(), 600u);
}

TEST(Log, TakesWhatItsLevelAsksFor) {
  HandClock clock;
  auto warnings = make_stderr_log(clock, Level::warning, LogFormat::text);
  EXPECT_FALSE(warnings->takes(Level::info));
  EXPECT_TRUE(warnings->takes(Level::warning));
  EXPECT_TRUE(warnings->takes(Level::error));
  EXPECT_FALSE(make_stderr_log(clock, Level::off, LogFormat::text)->takes(Level::error));
}

}  // namespace
}  // namespace figlink
