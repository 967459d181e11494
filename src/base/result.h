// Result<T>: a value, or an Error that a stranger may read.
//
// Expected trouble is a value and travels up unchanged; exceptions are for our own mistakes. An
// Error never holds a secret, a body, or a name of another project. The message says what is wrong,
// the hint says what to do next.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/fault.h"

namespace figlink {

// Whose fault it was: decides the tone of the message and what an operator is woken for.
enum class Blame : std::uint8_t { caller, figma, ours };

// One wrong field of an input. `field` is a path such as "query.depth" or
// "body.dev_resources[2].url".
struct Problem {
  std::string field;
  std::string message;  // what is wrong and how to mend it, one sentence
};

// What Figma itself said, for callers who want to see it. Never has the request's headers or body.
struct FigmaSaid {
  int status = 0;
  std::string method;
  std::string path;          // without query
  std::string text;          // Figma's own message, at most kFigmaTextMax bytes
  std::string request_id;    // x-figma-rest-api-request-id
  std::string plan_tier;     // X-Figma-Plan-Tier of a 429
  std::string limit_type;    // X-Figma-Rate-Limit-Type of a 429
  std::string upgrade_link;  // X-Figma-Upgrade-Link of a 429
};
inline constexpr std::size_t kFigmaTextMax = 2048;
inline constexpr std::int64_t kBusyRetryMs = 1000;  // what is full empties within moments

struct Error {
  Fault fault = Fault::bug;
  std::string message;
  std::string hint;
  Blame blame = Blame::caller;
  std::int64_t retry_after_ms = 0;          // 0: unknown or pointless; never 0 for `busy`
  std::vector<Problem> problems;            // every wrong field at once
  std::vector<FigmaSaid> figma;             // empty when Figma was not asked
  std::vector<std::string> missing_scopes;  // forbidden: Figma's scopes that the token lacks
};

template <class T>
using Result = std::expected<T, Error>;

// `return fail(Fault::not_found, "There is no account abc.", "List them with ...")`.
inline std::unexpected<Error> fail(Fault fault, std::string message, std::string hint = {}) {
  Error error;
  error.fault = fault;
  error.message = std::move(message);
  error.hint = std::move(hint);
  error.blame =
      fault == Fault::bug || fault == Fault::busy ? Blame::ours
      : fault == Fault::figma_broken || fault == Fault::too_slow || fault == Fault::limited
          ? Blame::figma
          : Blame::caller;
  if (fault == Fault::busy) error.retry_after_ms = kBusyRetryMs;
  return std::unexpected(std::move(error));
}

// Carries an error of another Result onwards: `if (!a) return pass(a);`
template <class T>
std::unexpected<Error> pass(Result<T>& result) {
  return std::unexpected(std::move(result.error()));
}

}  // namespace figlink
