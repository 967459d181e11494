// What the layers' tests share: checked calls, and a Figma below that answers what the test says.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "actions/catalogue.h"
#include "actions/check.h"
#include "base/fiber_test_world.h"
#include "figma/upstream.h"
#include "figma/verdict.h"

namespace figlink {

inline Call call_of(std::string_view action, std::string_view inputs) {
  return check(*find_action(action), Json::parse(inputs).value(), Form::flat, {}).value();
}
inline Call file(std::string_view key) {
  return call_of("figma_get_file", R"({"file_key": ")" + std::string(key) + "\"}");
}

// Below the layer under test: a Figma that answers what the test says, and notes when.
class Below final : public Upstream {
 public:
  explicit Below(const Clock& clock) : clock_(clock) {}
  Result<Reply> send(const Errand& errand, Trace& trace) override {
    ++trace.calls;
    sent.push_back(clock_.steady_ms());
    owners.emplace_back(errand.owner);
    if (world != nullptr) world->yield();
    if (answer) {
      if (auto error = answer(errand, trace)) return std::unexpected(std::move(*error));
    }
    Reply reply;
    reply.body = body ? body() : text_source("{}");
    return reply;
  }
  std::function<std::optional<Error>(const Errand&, Trace&)> answer;
  std::function<std::unique_ptr<Source>()> body;
  World* world = nullptr;  // when set, the answer takes a turn to come
  std::vector<SteadyMs> sent;
  std::vector<std::string> owners;

 private:
  const Clock& clock_;
};

inline Error refusal(std::string_view retry_after, std::string_view plan = "",
                     std::string_view seat = "") {
  return judge(*find_action("figma_get_file"),
               {.status = 429,
                .content_type = "application/json",
                .retry_after = retry_after,
                .plan_tier = plan,
                .limit_type = seat,
                .upgrade_link = "https://www.figma.com/pricing"},
               R"({"status":429,"err":"Rate limit exceeded"})")
      .error;
}

}  // namespace figlink
