// portraits: the pictures that Figma's users have of themselves.
//
// Figma tells an address only. The page of a person who links must not ask other hosts, so the
// gateway downloads the picture (download.h) and hands its bytes on. Nothing is kept.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace figlink {

class Downloads;

struct Portrait {
  std::string content_type;  // a raster image's
  std::string bytes;
};
inline constexpr std::size_t kPortraitBytesMax = 512 * 1024;
inline constexpr std::int64_t kPortraitMs = 10 * kSecondMs;

class Portraits {
 public:
  virtual ~Portraits() = default;
  // not_found: the address is not one of Figma's, or leads to no picture that is small enough.
  // figma_broken, too_slow: its host did not answer.
  virtual Result<Portrait> fetch(std::string_view url) = 0;
};

// The downloads outlive it.
std::unique_ptr<Portraits> make_portraits(Downloads& downloads);

}  // namespace figlink
