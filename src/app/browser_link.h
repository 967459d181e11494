// figlink link --browser: a person links in the browser, at a gateway that is running already.
//
// The command makes the link session itself, in the data folder that it shares with the gateway;
// the gateway only shows the page. Waits until the link was used or has expired.
#pragma once

#include <functional>
#include <string>

#include "app/settings.h"
#include "app/wiring.h"
#include "faces/cli/cli.h"

namespace figlink {

inline constexpr std::int64_t kBrowserPollMs = 500;

struct BrowserWish {
  Gateway::Owner owner;
  std::function<void(const std::string& url)> open = {};  // shows it to a person; empty: nobody
};

// Where the gateway listens, as its settings say: --public-url, or --listen on this machine.
// bad_input when neither tells it.
Result<std::string> gateway_url(const Settings& settings);

// On a fiber of the house's loop. Gives the exit code.
int run_browser_link(House& house, const CliParts& parts, const std::string& gateway,
                     const BrowserWish& wish);

// Hands the address to the desktop, when there is one. A failure is nobody's concern: the address
// was printed.
void open_in_browser(const std::string& url);

}  // namespace figlink
