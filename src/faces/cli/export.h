// Export: pictures of nodes, or the pictures people put into a file, as files in a folder.
//
// What is there and still true is not fetched again (manifest.h): a node's picture holds for the
// file's version, and longer while all that Figma tells of the node stays the same; a fill for
// ever. Pictures are drawn kDrawnAtOnce at a time, and come kDownloadsAtOnce at a time meanwhile,
// under a name that ends in .part until they are whole. A link that has died is asked for once
// more. A node that fails does not hold up the others; it is reported, and the exit code is that of
// the first failure.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "faces/cli/cli.h"

namespace figlink {

inline constexpr std::size_t kDownloadsAtOnce = 8;
inline constexpr std::size_t kDrawnAtOnce = 200;
inline constexpr int kDownloadTriesMax = 3;
inline constexpr std::size_t kManifestEvery = 50;  // files between two writings of the manifest
inline constexpr std::size_t kNamedAtOnce = 300;   // nodes whose names are asked for in one call
inline constexpr std::size_t kExportAnswerMax = 64u << 20;
inline constexpr std::size_t kExportDepthMax = 256;  // of its JSON
inline constexpr std::size_t kLinkedAnewMax = 50;    // dead links that are asked for once more

struct ExportWish {
  std::string file;  // key or address
  std::string account = {};
  std::vector<std::string> nodes = {};  // ids or addresses
  bool all_components = false, fills = false;
  std::string format = "png";
  double scale = 1;
  std::string out;  // the folder
};

// Both on the thread of the one who runs the export.
struct ExportSeams {
  std::function<void(std::function<void()>)> spawn;  // starts a fiber
  std::function<void(std::int64_t ms)> pause;        // between tries
};

int run_export(const CliParts& parts, const ExportSeams& seams, const ExportWish& wish);

}  // namespace figlink
