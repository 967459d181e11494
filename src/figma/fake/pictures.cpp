#include "figma/fake/pictures.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/text.h"
#include "figma/fake/cut.h"
#include "figma/fake/world.h"

namespace figlink::fake {
namespace {

using std::string_view_literals::operator""sv;

void put32(std::string& out, std::uint32_t value) {
  for (int shift : {24, 16, 8, 0}) out += static_cast<char>(value >> shift & 0xff);
}

void put16(std::string& out, std::uint32_t value) {
  out += static_cast<char>(value >> 8 & 0xff);
  out += static_cast<char>(value & 0xff);
}

std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t crc = 0xffffffff;
  for (unsigned char byte : bytes) {
    crc ^= byte;
    for (int i = 0; i < 8; ++i) crc = (crc >> 1) ^ (crc & 1 ? 0xedb88320u : 0u);
  }
  return ~crc;
}

void put_chunk(std::string& out, std::string_view kind, std::string_view bytes) {
  put32(out, static_cast<std::uint32_t>(bytes.size()));
  const std::string marked = std::string(kind) + std::string(bytes);
  out += marked;
  put32(out, crc32(marked));
}

// `count` bytes of zero as a zlib stream: one literal, then "the same 258 more" (RFC 1951 3.2.6).
std::string zlib_zeros(std::size_t count) {
  constexpr std::size_t kRun = 258;
  std::string out = "\x78\x01";
  unsigned bits = 0, filled = 0;
  auto put_bit = [&](unsigned bit) {
    bits |= bit << filled;
    if (++filled < 8) return;
    out += static_cast<char>(bits);
    bits = filled = 0;
  };
  auto put_code = [&](unsigned code, int length) {
    for (int i = length - 1; i >= 0; --i) put_bit(code >> i & 1);
  };
  constexpr unsigned kZero = 0x30, kLongest = 0xc5;
  put_code(0b110, 3);  // the last block, fixed codes
  std::size_t left = count;
  if (left > 0) put_code(kZero, 8), --left;
  for (; left >= kRun; left -= kRun) put_code(kLongest, 8), put_code(0, 5);
  for (; left > 0; --left) put_code(kZero, 8);
  put_code(0, 7);
  while (filled != 0) put_bit(0);
  constexpr std::uint32_t kAdlerBase = 65521;
  put32(out, static_cast<std::uint32_t>(count % kAdlerBase) << 16 | 1);
  return out;
}

void put_segment(std::string& out, unsigned marker, std::string_view bytes) {
  out += '\xff';
  out += static_cast<char>(marker);
  put16(out, static_cast<std::uint32_t>(bytes.size() + 2));
  out += bytes;
}

Response file_response(std::string_view type, std::string bytes) {
  Response response;
  response.headers.add("content-type", type);
  response.body.text = std::move(bytes);
  return response;
}

struct Format {
  std::string_view name, type;
  std::string (*draw)(const Paint&);
};
constexpr std::array kFormats = {
    Format{"png", "image/png", png_of}, Format{"jpg", "image/jpeg", jpg_of},
    Format{"svg", "image/svg+xml", [](const Paint& paint) { return svg_of(paint, "A node"); }},
    Format{"pdf", "application/pdf", pdf_of}};

std::uint8_t channel(const Json& color, std::string_view name) {
  const Json* value = color.find(name);
  return static_cast<std::uint8_t>(
      std::lround(255 * std::clamp(value ? value->as_number().value_or(0) : 0.0, 0.0, 1.0)));
}

// "/KEY/NODE@SCALE.FORMAT".
std::optional<Response> render(World& world, std::string_view rest) {
  auto slash = rest.find('/'), at = rest.rfind('@'), dot = rest.rfind('.');
  if (slash == rest.npos || at == rest.npos || dot == rest.npos || slash > at || at > dot)
    return std::nullopt;
  auto format = std::ranges::find(kFormats, rest.substr(dot + 1), &Format::name);
  const File* file = world.file(rest.substr(0, slash));
  auto node_id = percent_decode(rest.substr(slash + 1, at - slash - 1));
  double scale = 1;
  std::string_view number = rest.substr(at + 1, dot - at - 1);
  std::from_chars(number.data(), number.data() + number.size(), scale);
  if (format == kFormats.end() || !file || !node_id) return std::nullopt;
  auto document = world.documents.parsed(file->document);
  const Json* node = document ? find_node(*(*document)->find("document"), *node_id) : nullptr;
  auto paint = node ? paint_of(*node, scale) : std::nullopt;
  if (!paint) return std::nullopt;
  return file_response(format->type, format->draw(*paint));
}

// The colour of a thing that has none of its own: the same for the same name.
Paint paint_of_name(std::string_view name, int width, int height) {
  const std::uint32_t hash = crc32(name);
  return {width, height, static_cast<std::uint8_t>(hash), static_cast<std::uint8_t>(hash >> 8),
          static_cast<std::uint8_t>(hash >> 16)};
}

}  // namespace

std::string png_of(const Paint& paint) {
  std::string out = "\x89PNG\r\n\x1a\n", head;
  put32(head, static_cast<std::uint32_t>(paint.width));
  put32(head, static_cast<std::uint32_t>(paint.height));
  head += "\x01\x03\x00\x00\x00"sv;  // one bit a pixel, out of a palette
  const std::string palette = {static_cast<char>(paint.red), static_cast<char>(paint.green),
                               static_cast<char>(paint.blue)};
  const auto row = 1 + (static_cast<std::size_t>(paint.width) + 7) / 8;
  put_chunk(out, "IHDR", head);
  put_chunk(out, "PLTE", palette);
  put_chunk(out, "IDAT", zlib_zeros(row * static_cast<std::size_t>(paint.height)));
  put_chunk(out, "IEND", "");
  return out;
}

// A baseline JPEG whose every block is the middle grey, which takes two bits a block.
std::string jpg_of(const Paint& paint) {
  constexpr int kBlock = 8;
  std::string out = "\xff\xd8", frame, table;
  put_segment(out, 0xe0, "JFIF\0\x01\x01\0\0\x01\0\x01\0\0"sv);
  put_segment(out, 0xdb, std::string(1, '\0') + std::string(64, '\x01'));
  frame += '\x08';
  put16(frame, static_cast<std::uint32_t>(paint.height));
  put16(frame, static_cast<std::uint32_t>(paint.width));
  frame += "\x01\x01\x11\x00"sv;
  put_segment(out, 0xc0, frame);
  for (char which : {'\x00', '\x10'})
    put_segment(out, 0xc4, std::string(1, which) + '\x01' + std::string(16, '\0'));
  put_segment(out, 0xda, "\x01\x01\x00\x00\x3f\x00"sv);
  const int blocks = ((paint.width + kBlock - 1) / kBlock) * ((paint.height + kBlock - 1) / kBlock);
  out.append(static_cast<std::size_t>(blocks / 4), '\0');
  if (int rest = blocks % 4; rest != 0) out += static_cast<char>(0xff >> (2 * rest));
  return out + "\xff\xd9";
}

std::string svg_of(const Paint& paint, std::string_view title) {
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} "
      "{1}\">"
      "<title>{2}</title><rect width=\"{0}\" height=\"{1}\" "
      "fill=\"#{3:02x}{4:02x}{5:02x}\"/></svg>",
      paint.width, paint.height, title, paint.red, paint.green, paint.blue);
}

std::string pdf_of(const Paint& paint) {
  const std::string drawing =
      fmt::format("{:.3f} {:.3f} {:.3f} rg 0 0 {} {} re f", paint.red / 255.0, paint.green / 255.0,
                  paint.blue / 255.0, paint.width, paint.height);
  const std::string objects[] = {
      "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
      fmt::format("<</Type/Page/Parent 2 0 R/MediaBox[0 0 {} {}]/Contents 4 0 R>>", paint.width,
                  paint.height),
      fmt::format("<</Length {}>>\nstream\n{}\nendstream", drawing.size(), drawing)};
  std::string out = "%PDF-1.4\n", places;
  for (std::size_t i = 0; i < std::size(objects); ++i) {
    places += fmt::format("{:010} 00000 n \n", out.size());
    out += fmt::format("{} 0 obj\n{}\nendobj\n", i + 1, objects[i]);
  }
  const std::size_t table = out.size();
  out += fmt::format("xref\n0 {}\n0000000000 65535 f \n{}", std::size(objects) + 1, places);
  out += fmt::format("trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{}\n%%EOF\n",
                     std::size(objects) + 1, table);
  return out;
}

std::optional<Paint> paint_of(const Json& node, double scale) {
  const Json* visible = node.find("visible");
  const Json* opacity = node.find("opacity");
  if (visible && visible->as_bool() == false) return std::nullopt;
  if (opacity && opacity->as_number() == 0.0) return std::nullopt;
  double width = 0, height = 0;
  if (const Json* box = node.find("absoluteBoundingBox"); box && box->is_object()) {
    if (const Json* side = box->find("width")) width = side->as_number().value_or(0);
    if (const Json* side = box->find("height")) height = side->as_number().value_or(0);
  } else {  // a page has no box of its own
    constexpr double kPageWidth = 800, kPageHeight = 600;
    const Json* children = node.find("children");
    if (!children || children->size() == 0) return std::nullopt;
    width = kPageWidth, height = kPageHeight;
  }
  const double largest = std::max(width, height) * scale;
  if (!(largest > 0)) return std::nullopt;
  if (largest > kPictureSideMax) scale *= kPictureSideMax / largest;
  Paint paint{
      .width = std::clamp(static_cast<int>(std::lround(width * scale)), 1, kPictureSideMax),
      .height = std::clamp(static_cast<int>(std::lround(height * scale)), 1, kPictureSideMax),
      .red = 0xd9,
      .green = 0xd9,
      .blue = 0xd9};
  const Json* fills = node.find("fills");
  for (std::size_t i = 0; fills && i < fills->size(); ++i) {
    const Json* color = (*fills)[i].find("color");
    if (!color) continue;
    paint.red = channel(*color, "r"), paint.green = channel(*color, "g"),
    paint.blue = channel(*color, "b");
    break;
  }
  return paint;
}

std::string render_link(std::string_view origin, std::string_view file_key,
                        std::string_view node_id, std::string_view scale, std::string_view format) {
  std::string node;
  percent_encode_to(node, node_id);
  return fmt::format("{}/sandbox/renders/{}/{}@{}.{}", origin, file_key, node, scale, format);
}

std::optional<Response> picture(World& world, std::string_view path) {
  constexpr std::string_view kRenders = "/sandbox/renders/", kFills = "/sandbox/fills/",
                             kThumbnails = "/sandbox/thumbnails/", kPeople = "/sandbox/people/";
  constexpr int kFillSide = 64, kThumbnailWidth = 400, kThumbnailHeight = 300, kPersonSide = 80;
  if (path.starts_with(kRenders)) return render(world, path.substr(kRenders.size()));
  if (path.starts_with(kFills))
    return file_response("image/png", png_of(paint_of_name(path, kFillSide, kFillSide)));
  if (path.starts_with(kThumbnails))
    return file_response("image/png",
                         png_of(paint_of_name(path, kThumbnailWidth, kThumbnailHeight)));
  if (path.starts_with(kPeople))
    return file_response("image/png", png_of(paint_of_name(path, kPersonSide, kPersonSide)));
  return std::nullopt;
}

}  // namespace figlink::fake
