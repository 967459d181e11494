// decode: undoes gzip, br and zstd of a body as it streams. Memory is bounded by the coders'
// windows.
#pragma once

#include <memory>
#include <string_view>

#include "net/message.h"

namespace figlink {

inline constexpr std::string_view kDecodable = "gzip, br, zstd";

// Wraps `body` by its content-encoding; "" and "identity" give it back as it is. figma_broken on an
// unknown coding.
Result<std::unique_ptr<Source>> decode(std::string_view content_encoding,
                                       std::unique_ptr<Source> body);

// Whether a client that sent this accept-encoding takes the coding.
bool accepts(std::string_view accept_encoding, std::string_view coding);

}  // namespace figlink
