// Small text tools that the standard library lacks.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace figlink {

std::string_view trim(std::string_view text);  // ASCII blanks
std::string lower(std::string_view text);      // ASCII
bool same_ignoring_case(std::string_view a, std::string_view b) noexcept;
bool contains_ignoring_case(std::string_view text, std::string_view part) noexcept;
std::vector<std::string_view> split(std::string_view text, char at);
std::string join(std::span<const std::string> parts, std::string_view between);
bool is_utf8(std::string_view text) noexcept;
// The bytes of the UTF-8 character that `text` begins with; 0 when it begins with none.
std::size_t utf8_length(std::string_view text) noexcept;
std::size_t characters_in(std::string_view utf8) noexcept;  // code points

std::string to_base64(std::string_view bytes);  // with padding
std::optional<std::string> from_base64(
    std::string_view);  // standard or URL-safe alphabet, padding optional
std::string to_hex(std::string_view bytes);

// Percent-encodes everything but unreserved characters (RFC 3986 2.3).
void percent_encode_to(std::string& out, std::string_view text);
std::optional<std::string> percent_decode(std::string_view text);  // nullopt on a broken escape

// The candidates nearest to `text`, best first, none that is far off. For "did you mean".
std::vector<std::string_view> nearest(std::string_view text,
                                      std::span<const std::string_view> candidates,
                                      std::size_t count_max = 3);

}  // namespace figlink
