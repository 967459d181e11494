#include "figma/said.h"

#include <algorithm>
#include <array>

#include "base/json.h"
#include "base/result.h"
#include "base/text.h"

namespace figlink {
namespace {

constexpr std::string_view kCut = "...";
constexpr std::array<std::string_view, 4> kTokenPrefixes = {"figd_", "figp_", "figu_", "figo_"};

constexpr bool is_token_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

// One line of valid UTF-8: control characters and broken bytes become blanks.
std::string one_line(std::string_view text) {
  std::string out(trim(text));
  const bool sound = is_utf8(out);
  std::ranges::replace_if(
      out,
      [&](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7F || (!sound && (c & 0x80) != 0);
      },
      ' ');
  return out;
}

// A prefix alone ("figd_ tokens must be ...") is no token.
std::string without_tokens(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const bool begins = std::ranges::any_of(kTokenPrefixes, [&](std::string_view prefix) {
      return text.starts_with(prefix) && text.size() > prefix.size() &&
             is_token_char(text[prefix.size()]);
    });
    if (!begins) {
      out += text.front();
      text.remove_prefix(1);
      continue;
    }
    out += text.substr(0, 5);
    out += "[removed]";
    text.remove_prefix(
        static_cast<std::size_t>(std::ranges::find_if_not(text, is_token_char) - text.begin()));
  }
  return out;
}

// What stands in <title>, or in the first heading.
std::string_view title_of(std::string_view html) {
  const std::string small = lower(html);
  for (std::string_view tag : {"title", "h1"}) {
    auto open = small.find("<" + std::string(tag));
    if (open == std::string::npos) continue;
    auto begin = small.find('>', open);
    auto end = small.find("</" + std::string(tag), open);
    if (begin == std::string::npos || end == std::string::npos || end < begin) continue;
    return html.substr(begin + 1, end - begin - 1);
  }
  return {};
}

std::string words_in(const Json& json) {
  if (auto text = json.as_text()) return std::string(*text);
  for (std::string_view name :
       {"err", "message", "error_description", "error", "reason", "detail"}) {
    const Json* found = json.find(name);
    if (found == nullptr || found->is_null()) continue;
    if (auto text = found->as_text(); text && !trim(*text).empty()) return std::string(*text);
    if (found->is_object() || found->is_array()) return found->dump();
  }
  // Only the key of a translation is left to tell what happened ("error.not_found").
  const Json* key = json.find("i18n");
  return key == nullptr ? std::string() : key->text_or("");
}

}  // namespace

Said read_said(std::string_view content_type, std::string_view body) {
  Said said;
  const std::string_view text = trim(body);
  if (text.starts_with('{') || text.starts_with('"')) {
    if (auto json = Json::parse(text)) {
      said.text = plain_text(words_in(*json), kFigmaTextMax);
      return said;
    }
  }
  said.is_html = contains_ignoring_case(content_type, "text/html") || text.starts_with('<');
  said.text = plain_text(said.is_html ? title_of(text) : text, kFigmaTextMax);
  return said;
}

std::string scope_needed_in(std::string_view text) {
  const std::string small = lower(text);
  auto at = small.find("requires");
  if (at == std::string::npos) return {};
  auto scopes = scopes_in(std::string_view(small).substr(at));
  return scopes.empty() ? std::string() : scopes.front();
}

std::vector<std::string> scopes_in(std::string_view text) {
  auto is_scope_char = [](char c) { return (c >= 'a' && c <= 'z') || c == '_' || c == ':'; };
  std::vector<std::string> scopes;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_scope_char(text[end])) ++end;
    std::string_view word = text.substr(at, end - at);
    const auto colon = word.find(':');
    const bool is_scope = word == "file_read" ||
                          (colon != std::string_view::npos && colon > 0 && colon + 1 < word.size());
    if (is_scope && std::ranges::find(scopes, word) == scopes.end()) scopes.emplace_back(word);
    at = std::max(end, at + 1);
  }
  return scopes;
}

std::string plain_text(std::string_view text, std::size_t bytes_max) {
  std::string out = without_tokens(one_line(text));
  if (out.size() <= bytes_max) return out;
  out.resize(bytes_max - std::min(bytes_max, kCut.size()));
  while (!is_utf8(out)) out.pop_back();
  return out += kCut;
}

}  // namespace figlink
