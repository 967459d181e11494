#include "base/chance.h"

#include <sodium.h>

#include <cstring>

#include "base/secret.h"

namespace figlink {

SystemChance::SystemChance() { ready_sodium(); }

void SystemChance::fill(std::span<std::byte> out) { randombytes_buf(out.data(), out.size()); }

void SeededChance::fill(std::span<std::byte> out) {
  unsigned char seed[randombytes_SEEDBYTES] = {};
  std::uint64_t draw = drawn_++;
  std::memcpy(seed, &seed_, sizeof seed_);
  std::memcpy(seed + sizeof seed_, &draw, sizeof draw);
  randombytes_buf_deterministic(out.data(), out.size(), seed);
}

std::string random_id(Chance& chance, std::size_t length) {
  constexpr char kAlphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  constexpr unsigned kLetters = 62;
  constexpr unsigned kFair = 256 - 256 % kLetters;  // bytes above would favour the first letters
  std::string id;
  id.reserve(length);
  std::byte bytes[64];
  while (id.size() < length) {
    chance.fill(bytes);
    for (std::byte each : bytes) {
      auto value = static_cast<unsigned>(each);
      if (value < kFair && id.size() < length) id += kAlphabet[value % kLetters];
    }
  }
  return id;
}

}  // namespace figlink
