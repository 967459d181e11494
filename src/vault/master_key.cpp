// Where the master key comes from. Each refusal says what to change.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/text.h"
#include "vault/cipher.h"
#include "vault/vault.h"

namespace figlink {
namespace {

constexpr std::size_t kFileMax = 256;  // 32 raw bytes, or their base64 with a line end

std::unexpected<Error> refused(std::string what) {
  return fail(Fault::bad_input, std::move(what), "Make one with: head -c 32 /dev/urandom | base64");
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

Result<Secret> read_key(const std::string& path) {
  File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.fd() < 0)
    return refused("The master key file " + path + " cannot be read: " + std::strerror(errno) +
                   ".");
  struct stat facts {};
  ::fstat(file.fd(), &facts);
  if (!S_ISREG(facts.st_mode))
    return refused("The master key file " + path + " is no ordinary file.");
  if ((facts.st_mode & 077) != 0) {
    return fail(Fault::bad_input, "The master key file " + path + " can be read by others.",
                "Run: chmod 600 " + path);
  }
  Secret raw(kFileMax);
  ssize_t size = ::read(file.fd(), raw.writable().data(), kFileMax);
  if (size < 0)
    return refused("The master key file " + path + " cannot be read: " + std::strerror(errno) +
                   ".");
  std::string_view bytes = raw.expose().substr(0, static_cast<std::size_t>(size));
  if (bytes.size() == cipher::kKeyBytes) return Secret(bytes);
  auto key = master_key_from_text(bytes);
  if (!key) key.error().message = "In the master key file " + path + ": " + key.error().message;
  return key;
}

void sync_folder(const std::string& path) {
  auto folder = std::filesystem::path(path).parent_path();
  File file(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (file.fd() >= 0) ::fsync(file.fd());
}

}  // namespace

Result<Secret> master_key_from_text(std::string_view base64) {
  std::string_view text = trim(base64);
  if (text.empty()) return refused("The master key is empty.");
  auto bytes = from_base64(text);
  if (!bytes) return refused("The master key is not base64.");
  Secret key(*bytes);
  wipe(bytes->data(), bytes->size());
  if (key.size() != cipher::kKeyBytes) {
    return refused("The master key is " + std::to_string(key.size()) +
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
  {
    File file(::open(fresh_path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (file.fd() < 0)
      return refused("The master key file " + path + " cannot be made: " + std::strerror(errno) +
                     ".");
    std::string text = to_base64(key.expose()) + "\n";
    bool written =
        ::write(file.fd(), text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
        ::fsync(file.fd()) == 0;
    wipe(text.data(), text.size());
    if (!written) {
      ::unlink(fresh_path.c_str());
      return refused("The master key file " + path + " cannot be written: " + std::strerror(errno) +
                     ".");
    }
  }
  int linked = ::link(fresh_path.c_str(), path.c_str());
  int why = errno;
  ::unlink(fresh_path.c_str());
  if (linked != 0 && why == EEXIST) return read_key(path);  // another process was first
  if (linked != 0)
    return refused("The master key file " + path + " cannot be made: " + std::strerror(why) + ".");
  sync_folder(path);
  return key;
}

}  // namespace figlink
