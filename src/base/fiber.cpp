#include "base/fiber.h"

#include <chrono>

namespace figlink {
namespace {
thread_local Fiber* running_here = nullptr;

// A steady time as threads wait for it: both count from the same beginning.
std::chrono::steady_clock::time_point moment(SteadyMs at) {
  return std::chrono::steady_clock::time_point(std::chrono::milliseconds(at));
}
}  // namespace

Fiber* Fiber::current() noexcept { return running_here; }

Fiber* Fiber::set_current(Fiber* fiber) noexcept {
  Fiber* before = running_here;
  running_here = fiber;
  return before;
}

void Gate::open() {
  // All under the lock: a waiter that gives up in this moment takes the lock before it leaves, and
  // a thread that waits may destroy the gate as soon as it has it.
  std::lock_guard lock(mutex_);
  open_ = true;
  opened_.notify_all();
  for (Waiter* each = waiters_; each != nullptr;) {
    // A waiter lives on its fiber's stack: it is gone once the fiber runs.
    Waiter* next = each->next;
    each->fiber->unpark();
    each = next;
  }
  waiters_ = nullptr;
}

void Gate::wait() {
  Fiber* fiber = Fiber::current();
  std::unique_lock lock(mutex_);
  if (!fiber) {
    opened_.wait(lock, [this] { return open_; });
    return;
  }
  if (open_) return;
  Waiter waiter{fiber, waiters_};
  waiters_ = &waiter;
  lock.unlock();
  fiber->park();
  // open() may still hold the lock, and the gate may end when this returns.
  lock.lock();
}

bool Gate::wait_until(SteadyMs due) {
  Fiber* fiber = Fiber::current();
  std::unique_lock lock(mutex_);
  if (!fiber) return opened_.wait_until(lock, moment(due), [this] { return open_; });
  if (open_) return true;
  Waiter waiter{fiber, waiters_};
  waiters_ = &waiter;
  lock.unlock();
  const bool woken = fiber->park_until(due);
  lock.lock();
  if (!open_) {
    forget(waiter);
    return false;
  }
  lock.unlock();
  // It was opened between the time's end and here: that wake-up must not end another wait.
  if (!woken) fiber->park();
  return true;
}

void Gate::forget(const Waiter& waiter) {
  Waiter** at = &waiters_;
  while (*at != &waiter) at = &(*at)->next;
  *at = waiter.next;
}

bool Gate::is_open() const {
  std::lock_guard lock(mutex_);
  return open_;
}

}  // namespace figlink
