#include "figma/split.h"

#include <algorithm>
#include <atomic>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/text.h"
#include "figma/split_nodes.h"
#include "figma/verdict.h"

namespace figlink {
namespace {

using Items = std::vector<std::string_view>;  // as they stand in the query

constexpr std::string_view kImages = "images";
constexpr std::string_view kNotRendered = "not_rendered";
constexpr std::string_view kNothingDrawn =
    "Figma drew nothing: the node is unknown, invisible, or has nothing to draw.";

// Only too much at once: a smaller part may pass.
bool is_too_large(const Error& error) { return error.fault == Fault::too_large; }

// Says nothing of the next part.
bool is_of_one_part(const Error& error) { return error.fault == Fault::figma_broken; }

struct Fate {
  std::string link;            // "" when there is none
  std::optional<Error> error;  // why, when Figma did not answer for it
  bool asked = false;
};

// One errand in parts.
class Renders {
 public:
  Renders(Upstream& below, const Errand& errand, Trace& trace)
      : below_(below), errand_(errand), trace_(trace), all_(errand.call.split_items()) {}

  Result<Reply> run(std::size_t items_max) {
    items_max_ = std::max<std::size_t>(items_max, 1);
    ask_for(all_);
    if (!end_) ask_for(nulls());
    if (links_ == 0 && first_error_) return std::unexpected(std::move(*first_error_));
    return reply();
  }

 private:
  void ask_for(const Items& items) {
    std::span<const std::string_view> rest(items);
    while (!rest.empty()) {
      if (!end_ && calls_ == kSplitCallsMax) end_ = too_many_calls();
      if (end_) {
        for (std::string_view item : rest) give_up(item, *end_);
        return;
      }
      const auto before = rest;
      const Items part = take_part(errand_.call, rest, items_max_);
      if (ask_part(part)) continue;
      items_max_ = std::max<std::size_t>(part.size() / 2, 1);
      rest = before;  // the same again, in halves
    }
  }

  // False: it must be asked for in smaller parts.
  bool ask_part(const Items& part) {
    ++calls_;
    auto answer = answer_to(part);
    if (answer) {
      take_links(part, *answer);
      return true;
    }
    Error& error = answer.error();
    if (is_too_large(error) && part.size() > 1) return false;
    const bool goes_on =
        is_too_large(error) || (is_of_one_part(error) && ++broken_ < kBrokenPartsMax);
    for (std::string_view item : part) give_up(item, error);
    if (!goes_on) end_ = std::move(error);
    return true;
  }

  Result<Json> answer_to(const Items& part) {
    const Call call = errand_.call.with_items(part);
    Errand one = with_call(errand_, call);
    one.accept_encoding = {};  // it is read here
    auto reply = below_.send(one, trace_);
    if (!reply) return pass(reply);
    auto text = read_all(*reply->body, kSplitPartBytesMax);
    if (!text) return pass(text);
    auto json = Json::parse(*text);
    if (json && json->find("images") && json->find("images")->is_object()) return json;
    return fail(Fault::figma_broken,
                "Figma's answer to a render is not what its documentation says.",
                "Try again; if it stays so, tell the maintainers.");
  }

  void take_links(const Items& part, const Json& answer) {
    const Json& images = *answer.find("images");
    if (const Json* err = answer.find("err"); err && err->is_text() && err_.empty())
      err_ = err->text_or("");
    for (std::string_view item : part) {
      Fate& fate = fates_[item];
      fate.asked = true;
      const Json* link = images.find(id_of(item));
      if (!link || !link->is_text() || !fate.link.empty()) continue;
      fate.link = link->text_or("");
      ++links_;
    }
  }

  // The first reason is kept: a second round may only say that the budget has ended since.
  void give_up(std::string_view item, const Error& error) {
    Fate& fate = fates_[item];
    if (!fate.asked && !fate.error) fate.error = error;
    if (!first_error_) first_error_ = error;
  }

  Items nulls() const {
    Items items;
    for (std::string_view item : all_) {
      auto fate = fates_.find(item);
      if (fate != fates_.end() && fate->second.asked && fate->second.link.empty())
        items.push_back(item);
    }
    return items;
  }

  static std::string id_of(std::string_view item) {
    return percent_decode(item).value_or(std::string(item));
  }

  Result<Reply> reply() {
    std::string images = "{", failures = "[";
    auto comma = [](std::string& text) {
      if (text.size() > 1) text += ',';
    };
    for (std::string_view item : all_) {
      const Fate& fate = fates_[item];
      const std::string id = id_of(item);
      comma(images);
      quote_to(images, id);
      images += ':';
      if (!fate.link.empty()) {
        quote_to(images, fate.link);
        continue;
      }
      images += "null";
      comma(failures);
      Json::object(
          {{"id", id},
           {"error", fate.error ? facts(fate.error->fault).name : kNotRendered},
           {"message", fate.error ? std::string_view(fate.error->message) : kNothingDrawn}})
          .dump_to(failures);
    }
    std::string text = "{\"err\":";
    if (err_.empty()) {
      text += "null";
    } else {
      quote_to(text, err_);
    }
    text += ",\"images\":" + images + "},\"failures\":" + failures + "]}";
    Reply reply;
    reply.content_type = "application/json";
    reply.request_id = trace_.figma_request_id;
    reply.body = text_source(std::move(text));
    return reply;
  }

  Upstream& below_;
  const Errand& errand_;
  Trace& trace_;
  const Items all_;
  std::unordered_map<std::string_view, Fate> fates_;
  std::size_t items_max_ = 1, calls_ = 0, links_ = 0;
  int broken_ = 0;
  std::string err_;
  std::optional<Error> end_, first_error_;
};

class SplitLayer final : public Upstream {
 public:
  explicit SplitLayer(std::unique_ptr<Upstream> below) : below_(std::move(below)) {}

  Result<Reply> send(const Errand& errand, Trace& trace) override {
    const Split& splits = errand.call.action().splits;
    if (splits.input.empty()) return below_->send(errand, trace);
    const std::size_t items = errand.call.split_items().size();
    const bool fits = items <= splits.items_max && errand.call.target().size() <= kSplitTargetMax;
    if (splits.answer != kImages) {
      return fits ? below_->send(errand, trace)
                  : nodes_in_parts(*below_, errand, trace, nodes_held_);
    }
    if (!fits || errand.insists) return Renders(*below_, errand, trace).run(splits.items_max);
    auto reply = below_->send(errand, trace);
    if (reply || !is_too_large(reply.error()) || items < 2) return reply;
    return Renders(*below_, errand, trace).run(items / 2);
  }

 private:
  std::unique_ptr<Upstream> below_;
  std::shared_ptr<std::atomic<std::size_t>> nodes_held_ =
      std::make_shared<std::atomic<std::size_t>>(0);
};

}  // namespace

std::vector<std::string_view> take_part(const Call& call, std::span<const std::string_view>& rest,
                                        std::size_t items_max) {
  const std::size_t base = call.with_items({}).target().size();
  Items part;
  for (std::size_t bytes = base; !rest.empty() && part.size() < items_max;) {
    bytes += rest.front().size() + kCommaBytes;
    if (!part.empty() && bytes > kSplitTargetMax) break;
    part.push_back(rest.front());
    rest = rest.subspan(1);
  }
  return part;
}

Error too_many_calls() {
  return fail(Fault::too_large, "Too many calls to Figma would be needed.",
              "Ask for fewer nodes at once.")
      .error();
}

std::unique_ptr<Upstream> make_split(std::unique_ptr<Upstream> below) {
  return std::make_unique<SplitLayer>(std::move(below));
}

}  // namespace figlink
