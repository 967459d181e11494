#include "base/json.h"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_stack.hpp>
#include <cassert>
#include <charconv>
#include <cmath>
#include <limits>
#include <new>

#include "base/text.h"

namespace figlink {
namespace {

namespace bj = boost::json;
static_assert(sizeof(Json) == sizeof(bj::value) && alignof(Json) == alignof(bj::value));

bj::value& raw(Json& json) { return *std::launder(reinterpret_cast<bj::value*>(&json)); }
const bj::value& raw(const Json& json) {
  return *std::launder(reinterpret_cast<const bj::value*>(&json));
}
Json& cooked(bj::value& value) { return *std::launder(reinterpret_cast<Json*>(&value)); }
const Json& cooked(const bj::value& value) {
  return *std::launder(reinterpret_cast<const Json*>(&value));
}
std::string_view std_view(bj::string_view text) { return {text.data(), text.size()}; }

// Builds a value from the parser's events. Fractions are read from their text: the parser's own
// value may be off by one bit.
class Builder {
 public:
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);
  using Ec = bj::error_code;
  using View = bj::string_view;

  Builder() { stack_.reset(); }
  bj::value release() { return stack_.release(); }

  bool on_document_begin(Ec&) { return true; }
  bool on_document_end(Ec&) { return true; }
  bool on_object_begin(Ec&) { return true; }
  bool on_object_end(std::size_t n, Ec&) { return stack_.push_object(n), true; }
  bool on_array_begin(Ec&) { return true; }
  bool on_array_end(std::size_t n, Ec&) { return stack_.push_array(n), true; }
  bool on_key_part(View part, std::size_t, Ec&) { return stack_.push_chars(part), true; }
  bool on_key(View part, std::size_t, Ec&) { return stack_.push_key(part), true; }
  bool on_string_part(View part, std::size_t, Ec&) { return stack_.push_chars(part), true; }
  bool on_string(View part, std::size_t, Ec&) { return stack_.push_string(part), true; }
  bool on_number_part(View, Ec&) { return true; }
  bool on_int64(std::int64_t value, View, Ec&) { return stack_.push_int64(value), true; }
  bool on_uint64(std::uint64_t value, View, Ec&) { return stack_.push_uint64(value), true; }
  bool on_double(double value, View text, Ec& ec) {
    auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (bad == std::errc::result_out_of_range && !std::isfinite(value)) {
      ec = bj::error::exponent_overflow;
      return false;
    }
    stack_.push_double(value);
    return true;
  }
  bool on_bool(bool value, Ec&) { return stack_.push_bool(value), true; }
  bool on_null(Ec&) { return stack_.push_null(), true; }
  bool on_comment_part(View, Ec&) { return true; }
  bool on_comment(View, Ec&) { return true; }

 private:
  bj::value_stack stack_;
};

void number_to(std::string& out, double number) {
  char digits[32];
  auto [end, ec] = std::to_chars(digits, digits + sizeof digits, number);
  out.append(digits, end);
  if (number == 0 && std::signbit(number)) out += ".0";  // "-0" would be read back as the integer 0
}
template <class Integer>
void integer_to(std::string& out, Integer number) {
  char digits[24];
  auto [end, ec] = std::to_chars(digits, digits + sizeof digits, number);
  out.append(digits, end);
}

// `indent` below zero writes on one line.
void write(std::string& out, const bj::value& value, int indent, int depth) {
  auto line = [&](int levels) {
    if (indent < 0) return;
    out += '\n';
    out.append(static_cast<std::size_t>(levels * indent), ' ');
  };
  switch (value.kind()) {
    case bj::kind::null:
      out += "null";
      break;
    case bj::kind::bool_:
      out += value.get_bool() ? "true" : "false";
      break;
    case bj::kind::int64:
      integer_to(out, value.get_int64());
      break;
    case bj::kind::uint64:
      integer_to(out, value.get_uint64());
      break;
    case bj::kind::double_:
      number_to(out, value.get_double());
      break;
    case bj::kind::string:
      quote_to(out, std_view(value.get_string()));
      break;
    case bj::kind::array: {
      out += '[';
      bool first = true;
      for (const auto& item : value.get_array()) {
        if (!std::exchange(first, false)) out += ',';
        line(depth + 1);
        write(out, item, indent, depth + 1);
      }
      if (!first) line(depth);
      out += ']';
      break;
    }
    case bj::kind::object: {
      out += '{';
      bool first = true;
      for (const auto& member : value.get_object()) {
        if (!std::exchange(first, false)) out += ',';
        line(depth + 1);
        quote_to(out, std_view(member.key()));
        out += indent < 0 ? ":" : ": ";
        write(out, member.value(), indent, depth + 1);
      }
      if (!first) line(depth);
      out += '}';
      break;
    }
  }
}

}  // namespace

Json::Json() noexcept { new (storage_) bj::value(); }
Json::Json(std::nullptr_t) noexcept : Json() {}
Json::Json(bool value) noexcept { new (storage_) bj::value(value); }
Json::Json(int value) noexcept : Json(static_cast<std::int64_t>(value)) {}
Json::Json(std::int64_t value) noexcept { new (storage_) bj::value(value); }
Json::Json(std::uint64_t value) noexcept {
  if (value <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
    new (storage_) bj::value(static_cast<std::int64_t>(value));
  } else {
    new (storage_) bj::value(value);
  }
}
Json::Json(double value) noexcept {
  if (std::isfinite(value)) {
    new (storage_) bj::value(value);
  } else {
    new (storage_) bj::value();  // JSON has no infinities
  }
}
Json::Json(const char* text) : Json(std::string_view(text)) {}
Json::Json(std::string_view text) {
  new (storage_) bj::value(bj::string_view(text.data(), text.size()));
}
Json::Json(const std::string& text) : Json(std::string_view(text)) {}
Json::Json(const Json& other) { new (storage_) bj::value(raw(other)); }
Json::Json(Json&& other) noexcept { new (storage_) bj::value(std::move(raw(other))); }
Json& Json::operator=(const Json& other) {
  raw(*this) = raw(other);
  return *this;
}
Json& Json::operator=(Json&& other) noexcept {
  raw(*this) = std::move(raw(other));
  return *this;
}
Json::~Json() { raw(*this).~value(); }

Json Json::object() {
  Json json;
  raw(json).emplace_object();
  return json;
}

Json Json::object(std::initializer_list<std::pair<std::string_view, Json>> members) {
  Json json = object();
  for (const auto& [key, value] : members) json.set(key, value);
  return json;
}

Json Json::array() {
  Json json;
  raw(json).emplace_array();
  return json;
}

Json Json::array(std::initializer_list<Json> items) {
  Json json = array();
  for (const Json& item : items) json.push(item);
  return json;
}

Result<Json> Json::parse(std::string_view text) { return parse(text, Limits{}); }

Result<Json> Json::parse(std::string_view text, const Limits& limits) {
  if (text.size() > limits.bytes_max) {
    return fail(Fault::too_large,
                "The JSON is larger than " + std::to_string(limits.bytes_max) + " bytes.",
                "Send less at once.");
  }
  bj::parse_options options;
  options.max_depth = limits.depth_max;
  bj::basic_parser<Builder> parser(options);
  bj::error_code ec;
  std::size_t read = parser.write_some(false, text.data(), text.size(), ec);
  if (!ec && read < text.size()) ec = bj::error::extra_data;
  if (ec) {
    std::string why = ec == bj::error::too_deep ? "it is nested deeper than " +
                                                      std::to_string(limits.depth_max) + " levels"
                      : ec == bj::error::incomplete ? "it ends too early"
                      : ec == bj::error::extra_data ? "something follows after its end"
                                                    : ec.message();
    return fail(Fault::bad_input,
                "The JSON is not valid at byte " + std::to_string(read) + ": " + why + ".",
                "Send one JSON value in UTF-8.");
  }
  Json json;
  raw(json) = parser.handler().release();
  return json;
}

Json::Kind Json::kind() const noexcept {
  switch (raw(*this).kind()) {
    case bj::kind::null:
      return Kind::null;
    case bj::kind::bool_:
      return Kind::boolean;
    case bj::kind::int64:
    case bj::kind::uint64:
      return Kind::integer;
    case bj::kind::double_:
      return Kind::number;
    case bj::kind::string:
      return Kind::text;
    case bj::kind::array:
      return Kind::array;
    case bj::kind::object:
      return Kind::object;
  }
  return Kind::null;
}

std::optional<bool> Json::as_bool() const noexcept {
  if (auto* value = raw(*this).if_bool()) return *value;
  return std::nullopt;
}

std::optional<std::int64_t> Json::as_integer() const noexcept {
  if (auto* value = raw(*this).if_int64()) return *value;
  if (auto* value = raw(*this).if_double()) {
    constexpr double kExact = 9007199254740992.0;  // 2^53
    if (std::trunc(*value) == *value && std::fabs(*value) <= kExact)
      return static_cast<std::int64_t>(*value);
  }
  return std::nullopt;
}

std::optional<double> Json::as_number() const noexcept {
  const bj::value& value = raw(*this);
  if (auto* number = value.if_double()) return *number;
  if (auto* number = value.if_int64()) return static_cast<double>(*number);
  if (auto* number = value.if_uint64()) return static_cast<double>(*number);
  return std::nullopt;
}

std::optional<std::string_view> Json::as_text() const noexcept {
  if (auto* text = raw(*this).if_string()) return std::string_view(text->data(), text->size());
  return std::nullopt;
}

std::string Json::text_or(std::string_view otherwise) const {
  return std::string(as_text().value_or(otherwise));
}

const Json* Json::find(std::string_view key) const noexcept {
  auto* object = raw(*this).if_object();
  if (!object) return nullptr;
  auto* value = object->if_contains(bj::string_view(key.data(), key.size()));
  return value ? &cooked(*value) : nullptr;
}

Json* Json::find(std::string_view key) noexcept {
  return const_cast<Json*>(std::as_const(*this).find(key));
}

const Json* Json::at(std::initializer_list<std::string_view> path) const noexcept {
  const Json* here = this;
  for (std::string_view key : path) {
    if (here) here = here->find(key);
  }
  return here;
}

Json& Json::set(std::string_view key, Json value) {
  bj::value& mine = raw(*this);
  if (mine.is_null()) mine.emplace_object();
  assert(mine.is_object());
  auto result = mine.get_object().insert_or_assign(bj::string_view(key.data(), key.size()),
                                                   std::move(raw(value)));
  return cooked(result.first->value());
}

bool Json::erase(std::string_view key) {
  auto* object = raw(*this).if_object();
  if (!object) return false;
  // stable_erase: the order of the others is kept.
  auto at = object->find(bj::string_view(key.data(), key.size()));
  if (at == object->end()) return false;
  object->stable_erase(at);
  return true;
}

std::vector<std::string_view> Json::keys() const {
  std::vector<std::string_view> all;
  if (auto* object = raw(*this).if_object()) {
    for (const auto& member : *object) all.push_back(std_view(member.key()));
  }
  return all;
}

std::size_t Json::size() const noexcept {
  if (auto* array = raw(*this).if_array()) return array->size();
  if (auto* object = raw(*this).if_object()) return object->size();
  return 0;
}

const Json& Json::operator[](std::size_t index) const {
  assert(is_array() && index < size());
  return cooked(raw(*this).get_array()[index]);
}

Json& Json::operator[](std::size_t index) { return const_cast<Json&>(std::as_const(*this)[index]); }

Json& Json::push(Json value) {
  bj::value& mine = raw(*this);
  if (mine.is_null()) mine.emplace_array();
  assert(mine.is_array());
  return cooked(mine.get_array().emplace_back(std::move(raw(value))));
}

std::string_view Json::key_at(std::size_t index) const {
  auto* object = raw(*this).if_object();
  return object ? std_view((object->begin() + static_cast<std::ptrdiff_t>(index))->key())
                : std::string_view{};
}

const Json& Json::member_at(std::size_t index) const {
  if (auto* object = raw(*this).if_object()) {
    return cooked((object->begin() + static_cast<std::ptrdiff_t>(index))->value());
  }
  return (*this)[index];
}

std::string Json::dump() const {
  std::string out;
  dump_to(out);
  return out;
}

std::string Json::pretty() const {
  std::string out;
  write(out, raw(*this), 2, 0);
  return out;
}

void Json::dump_to(std::string& out) const { write(out, raw(*this), -1, 0); }

bool operator==(const Json& a, const Json& b) noexcept { return raw(a) == raw(b); }

void quote_to(std::string& out, std::string_view text) {
  constexpr char kHex[] = "0123456789abcdef";
  constexpr std::string_view kBroken = "\xef\xbf\xbd";  // U+FFFD stands for a byte that is no UTF-8
  out += '"';
  std::size_t plain = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto byte = static_cast<unsigned char>(text[i]);
    if (byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\') continue;
    if (byte >= 0x80) {
      if (std::size_t length = utf8_length(text.substr(i)); length > 0) {
        i += length - 1;
        continue;
      }
    }
    out += text.substr(plain, i - plain);
    plain = i + 1;
    switch (byte) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (byte >= 0x80) {
          out += kBroken;
          break;
        }
        out += "\\u00";
        out += kHex[byte >> 4];
        out += kHex[byte & 15];
    }
  }
  out += text.substr(plain);
  out += '"';
}

}  // namespace figlink
