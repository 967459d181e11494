// Manifest: what an export has fetched, in manifest.json beside the files.
//
// One entry a picture: of a node, by node, format and scale; or of a fill, by its reference. A file
// counts as there when its size and checksum are the manifest's. Written whole under another name
// and then renamed, so that it is never half; written now and then, so that an export that was
// killed goes on from near where it was. Of one Figma file: another's is refused.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/result.h"

namespace figlink {

inline constexpr std::string_view kManifestName = "manifest.json";
inline constexpr std::size_t kManifestMax = 64u << 20;
inline constexpr std::string_view kPartEnd = ".part";  // a file that is not whole yet

struct Exported {
  std::string node_id, name, format;  // of a node
  double scale = 1;
  std::string image_ref;  // of a fill; the rest above is empty then
  std::string file, sha256;
  std::int64_t bytes = 0;
  std::string version;  // of the Figma file, when the node was rendered
  std::string look;     // a checksum of all that Figma tells of how the node looks; "" when unknown

  std::string key() const;
};

class Manifest {
 public:
  // The one in the folder, or an empty one. conflict: it is of another file, or damaged.
  static Result<Manifest> open(const std::string& folder, const std::string& file_key);

  const Exported* find(const std::string& key) const;
  const std::map<std::string, Exported>& all() const { return entries_; }
  void set(Exported entry);
  // Whether the entry's file is there and is what was fetched.
  bool is_intact(const Exported& entry) const;
  Result<void> save() const;
  std::string path() const { return folder_ + "/" + std::string(kManifestName); }

  std::string file_name;  // what Figma calls the file

 private:
  std::string folder_, file_key_;
  std::map<std::string, Exported> entries_;
};

}  // namespace figlink
