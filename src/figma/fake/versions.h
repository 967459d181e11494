// versions: the saved versions of a file, made up from its document's own version.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "figma/fake/world.h"

namespace figlink::fake {

struct Version {
  std::string id;
  UnixMs created_at = 0;
  int number = 0;  // 1 is the oldest
};

// Newest first; the newest is the document's own.
std::vector<Version> versions_of(const File& file, const DocumentHead& head);
std::optional<Version> find_version(const std::vector<Version>& all, std::string_view id);

}  // namespace figlink::fake
