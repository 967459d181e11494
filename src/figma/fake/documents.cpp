// Documents: shipped in the binary or lying in --files, streamed whole or cut.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "embedded/fixtures.h"
#include "figma/fake/world.h"
#include "net/decode.h"

namespace figlink::fake {
namespace {

constexpr std::size_t kKeyMax = 128;
constexpr std::size_t kParsedKept = 4;

struct Shipped {
  std::string_view key, name;
};
constexpr Shipped kShipped[] = {{kDemoFile, "code-connect-components.json.gz"},
                                {"figmagic", "figmagic.json.gz"},
                                {"quantux", "quant-ux-missing-link.json.gz"}};

bool is_key(std::string_view key) {
  return !key.empty() && key.size() <= kKeyMax && std::ranges::all_of(key, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           c == '-';
  });
}

std::string_view shipped(std::string_view key) {
  for (const Shipped& each : kShipped) {
    if (each.key != key) continue;
    for (const Embedded& file : embedded_fixtures()) {
      if (file.name == each.name) return file.bytes;
    }
  }
  return {};
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
    ::fstat(fd, &facts);
    left_ = static_cast<std::uint64_t>(facts.st_size);
  }
  ~FileSource() override { ::close(fd_); }
  Result<std::string_view> next() override {
    ssize_t got = ::read(fd_, chunk_.data(), chunk_.size());
    if (got < 0) return fail(figlink::Fault::bug, "The document cannot be read.");
    left_ -= std::min<std::uint64_t>(left_, static_cast<std::uint64_t>(got));
    return std::string_view(chunk_.data(), static_cast<std::size_t>(got));
  }
  std::optional<std::uint64_t> left() const override { return left_; }
  bool ready() const override { return true; }

 private:
  int fd_;
  std::uint64_t left_ = 0;
  std::array<char, 64u << 10> chunk_;
};

}  // namespace

bool Documents::exists(std::string_view key) const {
  if (!is_key(key)) return false;
  if (!shipped(key).empty()) return true;
  if (dir_.empty()) return false;
  std::string base = dir_ + "/" + std::string(key);
  return ::access((base + ".json").c_str(), R_OK) == 0 ||
         ::access((base + ".json.gz").c_str(), R_OK) == 0;
}

Result<std::unique_ptr<Source>> Documents::whole(std::string_view key) const {
  if (!is_key(key)) return fail(figlink::Fault::not_found, "Not found");
  if (auto bytes = shipped(key); !bytes.empty())
    return decode("gzip", std::make_unique<ViewSource>(bytes));
  std::string base = dir_ + "/" + std::string(key);
  int fd = dir_.empty() ? -1 : ::open((base + ".json").c_str(), O_RDONLY | O_CLOEXEC);
  if (fd >= 0) return std::make_unique<FileSource>(fd);
  fd = dir_.empty() ? -1 : ::open((base + ".json.gz").c_str(), O_RDONLY | O_CLOEXEC);
  if (fd >= 0) return decode("gzip", std::make_unique<FileSource>(fd));
  return fail(figlink::Fault::not_found, "Not found");
}

std::shared_ptr<const Json> Documents::parsed(std::string_view key) {
  for (const auto& [name, json] : kept_) {
    if (name == key) return json;
  }
  auto source = whole(key);
  if (!source) return nullptr;
  auto text = read_all(**source, kCutBytesMax);
  if (!text) return nullptr;
  auto json = Json::parse(*text, {.depth_max = 1000, .bytes_max = kCutBytesMax});
  if (!json || !json->find("document")) return nullptr;
  auto shared = std::make_shared<const Json>(std::move(*json));
  if (kept_.size() >= kParsedKept) kept_.erase(kept_.begin());
  kept_.emplace_back(key, shared);
  return shared;
}

Json cut_depth(const Json& node, std::int64_t depth) {
  if (depth < 0 || !node.find("children")) return node;
  Json out = Json::object();
  node.each([&](std::string_view key, const Json& value) {
    if (key != "children") {
      out.set(key, value);
      return;
    }
    Json children = Json::array();
    for (std::size_t i = 0; depth > 0 && i < value.size(); ++i)
      children.push(cut_depth(value[i], depth - 1));
    out.set(key, std::move(children));
  });
  return out;
}

const Json* find_node(const Json& node, std::string_view id) {
  const Json* own = node.find("id");
  if (own && own->as_text() == id) return &node;
  const Json* children = node.find("children");
  for (std::size_t i = 0; children && i < children->size(); ++i) {
    if (const Json* found = find_node((*children)[i], id)) return found;
  }
  return nullptr;
}

}  // namespace figlink::fake
