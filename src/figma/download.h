// download: the pictures that Figma's answers link to.
//
// A link comes out of an answer, so it is not trusted: it must lead to a host of Figma's (hosts.h)
// at an address of the public network (ClientLimits::public_only), or to the very origin of
// --figma-api. No credential goes along, a redirect is not followed, and a picture ends at
// kPictureBytesMax. Called on fibers, many at once.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "base/source.h"
#include "net/transport.h"

namespace figlink {

inline constexpr std::uint64_t kPictureBytesMax = 512u << 20;
inline constexpr std::int64_t kPictureMs = 10 * kMinuteMs;  // for one, from first to last byte

struct Picture {
  std::string content_type;
  std::unique_ptr<Source> body;  // plain; never null
};

struct PictureWish {
  std::string_view accept = "*/*";
  std::int64_t ms = kPictureMs;  // at most
};

class Downloads {
 public:
  virtual ~Downloads() = default;
  // forbidden: the link leads where we do not go. not_found: it has ended. figma_broken, too_slow,
  // busy: may be tried again.
  virtual Result<Picture> get(std::string_view link, PictureWish wish) = 0;
  Result<Picture> get(std::string_view link) { return get(link, PictureWish{}); }
};

struct DownloadParts {
  Transport& outside;  // public_only
  Transport& figma;
  Origin origin;  // --figma-api
  const Clock& clock;
  std::string user_agent = "figlink";
};

std::unique_ptr<Downloads> make_downloads(DownloadParts parts);

}  // namespace figlink
