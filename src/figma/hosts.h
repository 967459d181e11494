// hosts: where the addresses in Figma's answers may lead. Pictures, renders and fills lie on hosts
// of their own, and an answer only says where.
//
// An address in an answer is a stranger's word: without a list, it could send this machine to any
// host that it reaches. So what is fetched lies by https, at the usual port, on a host where Figma
// is known to keep pictures (figma.md 6.3); or at the very origin of --figma-api, which is how the
// sandbox serves its own. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"
#include "net/transport.h"

namespace figlink {

inline constexpr std::size_t kLinkBytesMax = 8192;

struct Located {
  Origin origin;
  std::string target;   // "/path?query"
  bool is_api = false;  // at the origin of --figma-api
};

// forbidden: it is no address, or leads elsewhere.
Result<Located> place_at_figma(std::string_view link, const Origin& api);

}  // namespace figlink
