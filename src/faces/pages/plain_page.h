// A plain page of the server's own: one heading and two sentences. For links that lead nowhere any
// more. It has a script only where there is somebody to tell.
#pragma once

#include <string>
#include <string_view>

#include "net/message.h"

namespace figlink {

struct PlainPage {
  int status = 404;
  std::string title, message, hint;
  std::string_view theme = {};  // "light", "dark" or "" for the reader's own
  // Told to the page around this one, or that opened it: why ("used", "expired"), and to which
  // origins, with a blank between. Without origins there is no script.
  std::string_view gone = {};
  std::string origins = {};
};

// Whether the reader asked for HTML rather than for just anything.
bool reads_html(const Request& request);

// Every text is escaped. Without headers but content-type.
Response plain_page(const PlainPage& page);

// What it names: /assets/plain.css and /assets/plain.js.
std::string_view plain_style();
std::string_view plain_script();

// & < > " ' as entities.
std::string escape_html(std::string_view text);

}  // namespace figlink
