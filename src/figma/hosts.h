// hosts: what of the addresses in Figma's answers may be fetched. Pictures, renders and fills lie
// on hosts of their own, and an answer only says where.
//
// An address in an answer is a stranger's word: without a list, it could send this machine to any
// host that it reaches. So a fetched address is https on a host of Figma's (docs/design/figma.md,
// section 6.3), or lies where --figma-api points, which is how the sandbox serves its own. No token
// ever goes there. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "net/transport.h"

namespace figlink {

struct Located {
  Origin origin;
  std::string target;  // "/path?query"
};

// nullopt: it is no address, or not one of Figma's.
std::optional<Located> place_at_figma(std::string_view url, const Origin& api);

}  // namespace figlink
