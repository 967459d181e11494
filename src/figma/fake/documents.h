// Documents: what the sandbox's files hold. Shipped in the binary, or lying in --files as
// <key>.json or <key>.json.gz, read when they are asked for and never kept open.
//
// Not thread-safe; the world's lock guards it. The sources it gives out are on their own.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/source.h"

namespace figlink::fake {

// Larger documents are given whole only: Figma, too, refuses to cut them in time (figma.md 6.1).
inline constexpr std::size_t kCutBytesMax = 64u << 20;

// What stands beside the tree.
struct DocumentHead {
  std::string name, last_modified, version, editor_type, role, thumbnail_url, link_access;
};

class Documents {
 public:
  explicit Documents(std::string dir) : dir_(std::move(dir)) {}

  bool exists(std::string_view key) const;
  // The keys of the folder, in order; at most `count_max`.
  std::vector<std::string> keys_in_folder(std::size_t count_max) const;
  // What lies in the folder and is not served: other names, pipes, links, or the name of a shipped
  // document. At most twenty, in order.
  std::vector<std::string> skipped() const;
  // The document as it lies there. not_found; figma_broken when it cannot be read.
  Result<std::unique_ptr<Source>> whole(std::string_view key) const;
  // Whether whole() is what Figma answers to a call without geometry=paths. A document of the
  // folder is taken to be so: it is not read for this.
  bool is_plain(std::string_view key) const;
  // Parsed, for cutting. too_large past kCutBytesMax; figma_broken when it is no document.
  Result<std::shared_ptr<const Json>> parsed(std::string_view key);
  Result<DocumentHead> head(std::string_view key);

 private:
  struct Known {
    std::string key;
    std::string stamp;  // changes when the file does
    DocumentHead head;
    std::shared_ptr<const Json> json;  // nullptr: only the head was asked for
    std::size_t bytes = 0;
  };
  std::string stamp(std::string_view key) const;  // "" when there is no such document
  Known* known(std::string_view key);
  void keep(Known known);

  std::string dir_;
  std::vector<Known> known_;  // last used last
};

}  // namespace figlink::fake
