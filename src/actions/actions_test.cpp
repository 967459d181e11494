#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "actions/catalogue.h"
#include "actions/check.h"
#include "actions/check_test_calls.h"
#include "actions/schema.h"
#include "actions/shape.h"
#include "base/text.h"

namespace figlink {
namespace {

// The example of a row in the nested form.
Json nested(const Action& action) {
  Json flat = json(action.example), out = Json::object();
  for (const Input& input : action.used_inputs()) {
    const Json* value = flat.find(input.name);
    if (!value) continue;
    std::string_view place = input.place == Place::path    ? "path"
                             : input.place == Place::query ? "query"
                                                           : "body";
    if (!out.find(place)) out.set(place, Json::object());
    out.find(place)->set(input.name, *value);
  }
  return out;
}

TEST(Catalogue, HoldsTheGuidesThirtyFourFirst) {
  auto all = catalogue();
  ASSERT_GE(all.size(), 54u);  // the comparison with Figma's file knows which
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i]->in_guide, i < 34) << all[i]->name;
}

TEST(Catalogue, NamesOnlyKnownScopes) {
  std::set<std::string_view> known;
  for (const ScopeNote& note : scope_notes()) known.insert(note.name);
  for (const Action* action : catalogue()) {
    for (auto list : {action->scopes, action->old_scopes, action->detour.scopes}) {
      for (std::string_view scope : list)
        EXPECT_TRUE(scope.empty() || known.contains(scope)) << action->name << " " << scope;
    }
  }
}

TEST(Catalogue, FindsAnActionByEachOfItsNames) {
  for (std::string_view name :
       {"figma_get_file", "get_file", "Get File", "getFile", "figma_1.0.0_figma_get_file_global"}) {
    ASSERT_TRUE(find_action(name)) << name;
    EXPECT_EQ(find_action(name)->name, "figma_get_file");
  }
  EXPECT_FALSE(find_action("figma_get_fil"));
  EXPECT_EQ(nearest_actions("figma_get_fil").front(), "figma_get_file");
  EXPECT_EQ(nearest_actions("post_comment").front().substr(0, 6), "figma_");
}

TEST(Catalogue, SearchesByWords) {
  auto top = [](std::string_view words) { return search_actions(words, 3).front().action->name; };
  EXPECT_EQ(top("comments on a file"), "figma_get_comments");
  EXPECT_EQ(top("render images"), "figma_render_images");
  EXPECT_EQ(top("delete webhook"), "figma_delete_webhook");
  EXPECT_EQ(top("who am I, current user"), "figma_get_current_user");
  EXPECT_TRUE(search_actions("", 3).empty());
  for (const Found& found : search_actions("file", catalogue().size()))
    EXPECT_TRUE(found.score > 0 && found.score <= 1);
}

TEST(Check, TakesEveryExampleInBothForms) {
  for (const Action* action : catalogue()) {
    auto flat = check(*action, json(action->example), Form::flat, {});
    ASSERT_TRUE(flat) << action->name << ": " << flat.error().message;
    auto apart = check(*action, nested(*action), Form::nested, {});
    ASSERT_TRUE(apart) << action->name << ": " << apart.error().message;
    EXPECT_EQ(flat->target(), apart->target());
    EXPECT_EQ(flat->body(), apart->body());
    EXPECT_EQ(flat->target().find_first_of("{} "), std::string::npos) << flat->target();
  }
}

struct Sent {
  const char* action;
  const char* inputs;
  const char* expected;
};
class Requests : public testing::TestWithParam<Sent> {};
TEST_P(Requests, AreMadeAsFigmaWantsThem) {
  EXPECT_EQ(sent(GetParam().action, GetParam().inputs), GetParam().expected);
}
INSTANTIATE_TEST_SUITE_P(
    Check, Requests,
    testing::Values(
        Sent{"figma_get_file", R"({"file_key": "AbC", "depth": 2})", "/v1/files/AbC?depth=2"},
        Sent{"figma_get_file", R"({"file_key": "AbC", "depth": "2", "branch_data": "true"})",
             "/v1/files/AbC?depth=2&branch_data=true"},
        Sent{"figma_get_file", R"({"file_key": "AbC", "depth": 2.0})", "/v1/files/AbC?depth=2"},
        Sent{"figma_get_file",
             R"({"file_key": "https://www.figma.com/design/AbC/My-file?node-id=1-2&t=x"})",
             "/v1/files/AbC"},
        Sent{"figma_get_file",
             R"({"file_key": "https://www.figma.com/design/AbC/branch/BrK/My-file"})",
             "/v1/files/BrK"},
        Sent{"figma_get_file", R"({"file_key": "figma.com/board/AbC"})", "/v1/files/AbC"},
        Sent{"figma_get_file_nodes", R"({"file_key": "A", "ids": "1-2, 3:4"})",
             "/v1/files/A/nodes?ids=1%3A2%2C3%3A4"},
        Sent{
            "figma_get_file_nodes",
            R"({"file_key": "A", "ids": ["I120-9;56-1", "https://www.figma.com/design/A/x?node-id=7-8"]})",
            "/v1/files/A/nodes?ids=I120%3A9%3B56%3A1%2C7%3A8"},
        Sent{"figma_render_images",
             R"({"file_key": "A", "ids": "1:2", "scale": 0.5, "format": "svg"})",
             "/v1/images/A?ids=1%3A2&scale=0.5&format=svg"},
        Sent{"figma_get_team_components",
             R"({"team_id": "https://www.figma.com/files/team/123/our-team", "page_size": 1000})",
             "/v1/teams/123/components?page_size=1000"},
        Sent{"figma_get_team_components",
             R"({"team_id": "https://www.figma.com/files/999/team/123/our-team"})",
             "/v1/teams/123/components"},
        Sent{"figma_get_project_files",
             R"({"project_id": "https://www.figma.com/files/project/77/name"})",
             "/v1/projects/77/files"},
        Sent{"figma_get_team_components", R"({"team_id": 9007199254740993})",
             "/v1/teams/9007199254740993/components"},
        Sent{"figma_delete_comment_reaction",
             R"({"file_key": "A", "comment_id": "1", "emoji": ":+1::skin-tone-2:"})",
             "/v1/files/A/comments/1/reactions?emoji=%3A%2B1%3A%3Askin-tone-2%3A"},
        Sent{
            "figma_create_comment",
            R"({"file_key": "A", "message": "Zwölf \"Boxen\"\n", "client_meta": {"x": 0.1, "y": 3}})",
            "/v1/files/A/comments {\"message\":\"Zwölf "
            "\\\"Boxen\\\"\\n\",\"client_meta\":{\"x\":0.1,\"y\":3}}"},
        Sent{"figma_update_webhook", R"({"webhook_id": "5", "description": ""})",
             "/v2/webhooks/5 {\"description\":\"\"}"},
        Sent{"figma_get_developer_logs", R"({"limit": 10})", "/v1/developer_logs {\"limit\":10}"},
        Sent{"figma_get_developer_logs", R"({})", "/v1/developer_logs {}"},
        Sent{"figma_delete_dev_resource", R"({"file_key": "A", "dev_resource_id": "a/../b"})",
             "/v1/files/A/dev_resources/a%2F..%2Fb"},
        Sent{
            "figma_update_variables",
            R"({"file_key": "A", "variableModeValues": [{"variableId": "v", "modeId": "m", "value": null}]})",
            "/v1/files/A/variables "
            "{\"variableModeValues\":[{\"variableId\":\"v\",\"modeId\":\"m\",\"value\":null}]}"},
        Sent{"figma_bulk_update_dev_resources",
             R"({"dev_resources": "[{\"id\": \"d\", \"url\": \"https://a\"}]"})",
             "/v1/dev_resources {\"dev_resources\":[{\"id\":\"d\",\"url\":\"https://a\"}]}"}));

class Mistakes : public testing::TestWithParam<Sent> {};
TEST_P(Mistakes, AreNamedWithTheirFix) {
  EXPECT_EQ(sent(GetParam().action, GetParam().inputs), GetParam().expected);
}
INSTANTIATE_TEST_SUITE_P(
    Check, Mistakes,
    testing::Values(
        Sent{"figma_get_file", R"({})",
             "! file_key: It is required. The file: its key, a branch's key, or the file's URL. "},
        Sent{"figma_get_file", R"({"file_key": "A", "depth": 0, "geometry": "all"})",
             "! depth: It must be at least 1. geometry: It must be paths. "},
        Sent{"figma_get_file", R"({"file_key": "A", "dept": 1})",
             "! dept: figma_get_file has no such input. Did you mean `depth`? "},
        Sent{"figma_get_file", R"({"file_key": "A", "depth": "two"})",
             "! depth: It must be a whole number. "},
        Sent{"figma_get_file", R"({"file_key": "A", "depth": 1.5})",
             "! depth: It must be a whole number. "},
        Sent{"figma_get_file", R"({"file_key": "https://example.com/design/A/x"})",
             "! file_key: It is no URL of a Figma file: those look like "
             "https://www.figma.com/design/FILE_KEY/name. "},
        Sent{"figma_get_file", R"({"file_key": "../../me"})",
             "! file_key: It is no file key: give the letters and digits from the file's URL, or "
             "the URL itself. "},
        Sent{"figma_get_file", R"({"file_key": "A", "ids": ["1:2", "x"]})",
             "! ids[1]: \"x\" is no node id: those look like 1:2 (or 1-2, as in URLs). "},
        Sent{"figma_get_component", R"({"key": ".."})", "! key: It is no id. "},
        Sent{"figma_get_team_components", R"({})",
             "! team_id: A team is needed: give `team_id`, or link the account with a Team ID. "},
        Sent{"figma_get_team_components", R"({"team_id": "1", "after": 1, "before": 2})",
             "! after: Give only one of `after`, `before`. "},
        Sent{"figma_get_webhooks", R"({})",
             "! context: One of `context`, `plan_api_id` is needed. "},
        Sent{"figma_get_webhooks", R"({"context": "team"})",
             "! context: `context`, `context_id` go together: give all or none. "},
        Sent{"figma_get_payments", R"({"user_id": "1"})",
             "! user_id: It goes with one of `community_file_id`, `plugin_id`, `widget_id`. "},
        Sent{"figma_update_webhook", R"({"webhook_id": "5"})",
             "! event_type: One of `event_type`, `endpoint`, `passcode`, `status`, `description` "
             "is needed. "},
        Sent{
            "figma_bulk_create_dev_resources",
            R"({"dev_resources": [{"name": "a", "url": "b", "file_key": "A", "node_id": "1:2"}, {"name": 1.5, "urll": "x"}]})",
            "! dev_resources[1].name: It must be a text. dev_resources[1].url: It is required. "
            "Where the link leads. "
            "dev_resources[1].file_key: It is required. The file: its key or URL. "
            "dev_resources[1].node_id: It is required. "
            "The node that the link is attached to: its id or URL. dev_resources[1].urll: There is "
            "no such member. Did you mean `url`? "},
        Sent{"figma_get_comments", R"({"file_key": "A", "next": "x"})",
             "! next: figma_get_comments has no pages. "},
        Sent{"figma_get_file_versions", R"({"file_key": "A", "next": "forged"})",
             "! next: It is no cursor of this action: give back `next` of an earlier answer as it "
             "was. "}));

TEST(Check, SaysWhereANestedInputBelongs) {
  EXPECT_EQ(sent("figma_get_file", R"({"file_key": "A"})", Form::nested),
            "! file_key: Put it under `path`: {\"path\": {\"file_key\": ...}}. path.file_key: It "
            "is required. The file: its key, a branch's key, or the file's URL. ");
  EXPECT_EQ(sent("figma_get_file", R"({"path": {"file_key": "A", "depth": 1}})", Form::nested),
            "! path.depth: It belongs under `query`. ");
  EXPECT_EQ(sent("figma_get_file", R"({"path": {"file_key": "A"}, "query": null, "body": {}})",
                 Form::nested),
            "/v1/files/A");
}

TEST(Check, UsesTheAccountsTeamUnlessGivenOne) {
  EXPECT_EQ(sent("figma_get_team_styles", R"({})", Form::flat, "42"), "/v1/teams/42/styles");
  EXPECT_EQ(sent("figma_get_team_styles", R"({"team_id": "7"})", Form::flat, "42"),
            "/v1/teams/7/styles");
  EXPECT_EQ(sent("figma_get_team_styles", R"({})", Form::nested, "42"), "/v1/teams/42/styles");
}

TEST(Check, RefusesABodyThatFigmaWouldRefuse) {
  Json inputs = Json::object({{"file_key", "A"}, {"variables", Json::array()}});
  for (int i = 0; i < 9000; ++i) {
    inputs.find("variables")
        ->push(Json::object({{"action", "UPDATE"}, {"id", std::string(500, 'x')}}));
  }
  auto call = check(*find_action("figma_update_variables"), inputs, Form::flat, {});
  ASSERT_FALSE(call);
  EXPECT_EQ(call.error().fault, Fault::too_large);
}

TEST(Check, TellsADetourWithTheSameValues) {
  auto call = check(*find_action("figma_get_project_files"),
                    json(R"({"project_id": "7", "branch_data": true})"), Form::flat, {});
  ASSERT_TRUE(call);
  EXPECT_EQ(call->target(), "/v1/projects/7/files?branch_data=true");
  EXPECT_EQ(call->detour_target(), "/v2/folders/7/files?branch_data=true");
}

TEST(Next, CarriesVersionsOnByFigmasOddLinks) {
  const Action& action = *find_action("figma_get_file_versions");
  std::string link =
      "https://api.figma.com/v1/files/A/"
      "versions?page_size=50&column=date&secondary_column=default&before=2026-05-22 20:10:33 "
      "UTC&secondary_before=123";
  auto first = check(action, json(R"({"file_key": "A"})"), Form::flat, {});
  auto next = next_cursor(*first, std::vector{link});
  ASSERT_TRUE(next);
  EXPECT_EQ(next->find_first_of("+/= "), std::string::npos);
  Json inputs = Json::object({{"file_key", "A"}, {"next", *next}});
  auto call = check(action, inputs, Form::flat, {});
  ASSERT_TRUE(call) << call.error().message;
  EXPECT_EQ(call->target(),
            "/v1/files/A/"
            "versions?page_size=50&column=date&secondary_column=default&before=2026-05-22%2020%"
            "3A10%3A33%20UTC&secondary_before=123");
}

TEST(Next, CarriesEachKindOfPageOn) {
  auto follow = [](std::string_view name, std::vector<std::string> found, std::string_view inputs) {
    const Action& action = *find_action(name);
    Json given = json(inputs);
    auto next = next_cursor(*check(action, given, Form::flat, {}), found);
    if (!next) return std::string("end");
    given.set("next", *next);
    auto call = check(action, given, Form::flat, {});
    return call ? call->target() + call->body() : call.error().message;
  };
  EXPECT_EQ(follow("figma_get_team_components", {"12345"}, R"({"team_id": "1"})"),
            "/v1/teams/1/components?after=12345");
  EXPECT_EQ(follow("figma_get_team_components", {""}, R"({"team_id": "1"})"), "end");
  EXPECT_EQ(follow("figma_get_library_style_usages", {"abc", "true"},
                   R"({"file_key": "A", "group_by": "file"})"),
            "/v1/analytics/libraries/A/style/usages?group_by=file&cursor=abc");
  EXPECT_EQ(follow("figma_get_library_style_usages", {"abc", "false"},
                   R"({"file_key": "A", "group_by": "file"})"),
            "end");
  EXPECT_EQ(follow("figma_get_developer_logs", {"c1", "true"}, R"({"limit": 5})"),
            R"(/v1/developer_logs{"limit":5,"cursor":"c1"})");
  EXPECT_EQ(
      follow("figma_get_webhooks", {"https://api.figma.com/v2/webhooks?plan_api_id=p&cursor=xyz"},
             R"({"plan_api_id": "p"})"),
      "/v2/webhooks?plan_api_id=p&cursor=xyz");
  EXPECT_EQ(
      follow("figma_get_comment_reactions", {"plain"}, R"({"file_key": "A", "comment_id": "1"})"),
      "/v1/files/A/comments/1/reactions?cursor=plain");
}

// The target of the call after the one with `inputs`, whose answer had `found`.
std::string followed(std::string_view name, std::vector<std::string> found, Json inputs) {
  const Action& action = *find_action(name);
  auto call = check(action, inputs, Form::flat, {});
  if (!call) return call.error().message;
  auto next = next_cursor(*call, found);
  if (!next) return "end";
  inputs.set("next", *next);
  auto then = check(action, inputs, Form::flat, {});
  return then ? then->target() : then.error().message;
}

TEST(Next, LeadsOnFromWhereTheFirstPageBegan) {
  EXPECT_EQ(followed("figma_get_team_styles", {"77"}, json(R"({"team_id": "1", "after": 5})")),
            "/v1/teams/1/styles?after=77");
  EXPECT_EQ(followed("figma_get_team_styles", {"77"},
                     json(R"({"team_id": "1", "page_size": 9, "before": 5})")),
            "/v1/teams/1/styles?page_size=9&after=77");
  const std::string older = "https://f/v?page_size=2&before=D&secondary_before=3",
                    newer = "https://f/v?page_size=2&after=E&secondary_after=9";
  EXPECT_EQ(followed("figma_get_file_versions", {older, newer, "8", "7"},
                     json(R"({"file_key": "A", "before": 4})")),
            "/v1/files/A/versions?page_size=2&before=D&secondary_before=3");
  EXPECT_EQ(followed("figma_get_file_versions", {older, newer, "8", "7"},
                     json(R"({"file_key": "A", "after": 4})")),
            "/v1/files/A/versions?page_size=2&after=E&secondary_after=9")
      << "who wants newer ones is led to newer ones";
  EXPECT_EQ(followed("figma_get_file_versions", {older, "", "8", "7"},
                     json(R"({"file_key": "A", "after": 4})")),
            "end");
}

TEST(Next, MovesTheTimeOfEvents) {
  const std::string_view action = "figma_get_activity_logs";
  EXPECT_EQ(followed(action, {"1700", "true"}, json(R"({"limit": 3, "start_time": 1000})")),
            "/v1/activity_logs?limit=3&start_time=1700");
  EXPECT_EQ(followed(action, {"1700", "true"},
                     json(R"({"start_time": 1, "end_time": 2000, "order": "desc"})")),
            "/v1/activity_logs?start_time=1&order=desc&end_time=1700");
  EXPECT_EQ(followed(action, {"1700", "false"}, json("{}")), "end");
  EXPECT_EQ(followed(action, {"", "true"}, json("{}")), "end");
  EXPECT_EQ(followed(action, {"soon", "true"}, json("{}")), "end");
}

TEST(Next, GetsPastASecondThatIsLongerThanAPage) {
  const Action& action = *find_action("figma_get_activity_logs");
  const std::vector<std::string> found = {"1700", "true"};
  auto first = check(action, json("{}"), Form::flat, {});
  auto next = next_cursor(*first, found);
  auto second = check(action, Json::object({{"next", *next}}), Form::flat, {});
  next = next_cursor(*second, found);
  ASSERT_TRUE(next);
  auto third = check(action, Json::object({{"next", *next}}), Form::flat, {});
  EXPECT_EQ(third->target(), "/v1/activity_logs?start_time=1701");
}

TEST(Next, OfEventsIsNoOtherInput) {
  for (std::string_view text : {"limit=1", "start_time=", "start_time=x", "end_time=1&limit=2"}) {
    auto call = check(*find_action("figma_get_activity_logs"),
                      Json::object({{"next", to_base64(text)}}), Form::flat, {});
    EXPECT_FALSE(call) << text;
  }
}

TEST(Shape, GivesFoldersTheShapeOfProjects) {
  auto call =
      check(*find_action("figma_get_team_projects"), json(R"({"team_id": "1"})"), Form::flat, {});
  auto v1 = shape(*call, R"({"name":"T","projects":[{"id":"7","name":"P"}]})", false);
  auto v2 = shape(
      *call, R"({"name":"T","folders":[{"id":"7","name":"P","parent_folder_id":null}]})", true);
  EXPECT_EQ(*v1, R"({"name":"T","projects":[{"id":"7","name":"P"}]})");
  EXPECT_EQ(*v2, R"({"name":"T","projects":[{"id":"7","name":"P","parent_folder_id":null}]})");
  EXPECT_FALSE(shape(*call, "<html>", true));
  EXPECT_FALSE(shape(*call, "{}", true));
}

TEST(Shape, TellsTheFateOfEachBulkItem) {
  auto call = check(*find_action("figma_bulk_create_dev_resources"), json(R"({"dev_resources": [
      {"name": "a", "url": "https://a", "file_key": "A", "node_id": "1:2"},
      {"name": "b", "url": "https://b", "file_key": "B", "node_id": "1:3"}]})"),
                    Form::flat, {});
  auto shaped = shape(
      *call,
      R"({"links_created":[{"id":"d1","name":"a","url":"https://a","file_key":"A","node_id":"1:2"}],"errors":[{"file_key":"B","node_id":"1:3","error":"File not found"}]})",
      false);
  ASSERT_TRUE(shaped);
  EXPECT_EQ(
      json(*shaped).find("items")->dump(),
      R"([{"index":0,"status":"created","id":"d1"},{"index":1,"status":"failed","error":"File not found"}])");
}

TEST(Shape, GivesAnEmptyAnswerABody) {
  auto call = check(*find_action("figma_delete_dev_resource"),
                    json(R"({"file_key": "A", "dev_resource_id": "d"})"), Form::flat, {});
  EXPECT_EQ(*shape(*call, "", false), R"({"status":200})");
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::stringstream all;
  all << in.rdbuf();
  return all.str();
}

// `./dev golden` writes the files anew by this environment variable; otherwise they must agree.
void hold(const std::filesystem::path& path, const std::string& text) {
  const char* rewrite = std::getenv("FIGLINK_GOLDEN");
  if (rewrite && *rewrite) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << text;
  }
  EXPECT_EQ(read_file(path), text)
      << path << " is stale: run ./dev golden and look at the difference";
}

const std::filesystem::path kHouse = FIGLINK_SOURCE_DIR;

TEST(Golden, DocsOfActionsAreFresh) { hold(kHouse / "docs/actions.md", actions_markdown()); }

TEST(Golden, ScopesOfTheTokenGuideAreFresh) {
  auto path = kHouse / "docs/guide/personal-access-token.md";
  std::string text = read_file(path), open = "<!-- generated: scopes -->\n", close = "<!-- end -->";
  auto from = text.find(open), to = text.find(close);
  ASSERT_TRUE(from != std::string::npos && to != std::string::npos);
  hold(path, text.substr(0, from + open.size()) + scopes_markdown() + text.substr(to));
}

TEST(Golden, EachActionLooksAsAgreed) {
  for (const Action* action : catalogue()) {
    std::string text = describe(*action).pretty() + "\n--- nested\n" +
                       input_schema(*action, Form::nested).pretty() + "\n--- flat\n" +
                       input_schema(*action, Form::flat).pretty() + "\n";
    hold(kHouse / "tests/golden/actions" / (std::string(action->name) + ".txt"), text);
  }
}

}  // namespace
}  // namespace figlink
