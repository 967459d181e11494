// meter: measures what truly goes out, and nothing else: how often, and how long until the head of
// the answer.
#pragma once

#include <memory>

#include "base/clock.h"
#include "base/log.h"
#include "figma/upstream.h"

namespace figlink {

std::unique_ptr<Upstream> make_meter(std::unique_ptr<Upstream> below, const Clock& clock, Log& log);

}  // namespace figlink
