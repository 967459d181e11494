// said: reads Figma's own words out of the body of a refusal, and scopes out of the words. Pure.
//
// Known shapes (figma.md 1.2): {status, err}; {error, status, message}, maybe with i18n; HTML from
// the edge in front of Figma; and bodies that are empty, plain text or cut. What comes out is one
// line of UTF-8, at most kFigmaTextMax bytes, and holds nothing that looks like a token.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace figlink {

struct Said {
  std::string text;
  bool is_html = false;
};

Said read_said(std::string_view content_type, std::string_view body);

// All words that look like scopes ("projects:read"), in their order, each once.
std::vector<std::string> scopes_in(std::string_view text);

// "requires the projects:read scope" -> "projects:read"; "" when the words name none.
std::string scope_needed_in(std::string_view text);

// One line of sound UTF-8 of at most `bytes_max` bytes, with whatever looks like a Figma token
// replaced.
std::string plain_text(std::string_view text, std::size_t bytes_max);

}  // namespace figlink
