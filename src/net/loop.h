// Loop: what loops.cpp, server.cpp and client.cpp share of Asio. Nobody else includes it.
//
// A Loop is one io_context that one thread runs, with a coarse tick: a deadline is a number that
// the tick compares, so setting one costs no system call. A LoopFiber is a stackful fiber that
// stays on its loop.
#pragma once

#include <algorithm>
#include <atomic>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/spawn.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/fiber.h"
#include "net/loops.h"

namespace figlink {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;
using Executor = asio::io_context::executor_type;
using Yield = asio::basic_yield_context<Executor>;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;

inline constexpr SteadyMs kNever = std::numeric_limits<SteadyMs>::max();
inline constexpr std::int64_t kTickMs = 250;
inline constexpr std::size_t kRelayBytes = 64u << 10;
inline constexpr std::size_t kBuffersKept = 64;  // a loop

// Something with a deadline. Lives on one loop; registered while it exists.
class Timed {
 public:
  virtual void expire() = 0;  // the deadline has passed; called once, from the tick
  virtual void stopping() {}  // a server on this loop stops: end what idles
  virtual bool idles() const { return false; }  // may be ended when room is needed

  SteadyMs due = kNever;

 protected:
  explicit Timed(struct Loop& loop);
  ~Timed();

 private:
  friend struct Loop;
  struct Loop& loop_;
  std::size_t slot_;
};

struct Loop {
  explicit Loop(std::size_t index);
  ~Loop();

  SteadyMs now() const { return now_; }  // as of the last tick or refresh
  SteadyMs refresh();
  void start_tick();
  std::string_view http_date();
  std::unique_ptr<char[]> take_buffer();  // kRelayBytes
  void give_buffer(std::unique_ptr<char[]> buffer);

  static Loop* here() noexcept;

  // Above `io`: fibers that are unwound with it still reach these.
  std::vector<Timed*> timed;
  std::vector<std::unique_ptr<char[]>> buffers;
  asio::io_context io{1};
  asio::basic_waitable_timer<std::chrono::steady_clock,
                             asio::wait_traits<std::chrono::steady_clock>, Executor>
      tick;
  std::size_t index;

 private:
  void on_tick();
  SteadyMs now_ = 0;
  std::time_t date_at_ = 0;
  char date_[32] = {};
};

struct Loops::Hidden {
  std::vector<std::unique_ptr<Loop>> loops;
  std::vector<asio::executor_work_guard<Executor>> work;
  std::vector<std::thread> threads;
  std::atomic<std::size_t> next{0};
  std::unique_ptr<asio::basic_signal_set<Executor>> signals;
};

class LoopFiber final : public Fiber {
 public:
  LoopFiber(Loop& loop, Yield yield) : loop_(loop), yield_(std::move(yield)) {}
  void park() override;
  bool park_until(SteadyMs due) override;
  void unpark() override;
  static LoopFiber& here() { return *static_cast<LoopFiber*>(Fiber::current()); }
  Loop& loop() { return loop_; }

  // Runs one asynchronous operation and waits for it: wait([&](Yield& y) { return op(y[ec]); }).
  template <class Op>
  auto wait(Op op) {
    Fiber::set_current(nullptr);
    if constexpr (std::is_void_v<decltype(op(yield_))>) {
      op(yield_);
      Fiber::set_current(this);
    } else {
      auto result = op(yield_);
      Fiber::set_current(this);
      return result;
    }
  }

 private:
  enum State : int { running, parked, called };
  class Alarm;
  Loop& loop_;
  Yield yield_;
  std::atomic<int> state_{running};
  std::move_only_function<void()> resume_;
};

void start_fiber(Loop& loop, std::function<void()> work);

// How long the other side may take: a while without any progress, and in all as long as its bytes
// need at the lowest rate that is put up with. Only time spent waiting for it counts.
class Pace {
 public:
  Pace(std::int64_t stall_ms, std::int64_t rate_min) : stall_ms_(stall_ms), rate_min_(rate_min) {}
  SteadyMs begin(SteadyMs now) {
    since_ = now;
    return due();
  }
  SteadyMs moved(SteadyMs now, std::uint64_t bytes) {
    end(now, bytes);
    return due();
  }
  void end(SteadyMs now, std::uint64_t bytes) {
    waited_ms_ += now - since_;
    since_ = now;
    bytes_ += bytes;
  }

 private:
  SteadyMs due() const {
    const auto earned_ms = static_cast<std::int64_t>(bytes_ * 1000) / rate_min_;
    return since_ +
           std::min(stall_ms_, std::max<std::int64_t>(0, stall_ms_ + earned_ms - waited_ms_));
  }
  std::int64_t stall_ms_, rate_min_, waited_ms_ = 0;
  SteadyMs since_ = 0;
  std::uint64_t bytes_ = 0;
};

// A TCP connection, plain or TLS, read and written by one fiber.
class Wire {
 public:
  explicit Wire(Socket socket) : socket_(std::move(socket)) {}
  Socket& socket() { return socket_; }
  asio::ssl::stream<Socket&>* tls() { return tls_.get(); }
  // Called whenever a write had to wait, with the bytes that went out since: renews a deadline.
  using Progress = std::function<void(std::size_t moved)>;
  void use_tls(asio::ssl::context& context) {
    tls_ = std::make_unique<asio::ssl::stream<Socket&>>(socket_, context);
  }
  std::size_t read_some(char* to, std::size_t size, ErrorCode& ec);
  // Writes all pieces in order; `sent` counts what the system took.
  void write_all(std::span<const std::string_view> pieces, ErrorCode& ec,
                 std::size_t* sent = nullptr, const Progress& progress = {});
  // Bytes that were written and that the other side has not taken yet.
  int queued() noexcept;
  // Ends a TLS connection as its protocol wants, so that the other side can tell the end from a
  // cut. Waits for its answer until the owner's deadline closes the socket.
  void farewell();
  void close() noexcept;

 private:
  Socket socket_;
  std::unique_ptr<asio::ssl::stream<Socket&>> tls_;
};

}  // namespace figlink
