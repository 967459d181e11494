// excerpt: what Figma would answer to a narrower read, as places of a remembered file answer.
//
// figma_get_file with `depth` and `ids` and figma_get_file_nodes are cut out of the whole file's
// bytes: members keep their order, numbers and texts their spelling. Facts are figma.md 6.2; where
// it is silent, the sandbox (figma/fake) and this agree, which a test holds byte for byte. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "figma/outline.h"

namespace figlink {

// What of the file is asked for. Ids as Figma writes them, in the order of the call, each once.
struct Narrow {
  bool nodes = false;  // figma_get_file_nodes
  std::vector<std::string> ids = {};
  std::int64_t depth = -1;  // levels below the document or the node; -1: all
};

// The answer, as spans of the document and of a few words of ours between them.
class Excerpt {
 public:
  struct Span {
    std::uint32_t begin = 0, end = 0;
    bool is_ours = false;  // of words(), not of the document
  };
  const std::vector<Span>& spans() const { return spans_; }
  std::string_view words() const { return words_; }
  std::uint64_t size() const { return size_; }
  // Out of a document that lies in memory.
  std::string of(std::string_view document) const;

  void copy(std::uint32_t begin, std::uint32_t end);
  void say(std::string_view text);

 private:
  std::vector<Span> spans_;
  std::string words_;
  std::uint64_t size_ = 0;
};

Excerpt excerpt(const Outline& outline, const Narrow& narrow);

}  // namespace figlink
