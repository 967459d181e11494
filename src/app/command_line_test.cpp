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
    ADD_FAILURE() << none->text << (none->mistake ? none->mistake->message : "");
    return {};
  }
  return std::get<Command>(std::move(result));
}
NoCommand refusal(std::vector<const char*> words) {
  return std::get<NoCommand>(read(std::move(words)));
}

Error mistake(std::vector<const char*> words) {
  auto none = refusal(std::move(words));
  if (none.mistake) return *none.mistake;
  ADD_FAILURE() << none.text;
  return {};
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

TEST(CommandLine, ReadsAnExportAndAWishForEveryPage) {
  const Command one = command({"export", "KEY", "--nodes", "1:2,1:3", "--nodes", "1:4", "--format",
                               "svg", "--scale", "0.5", "--out", "dir", "--json"});
  EXPECT_EQ(one.name, "export");
  EXPECT_EQ(one.subject, "KEY");
  EXPECT_EQ(one.nodes, (std::vector<std::string>{"1:2", "1:3", "1:4"}));
  EXPECT_EQ(one.format + one.out, "svgdir");
  EXPECT_EQ(one.scale, 0.5);
  EXPECT_TRUE(one.json);
  EXPECT_TRUE(command({"export", "KEY", "--fills", "--out", "d"}).fills);
  EXPECT_NE(mistake({"export", "KEY", "--fills"}).message.find("--out"), std::string::npos);
  EXPECT_TRUE(command({"call", "figma_get_file_versions", "--all", "--file_key", "A"}).all);
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
  EXPECT_NE(refusal({"call", "--help"}).text.find("ACTION"), std::string::npos);
}

TEST(CommandLine, HelpAndVersionAreNoMistakes) {
  EXPECT_EQ(refusal({"--version"}).text, "figlink 0.1.0\n");
  NoCommand help = refusal({"--help"});
  EXPECT_FALSE(help.mistake.has_value());
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
    const Error error = mistake(words);
    EXPECT_EQ(facts(error.fault).exit_code, 2);
    EXPECT_NE(error.hint.find("--help"), std::string::npos) << error.hint;
  }
  EXPECT_EQ(mistake({"serv"}).message, "There is no command figlink serv.");
  EXPECT_EQ(mistake({"serv"}).hint, "Did you mean figlink serve? figlink --help tells more.");
  EXPECT_EQ(mistake({"keys", "lst"}).hint,
            "Did you mean figlink keys list? figlink keys --help tells more.");
}

TEST(CommandLine, EveryUnknownFlagIsNamedWithTheNearest) {
  const Error error = mistake({"serve", "--lisen", "x", "--dta=y", "--listen", "127.0.0.1:0"});
  ASSERT_EQ(error.problems.size(), 2u) << error.message;
  EXPECT_EQ(error.problems[0].field, "--lisen");
  EXPECT_EQ(error.problems[0].message, "There is no such option. Did you mean --listen?");
  EXPECT_EQ(error.problems[1].field, "--dta");
  EXPECT_EQ(error.hint, "figlink serve --help tells more.");
}

TEST(CommandLine, AFlagThatTakesAValueTakesTheNextWordWhateverItIs) {
  for (std::string word : {"--help", "-h", "--", "--account", "--data", "--file_key"}) {
    Command call =
        command({"call", "figma_create_comment", "--message", word.c_str(), "--data", "d"});
    EXPECT_FALSE(call.help) << word;
    EXPECT_EQ(call.flags, (std::vector<std::string>{"--message", word})) << word;
    EXPECT_EQ(call.settings.at("data"), "d") << word;
  }
  EXPECT_EQ(command({"call", "figma_create_comment", "--message=--help"}).flags,
            std::vector<std::string>{"--message=--help"});
  EXPECT_EQ(command({"call", "get_file", "--account", "--help"}).account, "--help");
  EXPECT_EQ(command({"call", "get_file", "--branch_data", "--data", "d"}).flags,
            std::vector<std::string>{"--branch_data"});
  EXPECT_TRUE(command({"call", "figma_get_file", "--file_key", "x", "--help"}).help);
}

TEST(CommandLine, OptionsOfTheCallMayStandBeforeTheActionAndInputsMayNot) {
  Command call = command({"call", "--account", "a", "--envelope", "get_file", "--file_key", "x"});
  EXPECT_EQ(call.account + call.subject, "aget_file");
  EXPECT_EQ(call.flags, (std::vector<std::string>{"--file_key", "x"}));
  EXPECT_EQ(mistake({"call", "--file_key", "x", "figma_get_file"}).message,
            "The ACTION comes first: figlink call ACTION --file_key ...");
}

TEST(CommandLine, NoFlagTakesAToken) {
  for (std::vector<const char*> words :
       {std::vector<const char*>{"link", "--token", "figd_x", "--team-id", "1"},
        {"link", "--token=figd_x", "--team-id", "1"},
        {"link", "--token-file", "-", "--team-id", "1", "figd_x"}}) {
    const Error error = mistake(words);
    EXPECT_EQ((error.message + error.hint).find("figd_x"), std::string::npos)
        << "and what was given as one is not said again: " << error.message;
  }
}

}  // namespace
}  // namespace figlink
