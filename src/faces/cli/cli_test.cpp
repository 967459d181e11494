#include "faces/cli/cli.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "actions/catalogue.h"
#include "faces/cli/flags.h"
#include "faces/cli/table.h"
#include "faces/faces_test_house.h"

namespace figlink {
namespace {

class Screen final : public Terminal {
 public:
  explicit Screen(bool person) : person_(person) {}
  void out(std::string_view text) override { out_text += text; }
  void err(std::string_view text) override { err_text += text; }
  bool person_reads_out() const override { return person_; }
  bool person_reads_err() const override { return person_; }
  std::string out_text, err_text;

 private:
  bool person_;
};

Json flat(std::string_view action, std::vector<std::string> flags) {
  Json inputs = Json::object();
  auto laid = lay_flags(*find_action(action), flags, inputs);
  return laid ? inputs : Json(laid.error().message);
}

TEST(Flags, GiveEachInputTheKindOfItsRow) {
  EXPECT_EQ(flat("figma_get_file", {"--file_key", "abc", "--depth=2", "--branch-data", "--ids",
                                    "1:2,1:3", "--ids", "4:5"})
                .dump(),
            R"({"file_key":"abc","depth":2,"branch_data":true,"ids":["1:2","1:3","4:5"]})");
  EXPECT_EQ(flat("figma_create_comment",
                 {"--message", "--file_key", "--client_meta", R"({"x": 1, "y": 2})"})
                .dump(),
            R"({"message":"--file_key","client_meta":{"x":1,"y":2}})");
  EXPECT_EQ(flat("figma_get_file", {"--depth", "deep"}).dump(), R"({"depth":"deep"})")
      << "check() names what cannot be read";
}

TEST(Flags, TheExampleOfEveryRowComesBackFromItsCommand) {
  for (const Action* action : catalogue()) {
    const std::string help = action_help(*action);
    std::string command = help.substr(help.find("Example: ") + 9);
    std::vector<std::string> flags;
    std::string word;
    bool quoted = false;
    for (std::size_t i = 0; i < command.size(); ++i) {
      if (command.compare(i, 4, "'\\''") == 0) {
        word += '\'';
        i += 3;
      } else if (command[i] == '\'') {
        quoted = !quoted;
      } else if (!quoted && (command[i] == ' ' || command[i] == '\n')) {
        flags.push_back(word);
        word.clear();
      } else {
        word += command[i];
      }
    }
    flags.erase(flags.begin(), flags.begin() + 3);  // figlink call NAME
    EXPECT_EQ(flat(action->name, flags), Json::parse(action->example).value()) << command;
  }
}

TEST(Flags, AFlagTakesThePlaceOfWhatTheFileSaid) {
  Json inputs = Json::parse(R"({"ids": ["9:9"], "depth": 1})").value();
  ASSERT_TRUE(
      lay_flags(*find_action("figma_get_file"), std::vector<std::string>{"--ids", "1:2"}, inputs)
          .has_value());
  EXPECT_EQ(inputs.dump(), R"({"ids":["1:2"],"depth":1})");
}

TEST(Flags, ObjectsOfAListMayComeOneByOneOrTogether) {
  const std::string one = R"({"name": "a"})";
  EXPECT_EQ(
      flat("figma_bulk_create_dev_resources", {"--dev_resources", one, "--dev_resources", one})
          .dump(),
      R"({"dev_resources":[{"name":"a"},{"name":"a"}]})");
  EXPECT_EQ(flat("figma_bulk_create_dev_resources", {"--dev_resources", "[" + one + "]"}).dump(),
            R"({"dev_resources":[{"name":"a"}]})");
}

TEST(Flags, MistakesAreNamedWithTheFix) {
  EXPECT_EQ(flat("figma_get_file", {"--file_kee", "x"}).as_text(),
            "--file_kee: Is no input of figma_get_file. Did you mean --file_key?");
  EXPECT_EQ(flat("figma_get_file", {"abc"}).as_text(),
            "\"abc\": Stands alone: inputs are given as --NAME VALUE.");
  EXPECT_EQ(flat("figma_get_file", {"--file_key"}).as_text(), "--file_key: Needs a value.");
  EXPECT_TRUE(flat("figma_create_comment", {"--client_meta", "{"})
                  .as_text()
                  ->starts_with("--client_meta: Must be JSON"));
}

TEST(Flags, HelpTellsAllOfEveryRow) {
  for (const Action* action : catalogue()) {
    const std::string help = action_help(*action);
    EXPECT_TRUE(help.starts_with(std::string(action->name) + ": "));
    for (const auto& input : action->used_inputs()) {
      EXPECT_NE(help.find("--" + std::string(input.name)), std::string::npos) << action->name;
    }
    EXPECT_NE(help.find("Example: figlink call " + std::string(action->name)), std::string::npos);
  }
}

TEST(Table, AlignsByCharactersAndLeavesNoBlanksBehind) {
  Table table({"A", "NAME"});
  table.add({"ä", "x"});
  table.add({"long", ""});
  EXPECT_EQ(table.text(), "A     NAME\nä     x\nlong\n");
}

struct Cli : testing::Test {
  CliParts parts(Screen& screen) {
    return {house.gateway(), house.clock, house.chance, screen, house.operator_proof()};
  }
  static std::string fields_of(const Screen& screen) {
    const Json json = Json::parse(screen.err_text).value();
    std::string fields;
    const Json* errors = json.find("errors");
    for (std::size_t i = 0; errors != nullptr && i < errors->size(); ++i)
      fields += (*errors)[i].find("field")->text_or("") + " ";
    return fields;
  }
  TestHouse house;
};

TEST_F(Cli, CallPrintsTheDataAloneInAPipe) {
  house.link();
  Screen screen(false);
  EXPECT_EQ(run_call(parts(screen), {.action = "get_current_user"}), 0) << screen.err_text;
  auto json = Json::parse(screen.out_text);
  ASSERT_TRUE(json.has_value()) << screen.out_text;
  EXPECT_NE(json->find("email"), nullptr);
  EXPECT_EQ(screen.err_text, "");
}

TEST_F(Cli, CallLaysItOutForAPerson) {
  house.link();
  Screen screen(true);
  EXPECT_EQ(run_call(parts(screen), {.action = "figma_get_current_user"}), 0);
  EXPECT_NE(screen.out_text.find("\n  \"id\": "), std::string::npos) << screen.out_text;
}

TEST_F(Cli, CallWithTheEnvelopePrintsWhatHttpSays) {
  house.link();
  Screen screen(false);
  EXPECT_EQ(run_call(parts(screen), {.action = "figma_get_current_user", .envelope = true}), 0);
  auto json = Json::parse(screen.out_text);
  ASSERT_TRUE(json.has_value()) << screen.out_text;
  EXPECT_NE(json->at({"data", "id"}), nullptr);
  EXPECT_TRUE(json->find("next")->is_null());
}

TEST_F(Cli, CallWithAllPrintsEachItemOfEveryPageOnALine) {
  house.link();
  Screen screen(false);
  const std::vector<std::string> flags = {"--file_key", "codeconnect", "--page_size", "50"};
  EXPECT_EQ(
      run_call(parts(screen), {.action = "figma_get_file_versions", .flags = flags, .all = true}),
      0)
      << screen.err_text;
  EXPECT_EQ(std::count(screen.out_text.begin(), screen.out_text.end(), '\n'), 65);
  EXPECT_TRUE(Json::parse(screen.out_text.substr(0, screen.out_text.find('\n')))->find("id"));
  EXPECT_EQ(screen.err_text, "") << "nobody watches";
  Screen whole(false);
  EXPECT_EQ(
      run_call(
          parts(whole),
          {.action = "figma_get_file_versions", .flags = flags, .envelope = true, .all = true}),
      0);
  const Json json = Json::parse(whole.out_text).value();
  EXPECT_EQ(json.find("data")->size(), 65u);
  EXPECT_TRUE(json.find("next")->is_null());
  Screen refused(false);
  EXPECT_EQ(run_call(parts(refused), {.action = "figma_get_current_user", .all = true}), 2);
  EXPECT_EQ(fields_of(refused), "--all ");
}

TEST_F(Cli, ErrorsAreJsonInAPipeAndWordsForAPersonWithTheExitCodeOfTheFault) {
  house.link();
  Screen pipe(false);
  EXPECT_EQ(run_call(parts(pipe), {.action = "figma_get_file"}), 2);
  EXPECT_EQ(pipe.out_text, "");
  EXPECT_EQ(Json::parse(pipe.err_text).value().find("error")->as_text(), "bad_input");
  Screen person(true);
  EXPECT_EQ(run_call(parts(person), {.action = "figma_get_fil"}), 2);
  EXPECT_NE(person.err_text.find("Did you mean figma_get_file"), std::string::npos)
      << person.err_text;
  Screen absent(false);
  EXPECT_EQ(
      run_call(parts(absent), {.action = "figma_get_file", .flags = {"--file_key", "nosuchfile"}}),
      4)
      << absent.err_text;
  Screen stranger(false);
  EXPECT_EQ(run_accounts_show(parts(stranger), "nobody"), 4);
}

TEST_F(Cli, CallNeedsTheAccountNamedOnceThereAreTwo) {
  house.link("a");
  house.link("b");
  Screen screen(false);
  EXPECT_EQ(run_call(parts(screen), {.action = "figma_get_current_user"}), 2) << screen.err_text;
  EXPECT_EQ(fields_of(screen), "--account ");
}

TEST_F(Cli, EveryWrongFlagIsNamedAtOnceWithTheNearest) {
  house.link();
  Screen screen(false);
  EXPECT_EQ(run_call(parts(screen), {.action = "figma_get_file",
                                     .flags = {"--depht", "1", "--file_kee", "x", "--foo", "1"}}),
            2);
  EXPECT_EQ(fields_of(screen), "--depht --file_kee --foo ")
      << "what is only misspelt is not called missing";
  EXPECT_NE(screen.err_text.find("Did you mean --depth?"), std::string::npos) << screen.err_text;
  EXPECT_NE(screen.err_text.find("Did you mean --file_key?"), std::string::npos);
  Screen account(false);
  run_call(parts(account), {.action = "figma_get_file", .flags = {"--acount", "X"}});
  EXPECT_EQ(fields_of(account), "--acount --file_key ");
  EXPECT_NE(account.err_text.find("Did you mean --account?"), std::string::npos);
  Screen input(false);
  run_call(parts(input), {.action = "figma_get_file", .flags = {"--depth", "x", "--depth"}});
  EXPECT_EQ(fields_of(input), "--depth --file_key ");
}

TEST_F(Cli, FieldsOfALinkAreNamedByTheirFlags) {
  Screen screen(false);
  LinkWish wish{.token = Secret(std::string_view("Bearer x")),
                .team_id = "my team",
                .expires_on = "soon",
                .owner = {.id = "", .type = "demo"}};
  EXPECT_EQ(run_link(parts(screen), std::move(wish)), 2);
  EXPECT_EQ(fields_of(screen), "--owner --type --token-file --team-id --expires ");
  Screen dead(false);
  LinkWish nobody{.token = Secret(std::string_view("figd_nobodys-token-at-all-000000000000")),
                  .team_id = std::string(kDemoTeam),
                  .expires_on = {},
                  .owner = {.id = "me"}};
  EXPECT_EQ(run_link(parts(dead), std::move(nobody)), 2) << dead.err_text;
  EXPECT_EQ(fields_of(dead), "--token-file ");
  Screen key(false);
  run_keys_create(parts(key), "", {"action:read"});
  EXPECT_EQ(fields_of(key), "NAME --scope ");
}

TEST_F(Cli, HintsNameCommandsAndNoRoutes) {
  house.link();
  Screen account(false), action(false), inputs(false);
  run_accounts_show(parts(account), "nobody");
  run_call(parts(action), {.action = "zzz"});
  run_call(parts(inputs), {.action = "figma_get_file"});
  for (const Screen* screen : {&account, &action, &inputs}) {
    for (std::string_view route : {"GET /", "POST /", "PATCH /"})
      EXPECT_EQ(screen->err_text.find(route), std::string::npos) << screen->err_text;
  }
  EXPECT_NE(account.err_text.find("figlink accounts list"), std::string::npos) << account.err_text;
  EXPECT_EQ(account.err_text.find("request_id"), std::string::npos)
      << "a command that is no request has no id";
}

TEST_F(Cli, AKeyIsPrintedAloneAndWorks) {
  Screen screen(false);
  EXPECT_EQ(run_keys_create(parts(screen), "ci", {"actions:read"}), 0);
  ASSERT_TRUE(screen.out_text.ends_with("\n"));
  const std::string key = screen.out_text.substr(0, screen.out_text.size() - 1);
  EXPECT_EQ(key.find_first_of(" \n"), std::string::npos);
  EXPECT_EQ(house.ask({.target = "/actions", .headers = {{"authorization", bearer(key)}}}).status,
            200);
  EXPECT_EQ(screen.err_text.find(key), std::string::npos);

  Screen list(false);
  EXPECT_EQ(run_keys_list(parts(list)), 0);
  const std::string id(*Json::parse(list.out_text).value()[0].find("id")->as_text());
  EXPECT_EQ(list.out_text.find(key), std::string::npos) << "a key is shown once";
  Screen revoke(false);
  EXPECT_EQ(run_keys_revoke(parts(revoke), id), 0);
  EXPECT_EQ(house.ask({.target = "/actions", .headers = {{"authorization", bearer(key)}}}).status,
            401);
}

TEST_F(Cli, OriginsAreAllowedOneByOne) {
  Screen pipe(false), person(true);
  EXPECT_EQ(run_origins_list(parts(person)), 0);
  EXPECT_EQ(person.out_text, "No page may hold the Hub in a frame. figlink origins add ORIGIN\n");
  EXPECT_EQ(run_origins_add(parts(pipe), "https://App.acme.test/"), 0);
  EXPECT_EQ(run_origins_add(parts(pipe), "https://app.acme.test"), 0) << "twice is once";
  EXPECT_EQ(pipe.out_text, "[\"https://app.acme.test\"]\n[\"https://app.acme.test\"]\n");
  Screen shown(true), wrong(true), absent(true), empty(false);
  EXPECT_EQ(run_origins_list(parts(shown)), 0);
  EXPECT_EQ(shown.out_text, "https://app.acme.test\n");
  EXPECT_EQ(run_origins_add(parts(wrong), "*"), 2);
  EXPECT_TRUE(wrong.err_text.starts_with("figlink: This is no origin: *.\n")) << wrong.err_text;
  EXPECT_EQ(run_origins_remove(parts(absent), "https://other.test"), 4);
  EXPECT_EQ(run_origins_remove(parts(empty), "HTTPS://app.acme.test:443"), 0);
  EXPECT_EQ(empty.out_text, "[]\n");
}

TEST_F(Cli, LinkingShowsTheAccountAndNeverTheToken) {
  Screen screen(true);
  LinkWish wish{.token = Secret(kDemoToken),
                .team_id = std::string(kDemoTeam),
                .expires_on = {},
                .owner = {.id = "me", .name = "Me", .username = {}, .label = {}}};
  EXPECT_EQ(run_link(parts(screen), std::move(wish)), 0) << screen.err_text;
  EXPECT_TRUE(screen.out_text.starts_with("Linked.")) << screen.out_text;
  EXPECT_EQ(screen.out_text.find(kDemoToken), std::string::npos);
  Screen list(true);
  EXPECT_EQ(run_accounts_list(parts(list)), 0);
  EXPECT_TRUE(list.out_text.starts_with("ACCOUNT")) << list.out_text;
  EXPECT_NE(list.out_text.find("active"), std::string::npos);
}

TEST(CliBudget, APersonReadsWhatFitsWhenAndWhy) {
  constexpr UnixMs kNow = 1'700'000'000'000;
  AccountBudget budget;
  budget.rows = {{.tier = 1,
                  .plan = "",
                  .seat = "",
                  .known = "assumed",
                  .limit = 10,
                  .period_s = 60,
                  .used = 10,
                  .left = 0,
                  .waiting = 3,
                  .resets_at = kNow + 59'001,
                  .next_at = kNow + 5'001,
                  .upgrade_link = ""},
                 {.tier = 2,
                  .plan = "enterprise",
                  .seat = "high",
                  .known = "told",
                  .limit = 0,
                  .upgrade_link = ""},
                 {.tier = 1,
                  .is_default = false,
                  .plan = "starter",
                  .seat = "low",
                  .known = "learned",
                  .limit = 20,
                  .period_s = 30 * 24 * 3600,
                  .used = 20,
                  .resets_at = kNow + 59 * kDayMs,
                  .next_at = kNow + kDayMs + 2 * kHourMs,
                  .parked_until = kNow + kDayMs + 2 * kHourMs,
                  .upgrade_link = "https://www.figma.com/pricing"}};
  budget.files = {{"abc", "starter", "low", kNow}};
  EXPECT_EQ(budget_text(budget, kNow),
            "TIER  PLAN AND SEAT                             LIMIT        USED  LEFT  WAITING  "
            "STATE                        ALL FREE\n"
            "1     not known (as Professional, Full or Dev)  10 a minute  10    0     3        "
            "next call in 6 s             in 1 min\n"
            "2     enterprise, Full or Dev (told)            none         0     any   0        "
            "free                         now\n"
            "1     starter, View or Collab (learned)         20 a month   20    0     0        "
            "parked by Figma for 1 d 2 h  in 59 d\n"
            "Tier 1 of starter, View or Collab (learned) is parked until 2023-11-16T00:13:20.000Z. "
            "Upgrade: https://www.figma.com/pricing\n"
            "abc: starter, View or Collab (learned)\n"
            "What a server that runs has used is told up to a minute ahead; it knows exactly.\n");
  budget.is_paced = false;
  EXPECT_EQ(budget_text(budget, kNow), "Calls are not paced here (--figma-limits off).\n");
}

TEST(CliActions, ThePipeGetsEveryRowAndAPersonEveryName) {
  HandClock clock;
  Screen pipe(false), person(true);
  EXPECT_EQ(run_actions(pipe, clock, "", false), 0);
  EXPECT_EQ(Json::parse(pipe.out_text).value().size(), catalogue().size());
  EXPECT_EQ(run_actions(person, clock, "", false), 0);
  for (const Action* action : catalogue())
    EXPECT_NE(person.out_text.find(action->name), std::string::npos) << action->name;
  EXPECT_EQ(run_actions(pipe, clock, "nonsense", false), 2);
}

}  // namespace
}  // namespace figlink
