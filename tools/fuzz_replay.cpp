// Stands in for libFuzzer where there is none: runs a fuzz target over every file of the folders it
// is given, and over every prefix of the small ones, since a cut input is the commonest of bad
// inputs.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr std::size_t kPrefixedMax = 512;

std::vector<std::uint8_t> read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// A copy of exactly the size, so that the address sanitizer sees a read past the end.
void run(const std::vector<std::uint8_t>& bytes, std::size_t size) {
  std::vector<std::uint8_t> exact(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
  exact.shrink_to_fit();
  LLVMFuzzerTestOneInput(exact.data(), exact.size());
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::filesystem::path> files;
  for (int i = 1; i < argc; ++i) {
    if (!std::filesystem::is_directory(argv[i])) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[i])) {
      if (entry.is_regular_file()) files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  if (files.empty()) {
    std::fprintf(stderr, "no inputs: a fuzz target needs at least one file in fuzz/corpus/NAME/\n");
    return 1;
  }
  for (const auto& file : files) {
    std::fprintf(stderr, "%s\n", file.c_str());
    std::vector<std::uint8_t> bytes = read(file);
    for (std::size_t size = 0; bytes.size() <= kPrefixedMax && size < bytes.size(); ++size)
      run(bytes, size);
    run(bytes, bytes.size());
  }
  std::printf("%zu inputs replayed\n", files.size());
}
