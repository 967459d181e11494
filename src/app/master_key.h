// The master key: from the environment, from a file that the operator names, or from the data
// folder.
#pragma once

#include <string>

#include "base/chance.h"
#include "base/result.h"
#include "base/secret.h"

namespace figlink {

// Where to look, in this order. Read once by main, which wipes the variable where it stood in the
// process.
struct MasterKeyPlaces {
  Secret text;       // FIGLINK_MASTER_KEY, base64; empty when unset
  std::string file;  // FIGLINK_MASTER_KEY_FILE
  bool text_set = false;
};

// Takes both variables out of this process's environment.
MasterKeyPlaces take_master_key_places();

inline constexpr std::string_view kMasterKeyName = "master.key";

// `sealed_already`: the database holds keys that some master key wrapped, so a missing file must
// not be made anew: it would open nothing. bad_input with one sentence that says what to change.
Result<Secret> find_master_key(const MasterKeyPlaces& places, const std::string& data,
                               bool sealed_already, Chance& chance);

}  // namespace figlink
