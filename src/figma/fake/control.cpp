// What Figma has not: the sandbox's own routes under /sandbox/, for tests and for people who try
// things out.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "figma/fake/world.h"

namespace figlink::fake {
namespace {

Response wrong(std::string_view text) {
  return json_response(400, Json::object({{"error", text}}).dump());
}

std::optional<std::vector<std::string>> texts(const Json* list) {
  std::vector<std::string> out;
  if (!list || !list->is_array()) return std::nullopt;
  for (std::size_t i = 0; i < list->size(); ++i) {
    auto text = (*list)[i].as_text();
    if (!text) return std::nullopt;
    out.emplace_back(*text);
  }
  return out;
}

Response make_token(World& world, const Json& body) {
  if (world.tokens.size() >= kTokensMax)
    return wrong("there are too many tokens: POST /sandbox/reset");
  Token token;
  auto scopes = texts(body.find("scopes"));
  if (!scopes) return wrong("scopes: a list of scope names is needed");
  token.scopes = std::move(*scopes);
  std::string kind = body.find("kind") ? body.find("kind")->text_or("") : "personal";
  if (kind == "personal")
    token.kind = Credentials::personal;
  else if (kind == "plan")
    token.kind = Credentials::plan;
  else if (kind == "oauth")
    token.kind = Credentials::oauth;
  else if (kind == "org_oauth")
    token.kind = Credentials::org_oauth;
  else
    return wrong("kind: personal, plan, oauth or org_oauth");
  std::string plan = body.find("plan") ? body.find("plan")->text_or("") : "enterprise";
  constexpr std::string_view kPlans[] = {"starter", "professional", "organization", "enterprise"};
  auto at = std::ranges::find(kPlans, plan);
  if (at == std::end(kPlans))
    return wrong("plan: starter, professional, organization or enterprise");
  token.tariff = static_cast<Tariff>(at - std::begin(kPlans));
  std::string seat = body.find("seat") ? body.find("seat")->text_or("") : "full";
  token.seat = seat == "view" || seat == "collab" ? Seat::low : Seat::high;
  token.user_id = token.kind == Credentials::plan ? ""
                  : body.find("user_id")          ? body.find("user_id")->text_or("")
                                                  : "100000000000000001";
  if (!token.user_id.empty() &&
      std::ranges::find(world.users, token.user_id, &User::id) == world.users.end()) {
    world.users.push_back({token.user_id, "Person " + token.user_id,
                           "person" + token.user_id + "@example.com", true});
  }
  std::int64_t life =
      body.find("expires_in") ? body.find("expires_in")->as_integer().value_or(0) : 90 * 24 * 3600;
  token.expires_at = world.clock.now_ms() + life * 1000;
  std::string_view prefix = token.kind == Credentials::personal ? "figd_"
                            : token.kind == Credentials::plan   ? "figp_"
                                                                : "figu_";
  std::string number = world.fresh_id();
  token.text = fmt::format("{}sandbox-made-{:0>27}", prefix, number);
  token.name = "made-" + number;
  world.tokens.push_back(token);
  return answer(Json::object({{"token", token.text}, {"name", token.name}}));
}

Response ask_fault(World& world, const Json& body) {
  if (world.faults.size() >= kFaultsMax)
    return wrong("there are too many faults: POST /sandbox/reset");
  Fault fault;
  auto number = [&](std::string_view name, std::int64_t otherwise) {
    const Json* value = body.find(name);
    return value ? value->as_integer().value_or(otherwise) : otherwise;
  };
  auto flag = [&](std::string_view name) {
    return body.find(name) && body.find(name)->as_bool().value_or(false);
  };
  fault.path_prefix = body.find("path") ? body.find("path")->text_or("/") : "/";
  fault.left = std::clamp<std::int64_t>(number("count", 1), 1, 1'000'000);
  fault.latency_ms = std::clamp<std::int64_t>(number("latency_ms", 0), 0, 120'000);
  fault.status = static_cast<int>(number("status", 0));
  fault.html = flag("html");
  fault.cut = flag("cut");
  fault.retry_after_s = number("retry_after", -1);
  if (fault.status != 0 && (fault.status < 400 || fault.status > 599))
    return wrong("status: from 400 to 599");
  world.faults.push_back(fault);
  return answer(Json::object({{"faults", static_cast<std::int64_t>(world.faults.size())}}));
}

// Promises the whole body and gives half of it.
class CutSource final : public Source {
 public:
  explicit CutSource(std::string text) : text_(std::move(text)) {}
  Result<std::string_view> next() override {
    if (given_) return fail(figlink::Fault::bug, "cut on purpose");
    given_ = true;
    return std::string_view(text_).substr(0, text_.size() / 2);
  }
  std::optional<std::uint64_t> left() const override { return text_.size(); }

 private:
  std::string text_;
  bool given_ = false;
};

constexpr std::string_view kEdgePage =
    "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01 Transitional//EN\">\n<HTML><HEAD><TITLE>ERROR: "
    "The request could not be "
    "satisfied</TITLE></HEAD><BODY><H1>{} ERROR</H1><H2>The request could not be "
    "satisfied.</H2>Generated by cloudfront "
    "(CloudFront)</BODY></HTML>";

}  // namespace

std::optional<Fault> take_fault(World& world, std::string_view path) {
  for (auto at = world.faults.begin(); at != world.faults.end(); ++at) {
    if (!path.starts_with(at->path_prefix)) continue;
    Fault taken = *at;
    if (--at->left == 0) world.faults.erase(at);
    return taken;
  }
  return std::nullopt;
}

Response spoil(const Fault& fault, const Action* row, Response good) {
  if (fault.html) {
    Response page;
    page.status = fault.status ? fault.status : 503;
    page.headers.add("content-type", "text/html");
    page.body.text = fmt::format(fmt::runtime(kEdgePage), page.status);
    return page;
  }
  if (fault.status == 429 || (fault.status == 0 && fault.retry_after_s >= 0)) {
    Response response =
        row ? refuse(*row, 429, "Rate limit exceeded") : e_shape(429, "Rate limit exceeded");
    response.headers.add("retry-after",
                         std::to_string(std::max<std::int64_t>(fault.retry_after_s, 0)));
    response.headers.add("x-figma-plan-tier", "enterprise");
    response.headers.add("x-figma-rate-limit-type", "high");
    response.headers.add("x-figma-upgrade-link", "https://www.figma.com/pricing");
    return response;
  }
  if (fault.status != 0)
    return row ? refuse(*row, fault.status, "Internal server error")
               : e_shape(fault.status, "Internal server error");
  if (fault.cut) {
    auto whole = read_all(good.body, kCutBytesMax);
    good.body = {};
    good.body.source =
        std::make_unique<CutSource>(whole ? std::move(*whole) : std::string(1000, ' '));
  }
  return good;
}

std::optional<Response> control(World& world, Request& request, const Json& body) {
  std::string_view path = request.path();
  if (!path.starts_with("/sandbox/")) return std::nullopt;
  std::lock_guard lock(world.mutex);
  if (path.starts_with("/sandbox/renders/")) {
    Response picture;
    bool svg = path.ends_with(".svg");
    picture.headers.add("content-type", svg                      ? "image/svg+xml"
                                        : path.ends_with(".pdf") ? "application/pdf"
                                                                 : "image/png");
    constexpr std::string_view kPng =  // one transparent pixel
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+"
        "M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    picture.body.text = svg ? "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"/>"
                            : from_base64(kPng).value_or("");
    return picture;
  }
  if (path == "/sandbox/calls") {
    Json all = Json::array();
    for (const Json& call : world.calls) all.push(call);
    return answer(Json::object({{"calls", std::move(all)}}));
  }
  if (path == "/sandbox/state") {
    Json files = Json::array(), names = Json::array();
    for (const File& file : world.files) files.push(file.key);
    for (const Token& token : world.tokens) names.push(token.name);
    return answer(Json::object({{"files", std::move(files)},
                                {"tokens", std::move(names)},
                                {"faults", static_cast<std::int64_t>(world.faults.size())}}));
  }
  if (request.method != "POST")
    return wrong(
        "POST /sandbox/tokens, /sandbox/faults, /sandbox/reset; GET /sandbox/calls, "
        "/sandbox/state");
  if (path == "/sandbox/tokens") return make_token(world, body);
  if (path == "/sandbox/faults") return ask_fault(world, body);
  if (path == "/sandbox/reset") {
    world.reset();
    return answer(Json::object({{"ok", true}}));
  }
  return wrong(
      "POST /sandbox/tokens, /sandbox/faults, /sandbox/reset; GET /sandbox/calls, /sandbox/state");
}

}  // namespace figlink::fake
