#include "faces/face_answer.h"

#include <string>
#include <utility>

#include "faces/face_ask.h"
#include "faces/views.h"
#include "gateway/gateway.h"

namespace figlink {
namespace {

Json problems_json(const std::vector<Problem>& problems) {
  Json list = Json::array();
  for (const auto& problem : problems) {
    Json item = Json::object();
    item.set("field", problem.field);
    item.set("message", problem.message);
    list.push(std::move(item));
  }
  return list;
}

// `raw` is an object because typed clients refuse a text there.
Json figma_json(const std::vector<FigmaSaid>& said) {
  Json list = Json::array();
  for (const auto& one : said) {
    Json headers = Json::object();
    auto header = [&](std::string_view name, const std::string& value) {
      if (!value.empty()) headers.set(name, value);
    };
    header("x-figma-rest-api-request-id", one.request_id);
    header("x-figma-plan-tier", one.plan_tier);
    header("x-figma-rate-limit-type", one.limit_type);
    header("x-figma-upgrade-link", one.upgrade_link);
    Json item = Json::object();
    item.set("status", one.status);
    item.set("method", one.method);
    item.set("url", one.path);
    item.set("raw", Json::object({{"message", one.text}}));
    item.set("headers", std::move(headers));
    list.push(std::move(item));
  }
  return list;
}

}  // namespace

std::int64_t retry_after_s(const Error& error) {
  return error.retry_after_ms <= 0 ? 0 : (error.retry_after_ms + kSecondMs - 1) / kSecondMs;
}

Json error_json(const Error& error, int status, std::string_view request_id, UnixMs now) {
  Json json = Json::object();
  json.set("statusCode", status);
  json.set("message", error.message);
  json.set("timestamp", iso_time(now));
  json.set("error", facts(error.fault).name);
  json.set("hint", error.hint);
  if (!request_id.empty()) json.set("request_id", request_id);
  json.set("errorCode", facts(error.fault).error_code);
  if (!error.problems.empty()) json.set("errors", problems_json(error.problems));
  if (!error.missing_scopes.empty()) json.set("missing_scopes", texts_json(error.missing_scopes));
  if (auto seconds = retry_after_s(error); seconds > 0) json.set("retry_after", seconds);
  if (!error.figma.empty()) json.set("provider_errors", figma_json(error.figma));
  return json;
}

Response json_answer(int status, const Json& body) { return json_response(status, body.dump()); }

Response portrait_answer(Portrait portrait) {
  Response response;
  response.headers.add("content-type", portrait.content_type);
  response.headers.add_view("x-content-type-options", "nosniff");
  response.headers.add_view("content-security-policy", "default-src 'none'; sandbox");
  response.headers.add_view("cache-control", "private, max-age=86400");
  response.body.text = std::move(portrait.bytes);
  return response;
}

Response error_response(const Error& error, std::string_view request_id, UnixMs now, int status) {
  if (status == 0) status = facts(error.fault).http_status;
  Response response = json_answer(status, error_json(error, status, request_id, now));
  if (auto seconds = retry_after_s(error); seconds > 0) {
    response.headers.add("retry-after", std::to_string(seconds));
  }
  if (status == 401) response.headers.add_view("www-authenticate", "Bearer realm=\"figlink\"");
  return response;
}

Serve serve(const Clock& clock, Try attempt) {
  return [&clock, attempt = std::move(attempt)](Request& request, const Params& params) {
    auto answer = attempt(request, params);
    if (answer) return std::move(*answer);
    return error_response(answer.error(), request_id_of(request), clock.now_ms());
  };
}

}  // namespace figlink
