#include "faces/cli/manifest.h"

#include <filesystem>
#include <fstream>
#include <utility>

#include "base/json.h"
#include "base/sha256.h"
#include "faces/cli/export_name.h"

namespace figlink {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kForm = 1;  // of the manifest itself
constexpr std::size_t kReadBytes = 64u << 10;

std::unexpected<Error> unusable(const std::string& path, std::string_view why) {
  return fail(Fault::conflict, path + " " + std::string(why) + ".",
              "Choose another folder with --out, or move that file away.");
}

Json entry_json(const Exported& one) {
  Json json = Json::object();
  if (one.image_ref.empty()) {
    json.set("node_id", one.node_id);
    json.set("name", one.name);
    json.set("format", one.format);
    json.set("scale", one.scale);
    json.set("version", one.version);
    json.set("look", one.look);
  } else {
    json.set("image_ref", one.image_ref);
  }
  json.set("file", one.file);
  json.set("bytes", one.bytes);
  json.set("sha256", one.sha256);
  return json;
}

Exported entry_of(const Json& json) {
  auto text = [&](std::string_view name) {
    const Json* value = json.find(name);
    return value ? value->text_or("") : std::string();
  };
  Exported one;
  one.node_id = text("node_id");
  one.name = text("name");
  one.format = text("format");
  one.image_ref = text("image_ref");
  one.file = text("file");
  one.sha256 = text("sha256");
  one.version = text("version");
  one.look = text("look");
  if (const Json* scale = json.find("scale")) one.scale = scale->as_number().value_or(1);
  if (const Json* bytes = json.find("bytes")) one.bytes = bytes->as_integer().value_or(-1);
  return one;
}

}  // namespace

std::string Exported::key() const {
  if (!image_ref.empty()) return "fill " + image_ref;
  return "node " + node_id + " " + format + " " + Json(scale).dump();
}

Result<Manifest> Manifest::open(const std::string& folder, const std::string& file_key) {
  Manifest manifest;
  manifest.folder_ = folder;
  manifest.file_key_ = file_key;
  std::error_code ec;
  const std::string path = manifest.path();
  const auto size = fs::file_size(path, ec);
  if (ec) return manifest;
  if (size > kManifestMax) return unusable(path, "is too large for a manifest");
  std::ifstream in(path, std::ios::binary);
  std::string text(size, '\0');
  in.read(text.data(), static_cast<std::streamsize>(size));
  Json::Limits limits;
  limits.bytes_max = kManifestMax;
  auto json = Json::parse(text, limits);
  const Json* form = json ? json->find("figlink_export") : nullptr;
  if (!in || !form || form->as_integer() != kForm) return unusable(path, "is no manifest of ours");
  const Json* key = json->find("file_key");
  if (!key || key->as_text() != file_key) return unusable(path, "is of another file");
  const Json* items = json->find("items");
  for (std::size_t i = 0; items && i < items->size(); ++i) {
    Exported one = entry_of((*items)[i]);
    const bool ours =
        is_safe_name(one.file) && one.file != kManifestName && !one.file.ends_with(kPartEnd);
    if (ours) manifest.set(std::move(one));
  }
  return manifest;
}

const Exported* Manifest::find(const std::string& key) const {
  auto at = entries_.find(key);
  return at == entries_.end() ? nullptr : &at->second;
}

void Manifest::set(Exported entry) {
  std::string key = entry.key();
  entries_.insert_or_assign(std::move(key), std::move(entry));
}

bool Manifest::is_intact(const Exported& entry) const {
  const std::string path = folder_ + "/" + entry.file;
  std::error_code ec;
  if (!fs::is_regular_file(fs::symlink_status(path, ec))) return false;
  if (static_cast<std::int64_t>(fs::file_size(path, ec)) != entry.bytes || ec) return false;
  std::ifstream in(path, std::ios::binary);
  Sha256 sum;
  std::string piece(kReadBytes, '\0');
  while (in) {
    in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    sum.add(std::string_view(piece).substr(0, static_cast<std::size_t>(in.gcount())));
  }
  return sum.hex() == entry.sha256;
}

Result<void> Manifest::save() const {
  Json items = Json::array();
  for (const auto& [key, entry] : entries_) items.push(entry_json(entry));
  const Json json = Json::object({{"figlink_export", kForm},
                                  {"file_key", file_key_},
                                  {"file_name", file_name},
                                  {"items", std::move(items)}});
  const std::string part = path() + std::string(kPartEnd);
  std::error_code ec;
  fs::remove(part, ec);
  std::ofstream out(part, std::ios::binary);
  out << json.pretty() << '\n';
  out.close();
  if (out) fs::rename(part, path(), ec);
  if (out && !ec) return {};
  return fail(Fault::bad_input, path() + " cannot be written.",
              "Is there room, and may this user write there?");
}

}  // namespace figlink
