#include "gateway/every_page.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "actions/shape.h"
#include "base/json_items.h"
#include "base/json_scan.h"
#include "base/text.h"

namespace figlink {
namespace {

// Whose pages overlap at their edges: versions by Figma's links to the page itself, events by the
// second in which one page ends and the next begins (figma.md 6.4, 6.7).
bool overlaps(const Action& action) {
  return action.paging == Paging::page_links || action.paging == Paging::time_window;
}

std::string id_in(std::string_view item) {
  constexpr std::string_view kPath[] = {"id"};
  JsonScan scan(kPath);
  scan.feed(item);
  scan.finish();
  return scan.found()[0];
}

// Holds the items of one page.
class Holder final : public ItemSink {
 public:
  Holder(const Action& action, Pages form, const std::set<std::string>& before)
      : overlaps_(overlaps(action)), form_(form), before_(before) {}

  void bytes(std::string_view part) override {
    if (!full()) page.items += part;
  }
  void ended() override {
    while (page.items.size() > begin_ && is_blank(page.items.back())) page.items.pop_back();
    if (overlaps_ && is_known(std::string_view(page.items).substr(begin_))) {
      page.items.resize(begin_);
    } else {
      ++page.count;
      close();
    }
    begin_ = page.items.size();
  }
  // Takes away the comma behind the last item.
  void finish() {
    if (form_ == Pages::as_array && page.items.ends_with(',')) page.items.pop_back();
  }
  bool full() const { return page.items.size() > kPageHeldMax; }

  Page page;

 private:
  static bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

  bool is_known(std::string_view item) {
    std::string id = id_in(item);
    if (id.empty()) return false;
    const bool known = before_.contains(id);
    return !page.ids.insert(std::move(id)).second || known;
  }
  void close() {
    if (form_ == Pages::as_array) {
      page.items += ',';
      return;
    }
    // A line end inside an item can only stand between its parts, where a blank says the same.
    std::replace(page.items.begin() + static_cast<std::ptrdiff_t>(begin_), page.items.end(), '\n',
                 ' ');
    page.items += '\n';
  }

  const bool overlaps_;
  const Pages form_;
  const std::set<std::string>& before_;
  std::size_t begin_ = 0;  // of the item that is open
};

std::unexpected<Error> no_page(const Action& action) {
  return fail(
      Fault::figma_broken,
      "Figma's answer to " + std::string(action.name) + " is not what its documentation says.",
      "Try again; if it stays so, tell the maintainers.");
}

std::unexpected<Error> too_large_page(const Action& action) {
  return fail(Fault::too_large,
              "A page of " + std::string(action.name) + " is larger than " +
                  std::to_string(kPageHeldMax) + " bytes.",
              "Ask for smaller pages, or for one page at a time.");
}

class EveryPage final : public Source {
 public:
  EveryPage(Page first, PagesParts parts) : parts_(std::move(parts)), page_(std::move(first)) {
    if (page_.next) seen_.insert(*page_.next);
  }

  Result<std::string_view> next() override {
    if (ended_) return std::string_view{};
    if (!std::exchange(began_, true)) {
      piece_ = (parts_.form == Pages::as_array ? "[" : "") + std::exchange(page_.items, {});
      any_ = page_.count > 0;
      if (!piece_.empty()) return std::string_view(piece_);
    }
    return go_on();
  }
  bool eager() const override { return true; }  // a page can be long in coming

  const std::optional<std::string>& cursor() const { return page_.next; }
  const std::optional<Error>& stopped() const { return stopped_; }

 private:
  Result<std::string_view> go_on() {
    while (page_.next && !stopped_) {
      auto page = more();
      if (!page) {
        stop(std::move(page.error()));
        break;
      }
      take(std::move(*page));
      if (page_.count == 0) continue;
      const bool comma = any_ && parts_.form == Pages::as_array;
      piece_ = (comma ? "," : "") + std::exchange(page_.items, {});
      any_ = true;
      return std::string_view(piece_);
    }
    ended_ = true;
    piece_ = parts_.form == Pages::as_array ? "]" : "";
    return std::string_view(piece_);
  }

  Result<Page> more() {
    if (pages_ == kPagesMax) {
      return fail(Fault::too_large,
                  "More than " + std::to_string(kPagesMax) + " pages are not read at once.",
                  "Go on with `next`, or ask for larger pages.");
    }
    if (empty_ == kEmptyPagesMax) {
      return fail(Fault::figma_broken, "Figma gives page after page without an item.",
                  "Go on with `next`, or ask for less.");
    }
    if (parts_.clock.steady_ms() >= parts_.until) {
      return fail(Fault::too_slow, "The time for this call was over before the pages were.",
                  "Go on with `next`.");
    }
    return parts_.fetch(*page_.next, page_.ids);
  }

  void take(Page page) {
    page_ = std::move(page);
    ++pages_;
    empty_ = page_.count > 0 ? 0 : empty_ + 1;
    if (page_.next && !seen_.insert(*page_.next).second) page_.next.reset();
  }

  void stop(Error error) {
    parts_.failed(error);
    stopped_ = std::move(error);
  }

  PagesParts parts_;
  Page page_;  // the last one that came; its items are given away
  std::string piece_;
  std::unordered_set<std::string> seen_;  // cursors
  std::optional<Error> stopped_;
  std::size_t pages_ = 1;
  int empty_ = 0;
  bool began_ = false, any_ = false, ended_ = false;
};

}  // namespace

Result<Page> read_page(const Call& call, Source& body, Pages form,
                       const std::set<std::string>& before) {
  const Action& action = call.action();
  JsonScan scan(next_paths(action));
  JsonItems items(action.items);
  Holder holder(action, form, before);
  while (true) {
    auto piece = body.next();
    if (!piece) return pass(piece);
    if (piece->empty()) break;
    scan.feed(*piece);
    if (!scan.ok()) return no_page(action);
    items.feed(*piece, holder);
    if (holder.full()) return too_large_page(action);
  }
  scan.finish();
  if (!scan.complete() || !items.done()) return no_page(action);
  holder.finish();
  holder.page.next = next_cursor(call, scan.found());
  return std::move(holder.page);
}

Answer every_page(Page first, PagesParts parts) {
  const bool lines = parts.form == Pages::as_lines;
  auto pages = std::make_unique<EveryPage>(std::move(first), std::move(parts));
  Answer answer;
  if (lines) answer.content_type = "application/x-ndjson";
  answer.next = [all = pages.get()] { return all->cursor(); };
  answer.stopped = [all = pages.get()]() -> const Error* {
    return all->stopped() ? &*all->stopped() : nullptr;
  };
  answer.body = std::move(pages);
  return answer;
}

}  // namespace figlink
