#include "figma/fake/faults.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "actions/catalogue.h"
#include "figma/fake/ask.h"
#include "figma/fake/wish.h"

namespace figlink::fake {
namespace {

constexpr std::uint64_t kCutAfter = 1000;

// Ends with an error after `keep` bytes, having promised what the whole would have been.
class CutSource final : public Source {
 public:
  CutSource(std::unique_ptr<Source> whole, std::optional<std::uint64_t> left, std::uint64_t keep)
      : whole_(std::move(whole)), left_(left), keep_(keep) {}
  Result<std::string_view> next() override {
    if (keep_ == 0) return fail(figlink::Fault::figma_broken, "The body was cut on purpose.");
    auto piece = whole_->next();
    if (!piece) return piece;
    std::string_view part = piece->substr(0, keep_);
    keep_ -= part.size();
    if (left_) *left_ -= std::min<std::uint64_t>(*left_, part.size());
    if (part.empty()) keep_ = 0;
    return part;
  }
  std::optional<std::uint64_t> left() const override { return left_; }
  bool eager() const override { return true; }  // what comes before the cut must be out

 private:
  std::unique_ptr<Source> whole_;
  std::optional<std::uint64_t> left_;
  std::uint64_t keep_;
};

class DripSource final : public Source {
 public:
  DripSource(std::unique_ptr<Source> whole, std::size_t bytes, std::int64_t ms,
             std::function<void(std::int64_t)> wait)
      : whole_(std::move(whole)), bytes_(bytes), ms_(ms), wait_(std::move(wait)) {}
  Result<std::string_view> next() override {
    if (piece_.empty()) {
      auto piece = whole_->next();
      if (!piece || piece->empty()) return piece;
      piece_ = *piece;
    }
    wait_(ms_);
    std::string_view part = piece_.substr(0, bytes_);
    piece_.remove_prefix(part.size());
    return part;
  }
  std::optional<std::uint64_t> left() const override {
    auto left = whole_->left();
    return left ? std::optional(*left + piece_.size()) : std::nullopt;
  }
  bool eager() const override { return true; }

 private:
  std::unique_ptr<Source> whole_;
  std::size_t bytes_;
  std::int64_t ms_;
  std::function<void(std::int64_t)> wait_;
  std::string_view piece_;
};

std::unique_ptr<Source> source_of(Body& body) {
  if (body.source) return std::move(body.source);
  return text_source(std::exchange(body.text, {}));
}

bool is_drawn(AskedFault& fault) {
  if (!fault.chance) return true;
  std::uint32_t number = 0;
  std::byte bytes[sizeof number];
  fault.chance->fill(bytes);
  std::memcpy(&number, bytes, sizeof number);
  return static_cast<double>(number) < fault.probability * 4294967296.0;
}

}  // namespace

constexpr std::int64_t kRetryAfterMax = INT32_MAX;
constexpr std::int64_t kSeedMax = INT64_MAX;
constexpr WishField kFields[] = {
    {"path", WishField::text},
    {"method", WishField::text},
    {"action", WishField::text},
    {"count", WishField::whole, 1, kFaultCountMax},
    {"probability", WishField::share},
    {"seed", WishField::whole, 0, kSeedMax},
    {"latency_ms", WishField::whole, 1, kLatencyMaxMs},
    {"status", WishField::whole, 400, 599},
    {"html", WishField::flag},
    {"retry_after", WishField::whole, 0, kRetryAfterMax},
    {"cut", WishField::flag},
    {"cut_after", WishField::whole, 0, INT64_MAX},
    {"nulls", WishField::texts},
    {"drip_bytes", WishField::whole, 1, kRetryAfterMax},
    {"drip_ms", WishField::whole, 1, kLatencyMaxMs},
};
constexpr std::string_view kMethods[] = {"GET", "POST", "PUT", "DELETE"};
constexpr std::int64_t kDripBytes = 16;

Result<AskedFault> read_fault(const Json& body) {
  auto refuse = [](std::string sentence) {
    return fail(figlink::Fault::bad_input, std::move(sentence));
  };
  if (auto problem = wrong_wish(body, kFields)) return refuse(std::move(*problem));
  auto number = [&](std::string_view name, std::int64_t otherwise) {
    const Json* value = body.find(name);
    return value ? value->as_integer().value_or(otherwise) : otherwise;
  };
  auto flag = [&](std::string_view name) {
    return body.find(name) && body.find(name)->as_bool().value_or(false);
  };
  AskedFault fault;
  fault.path = text_at(body, "path");
  fault.method = text_at(body, "method");
  for (char& c : fault.method) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  if (!fault.method.empty() && std::ranges::find(kMethods, fault.method) == std::end(kMethods))
    return refuse("method: GET, POST, PUT or DELETE");
  if (const std::string action = text_at(body, "action"); !action.empty()) {
    fault.row = find_action(action);
    if (!fault.row) return refuse("action: there is none of this name");
  }
  fault.left = number("count", 1);
  if (const Json* probability = body.find("probability")) {
    fault.probability = probability->as_number().value_or(1);
    fault.chance = std::make_shared<SeededChance>(static_cast<std::uint64_t>(number("seed", 1)));
    if (!body.find("count")) fault.left = kFaultCountMax;
  }
  fault.latency_ms = number("latency_ms", 0);
  fault.status = static_cast<int>(number("status", 0));
  fault.html = flag("html");
  fault.retry_after_s = number("retry_after", -1);
  fault.cut = flag("cut") || body.find("cut_after");
  fault.cut_after = number("cut_after", -1);
  const Json* nulls = body.find("nulls");
  for (std::size_t i = 0; nulls && i < nulls->size(); ++i)
    fault.nulls.push_back((*nulls)[i].text_or(""));
  fault.drip_ms = number("drip_ms", 0);
  fault.drip_bytes = number("drip_bytes", fault.drip_ms > 0 ? kDripBytes : 0);
  if (!fault.answers() && !fault.cut && fault.latency_ms == 0 && fault.drip_bytes == 0 &&
      fault.nulls.empty()) {
    return refuse(
        "this fault does nothing: give status, html, retry_after, latency_ms, nulls, cut, "
        "cut_after, drip_bytes or drip_ms");
  }
  return fault;
}

Json fault_json(const AskedFault& fault) {
  Json out = Json::object({{"path", fault.path}, {"left", fault.left}});
  if (!fault.method.empty()) out.set("method", fault.method);
  if (fault.row) out.set("action", fault.row->name);
  if (fault.chance) out.set("probability", fault.probability);
  if (fault.latency_ms > 0) out.set("latency_ms", fault.latency_ms);
  if (fault.status != 0) out.set("status", fault.status);
  if (fault.html) out.set("html", true);
  if (fault.retry_after_s >= 0) out.set("retry_after", fault.retry_after_s);
  if (fault.cut) out.set("cut", true);
  for (const std::string& id : fault.nulls) {
    if (!out.find("nulls")) out.set("nulls", Json::array());
    out.find("nulls")->push(id);
  }
  if (fault.drip_bytes > 0) {
    out.set("drip_bytes", fault.drip_bytes);
    out.set("drip_ms", fault.drip_ms);
  }
  return out;
}

std::optional<AskedFault> take_fault(World& world, const Request& request, const Action* row) {
  for (auto at = world.faults.begin(); at != world.faults.end(); ++at) {
    const bool fits = request.path().starts_with(at->path) &&
                      (at->method.empty() || request.method == at->method) &&
                      (!at->row || at->row == row);
    if (!fits || !is_drawn(*at)) continue;
    AskedFault taken = *at;
    if (--at->left == 0) world.faults.erase(at);
    return taken;
  }
  return std::nullopt;
}

Response fault_answer(const AskedFault& fault, const Action* row) {
  constexpr int kPageStatus = 503;
  const int status = fault.status != 0 ? fault.status : fault.html ? kPageStatus : 429;
  std::string_view text = status == 429 ? "Rate limit exceeded"
                          : status == 400 && row && row->operation_id == "getImages"
                              ? "Render timeout, try requesting fewer or smaller images"
                          : status == 400
                              ? "Request too large. If applicable, filter by query params."
                          : status == 404 ? "Not found"
                          : status < 500  ? "Refused on purpose"
                                          : "Internal server error";
  Response response = fault.html ? edge_page(status)
                      : row      ? refuse(*row, status, text)
                                 : e_shape(status, text);
  if (fault.retry_after_s >= 0)
    response.headers.add("retry-after", std::to_string(fault.retry_after_s));
  if (status == 429 && !fault.html) {
    response.headers.add("x-figma-plan-tier", "enterprise");
    response.headers.add("x-figma-rate-limit-type", "high");
    response.headers.add("x-figma-upgrade-link", "https://www.figma.com/pricing");
  }
  return response;
}

namespace {

// A render's answer without the links of these nodes.
void take_links(Response& good, const std::vector<std::string>& ids) {
  auto json = Json::parse(good.body.text);
  Json* images = json ? json->find("images") : nullptr;
  if (!images) return;
  for (const std::string& id : ids) {
    if (images->find(id)) images->set(id, nullptr);
  }
  good.body.text = json->dump();
}

}  // namespace

Response spoil(const AskedFault& fault, Response good,
               const std::function<void(std::int64_t ms)>& wait) {
  if (!fault.nulls.empty()) take_links(good, fault.nulls);
  if (fault.drip_bytes > 0) {
    good.body.source = std::make_unique<DripSource>(
        source_of(good.body), static_cast<std::size_t>(fault.drip_bytes), fault.drip_ms, wait);
  }
  if (fault.cut) {
    auto whole = source_of(good.body);
    const auto left = whole->left();
    std::uint64_t keep = left ? *left / 2 : kCutAfter;
    if (fault.cut_after >= 0) keep = static_cast<std::uint64_t>(fault.cut_after);
    if (left && keep >= *left) keep = *left == 0 ? 0 : *left - 1;
    good.body.source = std::make_unique<CutSource>(std::move(whole), left, keep);
  }
  return good;
}

}  // namespace figlink::fake
