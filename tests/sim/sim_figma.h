// SimFigma: a Figma on the far side of a bad line. Files change, tokens die, budgets end; answers
// are lost, cut, late, stalled, too large or made of HTML.
//
// Whatever it tells of a file carries a stamp, "@file@version@token@": so an answer shows what it
// is of, how old it is, and by whose token it was read.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/fiber_test_world.h"
#include "net/transport.h"
#include "sim_budget.h"

namespace figlink {

inline thread_local std::uint64_t sim_try_began = 0;  // SimBudget::epoch() when the actor's try did

class SimFigma {
 public:
  SimFigma(World& world, const HandClock& clock) : budget(clock), world_(world), clock_(clock) {}

  struct Token {
    int serial = 0;
    std::string user, account;  // account: of which it was made
    bool alive = true;
  };
  struct File {
    SimPlan plan = SimPlan::professional;
    std::vector<SteadyMs> changes;  // version N is from changes[N - 1] on
    UnixMs touched_at = 0;
  };
  std::map<std::string, Token, std::less<>> tokens;
  std::map<std::string, File, std::less<>> files;
  std::map<std::string, int> comments;           // by body: how often it was taken
  std::multimap<std::string, SteadyMs> flights;  // by file: reads under way, since when
  std::size_t failures_percent = 0;
  std::size_t requests = 0;
  SimBudget budget;

  // A view seat in the professional plan, and a full one wherever else.
  static constexpr std::string_view kViewer = "u2";
  static constexpr std::size_t kNodesAtOnce = 3;  // that it renders in time

  void add_file(const std::string& key, SimPlan plan) {
    files[key] = {plan, {clock_.steady_ms()}, clock_.now_ms()};
  }
  void change(File& file) {
    file.changes.push_back(clock_.steady_ms());
    file.touched_at = clock_.now_ms();
  }
  SimBudget::Slot slot_of(const std::string& user, std::string_view file, int tier) const {
    auto at = files.find(file);
    const SimPlan plan = at == files.end() ? SimPlan::professional : at->second.plan;
    const bool views = user == kViewer && plan == SimPlan::professional;
    return {"user " + user, tier, plan, views || plan == SimPlan::starter};
  }

  // From a process that lives as long as `alive` says.
  Result<Response> send(Request& request, bool* unsent, const bool& alive) {
    world_.yield();
    const bool lost = !alive || fails();
    if (unsent) *unsent = lost;
    if (lost) return fail(Fault::figma_broken, "figma.test cannot be reached.");
    ++requests;
    Asked asked = read(request);
    const auto flight = flights.emplace(asked.file, clock_.steady_ms());
    Response response = answer(request, asked);
    const bool late = wait_a_while(request.deadline);
    flights.erase(flight);
    if (!alive) return fail(Fault::figma_broken, "the process died");
    if (late || fails()) return fail(Fault::too_slow, "figma.test did not answer in time.");
    const bool cut = response.status == 200 && fails();
    response.body.source = std::make_unique<Chunks>(world_, std::move(response.body.text), cut,
                                                    alive, [this, asked = std::move(asked)] {
                                                      // A refusal is told when its last byte is.
                                                      if (asked.wait_s)
                                                        budget.told(asked.arrival, *asked.wait_s);
                                                      sim_try_began = budget.epoch();
                                                    });
    response.body.text.clear();
    return response;
  }

 private:
  // Byte by byte is too slow; three pieces are enough to be dropped between them.
  class Chunks final : public Source {
   public:
    Chunks(World& world, std::string text, bool cut, const bool& alive,
           std::function<void()> at_end)
        : world_(world),
          text_(std::move(text)),
          cut_(cut),
          alive_(alive),
          at_end_(std::move(at_end)) {}
    Result<std::string_view> next() override {
      world_.yield();
      if (!alive_ || (cut_ && at_ > 0))
        return fail(Fault::figma_broken, "figma.test closed the connection.");
      const std::size_t size = std::min(text_.size() - at_, text_.size() / 3 + 1);
      at_ += size;
      if (size == 0 && at_end_) std::exchange(at_end_, nullptr)();
      return std::string_view(text_).substr(at_ - size, size);
    }

   private:
    World& world_;
    std::string text_;
    std::size_t at_ = 0;
    bool cut_;
    const bool& alive_;
    std::function<void()> at_end_;
  };
  struct Asked {
    const Token* token = nullptr;
    std::string file, rest;  // "/v1/files/FILE/rest"; "" when it is of no file
    bool is_file = false, is_image = false, is_comment = false;
    SimBudget::Arrival arrival;
    std::optional<std::int64_t> wait_s;
  };

  Asked read(Request& request) {
    Asked asked;
    auto token = tokens.find(request.headers.get("x-figma-token"));
    if (token != tokens.end()) asked.token = &token->second;
    std::string_view path = request.path();
    for (std::string_view head : {"/v1/files/", "/v1/images/"}) {
      if (!path.starts_with(head)) continue;
      path.remove_prefix(head.size());
      const auto slash = std::min(path.find('/'), path.size());
      asked.file = path.substr(0, slash);
      asked.rest = path.substr(slash);
      asked.is_image = head == "/v1/images/";
      asked.is_file = !asked.is_image && (asked.rest.empty() || asked.rest == "/nodes");
      asked.is_comment = asked.rest == "/comments";
    }
    const int tier = asked.is_file || asked.is_image ? 1 : is_of_tier_three(request.path()) ? 3 : 2;
    asked.arrival = {slot_of(asked.token ? asked.token->user : "nobody", asked.file, tier),
                     asked.file.empty() ? thing_in(path) : asked.file, sim_try_began};
    return asked;
  }

  static bool is_of_tier_three(std::string_view path) {
    for (std::string_view end : {"/meta", "/components", "/component_sets", "/styles"}) {
      if (path.ends_with(end)) return true;
    }
    return path.starts_with("/v1/analytics/") || path.starts_with("/v1/components/");
  }
  // "teams/1" of "/v1/teams/1/projects", and a library's file: its plan is the same by every way.
  static std::string thing_in(std::string_view path) {
    constexpr std::string_view kLibraries = "/v1/analytics/libraries/";
    if (path.starts_with(kLibraries))
      return std::string(
          path.substr(kLibraries.size(), path.find('/', kLibraries.size()) - kLibraries.size()));
    path.remove_prefix(std::min<std::size_t>(path.size(), 4));
    const auto first = std::min(path.find('/'), path.size());
    return std::string(path.substr(0, path.find('/', std::min(first + 1, path.size()))));
  }

  // True when the other side gave up first. Some stall for longer than anybody waits.
  bool wait_a_while(SteadyMs deadline) {
    constexpr std::int64_t kPatienceMs = kMinuteMs;
    world_.yield();
    if (!world_.luck(25)) return false;
    const SteadyMs due = deadline != 0 ? deadline : clock_.steady_ms() + kPatienceMs;
    const bool stalls = fails();
    const SteadyMs until =
        stalls ? due : clock_.steady_ms() + static_cast<SteadyMs>(world_.draw(4'000));
    if (until > clock_.steady_ms()) {
      Gate never;
      never.wait_until(std::min(until, due));
    }
    return clock_.steady_ms() >= due;
  }

  Response answer(Request& request, Asked& asked) {
    if (fails()) {
      Response page = json_response(503, "<html><title>503</title></html>");
      page.headers.set("content-type", "text/html");
      return page;
    }
    if (asked.token == nullptr || !asked.token->alive)
      return json_response(world_.luck(50) ? 401 : 403, R"({"status":403,"err":"Invalid token"})");
    if (request.path() == "/v1/me") {
      return json_response(200,
                           R"({"id":")" + asked.token->user + R"(","handle":"x","email":"x@y"})");
    }
    if (fails()) budget.fill(asked.arrival.slot);  // somebody else used it up
    asked.wait_s = budget.arrive(asked.arrival);
    if (asked.wait_s) return refusal(asked);
    if ((asked.is_file || asked.is_image) && (fails() || renders_too_much(request, asked))) {
      return json_response(
          400,
          asked.is_image
              ? R"({"status":400,"err":"Render timeout, try requesting fewer or smaller images"})"
              : R"({"status":400,"err":"Request too large. If applicable, filter by query params."})");
    }
    if (request.method == "POST") ++comments[read_all(request.body, 1u << 20).value_or("")];
    return json_response(200, body(request, asked));
  }

  Response refusal(const Asked& asked) {
    constexpr std::string_view kNames[] = {"starter", "pro", "org", "enterprise"};
    const SimBudget::Slot& slot = asked.arrival.slot;
    Response full = json_response(429, R"({"status":429,"err":"Rate limit exceeded"})");
    full.headers.set("retry-after", std::to_string(*asked.wait_s));
    full.headers.set("x-figma-plan-tier", kNames[static_cast<std::size_t>(slot.plan)]);
    full.headers.set("x-figma-rate-limit-type", slot.low ? "low" : "high");
    full.headers.set("x-figma-upgrade-link", "https://www.figma.com/pricing");
    return full;
  }

  static bool renders_too_much(const Request& request, const Asked& asked) {
    return asked.is_image && nodes_in(request).size() > kNodesAtOnce;
  }
  static std::vector<std::string> nodes_in(const Request& request) {
    std::vector<std::string> nodes;
    std::string_view query = request.query();
    const auto at = query.find("ids=");
    if (at == query.npos) return nodes;
    query = query.substr(at + 4, query.find('&', at) - at - 4);
    while (!query.empty()) {
      auto comma = query.find("%2C"), plain = query.find(',');
      const auto end = std::min({comma, plain, query.size()});
      std::string id(query.substr(0, end));
      if (const auto colon = id.find("%3A"); colon != id.npos) id.replace(colon, 3, ":");
      nodes.push_back(std::move(id));
      query.remove_prefix(std::min(query.size(), end + (end == comma ? 3 : 1)));
    }
    return nodes;
  }

  std::string body(const Request& request, const Asked& asked) const {
    auto file = files.find(asked.file);
    if (file == files.end()) return R"({"name":"Team","projects":[],"folders":[]})";
    const std::string version = std::to_string(file->second.changes.size());
    const std::string stamp =
        "@" + asked.file + "@" + version + "@" + std::to_string(asked.token->serial) + "@";
    if (asked.rest == "/meta") {
      return R"({"file":{"name":")" + stamp + R"(","version":")" + version +
             R"(","last_touched_at":")" + iso_time(file->second.touched_at) + R"("}})";
    }
    if (asked.is_comment) return R"({"id":"1","message":")" + stamp + R"(","comments":[]})";
    if (asked.is_image) {
      std::string images;
      for (const std::string& node : nodes_in(request)) {
        if (!images.empty()) images += ',';
        images += "\"" + node + R"(":"https://pictures.test/)" + stamp + node + "\"";
      }
      return R"({"err":null,"images":{)" + images + "}}";
    }
    const std::string node =
        R"({"id":"1:1","type":"FRAME","name":")" + stamp + R"(","children":[]})";
    const std::string tail = R"("components":{},"componentSets":{},"schemaVersion":0,"styles":{})";
    const std::string about = R"(,"name":")" + stamp + R"(","version":")" + version + "\"}";
    if (asked.rest == "/nodes")
      return R"({"nodes":{"1:1":{"document":)" + node + "," + tail + "}}" + about;
    return R"({"document":{"id":"0:0","name":"Document","type":"DOCUMENT","children":[{"id":"0:1","type":"CANVAS","name":")" +
           stamp + R"(","children":[)" + node + "]}]}," + tail + about;
  }
  bool fails() { return failures_percent > 0 && world_.luck(failures_percent); }

  World& world_;
  const HandClock& clock_;
};

// The line of one process.
class SimLine final : public Transport {
 public:
  SimLine(SimFigma& figma, const bool& alive) : figma_(figma), alive_(alive) {}
  Result<Response> send(const Origin&, Request& request, bool* unsent) override {
    return figma_.send(request, unsent, alive_);
  }

 private:
  SimFigma& figma_;
  const bool& alive_;
};

}  // namespace figlink
