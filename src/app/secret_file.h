// Reading what an operator hands over by file or standard input.
#pragma once

#include <string>

#include "base/result.h"
#include "base/secret.h"

namespace figlink {

inline constexpr std::size_t kInputFileMax = 16u << 20;

// The whole file, `-` for standard input, straight into locked memory; one newline at its end is
// left out, nothing else.
Result<Secret> read_secret_file(const std::string& path);

// The whole file as text, at most kInputFileMax.
Result<std::string> read_text_file(const std::string& path);

}  // namespace figlink
