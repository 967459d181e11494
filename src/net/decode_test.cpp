#include "net/decode.h"

#include <brotli/encode.h>
#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

namespace figlink {
namespace {

class Dripped final : public Source {  // gives `step` bytes at a time
 public:
  Dripped(std::string bytes, std::size_t step) : bytes_(std::move(bytes)), step_(step) {}
  Result<std::string_view> next() override {
    auto piece = std::string_view(bytes_).substr(at_, step_);
    at_ += piece.size();
    return piece;
  }

 private:
  std::string bytes_;
  std::size_t step_, at_ = 0;
};

std::string sample() {
  std::string text;
  for (int i = 0; i < 40'000; ++i) text += "{\"id\":\"" + std::to_string(i * 7919) + "\"},";
  return text;
}
std::string gzip(const std::string& text) {
  z_stream z{};
  deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&z, text.size()) + 64, '\0');
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  z.avail_in = static_cast<uInt>(text.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  deflate(&z, Z_FINISH);
  out.resize(z.total_out);
  deflateEnd(&z);
  return out;
}
std::string brotli(const std::string& text) {
  std::size_t size = BrotliEncoderMaxCompressedSize(text.size());
  std::string out(size, '\0');
  BrotliEncoderCompress(4, 22, BROTLI_MODE_TEXT, text.size(),
                        reinterpret_cast<const std::uint8_t*>(text.data()), &size,
                        reinterpret_cast<std::uint8_t*>(out.data()));
  out.resize(size);
  return out;
}
std::string zstd(const std::string& text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
  return out;
}
Result<std::string> undo(std::string_view coding, std::string bytes, std::size_t step) {
  auto source = decode(coding, std::make_unique<Dripped>(std::move(bytes), step));
  if (!source) return pass(source);
  return read_all(**source, 64u << 20);
}

TEST(Decode, GivesBackWhatWasPacked) {
  const std::string text = sample();
  for (std::size_t step : {1uz, 7uz, 1000uz, 10'000'000uz}) {
    EXPECT_EQ(undo("gzip", gzip(text), step).value(), text) << step;
    EXPECT_EQ(undo("br", brotli(text), step).value(), text) << step;
    EXPECT_EQ(undo("zstd", zstd(text), step).value(), text) << step;
    EXPECT_EQ(undo("", text, step).value(), text) << step;
  }
  EXPECT_EQ(undo("GZIP", gzip("a") + gzip("b"), 3).value(), "ab");
  EXPECT_EQ(undo("zstd", zstd("a") + zstd("b"), 3).value(), "ab");
}

TEST(Decode, TellsCutAndDamagedBodies) {
  const std::string text = sample();
  for (const auto& [coding, packed] :
       {std::pair{"gzip", gzip(text)}, {"br", brotli(text)}, {"zstd", zstd(text)}}) {
    auto cut = undo(coding, packed.substr(0, packed.size() / 2), 4096);
    ASSERT_FALSE(cut) << coding;
    EXPECT_EQ(cut.error().fault, Fault::figma_broken);
    EXPECT_FALSE(undo(coding, "this is not packed at all", 4096)) << coding;
  }
  EXPECT_FALSE(undo("lzma", "x", 1));
}

TEST(Decode, ReadsAcceptEncoding) {
  EXPECT_TRUE(accepts("gzip, br", "br"));
  EXPECT_TRUE(accepts("GZIP;q=0.5", "gzip"));
  EXPECT_FALSE(accepts("gzip;q=0, br", "gzip"));
  EXPECT_FALSE(accepts("", "gzip"));
  EXPECT_FALSE(accepts("brotli", "br"));
}

}  // namespace
}  // namespace figlink
