// Migrations: the numbered files of store/migrations, each run once.
#pragma once

#include "store/driver.h"

namespace figlink {

// Brings the database to this binary's schema, in one transaction that holds the migrations' lock:
// of two processes that start at once, the second one finds it all done. Makes the first project
// too. bad_input when a newer figlink has been here.
Result<void> migrate(Connection& db, const Driver& driver, std::int64_t now_ms);

}  // namespace figlink
