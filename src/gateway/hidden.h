// What a Gateway is made of. Seen by the roads alone.
#pragma once

#include "gateway/account.h"
#include "gateway/caller.h"
#include "gateway/gateway.h"
#include "gateway/link_tries.h"
#include "gateway/repeat.h"
#include "gateway/tally.h"

namespace figlink {

struct Gateway::Hidden {
  explicit Hidden(GatewayParts given)
      : parts(given),
        door(given.store, given.vault, given.clock),
        accounts(given.store, given.clock, given.log),
        tally(given.metrics),
        repeats(parts) {}

  GatewayParts parts;
  Door door;
  Accounts accounts;
  Tally tally;
  Repeats repeats;
  LinkTries link_tries;
};

}  // namespace figlink
