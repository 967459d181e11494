// Faults on demand: somebody asks for one, and the next requests that fit get it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actions/action.h"
#include "base/chance.h"
#include "base/json.h"
#include "base/result.h"
#include "net/message.h"

namespace figlink::fake {

struct World;

inline constexpr std::size_t kFaultsMax = 100;
inline constexpr std::int64_t kFaultCountMax = 1'000'000;
inline constexpr std::int64_t kLatencyMaxMs = 120'000;

struct AskedFault {
  std::string path;             // the beginning of the path; "" fits all
  std::string method;           // "" fits all
  const Action* row = nullptr;  // nullptr fits all
  std::int64_t left = 1;
  double probability = 1;
  std::shared_ptr<Chance> chance;  // draws, when not every request gets it
  std::int64_t latency_ms = 0;
  int status = 0;
  bool html = false;
  std::int64_t retry_after_s = -1;
  bool cut = false;                // the body ends early
  std::int64_t cut_after = -1;     // after so many bytes; -1: half-way, or kCutAfter when unknown
  std::vector<std::string> nulls;  // nodes that are not rendered
  std::int64_t drip_bytes = 0;     // the body comes in pieces of so many bytes,
  std::int64_t drip_ms = 0;        // each after so long

  // It answers by itself, so the call behind it never happens.
  bool answers() const { return status != 0 || html || retry_after_s >= 0; }
};

// Reads what was asked for; the Error's message names what is wrong.
Result<AskedFault> read_fault(const Json& body);
Json fault_json(const AskedFault& fault);
// The first that fits, counted down.
std::optional<AskedFault> take_fault(World& world, const Request& request, const Action* row);
// The answer that comes instead.
Response fault_answer(const AskedFault& fault, const Action* row);
// A good answer, spoiled: cut, or dripping.
Response spoil(const AskedFault& fault, Response good,
               const std::function<void(std::int64_t ms)>& wait);

}  // namespace figlink::fake
