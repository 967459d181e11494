#include "app/command_line.h"

#include <gtest/gtest.h>

namespace figlink {
namespace {

std::variant<Command, NoCommand> read(std::vector<const char*> words) {
  words.insert(words.begin(), "figlink");
  return read_command_line(static_cast<int>(words.size()), words.data());
}
Command command(std::vector<const char*> words) {
  auto result = read(std::move(words));
  if (auto* none = std::get_if<NoCommand>(&result)) {
    ADD_FAILURE() << none->text;
    return {};
  }
  return std::get<Command>(std::move(result));
}
NoCommand refusal(std::vector<const char*> words) {
  return std::get<NoCommand>(read(std::move(words)));
}

TEST(CommandLine, ReadsServeWithTheSettingsThatWereGiven) {
  Command serve =
      command({"serve", "--listen", "127.0.0.1:0", "--data=/srv/figlink", "--config", "f.toml"});
  EXPECT_EQ(serve.name, "serve");
  EXPECT_EQ(serve.settings, (std::map<std::string, std::string>{{"listen", "127.0.0.1:0"},
                                                                {"data", "/srv/figlink"}}));
  EXPECT_EQ(serve.config, "f.toml");
}

TEST(CommandLine, ReadsTheRest) {
  EXPECT_EQ(
      command({"keys", "create", "ci", "--scope", "actions:read", "--scope", "accounts:read,admin"})
          .scopes,
      (std::vector<std::string>{"actions:read", "accounts:read", "admin"}));
  EXPECT_EQ(command({"keys", "revoke", "k1"}).subject, "k1");
  EXPECT_EQ(command({"accounts", "test", "a1", "--json"}).name, "accounts test");
  EXPECT_TRUE(command({"accounts", "list", "--json"}).json);
  EXPECT_EQ(command({"projects", "create", "p"}).name, "projects create");
  Command link = command({"link", "--token-file", "-", "--team-id", "1", "--owner", "o",
                          "--expires", "2027-01-01", "--project", "p"});
  EXPECT_EQ(link.token_file + link.team_id + link.owner + link.expires, "-1o2027-01-01");
  EXPECT_EQ(link.settings.at("project"), "p");
  Command page =
      command({"link", "--browser", "--owner", "o", "--public-url", "https://gateway.acme.test"});
  EXPECT_TRUE(page.browser);
  EXPECT_EQ(page.name + link.name, "linklink");
  EXPECT_EQ(page.settings.at("public-url"), "https://gateway.acme.test");
  EXPECT_EQ(command({"origins", "list"}).name, "origins list");
  EXPECT_EQ(command({"origins", "add", "https://app.acme.test"}).subject, "https://app.acme.test");
  EXPECT_EQ(command({"origins", "remove", "https://app.acme.test"}).name, "origins remove");
  EXPECT_TRUE(command({"sandbox", "--print-demo"}).print_demo);
  EXPECT_EQ(command({"sandbox"}).listen, "127.0.0.1:8090");
  EXPECT_EQ(command({"actions"}).subject, "");
}

TEST(CommandLine, InputsOfACallAreHandedOnInTheirOrder) {
  Command call =
      command({"call", "figma_get_file", "--file_key", "abc", "--data", "/d", "--depth=1",
               "--version", "7", "--account", "a1", "--envelope", "--x", "-5"});
  EXPECT_EQ(call.subject, "figma_get_file");
  EXPECT_EQ(call.flags, (std::vector<std::string>{"--file_key", "abc", "--depth=1", "--version",
                                                  "7", "--x", "-5"}));
  EXPECT_EQ(call.account, "a1");
  EXPECT_EQ(call.settings.at("data"), "/d");
  EXPECT_TRUE(call.envelope);
}

TEST(CommandLine, HelpOfAnActionIsAboutTheAction) {
  Command call = command({"call", "figma_get_file", "--help"});
  EXPECT_TRUE(call.help);
  EXPECT_EQ(call.subject, "figma_get_file");
  EXPECT_EQ(refusal({"call", "--help"}).exit_code, 0);
}

TEST(CommandLine, HelpAndVersionAreNoMistakes) {
  EXPECT_EQ(refusal({"--version"}).text, "figlink 0.1.0\n");
  NoCommand help = refusal({"--help"});
  EXPECT_EQ(help.exit_code, 0);
  for (const char* name : {"serve", "sandbox", "keys", "link", "accounts", "call", "actions",
                           "doctor", "version", "projects", "origins"}) {
    EXPECT_NE(help.text.find(name), std::string::npos) << name;
  }
  EXPECT_NE(refusal({"serve", "--help"}).text.find("--public-url"), std::string::npos);
}

TEST(CommandLine, MistakesEndWithTwoAndSayWhatToDo) {
  for (std::vector<const char*> words : {std::vector<const char*>{},
                                         {"serv"},
                                         {"serve", "--lisen", "x"},
                                         {"keys"},
                                         {"link"},
                                         {"link", "--token-file", "-"},
                                         {"link", "--browser", "--team-id", "1"},
                                         {"origins", "add"},
                                         {"keys", "create"},
                                         {"serve", "--listen"},
                                         {"accounts", "show"}}) {
    NoCommand none = refusal(words);
    EXPECT_EQ(none.exit_code, 2) << none.text;
    EXPECT_NE(none.text.find("--help"), std::string::npos) << none.text;
  }
  EXPECT_NE(refusal({"serv"}).text.find("Did you mean figlink serve?"), std::string::npos)
      << refusal({"serv"}).text;
}

TEST(CommandLine, NoFlagTakesAToken) {
  EXPECT_EQ(refusal({"link", "--token", "figd_x", "--team-id", "1"}).exit_code, 2);
}

}  // namespace
}  // namespace figlink
