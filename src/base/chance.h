// Chance: the seam behind which randomness lives, and the ids made from it.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace figlink {

class Chance {
 public:
  virtual ~Chance() = default;
  virtual void fill(std::span<std::byte> out) = 0;  // thread-safe
};

// The system's cryptographic generator.
class SystemChance final : public Chance {
 public:
  SystemChance();
  void fill(std::span<std::byte> out) override;
};

// The same bytes for the same seed, for tests.
class SeededChance final : public Chance {
 public:
  explicit SeededChance(std::uint64_t seed) : seed_(seed) {}
  void fill(std::span<std::byte> out) override;

 private:
  std::uint64_t seed_;
  std::atomic<std::uint64_t> drawn_ = 0;
};

// Letters and digits, about 5.95 bits each, without bias. 20 of them (119 bits) name an account.
std::string random_id(Chance& chance, std::size_t length = 20);

}  // namespace figlink
