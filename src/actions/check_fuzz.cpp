// Inputs from strangers: a checked call is always a clean target and a body of valid JSON.
#include <cstdint>
#include <cstdlib>

#include "actions/catalogue.h"
#include "actions/check.h"

using namespace figlink;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  auto all = catalogue();
  const Action& action = *all[data[0] % all.size()];
  Form form = data[1] % 2 ? Form::flat : Form::nested;
  std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
  (void)find_action(text);
  (void)search_actions(text.substr(0, 200), 5);
  auto inputs = Json::parse(text);
  if (!inputs) return 0;
  auto call = check(action, *inputs, form, Defaults{"42"});
  if (!call) {
    bool told = call.error().fault == Fault::too_large || !call.error().problems.empty();
    if (!told) std::abort();
    return 0;
  }
  for (char c : call->target()) {
    if (static_cast<unsigned char>(c) <= 0x20 || static_cast<unsigned char>(c) >= 0x7F)
      std::abort();
  }
  if (call->target().find("/../") != std::string::npos) std::abort();
  if (!call->body().empty() && !Json::parse(call->body())) std::abort();
  return 0;
}
