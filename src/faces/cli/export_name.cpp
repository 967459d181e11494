#include "faces/cli/export_name.h"

#include <algorithm>
#include <array>

#include "base/sha256.h"
#include "base/text.h"

namespace figlink {
namespace {

constexpr std::size_t kIdBytesMax = 60;
constexpr std::size_t kIdSumBytes = 16;

bool is_forbidden(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f ||
         std::string_view("<>:\"/\\|?*").find(c) != std::string_view::npos;
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Words that Windows takes for devices, whatever follows a dot, and blanks before it.
bool is_reserved(std::string_view name) {
  const std::string word = lower(trim(name.substr(0, name.find('.'))));
  constexpr std::array<std::string_view, 6> kWords = {"con", "prn",    "aux",
                                                      "nul", "conin$", "conout$"};
  if (std::ranges::find(kWords, word) != kWords.end()) return true;
  return word.size() == 4 && (word.starts_with("com") || word.starts_with("lpt")) &&
         word[3] >= '0' && word[3] <= '9';
}

std::string cut_to(std::string text, std::size_t bytes_max) {
  if (text.size() > bytes_max) text.resize(bytes_max);
  while (!text.empty() && !is_utf8(text)) text.pop_back();
  return text;
}

}  // namespace

std::string safe_name(std::string_view name) {
  std::string safe;
  if (is_utf8(name)) safe = name;
  std::ranges::replace_if(safe, is_forbidden, '-');
  // A dot in front hides the file, a hyphen looks like an option, a blank like nothing.
  safe.erase(0, std::min(safe.find_first_not_of(" .-"), safe.size()));
  if (is_reserved(safe)) safe.insert(0, "_");
  safe = cut_to(std::move(safe), kNameBytesMax);
  while (safe.ends_with('.') || safe.ends_with(' ')) safe.pop_back();
  return safe.empty() ? "node" : safe;
}

std::string safe_id(std::string_view id) {
  std::string safe(id);
  for (char& c : safe) {
    const bool kept = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!kept) c = c == ';' ? '_' : '-';
  }
  if (safe.size() <= kIdBytesMax) return safe;
  Sha256 sum;
  sum.add(id);
  return sum.hex().substr(0, kIdSumBytes);
}

bool is_safe_name(std::string_view name) {
  if (name.empty() || name.size() > 255 || !is_utf8(name) || name.front() == '.') return false;
  return !is_reserved(name) && std::ranges::none_of(name, is_forbidden);
}

void FileNames::keep(std::string_view file, std::string_view key) {
  owners_.emplace(lower(file), key);
}

void FileNames::expect(std::string_view name, std::string_view tail) {
  ++wanted_[lower(safe_name(name) + std::string(tail))];
}

std::string FileNames::give(std::string_view key, std::string_view name, std::string_view id,
                            std::string_view tail) {
  const std::string safe = safe_name(name);
  std::string file = safe + std::string(tail);
  const auto owner = owners_.find(lower(file));
  if (owner != owners_.end() && owner->second == key) return file;
  const bool alone = owner == owners_.end() && wanted_[lower(file)] < 2 && is_ascii(safe);
  if (!alone) file = safe + " (" + safe_id(id) + ")" + std::string(tail);
  // Ids that differ in their signs alone, or a node that is called like another with its id.
  for (int n = 2; owners_.contains(lower(file)) && owners_[lower(file)] != key; ++n)
    file = safe + " (" + safe_id(id) + ", " + std::to_string(n) + ")" + std::string(tail);
  owners_[lower(file)] = key;
  return file;
}

}  // namespace figlink
