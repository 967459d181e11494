#include "net/client.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "base/secret.h"
#include "base/text.h"
#include "net/head_parser.h"
#include "net/loop.h"

namespace figlink {
namespace {

using Resolver = asio::ip::basic_resolver<asio::ip::tcp, Executor>;
using Parser = HeadParser<false>;

std::unexpected<Error> broken(const Origin& origin, std::string_view what) {
  return fail(Fault::figma_broken, origin.host + " " + std::string(what) + ".",
              "Try again in a moment.");
}
std::unexpected<Error> slow(const Origin& origin, std::string_view what) {
  return fail(Fault::too_slow, origin.host + " " + std::string(what) + ".",
              "Ask for less, or try again later.");
}

// Whether the system refuses this process another descriptor. A resolver does not say so plainly.
bool out_of_descriptors() {
  const int probe = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (probe < 0) return errno == EMFILE || errno == ENFILE;
  ::close(probe);
  return false;
}

// A host that we could not even try to reach is not to blame.
std::unexpected<Error> unreached(const Origin& origin, std::string_view what,
                                 const ErrorCode& why) {
  if (!out_of_descriptors()) return broken(origin, std::string(what) + ": " + why.message());
  return fail(Fault::busy, "figlink has no descriptor left for one more connection.",
              "Try again in a moment; the operator can raise the limit of open files.");
}

// Whether an address is one that anybody on the public network would reach (RFC 6890). What an IPv6
// address carries of IPv4 is judged as that.
bool is_public(const asio::ip::address_v4& address) {
  struct Block {
    std::uint32_t base;
    int bits;
  };
  constexpr Block kClosed[] = {
      {0x00000000, 8},   // this network
      {0x0a000000, 8},   // private
      {0x64400000, 10},  // carriers' own
      {0x7f000000, 8},   // loopback
      {0xa9fe0000, 16},  // link-local, clouds' metadata among it
      {0xac100000, 12},  // private
      {0xc0000000, 24},  // protocols
      {0xc0000200, 24},  // documentation
      {0xc0586300, 24},  // 6to4 relays
      {0xc0a80000, 16},  // private
      {0xc6120000, 15},  // benchmarks
      {0xc6336400, 24},  // documentation
      {0xcb007100, 24},  // documentation
      {0xe0000000, 3},   // multicast, reserved, broadcast
  };
  const std::uint32_t bits = address.to_uint();
  for (const Block& block : kClosed) {
    if ((bits ^ block.base) >> (32 - block.bits) == 0) return false;
  }
  return true;
}

bool is_public(const asio::ip::address& address) {
  if (address.is_v4()) return is_public(address.to_v4());
  const auto v6 = address.to_v6();
  const auto bytes = v6.to_bytes();
  if (v6.is_v4_mapped()) return is_public(asio::ip::make_address_v4(asio::ip::v4_mapped, v6));
  // 2000::/3 is what is given out; of it documentation and the ways through IPv4 lead elsewhere.
  if (bytes[0] >> 5 != 1) return false;
  const bool is_documentation =
      bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0x0d && bytes[3] == 0xb8;
  const bool is_protocol = bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] < 2;  // Teredo among it
  const bool is_6to4 = bytes[0] == 0x20 && bytes[1] == 0x02;
  return !is_documentation && !is_protocol && !is_6to4;
}

std::unexpected<Error> not_public(const Origin& origin) {
  return fail(Fault::forbidden,
              origin.host + " leads to an address that is not of the public network.",
              "figlink does not connect to such an address on the word of an answer.");
}

// A name being found. The system's resolver cannot be called back once it has begun, so who waits
// may leave, and what comes later falls on the floor.
struct Lookup {
  // Once: a fiber remembers a second call and would not stop where it waits next.
  void wake() {
    if (waiter) std::exchange(waiter, nullptr)->unpark();
  }
  LoopFiber* waiter = nullptr;
  ErrorCode ec;
  Resolver::results_type found;
};

// One connection to an origin. Used by one fiber at a time; closes itself when its deadline passes.
class Link final : public Timed {
 public:
  Link(Loop& loop) : Timed(loop), loop_(loop), wire_(Socket(loop.io)) {}
  void expire() override {
    expired = true;
    wire_.close();
    if (lookup != nullptr) lookup->wake();
  }
  void allow(std::int64_t ms, SteadyMs deadline) { until(loop_.now() + ms, deadline); }
  void until(SteadyMs then, SteadyMs deadline) {
    due = deadline != 0 && deadline < then ? deadline : then;
  }
  // Whether the other side still holds the line: nothing to read and not closed.
  bool alive() {
    if (expired || !wire_.socket().is_open()) return false;
    char byte;
    ssize_t got = ::recv(wire_.socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
  }
  Loop& loop() { return loop_; }
  Wire& wire() { return wire_; }

  bool expired = false;
  Lookup* lookup = nullptr;  // while its name is sought
  bool used = false;         // has carried an answer before

 private:
  Loop& loop_;
  Wire wire_;
};

struct Pool1 {  // connections of one loop to one origin
  std::string host;
  std::uint16_t port = 0;
  bool secure = false;
  std::vector<std::unique_ptr<Link>> idle;
  std::size_t open = 0;
};

struct Shared {
  // Made at the first TLS connection: reading the system's roots costs more than the rest of the
  // start.
  asio::ssl::context& tls() {
    std::call_once(tls_once, [this] {
      tls_context.emplace(asio::ssl::context::tls_client);
      ErrorCode ec;
      tls_context->set_default_verify_paths(ec);
      if (!ca_file.empty()) tls_context->load_verify_file(ca_file, ec);
      tls_context->set_verify_mode(asio::ssl::verify_peer, ec);
      tls_context->set_options(
          asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1 | SSL_OP_CLEANSE_PLAINTEXT,
          ec);
    });
    return *tls_context;
  }
  ClientLimits limits;
  std::string ca_file;
  std::once_flag tls_once;
  std::optional<asio::ssl::context> tls_context;
  std::vector<std::vector<std::unique_ptr<Pool1>>> pools;  // by loop

  Pool1& pool(Loop& loop, const Origin& origin) {
    auto& all = pools[loop.index];
    for (auto& each : all) {
      if (each->port == origin.port && each->secure == origin.secure && each->host == origin.host)
        return *each;
    }
    all.push_back(std::make_unique<Pool1>());
    all.back()->host = origin.host;
    all.back()->port = origin.port;
    all.back()->secure = origin.secure;
    return *all.back();
  }
};

// Waits until the name is found or the link has expired.
std::shared_ptr<Lookup> look_up(Link& link, const Origin& origin) {
  LoopFiber& fiber = LoopFiber::here();
  auto lookup = std::make_shared<Lookup>();
  Resolver resolver(link.loop().io);
  resolver.async_resolve(origin.host, std::to_string(origin.port),
                         [lookup](const ErrorCode& ec, Resolver::results_type found) {
                           lookup->ec = ec;
                           lookup->found = std::move(found);
                           lookup->wake();
                         });
  lookup->waiter = &fiber;
  link.lookup = lookup.get();
  fiber.park();
  link.lookup = nullptr;
  return lookup;
}

// A connection on loan. Goes back to its pool with keep(), or is closed.
class Loan {
 public:
  Loan(std::shared_ptr<Shared> shared, Pool1& pool, std::unique_ptr<Link> link)
      : shared_(std::move(shared)), pool_(&pool), link_(std::move(link)) {}
  Loan(Loan&& other) noexcept = default;
  Loan& operator=(Loan&&) = delete;
  ~Loan() { drop(); }
  explicit operator bool() const { return link_ != nullptr; }
  Link& operator*() { return *link_; }
  Link* operator->() { return link_.get(); }
  void drop() {
    if (!link_) return;
    link_->wire().close();
    link_.reset();
    --pool_->open;
  }
  void keep() {
    if (!link_ || pool_->idle.size() >= shared_->limits.idle_max) return drop();
    link_->used = true;
    link_->due = link_->loop().now() + shared_->limits.idle_ms;
    pool_->idle.push_back(std::move(link_));
  }

 private:
  std::shared_ptr<Shared> shared_;
  Pool1* pool_;
  std::unique_ptr<Link> link_;
};

// The body of an answer. Its buffer also holds the head, so the views in the Response's headers
// live as long as it.
class AnswerBody final : public Source {
 public:
  AnswerBody(Loan loan, std::string host, ClientLimits limits, SteadyMs deadline)
      : loan_(std::move(loan)),
        loop_(loan_->loop()),
        host_(std::move(host)),
        limits_(limits),
        deadline_(deadline),
        pace_(limits.stall_ms, limits.rate_min),
        buffer_(loop_.take_buffer()) {}
  ~AnswerBody() override {
    loan_.drop();
    loop_.give_buffer(std::move(buffer_));
  }

  // Reads the head. false: nothing came and the line was closed.
  Result<bool> read_head(Headers& headers, bool head_only) {
    Link& link = *loan_;
    link.allow(limits_.answer_ms, deadline_);
    parser_.emplace(headers);
    parser_->bodiless = head_only;
    while (true) {
      if (begin_ < end_) {
        parser_->window(buffer_.get(), buffer_.get() + kRelayBytes);
        ErrorCode ec;
        begin_ += parser_->put(asio::buffer(buffer_.get() + begin_, end_ - begin_), ec);
        if (parser_->is_header_done()) {
          if (parser_->status >= 200) break;
          headers.clear();  // 100 Continue and its like
          parser_.emplace(headers);
          parser_->bodiless = head_only;
          continue;
        }
        if (ec && ec != http::error::need_more)
          return trouble("answered with something that is not HTTP");
      }
      if (end_ >= std::min(limits_.head_max, kRelayBytes))
        return trouble("answered with too large a head");
      ErrorCode ec;
      std::size_t got = link.wire().read_some(buffer_.get() + end_, kRelayBytes - end_, ec);
      end_ += got;
      if (ec || got == 0) {
        if (link.expired) return late("did not answer in time");
        if (end_ == 0) return false;
        return trouble("ended the connection in the middle of its answer");
      }
    }
    head_end_ = begin_;
    link.due = kNever;
    if (framing_of(headers, parser_->version) != Framing::clear)
      return trouble("says in no clear way where its answer ends");
    if (parser_->is_done()) finish();
    return true;
  }
  int status() const { return parser_->status; }

  Result<std::string_view> next() override {
    while (!done_) {
      if (begin_ < end_) {
        parser_->piece = {};
        ErrorCode ec;
        std::size_t used = parser_->put(asio::buffer(buffer_.get() + begin_, end_ - begin_), ec);
        begin_ += used;
        if (ec && ec != http::error::need_more)
          return trouble_piece("sent a body that is not valid HTTP");
        std::string_view piece = parser_->piece;
        if (parser_->is_done()) finish();
        if (!piece.empty()) return piece;
        if (used > 0) continue;
      }
      if (begin_ == end_) {
        begin_ = end_ = head_end_;
      } else if (end_ == kRelayBytes) {
        if (begin_ == head_end_) return trouble_piece("sent too long a chunk head");
        std::memmove(buffer_.get() + head_end_, buffer_.get() + begin_, end_ - begin_);
        end_ = head_end_ + (end_ - begin_);
        begin_ = head_end_;
      }
      Link& link = *loan_;
      link.until(pace_.begin(link.loop().now()), deadline_);
      ErrorCode ec;
      std::size_t got = link.wire().read_some(buffer_.get() + end_, kRelayBytes - end_, ec);
      pace_.end(link.loop().now(), got);
      end_ += got;
      link.due = kNever;
      if (got > 0) continue;
      if (link.expired) {
        loan_.drop();
        done_ = true;
        return slow_error("stopped in the middle of its answer");
      }
      ErrorCode end;
      parser_->put_eof(end);
      if (!end && parser_->is_done() && ec == asio::error::eof) {
        loan_.drop();
        done_ = true;
        break;
      }
      return trouble_piece("ended the connection in the middle of its answer");
    }
    return std::string_view{};
  }
  std::optional<std::uint64_t> left() const override {
    if (done_) return 0;
    return to_std(parser_->content_length_remaining());
  }
  bool ready() const override { return done_ || begin_ < end_; }

 private:
  void finish() {
    done_ = true;
    if (parser_->keep_alive() && begin_ == end_) {
      loan_.keep();
    } else {
      loan_.drop();
    }
  }
  Result<bool> trouble(std::string_view what) {
    return fail(Fault::figma_broken, host_ + " " + std::string(what) + ".",
                "Try again in a moment.");
  }
  Result<bool> late(std::string_view what) {
    return fail(Fault::too_slow, host_ + " " + std::string(what) + ".",
                "Ask for less, or try again later.");
  }
  std::unexpected<Error> slow_error(std::string_view what) {
    return fail(Fault::too_slow, host_ + " " + std::string(what) + ".",
                "Ask for less, or try again later.");
  }
  std::unexpected<Error> trouble_piece(std::string_view what) {
    loan_.drop();
    done_ = true;
    return fail(Fault::figma_broken, host_ + " " + std::string(what) + ".",
                "Try again in a moment.");
  }

  Loan loan_;
  Loop& loop_;
  std::string host_;
  ClientLimits limits_;
  SteadyMs deadline_;
  Pace pace_;  // of the body; a reader that takes its time is not counted
  std::unique_ptr<char[]> buffer_;
  std::size_t head_end_ = 0, begin_ = 0, end_ = 0;
  std::optional<Parser> parser_;
  bool done_ = false;
};

class Client final : public Transport {
 public:
  Client(Loops& loops, const Clock& clock, ClientLimits limits, const ClientTls& tls)
      : clock_(clock), shared_(std::make_shared<Shared>()) {
    shared_->limits = limits;
    shared_->ca_file = tls.ca_file;
    shared_->pools.resize(loops.count());
  }

  Result<Response> send(const Origin& origin, Request& request, bool* unsent) override;

 private:
  Result<Loan> take(const Origin& origin, Pool1& pool, bool fresh, SteadyMs deadline);
  Result<void> connect(Link& link, const Origin& origin, SteadyMs deadline);
  static Result<void> write_request(Link& link, const Origin& origin, Request& request,
                                    const ClientLimits& limits, std::size_t& sent);

  const Clock& clock_;
  std::shared_ptr<Shared> shared_;
};

Result<Loan> Client::take(const Origin& origin, Pool1& pool, bool fresh, SteadyMs deadline) {
  while (!fresh && !pool.idle.empty()) {
    std::unique_ptr<Link> link = std::move(pool.idle.back());
    pool.idle.pop_back();
    link->due = kNever;
    if (link->expired || !link->alive()) {
      --pool.open;
      continue;
    }
    return Loan(shared_, pool, std::move(link));
  }
  if (pool.open >= shared_->limits.open_max) {
    return fail(Fault::busy, "Too many calls to " + origin.host + " are under way.",
                "Try again in a moment.");
  }
  ++pool.open;
  Loan loan(shared_, pool, std::make_unique<Link>(LoopFiber::here().loop()));
  auto connected = connect(*loan, origin, deadline);
  if (!connected) return pass(connected);
  return loan;
}

Result<void> Client::connect(Link& link, const Origin& origin, SteadyMs deadline) {
  LoopFiber& fiber = LoopFiber::here();
  link.allow(shared_->limits.connect_ms, deadline);
  ErrorCode ec;
  auto literal = asio::ip::make_address(origin.host, ec);
  Socket& socket = link.wire().socket();
  if (!ec) {
    if (shared_->limits.public_only && !is_public(literal)) return not_public(origin);
    fiber.wait([&](Yield& yield) { socket.async_connect({literal, origin.port}, yield[ec]); });
  } else {
    auto lookup = look_up(link, origin);
    // A look-up that came back late must not open the socket that was closed meanwhile.
    if (link.expired) return slow(origin, "is not found in time");
    ec = lookup->ec;
    if (ec) return unreached(origin, "cannot be found", ec);
    const bool all_public = std::ranges::all_of(
        lookup->found, [](const auto& entry) { return is_public(entry.endpoint().address()); });
    if (shared_->limits.public_only && !all_public) return not_public(origin);
    fiber.wait([&](Yield& yield) { asio::async_connect(socket, lookup->found, yield[ec]); });
  }
  if (link.expired) return slow(origin, "does not accept connections in time");
  if (ec) return unreached(origin, "cannot be reached", ec);
  ErrorCode ignored;
  socket.set_option(asio::ip::tcp::no_delay(true), ignored);
  if (origin.secure) {
    link.wire().use_tls(shared_->tls());
    auto& tls = *link.wire().tls();
    SSL_set_tlsext_host_name(tls.native_handle(), origin.host.c_str());
    tls.set_verify_callback(asio::ssl::host_name_verification(origin.host));
    fiber.wait(
        [&](Yield& yield) { tls.async_handshake(asio::ssl::stream_base::client, yield[ec]); });
    if (link.expired) return slow(origin, "does not finish the TLS handshake in time");
    if (ec) return broken(origin, "cannot be trusted, its TLS failed: " + ec.message());
  }
  link.due = kNever;
  return {};
}

// The head of a request as it goes out.
class Head {
 public:
  Head(const Origin& origin, const Request& request) : text_(room_for(origin, request)) {
    put(request.method);
    put(" ");
    put(origin.prefix);
    put(request.target);
    put(" HTTP/1.1\r\n");
    add("host", origin.host_header());
    for (const Header& header : request.headers) add(header.name, header.value);
  }
  void add(std::string_view name, std::string_view value) {
    put(name);
    put(": ");
    put(value);
    put("\r\n");
  }
  void end() { put("\r\n"); }
  std::string_view text() const { return text_.expose().substr(0, used_); }

  static std::size_t room_for(const Origin& origin, const Request& request) {
    std::size_t room = 256 + origin.prefix.size() + origin.host.size() + request.target.size();
    for (const Header& header : request.headers)
      room += header.name.size() + header.value.size() + 4;
    return room;
  }

 private:
  void put(std::string_view part) {
    std::memcpy(text_.writable().data() + used_, part.data(), part.size());
    used_ += part.size();
  }
  Secret text_;
  std::size_t used_ = 0;
};

Result<void> Client::write_request(Link& link, const Origin& origin, Request& request,
                                   const ClientLimits& limits, std::size_t& sent) {
  // In locked memory, because the token is in it.
  Head head(origin, request);
  std::optional<std::uint64_t> length;
  if (request.body.source) {
    length = request.body.source->left();
  } else if (!request.body.text.empty() || request.method != "GET") {
    length = request.body.text.size();
  }
  bool chunked = request.body.source && !length;
  if (length) head.add("content-length", std::to_string(*length));
  if (chunked) head.add("transfer-encoding", "chunked");
  head.end();
  Pace pace(limits.stall_ms, limits.rate_min);
  link.until(pace.begin(link.loop().now()), request.deadline);
  auto progress = [&](std::size_t moved) {
    link.until(pace.moved(link.loop().now(), moved), request.deadline);
  };
  ErrorCode ec;
  std::string_view pieces[] = {head.text(), request.body.text};
  link.wire().write_all(pieces, ec, &sent, std::ref(progress));
  while (!ec && request.body.source) {
    auto piece = request.body.source->next();
    if (!piece) return pass(piece);
    link.until(pace.begin(link.loop().now()), request.deadline);
    if (chunked) {
      char size[20];
      auto [end, bad] = std::to_chars(size, size + sizeof size, piece->size(), 16);
      std::string_view parts[] = {
          {size, static_cast<std::size_t>(end - size)}, "\r\n", *piece, "\r\n"};
      link.wire().write_all(parts, ec, &sent, std::ref(progress));
    } else if (!piece->empty()) {
      link.wire().write_all({&*piece, 1}, ec, &sent, std::ref(progress));
    }
    if (piece->empty()) break;
  }
  link.due = kNever;
  if (link.expired) return slow(origin, "does not take the request in time");
  if (ec)
    return broken(origin, "closed the connection while the request was sent: " + ec.message());
  return {};
}

Result<Response> Client::send(const Origin& origin, Request& request, bool* unsent) {
  if (unsent) *unsent = true;
  if (Head::room_for(origin, request) > kSecretMax) {
    return fail(Fault::too_large, "The request's head is longer than any server takes.",
                "Ask for fewer ids at once.");
  }
  Pool1& pool = shared_->pool(LoopFiber::here().loop(), origin);
  // A kept connection may have died unseen: one fresh one is tried when none of the request was
  // sent. What was sent may have been counted, so it is not for us to send it again.
  for (bool fresh : {false, true}) {
    auto loan = take(origin, pool, fresh, request.deadline);
    if (!loan) return pass(loan);
    bool was_used = (*loan)->used;
    bool may_repeat = was_used && !fresh && !request.body.source;
    std::size_t sent = 0;
    auto written = write_request(**loan, origin, request, shared_->limits, sent);
    if (!written) {
      if (may_repeat && sent == 0) continue;
      if (unsent) *unsent = sent == 0;
      return pass(written);
    }
    if (unsent) *unsent = false;
    Response response;
    auto body = std::make_unique<AnswerBody>(std::move(*loan), origin.host, shared_->limits,
                                             request.deadline);
    auto got = body->read_head(response.headers, request.method == "HEAD");
    if (!got) return pass(got);
    if (!*got) return broken(origin, "closed the connection without an answer");
    response.status = body->status();
    response.body.source = std::move(body);
    return response;
  }
  return broken(origin, "closed the connection without an answer");
}

}  // namespace

Result<void> check_ca_file(const std::string& path) {
  asio::ssl::context context(asio::ssl::context::tls_client);
  ErrorCode ec;
  context.load_verify_file(path, ec);
  if (!ec) return {};
  return fail(Fault::bad_input,
              "The root certificates " + path + " cannot be used: " + ec.message() + ".",
              "Give --figma-ca a PEM file of certificates.");
}

std::unique_ptr<Transport> make_client(Loops& loops, const Clock& clock, ClientLimits limits,
                                       ClientTls tls) {
  return std::make_unique<Client>(loops, clock, limits, tls);
}

}  // namespace figlink
