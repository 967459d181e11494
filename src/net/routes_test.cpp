#include "net/routes.h"

#include <gtest/gtest.h>

namespace figlink {
namespace {

void fill(Routes& routes) {
  auto named = [](std::string name) {
    return [name](Request&, const Params& params) {
      std::string text = name;
      for (const auto& [key, value] : params.values) text += " " + std::string(key) + "=" + value;
      return json_response(200, text);
    };
  };
  routes.add("GET", "/accounts", named("list"));
  routes.add("GET", "/accounts/{id}", named("one"));
  routes.add("DELETE", "/accounts/{id}", named("remove"));
  routes.add("GET", "/accounts/{id}/meta", named("meta"));
  routes.add("GET", "/accounts/special", named("special"));
}

std::string served(std::string_view method, std::string_view path) {
  Routes routes;
  fill(routes);
  auto match = routes.match(method, path);
  if (!match.serve) return match.allow.empty() ? "absent" : "allow " + match.allow;
  Request request;
  return (*match.serve)(request, match.params).body.text;
}

TEST(Routes, FindTheRightFunction) {
  EXPECT_EQ(served("GET", "/accounts"), "list");
  EXPECT_EQ(served("GET", "/accounts/a%20b"), "one id=a b");
  EXPECT_EQ(served("GET", "/accounts/special"), "special");
  EXPECT_EQ(served("GET", "/accounts/special/meta"), "meta id=special");
  EXPECT_EQ(served("HEAD", "/accounts"), "list");
  EXPECT_EQ(served("POST", "/accounts/7"), "allow GET, DELETE");
  EXPECT_EQ(served("GET", "/accounts/"), "absent");
  EXPECT_EQ(served("GET", "/accounts/%zz"), "absent");
  EXPECT_EQ(served("GET", "nowhere"), "absent");
}

TEST(Routes, ReadQueriesWithRepeatedNamesAndEscapes) {
  auto pairs = parse_query("a[]=1&a%5B%5D=2&b=x+y%26&c&&d=%zz");
  ASSERT_EQ(pairs.size(), 5u);
  EXPECT_EQ(pairs[0], (std::pair<std::string, std::string>{"a[]", "1"}));
  EXPECT_EQ(pairs[1], (std::pair<std::string, std::string>{"a[]", "2"}));
  EXPECT_EQ(pairs[2].second, "x y&");
  EXPECT_EQ(pairs[3], (std::pair<std::string, std::string>{"c", ""}));
  EXPECT_EQ(pairs[4].second, "%zz");
}

}  // namespace
}  // namespace figlink
