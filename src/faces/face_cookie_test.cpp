#include "faces/face_cookie.h"

#include <gtest/gtest.h>

#include "faces/faces_test_house.h"

namespace figlink {
namespace {

struct Cookie : testing::Test {
  Proof proof(std::string_view method, std::initializer_list<Header> headers) {
    request = Request();
    request.method = method;
    request.headers.add("host", "figlink.test");
    for (const Header& header : headers) request.headers.add(header.name, header.value);
    return presented_in({house.gateway(), house.clock, house.chance, house.log, public_url},
                        request)
        .proof;
  }
  bool is_own(std::string_view origin) {
    const Proof found = proof("GET", {{"cookie", "figlink_dashboard=x"}, {"origin", origin}});
    return found.only_looks;
  }
  TestHouse house;
  Request request;
  std::string public_url = "https://gateway.acme.test";
};

TEST_F(Cookie, IsFoundAmongOthers) {
  EXPECT_EQ(proof("GET", {{"cookie", "a=b; figlink_dashboard=fld_x; c=d"}}).token, "fld_x");
  EXPECT_EQ(proof("GET", {{"cookie", "figlink_dashboard=fld_x"}}).kind, Proof::Kind::dashboard);
  for (std::string_view cookie : {"", "figlink_dashboard", "figlink_dashboard=",
                                  "xfiglink_dashboard=y", "figlink_dashboard2=y", ";;=;"}) {
    EXPECT_EQ(proof("GET", {{"cookie", cookie}}).kind, Proof::Kind::none) << cookie;
  }
}

TEST_F(Cookie, AnAuthorizationHeaderComesFirst) {
  const Proof found =
      proof("GET", {{"cookie", "figlink_dashboard=fld_x"}, {"authorization", "Bearer flk_wrong"}});
  EXPECT_EQ(found.kind, Proof::Kind::key);
  EXPECT_EQ(
      proof("GET", {{"cookie", "figlink_dashboard=fld_x"}, {"authorization", "nonsense"}}).kind,
      Proof::Kind::none)
      << "a broken key is not silently replaced";
}

TEST_F(Cookie, OnlyALookGoesWithoutThePermission) {
  const Header cookie{"cookie", "figlink_dashboard=fld_x"};
  EXPECT_TRUE(proof("GET", {cookie}).only_looks);
  EXPECT_TRUE(proof("HEAD", {cookie}).only_looks);
  for (std::string_view method : {"POST", "PATCH", "DELETE", "PUT", "get"})
    EXPECT_FALSE(proof(method, {cookie}).only_looks) << method;
  EXPECT_EQ(proof("POST", {cookie, {"x-figlink-csrf", "abc"}}).csrf_token, "abc");
}

TEST_F(Cookie, APageOfAnotherOriginHasNoPermissionEver) {
  EXPECT_TRUE(is_own("https://gateway.acme.test")) << "--public-url";
  EXPECT_TRUE(is_own("http://figlink.test")) << "the request's own host";
  EXPECT_TRUE(is_own("https://figlink.test")) << "behind a proxy that ends TLS";
  for (std::string_view origin :
       {"https://evil.test", "null", "", "https://figlink.test.evil.test",
        "https://figlink.test:8443", "https://gateway.acme.test:8443", "http://gateway.acme.test"})
    EXPECT_FALSE(is_own(origin)) << origin;
  const Proof found = proof("POST", {{"cookie", "figlink_dashboard=x"},
                                     {"origin", "https://evil.test"},
                                     {"x-figlink-csrf", "abc"}});
  EXPECT_EQ(found.csrf_token, "");
}

}  // namespace
}  // namespace figlink
