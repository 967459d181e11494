#include "net/routes.h"

#include <map>

#include "base/text.h"

namespace figlink {

struct Routes::Node {
  struct Entry {
    std::string method;
    std::string pattern;
    std::vector<std::string> names;  // of the placeholders
    Serve serve;
  };
  std::map<std::string, std::unique_ptr<Node>, std::less<>> literal;
  std::unique_ptr<Node> placeholder;
  std::vector<Entry> entries;

  const Entry* entry(std::string_view method) const {
    for (const Entry& each : entries) {
      if (each.method == method) return &each;
    }
    return method == "HEAD" ? entry("GET") : nullptr;
  }
};

namespace {

bool is_placeholder(std::string_view segment) {
  return segment.starts_with('{') && segment.ends_with('}');
}

// Literal segments win; a dead end falls back to the placeholder.
template <class Node>
const Node* walk(const Node& node, std::span<const std::string_view> segments,
                 std::vector<std::string_view>& taken) {
  if (segments.empty()) return node.entries.empty() ? nullptr : &node;
  if (auto next = node.literal.find(segments.front()); next != node.literal.end()) {
    if (auto* found = walk(*next->second, segments.subspan(1), taken)) return found;
  }
  if (!node.placeholder || segments.front().empty()) return nullptr;
  taken.push_back(segments.front());
  if (auto* found = walk(*node.placeholder, segments.subspan(1), taken)) return found;
  taken.pop_back();
  return nullptr;
}

template <class Node, class Visit>
void visit_all(const Node& node, Visit& visit) {
  for (const auto& entry : node.entries) visit(entry);
  for (const auto& [name, next] : node.literal) visit_all(*next, visit);
  if (node.placeholder) visit_all(*node.placeholder, visit);
}

}  // namespace

std::string_view Params::get(std::string_view name) const {
  for (const auto& [key, value] : values) {
    if (key == name) return value;
  }
  return {};
}

Routes::Routes() : root_(std::make_unique<Node>()) {}
Routes::~Routes() = default;

void Routes::add(std::string_view method, std::string_view pattern, Serve serve) {
  Node* node = root_.get();
  std::vector<std::string> names;
  for (std::string_view segment : split(pattern.substr(1), '/')) {
    std::unique_ptr<Node>* next;
    if (is_placeholder(segment)) {
      names.emplace_back(segment.substr(1, segment.size() - 2));
      next = &node->placeholder;
    } else {
      next = &node->literal[std::string(segment)];
    }
    if (!*next) *next = std::make_unique<Node>();
    node = next->get();
  }
  node->entries.push_back(
      {std::string(method), std::string(pattern), std::move(names), std::move(serve)});
}

Routes::Match Routes::match(std::string_view method, std::string_view path) const {
  Match match;
  constexpr std::size_t kSegmentsMax = 16;
  if (!path.starts_with('/')) return match;
  std::vector<std::string_view> segments = split(path.substr(1), '/');
  if (segments.size() > kSegmentsMax) return match;
  std::vector<std::string_view> taken;
  const Node* node = walk<Node>(*root_, segments, taken);
  if (!node) return match;
  const Node::Entry* entry = node->entry(method);
  if (!entry) {
    for (const auto& each : node->entries)
      match.allow += (match.allow.empty() ? "" : ", ") + each.method;
    return match;
  }
  for (std::size_t i = 0; i < taken.size(); ++i) {
    auto decoded = percent_decode(taken[i]);
    if (!decoded) return Match{};
    match.params.values.emplace_back(entry->names[i], std::move(*decoded));
  }
  match.serve = &entry->serve;
  match.pattern = entry->pattern;
  return match;
}

std::vector<std::pair<std::string, std::string>> Routes::list() const {
  std::vector<std::pair<std::string, std::string>> all;
  auto visit = [&](const Node::Entry& entry) { all.emplace_back(entry.method, entry.pattern); };
  visit_all(*root_, visit);
  return all;
}

std::vector<std::pair<std::string, std::string>> parse_query(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> pairs;
  auto decoded = [](std::string_view text) {
    std::string blanks(text);
    for (char& c : blanks) {
      if (c == '+') c = ' ';
    }
    return percent_decode(blanks).value_or(blanks);
  };
  for (std::string_view part : split(query, '&')) {
    if (part.empty()) continue;
    auto equals = part.find('=');
    pairs.emplace_back(decoded(part.substr(0, equals)), equals == std::string_view::npos
                                                            ? std::string()
                                                            : decoded(part.substr(equals + 1)));
  }
  return pairs;
}

}  // namespace figlink
