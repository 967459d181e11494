// World: actors that run real code, one at a time, in an order drawn from a seed.
//
// An actor is a thread that holds the baton or waits for it. At a seam (a store call, a request to
// Figma, a chunk of a body) it gives the baton back, and the seed says who goes on. So every
// interleaving of a failing run comes again from its number.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <semaphore>
#include <span>
#include <thread>
#include <utility>
#include <vector>

#include "base/chance.h"

namespace figlink {

class World {
 public:
  explicit World(std::uint64_t seed) : chance_(seed) {}
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
    auto actor = std::make_unique<Actor>();
    actor->thread = std::thread([this, one = actor.get(), work = std::move(work)] {
      one->go.acquire();
      work();
      one->done = true;
      back_.release();
    });
    actors_.push_back(std::move(actor));
  }

  void run() {
    std::vector<Actor*> alive;
    for (auto& actor : actors_) alive.push_back(actor.get());
    while (!alive.empty()) {
      const std::size_t chosen = draw(alive.size());
      current_ = alive[chosen];
      current_->go.release();
      back_.acquire();
      if (alive[chosen]->done) alive.erase(alive.begin() + static_cast<std::ptrdiff_t>(chosen));
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
  struct Actor {
    std::thread thread;
    std::binary_semaphore go{0};
    bool done = false;
  };
  SeededChance chance_;
  std::vector<std::unique_ptr<Actor>> actors_;
  std::binary_semaphore back_{0};
  Actor* current_ = nullptr;
};

}  // namespace figlink
