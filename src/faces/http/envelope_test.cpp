#include "faces/http/envelope.h"

#include <gtest/gtest.h>

#include <vector>

#include "base/json.h"

namespace figlink {
namespace {

// Chunks in order, then the end or a break.
class Chunks final : public Source {
 public:
  Chunks(std::vector<std::string> chunks, bool breaks = false, bool told = false)
      : chunks_(std::move(chunks)), breaks_(breaks), told_(told) {}
  Result<std::string_view> next() override {
    if (at_ < chunks_.size()) return chunks_[at_++];
    if (breaks_) return fail(Fault::figma_broken, "The answer was cut.");
    return std::string_view{};
  }
  std::optional<std::uint64_t> left() const override {
    if (!told_) return std::nullopt;
    std::uint64_t left = 0;
    for (std::size_t i = at_; i < chunks_.size(); ++i) left += chunks_[i].size();
    return left;
  }

 private:
  std::vector<std::string> chunks_;
  bool breaks_, told_;
  std::size_t at_ = 0;
};

Answer answer_of(std::vector<std::string> chunks, bool breaks = false, bool told = false) {
  Answer answer;
  answer.body = std::make_unique<Chunks>(std::move(chunks), breaks, told);
  return answer;
}

std::string large(char c) { return "\"" + std::string(kHoldMax, c) + "\""; }

TEST(Envelope, ASmallAnswerLeavesInOnePiece) {
  auto response = enveloped(answer_of({"{\"id\":", "1}"}));
  ASSERT_TRUE(response.has_value());
  EXPECT_EQ(response->body.source, nullptr);
  EXPECT_EQ(response->body.text, R"({"data":{"id":1},"next":null})");
}

TEST(Envelope, AnAnswerWithoutABodyIsNull) {
  EXPECT_EQ(enveloped(answer_of({}))->body.text, R"({"data":null,"next":null})");
}

TEST(Envelope, TheCursorIsAskedForAfterTheEnd) {
  Answer answer = answer_of({"[]"});
  auto* body = answer.body.get();
  answer.next = [body]() -> std::optional<std::string> {
    EXPECT_TRUE(body->next().value().empty());
    return "a\"b";
  };
  EXPECT_EQ(enveloped(std::move(answer))->body.text, R"({"data":[],"next":"a\"b"})");
}

TEST(Envelope, ABreakInASmallAnswerIsAnOrdinaryError) {
  auto response = enveloped(answer_of({"{\"id\":"}, true));
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().fault, Fault::figma_broken);
}

TEST(Envelope, ALargeAnswerStreamsWithItsLengthTold) {
  auto response = enveloped(answer_of({"[", large('a'), ",", large('b'), "]"}, false, true));
  ASSERT_TRUE(response.has_value());
  ASSERT_NE(response->body.source, nullptr);
  const auto told = response->body.source->left();
  std::string text = read_all(response->body, 1u << 20).value();
  EXPECT_EQ(told, text.size());
  EXPECT_EQ(text, "{\"data\":[" + large('a') + "," + large('b') + "],\"next\":null}");
}

TEST(Envelope, ALargeAnswerWithPagesDoesNotKnowItsLength) {
  Answer answer = answer_of({large('a')}, false, true);
  answer.next = [] { return std::optional<std::string>("more"); };
  auto response = enveloped(std::move(answer));
  EXPECT_EQ(response->body.source->left(), std::nullopt);
  EXPECT_EQ(read_all(response->body, 1u << 20).value(),
            "{\"data\":" + large('a') + ",\"next\":\"more\"}");
}

TEST(Envelope, ABreakInALargeAnswerEndsTheStreamWithAnError) {
  auto response = enveloped(answer_of({large('a'), "x"}, true));
  ASSERT_TRUE(response.has_value());
  EXPECT_FALSE(read_all(response->body, 1u << 20).has_value());
}

TEST(Envelope, BareGivesFigmasBytesWithTheirCoding) {
  Answer answer = answer_of({"\x1f\x8b", large('z')});
  answer.content_encoding = "gzip";
  auto response = bare(std::move(answer));
  EXPECT_EQ(response->headers.get("content-encoding"), "gzip");
  EXPECT_EQ(read_all(response->body, 1u << 20).value(), "\x1f\x8b" + large('z'));
}

}  // namespace
}  // namespace figlink
