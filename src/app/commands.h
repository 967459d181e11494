// Commands: a Command in, an exit code out. Those that need data open the data folder themselves,
// also beside a running server.
#pragma once

#include "app/command_line.h"
#include "app/master_key.h"
#include "app/settings.h"
#include "faces/cli/terminal.h"

namespace figlink {

int run_command(const Command& command, const Environment& environment,
                const MasterKeyPlaces& master_key, Terminal& terminal);

}  // namespace figlink
