// Secret: bytes that must not leak.
//
// They live in locked memory that is left out of core dumps, and are wiped when the Secret dies. A
// Secret cannot be copied, printed, compared, formatted or turned into Json: tests/refused/ proves
// each. `expose()` is the one door; the view it gives must not outlive the Secret. Secret bytes
// never travel in std::string: read them into a Secret at the edge.
#pragma once

#include <cstddef>
#include <ostream>
#include <span>
#include <string_view>

namespace figlink {

class Json;

inline constexpr std::size_t kSecretMax = 64u << 10;  // one secret's bytes

class Secret {
 public:
  Secret() noexcept = default;  // empty
  // Copies the bytes in. The caller wipes its own copy (wipe()). Longer than kSecretMax: asserts.
  explicit Secret(std::string_view bytes);
  explicit Secret(std::size_t size);  // zeroed, to be filled through writable()
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();

  Secret clone() const;  // on purpose, never by accident
  std::size_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }
  std::string_view expose() const noexcept;
  std::span<std::byte> writable() noexcept;
  // Constant-time comparison for fixed-length digests and passcodes.
  bool same_as(std::string_view other) const noexcept;

  friend bool operator==(const Secret&, const Secret&) = delete;
  friend std::ostream& operator<<(std::ostream&, const Secret&) = delete;
  operator Json() const = delete;

 private:
  std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

// Overwrites memory in a way the compiler keeps.
void wipe(void* data, std::size_t size) noexcept;

// Lets libsodium choose the code for this processor and open its generator. What makes Secrets,
// digests or a SystemChance calls it; others may, from any thread and as often as they like.
void ready_sodium() noexcept;

// False when the system refused to lock memory, so that secrets could reach the swap (`figlink
// doctor` warns).
bool secrets_are_locked();

// Keeps the process from dumping core and from being traced by strangers. Called once by main.
void forbid_core_dumps() noexcept;

// SHA-256-class keyed or plain digest (BLAKE2b-256) of bytes, for looking up keys and tokens
// without keeping them.
struct Digest {
  unsigned char bytes[32];
  friend bool operator==(const Digest&, const Digest&) = default;
};
Digest digest_of(std::string_view bytes);
std::string_view as_view(const Digest& digest);

// A short keyed digest (SipHash-2-4 of 128 bits) for tables in memory that are asked on every call:
// a tenth of the cost of a Digest. Its key is the process's own, drawn at the first use, so a Mark
// means nothing outside and is never stored.
struct Mark {
  unsigned char bytes[16];
};
Mark mark_of(std::string_view bytes);
std::string_view as_view(const Mark& mark);

}  // namespace figlink
