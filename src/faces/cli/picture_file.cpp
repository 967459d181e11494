#include "faces/cli/picture_file.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <utility>

#include "base/sha256.h"
#include "faces/cli/manifest.h"

namespace figlink {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kHeadBytes = 256;  // of a picture, to see what it is

// What a picture is, by its first bytes; "" for no picture that Figma gives.
std::string_view kind_of(std::string_view head) {
  if (head.starts_with("\x89PNG\r\n\x1a\n")) return "png";
  if (head.starts_with("\xff\xd8\xff")) return "jpg";
  if (head.starts_with("GIF8")) return "gif";
  if (head.starts_with("%PDF-")) return "pdf";
  if (head.starts_with("RIFF") && head.substr(std::min<std::size_t>(8, head.size()), 4) == "WEBP")
    return "webp";
  if (head.find("<svg") != head.npos) return "svg";
  return "";
}

std::unexpected<Error> no_file(const std::string& path) {
  return fail(Fault::bad_input, path + " cannot be written.",
              "Is there room, and may this user write there?");
}

// The bytes of the body, their number and checksum into `into`. Its head.
Result<std::string> pour(Source& body, std::ofstream& out, WrittenPicture& into) {
  Sha256 sum;
  std::string head;
  while (true) {
    auto piece = body.next();
    if (!piece) return pass(piece);
    if (piece->empty()) break;
    if (head.size() < kHeadBytes) head += piece->substr(0, kHeadBytes - head.size());
    sum.add(*piece);
    into.bytes += static_cast<std::int64_t>(piece->size());
    if (!out.write(piece->data(), static_cast<std::streamsize>(piece->size()))) return head;
  }
  into.sha256 = sum.hex();
  return head;
}

Result<WrittenPicture> write(Source& body, const std::string& path, std::string_view kind) {
  WrittenPicture picture;
  picture.part = path + std::string(kPartEnd);
  std::error_code ec;
  fs::remove(picture.part, ec);  // of an export that was killed
  std::ofstream out(picture.part, std::ios::binary);
  auto head = pour(body, out, picture);
  if (!head) return pass(head);
  out.close();
  if (!out) return no_file(path);
  picture.kind = kind_of(*head);
  const bool is_right = kind.empty() ? !picture.kind.empty() : picture.kind == kind;
  if (!is_right)
    return fail(Fault::figma_broken, "What came is no picture of the kind that was asked for.");
  return picture;
}

}  // namespace

Result<WrittenPicture> write_picture(Source& body, const std::string& path, std::string_view kind) {
  auto picture = write(body, path, kind);
  std::error_code ec;
  if (!picture) fs::remove(path + std::string(kPartEnd), ec);
  return picture;
}

Result<void> WrittenPicture::name_it(const std::string& path) const {
  std::error_code ec;
  fs::rename(part, path, ec);
  if (ec) return no_file(path);
  return {};
}

}  // namespace figlink
