#include "actions/pasted.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"

namespace figlink {
namespace {

constexpr std::size_t kIdMax = 512;

std::unexpected<Error> refused(std::string message) {
  return fail(Fault::bad_input, std::move(message));
}

bool all_of(std::string_view text, bool (*good)(char)) {
  return !text.empty() && std::ranges::all_of(text, good);
}
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_key(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
}

struct FigmaUrl {
  std::vector<std::string_view> segments;
  std::string_view query;
};

// nullopt: no URL at all. An URL of another host has no segments.
std::optional<FigmaUrl> as_url(std::string_view text) {
  std::string_view rest = text;
  auto begins_with = [&](std::string_view word) {
    return same_ignoring_case(rest.substr(0, word.size()), word);
  };
  if (begins_with("https://")) {
    rest.remove_prefix(8);
  } else if (begins_with("http://")) {
    rest.remove_prefix(7);
  } else if (!begins_with("www.figma.com/") && !begins_with("figma.com/")) {
    return std::nullopt;
  }
  rest = rest.substr(0, rest.find('#'));
  FigmaUrl url;
  auto question = rest.find('?');
  if (question != std::string_view::npos) {
    url.query = rest.substr(question + 1);
    rest = rest.substr(0, question);
  }
  auto slash = rest.find('/');
  std::string host = lower(rest.substr(0, slash));
  bool figma = host == "figma.com" || host.ends_with(".figma.com") || host == "figma-gov.com" ||
               host.ends_with(".figma-gov.com");
  if (figma && slash != std::string_view::npos) {
    url.segments = split(rest.substr(slash + 1), '/');
    std::erase(url.segments, "");
  }
  return url;
}

std::string_view after(const std::vector<std::string_view>& segments, std::string_view word) {
  auto at = std::ranges::find(segments, word);
  return at != segments.end() && at + 1 != segments.end() ? *(at + 1) : std::string_view{};
}

std::string_view query_value(std::string_view query, std::string_view name) {
  for (std::string_view part : split(query, '&')) {
    if (part.starts_with(name) && part.substr(name.size()).starts_with('='))
      return part.substr(name.size() + 1);
  }
  return {};
}

Result<std::string> file_key(std::string_view pasted) {
  if (auto url = as_url(pasted)) {
    constexpr std::string_view kTypes[] = {"file",  "design", "board", "slides", "deck",
                                           "proto", "make",   "site",  "buzz",   "embed"};
    const auto& at = url->segments;
    bool file = at.size() >= 2 && std::ranges::find(kTypes, at[0]) != std::end(kTypes);
    if (!file)
      return refused(
          "It is no URL of a Figma file: those look like "
          "https://www.figma.com/design/FILE_KEY/name.");
    std::string_view branch = after(at, "branch");
    std::string_view key = branch.empty() ? at[1] : branch;
    if (!all_of(key, is_key)) return refused("The URL holds no file key.");
    return std::string(key);
  }
  if (!all_of(pasted, is_key) || pasted.size() > kIdMax) {
    return refused(
        "It is no file key: give the letters and digits from the file's URL, or the URL itself.");
  }
  return std::string(pasted);
}

// "1:2", "1-2", "I120:9;56:1", "I120-9;56-1".
Result<std::string> node_id(std::string_view pasted) {
  std::string id(pasted);
  if (auto url = as_url(pasted)) {
    std::string_view value = query_value(url->query, "node-id");
    auto decoded = percent_decode(value);
    if (value.empty() || !decoded)
      return refused("The URL names no node: select the layer in Figma and copy a link to it.");
    id = std::move(*decoded);
  }
  if (id.empty() || id.size() > kIdMax) return refused("It is no node id: those look like 1:2.");
  std::string out;
  bool first = true;
  for (std::string_view part : split(id, ';')) {
    std::string_view digits = part;
    if (first && digits.starts_with('I')) digits.remove_prefix(1);
    auto between = digits.find_first_of(":-", digits.starts_with('-') ? 1 : 0);
    bool good = between != std::string_view::npos && all_of(digits.substr(between + 1), is_digit);
    std::string_view left = digits.substr(0, between);
    if (left.starts_with('-')) left.remove_prefix(1);
    if (!good || !all_of(left, is_digit))
      return refused("\"" + id.substr(0, 60) +
                     "\" is no node id: those look like 1:2 (or 1-2, as in URLs).");
    if (!first) out += ';';
    out += part.substr(0, part.size() - digits.size() + between);
    out += ':';
    out += digits.substr(between + 1);
    first = false;
  }
  return out;
}

Result<std::string> number_id(std::string_view pasted, std::string_view what,
                              std::initializer_list<std::string_view> words,
                              std::string_view sample) {
  std::string_view id = pasted;
  if (auto url = as_url(pasted)) {
    id = {};
    for (std::string_view word : words) {
      if (id.empty()) id = after(url->segments, word);
    }
    if (!all_of(id, is_digit)) {
      return refused("The URL names no " + std::string(what) + ": those look like " +
                     std::string(sample) + ".");
    }
    return std::string(id);
  }
  if (!all_of(id, is_digit) || id.size() > 40) {
    return refused("It is no " + std::string(what) +
                   " id: give the long number from its URL, or the URL itself (" +
                   std::string(sample) + ").");
  }
  return std::string(id);
}

}  // namespace

Result<std::string> read_pasted(Names names, std::string_view pasted) {
  switch (names) {
    case Names::nothing:
    case Names::by_context:  // check() asks for what the context says
      return std::string(pasted);
    case Names::file_key:
      return file_key(pasted);
    case Names::node_id:
    case Names::node_ids:
      return node_id(pasted);
    case Names::team_id:
      return number_id(pasted, "team", {"team"},
                       "https://www.figma.com/files/team/TEAM_ID/team-name");
    case Names::project_id:
    case Names::folder_id:
      return number_id(pasted, "project", {"project", "folder"},
                       "https://www.figma.com/files/project/PROJECT_ID/name");
  }
  return std::string(pasted);
}

}  // namespace figlink
