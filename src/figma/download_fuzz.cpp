// Links out of answers: whatever they say, nobody but the hosts of Figma is asked, and nobody gets
// a line of somebody else's making.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "figma/download.h"

using namespace figlink;

namespace {

bool is_figmas(std::string_view host) {
  return host.ends_with(".figma.com") || host.ends_with(".figma-gov.com") ||
         host == "figma-alpha-api.s3.us-west-2.amazonaws.com";
}

struct Watch final : Transport {
  explicit Watch(bool outside) : outside_(outside) {}
  Result<Response> send(const Origin& origin, Request& request, bool*) override {
    if (outside_ && (!origin.secure || origin.port != 443 || !is_figmas(origin.host))) std::abort();
    if (!outside_ && origin.host_header() != "127.0.0.1:8090") std::abort();
    if (!origin.prefix.empty() || !request.target.starts_with('/')) std::abort();
    for (char c : request.target) {
      if (c <= 0x20 || c >= 0x7f) std::abort();
    }
    return Response{};
  }
  const bool outside_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Watch outside(true), figma(false);
  static HandClock clock;
  static const auto downloads =
      make_downloads({outside, figma, Origin::parse("http://127.0.0.1:8090").value(), clock});
  (void)downloads->get(std::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}
