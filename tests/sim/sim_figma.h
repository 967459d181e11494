// SimFigma: a Figma on the far side of a bad line. Tokens die, answers are lost, cut, late, limited
// or made of HTML.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "base/fiber_test_world.h"
#include "net/transport.h"

namespace figlink {

class SimFigma final : public Transport {
 public:
  SimFigma(World& world, const Clock& clock) : world_(world), clock_(clock) {}
  struct Token {
    std::string owner;
    bool alive = true;
  };
  std::map<std::string, Token, std::less<>> tokens;
  std::map<std::string, int> comments;  // by message: how often it arrived
  std::size_t failures_percent = 0;
  int overdrawn = 0;  // calls of comments that came while the person's bucket was full
  static constexpr int kCommentsAMinute = 25;

  Result<Response> send(const Origin&, Request& request, bool* unsent) override {
    world_.yield();
    const bool lost = fails();
    if (unsent) *unsent = lost;
    if (lost) return fail(Fault::figma_broken, "figma.test cannot be reached.");
    Response response = answer(request);
    world_.yield();
    if (fails()) return fail(Fault::too_slow, "figma.test did not answer in time.");
    const bool cut = response.status == 200 && fails();
    response.body.source = std::make_unique<Chunks>(world_, std::move(response.body.text), cut);
    response.body.text.clear();
    return response;
  }

 private:
  // Byte by byte is too slow; three pieces are enough to be dropped between them.
  class Chunks final : public Source {
   public:
    Chunks(World& world, std::string text, bool cut)
        : world_(world), text_(std::move(text)), cut_(cut) {}
    Result<std::string_view> next() override {
      world_.yield();
      if (cut_ && at_ > 0) return fail(Fault::figma_broken, "figma.test closed the connection.");
      const std::size_t size = std::min(text_.size() - at_, text_.size() / 3 + 1);
      at_ += size;
      return std::string_view(text_).substr(at_ - size, size);
    }

   private:
    World& world_;
    std::string text_;
    std::size_t at_ = 0;
    bool cut_;
  };

  // A leaky bucket, as Figma's: everybody here is one person.
  void count() {
    const double leak = kCommentsAMinute / static_cast<double>(kMinuteMs);
    const SteadyMs now = clock_.steady_ms();
    level_ = std::max(0.0, level_ - static_cast<double>(now - level_at_) * leak);
    level_at_ = now;
    if (level_ + 1 > kCommentsAMinute) ++overdrawn;
    level_ += 1;
  }
  Response answer(Request& request) {
    if (request.target.find("/comments") != std::string_view::npos) count();
    if (fails()) {
      Response full = json_response(429, R"({"status":429,"err":"Rate limit exceeded"})");
      full.headers.set("retry-after", std::to_string(world_.draw(3)));
      return full;
    }
    if (fails()) {
      Response page = json_response(503, "<html><title>503</title></html>");
      page.headers.set("content-type", "text/html");
      return page;
    }
    if (request.method == "POST") ++comments[read_all(request.body, 1u << 20).value_or("")];
    auto token = tokens.find(request.headers.get("x-figma-token"));
    if (token == tokens.end() || !token->second.alive) {
      return json_response(world_.luck(50) ? 401 : 403, R"({"status":403,"err":"Invalid token"})");
    }
    return json_response(
        200, R"({"id":"1","handle":"x","name":"Team","owner":")" + token->second.owner + "\"}");
  }
  bool fails() { return failures_percent > 0 && world_.luck(failures_percent); }

  World& world_;
  const Clock& clock_;
  double level_ = 0;
  SteadyMs level_at_ = 0;
};

}  // namespace figlink
