#include "base/fault.h"

#include <array>
#include <cstddef>

namespace figlink {
namespace {

constexpr std::array kTable = {
    FaultFacts{Fault::bad_input, "bad_input", 400, 2, false, "ValidationError"},
    FaultFacts{Fault::unauthenticated, "unauthenticated", 401, 3, false, "UnauthorizedError"},
    FaultFacts{Fault::forbidden, "forbidden", 403, 3, false, "ForbiddenError"},
    FaultFacts{Fault::not_found, "not_found", 404, 4, false, "NotFoundError"},
    FaultFacts{Fault::conflict, "conflict", 409, 5, false, "ConflictError"},
    FaultFacts{Fault::relink, "relink", 412, 5, false, "AccountInvalidCredentialsError"},
    FaultFacts{Fault::too_large, "too_large", 413, 2, false, "PayloadTooLargeError"},
    FaultFacts{Fault::limited, "limited", 429, 6, true, "TooManyRequestsError"},
    FaultFacts{Fault::figma_broken, "figma_broken", 502, 7, true, "BadGatewayError"},
    FaultFacts{Fault::busy, "busy", 503, 7, true, "ServiceUnavailableError"},
    FaultFacts{Fault::too_slow, "too_slow", 504, 7, true, "GatewayTimeoutError"},
    FaultFacts{Fault::bug, "bug", 500, 70, false, "InternalServerError"},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kTable.size(); ++i) {
    if (static_cast<std::size_t>(kTable[i].fault) != i) return false;
  }
  return true;
}
static_assert(in_order(), "the table is looked up by position");

}  // namespace

const FaultFacts& facts(Fault fault) { return kTable[static_cast<std::size_t>(fault)]; }

std::span<const FaultFacts> all_faults() { return kTable; }

}  // namespace figlink
