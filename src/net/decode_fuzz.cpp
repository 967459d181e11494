// Bytes that call themselves compressed: the first byte chooses the coding, the second where the
// rest is cut. Whatever they are, decoding ends, with text or with an error.
#include <array>
#include <cstdint>
#include <memory>
#include <string_view>

#include "net/decode.h"

using namespace figlink;

namespace {

constexpr std::size_t kDecodedMax = 8u
                                    << 20;  // what a small input may blow up to is read no further

class TwoPieces final : public Source {
 public:
  TwoPieces(std::string_view bytes, std::size_t cut)
      : pieces_{bytes.substr(0, cut), bytes.substr(cut)} {}
  Result<std::string_view> next() override {
    while (at_ < pieces_.size()) {
      const std::string_view piece = pieces_[at_++];
      if (!piece.empty()) return piece;
    }
    return std::string_view{};
  }
  std::optional<std::uint64_t> left() const override { return std::nullopt; }

 private:
  std::array<std::string_view, 2> pieces_;
  std::size_t at_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  static constexpr std::array<std::string_view, 3> kCodings = {"gzip", "br", "zstd"};
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
  auto body =
      decode(kCodings[data[0] % kCodings.size()],
             std::make_unique<TwoPieces>(bytes, bytes.empty() ? 0 : data[1] % bytes.size()));
  if (!body) return 0;
  for (std::size_t total = 0; total < kDecodedMax;) {
    auto piece = (*body)->next();
    if (!piece || piece->empty()) return 0;
    total += piece->size();
  }
  return 0;
}
