// Fibers: straight code that waits without holding a thread.
//
// Nothing in the house waits except at four seams: Clock, Transport, the store's driver and Gate. A
// seam asks Fiber::current(): inside a fiber it parks the fiber, and the thread goes on with
// others; outside (a command, a plain test) it blocks the thread. The net room implements Fiber
// over Asio; the simulator has its own. Nobody waits while holding a lock.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>

#include "base/clock.h"

namespace figlink {

class Fiber {
 public:
  virtual ~Fiber() = default;

  // Sleeps until unpark(). An unpark that came first is remembered (one). Called by the fiber
  // itself.
  virtual void park() = 0;
  // The same, but no longer than until `due`, as coarsely as the fiber's own tick. True when an
  // unpark ended it and is used up; false when the time did, and then no unpark is used up.
  virtual bool park_until(SteadyMs due) = 0;
  // Wakes it. Any thread.
  virtual void unpark() = 0;

  // The fiber that runs on this thread now, or nullptr.
  static Fiber* current() noexcept;
  // For those who implement fibers: announces who runs on this thread. Returns who did.
  static Fiber* set_current(Fiber* fiber) noexcept;
};

// A door that is opened once and lets all waiters through: our condition variable.
// wait() may be called from fibers and threads; open() from any thread, once. Times are those of
// Clock::steady_ms(); whoever runs the fiber decides what moves them: the loops' tick, or a test.
class Gate {
 public:
  Gate() = default;
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;

  void open();
  void wait();
  // False when `due` passed first. The gate may then be destroyed if nobody will open it.
  bool wait_until(SteadyMs due);
  bool is_open() const;

 private:
  struct Waiter {
    Fiber* fiber;
    Waiter* next;
  };
  void forget(const Waiter& waiter);

  mutable std::mutex mutex_;
  std::condition_variable opened_;
  Waiter* waiters_ = nullptr;
  bool open_ = false;
};

}  // namespace figlink
