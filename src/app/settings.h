// Settings: what an operator chooses, and from where: flag, environment FIGLINK_*, TOML file,
// default, in that order.
//
// One table (settings.cpp) knows every setting; flags, environment names, file keys and
// docs/guide/configuration.md are read from it. Every wrong value is told at once, one sentence
// each, naming where it came from.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "base/log.h"
#include "base/result.h"

namespace figlink {

struct Settings {
  std::string listen, public_url, data, database, redis, figma_api, figma_web, figma_ca;
  std::string figma_limits, figma_plan, figma_seat, figma_retries;
  std::string tls_cert, tls_key, metrics_listen, log_level, log_format, project;
  std::string cache_disk, cache_memory;

  std::set<std::string, std::less<>> chosen;  // names of the settings that are not at their default
  std::uint64_t cache_disk_bytes() const;
  std::uint64_t cache_memory_bytes() const;
  Level level() const;
  LogFormat format() const;
};

// One row of the table.
struct SettingFacts {
  std::string_view name;  // "figma-api": the flag; the file's key has it with - or _
  std::string Settings::*value;
  std::string_view otherwise;  // the default
  std::string_view about;      // one sentence
  bool serve_only;             // commands other than serve do not take it as a flag
};
std::span<const SettingFacts> all_settings();
std::string environment_name(std::string_view setting);  // "FIGLINK_FIGMA_API"

// "64MB", "1GB", "0": bytes; nullopt when it is no size.
std::optional<std::uint64_t> bytes_in(std::string_view size);

// Looks a variable of the environment up; main gives the real one.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;

// `flags` by name; `config` the path given by --config, "" for FIGLINK_CONFIG or none. bad_input
// with every problem.
Result<Settings> read_settings(const std::map<std::string, std::string>& flags,
                               const std::string& config, const Environment& environment);

}  // namespace figlink
