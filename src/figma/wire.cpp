#include "figma/wire.h"

#include <cstring>
#include <utility>

#include "base/text.h"
#include "figma/json_ends.h"
#include "figma/verdict.h"
#include "net/decode.h"

namespace figlink {
namespace {

constexpr std::string_view kBearer = "Bearer ";
constexpr std::string_view kRemoved = "[removed]";

// The value of the authorization header, in locked memory.
Secret bearer_of(const Secret& token) {
  Secret value(kBearer.size() + token.size());
  auto room = value.writable();
  std::memcpy(room.data(), kBearer.data(), kBearer.size());
  std::memcpy(room.data() + kBearer.size(), token.expose().data(), token.size());
  return value;
}

// The codings to ask for: what the reader takes as it is, else what we can undo.
std::string codings_for(std::string_view accept_encoding) {
  std::string codings;
  for (std::string_view coding : {"gzip", "br", "zstd"}) {
    if (!accepts(accept_encoding, coding)) continue;
    if (!codings.empty()) codings += ", ";
    codings += coding;
  }
  return codings.empty() ? std::string(kDecodable) : codings;
}

// As much of a refusal as is worth reading. A body that breaks off has told what it could.
std::string read_refusal(std::string_view coding, std::unique_ptr<Source> body) {
  std::string text;
  auto plain = decode(coding, std::move(body));
  while (plain && text.size() < kRefusalBytesMax) {
    auto piece = (*plain)->next();
    if (!piece || piece->empty()) break;
    text += piece->substr(0, kRefusalBytesMax - text.size());
  }
  return text;
}

// Figma has no reason to repeat the token; should it ever do so, nobody reads it.
void strike_out(std::string& text, std::string_view token) {
  if (token.empty()) return;
  for (std::size_t at = 0; (at = text.find(token, at)) != std::string::npos;
       at += kRemoved.size()) {
    text.replace(at, token.size(), kRemoved);
  }
}

std::unique_ptr<Source> source_of(Body& body) {
  return body.source ? std::move(body.source) : text_source(std::move(body.text));
}

bool is_html(std::string_view content_type) {
  return contains_ignoring_case(content_type.substr(0, 64), "text/html");
}
bool is_json(std::string_view content_type) {
  return contains_ignoring_case(content_type.substr(0, 64), "json");
}

class Wire final : public Upstream {
 public:
  Wire(Transport& transport, Origin origin, std::string user_agent)
      : transport_(transport), origin_(std::move(origin)), user_agent_(std::move(user_agent)) {}

  Result<Reply> send(const Errand& errand, Trace& trace) override {
    trace.unsent = true;
    auto token = errand.token.open();
    if (!token) return pass(token);
    auto response = exchange(errand, *token, trace);
    if (!response) return pass(response);
    trace.unsent = false;
    trace.figma_status = response->status;
    trace.figma_request_id = response->headers.get("x-figma-rest-api-request-id");
    const bool success = response->status >= 200 && response->status < 300;
    if (!success || is_html(response->headers.get("content-type")))
      return refuse(errand, *token, *response, trace);
    return reply(errand, *response);
  }

 private:
  Result<Response> exchange(const Errand& errand, const Secret& token, Trace& trace) {
    const std::string target =
        errand.by_detour ? errand.call.detour_target() : errand.call.target();
    const std::string codings = codings_for(errand.accept_encoding);
    trace.unsent = false;
    Request request;
    request.method = name_of(errand.call.method());
    request.target = target;
    request.deadline = errand.deadline;
    request.headers.add_view("accept", "application/json");
    request.headers.add_view("accept-encoding", codings);
    request.headers.add_view("user-agent", user_agent_);
    if (!errand.call.body().empty()) {
      request.headers.add_view("content-type", "application/json");
      request.body.text = errand.call.body();
    }
    if (errand.kind != Credentials::oauth && errand.kind != Credentials::org_oauth) {
      request.headers.add_view("x-figma-token", token.expose());
      return transport_.send(origin_, request, &trace.unsent);
    }
    const Secret bearer = bearer_of(token);
    request.headers.add_view("authorization", bearer.expose());
    return transport_.send(origin_, request, &trace.unsent);
  }

  static Result<Reply> reply(const Errand& errand, Response& response) {
    Reply reply;
    reply.status = response.status;
    reply.detoured = errand.by_detour;
    reply.content_type = response.headers.get("content-type");
    reply.content_encoding = lower(trim(response.headers.get("content-encoding")));
    reply.request_id = response.headers.get("x-figma-rest-api-request-id");
    if (reply.content_encoding == "identity") reply.content_encoding.clear();
    reply.body = source_of(response.body);
    const bool is_plain = reply.content_encoding.empty();
    if (!is_plain && accepts(errand.accept_encoding, reply.content_encoding)) return reply;
    if (!is_plain) {
      auto plain = decode(reply.content_encoding, std::move(reply.body));
      if (!plain) return pass(plain);
      reply.body = std::move(*plain);
      reply.content_encoding.clear();
    }
    if (is_json(reply.content_type)) reply.body = with_json_ends(std::move(reply.body));
    return reply;
  }

  static std::unexpected<Error> refuse(const Errand& errand, const Secret& token,
                                       Response& response, Trace& trace) {
    // The head's views die with the body, so they are copied before it is read.
    auto header = [&](std::string_view name) { return std::string(response.headers.get(name)); };
    const std::string content_type = header("content-type"), coding = header("content-encoding");
    const std::string retry_after = header("retry-after"), plan_tier = header("x-figma-plan-tier");
    const std::string limit_type = header("x-figma-rate-limit-type"),
                      upgrade_link = header("x-figma-upgrade-link");
    std::string body = read_refusal(coding, source_of(response.body));
    strike_out(body, token.expose());
    auto verdict = judge(errand.call.action(),
                         {.status = response.status,
                          .content_type = content_type,
                          .retry_after = retry_after,
                          .plan_tier = plan_tier,
                          .limit_type = limit_type,
                          .upgrade_link = upgrade_link,
                          .request_id = trace.figma_request_id},
                         body);
    const std::string path = errand.by_detour ? errand.call.detour_target() : errand.call.target();
    for (FigmaSaid& said : verdict.error.figma) {
      said.method = name_of(errand.call.method());
      said.path = path.substr(0, path.find('?'));
    }
    if (verdict.scopes_held) trace.scopes_told = std::move(verdict.scopes_held);
    return std::unexpected(std::move(verdict.error));
  }

  Transport& transport_;
  const Origin origin_;
  const std::string user_agent_;
};

}  // namespace

std::unique_ptr<Upstream> make_wire(Transport& transport, Origin origin, std::string user_agent) {
  return std::make_unique<Wire>(transport, std::move(origin), std::move(user_agent));
}

}  // namespace figlink
