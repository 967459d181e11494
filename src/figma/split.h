// split: a read of more nodes than Figma takes at once goes as several calls and comes back as one
// answer.
//
// Figma bounds a call's ids by the length of its address (about 900, figma.md 6.1) and by the 55
// seconds it renders (6.3). A call within `splits.items_max` and kSplitTargetMax goes through
// untouched; should Figma find it too large all the same, or the errand insist, it is taken apart
// too. Parts go one after the other, each a call of its own to the layers below. One that Figma
// finds too large is halved, and so are those after it. What came back as null is asked for once
// more. A refusal that the next part would meet too ends the errand early: nodes that were not
// asked for are told as such, and only when not one node came is the errand a failure.
//
// The answer of renders: {"err", "images": {id: link or null}, "failures": [{"id", "error",
// "message"}]}, ids in the order asked.
//
// The answer of nodes is what Figma would say of all of them: the first part's own words around the
// entries of all parts, in the order asked. It is all or nothing, and of one version of the file:
// when that rises on the way, all is asked for once more. The last part streams; what came before
// is held, kNodesHeldMax of one answer and kNodesHeldAllMax of all.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "figma/upstream.h"

namespace figlink {

inline constexpr std::size_t kSplitTargetMax = 6000;         // bytes of one call's address
inline constexpr std::size_t kSplitCallsMax = 200;           // for one errand
inline constexpr std::size_t kSplitPartBytesMax = 8u << 20;  // of one part's answer
inline constexpr int kBrokenPartsMax = 3;  // in all; then the rest is not asked for

inline constexpr std::size_t kNodesHeldMax = 64u << 20;
inline constexpr std::size_t kNodesHeldAllMax = 256u << 20;
inline constexpr int kNodesRounds = 2;  // how often all is asked for, should the file change

inline constexpr std::size_t kCommaBytes = 3;  // "%2C"

// What fits into one call with at most `items_max`, off the front of `rest`.
std::vector<std::string_view> take_part(const Call& call, std::span<const std::string_view>& rest,
                                        std::size_t items_max);

std::unique_ptr<Upstream> make_split(std::unique_ptr<Upstream> below);

}  // namespace figlink
