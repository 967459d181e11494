#include "app/master_key.h"

#include <unistd.h>

#include <cstdlib>
#include <cstring>

#include "vault/vault.h"

namespace figlink {

MasterKeyPlaces take_master_key_places() {
  MasterKeyPlaces places;
  if (char* text = ::getenv("FIGLINK_MASTER_KEY")) {
    const std::size_t size = std::strlen(text);
    places.text_set = true;
    if (size <= kSecretMax) places.text = Secret(std::string_view(text, size));
    // In place: /proc/PID/environ shows these very bytes.
    wipe(text, size);
    ::unsetenv("FIGLINK_MASTER_KEY");
  }
  if (const char* file = ::getenv("FIGLINK_MASTER_KEY_FILE")) {
    places.file = file;
    ::unsetenv("FIGLINK_MASTER_KEY_FILE");
  }
  return places;
}

Result<Secret> find_master_key(const MasterKeyPlaces& places, const std::string& data,
                               bool sealed_already, Chance& chance) {
  if (places.text_set && !places.file.empty()) {
    return fail(Fault::bad_input, "FIGLINK_MASTER_KEY and FIGLINK_MASTER_KEY_FILE are both set.",
                "Set only one of them.");
  }
  if (places.text_set) return master_key_from_text(places.text.expose());
  if (!places.file.empty()) return master_key_from_file(places.file);
  const std::string path = data + "/" + std::string(kMasterKeyName);
  if (::access(path.c_str(), F_OK) == 0) return master_key_from_file(path);
  if (sealed_already) {
    return fail(
        Fault::bad_input,
        "The database is sealed, and its master key is not there: " + path + " is missing.",
        "Put the master key back, or name it by FIGLINK_MASTER_KEY or FIGLINK_MASTER_KEY_FILE.");
  }
  return make_master_key_file(path, chance);
}

}  // namespace figlink
