#include "app/settings.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>

#include "faces/face.h"

namespace figlink {
namespace {

using Map = std::map<std::string, std::string>;

class Folder {
 public:
  Folder() {
    char name[] = "/tmp/figlink-settings-XXXXXX";
    path = ::mkdtemp(name);
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string file(const std::string& name, const std::string& text) {
    std::ofstream(path + "/" + name) << text;
    return path + "/" + name;
  }
  std::string path;
};

Result<Settings> read(Map flags, Map variables = {}, const std::string& config = {}) {
  return read_settings(
      flags, config, [variables](const std::string& name) -> std::optional<std::string> {
        auto found = variables.find(name);
        return found == variables.end() ? std::nullopt : std::optional(found->second);
      });
}

std::string complaints(const Result<Settings>& settings) {
  if (settings) return "(none)";
  std::string text;
  for (const auto& problem : settings.error().problems)
    text += problem.field + ": " + problem.message + "\n";
  return text;
}

TEST(Settings, FlagBeatsEnvironmentBeatsFileBeatsDefault) {
  Folder folder;
  const auto config = folder.file(
      "figlink.toml", "listen = \"127.0.0.1:1\"\nlog_level = \"debug\"\ndata = \"from-file\"\n");
  auto settings = read({{"listen", "127.0.0.1:3"}},
                       {{"FIGLINK_LISTEN", "127.0.0.1:2"}, {"FIGLINK_DATA", "from-env"}}, config);
  ASSERT_TRUE(settings.has_value()) << complaints(settings);
  EXPECT_EQ(settings->listen, "127.0.0.1:3");
  EXPECT_EQ(settings->data, "from-env");
  EXPECT_EQ(settings->level(), Level::debug);
  EXPECT_EQ(settings->figma_api, "https://api.figma.com");
  EXPECT_TRUE(settings->chosen.contains("data"));
  EXPECT_FALSE(settings->chosen.contains("figma-api"));
}

TEST(Settings, TheFileMayBeNamedByTheEnvironmentAndWriteHyphens) {
  Folder folder;
  const auto config = folder.file("figlink.toml", "figma-api = \"http://127.0.0.1:8090\"\n");
  auto settings = read({}, {{"FIGLINK_CONFIG", config}});
  ASSERT_TRUE(settings.has_value()) << complaints(settings);
  EXPECT_EQ(settings->figma_api, "http://127.0.0.1:8090");
}

TEST(Settings, AnUnknownKeyIsRefusedWithTheNearestName) {
  Folder folder;
  const auto config = folder.file("figlink.toml", "listne = \"127.0.0.1:1\"\nlog_level = 3\n");
  EXPECT_EQ(complaints(read({}, {}, config)),
            config + ": \"listne\" is no setting. Did you mean \"listen\"?\n" + config +
                ": \"log_level\" must be a text in quotes.\n");
}

TEST(Settings, ABrokenOrAbsentFileIsNamedWithItsLine) {
  Folder folder;
  const auto config = folder.file("figlink.toml", "\nlisten = \n");
  EXPECT_NE(complaints(read({}, {}, config)).find(config + ": Line 2: "), std::string::npos)
      << complaints(read({}, {}, config));
  EXPECT_NE(complaints(read({}, {}, folder.path + "/none.toml")).find("cannot be opened"),
            std::string::npos);
  for (const char* text : {"a = 1\n[\nb = 0\n", "\xEF\xB9\xBFt.e \n= ", "\xFF", "[a"}) {
    const auto broken = folder.file("broken.toml", text);
    EXPECT_NE(complaints(read({}, {}, broken)).find(broken + ": "), std::string::npos) << text;
  }
  const auto marked = folder.file("marked.toml", "\xEF\xBB\xBFlog_level = \"debug\"\n");
  EXPECT_EQ(complaints(read({}, {}, marked)), "(none)");
}

TEST(Settings, EveryWrongValueIsToldAtOnceWithWhereItCameFrom) {
  auto settings =
      read({{"listen", "8080"}, {"tls-cert", "/nonexistent.pem"}, {"redis", "redis://x"}},
           {{"FIGLINK_LOG_LEVEL", "loud"},
            {"FIGLINK_FIGMA_API", "api.figma.com"},
            {"FIGLINK_METRICS_LISTEN", "x:99999"}});
  EXPECT_EQ(complaints(settings),
            "--listen: Must be ADDRESS:PORT, such as 127.0.0.1:8080 or [::1]:0.\n"
            "FIGLINK_METRICS_LISTEN: Must be ADDRESS:PORT, such as 127.0.0.1:8080 or [::1]:0.\n"
            "FIGLINK_FIGMA_API: Must be an http:// or https:// address without a query.\n"
            "--redis: This version shares nothing over Redis; leave it out.\n"
            "--tls-cert: There is no readable file at /nonexistent.pem.\n"
            "--tls-key: Is missing: a certificate and its key go together.\n"
            "FIGLINK_LOG_LEVEL: Must be debug, info, warning, error or off.\n");
}

TEST(Settings, AddressesAreReadStrictly) {
  for (std::string good : {"127.0.0.1:8080", "[::1]:0", "localhost:80", "0.0.0.0:65535"}) {
    EXPECT_TRUE(read({{"listen", good}}).has_value()) << good;
  }
  for (std::string bad : {"", ":80", "8080", "::1:80", "127.0.0.1:", "127.0.0.1:65536",
                          "127.0.0.1:8o", "127.0.0.1:-1"}) {
    EXPECT_FALSE(read({{"listen", bad}}).has_value()) << bad;
  }
  EXPECT_TRUE(read({{"metrics-listen", "off"}}).has_value());
  EXPECT_EQ(read({{"public-url", "https://figlink.example/"}})->public_url,
            "https://figlink.example");
}

TEST(Settings, SizesHaveUnits) {
  EXPECT_EQ(bytes_in("0"), 0u);
  EXPECT_EQ(bytes_in("64MB"), 64u << 20);
  EXPECT_EQ(bytes_in("2gb"), std::uint64_t{2} << 30);
  EXPECT_EQ(bytes_in("1024"), 1024u);
  for (std::string bad : {"", "MB", "-1", "1 MB", "1PB", "99999999999TB", "1.5GB"}) {
    EXPECT_FALSE(bytes_in(bad)) << bad;
    EXPECT_FALSE(read({{"cache-disk", bad}}).has_value()) << bad;
  }
}

TEST(Settings, TheGuideExplainsEachOne) {
  std::ifstream file(std::string(FIGLINK_SOURCE_DIR) + "/docs/guide/configuration.md");
  const std::string guide((std::istreambuf_iterator<char>(file)), {});
  for (const auto& row : all_settings()) {
    const std::string line =
        "| `--" + std::string(row.name) + "` | `" + environment_name(row.name) + "` | " +
        (row.otherwise.empty() ? "" : "`" + std::string(row.otherwise) + "` ") + "| " +
        std::string(row.about) + " |";
    EXPECT_NE(guide.find(line), std::string::npos) << "docs/guide/configuration.md lacks\n" << line;
  }
}

TEST(Settings, TheVersionIsTheBuilds) {
  std::ifstream file(std::string(FIGLINK_SOURCE_DIR) + "/CMakeLists.txt");
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  EXPECT_NE(text.find("project(figlink VERSION " + std::string(kVersion) + " "), std::string::npos);
}

}  // namespace
}  // namespace figlink
