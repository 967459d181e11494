// wire: the last step down. Turns a Call into a request over a Transport, and what comes back into
// a Reply or an Error.
//
// The token's header value exists only while the request is sent. Redirects are not followed, so a
// token never travels to another host. Of an answer that is no success at most kRefusalBytesMax are
// read.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "figma/upstream.h"
#include "net/transport.h"

namespace figlink {

inline constexpr std::size_t kRefusalBytesMax = 64u << 10;

std::unique_ptr<Upstream> make_wire(Transport& transport, Origin origin, std::string user_agent);

}  // namespace figlink
