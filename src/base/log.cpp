#include "base/log.h"

#include <unistd.h>

#include <algorithm>

#include "base/json.h"

namespace figlink {
namespace {

constexpr std::size_t kValueMax = 512;  // bytes of one field in a line

std::string_view name_of(Level level) {
  switch (level) {
    case Level::debug:
      return "debug";
    case Level::info:
      return "info";
    case Level::warning:
      return "warn";
    case Level::error:
      return "error";
    case Level::off:
      break;
  }
  return "off";
}

class StderrLog final : public Log {
 public:
  StderrLog(const Clock& clock, Level level, LogFormat format)
      : clock_(clock), level_(level), format_(format) {}
  bool takes(Level level) const noexcept override {
    return level >= level_ && level_ != Level::off;
  }
  void write(Level level, std::string_view event, std::initializer_list<LogField> fields) override {
    std::string line =
        format_ == LogFormat::text ? as_text(level, event, fields) : as_json(level, event, fields);
    line += '\n';
    // One call a line: lines of several threads do not mix.
    [[maybe_unused]] auto written = ::write(STDERR_FILENO, line.data(), line.size());
  }

 private:
  // In quotes where it would not read as one value; no text can pass for another field.
  static void value_to(std::string& line, std::string_view text) {
    if (!text.empty() && text.find_first_of(" \"=\\") == std::string_view::npos)
      return escape_to(line, text);
    line += '"';
    while (!text.empty()) {
      std::size_t plain = std::min(text.find_first_of("\"\\"), text.size());
      escape_to(line, text.substr(0, plain));
      if (plain < text.size()) (line += '\\') += text[plain++];
      text.remove_prefix(plain);
    }
    line += '"';
  }
  std::string as_text(Level level, std::string_view event, std::initializer_list<LogField> fields) {
    std::string line = iso_time(clock_.now_ms());
    line += ' ';
    line += name_of(level);
    line.append(6 - name_of(level).size(), ' ');
    escape_to(line, event);
    for (const LogField& field : fields) {
      line += ' ';
      line += field.name;
      line += '=';
      if (auto* text = std::get_if<std::string_view>(&field.value)) {
        value_to(line, text->substr(0, kValueMax));
      } else if (auto* number = std::get_if<std::int64_t>(&field.value)) {
        line += std::to_string(*number);
      } else {
        line += std::get<bool>(field.value) ? "true" : "false";
      }
    }
    return line;
  }
  std::string as_json(Level level, std::string_view event, std::initializer_list<LogField> fields) {
    Json line = Json::object(
        {{"time", iso_time(clock_.now_ms())}, {"level", name_of(level)}, {"event", event}});
    for (const LogField& field : fields) {
      if (auto* text = std::get_if<std::string_view>(&field.value)) {
        std::string safe;
        escape_to(safe, text->substr(0, kValueMax));
        line.set(field.name, safe);
      } else if (auto* number = std::get_if<std::int64_t>(&field.value)) {
        line.set(field.name, *number);
      } else {
        line.set(field.name, std::get<bool>(field.value));
      }
    }
    return line.dump();
  }

  const Clock& clock_;
  Level level_;
  LogFormat format_;
};

}  // namespace

std::unique_ptr<Log> make_stderr_log(const Clock& clock, Level level, LogFormat format) {
  return std::make_unique<StderrLog>(clock, level, format);
}

void escape_to(std::string& out, std::string_view text) {
  constexpr char kHex[] = "0123456789abcdef";
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte >= 0x7F) {
      out += "\\x";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    } else {
      out += c;
    }
  }
}

}  // namespace figlink
