// What the guide says is there is there.
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

#include "figma/fake/fake_test_figma.h"

namespace figlink::fake {
namespace {

const std::string& guide() {
  static const std::string text = [] {
    std::ifstream in(FIGLINK_SOURCE_DIR "/docs/guide/sandbox.md");
    return std::string(std::istreambuf_iterator<char>(in), {});
  }();
  return text;
}

std::set<std::string> in_guide(const char* pattern) {
  const std::regex expression(pattern);
  std::set<std::string> found;
  for (auto at = std::sregex_iterator(guide().begin(), guide().end(), expression);
       at != std::sregex_iterator(); ++at)
    found.insert((*at)[1]);
  return found;
}

TEST(FakeGuide, NamesEveryTokenAndEachIsKnown) {
  TestFigma figma;
  std::set<std::string> names;
  for (const std::string& token : in_guide("`(fig[dpu]_[^` ]+)`"))
    EXPECT_NE(figma.get("/v1/files/codeconnect/comments", token).refusal(), "Invalid token")
        << token;
  const Json state = figma.control("GET", "state");
  const Json& tokens = *state.find("tokens");
  EXPECT_EQ(tokens.size(), 11u);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const std::string name = tokens[i].find("name")->text_or("");
    EXPECT_NE(guide().find("\n| " + name + " |"), std::string::npos) << name;
  }
}

TEST(FakeGuide, NamesEveryTeamAndFile) {
  TestFigma figma;
  const Json state = figma.control("GET", "state");
  for (auto [list, key] : {std::pair{"teams", "id"}, {"files", "key"}}) {
    const Json& all = *state.find(list);
    for (std::size_t i = 0; i < all.size(); ++i) {
      const std::string id = all[i].find(key)->text_or("");
      EXPECT_NE(guide().find("`" + id + "`"), std::string::npos) << id;
    }
  }
}

TEST(FakeGuide, ItsExamplesOfFaultsAndTokensWork) {
  const std::regex example("curl -d '([^']+)' +http://127.0.0.1:8090(/sandbox/[a-z]+)");
  int count = 0;
  for (auto at = std::sregex_iterator(guide().begin(), guide().end(), example);
       at != std::sregex_iterator(); ++at, ++count) {
    TestFigma figma;
    Got got = figma.send("POST", std::string((*at)[2]), {}, (*at)[1]);
    EXPECT_EQ(got.status, 200) << (*at)[0] << got.text;
  }
  EXPECT_EQ(count, 4);
}

TEST(FakeGuide, ItsRoutesExist) {
  for (const std::string& route : in_guide("`((?:GET|POST|DELETE) /sandbox/[^` ]+)`")) {
    TestFigma figma;
    const auto blank = route.find(' ');
    std::string path = route.substr(blank + 1);
    if (auto name = path.find("NAME"); name != std::string::npos) path.replace(name, 4, "demo");
    const char* body = path == "/sandbox/faults" ? R"({"latency_ms": 1})" : "{}";
    EXPECT_EQ(figma.send(route.substr(0, blank), path, {}, body).status, 200) << route;
  }
  EXPECT_EQ(in_guide("`((?:GET|POST|DELETE) /sandbox/[^` ]+)`").size(), 9u);
}

}  // namespace
}  // namespace figlink::fake
