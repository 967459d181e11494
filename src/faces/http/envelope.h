// The envelope {"data": ..., "next": ...} around an answer that streams, without reading it.
//
// The first kHoldMax bytes are held back: an answer that ends within them leaves in one piece, and
// one that breaks within them becomes an ordinary error. Past that a break can only be told by
// cutting the connection.
#pragma once

#include <cstddef>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "gateway/gateway.h"
#include "net/message.h"

namespace figlink {

inline constexpr std::size_t kHoldMax = 64u << 10;

// 200 with the envelope. The length is told when it is known beforehand.
Result<Response> enveloped(Answer answer);

// The envelope around every page, each leaving as it comes. When they ended early, `next` leads on
// and `error` holds the usual error shape: the status was sent long before.
Response enveloped_pages(Answer answer, const Clock& clock, std::string request_id);

// Figma's bytes alone, with its own content-type and content-encoding.
Result<Response> bare(Answer answer);

}  // namespace figlink
