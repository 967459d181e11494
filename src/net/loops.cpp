#include "net/loops.h"

#include <linux/sockios.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <boost/asio/detached.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/write.hpp>
#include <boost/context/protected_fixedsize_stack.hpp>
#include <chrono>
#include <ctime>
#include <exception>
#include <utility>

#include "net/loop.h"

namespace figlink {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::size_t kStackBytes = 1u << 20;
#else
constexpr std::size_t kStackBytes = 256u << 10;  // address space; only touched pages cost memory
#endif

// The cores this process may run on, which a container or taskset may keep below those there are:
// two loops on one core wait for each other's time slice. libstdc++ counts all that there are.
std::size_t cores() {
  cpu_set_t mine;
  if (sched_getaffinity(0, sizeof mine, &mine) != 0) {
    return std::max(1u, std::thread::hardware_concurrency());  // more than 1,024 cores
  }
  return static_cast<std::size_t>(CPU_COUNT(&mine));
}

thread_local Loop* loop_here = nullptr;

SteadyMs steady_now() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

void run_loop(Loop& loop) {
  loop_here = &loop;
  loop.refresh();
  loop.start_tick();
  loop.io.run();
  loop_here = nullptr;
}

}  // namespace

Timed::Timed(Loop& loop) : loop_(loop), slot_(loop.timed.size()) { loop.timed.push_back(this); }

Timed::~Timed() {
  auto& all = loop_.timed;
  all[slot_] = all.back();
  all[slot_]->slot_ = slot_;
  all.pop_back();
}

Loop::Loop(std::size_t number) : tick(io.get_executor()), index(number) { refresh(); }

Loop::~Loop() = default;

Loop* Loop::here() noexcept { return loop_here; }

SteadyMs Loop::refresh() { return now_ = steady_now(); }

void Loop::start_tick() {
  tick.expires_after(std::chrono::milliseconds(kTickMs));
  tick.async_wait([this](const ErrorCode& ec) {
    if (!ec) on_tick();
  });
}

void Loop::on_tick() {
  refresh();
  // Backwards: expire() may end a thing, which moves the last one into its slot.
  for (std::size_t i = timed.size(); i-- > 0;) {
    if (i >= timed.size() || timed[i]->due > now_) continue;
    timed[i]->due = kNever;
    timed[i]->expire();
  }
  start_tick();
}

std::string_view Loop::http_date() {
  std::time_t now = std::time(nullptr);
  if (now != date_at_) {
    std::tm parts{};
    gmtime_r(&now, &parts);
    std::strftime(date_, sizeof date_, "%a, %d %b %Y %H:%M:%S GMT", &parts);
    date_at_ = now;
  }
  return date_;
}

std::unique_ptr<char[]> Loop::take_buffer() {
  if (buffers.empty()) return std::make_unique_for_overwrite<char[]>(kRelayBytes);
  auto buffer = std::move(buffers.back());
  buffers.pop_back();
  return buffer;
}

void Loop::give_buffer(std::unique_ptr<char[]> buffer) {
  if (buffers.size() < kBuffersKept) buffers.push_back(std::move(buffer));
}

void LoopFiber::park() {
  int expected = called;
  if (state_.compare_exchange_strong(expected, running)) return;
  wait([this](Yield& yield) {
    return asio::async_initiate<Yield, void()>(
        [this](auto handler) {
          resume_ = std::move(handler);
          int was = running;
          if (state_.compare_exchange_strong(was, parked)) return;
          state_ = running;  // called meanwhile
          asio::post(loop_.io, [this] { std::exchange(resume_, nullptr)(); });
        },
        yield);
  });
}

// Wakes a fiber that sleeps past its time. On the fiber's own thread, so it either sleeps or has
// been called.
class LoopFiber::Alarm final : public Timed {
 public:
  Alarm(LoopFiber& fiber, SteadyMs due_at) : Timed(fiber.loop_), fiber_(fiber) { due = due_at; }
  void expire() override {
    int was = parked;
    if (!fiber_.state_.compare_exchange_strong(was, running)) return;
    rang = true;
    asio::post(fiber_.loop_.io, [&fiber = fiber_] { std::exchange(fiber.resume_, nullptr)(); });
  }
  bool rang = false;

 private:
  LoopFiber& fiber_;
};

bool LoopFiber::park_until(SteadyMs due) {
  Alarm alarm(*this, due);
  park();
  return !alarm.rang;
}

void LoopFiber::unpark() {
  int was = running;
  if (state_.compare_exchange_strong(was, called)) return;
  was = parked;
  if (!state_.compare_exchange_strong(was, running)) return;  // called twice: remembered once
  asio::post(loop_.io, [this] { std::exchange(resume_, nullptr)(); });
}

void start_fiber(Loop& loop, std::function<void()> work) {
  asio::spawn(
      loop.io.get_executor(), std::allocator_arg,
      boost::context::protected_fixedsize_stack(kStackBytes),
      [&loop, work = std::move(work)](Yield yield) mutable {
        LoopFiber fiber(loop, std::move(yield));
        Fiber::set_current(&fiber);
        work();
        work = nullptr;
        Fiber::set_current(nullptr);
      },
      [](std::exception_ptr thrown) {
        if (thrown)
          std::rethrow_exception(thrown);  // a bug: nothing on a fiber may throw out of it
      });
}

Loops::Loops(std::size_t count) : hidden_(std::make_unique<Hidden>()) {
  if (count == 0) count = cores();
  for (std::size_t i = 0; i < count; ++i) hidden_->loops.push_back(std::make_unique<Loop>(i));
}

Loops::~Loops() { stop(); }

std::size_t Loops::count() const { return hidden_->loops.size(); }

void Loops::spawn(std::function<void()> work) {
  spawn_on(hidden_->next++ % count(), std::move(work));
}

void Loops::spawn_on(std::size_t loop, std::function<void()> work) {
  Loop& on = *hidden_->loops[loop];
  asio::post(on.io, [&on, work = std::move(work)]() mutable { start_fiber(on, std::move(work)); });
}

void Loops::sleep_ms(std::int64_t ms) {
  LoopFiber& fiber = LoopFiber::here();
  asio::steady_timer timer(fiber.loop().io, std::chrono::milliseconds(ms));
  ErrorCode ec;
  fiber.wait([&](Yield& yield) { timer.async_wait(yield[ec]); });
}

void Loops::run() {
  for (auto& loop : hidden_->loops) hidden_->work.push_back(asio::make_work_guard(loop->io));
  for (std::size_t i = 1; i < count(); ++i) {
    hidden_->threads.emplace_back([this, i] { run_loop(*hidden_->loops[i]); });
  }
  run_loop(*hidden_->loops[0]);
  for (auto& thread : hidden_->threads) thread.join();
  hidden_->threads.clear();
}

void Loops::stop() {
  hidden_->work.clear();
  for (auto& loop : hidden_->loops) loop->io.stop();
}

void Loops::run_until_done(std::function<void()> work) {
  spawn_on(0, [this, work = std::move(work)] {
    work();
    stop();
  });
  run();
  for (auto& loop : hidden_->loops) loop->io.restart();
}

void Loops::cut_all() {
  for (auto& loop : hidden_->loops) {
    asio::post(loop->io, [&loop] {
      for (std::size_t i = loop->timed.size(); i-- > 0;) {
        if (i < loop->timed.size()) loop->timed[i]->expire();
      }
    });
  }
}

void Loops::on_signal(std::function<void()> then) {
  Loop& loop = *hidden_->loops[0];
  hidden_->signals =
      std::make_unique<asio::basic_signal_set<Executor>>(loop.io.get_executor(), SIGINT, SIGTERM);
  hidden_->signals->async_wait([&loop, then = std::move(then)](const ErrorCode& ec, int) {
    if (!ec) start_fiber(loop, then);
  });
}

std::size_t Wire::read_some(char* to, std::size_t size, ErrorCode& ec) {
  return LoopFiber::here().wait([&](Yield& yield) {
    auto buffer = asio::buffer(to, size);
    return tls_ ? tls_->async_read_some(buffer, yield[ec])
                : socket_.async_read_some(buffer, yield[ec]);
  });
}

void Wire::write_all(std::span<const std::string_view> pieces, ErrorCode& ec, std::size_t* sent,
                     const Progress& progress) {
  constexpr std::size_t kPiecesMax = 8;
  LoopFiber& fiber = LoopFiber::here();
  ec = {};
  if (tls_) {
    for (std::string_view piece : pieces) {
      while (!piece.empty()) {
        const std::string_view slice = piece.substr(0, kRelayBytes);
        std::size_t took = fiber.wait([&](Yield& yield) {
          return asio::async_write(*tls_, asio::buffer(slice.data(), slice.size()), yield[ec]);
        });
        if (sent) *sent += took;
        if (ec) return;
        piece.remove_prefix(slice.size());
        if (progress) progress(took);
      }
    }
    return;
  }
  // Straight to the system: the socket nearly always has room, and then nobody has to wait.
  iovec parts[kPiecesMax];
  std::size_t count = 0;
  for (std::string_view piece : pieces) {
    if (!piece.empty()) parts[count++] = {const_cast<char*>(piece.data()), piece.size()};
  }
  iovec* at = parts;
  std::size_t moved = 0;
  while (count > 0) {
    msghdr message{};
    message.msg_iov = at;
    message.msg_iovlen = count;
    ssize_t took = ::sendmsg(socket_.native_handle(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (took < 0) {
      if (errno == EINTR) continue;
      if (errno != EAGAIN && errno != EWOULDBLOCK) {
        ec.assign(errno, boost::system::system_category());
        return;
      }
      if (progress) progress(std::exchange(moved, 0));
      fiber.wait([&](Yield& yield) { socket_.async_wait(Socket::wait_write, yield[ec]); });
      if (ec) return;
      continue;
    }
    moved += static_cast<std::size_t>(took);
    if (sent) *sent += static_cast<std::size_t>(took);
    auto left = static_cast<std::size_t>(took);
    while (count > 0 && left >= at->iov_len) left -= at->iov_len, ++at, --count;
    if (count > 0) {
      at->iov_base = static_cast<char*>(at->iov_base) + left;
      at->iov_len -= left;
    }
  }
}

int Wire::queued() noexcept {
  int bytes = 0;
  return ::ioctl(socket_.native_handle(), SIOCOUTQ, &bytes) == 0 ? bytes : 0;
}

void Wire::farewell() {
  if (!tls_ || !socket_.is_open()) return;
  ErrorCode ignored;
  LoopFiber::here().wait([&](Yield& yield) { tls_->async_shutdown(yield[ignored]); });
}

void Wire::close() noexcept {
  ErrorCode ignored;
  socket_.shutdown(Socket::shutdown_both, ignored);
  socket_.close(ignored);
}

}  // namespace figlink
