#include "faces/http/envelope.h"

#include <string>
#include <utility>

#include "base/json.h"
#include "faces/face_answer.h"

namespace figlink {
namespace {

constexpr std::string_view kPrefix = "{\"data\":";

// What closes the envelope. The cursor is known only after the body has ended.
std::string suffix_of(const Answer& answer) {
  std::string text = ",\"next\":";
  auto cursor = answer.next ? answer.next() : std::nullopt;
  if (cursor) {
    quote_to(text, *cursor);
  } else {
    text += "null";
  }
  text += '}';
  return text;
}
constexpr std::size_t kNoNextSuffix = 13;  // ,"next":null}

// Bytes already read, then the rest of the answer, then what closes it.
class Rest final : public Source {
 public:
  Rest(Answer answer, std::string held, bool closes)
      : answer_(std::move(answer)), held_(std::move(held)), closes_(closes) {}

  Result<std::string_view> next() override {
    if (step_ == Step::held) {
      step_ = Step::body;
      return held_;
    }
    if (step_ == Step::body) {
      auto chunk = answer_.body->next();
      if (!chunk || !chunk->empty()) return chunk;
      step_ = Step::done;
      held_ = closes_ ? suffix_of(answer_) : std::string();
      return held_;
    }
    return std::string_view{};
  }

  std::optional<std::uint64_t> left() const override {
    if (step_ == Step::done) return 0;
    if (closes_ && answer_.next) return std::nullopt;
    auto body = answer_.body->left();
    if (!body) return std::nullopt;
    return (step_ == Step::held ? held_.size() : 0) + *body + (closes_ ? kNoNextSuffix : 0);
  }

  bool ready() const override { return step_ != Step::body || answer_.body->ready(); }

 private:
  enum class Step { held, body, done };
  Answer answer_;
  std::string held_;
  bool closes_;
  Step step_ = Step::held;
};

// Reads on until the answer ends or `held` passes kHoldMax. True when it ended.
Result<bool> hold(Source& body, std::string& held) {
  while (held.size() <= kHoldMax) {
    auto chunk = body.next();
    if (!chunk) return pass(chunk);
    if (chunk->empty()) return true;
    held += *chunk;
  }
  return false;
}

// What comes before, between and behind every page.
class PagesBody final : public Source {
 public:
  PagesBody(Answer answer, const Clock& clock, std::string request_id)
      : answer_(std::move(answer)), clock_(clock), request_id_(std::move(request_id)) {}

  Result<std::string_view> next() override {
    if (step_ == Step::prefix) {
      step_ = Step::pages;
      return kPrefix;
    }
    if (step_ == Step::done) return std::string_view{};
    auto piece = answer_.body->next();
    if (!piece || !piece->empty()) return piece;
    step_ = Step::done;
    end_ = suffix_of(answer_);
    if (const Error* error = answer_.stopped()) {
      end_.pop_back();
      end_ += ",\"error\":";
      error_json(*error, facts(error->fault).http_status, request_id_, clock_.now_ms())
          .dump_to(end_);
      end_ += '}';
    }
    return std::string_view(end_);
  }
  bool ready() const override { return step_ != Step::pages || answer_.body->ready(); }
  bool eager() const override { return true; }

 private:
  enum class Step { prefix, pages, done };
  Answer answer_;
  const Clock& clock_;
  std::string request_id_, end_;
  Step step_ = Step::prefix;
};

}  // namespace

Response enveloped_pages(Answer answer, const Clock& clock, std::string request_id) {
  Response response = json_response(200, {});
  response.body.source =
      std::make_unique<PagesBody>(std::move(answer), clock, std::move(request_id));
  return response;
}

Result<Response> enveloped(Answer answer) {
  std::string held(kPrefix);
  auto ended = hold(*answer.body, held);
  if (!ended) return pass(ended);
  if (*ended) {
    if (held.size() == kPrefix.size()) held += "null";
    return json_response(200, held + suffix_of(answer));
  }
  Response response = json_response(200, {});
  response.body.source = std::make_unique<Rest>(std::move(answer), std::move(held), true);
  return response;
}

Result<Response> bare(Answer answer) {
  std::string held;
  auto ended = hold(*answer.body, held);
  if (!ended) return pass(ended);
  Response response;
  response.headers.add("content-type", answer.content_type);
  if (!answer.content_encoding.empty())
    response.headers.add("content-encoding", answer.content_encoding);
  response.headers.add("vary", "accept-encoding");
  if (*ended) {
    response.body.text = std::move(held);
  } else {
    response.body.source = std::make_unique<Rest>(std::move(answer), std::move(held), false);
  }
  return response;
}

}  // namespace figlink
