#include "figma/download.h"

#include <gtest/gtest.h>

#include "gateway/gateway_test_house.h"

namespace figlink {
namespace {

class DownloadRoad : public GatewayHouse {
 protected:
  DownloadRoad() {
    downloads =
        make_downloads({transport, transport, Origin::parse("http://figma.test").value(), clock});
    gateway = make_gateway();
    figma.before = [this](Request& request) -> std::optional<Response> {
      tokens += request.headers.get("x-figma-token");
      Response response;
      response.headers.add("content-type", "image/png");
      response.body.text = "a picture";
      return response;
    };
  }
  std::string tokens;
};

TEST_F(DownloadRoad, GivesWhatALinkLeadsToAndNoTokenGoesAlong) {
  const std::string reader = key({"actions:read"});
  auto got = gateway->download({.kind = Proof::Kind::key, .token = reader}, "http://figma.test/p");
  ASSERT_TRUE(got.has_value());
  EXPECT_EQ(got->content_type, "image/png");
  EXPECT_EQ(read_all(*got->body, 100).value(), "a picture");
  EXPECT_EQ(tokens, "");
}

TEST_F(DownloadRoad, IsForWhoMayRead) {
  const std::string linker = key({"accounts:write"});
  for (const Proof& proof : {Proof{}, Proof{.kind = Proof::Kind::key, .token = "wrong"},
                             Proof{.kind = Proof::Kind::key, .token = linker}}) {
    EXPECT_FALSE(gateway->download(proof, "http://figma.test/p").has_value());
  }
  EXPECT_EQ(figma.asked_count(), 0);
}

}  // namespace
}  // namespace figlink
