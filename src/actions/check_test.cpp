#include "actions/check.h"

#include <fmt/format.h>

#include "actions/check_test_calls.h"
#include "actions/schema.h"

namespace figlink {
namespace {

std::string comment(std::string_view client_meta) {
  return sent(
      "figma_create_comment",
      fmt::format(R"({{"file_key": "A", "message": "m", "client_meta": {}}})", client_meta));
}

std::string change(std::string_view list, std::string_view item) {
  return sent("figma_update_variables",
              fmt::format(R"({{"file_key": "A", "{}": [{}]}})", list, item));
}

std::string value(std::string_view json_text) {
  return change("variableModeValues",
                fmt::format(R"({{"variableId": "v", "modeId": "m", "value": {}}})", json_text));
}

bool leaves(std::string_view sent) { return !sent.starts_with("! "); }

TEST(Check, PinsACommentInOneOfFigmasFourWays) {
  for (
      std::string_view good :
      {R"({"x": 1, "y": 2})", R"({"x": 1, "y": 2, "region_width": 5, "region_height": 0.5})",
       R"({"node_id": "1-2", "node_offset": {"x": 0, "y": -1}})",
       R"({"node_id": "1:2", "node_offset": {"x": 0, "y": 0}, "region_width": 1, "region_height": 1, "comment_pin_corner": "top-left"})"})
    EXPECT_TRUE(leaves(comment(good))) << comment(good);
  EXPECT_EQ(comment("{}"), "! client_meta.x: One of `x`, `node_id` is needed. ");
  EXPECT_EQ(comment(R"({"x": 1})"), "! client_meta.x: `x`, `y` go together: give all or none. ");
  EXPECT_EQ(comment(R"({"x": 1, "y": 2, "node_id": "1:2", "node_offset": {"x": 1, "y": 1}})"),
            "! client_meta.x: Give only one of `x`, `node_id`. ");
  EXPECT_EQ(comment(R"({"node_id": "1:2"})"),
            "! client_meta.node_id: `node_id`, `node_offset` go together: give all or none. ");
  EXPECT_EQ(comment(R"({"x": 1, "y": 2, "region_width": -5, "region_height": 0})"),
            "! client_meta.region_width: It must be above 0. client_meta.region_height: It must be "
            "above 0. ");
  EXPECT_EQ(comment(R"({"x": 1, "y": 2, "region_width": 5})"),
            "! client_meta.region_width: `region_width`, `region_height` go together: give all or "
            "none. ");
}

TEST(Check, NeedsOfAChangeWhatItsActionNeeds) {
  EXPECT_EQ(change("variableCollections", R"({"action": "CREATE"})"),
            "! variableCollections[0].name: It is required when `action` is CREATE. ");
  EXPECT_EQ(change("variableModes", R"({"action": "UPDATE", "id": "m"})"),
            "! variableModes[0].variableCollectionId: It is required when `action` is UPDATE. ");
  EXPECT_EQ(change("variableModes", R"({"action": "DELETE"})"),
            "! variableModes[0].id: It is required when `action` is DELETE. ");
  EXPECT_EQ(change("variables", R"({"action": "UPDATE"})"),
            "! variables[0].id: It is required when `action` is UPDATE. ");
  EXPECT_EQ(change("variables", R"({"action": "CREATE", "name": "n"})"),
            "! variables[0].variableCollectionId: It is required when `action` is CREATE. "
            "variables[0].resolvedType: It is required when `action` is CREATE. ");
  EXPECT_TRUE(leaves(change("variables", R"({"action": "DELETE", "id": "v"})")));
  EXPECT_EQ(
      change("variableCollections",
             R"({"action": "UPDATE", "id": "c", "initialModeIdToParentModeIdMapping": {"a": 1}})"),
      "! variableCollections[0].initialModeIdToParentModeIdMapping.a: It must be a text. ");
}

TEST(Check, KnowsTheScopesOfVariables) {
  EXPECT_TRUE(change("variables", R"({"action": "UPDATE", "id": "x", "scopes": ["NOPE"]})")
                  .starts_with("! variables[0].scopes[0]: It must be ALL_SCOPES, TEXT_CONTENT, "));
  EXPECT_TRUE(leaves(
      change("variables", R"({"action": "UPDATE", "id": "x", "scopes": ["FONT_VARIATIONS"]})")));
  EXPECT_EQ(change("variables", R"({"action": "UPDATE", "id": "x", "scopes": []})"),
            R"(/v1/files/A/variables {"variables":[{"action":"UPDATE","id":"x","scopes":[]}]})")
      << "no scope at all hides a variable from every list";
}

TEST(Check, TakesEachFormOfAVariablesValueAndNoOther) {
  for (
      std::string_view good :
      {"true", "8", "0.5", "\"8\"", "\"\"", "null", R"({"r": 0, "g": 0.5, "b": 1})",
       R"({"r": 0, "g": 0.5, "b": 1, "a": 0})", R"({"type": "VARIABLE_ALIAS", "id": "v"})",
       R"({"color": {"r": 0, "g": 0, "b": 0}, "opacity": {"type": "VARIABLE_ALIAS", "id": "v"}})",
       R"({"color": {"type": "VARIABLE_ALIAS", "id": "v"}, "opacity": 0.5})",
       R"({"color": {"type": "VARIABLE_ALIAS", "id": "v"}, "opacity": {"type": "VARIABLE_ALIAS", "id": "w"}})"}) {
    std::string made = value(good);
    EXPECT_TRUE(leaves(made)) << made;
    EXPECT_NE(made.find("\"value\":" + json(good).dump()), std::string::npos) << made;
  }
  EXPECT_EQ(value("[1]"),
            "! variableModeValues[0].value: It must be true or false, a number, a text, a color "
            "{r, g, b, a}, an alias {type, id}, a color with an alias as opacity, an alias with an "
            "opacity or null. ");
  EXPECT_EQ(value(R"({"r": 255, "g": 0, "b": 0})"),
            "! variableModeValues[0].value.r: It must be from 0 to 1. ");
  EXPECT_EQ(value(R"({"r": 0, "g": 0, "b": 0, "id": "v"})"),
            "! variableModeValues[0].value.id: There is no such member. ");
  EXPECT_EQ(value(R"({"type": "VARIABLE_ALIAS"})"),
            "! variableModeValues[0].value.id: It is required. The variable whose value it "
            "takes. ");
  EXPECT_FALSE(leaves(value("{}")));
}

TEST(Check, SendsNoEmptyList) {
  for (std::string_view action : {"figma_get_file_nodes", "figma_render_images"}) {
    EXPECT_EQ(sent(action, R"({"file_key": "A", "ids": []})"), "! ids: It is empty. ");
    EXPECT_EQ(sent(action, R"({"path": {"file_key": "A"}, "query": {"ids": []}})", Form::nested),
              "! query.ids: It is empty. ");
  }
  EXPECT_EQ(sent("figma_get_file", R"({"file_key": "A", "ids": [], "plugin_data": []})"),
            "/v1/files/A");
  EXPECT_EQ(sent("figma_bulk_create_dev_resources", R"({"dev_resources": []})"),
            "! dev_resources: It is empty. ");
  EXPECT_EQ(sent("figma_update_variables", R"({"file_key": "A", "variables": []})"),
            "! variableCollections: One of `variableCollections`, `variableModes`, `variables`, "
            "`variableModeValues` is needed. ");
}

TEST(Check, TakesDaysOfTheCalendarForDates) {
  auto from = [](std::string_view day) {
    return sent("figma_get_library_style_actions",
                fmt::format(R"({{"file_key": "A", "group_by": "style", "start_date": {}}})", day));
  };
  EXPECT_EQ(from(R"(" 2028-02-29 ")"),
            "/v1/analytics/libraries/A/style/actions?group_by=style&start_date=2028-02-29");
  for (std::string_view bad : {R"("tomorrow")", R"("2026-02-29")", R"("2026-13-01")",
                               R"("2026-1-1")", R"("2026-01-01T00:00:00Z")", "20260101", R"("")"})
    EXPECT_EQ(from(bad), "! start_date: It must be a day, as YYYY-MM-DD. ") << bad;
}

TEST(Check, AsksForNoPings) {
  constexpr std::string_view kSentence =
      "! event_type: It must be FILE_UPDATE, FILE_VERSION_UPDATE, FILE_DELETE, LIBRARY_PUBLISH, "
      "FILE_COMMENT or DEV_MODE_STATUS_UPDATE. ";
  EXPECT_EQ(sent("figma_update_webhook", R"({"webhook_id": "1", "event_type": "PING"})"),
            kSentence);
  EXPECT_EQ(
      sent(
          "figma_create_webhook",
          R"({"event_type": "PING", "context": "file", "context_id": "A", "endpoint": "https://a", "passcode": "p"})"),
      kSentence);
}

std::string webhooks(std::string_view context, std::string_view id, std::string_view team = {}) {
  std::string inputs = fmt::format(R"({{"context": "{}")", context);
  if (!id.empty()) inputs += fmt::format(R"(, "context_id": "{}")", id);
  return sent("figma_get_webhooks", inputs + "}", Form::flat, team);
}

TEST(Check, ReadsAContextsIdOutOfItsUrl) {
  EXPECT_EQ(webhooks("team", "https://www.figma.com/files/team/123/our-team"),
            "/v2/webhooks?context=team&context_id=123");
  EXPECT_EQ(webhooks("project", "https://www.figma.com/files/project/77/name"),
            "/v2/webhooks?context=project&context_id=77");
  EXPECT_EQ(webhooks("file", "HTTPS://www.figma.com/design/AbC/My-file?node-id=1-2"),
            "/v2/webhooks?context=file&context_id=AbC");
  EXPECT_EQ(webhooks("team", "https://www.figma.com/design/AbC/My-file"),
            "! context_id: The URL names no team: those look like "
            "https://www.figma.com/files/team/TEAM_ID/team-name. ");
  EXPECT_EQ(
      sent(
          "figma_create_webhook",
          R"({"event_type": "FILE_UPDATE", "context": "file", "context_id": "https://figma.com/board/K", "endpoint": "https://a", "passcode": "p", "team_id": "WWW.figma.com/files/team/9/t"})"),
      "/v2/webhooks {\"event_type\":\"FILE_UPDATE\",\"context\":\"file\",\"context_id\":\"K\","
      "\"endpoint\":\"https://a\",\"passcode\":\"p\",\"team_id\":\"9\"}");
}

TEST(Check, UsesTheAccountsTeamForAWebhooksContext) {
  EXPECT_EQ(webhooks("team", "", "42"), "/v2/webhooks?context=team&context_id=42");
  EXPECT_EQ(webhooks("team", "7", "42"), "/v2/webhooks?context=team&context_id=7");
  EXPECT_EQ(webhooks("file", "", "42"),
            "! context: `context`, `context_id` go together: give all or none. ");
  EXPECT_EQ(sent("figma_get_webhooks", R"({"plan_api_id": "team-1"})", Form::flat, "42"),
            "/v2/webhooks?plan_api_id=team-1");
  constexpr std::string_view kHook =
      R"({"event_type": "FILE_UPDATE", "context": "team", "endpoint": "https://a", "passcode": "p"})";
  EXPECT_TRUE(leaves(sent("figma_create_webhook", kHook, Form::flat, "42")));
  EXPECT_EQ(sent("figma_create_webhook", kHook),
            "! context_id: A team is needed: give `context_id`, or link the account with a Team "
            "ID. ");
}

TEST(Check, CountsCharactersAndNotBytes) {
  auto named = [](std::size_t length) {
    std::string name;
    for (std::size_t i = 0; i < length; ++i) name += i % 2 ? "ü" : "😀";
    return change(
        "variableModes",
        fmt::format(R"({{"action": "CREATE", "name": "{}", "variableCollectionId": "c"}})", name));
  };
  EXPECT_TRUE(leaves(named(40)));
  EXPECT_EQ(named(41), "! variableModes[0].name: It is 41 characters long; 40 are allowed. ");
}

TEST(Check, KeepsTheDigitsOfLongIdsOrSaysHow) {
  auto reply = [](std::string_view id) {
    return sent("figma_create_comment",
                fmt::format(R"({{"file_key": "A", "message": "m", "comment_id": {}}})", id));
  };
  for (std::string_view id : {"9007199254740993", "9223372036854775807", "18446744073709551615"})
    EXPECT_EQ(reply(id),
              fmt::format(R"(/v1/files/A/comments {{"message":"m","comment_id":"{}"}})", id));
  EXPECT_EQ(reply(R"("90071992547409931234")"),
            R"(/v1/files/A/comments {"message":"m","comment_id":"90071992547409931234"})");
  EXPECT_EQ(reply("90071992547409931234"),
            "! comment_id: As a number it is too long to keep its digits: send it as a text, in "
            "quotes. ");
  EXPECT_EQ(reply("1.5"), "! comment_id: It must be a text. ");
}

TEST(Schema, SaysWhatTheRowSays) {
  Json comment = input_schema(*find_action("figma_create_comment"), Form::flat);
  const Json& meta = *comment.at({"properties", "client_meta"});
  EXPECT_EQ(meta.at({"properties", "region_width", "exclusiveMinimum"})->dump(), "0");
  EXPECT_EQ((*meta.find("allOf"))[0].dump(),
            R"({"anyOf":[{"required":["x"]},{"required":["node_id"]}]})");
  EXPECT_EQ((*meta.find("allOf"))[2].dump(), R"({"dependentRequired":{"x":["y"],"y":["x"]}})");
  Json variables = input_schema(*find_action("figma_update_variables"), Form::nested);
  const Json& body = *variables.at({"properties", "body"});
  EXPECT_EQ(
      (*body.at({"properties", "variableCollections", "items", "allOf"}))[0].dump(),
      R"({"if":{"required":["action"],"properties":{"action":{"const":"CREATE"}}},"then":{"required":["name"]}})");
  EXPECT_EQ(body.at({"properties", "variableModeValues", "items", "properties", "value", "anyOf"})
                ->size(),
            8u);
  EXPECT_NE(body.find("allOf"), nullptr);
}

}  // namespace
}  // namespace figlink
