#include "base/fiber.h"

namespace figlink {
namespace {
thread_local Fiber* running_here = nullptr;
}

Fiber* Fiber::current() noexcept { return running_here; }

Fiber* Fiber::set_current(Fiber* fiber) noexcept {
  Fiber* before = running_here;
  running_here = fiber;
  return before;
}

void Gate::open() {
  Waiter* all;
  {
    std::lock_guard lock(mutex_);
    open_ = true;
    all = waiters_;
    waiters_ = nullptr;
    // Under the lock: a thread that waits may destroy the gate as soon as it has it.
    opened_.notify_all();
  }
  while (all) {
    // A waiter lives on its fiber's stack: it is gone once the fiber runs.
    Waiter* next = all->next;
    all->fiber->unpark();
    all = next;
  }
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
  // open() has taken every waiter off the list before it wakes the first one, so one park is
  // enough.
  fiber->park();
}

bool Gate::is_open() const {
  std::lock_guard lock(mutex_);
  return open_;
}

}  // namespace figlink
