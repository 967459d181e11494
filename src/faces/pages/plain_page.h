// A plain page of the server's own: one heading, two sentences, no script. For links that lead
// nowhere any more.
#pragma once

#include <string>
#include <string_view>

#include "net/message.h"

namespace figlink {

struct PlainPage {
  int status = 404;
  std::string title, message, hint;
  std::string_view theme = {};  // "light", "dark" or "" for the reader's own
};

// Whether the reader asked for HTML rather than for just anything.
bool reads_html(const Request& request);

// Every text is escaped. Without headers but content-type.
Response plain_page(const PlainPage& page);

// The style sheet that it names, /assets/plain.css.
std::string_view plain_style();

// & < > " ' as entities.
std::string escape_html(std::string_view text);

}  // namespace figlink
