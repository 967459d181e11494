#include "app/browser_link.h"

#include <gtest/gtest.h>

namespace figlink {
namespace {

std::string url(Settings settings) {
  auto found = gateway_url(settings);
  return found ? *found : found.error().message;
}
Settings listening(std::string at, std::string public_url = {}, std::string tls_cert = {}) {
  Settings settings;
  settings.listen = std::move(at);
  settings.public_url = std::move(public_url);
  settings.tls_cert = std::move(tls_cert);
  return settings;
}

TEST(BrowserLink, TheGatewayIsWhereItsSettingsSay) {
  EXPECT_EQ(url(listening("127.0.0.1:8080")), "http://127.0.0.1:8080");
  EXPECT_EQ(url(listening("0.0.0.0:9000")), "http://127.0.0.1:9000");
  EXPECT_EQ(url(listening("127.0.0.1:8443", "", "cert.pem")), "https://127.0.0.1:8443");
  EXPECT_EQ(url(listening("127.0.0.1:0", "https://gateway.acme.test")),
            "https://gateway.acme.test");
  EXPECT_EQ(url(listening("127.0.0.1:0")),
            "Port 0 of --listen does not tell where the gateway is.");
}

}  // namespace
}  // namespace figlink
