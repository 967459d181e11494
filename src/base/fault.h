// The dozen ways something can fail, in one table that every face reads.
//
// A face never invents a status: it looks up the fault here and translates. The names are part of
// the public contract (the field "error" of an error answer), and so are the exit codes.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace figlink {

enum class Fault : std::uint8_t {
  bad_input,        // the caller's input is wrong; all problems are told at once
  unauthenticated,  // no proof, or a proof we do not know
  forbidden,        // known, but not allowed (our scope or Figma's)
  not_found,        // absent, or closed to this caller: we never say which
  conflict,         // the state forbids it (already there, used up, being changed)
  relink,           // Figma's consent is gone; the hint says how to link again
  too_large,        // a bound was passed
  limited,          // a rate limit; retry_after_ms is the true time
  figma_broken,     // Figma failed, or answered what cannot be understood
  busy,             // we are full; try again
  too_slow,         // the deadline passed
  bug,              // our mistake; the answer has an id, the log has the story
};

// One row of the table.
struct FaultFacts {
  Fault fault;
  std::string_view name;        // "bad_input"
  int http_status;              // 400
  int exit_code;                // 2
  bool worth_retrying;          // whether the same call may succeed later, unchanged
  std::string_view error_code;  // the name that clients of hosted hubs know ("ValidationError")
};

const FaultFacts& facts(Fault fault);
std::span<const FaultFacts> all_faults();

}  // namespace figlink
