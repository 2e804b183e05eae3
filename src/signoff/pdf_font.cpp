#include "signoff/pdf_font.h"

#include <hb-ot.h>
#include <hb-subset.h>

#include "base/text.h"

namespace aegle {

struct PdfFont::Handle {
  hb_face_t* face = nullptr;
  hb_font_t* font = nullptr;
  int em = 1000;
  Handle() = default;
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() {
    hb_font_destroy(font);
    hb_face_destroy(face);
  }
  [[nodiscard]] int Scaled(hb_position_t units) const { return static_cast<int>((static_cast<long>(units) * 1000 + (units < 0 ? -em / 2 : em / 2)) / em); }
};

namespace {

std::string BytesOf(hb_blob_t* blob) {
  unsigned length = 0;
  const char* data = hb_blob_get_data(blob, &length);
  std::string bytes(data ? data : "", data ? length : 0);
  hb_blob_destroy(blob);
  return bytes;
}

int Signed16(std::string_view bytes, std::size_t at) {
  auto high = static_cast<unsigned char>(bytes[at]), low = static_cast<unsigned char>(bytes[at + 1]);
  return static_cast<std::int16_t>(static_cast<std::uint16_t>(high << 8U | low));
}

}  // namespace

PdfFont::PdfFont(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) {}
PdfFont::PdfFont(PdfFont&&) noexcept = default;
PdfFont& PdfFont::operator=(PdfFont&&) noexcept = default;
PdfFont::~PdfFont() = default;

Result<PdfFont> PdfFont::Load(const std::string& path) {
  hb_blob_t* blob = hb_blob_create_from_file_or_fail(path.c_str());
  if (!blob) return Fail(ErrorCode::kUnavailable, "a font for PDF is missing", path, "Install the Debian packages fonts-nanum and fonts-dejavu-core, or name TrueType files in the setting export.fonts.");
  auto handle = std::make_unique<Handle>();
  handle->face = hb_face_create(blob, 0);
  hb_blob_destroy(blob);
  if (BytesOf(hb_face_reference_table(handle->face, HB_TAG('g', 'l', 'y', 'f'))).empty())
    return Fail(ErrorCode::kBadInput, "this font has no TrueType outlines", path, "Name a .ttf file in the setting export.fonts.");
  handle->em = static_cast<int>(hb_face_get_upem(handle->face));
  handle->font = hb_font_create(handle->face);
  return PdfFont(std::move(handle));
}

bool PdfFont::Has(char32_t character) const {
  hb_codepoint_t glyph = 0;
  return hb_font_get_nominal_glyph(handle_->font, character, &glyph) != 0;
}

unsigned PdfFont::Use(char32_t character) {
  hb_codepoint_t glyph = 0;
  if (!hb_font_get_nominal_glyph(handle_->font, character, &glyph)) return 0;
  used_.try_emplace(glyph, character);
  return glyph;
}

int PdfFont::Width(char32_t character) const {
  hb_codepoint_t glyph = 0;
  hb_font_get_nominal_glyph(handle_->font, character, &glyph);
  return WidthOfGlyph(glyph);
}

int PdfFont::WidthOfGlyph(unsigned glyph) const { return handle_->Scaled(hb_font_get_glyph_h_advance(handle_->font, glyph)); }

PdfFont::Metrics PdfFont::metrics() const {
  Metrics metrics;
  char name[128] = "";
  unsigned length = sizeof name;
  hb_ot_name_get_utf8(handle_->face, HB_OT_NAME_ID_POSTSCRIPT_NAME, HB_LANGUAGE_INVALID, &length, name);
  for (char c : std::string_view(name))
    if (IsLetterAscii(c) || IsDigitAscii(c) || c == '-') metrics.name += c;
  if (metrics.name.empty()) metrics.name = "Font";
  auto measure = [&](hb_ot_metrics_tag_t tag, int fallback) {
    hb_position_t value = 0;
    return hb_ot_metrics_get_position(handle_->font, tag, &value) ? handle_->Scaled(value) : fallback;
  };
  metrics.ascent = measure(HB_OT_METRICS_TAG_HORIZONTAL_ASCENDER, 900);
  metrics.descent = measure(HB_OT_METRICS_TAG_HORIZONTAL_DESCENDER, -250);
  metrics.cap_height = measure(HB_OT_METRICS_TAG_CAP_HEIGHT, 700);
  std::string head = BytesOf(hb_face_reference_table(handle_->face, HB_TAG('h', 'e', 'a', 'd')));
  for (std::size_t i = 0; i < 4 && head.size() >= 44; ++i) metrics.box[i] = handle_->Scaled(Signed16(head, 36 + 2 * i));   // xMin, yMin, xMax, yMax
  return metrics;
}

Result<std::string> PdfFont::Subset() const {
  hb_subset_input_t* input = hb_subset_input_create_or_fail();
  if (!input) return Fail(ErrorCode::kNoSpace, "no memory for a font");
  hb_set_t* glyphs = hb_subset_input_glyph_set(input);
  for (const auto& [glyph, character] : used_) hb_set_add(glyphs, glyph);
  hb_subset_input_set_flags(input, HB_SUBSET_FLAGS_RETAIN_GIDS | HB_SUBSET_FLAGS_NO_HINTING);
  hb_face_t* subset = hb_subset_or_fail(handle_->face, input);
  hb_subset_input_destroy(input);
  if (!subset) return Fail(ErrorCode::kBadInput, "the font cannot be cut to what is used");
  std::string bytes = BytesOf(hb_face_reference_blob(subset));
  hb_face_destroy(subset);
  return bytes;
}

std::u32string ComposeHangul(std::string_view utf8) {
  std::u32string out;
  for (std::size_t at = 0; at < utf8.size();) {
    char32_t c = NextCodePoint(utf8, at);
    char32_t last = out.empty() ? 0 : out.back();
    bool lead = last >= 0x1100 && last <= 0x1112, vowel = c >= 0x1161 && c <= 0x1175, tail = c > 0x11A7 && c <= 0x11C2;
    if (lead && vowel) out.back() = 0xAC00 + ((last - 0x1100) * 21 + (c - 0x1161)) * 28;
    else if (tail && last >= 0xAC00 && last <= 0xD7A3 && (last - 0xAC00) % 28 == 0) out.back() = last + (c - 0x11A7);
    else out += c;
  }
  return out;
}

}  // namespace aegle
