#include "figma/fake/documents.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/json_scan.h"
#include "embedded/fixtures.h"
#include "net/decode.h"

namespace figlink::fake {
namespace {

constexpr std::size_t kKeyMax = 128;
constexpr std::size_t kHeadsKept = 100;
constexpr std::size_t kSkippedMax = 20;
constexpr std::size_t kParsedBytesMax = 64u << 20;  // of text; parsed it takes several times that
constexpr std::size_t kDepthMax = 128;              // fibers have small stacks

struct Shipped {
  std::string_view key, name;
  bool has_geometry;
};
constexpr Shipped kShipped[] = {{"codeconnect", "code-connect-components.json.gz", false},
                                {"figmagic", "figmagic.json.gz", false},
                                {"quantux", "quant-ux-missing-link.json.gz", true}};

// Also what keeps a key from leaving the folder.
bool is_key(std::string_view key) {
  return !key.empty() && key.size() <= kKeyMax && std::ranges::all_of(key, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           c == '-';
  });
}

const Shipped* shipped(std::string_view key) {
  auto at = std::ranges::find(kShipped, key, &Shipped::key);
  return at == std::end(kShipped) ? nullptr : at;
}

std::string_view bytes_of(const Shipped& document) {
  auto files = embedded_fixtures();
  auto at = std::ranges::find(files, document.name, &Embedded::name);
  return at == files.end() ? std::string_view() : at->bytes;
}

class ViewSource final : public Source {
 public:
  explicit ViewSource(std::string_view bytes) : bytes_(bytes) {}
  Result<std::string_view> next() override { return std::exchange(bytes_, {}); }

 private:
  std::string_view bytes_;
};

class FileSource final : public Source {
 public:
  explicit FileSource(int fd) : fd_(fd) {
    struct stat facts {};
    if (::fstat(fd, &facts) == 0) left_ = static_cast<std::uint64_t>(facts.st_size);
  }
  ~FileSource() override { ::close(fd_); }
  Result<std::string_view> next() override {
    ssize_t got = ::read(fd_, chunk_.data(), chunk_.size());
    if (got < 0) return fail(figlink::Fault::figma_broken, "The document cannot be read.");
    left_ -= std::min(left_, static_cast<std::uint64_t>(got));
    return std::string_view(chunk_.data(), static_cast<std::size_t>(got));
  }
  std::optional<std::uint64_t> left() const override { return left_; }
  bool ready() const override { return true; }

 private:
  int fd_;
  std::uint64_t left_ = 0;
  std::array<char, 64u << 10> chunk_;
};

// Files alone: a pipe would keep everybody waiting, and a link could lead out of the folder.
int open_regular(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
  struct stat facts {};
  if (fd < 0 || (::fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode))) return fd;
  ::close(fd);
  return -1;
}

std::unexpected<Error> absent() { return fail(figlink::Fault::not_found, "Not found"); }

std::string text_at(const Json& json, std::string_view name) {
  const Json* value = json.find(name);
  return value ? value->text_or("") : std::string();
}

DocumentHead head_of(const Json& json) {
  return {text_at(json, "name"),       text_at(json, "lastModified"), text_at(json, "version"),
          text_at(json, "editorType"), text_at(json, "role"),         text_at(json, "thumbnailUrl"),
          text_at(json, "linkAccess")};
}

}  // namespace

std::string Documents::stamp(std::string_view key) const {
  if (!is_key(key)) return {};
  if (shipped(key)) return "shipped";
  if (dir_.empty()) return {};
  for (std::string_view ending : {".json", ".json.gz"}) {
    struct stat facts {};
    const std::string path = fmt::format("{}/{}{}", dir_, key, ending);
    if (::lstat(path.c_str(), &facts) != 0 || !S_ISREG(facts.st_mode)) continue;
    return fmt::format("{} {} {}.{}", ending, facts.st_size, facts.st_mtim.tv_sec,
                       facts.st_mtim.tv_nsec);
  }
  return {};
}

bool Documents::exists(std::string_view key) const { return !stamp(key).empty(); }

bool Documents::is_plain(std::string_view key) const {
  const Shipped* document = shipped(key);
  return !document || !document->has_geometry;
}

std::vector<std::string> Documents::skipped() const {
  std::vector<std::string> names;
  DIR* folder = dir_.empty() ? nullptr : ::opendir(dir_.c_str());
  if (!folder) return names;
  while (const dirent* entry = ::readdir(folder)) {
    const std::string name = entry->d_name;
    if (name == "." || name == ".." || names.size() >= kSkippedMax) continue;
    std::string_view key = name;
    for (std::string_view ending : {".json.gz", ".json"}) {
      if (key.ends_with(ending)) key.remove_suffix(ending.size());
    }
    if (key.size() == name.size() || stamp(key).empty() || shipped(key)) names.push_back(name);
  }
  ::closedir(folder);
  std::ranges::sort(names);
  return names;
}

std::vector<std::string> Documents::keys_in_folder(std::size_t count_max) const {
  std::vector<std::string> keys;
  DIR* folder = dir_.empty() ? nullptr : ::opendir(dir_.c_str());
  if (!folder) return keys;
  while (const dirent* entry = ::readdir(folder)) {
    std::string_view name = entry->d_name;
    for (std::string_view ending : {".json.gz", ".json"}) {
      if (!name.ends_with(ending)) continue;
      name.remove_suffix(ending.size());
      if (!stamp(name).empty() && keys.size() < count_max) keys.emplace_back(name);
      break;
    }
  }
  ::closedir(folder);
  std::ranges::sort(keys);
  keys.erase(std::ranges::unique(keys).begin(), keys.end());
  return keys;
}

Result<std::unique_ptr<Source>> Documents::whole(std::string_view key) const {
  if (!is_key(key)) return absent();
  if (const Shipped* document = shipped(key))
    return decode("gzip", std::make_unique<ViewSource>(bytes_of(*document)));
  if (dir_.empty()) return absent();
  const std::string path = fmt::format("{}/{}.json", dir_, key);
  if (int fd = open_regular(path); fd >= 0) return std::make_unique<FileSource>(fd);
  if (int fd = open_regular(path + ".gz"); fd >= 0)
    return decode("gzip", std::make_unique<FileSource>(fd));
  return absent();
}

Documents::Known* Documents::known(std::string_view key) {
  auto at = std::ranges::find(known_, key, &Known::key);
  if (at == known_.end()) return nullptr;
  if (at->stamp != stamp(key)) {
    known_.erase(at);
    return nullptr;
  }
  std::rotate(at, at + 1, known_.end());
  return &known_.back();
}

void Documents::keep(Known one) {
  std::erase_if(known_, [&](const Known& each) { return each.key == one.key; });
  known_.push_back(std::move(one));
  if (known_.size() > kHeadsKept) known_.erase(known_.begin());
  std::size_t bytes = 0;
  for (std::size_t i = known_.size(); i-- > 0;) {
    bytes += known_[i].bytes;
    if (bytes <= kParsedBytesMax || i + 1 == known_.size()) continue;
    known_[i].json.reset();
    known_[i].bytes = 0;
  }
}

Result<std::shared_ptr<const Json>> Documents::parsed(std::string_view key) {
  if (Known* one = known(key); one && one->json) return one->json;
  std::string marked = stamp(key);
  auto source = whole(key);
  if (!source) return pass(source);
  auto text = read_all(**source, kCutBytesMax);
  if (!text) return pass(text);
  auto json = Json::parse(*text, {.depth_max = kDepthMax, .bytes_max = kCutBytesMax});
  if (!json) return fail(figlink::Fault::figma_broken, "The document is not JSON.");
  if (!json->at({"document", "id"}))
    return fail(figlink::Fault::figma_broken, "The file is not an answer of GET /v1/files.");
  auto shared = std::make_shared<const Json>(std::move(*json));
  keep({std::string(key), std::move(marked), head_of(*shared), shared, text->size()});
  return shared;
}

// Read as it streams by, for a large document may have its version at the very end.
Result<DocumentHead> Documents::head(std::string_view key) {
  if (Known* one = known(key)) return one->head;
  std::string marked = stamp(key);
  auto source = whole(key);
  if (!source) return pass(source);
  constexpr std::string_view kPaths[] = {"name", "lastModified", "version",    "editorType",
                                         "role", "thumbnailUrl", "linkAccess", "document.id"};
  JsonScan scan(kPaths);
  while (true) {
    auto piece = (*source)->next();
    if (!piece) return pass(piece);
    if (piece->empty()) break;
    scan.feed(*piece);
  }
  scan.finish();
  const auto& found = scan.found();
  if (found[7].empty())
    return fail(figlink::Fault::figma_broken, "The file is not an answer of GET /v1/files.");
  DocumentHead head{found[0], found[1], found[2], found[3], found[4], found[5], found[6]};
  keep({std::string(key), std::move(marked), head, nullptr, 0});
  return head;
}

}  // namespace figlink::fake
