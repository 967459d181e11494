#include "base/secret.h"

#include <sodium.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <array>
#include <bit>
#include <cassert>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <new>
#include <utility>

namespace figlink {
namespace {

// Locked memory in cells of a few sizes. A Secret is made on every call, so taking a cell is a list
// operation and no system call.
class Arena {
 public:
  Arena() { ready_sodium(); }
  std::byte* take(std::size_t size) {
    std::size_t kind = kind_of(size);
    std::lock_guard lock(mutex_);
    if (!free_[kind]) grow(kind);
    Cell* cell = free_[kind];
    free_[kind] = cell->next;
    return reinterpret_cast<std::byte*>(cell);
  }
  void give(std::byte* data, std::size_t size) noexcept {
    std::size_t kind = kind_of(size);
    sodium_memzero(data, cell_bytes(kind));
    auto* cell = reinterpret_cast<Cell*>(data);
    std::lock_guard lock(mutex_);
    cell->next = free_[kind];
    free_[kind] = cell;
  }
  bool locked() {
    std::lock_guard lock(mutex_);
    return locked_;
  }

 private:
  struct Cell {
    Cell* next;
  };
  static constexpr std::size_t kSmallest = 6;  // 64 bytes
  static constexpr std::size_t kKinds = 11;    // to 64 KiB
  static constexpr std::size_t kSlabBytes = 64u << 10;
  static constexpr std::size_t kArenaMax = 64u << 20;

  static std::size_t kind_of(std::size_t size) {
    std::size_t bits = static_cast<std::size_t>(std::bit_width(size > 0 ? size - 1 : 0));
    return bits > kSmallest ? bits - kSmallest : 0;
  }
  static std::size_t cell_bytes(std::size_t kind) { return std::size_t{1} << (kind + kSmallest); }

  void grow(std::size_t kind) {
    if (used_ + kSlabBytes > kArenaMax) throw std::bad_alloc();
    void* slab =
        ::mmap(nullptr, kSlabBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (slab == MAP_FAILED) throw std::bad_alloc();
    used_ += kSlabBytes;
    // Without the right to lock, the memory may reach the swap; it still stays out of core dumps
    // and children.
    if (::mlock(slab, kSlabBytes) != 0) locked_ = false;
    ::madvise(slab, kSlabBytes, MADV_DONTDUMP);
    ::madvise(slab, kSlabBytes, MADV_WIPEONFORK);
    for (std::size_t at = 0; at < kSlabBytes; at += cell_bytes(kind)) {
      auto* cell = reinterpret_cast<Cell*>(static_cast<std::byte*>(slab) + at);
      cell->next = free_[kind];
      free_[kind] = cell;
    }
  }

  std::mutex mutex_;
  std::array<Cell*, kKinds> free_{};
  std::size_t used_ = 0;
  bool locked_ = true;
};

// Never destroyed: a Secret may die after main.
Arena& arena() {
  static Arena& one = *new Arena;
  return one;
}

}  // namespace

Secret::Secret(std::string_view bytes) : Secret(bytes.size()) {
  if (!bytes.empty()) std::memcpy(data_, bytes.data(), bytes.size());
}

Secret::Secret(std::size_t size) : size_(size) {
  assert(size <= kSecretMax);
  if (size == 0) return;
  data_ = arena().take(size);
  sodium_memzero(data_, size);
}

Secret::Secret(Secret&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

Secret& Secret::operator=(Secret&& other) noexcept {
  Secret taken(std::move(other));  // what was here is wiped now and not when `other` dies
  std::swap(data_, taken.data_);
  std::swap(size_, taken.size_);
  return *this;
}

Secret::~Secret() {
  if (data_) arena().give(data_, size_);
}

Secret Secret::clone() const { return Secret(expose()); }

std::string_view Secret::expose() const noexcept {
  return {reinterpret_cast<const char*>(data_), size_};
}

std::span<std::byte> Secret::writable() noexcept { return {data_, size_}; }

bool Secret::same_as(std::string_view other) const noexcept {
  return other.size() == size_ && sodium_memcmp(data_, other.data(), size_) == 0;
}

void wipe(void* data, std::size_t size) noexcept { sodium_memzero(data, size); }

void ready_sodium() noexcept {
  static const bool ready = sodium_init() >= 0;
  if (!ready) std::abort();  // without its generator nothing can be sealed
}

bool secrets_are_locked() { return arena().locked(); }

void forbid_core_dumps() noexcept {
  rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  ::prctl(PR_SET_DUMPABLE, 0);
}

Digest digest_of(std::string_view bytes) {
  ready_sodium();
  Digest digest;
  crypto_generichash(digest.bytes, sizeof digest.bytes,
                     reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), nullptr,
                     0);
  return digest;
}

std::string_view as_view(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.bytes), sizeof digest.bytes};
}

Mark mark_of(std::string_view bytes) {
  static_assert(sizeof Mark::bytes == crypto_shorthash_siphashx24_BYTES);
  static const auto key = [] {
    ready_sodium();
    std::array<unsigned char, crypto_shorthash_siphashx24_KEYBYTES> drawn;
    randombytes_buf(drawn.data(), drawn.size());
    return drawn;
  }();
  Mark mark;
  crypto_shorthash_siphashx24(mark.bytes, reinterpret_cast<const unsigned char*>(bytes.data()),
                              bytes.size(), key.data());
  return mark;
}

std::string_view as_view(const Mark& mark) {
  return {reinterpret_cast<const char*>(mark.bytes), sizeof mark.bytes};
}

}  // namespace figlink
