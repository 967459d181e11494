// Documents and outlines of strangers: the first four bytes say which, and how it comes in pieces.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "figma/excerpt.h"

namespace figlink {
namespace {

void cut_all_ways(const Outline& outline, std::string_view document) {
  for (const Narrow& narrow :
       {Narrow{}, Narrow{.depth = 1}, Narrow{.ids = {"1:1", "0:1"}, .depth = 3},
        Narrow{.nodes = true, .ids = {"1:1", "0:2", "\"\\"}, .depth = 2}}) {
    const Excerpt cut = excerpt(outline, narrow);
    if (cut.of(document).size() != cut.size()) std::abort();
  }
}

void read_document(std::string_view text, std::size_t piece) {
  OutlineReader reader;
  for (std::size_t at = 0; at < text.size(); at += piece) reader.feed(text.substr(at, piece));
  auto bytes = reader.finish();
  if (!bytes) return;
  auto outline = Outline::from(std::move(*bytes));
  if (!outline || outline->document_bytes() != text.size()) std::abort();
  cut_all_ways(*outline, text);
}

void read_outline(std::string_view bytes) {
  auto outline = Outline::from(std::string(bytes));
  constexpr std::size_t kDocumentMax = 1u << 16;
  if (!outline || outline->document_bytes() > kDocumentMax) return;
  cut_all_ways(*outline, std::string(outline->document_bytes(), 'x'));
}

}  // namespace
}  // namespace figlink

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] == 0xFF) {
    figlink::read_outline(bytes);
  } else {
    figlink::read_document(bytes, data[0] + std::size_t{1});
  }
  return 0;
}
