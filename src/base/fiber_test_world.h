// World: actors that run real code, one at a time, in an order drawn from a seed.
//
// An actor is a thread that holds the baton or waits for it. At a seam (a store call, a request to
// Figma, a chunk of a body) it gives the baton back, and the seed says who goes on. Each is a Fiber
// as well, so gates and waits for a time work: when nobody can go on, the clock is moved to the
// next moment somebody waits for. So every interleaving of a failing run comes again from its
// number.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <limits>
#include <memory>
#include <semaphore>
#include <span>
#include <thread>
#include <utility>
#include <vector>

#include "base/chance.h"
#include "base/clock.h"
#include "base/fiber.h"

namespace figlink {

class World {
 public:
  explicit World(std::uint64_t seed, HandClock* clock = nullptr) : chance_(seed), clock_(clock) {}
  ~World() {
    for (auto& actor : actors_) actor->thread.join();
  }

  std::size_t draw(std::size_t below) {
    std::uint64_t bits = 0;
    chance_.fill(std::as_writable_bytes(std::span(&bits, 1)));
    return static_cast<std::size_t>(bits % below);
  }
  bool luck(std::size_t percent) { return draw(100) < percent; }

  void add(std::function<void()> work) {
    auto actor = std::make_unique<Actor>(*this);
    actor->thread = std::thread([this, one = actor.get(), work = std::move(work)] {
      one->go.acquire();
      Fiber::set_current(one);
      work();
      Fiber::set_current(nullptr);
      one->done = true;
      back_.release();
    });
    actors_.push_back(std::move(actor));
  }

  void run() {
    while (true) {
      std::vector<Actor*> ready;
      bool is_over = true;
      for (auto& actor : actors_) {
        is_over = is_over && actor->done;
        if (!actor->done && actor->may_go()) ready.push_back(actor.get());
      }
      if (is_over) break;
      if (ready.empty()) {
        wait_for_somebody();
        continue;
      }
      current_ = ready[draw(ready.size())];
      current_->go.release();
      back_.acquire();
    }
    current_ = nullptr;
  }

  // Gives the baton back and waits for it. Outside of an actor nothing happens.
  void yield() {
    Actor* me = current_;
    if (me == nullptr) return;
    back_.release();
    me->go.acquire();
  }

 private:
  static constexpr SteadyMs kNever = std::numeric_limits<SteadyMs>::max();

  struct Actor final : Fiber {
    explicit Actor(World& all) : world(all) {}
    void park() override { park_until(kNever); }
    bool park_until(SteadyMs until) override {
      due = until;
      is_parked = true;
      world.yield();
      is_parked = false;
      return std::exchange(called, false);
    }
    void unpark() override { called = true; }
    bool may_go() const {
      return !is_parked || called || (due != kNever && due <= world.clock_->steady_ms());
    }

    World& world;
    std::thread thread;
    std::binary_semaphore go{0};
    bool done = false, is_parked = false, called = false;
    SteadyMs due = kNever;
  };

  void wait_for_somebody() {
    SteadyMs next = kNever;
    for (auto& actor : actors_) {
      if (!actor->done) next = std::min(next, actor->due);
    }
    if (next == kNever || clock_ == nullptr) {
      std::fprintf(stderr, "everybody waits for somebody else\n");
      std::abort();
    }
    clock_->advance_ms(next - clock_->steady_ms());
  }

  SeededChance chance_;
  HandClock* clock_;
  std::vector<std::unique_ptr<Actor>> actors_;
  std::binary_semaphore back_{0};
  Actor* current_ = nullptr;
};

}  // namespace figlink
