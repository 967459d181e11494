#include "base/json_scan.h"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>

#include "base/text.h"

namespace figlink {
namespace {

namespace bj = boost::json;

// Follows keys down to the depth of the longest path; below it only the depth is counted.
class Watcher {
 public:
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);
  using Ec = bj::error_code;
  using View = bj::string_view;

  explicit Watcher(std::span<const std::string_view> paths) : found(paths.size()) {
    for (std::string_view path : paths) {
      paths_.emplace_back(path);
      deepest_ = std::max(deepest_,
                          static_cast<std::size_t>(std::count(path.begin(), path.end(), '.')) + 1);
      for (std::string_view part : split(path, '.')) counting_ |= part == "*" || is_place(part);
    }
    keys_.resize(deepest_);
    places_.resize(deepest_, kNoPlace);
  }

  bool on_document_begin(Ec&) { return true; }
  bool on_document_end(Ec&) { return true; }
  bool on_object_begin(Ec&) { return enter(kNoPlace); }
  bool on_object_end(std::size_t, Ec&) { return leave(); }
  bool on_array_begin(Ec&) {
    ++arrays_;
    return enter(0);
  }
  bool on_array_end(std::size_t, Ec&) {
    --arrays_;
    return leave();
  }
  bool on_key_part(View part, std::size_t, Ec&) {
    if (watching())
      part_.append(part.data(),
                   std::min(part.size(), kCaptureMax - std::min(kCaptureMax, part_.size())));
    return true;
  }
  bool on_key(View part, std::size_t, Ec&) {
    if (!watching()) return true;
    std::string& key = keys_[depth_ - 1];
    key = std::move(part_);
    key.append(part.data(), std::min(part.size(), kCaptureMax));
    part_.clear();
    target_ = match();
    return true;
  }
  bool on_string_part(View part, std::size_t, Ec&) { return keep(part); }
  bool on_string(View part, std::size_t, Ec&) { return keep(part) && settle(); }
  bool on_number_part(View part, Ec&) { return keep(part); }
  bool on_int64(std::int64_t, View part, Ec&) { return keep(part) && settle(); }
  bool on_uint64(std::uint64_t, View part, Ec&) { return keep(part) && settle(); }
  bool on_double(double, View part, Ec&) { return keep(part) && settle(); }
  bool on_bool(bool value, Ec&) { return keep(value ? "true" : "false") && settle(); }
  bool on_null(Ec&) { return settle(); }
  bool on_comment_part(View, Ec&) { return true; }
  bool on_comment(View, Ec&) { return true; }

  std::vector<std::string> found;

 private:
  static constexpr std::int64_t kNoPlace = -1;
  static bool is_place(std::string_view part) {
    return !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos;
  }

  // Inside arrays nothing is looked for, unless a path has a place in it.
  bool watching() const { return depth_ <= deepest_ && (arrays_ == 0 || counting_); }
  // The value that was looked for may turn out to be no scalar: then nothing inside it is taken.
  bool enter(std::int64_t place) {
    ++depth_;
    if (target_ >= 0) found[static_cast<std::size_t>(target_)].clear();
    target_ = -1;
    if (counting_ && depth_ <= deepest_) look_at(place);
    return true;
  }
  bool leave() {
    --depth_;
    target_ = -1;
    step();
    return true;
  }
  void look_at(std::int64_t place) {
    places_[depth_ - 1] = place;
    if (place == kNoPlace) return;
    keys_[depth_ - 1] = std::to_string(place);
    target_ = match();
  }
  // A value has ended; in an array the next one stands one place further.
  void step() {
    if (!counting_ || depth_ == 0 || depth_ > deepest_) return;
    if (places_[depth_ - 1] != kNoPlace) look_at(places_[depth_ - 1] + 1);
  }
  int match() const {
    for (std::size_t i = 0; i < paths_.size(); ++i) {
      std::string_view rest = paths_[i];
      bool same = true;
      for (std::size_t level = 0; same && level < depth_; ++level) {
        auto dot = rest.find('.');
        bool last = dot == std::string_view::npos;
        const std::string_view part = rest.substr(0, dot);
        same = (part == keys_[level] || (part == "*" && places_[level] != kNoPlace)) &&
               last == (level + 1 == depth_);
        if (!last) rest.remove_prefix(dot + 1);
      }
      if (same) return static_cast<int>(i);
    }
    return -1;
  }
  bool keep(View part) {
    if (target_ < 0) return true;
    std::size_t room = kCaptureMax - std::min(kCaptureMax, value_.size());
    value_.append(part.data(), std::min(part.size(), room));
    return true;
  }
  bool settle() {
    if (target_ >= 0) found[static_cast<std::size_t>(target_)] = std::move(value_);
    value_.clear();
    target_ = -1;
    step();
    return true;
  }

  std::vector<std::string> paths_;
  std::vector<std::string> keys_;
  std::vector<std::int64_t> places_;  // of arrays
  bool counting_ = false;
  std::string part_, value_;
  std::size_t deepest_ = 0;
  std::size_t depth_ = 0;
  std::size_t arrays_ = 0;
  int target_ = -1;
};

bj::parse_options deep() {
  bj::parse_options options;
  options.max_depth = kScanDepthMax;
  return options;
}

}  // namespace

struct JsonScan::State {
  explicit State(std::span<const std::string_view> paths) : parser(deep(), paths) {}
  bj::basic_parser<Watcher> parser;
  bool broken = false;
};

JsonScan::JsonScan(std::span<const std::string_view> paths)
    : state_(std::make_unique<State>(paths)) {}
JsonScan::~JsonScan() = default;
JsonScan::JsonScan(JsonScan&&) noexcept = default;

void JsonScan::feed(std::string_view chunk) {
  if (state_->broken || chunk.empty()) return;
  bj::error_code ec;
  std::size_t read = state_->parser.write_some(true, chunk.data(), chunk.size(), ec);
  // After the value only blanks may follow.
  if (!ec && read < chunk.size() &&
      chunk.find_first_not_of(" \t\r\n", read) != std::string_view::npos)
    state_->broken = true;
  if (ec) state_->broken = true;
}

void JsonScan::finish() {
  if (state_->broken || state_->parser.done()) return;
  bj::error_code ec;
  state_->parser.write_some(false, "", 0, ec);
  if (ec) state_->broken = true;
}

bool JsonScan::ok() const { return !state_->broken; }
bool JsonScan::complete() const { return !state_->broken && state_->parser.done(); }
const std::vector<std::string>& JsonScan::found() const { return state_->parser.handler().found; }

}  // namespace figlink
