#include "app/settings.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <expected>
#include <fstream>
#include <sstream>
#include <toml.hpp>
#include <utility>
#include <vector>

#include "base/text.h"
#include "figma/budget.h"
#include "net/transport.h"

namespace figlink {
namespace {

constexpr std::size_t kConfigMax = 64 * 1024;

constexpr std::array kTable = {
    SettingFacts{"listen", &Settings::listen, "127.0.0.1:8080",
                 "Address and port to serve on; port 0 takes a free one.", true},
    SettingFacts{"public-url", &Settings::public_url, "",
                 "How the outside reaches figlink, for links it hands out; without it, each "
                 "request's own host.",
                 true},
    SettingFacts{"data", &Settings::data, "./figlink-data",
                 "Folder of the database and the master key.", false},
    SettingFacts{"database", &Settings::database, "",
                 "Where to remember: sqlite:PATH; without it, figlink.db in the data folder.",
                 false},
    SettingFacts{"redis", &Settings::redis, "",
                 "Shared memory of several gateways; not in this version.", true},
    SettingFacts{"figma-api", &Settings::figma_api, "https://api.figma.com",
                 "Figma's API, or a sandbox.", false},
    SettingFacts{"figma-web", &Settings::figma_web, "https://www.figma.com",
                 "Figma's site, for OAuth; unused in this version.", true},
    SettingFacts{"figma-ca", &Settings::figma_ca, "",
                 "File of more root certificates to trust when calling Figma.", false},
    SettingFacts{"figma-limits", &Settings::figma_limits, "documented",
                 "Figma's rate limits: documented, off, or changes such as "
                 "low1=6/month,organization2=40/minute.",
                 false},
    SettingFacts{"figma-plan", &Settings::figma_plan, "",
                 "The plan that owns the files, where Figma has not told: starter, professional, "
                 "organization, enterprise or education; without it, the least that pays.",
                 false},
    SettingFacts{"figma-seat", &Settings::figma_seat, "",
                 "The seat of the linked users, where Figma has not told: full, dev, collab or "
                 "view; without it, full.",
                 false},
    SettingFacts{"figma-retries", &Settings::figma_retries, "2",
                 "How often a read that failed at Figma is tried again, 0 to 5.", false},
    SettingFacts{"tls-cert", &Settings::tls_cert, "",
                 "PEM file with the certificate chain; with --tls-key, figlink serves https.",
                 true},
    SettingFacts{"tls-key", &Settings::tls_key, "", "PEM file with the certificate's key.", true},
    SettingFacts{"cache-disk", &Settings::cache_disk, "1GB",
                 "How much the answers that are remembered of files may take in the data folder; 0 "
                 "keeps none there.",
                 false},
    SettingFacts{"cache-memory", &Settings::cache_memory, "64MB",
                 "How much of them stays in memory; 0 keeps none there.", false},
    SettingFacts{"metrics-listen", &Settings::metrics_listen, "127.0.0.1:9464",
                 "Address and port of GET /metrics; off turns it off.", true},
    SettingFacts{"log-level", &Settings::log_level, "info", "debug, info, warning, error or off.",
                 false},
    SettingFacts{"log-format", &Settings::log_format, "text", "text for people, json for machines.",
                 false},
    SettingFacts{"project", &Settings::project, "",
                 "The project that commands work in, by name or id; without it, the first.", false},
};

constexpr std::array<std::pair<std::string_view, Level>, 5> kLevels = {{{"debug", Level::debug},
                                                                        {"info", Level::info},
                                                                        {"warning", Level::warning},
                                                                        {"error", Level::error},
                                                                        {"off", Level::off}}};

std::string with_hyphens(std::string_view key) {
  std::string name(key);
  std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

// What stands in the file, or what is wrong with it.
std::expected<std::map<std::string, toml::value>, std::string> parse_toml(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::unexpected("The file cannot be opened.");
  std::string text(kConfigMax + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > kConfigMax) return std::unexpected("The file is longer than 64 KB.");
  if (!is_utf8(text)) return std::unexpected("The file is not UTF-8 text.");
  try {
    std::istringstream stream(std::move(text));
    auto parsed = toml::parse(stream, path);
    const auto& table = parsed.as_table();
    return std::map<std::string, toml::value>(table.begin(), table.end());
  } catch (const toml::exception& error) {
    return std::unexpected("Line " + std::to_string(error.location().line()) +
                           ": this is not TOML.");
  } catch (const std::exception&) {
    return std::unexpected("The file is not TOML.");
  }
}

const SettingFacts* setting_named(std::string_view name) {
  for (const auto& row : kTable) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

Error wrong(std::vector<Problem> problems) {
  Error error;
  error.fault = Fault::bad_input;
  error.message = problems.size() == 1
                      ? problems[0].field + ": " + problems[0].message
                      : "The settings have " + std::to_string(problems.size()) + " problems.";
  error.hint = "docs/guide/configuration.md explains every setting.";
  error.problems = std::move(problems);
  return error;
}

// The file's settings by name; a key that is no setting is a problem with the nearest name.
std::map<std::string, std::string> read_file(const std::string& path,
                                             std::vector<Problem>& problems) {
  std::map<std::string, std::string> found;
  auto parsed = parse_toml(path);
  if (!parsed) {
    problems.push_back({path, std::move(parsed.error())});
    return found;
  }
  for (const auto& [written, value] : *parsed) {
    const std::string name = with_hyphens(written);
    if (setting_named(name) == nullptr) {
      std::vector<std::string_view> names;
      for (const auto& row : kTable) names.push_back(row.name);
      auto near = nearest(name, names, 1);
      problems.push_back(
          {path, "\"" + written + "\" is no setting." +
                     (near.empty() ? "" : " Did you mean \"" + std::string(near[0]) + "\"?")});
      continue;
    }
    if (value.is_string()) {
      found[name] = value.as_string().str;
    } else {
      problems.push_back({path, "\"" + written + "\" must be a text in quotes."});
    }
  }
  return found;
}

bool is_listen_address(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  const auto host = text.substr(0, colon);
  const auto port = text.substr(colon + 1);
  if (host.find(':') != std::string_view::npos && (host.front() != '[' || host.back() != ']'))
    return false;
  unsigned number = 0;
  auto [end, failed] = std::from_chars(port.data(), port.data() + port.size(), number);
  return failed == std::errc() && end == port.data() + port.size() && number <= 65535;
}

bool is_readable_file(const std::string& path) {
  struct stat facts {};
  return ::stat(path.c_str(), &facts) == 0 && S_ISREG(facts.st_mode) &&
         ::access(path.c_str(), R_OK) == 0;
}

// Checks each value; `where` tells from where it came.
class Inspection {
 public:
  Inspection(const std::map<std::string, std::string>& where, std::vector<Problem>& problems)
      : where_(where), problems_(problems) {}

  void address(std::string_view name, const std::string& value) {
    if (!is_listen_address(value))
      add(name, "Must be ADDRESS:PORT, such as 127.0.0.1:8080 or [::1]:0.");
  }
  void url(std::string_view name, const std::string& value) {
    if (!Origin::parse(value)) add(name, "Must be an http:// or https:// address without a query.");
  }
  void file(std::string_view name, const std::string& value) {
    if (!value.empty() && !is_readable_file(value))
      add(name, "There is no readable file at " + value + ".");
  }
  void add(std::string_view name, std::string message) {
    auto found = where_.find(std::string(name));
    problems_.push_back(
        {found == where_.end() ? "--" + std::string(name) : found->second, std::move(message)});
  }

 private:
  const std::map<std::string, std::string>& where_;
  std::vector<Problem>& problems_;
};

void inspect(Settings& settings, Inspection& look) {
  look.address("listen", settings.listen);
  if (settings.metrics_listen != "off") look.address("metrics-listen", settings.metrics_listen);
  if (!settings.public_url.empty()) look.url("public-url", settings.public_url);
  while (settings.public_url.ends_with('/')) settings.public_url.pop_back();
  look.url("figma-api", settings.figma_api);
  look.url("figma-web", settings.figma_web);
  if (settings.data.empty()) look.add("data", "Must name a folder.");
  if (!settings.redis.empty())
    look.add("redis", "This version shares nothing over Redis; leave it out.");
  look.file("figma-ca", settings.figma_ca);
  if (settings.figma_limits != "off") {
    if (auto table = parse_limits(settings.figma_limits); !table)
      look.add("figma-limits", table.error().message + " " + table.error().hint);
  }
  if (!settings.figma_plan.empty() && !plan_kind_from(settings.figma_plan))
    look.add("figma-plan", "Must be starter, professional, organization, enterprise or education.");
  if (!settings.figma_seat.empty() && !seat_kind_from(settings.figma_seat))
    look.add("figma-seat", "Must be full, dev, collab or view.");
  if (settings.figma_retries.size() != 1 || settings.figma_retries[0] < '0' ||
      settings.figma_retries[0] > '5')
    look.add("figma-retries", "Must be a number from 0 to 5.");
  look.file("tls-cert", settings.tls_cert);
  look.file("tls-key", settings.tls_key);
  if (settings.tls_cert.empty() != settings.tls_key.empty()) {
    look.add(settings.tls_cert.empty() ? "tls-cert" : "tls-key",
             "Is missing: a certificate and its key go together.");
  }
  if (std::none_of(kLevels.begin(), kLevels.end(),
                   [&](auto& row) { return row.first == settings.log_level; })) {
    look.add("log-level", "Must be debug, info, warning, error or off.");
  }
  for (auto [name, value] :
       {std::pair<std::string_view, const std::string&>{"cache-disk", settings.cache_disk},
        {"cache-memory", settings.cache_memory}}) {
    if (!bytes_in(value)) look.add(name, "Must be a size, such as 512MB, 2GB or 0.");
  }
  if (settings.log_format != "text" && settings.log_format != "json")
    look.add("log-format", "Must be text or json.");
}

}  // namespace

std::span<const SettingFacts> all_settings() { return kTable; }

std::string environment_name(std::string_view setting) {
  std::string name = "FIGLINK_";
  for (char c : setting)
    name += c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return name;
}

std::optional<std::uint64_t> bytes_in(std::string_view size) {
  constexpr std::uint64_t kMost = std::uint64_t{1} << 50;
  constexpr std::pair<std::string_view, int> kUnits[] = {
      {"KB", 10}, {"MB", 20}, {"GB", 30}, {"TB", 40}, {"", 0}};
  std::uint64_t number = 0;
  auto [end, bad] = std::from_chars(size.data(), size.data() + size.size(), number);
  if (bad != std::errc()) return std::nullopt;
  const std::string_view unit(end, static_cast<std::size_t>(size.data() + size.size() - end));
  for (auto [name, shift] : kUnits) {
    if (same_ignoring_case(unit, name))
      return number <= (kMost >> shift) ? std::optional(number << shift) : std::nullopt;
  }
  return std::nullopt;
}

std::uint64_t Settings::cache_disk_bytes() const { return bytes_in(cache_disk).value_or(0); }
std::uint64_t Settings::cache_memory_bytes() const { return bytes_in(cache_memory).value_or(0); }

Level Settings::level() const {
  for (const auto& [name, level] : kLevels) {
    if (name == log_level) return level;
  }
  return Level::info;
}

LogFormat Settings::format() const {
  return log_format == "json" ? LogFormat::json : LogFormat::text;
}

Result<Settings> read_settings(const std::map<std::string, std::string>& flags,
                               const std::string& config, const Environment& environment) {
  std::vector<Problem> problems;
  const std::string path = config.empty() ? environment("FIGLINK_CONFIG").value_or("") : config;
  const auto file = path.empty() ? std::map<std::string, std::string>{} : read_file(path, problems);

  Settings settings;
  std::map<std::string, std::string> where;
  for (const auto& row : kTable) {
    const std::string name(row.name);
    const std::string variable = environment_name(row.name);
    settings.*row.value = row.otherwise;
    if (auto flag = flags.find(name); flag != flags.end()) {
      settings.*row.value = flag->second;
      where[name] = "--" + name;
    } else if (auto value = environment(variable)) {
      settings.*row.value = *value;
      where[name] = variable;
    } else if (auto line = file.find(name); line != file.end()) {
      settings.*row.value = line->second;
      where[name] = path + ", " + name;
    }
  }
  for (const auto& [name, place] : where) settings.chosen.insert(name);
  Inspection look(where, problems);
  inspect(settings, look);
  if (!problems.empty()) return std::unexpected(wrong(std::move(problems)));
  return settings;
}

}  // namespace figlink
