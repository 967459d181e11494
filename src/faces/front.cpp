#include "faces/front.h"

#include <algorithm>
#include <array>
#include <exception>
#include <utility>
#include <vector>

#include "base/text.h"
#include "faces/face_answer.h"
#include "faces/face_ask.h"

namespace figlink {
namespace {

constexpr std::size_t kIdMax = 64;
constexpr std::size_t kGuessedPathMax = 100;  // longer paths are no typing mistakes

bool is_id(std::string_view text) {
  auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  };
  return !text.empty() && text.size() <= kIdMax && std::all_of(text.begin(), text.end(), fits);
}

Error no_such_path(const Routes& routes, std::string_view path) {
  std::vector<std::string> owned;
  if (path.size() <= kGuessedPathMax) {
    for (auto& [method, pattern] : routes.list()) owned.push_back(pattern);
  }
  std::vector<std::string_view> known(owned.begin(), owned.end());
  auto near = nearest(path, known, 1);
  std::string hint = near.empty() ? "GET /openapi.json lists every path."
                                  : "Did you mean " + std::string(near[0]) + "?";
  return fail(Fault::not_found, "There is nothing at this path.", std::move(hint)).error();
}

}  // namespace

Front::Front(Parts parts)
    : parts_(std::move(parts)), id_prefix_(random_id(parts_.chance, 8) + "-") {}

// Unique in this process by the count and among processes by the prefix, without a call to the
// system for each request.
std::string Front::new_id() {
  static constexpr std::string_view kDigits = "0123456789abcdefghijklmnopqrstuvwxyz";
  std::array<char, 16> digits;
  auto at = digits.end();
  auto number = ids_.fetch_add(1, std::memory_order_relaxed);
  do {
    *--at = kDigits[number % 36];
    number /= 36;
  } while (number != 0);
  return id_prefix_ + std::string(at, digits.end());
}

Response Front::handle(Request& request) {
  const auto began = parts_.clock.steady_us();
  const auto given = request.headers.get(kRequestIdHeader);
  const std::string id = is_id(given) ? std::string(given) : new_id();
  if (given != id) request.headers.set(kRequestIdHeader, id);

  std::string_view route;
  Response response = dispatch(request, id, route);
  response.headers.set(kRequestIdHeader, id);

  const Served served{request.method, route, response.status, parts_.clock.steady_us() - began};
  if (parts_.count) parts_.count(served);
  parts_.log.debug("request", {{"id", std::string_view(id)},
                               {"method", served.method},
                               {"route", served.route},
                               {"status", static_cast<std::int64_t>(served.status)},
                               {"us", served.took_us}});
  return response;
}

Response Front::dispatch(Request& request, std::string_view id, std::string_view& route) {
  try {
    auto match = parts_.routes.match(request.method, request.path());
    route = match.pattern;
    if (match.serve != nullptr) return (*match.serve)(request, match.params);
    if (match.allow.empty()) {
      return error_response(no_such_path(parts_.routes, request.path()), id, parts_.clock.now_ms());
    }
    auto failed = fail(Fault::bad_input, "This path does not take this method.",
                       "It takes " + match.allow + ".");
    Response response = error_response(failed.error(), id, parts_.clock.now_ms(), 405);
    response.headers.add("allow", match.allow);
    return response;
  } catch (const std::exception& problem) {
    return broken(id, problem.what());
  }
}

Response Front::broken(std::string_view id, std::string_view what) {
  parts_.log.error("bug", {{"id", id}, {"what", what}});
  auto failed = fail(Fault::bug, "figlink made a mistake.",
                     "Tell the operator this request_id; the log has the story.");
  return error_response(failed.error(), id, parts_.clock.now_ms());
}

Response Front::refuse(int status, const Error& error) {
  const std::string id = new_id();
  Response response = error_response(error, id, parts_.clock.now_ms(), status);
  response.headers.set(kRequestIdHeader, id);
  if (parts_.count) parts_.count({"", "", status, 0});
  parts_.log.debug("refused",
                   {{"id", std::string_view(id)}, {"status", static_cast<std::int64_t>(status)}});
  return response;
}

}  // namespace figlink
