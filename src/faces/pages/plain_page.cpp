#include "faces/pages/plain_page.h"

#include <algorithm>
#include <span>

#include "base/text.h"
#include "embedded/plain_pages.h"

namespace figlink {
namespace {

std::string_view file_named(std::string_view name) {
  for (const Embedded& file : embedded_plain_pages()) {
    if (file.name == name) return file.bytes;
  }
  return {};
}

struct Mark {
  std::string_view name;  // "{title}"
  std::string value;
};

// In one pass, so that a mark inside of a value is not taken for ours.
std::string filled(std::string_view form, std::span<const Mark> marks) {
  std::string out;
  while (!form.empty()) {
    const auto mark =
        std::ranges::find_if(marks, [&](const Mark& one) { return form.starts_with(one.name); });
    const bool found = mark != marks.end();
    out += found ? std::string_view(mark->value) : form.substr(0, 1);
    form.remove_prefix(found ? mark->name.size() : 1);
  }
  return out;
}

std::string script_of(const PlainPage& page) {
  if (page.gone.empty() || page.origins.empty()) return {};
  return "\n<script src=\"/assets/plain.js\" defer data-gone=\"" + escape_html(page.gone) +
         "\" data-origins=\"" + escape_html(page.origins) + "\"></script>";
}

}  // namespace

bool reads_html(const Request& request) {
  return contains_ignoring_case(request.headers.get("accept"), "text/html");
}

std::string escape_html(std::string_view text) {
  std::string out;
  for (char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

Response plain_page(const PlainPage& page) {
  const bool themed = page.theme == "light" || page.theme == "dark";
  const Mark marks[] = {
      {"{theme}", themed ? " data-theme=\"" + std::string(page.theme) + "\"" : ""},
      {"{script}", script_of(page)},
      {"{title}", escape_html(page.title)},
      {"{message}", escape_html(page.message)},
      {"{hint}", escape_html(page.hint)}};
  Response response;
  response.status = page.status;
  response.headers.add_view("content-type", "text/html; charset=utf-8");
  response.body.text = filled(file_named("plain.html"), marks);
  return response;
}

std::string_view plain_style() { return file_named("plain.css"); }
std::string_view plain_script() { return file_named("plain.js"); }

}  // namespace figlink
