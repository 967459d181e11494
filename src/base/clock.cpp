#include "base/clock.h"

#include <fmt/format.h>
#include <time.h>

#include <algorithm>
#include <chrono>

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

// Whether `text` is written as `pattern` is, where 0 stands for any digit. strptime alone also
// takes blanks and single digits.
bool looks_like(std::string_view text, std::string_view pattern) {
  auto fits = [](char c, char wanted) {
    return wanted == '0' ? c >= '0' && c <= '9' : c == wanted;
  };
  return text.size() == pattern.size() &&
         std::equal(text.begin(), text.end(), pattern.begin(), fits);
}

constexpr std::string_view kDay = "0000-00-00", kSecond = "0000-00-00T00:00:00";

std::optional<UnixMs> read_as(std::string_view text, std::string_view pattern, const char* format) {
  if (!looks_like(text, pattern)) return std::nullopt;
  std::tm parts{};
  const char* end = strptime(std::string(text).c_str(), format, &parts);
  return end ? unix_ms(parts) : std::nullopt;
}

// What follows the seconds: ".123" is taken off and counted in milliseconds; finer is cut.
std::optional<std::int64_t> take_fraction(std::string_view& rest) {
  if (!rest.starts_with('.')) return 0;
  std::int64_t ms = 0, weight = 100;
  std::size_t end = 1;
  for (; end < rest.size() && rest[end] >= '0' && rest[end] <= '9'; ++end, weight /= 10)
    ms += (rest[end] - '0') * weight;
  if (end == 1) return std::nullopt;
  rest.remove_prefix(end);
  return ms;
}

// "Z", or how far the writer's clock is ahead: "+01:30".
std::optional<std::int64_t> read_offset(std::string_view text) {
  if (text == "Z" || text == "z") return 0;
  bool ahead = looks_like(text, "+00:00");
  if (!ahead && !looks_like(text, "-00:00")) return std::nullopt;
  std::int64_t hours = (text[1] - '0') * 10 + (text[2] - '0'),
               minutes = (text[4] - '0') * 10 + (text[5] - '0');
  if (hours > 14 || minutes > 59) return std::nullopt;
  return (hours * kHourMs + minutes * kMinuteMs) * (ahead ? 1 : -1);
}

}  // namespace

std::string iso_time(UnixMs time) {
  std::tm parts = calendar(time);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", parts.tm_year + 1900,
                     parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec,
                     ((time % 1000) + 1000) % 1000);
}

std::string iso_date(UnixMs time) {
  std::string text = iso_time(time);
  text.resize(text.find('T'));
  return text;
}

std::optional<UnixMs> parse_iso(std::string_view text) {
  if (text.size() <= kDay.size()) return read_as(text, kDay, "%Y-%m-%d");
  auto second = read_as(text.substr(0, kSecond.size()), kSecond, "%Y-%m-%dT%H:%M:%S");
  if (!second) return std::nullopt;
  std::string_view rest = text.substr(kSecond.size());
  auto fraction = take_fraction(rest);
  auto offset = read_offset(rest);
  if (!fraction || !offset) return std::nullopt;
  UnixMs time = *second + *fraction - *offset;
  int years_from_1900 = calendar(time).tm_year;  // an offset can lead out of four-digit years
  if (years_from_1900 < -1900 || years_from_1900 > 9999 - 1900) return std::nullopt;
  return time;
}

}  // namespace figlink
