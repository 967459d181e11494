#include "figma/fake/fake_test_figma.h"

namespace figlink::fake {
namespace {

constexpr std::string_view kPost = "/v1/files/codeconnect/variables",
                           kLocal = "/v1/files/codeconnect/variables/local";

const Json& meta(const Got& got) {
  static const Json nothing;
  const Json* found = got.json.find("meta");
  return found ? *found : nothing;
}

constexpr std::string_view kSpacing = R"({
  "variableCollections": [{"action": "CREATE", "id": "c", "name": "Spacing", "initialModeId": "m"}],
  "variableModes": [{"action": "UPDATE", "id": "m", "name": "Wide", "variableCollectionId": "c"},
                    {"action": "CREATE", "id": "n", "name": "Narrow", "variableCollectionId": "c"}],
  "variables": [{"action": "CREATE", "id": "v", "name": "small", "variableCollectionId": "c", "resolvedType": "FLOAT"},
                {"action": "CREATE", "id": "w", "name": "large", "variableCollectionId": "c", "resolvedType": "FLOAT"}],
  "variableModeValues": [{"variableId": "v", "modeId": "n", "value": 4},
                         {"variableId": "w", "modeId": "n", "value": {"type": "VARIABLE_ALIAS", "id": "v"}}]})";

TEST(FakeVariables, TemporaryIdsBecomeRealOnesAllThrough) {
  TestFigma figma;
  Got got = figma.post(kPost, words(kSpacing));
  ASSERT_EQ(got.status, 200) << got.text;
  const Json& ids = *meta(got).find("tempIdToRealId");
  EXPECT_EQ(ids.size(), 5u);
  auto real = [&](std::string_view id) { return ids.find(id)->text_or(""); };
  Got local = figma.get(kLocal);
  const Json& made = *meta(local).at({"variables", real("w")});
  EXPECT_EQ(made.at({"valuesByMode", real("m")})->as_number(), 0.0);
  EXPECT_EQ(made.at({"valuesByMode", real("n"), "id"})->as_text(), std::string_view(real("v")));
  const Json& modes = *meta(local).at({"variableCollections", real("c"), "modes"});
  EXPECT_EQ(modes[0].find("name")->as_text(), "Wide");
  EXPECT_EQ(modes.size(), 2u);
}

TEST(FakeVariables, OneFaultAndNothingIsStored) {
  constexpr std::pair<std::string_view, std::string_view> kFaults[] = {
      {R"("variables": [{"action": "CREATE", "name": "a.b", "variableCollectionId": "c", "resolvedType": "FLOAT"}])",
       "Invalid variable name 'a.b'"},
      {R"("variables": [{"action": "CREATE", "name": "a", "variableCollectionId": "x", "resolvedType": "FLOAT"}])",
       "Variable collection with id x not found"},
      {R"("variables": [{"action": "CREATE", "name": "a", "variableCollectionId": "c"}])",
       "Missing required parameter variables[0].resolvedType"},
      {R"("variables": [{"action": "CREATE", "id": "c", "name": "a", "variableCollectionId": "c", "resolvedType": "FLOAT"}])",
       "Duplicate temporary id c"},
      {R"("variables": [{"action": "UPDATE", "id": "VariableID:1e47000000000000000000000000000000000002/7:2", "name": "a"}])",
       "Remote variables cannot be changed"},
      {R"("variableModes": [{"action": "CREATE", "name": "12345678901234567890123456789012345678901", "variableCollectionId": "c"}])",
       "'variableModes[0].name' must be at most 40 characters long"},
      {R"("variableModes": [{"action": "DELETE", "id": "m"}])",
       "A variable collection must have at least one mode"},
      {R"("variableModeValues": [{"variableId": "VariableID:1:2", "modeId": "1:0", "value": "blue"}])",
       "The value does not match the variable's type COLOR"},
      {R"("variableModeValues": [{"variableId": "VariableID:1:2", "modeId": "1:0", "value": null}])",
       "null is only allowed with the mode of an extended collection"},
      {R"("variableModeValues": [{"variableId": "VariableID:1:2", "modeId": "9:9", "value": {"r": 0, "g": 0, "b": 0}}])",
       "Mode with id 9:9 not found"},
      {R"("variableModeValues": [{"variableId": "VariableID:1:2", "modeId": "1:0", "value": {"type": "VARIABLE_ALIAS", "id": "VariableID:1:2"}}])",
       "A variable cannot be an alias of itself"},
  };
  TestFigma figma;
  const std::string before = figma.get(kLocal).text;
  for (auto [fault, why] : kFaults) {
    const std::string body =
        R"({"variableCollections": [{"action": "CREATE", "id": "c", "name": "New", "initialModeId": "m"}], )" +
        std::string(fault) + "}";
    Got got = figma.post(kPost, words(body));
    EXPECT_EQ(got.status, 400) << fault;
    EXPECT_EQ(got.refusal(), why);
  }
  EXPECT_EQ(figma.get(kLocal).text, before);
}

TEST(FakeVariables, NamesAreUniqueInACollection) {
  TestFigma figma;
  EXPECT_EQ(
      figma
          .post(
              kPost,
              words(
                  R"({"variables": [{"action": "CREATE", "name": "color/primary", "variableCollectionId": "VariableCollectionId:1:1", "resolvedType": "COLOR"}]})"))
          .refusal(),
      "Duplicate variable name 'color/primary' in the collection");
}

TEST(FakeVariables, ACollectionHasFortyModes) {
  TestFigma figma;
  Json modes = Json::array();
  for (int i = 0; i < 39; ++i)
    modes.push(Json::object({{"action", "CREATE"},
                             {"name", std::to_string(i)},
                             {"variableCollectionId", "VariableCollectionId:1:1"}}));
  EXPECT_EQ(figma.post(kPost, Json::object({{"variableModes", std::move(modes)}})).refusal(),
            "A variable collection can have at most 40 modes");
}

TEST(FakeVariables, AnOverrideIsMadeAndTakenBack) {
  TestFigma figma;
  Got made = figma.post(
      kPost,
      words(
          R"({"variableCollections": [{"action": "CREATE", "id": "c", "name": "Brand", "parentVariableCollectionId": "VariableCollectionId:1:1"}]})"));
  const std::string id = meta(made).at({"tempIdToRealId", "c"})->text_or("");
  auto set = [&](Json value) {
    return figma.post(kPost,
                      Json::object({{"variableModeValues",
                                     Json::array({Json::object({{"variableId", "VariableID:1:2"},
                                                                {"modeId", id + "/1:0"},
                                                                {"value", std::move(value)}})})}}));
  };
  auto overrides = [&] {
    return meta(figma.get(kLocal)).at({"variableCollections", id, "variableOverrides"})->size();
  };
  EXPECT_EQ(set(words(R"({"r": 1, "g": 0, "b": 0})")).status, 200);
  EXPECT_EQ(overrides(), 1u);
  EXPECT_EQ(set(nullptr).status, 200);
  EXPECT_EQ(overrides(), 0u);
}

TEST(FakeVariables, OnlyOwnAndShownOnesArePublished) {
  TestFigma figma;
  constexpr std::string_view kPublished = "/v1/files/codeconnect/variables/published";
  EXPECT_EQ(meta(figma.get(kLocal)).find("variables")->size(), 2u);
  EXPECT_EQ(meta(figma.get(kPublished)).find("variables")->size(), 1u);
  figma.post(
      kPost,
      words(
          R"({"variableCollections": [{"action": "UPDATE", "id": "VariableCollectionId:1:1", "hiddenFromPublishing": true}]})"));
  EXPECT_EQ(meta(figma.get(kPublished)).find("variables")->size(), 0u);
}

TEST(FakeVariables, AnEmptyChangeIsNone) {
  TestFigma figma;
  EXPECT_EQ(figma.post(kPost, Json::object()).refusal(),
            "Missing required parameter variableCollections");
}

}  // namespace
}  // namespace figlink::fake
