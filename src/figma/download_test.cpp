#include "figma/download.h"

#include <gtest/gtest.h>

#include <functional>

namespace figlink {
namespace {

struct Host final : Handler {
  Response handle(Request& request) override {
    asked.push_back(std::string(request.headers.get("host")) + std::string(request.target));
    headers = request.headers.size();
    return answer();
  }
  std::function<Response()> answer = [] {
    Response response;
    response.headers.add("content-type", "image/png");
    response.body.text = "a picture";
    return response;
  };
  std::vector<std::string> asked;
  std::size_t headers = 0;
};

struct Download : testing::Test {
  std::string get(std::string_view link) {
    auto picture = downloads->get(link);
    if (!picture) return std::string(facts(picture.error().fault).name);
    auto text = read_all(*picture->body, 1u << 20);
    return text ? picture->content_type + ": " + *text
                : std::string(facts(text.error().fault).name);
  }
  Host outside, figma;
  HandlerTransport to_outside{outside}, to_figma{figma};
  HandClock clock;
  std::unique_ptr<Downloads> downloads = make_downloads(
      {to_outside, to_figma, Origin::parse("http://127.0.0.1:8090/base").value(), clock});
};

TEST_F(Download, ComesFromTheHostsOfFigma) {
  for (std::string_view link :
       {"https://figma-alpha-api.s3.us-west-2.amazonaws.com/images/1?X-Amz-Expires=604800",
        "https://s3-alpha-sig.figma.com/img/ab/cd?Signature=a~b&Key-Pair-Id=C",
        "https://s3-alpha.figma.com/x", "https://S3-ALPHA.figma.com:443/x"}) {
    EXPECT_EQ(get(link), "image/png: a picture") << link;
  }
  EXPECT_EQ(outside.asked[0],
            "figma-alpha-api.s3.us-west-2.amazonaws.com/images/1?X-Amz-Expires=604800");
  EXPECT_EQ(outside.headers, 4u) << "host, accept, accept-encoding, user-agent: no credential";
  EXPECT_TRUE(figma.asked.empty());
}

TEST_F(Download, ComesFromTheSandboxWhenThatIsFigma) {
  EXPECT_EQ(get("http://127.0.0.1:8090/sandbox/renders/A/1%3A2@1.png"), "image/png: a picture");
  EXPECT_EQ(figma.asked.at(0), "127.0.0.1:8090/sandbox/renders/A/1%3A2@1.png");
  EXPECT_TRUE(outside.asked.empty());
}

TEST_F(Download, ComesFromNowhereElse) {
  for (std::string_view link : {"",
                                "x",
                                "figma.com/x",
                                "//s3-alpha.figma.com/x",
                                "file:///etc/passwd",
                                "ftp://s3-alpha.figma.com/x",
                                "http://s3-alpha.figma.com/x",
                                "https://figma.com/x",
                                "https://evil.example/x",
                                "https://evilfigma.com/x",
                                "https://figma.com.evil.example/x",
                                "https://s3-alpha.figma.com.evil.example/",
                                "https://s3-alpha.figma.com@evil.example/",
                                "https://s3-alpha.figma.com:8443/x",
                                "https://s3-alpha.figma.com\\@evil.example/",
                                "https://evil.example?.figma.com/",
                                "https://evil.example#.figma.com",
                                "https://other.s3.us-west-2.amazonaws.com/figma-alpha-api/x",
                                "https://127.0.0.1/x",
                                "https://[::1]/x",
                                "http://127.0.0.1:8091/x",
                                "https://127.0.0.1:8090/x",
                                "http://localhost:8090/x",
                                "http://169.254.169.254/latest/meta-data",
                                "https://s3-alpha.figma.com/a b",
                                "https://s3-alpha.figma.com/a\r\nx: y"}) {
    EXPECT_EQ(get(link), "forbidden") << link;
  }
  EXPECT_TRUE(outside.asked.empty());
  EXPECT_TRUE(figma.asked.empty());
}

TEST_F(Download, DoesNotFollowARedirect) {
  outside.answer = [] {
    Response response;
    response.status = 302;
    response.headers.add("location", "http://169.254.169.254/");
    return response;
  };
  EXPECT_EQ(get("https://s3-alpha.figma.com/x"), "forbidden");
  EXPECT_EQ(outside.asked.size(), 1u);
}

TEST_F(Download, TellsALinkThatHasEndedFromAHostThatFails) {
  for (auto [status, fault] : {std::pair{403, "not_found"}, std::pair{404, "not_found"},
                               std::pair{500, "figma_broken"}, std::pair{206, "figma_broken"}}) {
    outside.answer = [status = status] {
      Response response;
      response.status = status;
      return response;
    };
    EXPECT_EQ(get("https://s3-alpha.figma.com/x"), fault) << status;
  }
}

// A body without an end, whose every piece the test watches.
struct Endless final : Source {
  explicit Endless(std::size_t size, std::function<void()> seen = {})
      : piece(size, 'x'), on_piece(std::move(seen)) {}
  Result<std::string_view> next() override {
    if (on_piece) on_piece();
    return std::string_view(piece);
  }
  std::string piece;
  std::function<void()> on_piece;
};

std::string drained(Picture& picture) {
  while (true) {
    auto piece = picture.body->next();
    if (!piece) return std::string(facts(piece.error().fault).name);
    if (piece->empty()) return "ended";
  }
}

TEST_F(Download, BoundsABodyWithoutAnEnd) {
  outside.answer = [] {
    Response response;
    response.body.source = std::make_unique<Endless>(16u << 20);
    return response;
  };
  auto picture = downloads->get("https://s3-alpha.figma.com/x");
  EXPECT_EQ(drained(*picture), "too_large");
}

TEST_F(Download, BoundsTheTimeOfABodyThatDrips) {
  outside.answer = [this] {
    Response response;
    response.body.source =
        std::make_unique<Endless>(1, [this] { clock.advance_ms(50 * kSecondMs); });
    return response;
  };
  auto picture = downloads->get("https://s3-alpha.figma.com/x");
  EXPECT_EQ(drained(*picture), "too_slow");
}

}  // namespace
}  // namespace figlink
