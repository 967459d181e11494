#include "faces/pages/pages.h"

#include <gtest/gtest.h>

#include "faces/connector.h"
#include "faces/faces_test_house.h"
#include "faces/pages/plain_page.h"

namespace figlink {
namespace {

constexpr std::string_view kBrowser = "text/html,application/xhtml+xml,*/*;q=0.8";

struct Pages : testing::Test {
  std::string session(const std::string& owner = "acme") {
    SessionWish wish;
    wish.origin_owner_id = wish.origin_owner_name = owner;
    return house.gateway().begin_session(caller(), wish).value().token;
  }
  Caller caller() { return house.gateway().authenticate(house.operator_proof()).value(); }
  void use(const std::string& token) {
    house.gateway()
        .link_by_session(
            token,
            {.token = Secret(kDemoToken), .team_id = std::string(kDemoTeam), .expires_on = {}})
        .value();
  }
  Got get(const std::string& target, std::string_view accept = kBrowser,
          std::string_view coding = "gzip, br") {
    return house.ask(
        {.target = target, .headers = {{"accept", accept}, {"accept-encoding", coding}}});
  }
  TestHouse house;
};

TEST_F(Pages, EachHasAPolicyWithoutInlineCodeAndOtherHosts) {
  for (const std::string& target :
       {"/link?token=" + session(), std::string("/guide"), std::string("/dashboard"),
        std::string("/dashboard/accounts"), std::string("/link?token=x")}) {
    Got got = get(target);
    const std::string policy(got.headers.get("content-security-policy"));
    EXPECT_TRUE(policy.starts_with(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors "))
        << target << policy;
    EXPECT_EQ(policy.find("unsafe"), std::string::npos);
    EXPECT_EQ(got.headers.get("cache-control"), "no-store") << target;
    EXPECT_EQ(got.headers.get("referrer-policy"), "no-referrer");
    EXPECT_EQ(got.headers.get("x-content-type-options"), "nosniff");
    EXPECT_TRUE(got.headers.get("content-type").starts_with("text/html")) << target;
    EXPECT_FALSE(got.headers.has("etag"));
  }
}

TEST_F(Pages, OnlyAllowedOriginsMayFrameTheHub) {
  const std::string token = session();
  Got closed = get("/link?token=" + token);
  EXPECT_EQ(closed.status, 200);
  EXPECT_TRUE(closed.headers.get("content-security-policy").ends_with("frame-ancestors 'none'"));
  EXPECT_EQ(closed.headers.get("x-frame-options"), "DENY");
  EXPECT_EQ(closed.headers.get("cross-origin-opener-policy"), "same-origin");
  house.gateway()
      .allow_origins(caller(), {"https://app.acme.test", "http://localhost:3000"})
      .value();
  Got open = get("/link?token=" + token);
  EXPECT_TRUE(open.headers.get("content-security-policy")
                  .ends_with("frame-ancestors https://app.acme.test http://localhost:3000"));
  EXPECT_FALSE(open.headers.has("x-frame-options"));
  EXPECT_EQ(open.headers.get("cross-origin-opener-policy"), "unsafe-none")
      << "a window that opened it hears from it";
  EXPECT_TRUE(get("/guide").headers.get("content-security-policy").ends_with("'self'"));
  EXPECT_EQ(get("/dashboard").headers.get("x-frame-options"), "DENY");
}

TEST_F(Pages, ALinkThatLeadsNowhereSaysWhy) {
  const std::string used = session(), old = session("other");
  use(used);
  Got twice = get("/link?token=" + used);
  EXPECT_EQ(twice.status, 410);
  EXPECT_NE(twice.text.find("<h1>This link was used already</h1>"), std::string::npos);
  house.clock.advance_ms(kSessionSecondsDefault * kSecondMs);
  Got late = get("/link?token=" + old);
  EXPECT_EQ(late.status, 410);
  EXPECT_NE(late.text.find("<h1>This link has expired</h1>"), std::string::npos);
  for (const std::string& target :
       {std::string("/link"), std::string("/link?token="), std::string("/link?token=fls_x"),
        "/link?token=fls_" + std::string(43, 'x')}) {
    Got unknown = get(target);
    EXPECT_EQ(unknown.status, 404) << target;
    EXPECT_NE(unknown.text.find("<h1>This link is unknown</h1>"), std::string::npos);
    EXPECT_EQ(unknown.text.find("<script"), std::string::npos);
    EXPECT_EQ(unknown.text.find("style="), std::string::npos) << "the policy would drop it";
  }
}

TEST_F(Pages, ALinkThatLeadsNowhereTellsWhoMayHoldIt) {
  const std::string used = session(), old = session("other");
  use(used);
  EXPECT_EQ(get("/link?token=" + used).text.find("<script"), std::string::npos) << "nobody may";
  house.gateway()
      .allow_origins(caller(), {"https://app.acme.test", "http://localhost:3000"})
      .value();
  EXPECT_NE(
      get("/link?token=" + used)
          .text.find("<script src=\"/assets/plain.js\" defer data-gone=\"used\" "
                     "data-origins=\"https://app.acme.test http://localhost:3000\"></script>"),
      std::string::npos);
  EXPECT_EQ(get("/link?token=x").text.find("<script"), std::string::npos)
      << "whose it is, is unknown";
  house.clock.advance_ms(kSessionSecondsDefault * kSecondMs);
  EXPECT_NE(get("/link?token=" + old).text.find("data-gone=\"expired\""), std::string::npos);
  Got script = get("/assets/plain.js");
  EXPECT_EQ(script.status, 200);
  EXPECT_EQ(script.headers.get("content-type"), "text/javascript; charset=utf-8");
}

TEST_F(Pages, WhoDoesNotReadHtmlGetsJson) {
  const std::string used = session();
  use(used);
  Got twice = get("/link?token=" + used, "application/json");
  EXPECT_EQ(twice.status, 410);
  EXPECT_EQ(twice.at({"statusCode"}), "410");
  EXPECT_EQ(twice.at({"error"}), "conflict");
  EXPECT_EQ(get("/link?token=x", "*/*").at({"error"}), "not_found");
  EXPECT_EQ(get("/lnk").at({"hint"}), "Did you mean /link?") << "paths of no page stay JSON";
}

TEST_F(Pages, APlainPageTakesTheThemeAndEscapesAll) {
  Got dark = get("/link?token=x&theme=dark");
  EXPECT_NE(dark.text.find("<html lang=\"en\" data-theme=\"dark\">"), std::string::npos);
  Got broken = get("/link?token=%3Cscript%3E&theme=%22%3E%3Cscript%3E");
  EXPECT_NE(broken.text.find("<html lang=\"en\">"), std::string::npos);
  EXPECT_EQ(broken.text.find("<script"), std::string::npos);
  Response page = plain_page(
      {.title = "<b>{message}", .message = "\"{hint}\" & '{title}'", .hint = "<script>"});
  EXPECT_NE(page.body.text.find("<h1>&lt;b&gt;{message}</h1>"), std::string::npos)
      << page.body.text;
  EXPECT_NE(page.body.text.find("<p>&quot;{hint}&quot; &amp; &#39;{title}&#39;</p>"),
            std::string::npos);
  EXPECT_NE(page.body.text.find("<p>&lt;script&gt;</p>"), std::string::npos);
  Got style = get("/assets/plain.css");
  EXPECT_EQ(style.status, 200);
  EXPECT_EQ(style.headers.get("cache-control"), "no-cache");
}

TEST_F(Pages, AThemeIsThereBeforeAnyScript) {
  const std::string link = "/link?token=" + session();
  Got dark = get(link + "&theme=dark");
  EXPECT_EQ(dark.text, "<html lang=\"en\" data-theme=\"dark\"><meta content=\"dark\"><p>link");
  EXPECT_FALSE(dark.headers.has("content-encoding"));
  EXPECT_EQ(get(link + "&theme=%22%3E").text, "link, compressed") << "as the system has it";
  const auto dashboard = [&](std::string_view cookie) {
    return house.ask({.target = "/dashboard", .headers = {{"cookie", std::string(cookie)}}}).text;
  };
  EXPECT_EQ(dashboard("figlink_look=light"), "<html lang=\"en\" data-theme=\"light\"><p>dashboard");
  EXPECT_EQ(dashboard("figlink_look=x"), "<html lang=\"en\"><p>dashboard");
}

TEST_F(Pages, FilesAreKeptForEverAndCompressedForWhoTakesIt) {
  Got small = get("/assets/hub-a1.js");
  EXPECT_EQ(small.text, "hub, compressed");
  EXPECT_EQ(small.headers.get("content-encoding"), "br");
  EXPECT_EQ(small.headers.get("vary"), "accept-encoding");
  EXPECT_EQ(small.headers.get("content-type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(small.headers.get("cache-control"), "public, max-age=31536000, immutable");
  Got zipped = get("/assets/hub-a1.js", kBrowser, "gzip, deflate");
  EXPECT_EQ(zipped.text, "hub, zipped");
  EXPECT_EQ(zipped.headers.get("content-encoding"), "gzip");
  Got whole = get("/assets/hub-a1.js", kBrowser, "identity, br;q=0");
  EXPECT_EQ(whole.text, "let hub = 1;");
  EXPECT_FALSE(whole.headers.has("content-encoding"));
  EXPECT_NE(whole.headers.get("etag"), small.headers.get("etag"));
  EXPECT_NE(whole.headers.get("etag"), zipped.headers.get("etag"));
  Got kept = house.ask(
      {.target = "/assets/hub-a1.js", .headers = {{"if-none-match", whole.headers.get("etag")}}});
  EXPECT_EQ(kept.status, 304);
  EXPECT_EQ(kept.text, "");
  EXPECT_EQ(get("/link?token=" + session()).text, "link, compressed");
  EXPECT_EQ(get("/assets/hub-a1.css").text, "a{}");
  for (const char* target :
       {"/assets/nothing.js", "/assets/..%2Flink.html", "/assets/", "/assets/hub-a1.js.br/x"})
    EXPECT_EQ(get(target).status, 404) << target;
}

TEST(PagesAbsent, SayHowToBuildThem) {
  TestHouse house(std::span<const Embedded>{});
  Got got = house.ask({.target = "/guide", .headers = {{"accept", "text/html"}}});
  EXPECT_EQ(got.status, 404);
  EXPECT_NE(got.text.find("Build it with ./dev"), std::string::npos);
  EXPECT_EQ(house.ask({.target = "/dashboard"}).at({"message"}),
            "This figlink was built without its pages.");
}

}  // namespace
}  // namespace figlink
