#include <string>
#include <utility>

#include "faces/http/keyed.h"
#include "faces/http/mounts.h"
#include "faces/query.h"
#include "faces/views.h"

namespace figlink {
namespace {

Json log_json(const LogView& log) {
  Json json = Json::object();
  json.set("id", log.id);
  json.set("request_id", log.request_id);
  json.set("at", iso_time(log.at));
  json.set("key_id", text_or_null(log.key_id));
  json.set("key_name", text_or_null(log.key_name));
  json.set("account_id", text_or_null(log.account_id));
  json.set("action", log.action);
  json.set("face", log.face);
  json.set("outcome", log.fault.empty() ? "ok" : "failed");
  json.set("fault", text_or_null(log.fault));
  json.set("figma_status", log.figma_status == 0 ? Json(nullptr) : Json(log.figma_status));
  json.set("figma_calls", log.figma_calls);
  json.set("figma_request_id", text_or_null(log.figma_request_id));
  json.set("took_ms", static_cast<double>(log.took_us) / 1000.0);
  json.set("answer_bytes", log.answer_bytes);
  return json;
}

Result<Response> list(Gateway& gateway, const Caller& caller, Request& request) {
  Query query(request);
  LogFilter filter{.account_id = query.text("account_id"),
                   .action = query.text("action"),
                   .fault = query.text("fault"),
                   .face = query.text("face"),
                   .key_id = query.text("key_id"),
                   .outcome = query.text("outcome"),
                   .from = query.moment("from"),
                   .until = query.moment("to"),
                   .page_size = query.integer("page_size", 50, 1, kLogPageMax),
                   .next = query.text("next")};
  if (auto done = query.done(); !done) return pass(done);
  auto page = gateway.logs(caller, filter);
  if (!page) return pass(page);
  Json data = Json::array();
  for (const LogView& log : page->entries) data.push(log_json(log));
  return json_answer(200,
                     Json::object({{"data", std::move(data)}, {"next", text_or_null(page->next)}}));
}

}  // namespace

void mount_logs(Routes& routes, const FaceParts& parts) {
  routes.add("GET", "/requests/logs",
             keyed(parts, Scope::accounts_read,
                   [&gateway = parts.gateway](auto& caller, Request& request, auto&) {
                     return list(gateway, caller, request);
                   }));
}

}  // namespace figlink
