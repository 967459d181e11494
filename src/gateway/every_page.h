// every_page: all pages of an action as one answer.
//
// Each page is a call of its own, made when the reader wants more. A page is held until it has
// come whole, at most kPageHeldMax bytes of items and nothing else of it, so that the answer holds
// whole pages and `next` is the cursor of the first that is missing: whatever ends the pages early
// (a budget, the deadline, a broken page, kPagesMax), the body ends well, nothing in it comes twice
// when the caller goes on from there, and `stopped` says why. Items are Figma's bytes. Pages that
// lead back to one that was seen end; kEmptyPagesMax without an item stop.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "actions/call.h"
#include "base/clock.h"
#include "figma/upstream.h"
#include "gateway/gateway.h"

namespace figlink {

inline constexpr std::size_t kPageHeldMax = 16u << 20;
inline constexpr std::size_t kPagesMax = 1000;
inline constexpr int kEmptyPagesMax = 3;
inline constexpr std::int64_t kEveryPageMs = 15 * kMinuteMs;  // for all of them

struct Page {
  std::string items;  // by commas, or each with its line end
  std::size_t count = 0;
  std::set<std::string> ids;  // where neighbouring pages overlap
  std::optional<std::string> next;
};

// Reads one page. `before`: the ids of the page before, whose items are left out.
Result<Page> read_page(const Call& call, Source& body, Pages form,
                       const std::set<std::string>& before);

struct PagesParts {
  // Makes the call for the page at `cursor`.
  std::function<Result<Page>(const std::string& cursor, const std::set<std::string>& before)> fetch;
  std::function<void(const Error&)> failed;  // for the record
  const Clock& clock;
  SteadyMs until;  // no page is begun after it
  Pages form;
};

// The answer that begins with `first`.
Answer every_page(Page first, PagesParts parts);

}  // namespace figlink
