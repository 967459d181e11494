// picture_file: a picture as it comes, written into a file of the folder of an export.
//
// It is written under a name that ends in .part (manifest.h), never through a link, and gets its
// own name once it is whole. What is no picture leaves nothing behind.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/source.h"

namespace figlink {

struct WrittenPicture {
  std::string part;  // where it lies
  std::string kind;  // "png"
  std::string sha256;
  std::int64_t bytes = 0;

  // Where it is to lie. bad_input: it cannot.
  Result<void> name_it(const std::string& path) const;
};

// `kind` "": any that Figma gives. figma_broken: it is of another kind. bad_input: `path` cannot be
// written.
Result<WrittenPicture> write_picture(Source& body, const std::string& path, std::string_view kind);

}  // namespace figlink
