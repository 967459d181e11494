// Loops: one event loop per core, with fibers on each. A fiber stays on its loop's thread.
//
// The Asio behind it is seen by net/*.cpp alone.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace figlink {

class Loops {
 public:
  explicit Loops(std::size_t count);  // 0: as many as the process may use cores
  ~Loops();
  Loops(const Loops&) = delete;

  std::size_t count() const;
  // Starts a fiber on a loop. Any thread.
  void spawn(std::function<void()> work);
  void spawn_on(std::size_t loop, std::function<void()> work);
  // Waits on the current fiber. Only inside a fiber.
  static void sleep_ms(std::int64_t ms);
  // Runs the loops on this thread and count()-1 others until stop(), then returns.
  void run();
  void stop();
  // Runs the loops until the one fiber's work is done: for commands and tests.
  void run_until_done(std::function<void()> work);
  // Closes every connection, coming and going, so that fibers that wait for one go on with an
  // error. Any thread.
  void cut_all();
  // Calls back once on SIGINT or SIGTERM, on loop 0.
  void on_signal(std::function<void()> then);

  struct Hidden;
  Hidden& hidden() { return *hidden_; }

 private:
  std::unique_ptr<Hidden> hidden_;
};

}  // namespace figlink
