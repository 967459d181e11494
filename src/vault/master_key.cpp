// Where the master key comes from. Each refusal says what to change.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/text.h"
#include "vault/cipher.h"
#include "vault/vault.h"

namespace figlink {
namespace {

constexpr std::size_t kFileMax = 256;  // 32 raw bytes, or their base64 with a line end

std::unexpected<Error> no_key(std::string what) {
  return fail(
      Fault::bad_input, std::move(what),
      "It is the base64 of 32 random bytes. Make one with: head -c 32 /dev/urandom | base64");
}

// "The master key file PATH cannot be read: No such file or directory."
std::unexpected<Error> no_file(const std::string& path, std::string_view what, int error) {
  return fail(
      Fault::bad_input,
      "The master key file " + path + " " + std::string(what) + ": " + std::strerror(error) + ".",
      "Check the path, and that this user may use it.");
}

class File {
 public:
  explicit File(int fd) : fd_(fd) {}
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  File(const File&) = delete;
  int fd() const { return fd_; }

 private:
  int fd_;
};

// Random bytes are hardly ever all printable; text of that length is no key, or the base64 of a
// shorter one.
bool is_raw_key(std::string_view bytes) {
  return bytes.size() == cipher::kKeyBytes &&
         !std::ranges::all_of(bytes, [](unsigned char c) { return std::isprint(c) != 0; });
}

// Whether text of this length may have been meant as a key, so that what is in it is worth a word.
bool is_length_of_key(std::size_t size) {
  constexpr std::size_t kBase64 = 44, kUnpadded = 43;
  return size == cipher::kKeyBytes || size == kBase64 || size == kUnpadded;
}

Result<Secret> read_key(const std::string& path) {
  // A pipe without a writer must not hold us up.
  File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.fd() < 0) return no_file(path, "cannot be read", errno);
  struct stat facts {};
  if (::fstat(file.fd(), &facts) != 0 || !S_ISREG(facts.st_mode)) {
    return fail(Fault::bad_input, "The master key file " + path + " is no ordinary file.",
                "Write the key to a file, with mode 0600.");
  }
  if ((facts.st_mode & 077) != 0) {
    return fail(Fault::bad_input, "The master key file " + path + " can be read by others.",
                "Run: chmod 600 " + path);
  }
  Secret raw(kFileMax);
  ssize_t size = ::read(file.fd(), raw.writable().data(), kFileMax);
  if (size < 0) return no_file(path, "cannot be read", errno);
  std::string_view bytes = raw.expose().substr(0, static_cast<std::size_t>(size));
  if (is_raw_key(bytes)) return Secret(bytes);
  auto key = master_key_from_text(bytes);
  if (!key && !trim(bytes).empty() && !is_length_of_key(trim(bytes).size())) {
    return fail(Fault::bad_input,
                path + " holds " + std::to_string(facts.st_size) +
                    " bytes; a key is 32 raw bytes or 44 characters of base64.",
                "Make one with: head -c 32 /dev/urandom | base64");
  }
  if (!key) key.error().message = "In the master key file " + path + ": " + key.error().message;
  return key;
}

// The file's name is on the disk when it returns.
Result<void> sync_folder(const std::string& path) {
  auto folder = std::filesystem::path(path).parent_path();
  File file(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (file.fd() >= 0 && ::fsync(file.fd()) == 0) return {};
  return no_file(path, "cannot be made to last", errno);
}

// Its bytes are on the disk when it returns.
Result<void> write_new(const std::string& path, const Secret& key) {
  File file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (file.fd() < 0) return no_file(path, "cannot be made", errno);
  std::string text = to_base64(key.expose()) + "\n";
  ssize_t size = ::write(file.fd(), text.data(), text.size());
  int why = size < 0 ? errno : ENOSPC;
  wipe(text.data(), text.size());
  if (size == static_cast<ssize_t>(text.size())) {
    if (::fsync(file.fd()) == 0) return {};
    why = errno;
  }
  ::unlink(path.c_str());
  return no_file(path, "cannot be written", why);
}

}  // namespace

Result<Secret> master_key_from_text(std::string_view base64) {
  std::string_view text = trim(base64);
  if (text.empty()) return no_key("The master key is empty.");
  if (text.size() > kFileMax) return no_key("The master key is too long: 32 bytes are needed.");
  auto bytes = from_base64(text);
  if (!bytes) return no_key("The master key is not base64.");
  Secret key(*bytes);
  wipe(bytes->data(), bytes->size());
  if (key.size() != cipher::kKeyBytes) {
    return no_key("The master key is " + std::to_string(key.size()) +
                  " bytes long; 32 are needed.");
  }
  return key;
}

Result<Secret> master_key_from_file(const std::string& path) { return read_key(path); }

Result<Secret> make_master_key_file(const std::string& path, Chance& chance) {
  // Written beside and linked into place: nobody ever meets half a key, and an existing one is
  // never overwritten.
  std::string fresh_path = path + "." + random_id(chance, 8) + ".new";
  Secret key(cipher::kKeyBytes);
  chance.fill(key.writable());
  if (auto written = write_new(fresh_path, key); !written) return pass(written);
  int linked = ::link(fresh_path.c_str(), path.c_str());
  int why = errno;
  ::unlink(fresh_path.c_str());
  if (linked != 0 && why == EEXIST) return read_key(path);  // another process was first
  if (linked != 0) return no_file(path, "cannot be made", why);
  if (auto synced = sync_folder(path); !synced) return pass(synced);
  return key;
}

}  // namespace figlink
