// What Figma, or something in front of it, answers when it refuses. The first two bytes choose
// status and content type.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "actions/catalogue.h"
#include "base/text.h"
#include "figma/verdict.h"

using namespace figlink;

namespace {

void need(bool holds) {
  if (!holds) std::abort();
}

bool holds_token(std::string_view text) {
  for (std::string_view prefix : {"figd_", "figp_", "figu_"}) {
    for (std::size_t at = 0; (at = text.find(prefix, at)) != std::string_view::npos;
         at += prefix.size()) {
      const std::string_view rest = text.substr(at + prefix.size());
      const bool is_token = !rest.empty() && ((rest[0] >= '0' && rest[0] <= '9') ||
                                              (rest[0] >= 'a' && rest[0] <= 'z'));
      if (is_token) return true;
    }
  }
  return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view body(reinterpret_cast<const char*>(data + 2), size - 2);
  constexpr int kStatuses[] = {200, 302, 400, 401, 403, 404, 408,
                               409, 413, 422, 429, 500, 501, 504};
  constexpr std::string_view kTypes[] = {"application/json", "text/html", ""};
  const AnswerHead head{.status = kStatuses[data[0] % std::size(kStatuses)],
                        .content_type = kTypes[data[1] % std::size(kTypes)],
                        .retry_after = body.substr(0, 12),
                        .plan_tier = body.substr(0, 40),
                        .limit_type = "low",
                        .upgrade_link = body,
                        .request_id = body};
  const Action& action = *catalogue()[data[1] % catalogue().size()];
  const Verdict verdict = judge(action, head, body);
  const Error& error = verdict.error;
  need(!error.message.empty() && !error.hint.empty() && error.figma.size() == 1);
  const FigmaSaid& said = error.figma[0];
  need(said.text.size() <= kFigmaTextMax);
  need(said.upgrade_link.empty() || said.upgrade_link.starts_with("https://"));
  need(error.retry_after_ms >= 0);
  for (std::string_view text :
       {std::string_view(error.message), std::string_view(error.hint), std::string_view(said.text),
        std::string_view(said.request_id), std::string_view(said.plan_tier)}) {
    need(is_utf8(text));
    need(text.find('\n') == std::string_view::npos);
    need(!holds_token(text));
  }
  if (verdict.scopes_held) need(!verdict.scopes_held->empty());
  return 0;
}
