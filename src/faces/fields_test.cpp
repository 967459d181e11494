#include "faces/fields.h"

#include <gtest/gtest.h>

namespace figlink {
namespace {

TEST(Fields, TellsEveryWrongFieldAtOnce) {
  Json json = Json::parse(R"({"name": 7, "age": "x", "on": 1, "list": {}, "map": []})").value();
  Fields fields(json, "thing.");
  fields.required_text("name");
  fields.required_text("missing");
  fields.maybe_integer("age");
  fields.maybe_bool("on");
  fields.maybe_array("list");
  fields.maybe_object("map");
  auto done = fields.done();
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(
      done.error().message,
      "6 fields are wrong. thing.name: Must be a text. thing.missing: Is required. thing.age: "
      "Must be a whole number.")
      << "pages show the message alone";
  std::string told;
  for (const auto& problem : done.error().problems)
    told += problem.field + ": " + problem.message + "\n";
  EXPECT_EQ(told,
            "thing.name: Must be a text.\n"
            "thing.missing: Is required.\n"
            "thing.age: Must be a whole number.\n"
            "thing.on: Must be true or false.\n"
            "thing.list: Must be a list.\n"
            "thing.map: Must be an object.\n");
}

TEST(Fields, NullIsAbsentUnlessItTakesAValueAway) {
  Json json = Json::parse(R"({"label": null, "metadata": null})").value();
  Fields fields(json);
  EXPECT_EQ(fields.maybe_text("label"), std::nullopt);
  EXPECT_EQ(fields.maybe_bool("shared"), std::nullopt);
  EXPECT_EQ(fields.clearable_text("label"), "");
  EXPECT_EQ(fields.clearable_text("absent"), std::nullopt);
  EXPECT_TRUE(fields.clearable_object("metadata")->is_null());
  EXPECT_FALSE(fields.clearable_object("absent").has_value());
  EXPECT_TRUE(fields.done().has_value());
}

TEST(Fields, WhatNobodyAskedForIsNamedWithTheNearestUnlessItIsOnTheList) {
  Json json =
      Json::parse(R"({"qurey": {}, "action": "x", "sync": 1, "zzz": null, "other": 1})").value();
  Fields fields(json);
  fields.required_text("action");
  fields.know("query");
  fields.know("other");
  constexpr std::string_view kIgnored[] = {"sync"};
  fields.refuse_others(kIgnored);
  const auto problems = fields.take_problems();
  ASSERT_EQ(problems.size(), 2u);
  EXPECT_EQ(problems[0].field, "qurey");
  EXPECT_EQ(problems[0].message, "There is no such field here. Did you mean query?");
  EXPECT_EQ(problems[1].message, "There is no such field here.");
}

TEST(Fields, OneWrongFieldIsTheMessage) {
  Json json = Json::object();
  Fields fields(json);
  fields.required_text("action");
  EXPECT_EQ(fields.done().error().message, "action: Is required.");
}

TEST(Fields, ATextHasABound) {
  Json json = Json::object({{"label", std::string(kFieldTextMax + 1, 'x')}});
  Fields fields(json);
  EXPECT_EQ(fields.maybe_text("label"), std::nullopt);
  EXPECT_FALSE(fields.done().has_value());
}

}  // namespace
}  // namespace figlink
