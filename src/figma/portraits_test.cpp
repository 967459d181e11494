#include "figma/portraits.h"

#include <gtest/gtest.h>

#include "figma/download.h"
#include "figma/hosts.h"

namespace figlink {
namespace {

const Origin& sandbox() {
  static const Origin kOrigin = Origin::parse("http://127.0.0.1:8090").value();
  return kOrigin;
}

TEST(PlaceAtFigma, IsOnItsHostsByHttpsOrWhereTheApiIs) {
  struct Case {
    std::string_view url, host, target;
  };
  const Case kGood[] = {
      {"https://s3-alpha.figma.com/profile/1?a=b#c", "s3-alpha.figma.com", "/profile/1?a=b"},
      {"https://WWW.FIGMA.com", "www.figma.com", "/"},
      {"https://www.figma.com:443/x", "www.figma.com", "/x"},
      {"https://figma-alpha-api.s3.us-west-2.amazonaws.com?x",
       "figma-alpha-api.s3.us-west-2.amazonaws.com", "/?x"},
      {"http://127.0.0.1:8090/sandbox/people/1.png", "127.0.0.1", "/sandbox/people/1.png"}};
  for (const Case& good : kGood) {
    const auto place = place_at_figma(good.url, sandbox());
    ASSERT_TRUE(place) << good.url;
    EXPECT_EQ(place->origin.host, good.host);
    EXPECT_EQ(place->target, good.target);
    EXPECT_EQ(place->origin.prefix, "");
  }
}

TEST(PlaceAtFigma, IsNowhereElse) {
  const std::string longer = "https://www.figma.com/" + std::string(kLinkBytesMax, 'a');
  for (std::string_view url :
       std::initializer_list<std::string_view>{"",
                                               "figma.com",
                                               "https://figma.com/x",
                                               "//figma.com/x",
                                               "http://www.figma.com/x",
                                               "https://figma.com.evil.test/",
                                               "https://evilfigma.com/",
                                               "https://www.figma.com:8443/",
                                               "https://user@www.figma.com/",
                                               "https://evil.test/?https://www.figma.com/",
                                               "https://evil.test#.figma.com/",
                                               "https://evil.test\\.figma.com/",
                                               "http://127.0.0.1/",
                                               "http://127.0.0.1:8091/x",
                                               "https://127.0.0.1:8090/x",
                                               "http://169.254.169.254/latest",
                                               "file:///etc/passwd",
                                               "javascript:alert(1)",
                                               "https://www.figma.com/a b",
                                               "https://www.figma.com/\r\nx: y",
                                               "https://other.s3.us-west-2.amazonaws.com/",
                                               longer}) {
    EXPECT_FALSE(place_at_figma(url, sandbox())) << url;
  }
}

// A host of one answer, which keeps what it was asked.
class Host final : public Transport {
 public:
  Result<Response> send(const Origin& origin, Request& request, bool*) override {
    asked += origin.host + std::string(request.target);
    EXPECT_FALSE(request.headers.has("x-figma-token"));
    EXPECT_FALSE(request.headers.has("authorization"));
    Response response;
    response.status = status;
    response.headers.add("content-type", type);
    if (!coding.empty()) response.headers.add("content-encoding", coding);
    response.body.text = body;
    return response;
  }
  int status = 200;
  std::string type = "image/png", coding, body = "PNG", asked;
};

struct PortraitsTest : testing::Test {
  Result<Portrait> fetch(std::string_view url = "https://s3-alpha.figma.com/profile/1") {
    const auto downloads = make_downloads({host, host, sandbox(), clock});
    return make_portraits(*downloads)->fetch(url);
  }
  Host host;
  HandClock clock;
};

TEST_F(PortraitsTest, HandTheBytesOn) {
  host.type = "Image/PNG; charset=binary";
  const auto portrait = fetch();
  ASSERT_TRUE(portrait);
  EXPECT_EQ(portrait->content_type, "image/png");
  EXPECT_EQ(portrait->bytes, "PNG");
  EXPECT_EQ(host.asked, "s3-alpha.figma.com/profile/1");
}

TEST_F(PortraitsTest, AskNobodyElse) {
  EXPECT_EQ(fetch("https://evil.test/x").error().fault, Fault::not_found);
  EXPECT_EQ(fetch("").error().fault, Fault::not_found);
  EXPECT_EQ(host.asked, "");
}

TEST_F(PortraitsTest, TakeNothingButAPicture) {
  const Host good = {};
  const auto refused = [&] {
    const auto portrait = fetch();
    return !portrait && portrait.error().fault == Fault::not_found;
  };
  for (std::string_view type : {"image/svg+xml", "text/html", "", "application/json"}) {
    host.type = type;
    EXPECT_TRUE(refused()) << type;
  }
  host.type = good.type;
  for (int status : {301, 302, 304, 403}) {
    host.status = status;
    EXPECT_TRUE(refused()) << status;
  }
  for (int status : {204, 500}) {
    host.status = status;
    EXPECT_EQ(fetch().error().fault, Fault::figma_broken) << status;
  }
  host.status = 200;
  host.coding = "gzip";
  EXPECT_FALSE(fetch()) << "it is none";
  host.coding = "";
  host.body.assign(kPortraitBytesMax + 1, 'x');
  EXPECT_TRUE(refused());
  host.body.pop_back();
  EXPECT_FALSE(refused());
}

}  // namespace
}  // namespace figlink
