#include "faces/openapi/openapi.h"

#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "actions/catalogue.h"
#include "base/text.h"
#include "faces/faces_test_house.h"
#include "faces/openapi/surface.h"

namespace figlink {
namespace {

TEST(OpenApi, DescribesExactlyTheRoutesThatAreServed) {
  TestHouse house;
  std::set<std::string> served, described;
  for (const auto& [method, pattern] : house.routes.list()) {
    if (method != "OPTIONS") served.insert(lower(method) + " " + pattern);
  }
  const Json document = openapi_document("/");
  document.find("paths")->each([&](std::string_view path, const Json& item) {
    item.each([&](std::string_view method, const Json&) {
      if (method != "parameters") described.insert(std::string(method) + " " + std::string(path));
    });
  });
  EXPECT_EQ(served, described);
}

void each_ref(const Json& json, const std::function<void(std::string_view)>& visit) {
  json.each([&](std::string_view key, const Json& value) {
    if (key == "$ref" && value.as_text()) visit(*value.as_text());
    each_ref(value, visit);
  });
}

TEST(OpenApi, EveryReferenceLeadsSomewhere) {
  const Json document = openapi_document("/");
  int count = 0;
  each_ref(document, [&](std::string_view ref) {
    ASSERT_TRUE(ref.starts_with("#/")) << ref;
    const Json* at = &document;
    for (auto part : split(ref.substr(2), '/')) {
      ASSERT_NE(at, nullptr) << ref;
      at = at->find(part);
    }
    EXPECT_NE(at, nullptr) << ref;
    ++count;
  });
  EXPECT_GT(count, 100);
}

TEST(OpenApi, EveryActionIsOneChoiceOfTheRequest) {
  const Json document = openapi_document("https://figlink.test");
  EXPECT_EQ(document.find("openapi")->as_text(), "3.1.0");
  EXPECT_EQ((*document.find("servers"))[0].find("url")->as_text(), "https://figlink.test");
  const Json& schemas = *document.at({"components", "schemas"});
  EXPECT_EQ(schemas.find("ActionRequest")->find("oneOf")->size(), catalogue().size());
  for (const Action* action : catalogue()) {
    const Json* schema = schemas.find(action->name);
    ASSERT_NE(schema, nullptr) << action->name;
    EXPECT_EQ(schema->at({"properties", "action", "const"})->as_text(), action->name);
  }
}

}  // namespace
}  // namespace figlink
