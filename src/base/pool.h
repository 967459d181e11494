// Pool: a few threads for calls that block (SQLite, libpq). The caller's fiber waits at a Gate.
//
// Jobs run in the order they came, one per thread at a time. The queue is bounded: when it is full,
// run() answers busy at once. Destroying the pool finishes what was accepted.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "base/result.h"

namespace figlink {

inline constexpr std::size_t kPoolQueueMax = 4096;

class Pool {
 public:
  explicit Pool(std::size_t threads, std::size_t queue_max = kPoolQueueMax);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // Runs the job on a pool thread and waits for its end. The job must not throw.
  Result<void> run(const std::function<void()>& job);
  // Hands the job over and returns. The job must not throw.
  Result<void> post(std::function<void()> job);

 private:
  void work();
  std::mutex mutex_;
  std::condition_variable more_;
  std::deque<std::function<void()>> jobs_;
  std::size_t queue_max_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace figlink
