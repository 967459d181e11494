// What split.cpp is made of beside the renders: a read of more nodes than one call takes.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>

#include "figma/upstream.h"

namespace figlink {

// `held`: the bytes that all such answers hold just now; outlived by none of them.
Result<Reply> nodes_in_parts(Upstream& below, const Errand& errand, Trace& trace,
                             std::shared_ptr<std::atomic<std::size_t>> held);

Error too_many_calls();

}  // namespace figlink
