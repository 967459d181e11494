// A file that is served as it is: with an etag, and compressed for whoever takes that.
#pragma once

#include <string>
#include <string_view>

#include "net/message.h"

namespace figlink {

struct FaceFile {
  std::string_view type;
  std::string_view bytes;  // lives as long as the program, or as whoever mounted it
  // The same, compressed; "" when there is none. Browsers take br over TLS alone.
  std::string_view br = {}, gzip = {};
  std::string etag;  // of bytes, with its quotes
};

std::string etag_of(std::string_view bytes);

// 200, or 304 when the reader has it already.
Response answer_file(const FaceFile& file, const Request& request, std::string_view cache_control);

}  // namespace figlink
