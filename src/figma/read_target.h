// read_target: which reads are remembered, and what a read of a file asks for.
//
// "/v1/files/KEY/nodes?ids=1:2&depth=1" is the file "/v1/files/KEY" and a narrowing of it, so it
// can be cut out of that file when that is remembered (docs/design/memory.md 1). Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "actions/action.h"
#include "figma/excerpt.h"

namespace figlink {

enum class ReadKind : std::uint8_t { none, file, nodes, renders, fills };
ReadKind read_kind_of(const Action& action);  // none: it is not remembered

struct ReadTarget {
  std::string variant;  // the target of the whole file
  Narrow narrow;
  bool is_whole() const { return !narrow.nodes && narrow.ids.empty() && narrow.depth < 0; }
};

// Of a file or of nodes. nullopt: it asks for something that is not known to be cut the same way.
std::optional<ReadTarget> read_target(ReadKind kind, std::string_view target);

// Whether it names a version, which never changes.
bool is_pinned(std::string_view target);

}  // namespace figlink
