#include "net/server.h"

#include <sys/socket.h>

#include <atomic>
#include <boost/asio/buffer.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/http/status.hpp>
#include <charconv>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "base/secret.h"
#include "base/text.h"
#include "net/head_parser.h"
#include "net/loop.h"

namespace figlink {
namespace {

using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;

constexpr std::size_t kHeadStart = 4u << 10;   // grows to head_max
constexpr std::size_t kGatherMax = 16u << 10;  // answers up to this leave in one write
constexpr std::uint64_t kDrainMax =
    256u << 10;  // unread request body that is read away to keep a connection
constexpr std::int64_t kAcceptPauseMs = 100;  // after the system refused a descriptor
constexpr std::int64_t kPartingMs = 1'000;    // for the other side to read our last words
constexpr std::int64_t kComplainMs = 1'000;   // between two lines of the log about one trouble
constexpr std::string_view kHostSigns =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:[]%";

std::string_view reason(int status) {
  auto text = http::obsolete_reason(static_cast<http::status>(status));
  return {text.data(), text.size()};
}

void append_number(std::string& out, std::uint64_t number, int base = 10) {
  char digits[20];
  auto [end, ec] = std::to_chars(digits, digits + sizeof digits, number, base);
  out.append(digits, end);
}

}  // namespace

struct Server::Hidden {
  Loops& loops;
  Handler& handler;
  const Clock& clock;
  Log& log;
  ServerLimits limits;
  std::unique_ptr<asio::ssl::context> tls;
  std::vector<std::unique_ptr<Acceptor>> acceptors;
  std::atomic<std::size_t> connections{0};
  std::atomic<bool> stopping{false};
  std::atomic<SteadyMs> complained{0};

  // A flood must not write a flood of lines.
  void complain(SteadyMs now, std::string_view what, std::string_view why) {
    SteadyMs last = complained;
    if (now - last < kComplainMs || !complained.compare_exchange_strong(last, now)) return;
    log.warning("connections_refused", {{"what", what}, {"why", why}});
  }
};

namespace {

class Connection;

// The body of a request, read from the connection as the handler pulls.
class RequestBody final : public Source {
 public:
  explicit RequestBody(Connection& connection) : connection_(connection) {}
  Result<std::string_view> next() override;
  std::optional<std::uint64_t> left() const override;

 private:
  Connection& connection_;
};

class Connection final : private Timed {
 public:
  Connection(Server::Hidden& server, Loop& loop, Socket socket)
      : Timed(loop),
        server_(server),
        loop_(loop),
        wire_(std::move(socket)),
        reading_(server.limits.stall_ms, server.limits.rate_min) {
    ++server_.connections;
    ErrorCode ec;
    auto peer = wire_.socket().remote_endpoint(ec);
    if (!ec) peer_ = peer.address().to_string();
    wire_.socket().set_option(asio::ip::tcp::no_delay(true), ec);
  }
  ~Connection() {
    wipe(buffer_.data(), buffer_.size());
    if (relay_) give_relay();
    --server_.connections;
  }

  void serve() {
    if (server_.tls && !handshake()) return;
    buffer_.resize(kHeadStart);
    while (serve_one()) {
    }
    if (!cut_ && !expired_) part();
    wire_.close();
  }

  Result<std::string_view> next_piece();
  std::optional<std::uint64_t> body_left() const {
    return to_std(parser_->content_length_remaining());
  }

 private:
  enum class Head { read, closed, refused };

  void expire() override {
    if (still_takes()) return;
    expired_ = true;
    wire_.close();
  }
  // Whether the client took something of what the system holds for it since we last looked. A
  // socket only says that it has room when much of it is free, which a steady reader may take long
  // to bring about.
  bool still_takes() {
    if (writing_ == nullptr) return false;
    const int before = std::exchange(queued_, wire_.queued());
    if (queued_ >= before) return false;
    due = writing_->moved(loop_.now(), 0);
    return due > loop_.now();
  }
  void allow(std::int64_t ms) { due = loop_.now() + ms; }
  void stopping() override {
    if (idle_ && must_stop()) wire_.close();
  }
  bool idles() const override { return idle_; }
  bool must_stop() const { return server_.stopping.load(std::memory_order_relaxed); }

  bool handshake() {
    allow(server_.limits.head_ms);
    wire_.use_tls(*server_.tls);
    ErrorCode ec;
    LoopFiber::here().wait([&](Yield& yield) {
      wire_.tls()->async_handshake(asio::ssl::stream_base::server, yield[ec]);
    });
    due = kNever;
    if (ec) server_.log.debug("tls handshake failed", {{"peer", std::string_view(peer_)}});
    return !ec;
  }

  bool serve_one();
  Head read_head(Request& request);
  Head judge_head(Request& request);
  Head refuse(int status, Fault fault, std::string message, std::string hint);
  bool write(Request& request, Response& response);
  bool write_body(Source& source, bool chunked);
  Response handled(Request& request);
  Result<std::string_view> pull(Source& source);
  void wipe_piece();
  void part();
  bool flush(std::string_view more = {}, std::string_view end = {});
  bool drain();
  // Keys and tokens come in by these buffers: what has been dealt with is wiped.
  void give_relay() {
    wipe(relay_.get(), relay_used_);
    relay_used_ = 0;
    loop_.give_buffer(std::move(relay_));
  }
  bool fill();  // reads more bytes; false: closed, failed or too slow
  void write_head(const Request& request, const Response& response,
                  std::optional<std::uint64_t> length, bool chunked);

  friend class RequestBody;
  Server::Hidden& server_;
  Loop& loop_;
  Wire wire_;
  std::string peer_;
  bool expired_ = false;
  bool idle_ = false;
  bool keep_ = true;
  bool sent_ = false;    // something of the present answer went out
  bool cut_ = false;     // an answer broke off: closing at once is what tells so
  bool unread_ = false;  // the client may still be sending what nobody reads
  bool continue_wanted_ = false;

  std::vector<char> buffer_;  // the head, and what came with it
  std::size_t head_end_ = 0;  // bytes that views point at
  std::size_t begin_ = 0, end_ = 0;
  std::size_t buffer_used_ = 0,
              relay_used_ = 0;     // how far they were ever written since the last wipe
  std::unique_ptr<char[]> relay_;  // for bodies that do not fit behind the head
  std::optional<HeadParser<true>> parser_;
  std::uint64_t body_read_ = 0;
  std::string_view given_;  // the piece of body that the handler looks at
  Pace reading_;
  Pace* writing_ = nullptr;  // while an answer goes out
  int queued_ = 0;           // bytes of it that the system held when we last looked
  std::string out_;
};

Result<std::string_view> RequestBody::next() { return connection_.next_piece(); }
std::optional<std::uint64_t> RequestBody::left() const { return connection_.body_left(); }

bool Connection::fill() {
  char* to = relay_ ? relay_.get() : buffer_.data();
  std::size_t room = (relay_ ? kRelayBytes : buffer_.size()) - end_;
  ErrorCode ec;
  std::size_t got = wire_.read_some(to + end_, room, ec);
  end_ += got;
  std::size_t& high = relay_ ? relay_used_ : buffer_used_;
  high = std::max(high, end_);
  return !ec && got > 0;
}

Connection::Head Connection::refuse(int status, Fault fault, std::string message,
                                    std::string hint) {
  Error error = fail(fault, std::move(message), std::move(hint)).error();
  Response response = server_.handler.refuse(status, error);
  keep_ = false;
  unread_ = true;
  Request request;
  request.method = "GET";
  write(request, response);
  return Head::refused;
}

Connection::Head Connection::read_head(Request& request) {
  std::size_t start = begin_;
  parser_.emplace(request.headers);
  bool first_byte = begin_ == end_;
  due = first_byte ? loop_.now() + server_.limits.idle_ms : loop_.now() + server_.limits.head_ms;
  while (true) {
    while (begin_ == start && begin_ < end_ &&
           (buffer_[begin_] == '\r' || buffer_[begin_] == '\n')) {
      start = ++begin_;  // RFC 9112 2.2: blank lines before a request are skipped
    }
    if (begin_ < end_) {
      parser_->window(buffer_.data(), buffer_.data() + buffer_.size());
      ErrorCode ec;
      begin_ += parser_->put(asio::buffer(buffer_.data() + begin_, end_ - begin_), ec);
      if (parser_->is_header_done()) break;
      if (ec && ec != http::error::need_more) {
        return refuse(400, Fault::bad_input,
                      "The request is not valid HTTP/1.1: " + ec.message() + ".",
                      "Check the request line and the headers.");
      }
    }
    if (end_ == buffer_.size()) {
      if (buffer_.size() >= server_.limits.head_max) {
        return refuse(431, Fault::too_large,
                      "The request's head is larger than " +
                          std::to_string(server_.limits.head_max) + " bytes.",
                      "Send fewer or shorter headers, and put inputs into the body.");
      }
      // Views into the old place are given up: the head is parsed again from its start.
      std::vector<char> larger(std::min(buffer_.size() * 2, server_.limits.head_max));
      std::memcpy(larger.data(), buffer_.data() + start, end_ - start);
      wipe(buffer_.data(), buffer_.size());
      buffer_ = std::move(larger);
      end_ -= start;
      begin_ = start = 0;
      request.headers.clear();
      parser_.emplace(request.headers);
      continue;
    }
    idle_ = first_byte;
    bool more = fill();
    idle_ = false;
    if (!more) return Head::closed;
    if (first_byte) {
      first_byte = false;
      due = loop_.now() + server_.limits.head_ms;
    }
  }
  due = kNever;
  head_end_ = begin_;
  request.method = parser_->method;
  request.target = parser_->target;
  request.peer = peer_;
  request.secure = wire_.tls() != nullptr;
  keep_ = parser_->keep_alive();
  body_read_ = 0;
  reading_ = Pace(server_.limits.stall_ms, server_.limits.rate_min);
  return judge_head(request);
}

// What Beast's parser lets pass and must not be served.
Connection::Head Connection::judge_head(Request& request) {
  if (request.headers.size() > server_.limits.fields_max) {
    return refuse(
        431, Fault::too_large,
        "The request has more than " + std::to_string(server_.limits.fields_max) + " headers.",
        "Send fewer headers.");
  }
  const Framing framing = framing_of(request.headers, parser_->version);
  if (framing == Framing::unknown_coding) {
    return refuse(501, Fault::bad_input, "Of transfer codings only `chunked` is known here.",
                  "Send the body with content-length, or chunked and nothing else.");
  }
  if (framing == Framing::ambiguous) {
    return refuse(400, Fault::bad_input, "The request says in two ways where its body ends.",
                  "Send one content-length, or one `transfer-encoding: chunked` with HTTP/1.1.");
  }
  const auto expect = request.headers.get("expect");
  continue_wanted_ = same_ignoring_case(expect, "100-continue");
  if (!expect.empty() && !continue_wanted_) {
    return refuse(417, Fault::bad_input, "Of expectations only `100-continue` is known here.",
                  "Leave the header `expect` out.");
  }
  std::size_t hosts = 0;
  for (const Header& header : request.headers) hosts += same_ignoring_case(header.name, "host");
  if (hosts != 1 && (parser_->version >= 11 || hosts > 1)) {
    return refuse(400, Fault::bad_input, "The request needs exactly one host header.",
                  "Send one `host`.");
  }
  const auto host = request.headers.get("host");
  if (hosts == 1 && (host.empty() || host.find_first_not_of(kHostSigns) != host.npos)) {
    return refuse(400, Fault::bad_input, "The host header holds no host.",
                  "Send `host: NAME` or `host: NAME:PORT`.");
  }
  if (!request.target.starts_with('/')) {
    return refuse(400, Fault::bad_input, "The request's target must be a path that begins with /.",
                  "Send `GET /path HTTP/1.1`.");
  }
  auto length = parser_->content_length();
  if (length && *length > server_.limits.body_max) {
    return refuse(413, Fault::too_large,
                  "The body is larger than " + std::to_string(server_.limits.body_max) + " bytes.",
                  "Send less at once.");
  }
  return Head::read;
}

// A body may carry a token: what the handler has dealt with is gone before it goes on.
void Connection::wipe_piece() {
  if (given_.empty()) return;
  wipe(const_cast<char*>(given_.data()), given_.size());
  given_ = {};
}

Result<std::string_view> Connection::next_piece() {
  wipe_piece();
  if (parser_->is_done()) return std::string_view{};
  if (continue_wanted_) {
    continue_wanted_ = false;
    if (begin_ == end_) {
      ErrorCode ec;
      std::string_view go = "HTTP/1.1 100 Continue\r\n\r\n";
      wire_.write_all({&go, 1}, ec);
    }
  }
  while (true) {
    if (begin_ < end_) {
      char* from = relay_ ? relay_.get() : buffer_.data();
      parser_->piece = {};
      ErrorCode ec;
      std::size_t used = parser_->put(asio::buffer(from + begin_, end_ - begin_), ec);
      begin_ += used;
      if (ec && ec != http::error::need_more) {
        keep_ = false;
        return fail(Fault::bad_input, "The request's body is not valid: " + ec.message() + ".",
                    "Check its chunks.");
      }
      body_read_ += parser_->piece.size();
      if (body_read_ > server_.limits.body_max) {
        keep_ = false;
        return fail(
            Fault::too_large,
            "The body is larger than " + std::to_string(server_.limits.body_max) + " bytes.",
            "Send less at once.");
      }
      if (!parser_->piece.empty()) return given_ = parser_->piece;
      if (parser_->is_done()) return std::string_view{};
      if (used > 0) continue;
    }
    // The head stays where it is; what was read of the body makes room, and leaves no copy behind.
    std::size_t floor = relay_ ? 0 : head_end_;
    char* base = relay_ ? relay_.get() : buffer_.data();
    const std::size_t old_end = end_;
    std::memmove(base + floor, base + begin_, end_ - begin_);
    end_ = floor + (end_ - begin_);
    begin_ = floor;
    wipe(base + end_, old_end - end_);
    if (!relay_ && (buffer_.size() - end_ < 1024 || parser_->content_length_remaining().value_or(
                                                        kRelayBytes) > buffer_.size() - end_)) {
      relay_ = loop_.take_buffer();
      relay_used_ = end_ - begin_;
      if (end_ - begin_ > 0) std::memcpy(relay_.get(), buffer_.data() + begin_, end_ - begin_);
      wipe(buffer_.data() + begin_, end_ - begin_);
      end_ -= begin_;
      begin_ = 0;
    }
    if (relay_ && end_ == kRelayBytes) {
      keep_ = false;
      return fail(Fault::bad_input, "A chunk's head is too long.",
                  "Send chunks without extensions.");
    }
    const std::size_t had = end_;
    due = reading_.begin(loop_.now());
    bool more = fill();
    reading_.end(loop_.now(), end_ - had);
    due = kNever;
    if (!more) {
      keep_ = false;
      return fail(expired_ ? Fault::too_slow : Fault::bad_input, "The request's body ended early.",
                  "Send it whole.");
    }
  }
}

// Reads what the handler left of the body, so that the next request can begin.
bool Connection::drain() {
  std::uint64_t drained = 0;
  wipe_piece();
  while (!parser_->is_done()) {
    if (continue_wanted_) return false;  // the client may or may not send it: nobody can tell
    auto piece = next_piece();
    if (!piece) return false;
    drained += piece->size();
    if (drained > kDrainMax) return false;
  }
  std::size_t left = end_ - begin_;
  if (left > buffer_.size()) {
    // Only a relay holds so much. The old buffer held a head, and a key in it.
    wipe(buffer_.data(), buffer_.size());
    buffer_.assign(std::max(left, server_.limits.head_max), 0);
    buffer_used_ = 0;
  }
  if (left > 0)
    std::memmove(buffer_.data(), (relay_ ? relay_.get() : buffer_.data()) + begin_, left);
  if (buffer_used_ > left) wipe(buffer_.data() + left, buffer_used_ - left);
  buffer_used_ = left;
  if (relay_) give_relay();
  begin_ = 0;
  end_ = left;
  head_end_ = 0;
  return true;
}

Response Connection::handled(Request& request) {
  try {
    return server_.handler.handle(request);
  } catch (const std::exception& problem) {
    server_.log.error("bug", {{"what", std::string_view(problem.what())}});
    keep_ = false;
    unread_ = true;
    return server_.handler.refuse(
        500, fail(Fault::bug, "figlink made a mistake.", "The log has the story.").error());
  }
}

Result<std::string_view> Connection::pull(Source& source) {
  try {
    return source.next();
  } catch (const std::exception& problem) {
    server_.log.error("bug", {{"what", std::string_view(problem.what())}});
    return fail(Fault::bug, "figlink made a mistake.", "The log has the story.");
  }
}

// The last words must arrive: closing with bytes unread would take them back (RFC 9112 9.6), and
// TLS has an end of its own.
void Connection::part() {
  due = loop_.now() + kPartingMs;
  wire_.farewell();
  if (!unread_ || wire_.tls()) return;
  ErrorCode ec;
  wire_.socket().shutdown(Socket::shutdown_send, ec);
  for (std::uint64_t dropped = 0; !ec && dropped < kDrainMax;) {
    const std::size_t got = wire_.read_some(buffer_.data(), buffer_.size(), ec);
    buffer_used_ = std::max(buffer_used_, got);
    if (got == 0) return;
    dropped += got;
  }
}

bool Connection::serve_one() {
  Request request;
  if (must_stop() && begin_ == end_) return false;
  if (read_head(request) != Head::read) return false;
  if (!parser_->is_done()) request.body.source = std::make_unique<RequestBody>(*this);
  sent_ = false;
  Response response = handled(request);
  if (must_stop()) keep_ = false;
  if (!parser_->is_done() && continue_wanted_) keep_ = false;
  if (!write(request, response)) {
    cut_ = true;
    return false;
  }
  response = {};
  if (!parser_->is_done()) unread_ = true;
  if (!keep_ || !drain()) return false;
  unread_ = false;
  return true;
}

void Connection::write_head(const Request& request, const Response& response,
                            std::optional<std::uint64_t> length, bool chunked) {
  out_.clear();
  out_ += "HTTP/1.1 ";
  append_number(out_, static_cast<std::uint64_t>(response.status));
  out_ += ' ';
  out_ += reason(response.status);
  out_ += "\r\ndate: ";
  out_ += loop_.http_date();
  out_ += "\r\n";
  for (const Header& header : response.headers) {
    out_ += header.name;
    out_ += ": ";
    out_ += header.value;
    out_ += "\r\n";
  }
  if (length) {
    out_ += "content-length: ";
    append_number(out_, *length);
    out_ += "\r\n";
  } else if (chunked) {
    out_ += "transfer-encoding: chunked\r\n";
  }
  bool old = parser_ && parser_->is_header_done() && parser_->version < 11;
  if (!keep_) {
    out_ += "connection: close\r\n";
  } else if (old) {
    out_ += "connection: keep-alive\r\n";
  }
  out_ += "\r\n";
  (void)request;
}

bool Connection::flush(std::string_view more, std::string_view end) {
  std::string_view pieces[] = {out_, more, end};
  Pace writing(server_.limits.stall_ms, server_.limits.rate_min);
  due = writing.begin(loop_.now());
  writing_ = &writing;
  ErrorCode ec;
  wire_.write_all(pieces, ec, nullptr, [&](std::size_t moved) {
    queued_ = wire_.queued();
    due = writing.moved(loop_.now(), moved);
  });
  writing_ = nullptr;
  due = kNever;
  sent_ = true;
  out_.clear();
  return !ec;
}

bool Connection::write(Request& request, Response& response) {
  bool never_has_body = response.status == 204 || response.status == 304;
  std::optional<std::uint64_t> length;
  if (!response.body.source) {
    length = response.body.text.size();
  } else {
    length = response.body.source->left();
  }
  bool old = parser_ && parser_->is_header_done() && parser_->version < 11;
  bool chunked = !length && !old;
  if (!length && old) keep_ = false;
  if (never_has_body) length = std::nullopt, chunked = false;
  write_head(request, response, length, chunked);
  if (never_has_body || request.method == "HEAD") return flush();
  if (response.body.source) {
    // The first piece is pulled before the head leaves: a source that fails at once still becomes a
    // proper answer.
    return write_body(*response.body.source, chunked);
  }
  std::string_view text = response.body.text;
  if (text.size() <= kGatherMax) {
    out_ += text;
    return flush();
  }
  return flush(text);
}

bool Connection::write_body(Source& source, bool chunked) {
  std::size_t head_size = out_.size();
  bool gathering = !source.eager();
  std::string held;
  if (source.eager() && !flush()) return false;
  while (true) {
    Result<std::string_view> piece = pull(source);
    if (!piece) {
      keep_ = false;
      if (sent_) return false;  // half an answer is out: cutting the stream is the only way to tell
      Response response =
          server_.handler.refuse(facts(piece.error().fault).http_status, piece.error());
      Request request;
      request.method = "GET";
      return write(request, response);
    }
    if (piece->empty()) break;
    if (chunked) {
      if (gathering && held.size() + piece->size() <= kGatherMax) {
        held += *piece;
        continue;
      }
      gathering = false;
      append_number(out_, held.size() + piece->size(), 16);
      out_ += "\r\n";
      out_ += held;
      held.clear();
      if (!flush(*piece, "\r\n")) return false;
    } else if (!source.eager() && out_.size() + piece->size() <= kGatherMax) {
      out_ += *piece;
    } else if (!flush(*piece)) {
      return false;
    }
  }
  if (chunked && gathering) {
    // It was small after all: give it a length instead of chunks.
    std::string length = "content-length: ";
    append_number(length, held.size());
    std::size_t at = out_.find("transfer-encoding: chunked");
    if (at != std::string::npos && at < head_size) out_.replace(at, 26, length);
    out_ += held;
  } else if (chunked) {
    out_ += "0\r\n\r\n";
  }
  return out_.empty() || flush();
}

// Ends the connection of this loop that idles longest. False when none does.
bool make_room(Loop& loop) {
  Timed* longest = nullptr;
  for (Timed* each : loop.timed) {
    if (each->idles() && (longest == nullptr || each->due < longest->due)) longest = each;
  }
  if (longest == nullptr) return false;
  longest->due = kNever;
  longest->expire();
  return true;
}

void accept_loop(Server::Hidden& server, Loop& loop, Acceptor& acceptor) {
  LoopFiber& fiber = LoopFiber::here();
  while (!server.stopping) {
    Socket socket(loop.io);
    ErrorCode ec;
    fiber.wait([&](Yield& yield) { acceptor.async_accept(socket, yield[ec]); });
    if (server.stopping || ec == asio::error::operation_aborted ||
        ec == asio::error::bad_descriptor)
      return;
    if (ec) {
      server.complain(loop.now(), "the system gave no connection", ec.message());
      if (!make_room(loop)) Loops::sleep_ms(kAcceptPauseMs);
      continue;
    }
    if (server.connections >= server.limits.connections_max) {
      server.complain(loop.now(), "too many connections", "none idles longer than another");
      if (!make_room(loop)) continue;  // the socket closes
    }
    auto connection = std::make_shared<Connection>(server, loop, std::move(socket));
    start_fiber(loop, [connection] { connection->serve(); });
  }
}

Result<asio::ip::tcp::endpoint> endpoint_of(const std::string& address) {
  auto colon = address.rfind(':');
  auto wrong = [&] {
    return fail(Fault::bad_input, "\"" + address + "\" is not an address to listen on.",
                "Give it as 127.0.0.1:8080, 0.0.0.0:8080 or [::1]:8080; port 0 takes a free one.");
  };
  if (colon == std::string::npos) return wrong();
  std::string host = address.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host == "localhost") host = "127.0.0.1";
  ErrorCode ec;
  auto ip = asio::ip::make_address(host, ec);
  std::uint16_t port = 0;
  const char* to = address.data() + address.size();
  auto [end, bad] = std::from_chars(address.data() + colon + 1, to, port);
  if (ec || bad != std::errc{} || end != to) return wrong();
  return asio::ip::tcp::endpoint(ip, port);
}

Result<std::unique_ptr<asio::ssl::context>> tls_context(const TlsFiles& files) {
  auto context = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_server);
  ErrorCode ec;
  context->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                           asio::ssl::context::no_tlsv1_1 | SSL_OP_CLEANSE_PLAINTEXT,
                       ec);
  context->use_certificate_chain_file(files.certificate, ec);
  if (ec) {
    return fail(
        Fault::bad_input,
        "The TLS certificate " + files.certificate + " cannot be used: " + ec.message() + ".",
        "Give --tls-cert a PEM file with the certificate and its chain.");
  }
  bool is_encrypted = false;
  context->set_password_callback(
      [&](std::size_t, asio::ssl::context::password_purpose) {
        is_encrypted = true;  // nobody is asked: a server starts without a terminal
        return std::string();
      },
      ec);
  context->use_private_key_file(files.key, asio::ssl::context::pem, ec);
  if (ec) {
    const std::string why = is_encrypted ? "it is encrypted" : ec.message();
    return fail(Fault::bad_input, "The TLS key " + files.key + " cannot be used: " + why + ".",
                is_encrypted
                    ? "Write it without a pass phrase (openssl pkey -in KEY -out PLAIN), readable "
                      "by figlink's user alone."
                    : "Give --tls-key the PEM file of the key that belongs to the certificate.");
  }
  context->set_password_callback(
      [](std::size_t, asio::ssl::context::password_purpose) { return std::string(); }, ec);
  return context;
}

}  // namespace

Server::Server(Loops& loops, Handler& handler, const Clock& clock, Log& log, ServerLimits limits)
    : hidden_(new Hidden{.loops = loops,
                         .handler = handler,
                         .clock = clock,
                         .log = log,
                         .limits = limits,
                         .tls = {},
                         .acceptors = {}}) {}

Server::~Server() = default;

Result<std::uint16_t> Server::listen(const std::string& address, const TlsFiles* tls) {
  auto endpoint = endpoint_of(address);
  if (!endpoint) return pass(endpoint);
  if (tls) {
    auto context = tls_context(*tls);
    if (!context) return pass(context);
    hidden_->tls = std::move(*context);
  }
  std::vector<std::unique_ptr<Acceptor>> bound;
  for (std::size_t i = 0; i < hidden_->loops.count(); ++i) {
    Loop& loop = *hidden_->loops.hidden().loops[i];
    auto acceptor = std::make_unique<Acceptor>(loop.io);
    ErrorCode ec;
    acceptor->open(endpoint->protocol(), ec);
    if (!ec) acceptor->set_option(asio::socket_base::reuse_address(true), ec);
    // Loops of this process share the port. The first one binds without sharing, so that a second
    // process is refused.
    int on = 1;
    if (!ec && i > 0)
      ::setsockopt(acceptor->native_handle(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
    if (!ec) acceptor->bind(*endpoint, ec);
    if (!ec && i == 0)
      ::setsockopt(acceptor->native_handle(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
    if (!ec) acceptor->listen(asio::socket_base::max_listen_connections, ec);
    if (ec) {
      return fail(Fault::bad_input, "Cannot listen on " + address + ": " + ec.message() + ".",
                  "Choose another --listen address or stop what uses it.");
    }
    endpoint->port(acceptor->local_endpoint().port());
    bound.push_back(std::move(acceptor));
  }
  // Only now that all of them have their place: half a listener is none.
  for (std::size_t i = 0; i < bound.size(); ++i) {
    Loop& loop = *hidden_->loops.hidden().loops[i];
    Acceptor& mine = *hidden_->acceptors.emplace_back(std::move(bound[i]));
    hidden_->loops.spawn_on(i,
                            [hidden = hidden_, &loop, &mine] { accept_loop(*hidden, loop, mine); });
  }
  return endpoint->port();
}

bool Server::stop() {
  hidden_->stopping = true;
  for (std::size_t i = 0; i < hidden_->acceptors.size(); ++i) {
    Acceptor& acceptor = *hidden_->acceptors[i];
    asio::post(acceptor.get_executor(), [&acceptor] {
      ErrorCode ignored;
      acceptor.close(ignored);
    });
  }
  for (auto& loop : hidden_->loops.hidden().loops) {
    asio::post(loop->io, [&loop] {
      for (Timed* each : loop->timed) each->stopping();
    });
  }
  if (is_empty_within(hidden_->limits.drain_ms)) return true;
  hidden_->log.warning("requests_cut",
                       {{"connections", static_cast<std::int64_t>(hidden_->connections.load())}});
  hidden_->loops.cut_all();
  return is_empty_within(hidden_->limits.unwind_ms);
}

bool Server::is_empty_within(std::int64_t wait_ms) const {
  constexpr std::int64_t kLookMs = 10;
  for (std::int64_t waited = 0; hidden_->connections > 0 && waited < wait_ms; waited += kLookMs) {
    Loops::sleep_ms(kLookMs);
  }
  return hidden_->connections == 0;
}

std::size_t Server::connections() const { return hidden_->connections; }

}  // namespace figlink
