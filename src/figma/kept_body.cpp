#include "figma/kept_body.h"

#include <string>
#include <utility>

#include "base/json.h"
#include "figma/recall.h"

namespace figlink {
namespace {

// Whether every node got its link: what has none is asked for again.
bool has_all_links(std::string_view text) {
  auto json = Json::parse(text, {.bytes_max = kLinksBytesMax});
  if (!json) return false;
  const Json* err = json->find("err");
  const Json* images = json->find("images") ? json->find("images") : json->at({"meta", "images"});
  if ((err && !err->is_null()) || !images || !images->is_object()) return false;
  bool all = true;
  images->each([&](std::string_view, const Json& link) { all = all && link.is_text(); });
  return all;
}

// Lets the bytes by, and gives a copy to the archive.
class KeptBody final : public Source {
 public:
  KeptBody(std::unique_ptr<Source> body, std::unique_ptr<Keeping> keeping)
      : body_(std::move(body)), keeping_(std::move(keeping)) {}

  Result<std::string_view> next() override {
    auto piece = body_->next();
    if (!keeping_) return piece;
    if (!piece) {
      keeping_.reset();
    } else if (piece->empty()) {
      std::exchange(keeping_, nullptr)->done();
    } else {
      keeping_->feed(*piece);
      // Who knows the length may never ask for the end.
      if (body_->left() == 0) std::exchange(keeping_, nullptr)->done();
    }
    return piece;
  }
  std::optional<std::uint64_t> left() const override { return body_->left(); }
  bool ready() const override { return body_->ready(); }

 private:
  std::unique_ptr<Source> body_;
  std::unique_ptr<Keeping> keeping_;
};

// The same for small answers, which are looked at before they are kept.
class LinksBody final : public Source {
 public:
  LinksBody(std::unique_ptr<Source> body, Archive& archive, EntryName name, KeptFacts facts)
      : body_(std::move(body)),
        archive_(archive),
        name_(std::move(name)),
        facts_(std::move(facts)) {}

  Result<std::string_view> next() override {
    auto piece = body_->next();
    if (!piece || gave_up_) {
      gave_up_ = true;
    } else if (piece->empty()) {
      settle();
    } else if (text_.size() + piece->size() > kLinksBytesMax) {
      gave_up_ = true;
      text_ = {};
    } else {
      text_ += *piece;
      if (body_->left() == 0) settle();
    }
    return piece;
  }
  std::optional<std::uint64_t> left() const override { return body_->left(); }
  bool ready() const override { return body_->ready(); }

 private:
  void settle() {
    gave_up_ = true;
    if (!has_all_links(text_)) return;
    auto keeping = archive_.keep(name_, facts_);
    if (!keeping) return;
    keeping->feed(text_);
    keeping->done();
  }

  std::unique_ptr<Source> body_;
  Archive& archive_;
  const EntryName name_;
  const KeptFacts facts_;
  std::string text_;
  bool gave_up_ = false;
};

}  // namespace

std::unique_ptr<Source> keep_while_read(std::unique_ptr<Source> body,
                                        std::unique_ptr<Keeping> keeping) {
  return std::make_unique<KeptBody>(std::move(body), std::move(keeping));
}

std::unique_ptr<Source> keep_links_when_read(std::unique_ptr<Source> body, Archive& archive,
                                             EntryName name, KeptFacts facts) {
  return std::make_unique<LinksBody>(std::move(body), archive, std::move(name), std::move(facts));
}

}  // namespace figlink
