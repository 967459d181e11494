#include "figma/json_ends.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace figlink {
namespace {

class Pieces final : public Source {
 public:
  explicit Pieces(std::vector<std::string> pieces) : pieces_(std::move(pieces)) {}
  Result<std::string_view> next() override {
    return at_ < pieces_.size() ? std::string_view(pieces_[at_++]) : std::string_view{};
  }
  std::optional<std::uint64_t> left() const override { return std::nullopt; }

 private:
  std::vector<std::string> pieces_;
  std::size_t at_ = 0;
};

// What comes through, or the sentence of the refusal.
std::string through(std::vector<std::string> pieces) {
  auto body = with_json_ends(std::make_unique<Pieces>(std::move(pieces)));
  std::string all;
  while (true) {
    auto piece = body->next();
    if (!piece) return piece.error().message;
    if (piece->empty()) return all;
    all += *piece;
  }
}

TEST(JsonEnds, LetsJsonThroughInAnyPieces) {
  EXPECT_EQ(through({"{\"a\":1}"}), "{\"a\":1}");
  EXPECT_EQ(through({"  ", "\n{", "\"a\"", ":[]", "}", " \n"}), "  \n{\"a\":[]} \n");
  EXPECT_EQ(through({"[", "]"}), "[]");
  EXPECT_EQ(through({"\"text\""}), "\"text\"");
  EXPECT_EQ(through({"-1"}), "-1");
  EXPECT_EQ(through({"null"}), "null");
  EXPECT_EQ(through({}), "");
}

TEST(JsonEnds, RefusesWhatDoesNotBeginLikeJson) {
  const std::string sentence = "Figma answered with something that is not JSON.";
  EXPECT_EQ(through({"Service Unavailable"}), sentence);
  EXPECT_EQ(through({"  ", "<html>"}), sentence);
}

TEST(JsonEnds, RefusesWhatBreaksOff) {
  const std::string sentence = "Figma's answer broke off before its end.";
  EXPECT_EQ(through({"{\"a\":", "1"}), sentence);
  EXPECT_EQ(through({"[{}", "{}"}), sentence);
  EXPECT_EQ(through({"{\"a\":[]"}), sentence);
}

}  // namespace
}  // namespace figlink
