#include "gateway/web_address.h"

#include <gtest/gtest.h>

namespace figlink {
namespace {

TEST(WebAddress, AnOriginIsWrittenAsBrowsersWriteIt) {
  EXPECT_EQ(read_origin("https://app.acme.com"), "https://app.acme.com");
  EXPECT_EQ(read_origin(" HTTPS://App.Acme.COM:443/ "), "https://app.acme.com");
  EXPECT_EQ(read_origin("http://localhost:03000"), "http://localhost:3000");
  EXPECT_EQ(read_origin("http://10.0.0.7:80"), "http://10.0.0.7");
  EXPECT_EQ(read_origin("https://xn--bcher-kva.example:8443"),
            "https://xn--bcher-kva.example:8443");
  EXPECT_EQ(read_origin("http://[::1]:8080"), "http://[::1]:8080");
}

TEST(WebAddress, WhatIsNoOriginIsRefused) {
  for (std::string_view text : {"",
                                "*",
                                "https://",
                                "https://*",
                                "https://*.acme.com",
                                "app.acme.com",
                                "null",
                                "ftp://acme.com",
                                "javascript://acme.com",
                                "https://acme.com/app",
                                "https://acme.com?x",
                                "https://acme.com#x",
                                "https://me@acme.com",
                                "https://acme.com:",
                                "https://acme.com:0",
                                "https://acme.com:65536",
                                "https://acme.com:-1",
                                "https://acme.com:8a",
                                "https://.acme.com",
                                "https://acme..com",
                                "https://acme.com;script-src *",
                                "https://acme.com 'self'",
                                "https://ac\nme.com",
                                "https://b\xc3\xbc"
                                "cher.example",
                                "https://[::2]",
                                "https://[::1",
                                "https://acme.com\\x",
                                "http:/acme.com"}) {
    EXPECT_EQ(read_origin(text), std::nullopt) << text;
  }
  EXPECT_EQ(read_origin("https://" + std::string(300, 'a')), std::nullopt);
}

TEST(WebAddress, TheOriginOfAnAddressCannotBeFaked) {
  EXPECT_EQ(origin_of("https://app.acme.com/done?x=1#y"), "https://app.acme.com");
  EXPECT_EQ(origin_of("https://app.acme.com?x"), "https://app.acme.com");
  for (std::string_view address :
       {"/done", "//evil.test", "https:evil.test", "https://app.acme.com@evil.test/",
        "https://evil.test\\@app.acme.com/", "https://app.acme.com\\.evil.test",
        "https://app.acme.com/a b", "https://app.acme.com/\n", "javascript:alert(1)",
        "data:text/html,x", "https://app.acme.com/<script>"}) {
    EXPECT_EQ(origin_of(address), std::nullopt) << address;
  }
  EXPECT_EQ(origin_of("https://app.acme.com.evil.test/"), "https://app.acme.com.evil.test");
}

TEST(WebAddress, OnlyTheReadersOwnMachineIsLoopback) {
  EXPECT_TRUE(is_loopback("http://localhost"));
  EXPECT_TRUE(is_loopback("http://localhost:3000"));
  EXPECT_TRUE(is_loopback("http://127.0.0.1:8080"));
  EXPECT_TRUE(is_loopback("http://[::1]:1"));
  EXPECT_FALSE(is_loopback("http://localhost.evil.test"));
  EXPECT_FALSE(is_loopback("http://127.0.0.10"));
  EXPECT_FALSE(is_loopback("localhost"));
}

}  // namespace
}  // namespace figlink
