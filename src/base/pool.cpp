#include "base/pool.h"

#include <memory>

#include "base/fiber.h"

namespace figlink {

Pool::Pool(std::size_t threads, std::size_t queue_max) : queue_max_(queue_max) {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

Pool::~Pool() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  more_.notify_all();
  for (auto& thread : threads_) thread.join();
}

Result<void> Pool::run(const std::function<void()>& job) {
  // Shared: the worker may still be inside open() when the waiter has gone on.
  auto done = std::make_shared<Gate>();
  auto posted = post([&job, done] {
    job();
    done->open();
  });
  if (!posted) return posted;
  done->wait();
  return {};
}

Result<void> Pool::post(std::function<void()> job) {
  {
    std::lock_guard lock(mutex_);
    if (stopping_ || jobs_.size() >= queue_max_) {
      return fail(Fault::busy, "Too much is waiting to be done.", "Try again in a moment.");
    }
    jobs_.push_back(std::move(job));
  }
  more_.notify_one();
  return {};
}

void Pool::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    more_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
    if (jobs_.empty()) return;
    auto job = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    job();
    job = nullptr;
    lock.lock();
  }
}

}  // namespace figlink
