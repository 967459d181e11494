#include "faces/pages/pages.h"

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "base/text.h"
#include "faces/face_answer.h"
#include "faces/face_ask.h"
#include "faces/face_cookie.h"
#include "faces/face_file.h"
#include "faces/pages/plain_page.h"
#include "faces/query.h"

namespace figlink {
namespace {

constexpr int kGone = 410;
constexpr std::string_view kForEver = "public, max-age=31536000, immutable";
constexpr std::string_view kNobody = "'none'";
constexpr std::string_view kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors ";

std::string_view type_of(std::string_view name) {
  static constexpr std::pair<std::string_view, std::string_view> kTypes[] = {
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".ico", "image/x-icon"},
      {".woff2", "font/woff2"},
      {".json", "application/json"},
      {".txt", "text/plain; charset=utf-8"}};
  for (auto [ending, type] : kTypes) {
    if (name.ends_with(ending)) return type;
  }
  return "application/octet-stream";
}

constexpr std::string_view kBr = ".br", kGzip = ".gz";
bool is_compressed(std::string_view name) { return name.ends_with(kBr) || name.ends_with(kGzip); }

using Files = std::map<std::string, FaceFile, std::less<>>;

std::shared_ptr<const Files> files_of(std::span<const Embedded> embedded) {
  auto files = std::make_shared<Files>();
  std::map<std::string_view, std::string_view> compressed;
  for (const Embedded& file : embedded) {
    if (is_compressed(file.name)) compressed[file.name] = file.bytes;
  }
  const auto form = [&](std::string_view name, std::string_view ending) {
    const auto found = compressed.find(std::string(name) + std::string(ending));
    return found == compressed.end() ? std::string_view{} : found->second;
  };
  for (const Embedded& file : embedded) {
    if (is_compressed(file.name)) continue;
    (*files)[std::string(file.name)] = {.type = type_of(file.name),
                                        .bytes = file.bytes,
                                        .br = form(file.name, kBr),
                                        .gzip = form(file.name, kGzip),
                                        .etag = etag_of(file.bytes)};
  }
  return files;
}

// Who may hold a page in a frame, and who may keep a hold of its window.
struct Openness {
  std::string frame_ancestors{kNobody};
  std::string_view opener = "same-origin";
  std::string origins = {};  // who may be told, with a blank between
};

Response guarded(Response response, const Openness& open) {
  Headers& headers = response.headers;
  headers.set("cache-control", "no-store");
  headers.set("x-content-type-options", "nosniff");
  headers.add("content-security-policy", std::string(kPolicy) + open.frame_ancestors);
  headers.add_view("referrer-policy", "no-referrer");
  headers.add_view("cross-origin-opener-policy", open.opener);
  headers.add_view("permissions-policy",
                   "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
  if (open.frame_ancestors == kNobody) headers.add_view("x-frame-options", "DENY");
  return response;
}

// The error as the reader reads it: a plain page, or JSON.
struct Refusal {
  int status;
  std::string title;
  Error error;
  std::string_view gone = {};  // what a page around this one is told
};
Response refuse(const FaceParts& parts, const Request& request, const Refusal& refusal,
                const Openness& open) {
  if (!reads_html(request)) {
    return guarded(
        error_response(refusal.error, request_id_of(request), parts.clock.now_ms(), refusal.status),
        open);
  }
  const std::string theme = Query(request).text("theme");
  return guarded(plain_page({.status = refusal.status,
                             .title = refusal.title,
                             .message = refusal.error.message,
                             .hint = refusal.error.hint,
                             .theme = theme,
                             .gone = refusal.gone,
                             .origins = open.origins}),
                 open);
}

// The dashboard keeps what was chosen there in a cookie beside its own memory.
constexpr std::string_view kLookCookie = "figlink_look";
constexpr std::string_view kDashboardPage = "dashboard.html";

// "light" or "dark", as the address or the dashboard's reader has it; "" for the system's choice.
std::string theme_of(const Request& request, std::string_view page) {
  const std::string theme = page == kDashboardPage ? std::string(cookie_in(request, kLookCookie))
                                                   : Query(request).text("theme");
  return theme == "light" || theme == "dark" ? theme : std::string();
}

// Before any script runs, so that nothing is painted in the other theme first.
std::string themed(std::string_view html, const std::string& theme) {
  std::string page(html);
  const auto replace = [&](std::string_view from, const std::string& to) {
    if (const auto at = page.find(from); at != page.npos) page.replace(at, from.size(), to);
  };
  replace("<html lang=\"en\"", "<html lang=\"en\" data-theme=\"" + theme + "\"");
  replace("content=\"light dark\"", "content=\"" + theme + "\"");
  return page;
}

Response page(const FaceParts& parts, const Request& request, const Files& files,
              std::string_view name, const Openness& open) {
  const auto file = files.find(name);
  if (file == files.end()) {
    return refuse(parts, request,
                  {404, "This page was not built",
                   fail(Fault::not_found, "This figlink was built without its pages.",
                        "Build it with ./dev, which builds web/ first and puts it into the binary.")
                       .error()},
                  open);
  }
  Response response = answer_file(file->second, request, "no-store");
  if (const auto theme = theme_of(request, name); !theme.empty()) {
    response.headers.remove("content-encoding");
    response.body.text = themed(file->second.bytes, theme);
  }
  response.headers.remove("etag");  // what is stored nowhere is never asked for again by its tag
  return guarded(std::move(response), open);
}

Refusal refusal_of(SessionLook::State state) {
  constexpr std::string_view kAsk = "Ask whoever sent it for a new one.";
  switch (state) {
    case SessionLook::State::used:
      return {kGone, "This link was used already",
              fail(Fault::conflict, "An account was linked with it. A link works once.",
                   "To link again or to change the account, ask whoever sent it for a new one.")
                  .error(),
              "used"};
    case SessionLook::State::expired:
      return {kGone, "This link has expired",
              fail(Fault::not_found, "Its time to be used has passed.", std::string(kAsk)).error(),
              "expired"};
    default:
      return {
          404, "This link is unknown",
          fail(Fault::not_found, "It may have been copied in part, or belong to another gateway.",
               "Open it again as it was sent. " + std::string(kAsk))
              .error()};
  }
}

// A page of an allowed origin may frame this one, or open it in a window and hear from it: then the
// two windows must keep hold of each other, which every opener policy but unsafe-none ends.
Openness openness_of(const SessionLook& look) {
  if (look.project.allowed_origins.empty()) return {};
  const std::string origins = join(look.project.allowed_origins, " ");
  return {origins, "unsafe-none", origins};
}

Result<Response> link_page(const FaceParts& parts, const Request& request, const Files& files) {
  auto look = parts.gateway.look_at_session(Query(request).text("token"));
  if (!look) return pass(look);
  const Openness open = openness_of(*look);
  if (look->state != SessionLook::State::live)
    return refuse(parts, request, refusal_of(look->state), open);
  return page(parts, request, files, "link.html", open);
}

}  // namespace

void mount_pages(Routes& routes, const FaceParts& parts, std::span<const Embedded> embedded) {
  const auto files = files_of(embedded);
  auto add = [&](std::string_view pattern, std::string_view name, const Openness& open) {
    routes.add("GET", pattern, [parts, files, name, open](Request& request, const Params&) {
      return page(parts, request, *files, name, open);
    });
  };
  routes.add("GET", "/link", serve(parts.clock, [parts, files](Request& request, const Params&) {
               return link_page(parts, request, *files);
             }));
  add("/guide", "guide.html", {.frame_ancestors = "'self'"});
  add("/dashboard", kDashboardPage, {});
  add("/dashboard/{page}", kDashboardPage, {});
  routes.add(
      "GET", "/assets/{file}",
      serve(parts.clock, [files](Request& request, const Params& params) -> Result<Response> {
        const auto file = files->find("assets/" + std::string(params.get("file")));
        if (file == files->end() || file->first.ends_with(".html"))
          return fail(Fault::not_found, "There is no such file.",
                      "Reload the page: after an update its files have new names.");
        return answer_file(file->second, request, kForEver);
      }));
  auto add_plain = [&](std::string_view pattern, std::string_view bytes) {
    const FaceFile file{.type = type_of(pattern), .bytes = bytes, .etag = etag_of(bytes)};
    routes.add("GET", pattern, [file](Request& request, const Params&) {
      return answer_file(file, request, "no-cache");
    });
  };
  add_plain("/assets/plain.css", plain_style());
  add_plain("/assets/plain.js", plain_script());
}

}  // namespace figlink
