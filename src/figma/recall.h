// recall: answers file reads from memory as long as Figma's metadata say that nothing changed.
//
// A remembered read costs no Tier 1 call: at most one for the metadata (Tier 3), and that only now
// and then. Narrower reads are cut out of a whole file. Which reads, when they are served, and what
// the caller's cache-control does: docs/design/memory.md 1 and 2. What comes from Figma is kept
// while it streams to its reader, unless it breaks or is dropped.
#pragma once

#include <memory>

#include "base/clock.h"
#include "figma/archive.h"
#include "figma/freshness.h"
#include "figma/upstream.h"

namespace figlink {

inline constexpr std::int64_t kBelievedMs = 5 * kSecondMs;  // without a word of the caller
inline constexpr std::int64_t kStaleMaxMs = 7 * kDayMs;     // beyond that nothing is served
inline constexpr std::int64_t kFileLifeMs = 6 * kDayMs;     // its thumbnail's link dies after 7
inline constexpr std::int64_t kRenderLifeMs = 15 * kDayMs;  // of 30
inline constexpr std::int64_t kFillLifeMs = 7 * kDayMs;     // of 14
inline constexpr std::int64_t kCheckWaitMaxMs = kMinuteMs;  // for another one's check
inline constexpr std::size_t kReadyBytesMax = 256u << 10;   // a cut of that size is kept ready
inline constexpr std::size_t kLinksBytesMax = 4u << 20;     // of an answer that holds links

// All must outlive it.
std::unique_ptr<Upstream> make_recall(std::unique_ptr<Upstream> below, Archive& archive,
                                      Freshness& freshness, const Clock& clock);

}  // namespace figlink
