#include <string>
#include <utility>

#include "faces/cli/cli.h"
#include "faces/cli/table.h"
#include "faces/views.h"
#include "gateway/wishes.h"

namespace figlink {
namespace {

std::string scopes_text(const KeyView& key) {
  std::string text;
  for (const auto& scope : key.scopes) text += (text.empty() ? "" : ", ") + scope;
  return text;
}

std::string name_in_create(std::string_view field) {
  return field == "name" ? "NAME" : field == "scopes" ? "--scope" : std::string(field);
}

int refuse(const CliParts& parts, const Error& error) {
  return show_error(parts.terminal, parts.clock, error);
}

}  // namespace

int run_keys_create(const CliParts& parts, const std::string& name,
                    const std::vector<std::string>& scopes) {
  auto caller = parts.gateway.authenticate(parts.proof, Scope::admin);
  if (!caller) return refuse(parts, caller.error());
  auto made = parts.gateway.create_key(*caller, name, scopes);
  if (!made) return refuse(parts, renamed(std::move(made.error()), name_in_create));
  parts.terminal.err("Key " + made->key.id + " (" + scopes_text(made->key) +
                     "). It is shown this once; keep it safe.\n");
  parts.terminal.out(made->text.expose());
  parts.terminal.out("\n");
  return 0;
}

int run_keys_list(const CliParts& parts) {
  auto caller = parts.gateway.authenticate(parts.proof, Scope::admin);
  if (!caller) return refuse(parts, caller.error());
  auto keys = parts.gateway.keys(*caller);
  if (!keys) return refuse(parts, keys.error());
  if (!parts.terminal.person_reads_out()) {
    Json list = Json::array();
    for (const auto& key : *keys) list.push(key_json(key));
    parts.terminal.out(list.dump() + "\n");
    return 0;
  }
  if (keys->empty()) {
    parts.terminal.out("There is no key. Make one: figlink keys create NAME\n");
    return 0;
  }
  Table table({"KEY", "NAME", "ENDS IN", "SCOPES", "LAST USED", "STATE"});
  for (const auto& key : *keys) {
    table.add({key.id, key.name, key.hint, scopes_text(key),
               key.last_used_at == 0 ? "never" : iso_time(key.last_used_at),
               key.revoked_at == 0 ? "active" : "revoked"});
  }
  parts.terminal.out(table.text());
  return 0;
}

int run_keys_revoke(const CliParts& parts, const std::string& id) {
  auto caller = parts.gateway.authenticate(parts.proof, Scope::admin);
  if (!caller) return refuse(parts, caller.error());
  if (auto revoked = parts.gateway.revoke_key(*caller, id); !revoked)
    return refuse(parts, revoked.error());
  if (parts.terminal.person_reads_out()) {
    parts.terminal.out("Key " + id + " is revoked.\n");
  } else {
    parts.terminal.out(Json::object({{"id", id}, {"revoked", true}}).dump() + "\n");
  }
  return 0;
}

}  // namespace figlink
