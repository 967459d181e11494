#include "app/secret_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <span>

namespace figlink {
namespace {

class File {
 public:
  explicit File(const std::string& path)
      : fd_(path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~File() {
    if (fd_ > STDIN_FILENO) ::close(fd_);
  }
  File(const File&) = delete;
  bool is_open() const { return fd_ >= 0; }

  // Fills `room` as far as the file goes. -1: it could not be read.
  ssize_t read_all(std::span<std::byte> room) {
    std::size_t used = 0;
    while (used < room.size()) {
      const ssize_t got = ::read(fd_, room.data() + used, room.size() - used);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return -1;
      if (got == 0) break;
      used += static_cast<std::size_t>(got);
    }
    return static_cast<ssize_t>(used);
  }

 private:
  int fd_;
};

std::unexpected<Error> unreadable(const std::string& path) {
  return fail(Fault::bad_input,
              "The file " + path + " cannot be read: " + std::strerror(errno) + ".",
              "Name a file that this user may read, or - for standard input.");
}

}  // namespace

Result<Secret> read_secret_file(const std::string& path) {
  File file(path);
  if (!file.is_open()) return unreadable(path);
  Secret room(kSecretMax);
  const ssize_t used = file.read_all(room.writable());
  if (used < 0) return unreadable(path);
  if (used == static_cast<ssize_t>(kSecretMax)) {
    return fail(Fault::too_large, "The file " + path + " is longer than any token.",
                "Put the token alone into the file.");
  }
  std::string_view text = room.expose().substr(0, static_cast<std::size_t>(used));
  if (text.ends_with('\n')) text.remove_suffix(text.ends_with("\r\n") ? 2 : 1);
  return Secret(text);
}

Result<std::string> read_text_file(const std::string& path) {
  File file(path);
  if (!file.is_open()) return unreadable(path);
  std::string text;
  constexpr std::size_t kStep = 64u << 10;
  while (true) {
    const std::size_t before = text.size();
    text.resize(before + kStep);
    const ssize_t used = file.read_all(std::as_writable_bytes(std::span(text).subspan(before)));
    if (used < 0) return unreadable(path);
    text.resize(before + static_cast<std::size_t>(used));
    if (text.size() > kInputFileMax) {
      return fail(Fault::too_large, "The file " + path + " is longer than 16 MB.",
                  "No action takes so much.");
    }
    if (used < static_cast<ssize_t>(kStep)) return text;
  }
}

}  // namespace figlink
