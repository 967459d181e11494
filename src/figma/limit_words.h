// limit_words: what a call is told that does not fit into its person's budget. Pure.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "figma/limiter.h"

namespace figlink {

// limited: whose limit is used up and how that is known, with the true time.
std::unexpected<Error> is_used_up(const BudgetView::Row& row, std::string_view resource,
                                  std::int64_t wait_us);
// busy: the line is full.
std::unexpected<Error> too_many_wait(std::int64_t wait_us);

}  // namespace figlink
