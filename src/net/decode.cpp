#include "net/decode.h"

#include <brotli/decode.h>
#include <zlib.h>
#include <zstd.h>

#include <cctype>
#include <charconv>
#include <vector>

#include "base/text.h"

namespace figlink {
namespace {

constexpr std::size_t kOutBytes = 64u << 10;

std::unexpected<Error> damaged() {
  return fail(Fault::figma_broken,
              "Figma's answer was damaged on the way: its compression is not valid.",
              "Try again in a moment.");
}

// What the three coders have in common: pull a piece, turn it, give out what came of it.
class Decoder : public Source {
 public:
  explicit Decoder(std::unique_ptr<Source> from) : from_(std::move(from)), out_(kOutBytes) {}

  Result<std::string_view> next() override {
    while (!over_) {
      if (in_.empty() && !starved_) {
        auto piece = from_->next();
        if (!piece) return pass(piece);
        in_ = *piece;
        if (in_.empty()) {
          over_ = true;
          if (!whole()) return damaged();
          break;
        }
      }
      std::size_t made = 0;
      // `starved_` stays set while the coder still has output to give without new input.
      if (!turn(in_, out_.data(), out_.size(), made)) return damaged();
      starved_ = in_.empty() && made == out_.size();
      if (made > 0) return std::string_view(out_.data(), made);
    }
    return std::string_view{};
  }

 protected:
  // Consumes from `in`, writes at most `room` bytes. false: the input is not valid.
  virtual bool turn(std::string_view& in, char* out, std::size_t room, std::size_t& made) = 0;
  virtual bool whole() const = 0;  // the last stream was complete

 private:
  std::unique_ptr<Source> from_;
  std::vector<char> out_;
  std::string_view in_;
  bool starved_ = false;
  bool over_ = false;
};

class Gunzip final : public Decoder {
 public:
  explicit Gunzip(std::unique_ptr<Source> from) : Decoder(std::move(from)) {
    inflateInit2(&z_, 15 + 32);
  }
  ~Gunzip() override { inflateEnd(&z_); }

 private:
  bool turn(std::string_view& in, char* out, std::size_t room, std::size_t& made) override {
    if (ended_) {
      if (in.empty()) return true;
      inflateReset(&z_);  // another member follows
      ended_ = false;
    }
    z_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
    z_.avail_in = static_cast<uInt>(in.size());
    z_.next_out = reinterpret_cast<Bytef*>(out);
    z_.avail_out = static_cast<uInt>(room);
    int state = inflate(&z_, Z_NO_FLUSH);
    in.remove_prefix(in.size() - z_.avail_in);
    made = room - z_.avail_out;
    ended_ = state == Z_STREAM_END;
    return state == Z_OK || state == Z_STREAM_END || state == Z_BUF_ERROR;
  }
  bool whole() const override { return ended_; }
  z_stream z_{};
  bool ended_ = false;
};

class Unbrotli final : public Decoder {
 public:
  explicit Unbrotli(std::unique_ptr<Source> from)
      : Decoder(std::move(from)), state_(BrotliDecoderCreateInstance(nullptr, nullptr, nullptr)) {}
  ~Unbrotli() override { BrotliDecoderDestroyInstance(state_); }

 private:
  bool turn(std::string_view& in, char* out, std::size_t room, std::size_t& made) override {
    auto* next_in = reinterpret_cast<const std::uint8_t*>(in.data());
    auto* next_out = reinterpret_cast<std::uint8_t*>(out);
    std::size_t in_left = in.size(), out_left = room;
    auto result =
        BrotliDecoderDecompressStream(state_, &in_left, &next_in, &out_left, &next_out, nullptr);
    bool stuck = in_left == in.size() && out_left == room && !in.empty();
    in.remove_prefix(in.size() - in_left);
    made = room - out_left;
    return result != BROTLI_DECODER_RESULT_ERROR && !stuck;
  }
  bool whole() const override { return BrotliDecoderIsFinished(state_); }
  BrotliDecoderState* state_;
};

class Unzstd final : public Decoder {
 public:
  explicit Unzstd(std::unique_ptr<Source> from)
      : Decoder(std::move(from)), state_(ZSTD_createDStream()) {
    ZSTD_DCtx_setParameter(state_, ZSTD_d_windowLogMax, 23);  // RFC 9659: at most 8 MB
  }
  ~Unzstd() override { ZSTD_freeDStream(state_); }

 private:
  bool turn(std::string_view& in, char* out, std::size_t room, std::size_t& made) override {
    if (in.empty() && ended_) return true;
    ZSTD_inBuffer from{in.data(), in.size(), 0};
    ZSTD_outBuffer to{out, room, 0};
    std::size_t hint = ZSTD_decompressStream(state_, &to, &from);
    if (ZSTD_isError(hint)) return false;
    in.remove_prefix(from.pos);
    made = to.pos;
    ended_ = hint == 0;
    return true;
  }
  bool whole() const override { return ended_; }
  ZSTD_DStream* state_;
  bool ended_ = false;
};

}  // namespace

Result<std::unique_ptr<Source>> decode(std::string_view content_encoding,
                                       std::unique_ptr<Source> body) {
  std::string coding = lower(trim(content_encoding));
  if (coding.empty() || coding == "identity") return body;
  if (coding == "gzip" || coding == "x-gzip" || coding == "deflate")
    return std::make_unique<Gunzip>(std::move(body));
  if (coding == "br") return std::make_unique<Unbrotli>(std::move(body));
  if (coding == "zstd") return std::make_unique<Unzstd>(std::move(body));
  return fail(
      Fault::figma_broken,
      "Figma answered with a compression that figlink does not know: " + coding.substr(0, 40) + ".",
      "Tell the maintainers; nothing is wrong with your call.");
}

bool accepts(std::string_view accept_encoding, std::string_view coding) {
  for (std::string_view part : split(accept_encoding, ',')) {
    auto semicolon = part.find(';');
    std::string_view name = trim(part.substr(0, semicolon));
    if (!same_ignoring_case(name, coding)) continue;
    if (semicolon == std::string_view::npos) return true;
    std::string_view weight = trim(part.substr(semicolon + 1));
    if (!weight.starts_with("q=") && !weight.starts_with("Q=")) return true;
    weight.remove_prefix(2);
    double q = 1;
    std::from_chars(weight.data(), weight.data() + weight.size(), q);
    return q > 0;
  }
  return false;
}

}  // namespace figlink
