#include "figma/meter.h"

#include <utility>

namespace figlink {
namespace {

class Meter final : public Upstream {
 public:
  Meter(std::unique_ptr<Upstream> below, const Clock& clock, Log& log)
      : below_(std::move(below)), clock_(clock), log_(log) {}

  Result<Reply> send(const Errand& errand, Trace& trace) override {
    const std::int64_t began = clock_.steady_us();
    ++trace.calls;
    if (errand.departed != nullptr) *errand.departed = true;
    trace.figma_status = 0;
    trace.figma_request_id.clear();
    auto reply = below_->send(errand, trace);
    const std::int64_t took_us = clock_.steady_us() - began;
    trace.figma_us += took_us;
    log_.debug("figma", {{"action", errand.call.action().name},
                         {"account", errand.account_id},
                         {"status", std::int64_t{trace.figma_status}},
                         {"detour", errand.by_detour},
                         {"us", took_us},
                         {"figma_request", std::string_view(trace.figma_request_id)}});
    return reply;
  }

 private:
  std::unique_ptr<Upstream> below_;
  const Clock& clock_;
  Log& log_;
};

}  // namespace

std::unique_ptr<Upstream> make_meter(std::unique_ptr<Upstream> below, const Clock& clock,
                                     Log& log) {
  return std::make_unique<Meter>(std::move(below), clock, log);
}

}  // namespace figlink
