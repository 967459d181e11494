#include "base/clock.h"

#include <time.h>

#include <chrono>
#include <cstdio>

namespace figlink {

UnixMs SystemClock::now_ms() const {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

SteadyMs SystemClock::steady_ms() const { return steady_us() / 1000; }

std::int64_t SystemClock::steady_us() const {
  using namespace std::chrono;
  return duration_cast<microseconds>(steady_clock::now().time_since_epoch()).count();
}

namespace {

std::tm calendar(UnixMs time) {
  std::int64_t seconds = time / 1000 - (time % 1000 < 0 ? 1 : 0);
  std::time_t at = static_cast<std::time_t>(seconds);
  std::tm parts{};
  gmtime_r(&at, &parts);
  return parts;
}

// strptime takes 31 February and timegm moves it on: only a day that comes back the same is real.
std::optional<UnixMs> unix_ms(std::tm parts) {
  std::tm asked = parts;
  std::time_t at = timegm(&parts);
  bool real = parts.tm_year == asked.tm_year && parts.tm_mon == asked.tm_mon &&
              parts.tm_mday == asked.tm_mday && parts.tm_hour == asked.tm_hour &&
              parts.tm_min == asked.tm_min && parts.tm_sec == asked.tm_sec;
  if (!real) return std::nullopt;
  return static_cast<UnixMs>(at) * 1000;
}

bool digits(std::string_view text, std::size_t from, std::size_t count) {
  if (from + count > text.size()) return false;
  for (std::size_t i = from; i < from + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return false;
  }
  return true;
}

}  // namespace

std::string iso_time(UnixMs time) {
  std::tm parts = calendar(time);
  char text[40];
  std::size_t size = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
  std::int64_t ms = ((time % 1000) + 1000) % 1000;
  size += static_cast<std::size_t>(
      std::snprintf(text + size, sizeof text - size, ".%03dZ", static_cast<int>(ms)));
  return {text, size};
}

std::string iso_date(UnixMs time) {
  std::tm parts = calendar(time);
  char text[24];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%d", &parts)};
}

std::optional<UnixMs> parse_iso(std::string_view text) {
  bool shaped = digits(text, 0, 4) && digits(text, 5, 2) && digits(text, 8, 2) && text[4] == '-' &&
                text[7] == '-';
  if (!shaped || text.size() > 40) return std::nullopt;
  std::string copy(text);
  std::tm parts{};
  if (text.size() == 10) {
    const char* end = strptime(copy.c_str(), "%Y-%m-%d", &parts);
    return end && *end == '\0' ? unix_ms(parts) : std::nullopt;
  }
  const char* end = strptime(copy.c_str(), "%Y-%m-%dT%H:%M:%S", &parts);
  if (!end) return std::nullopt;
  auto time = unix_ms(parts);
  if (!time) return std::nullopt;
  std::int64_t fraction = 0, weight = 100;
  if (*end == '.') {
    ++end;
    if (*end < '0' || *end > '9') return std::nullopt;
    for (; *end >= '0' && *end <= '9'; ++end, weight /= 10) fraction += (*end - '0') * weight;
  }
  if ((*end == 'Z' || *end == 'z') && end[1] == '\0') return *time + fraction;
  std::string_view offset(end);
  bool has_offset = offset.size() == 6 && (offset[0] == '+' || offset[0] == '-') &&
                    digits(offset, 1, 2) && offset[3] == ':' && digits(offset, 4, 2);
  if (!has_offset) return std::nullopt;
  std::int64_t hours = (offset[1] - '0') * 10 + (offset[2] - '0'),
               minutes = (offset[4] - '0') * 10 + (offset[5] - '0');
  if (hours > 14 || minutes > 59) return std::nullopt;
  std::int64_t shift = hours * kHourMs + minutes * kMinuteMs;
  return *time + fraction + (offset[0] == '+' ? -shift : shift);
}

}  // namespace figlink
