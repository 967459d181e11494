// How a request goes through the sandbox, in the order in which Figma checks: path, credentials,
// kind, scope, plan, rate limit, inputs, and then the answer.
#include "figma/fake.h"

#include <fmt/format.h>

#include <utility>

#include "actions/catalogue.h"
#include "base/fiber.h"
#include "figma/fake/ask.h"
#include "figma/fake/control.h"
#include "net/loops.h"

namespace figlink::fake {
namespace {

constexpr std::size_t kControlBodyMax = 1u << 20;
// The headers that a page may read, as Figma names them (figma.md 2).
constexpr std::string_view kExposed =
    "retry-after, x-figma-plan-tier, x-figma-rate-limit-type, x-figma-upgrade-link, "
    "x-figma-rest-api-request-id";

void wait_on_fiber(std::int64_t ms) {
  if (Fiber::current()) Loops::sleep_ms(ms);
}

// Queries may carry a secret: a plugin's payment token (figma.md 6.7).
std::string shown_query(const Query& query) {
  std::string shown;
  for (const auto& [name, value] : query) {
    if (!shown.empty()) shown += '&';
    shown += name + '=' + (name.find("token") == std::string::npos ? value : "(hidden)");
  }
  return shown;
}

class Fake final : public Handler {
 public:
  Fake(const Clock& clock, FakeOptions options) : world_(clock, std::move(options)) {
    for (auto* add :
         {add_file_answers, add_version_answers, add_render_answers, add_library_answers,
          add_folder_answers, add_comment_answers, add_reaction_answers, add_dev_resource_answers,
          add_webhook_answers, add_variable_answers, add_analytics_answers,
          add_organization_answers, add_embed_answers}) {
      add(answers_);
    }
    answers_[discovery_row().operation_id] = discovery;
    for (const Action* row : catalogue()) offer(*row);
    offer(discovery_row());
  }

  Response handle(Request& request) override {
    // The sandbox's own routes are closed to pages: they hand out tokens.
    const bool is_open = !request.path().starts_with(kControlPrefix);
    Response response = is_open && request.method == "OPTIONS" ? preflight() : answered(request);
    if (is_open) {
      response.headers.add_view("access-control-allow-origin", "*");
      response.headers.add_view("access-control-expose-headers", kExposed);
    }
    response.headers.set("x-figma-rest-api-request-id", "sandbox-" + fresh_id());
    if (!response.headers.has("cache-control"))
      response.headers.add_view("cache-control", "no-cache, no-store");
    return response;
  }

  // What never reached an answer still looks like Figma.
  Response refuse(int status, const Error& error) override {
    return e_shape(status, error.message);
  }

 private:
  // Figma lets pages of any origin call it.
  static Response preflight() {
    Response response;
    response.status = 204;
    response.headers.add_view("access-control-allow-methods", "GET, POST, PUT, DELETE");
    response.headers.add_view("access-control-allow-headers",
                              "authorization, content-type, x-figma-token");
    return response;
  }

  Response answered(Request& request) {
    auto match = routes_.match(request.method, request.path());
    return match.serve ? (*match.serve)(request, match.params) : elsewhere(request);
  }

  void offer(const Action& row) {
    routes_.add(figlink::name_of(row.method), row.path,
                [this, &row](Request& request, const Params& params) {
                  return serve(row, request, params);
                });
  }

  std::string fresh_id() {
    std::lock_guard lock(world_.mutex);
    return world_.fresh_id();
  }

  // Figma knows no such path, and says so before it asks who calls.
  Response elsewhere(Request& request) {
    if (request.path().starts_with(kControlPrefix)) {
      Json body = Json::object();
      auto text = read_all(request.body, kControlBodyMax);
      if (!text) return json_response(413, R"({"error":"the body is too large"})");
      if (!text->empty()) {
        auto parsed = Json::parse(*text);
        if (!parsed) return json_response(400, R"({"error":"the body must be JSON"})");
        body = std::move(*parsed);
      }
      return control(world_, request, body);
    }
    std::optional<AskedFault> fault;
    Response response = e_shape(404, "Not found");
    {
      std::lock_guard lock(world_.mutex);
      fault = take_fault(world_, request, nullptr);
      if (fault && fault->answers()) response = fault_answer(*fault, nullptr);
      note(request, nullptr, parse_query(request.query()), nullptr, response.status);
    }
    return fault ? delayed(*fault, std::move(response)) : std::move(response);
  }

  Response delayed(const AskedFault& fault, Response response) {
    const auto wait = world_.options.wait ? world_.options.wait : wait_on_fiber;
    if (fault.latency_ms > 0) wait(fault.latency_ms);
    return fault.answers() ? std::move(response) : spoil(fault, std::move(response), wait);
  }

  Response serve(const Action& row, Request& request, const Params& params) {
    auto text = read_all(request.body, kBodyMax);
    if (!text) return fake::refuse(row, 413, "Payload too large");
    std::optional<AskedFault> fault;
    Response response = walk(row, request, params, *text, fault);
    return fault ? delayed(*fault, std::move(response)) : std::move(response);
  }

  Response walk(const Action& row, const Request& request, const Params& params,
                const std::string& text, std::optional<AskedFault>& fault) {
    std::lock_guard lock(world_.mutex);
    const Query query = parse_query(request.query());
    fault = take_fault(world_, request, &row);
    Response response;
    const Token* token = admit(world_, row, request, params, response);
    if (fault && fault->answers()) {  // what has failed has not been done
      response = fault_answer(*fault, &row);
    } else if (token) {
      auto too_many = limited(world_, row, *token, params);
      response = too_many ? std::move(*too_many) : reply(row, request, params, query, text, *token);
    }
    note(request, &row, query, token, response.status);
    return response;
  }

  Response reply(const Action& row, const Request& request, const Params& params,
                 const Query& query, const std::string& text, const Token& token) {
    if (auto problem = wrong_query(row, query)) return fake::refuse(row, 400, *problem);
    Json body;
    if (row.method == Method::post || row.method == Method::put) {
      auto parsed = Json::parse(text.empty() ? std::string_view("{}") : std::string_view(text));
      if (!parsed || !parsed->is_object())
        return fake::refuse(row, 400, "Request body must be a JSON object");
      body = std::move(*parsed);
      if (auto problem = wrong_body(row, body)) return fake::refuse(row, 400, *problem);
    }
    const Ask ask{
        row,
        params,
        query,
        body,
        token,
        world_.user(token.user_id),
        tariff_of(world_, token, params),
        fmt::format("{}://{}", request.secure ? "https" : "http", request.headers.get("host"))};
    const auto answer = answers_.find(row.operation_id);
    if (answer == answers_.end()) return fake::refuse(row, 501, "Not in the sandbox yet");
    return answer->second(world_, ask);
  }

  // What came, for GET /sandbox/calls and the developer log. Never the token itself.
  void note(const Request& request, const Action* row, const Query& query, const Token* token,
            int status) {
    world_.note(Json::object({{"at", world_.now()},
                              {"method", request.method},
                              {"path", request.path()},
                              {"query", shown_query(query)},
                              {"operation", row ? Json(row->operation_id) : Json(nullptr)},
                              {"token", token ? Json(token->name) : Json(nullptr)},
                              {"status", status}}));
  }

  World world_;
  Answers answers_;
  Routes routes_;
};

}  // namespace
}  // namespace figlink::fake

namespace figlink {

std::vector<std::string> skipped_files(const std::string& files_dir) {
  return fake::Documents(files_dir).skipped();
}

std::unique_ptr<Handler> make_fake(const Clock& clock, FakeOptions options) {
  return std::make_unique<fake::Fake>(clock, std::move(options));
}

}  // namespace figlink
