// Log: one line an event, to standard error, as text for people or JSON for machines.
//
// Arrives by constructor; there is no global one. A line holds names and numbers, never a secret, a
// body or a query string. Thread-safe. Return an error or log it, not both.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "base/clock.h"

namespace figlink {

enum class Level : std::uint8_t { debug, info, warning, error, off };

struct LogField {
  std::string_view name;
  std::variant<std::string_view, std::int64_t, bool> value;
};

class Log {
 public:
  virtual ~Log() = default;
  virtual bool takes(Level level) const noexcept = 0;
  virtual void write(Level level, std::string_view event,
                     std::initializer_list<LogField> fields) = 0;

  void debug(std::string_view event, std::initializer_list<LogField> fields = {}) {
    if (takes(Level::debug)) write(Level::debug, event, fields);
  }
  void info(std::string_view event, std::initializer_list<LogField> fields = {}) {
    if (takes(Level::info)) write(Level::info, event, fields);
  }
  void warning(std::string_view event, std::initializer_list<LogField> fields = {}) {
    if (takes(Level::warning)) write(Level::warning, event, fields);
  }
  void error(std::string_view event, std::initializer_list<LogField> fields = {}) {
    if (takes(Level::error)) write(Level::error, event, fields);
  }
};

enum class LogFormat : std::uint8_t { text, json };

// Writes to file descriptor 2.
std::unique_ptr<Log> make_stderr_log(const Clock& clock, Level level, LogFormat format);

// Keeps lines for a test to look at, or drops them.
class QuietLog final : public Log {
 public:
  bool takes(Level) const noexcept override { return false; }
  void write(Level, std::string_view, std::initializer_list<LogField>) override {}
};

// Invisible and control characters become escapes, so that a line stays a line.
void escape_to(std::string& out, std::string_view text);

}  // namespace figlink
