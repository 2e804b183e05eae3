#include "signoff/pdf_page.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"
#include "base/text.h"

namespace aegle {
namespace {

constexpr double kWidth = 595.28, kHeight = 841.89, kMargin = 54, kTop = 780, kBottom = 66, kLead = 1.42;

constexpr bool IsBlank(char32_t c) { return c == U' ' || c == U'\n' || c == U'\t' || c == 0xA0; }

}  // namespace

Result<PdfPages> PdfPages::Make(const PdfFonts& fonts) {
  PdfPages pages;
  for (const std::vector<std::string>* list : {&fonts.regular, &fonts.bold}) {
    for (const std::string& path : *list) {
      AEGLE_TRY(font, PdfFont::Load(path));
      pages.fonts_.push_back(std::move(font));
    }
    if (list == &fonts.regular) pages.regular_ = pages.fonts_.size();
  }
  if (pages.regular_ == 0 || pages.regular_ == pages.fonts_.size())
    return Fail(ErrorCode::kUnavailable, "there is no font for PDF", "export.fonts", "Install the Debian packages fonts-nanum and fonts-dejavu-core.");
  pages.y_ = kTop;
  return pages;
}

std::size_t PdfPages::FontOf(char32_t& character, bool bold) const {
  for (char32_t wanted : {character, U'\uFFFD', U'?'}) {
    auto first = bold ? regular_ : 0, last = bold ? fonts_.size() : regular_;
    for (std::size_t i = first; i < last; ++i)
      if (fonts_[i].Has(wanted)) {
        character = wanted;
        return i;
      }
  }
  return bold ? regular_ : 0;
}

double PdfPages::WidthOf(std::u32string_view text, const PdfStyle& style) const {
  double width = 0;
  for (char32_t c : text) {
    std::size_t font = FontOf(c, style.bold);
    width += fonts_[font].Width(c);
  }
  return width * style.size / 1000;
}

std::vector<std::u32string> PdfPages::Wrap(std::string_view text, const PdfStyle& style, double width) const {
  std::u32string all = ComposeHangul(text), line;
  std::vector<std::u32string> lines;
  for (std::size_t at = 0; at < all.size();) {
    std::size_t end = at;
    while (end < all.size() && IsBlank(all[end])) ++end;
    bool blank = end > at && !line.empty();
    std::size_t word = end;
    while (end < all.size() && !IsBlank(all[end])) ++end;
    std::u32string next = (blank ? U" " : U"") + all.substr(word, end - word);
    at = end;
    if (WidthOf(line + next, style) <= width) {
      line += next;
      continue;
    }
    if (!line.empty()) lines.push_back(std::move(line));
    line = all.substr(word, end - word);
    while (WidthOf(line, style) > width && line.size() > 1) {   // a word that is wider than the line
      std::size_t fits = line.size() - 1;
      while (fits > 1 && WidthOf(std::u32string_view(line).substr(0, fits), style) > width) --fits;
      lines.push_back(line.substr(0, fits));
      line.erase(0, fits);
    }
  }
  if (!line.empty() || lines.empty()) lines.push_back(std::move(line));
  return lines;
}

void PdfPages::Put(double x, const PdfStyle& style, std::u32string text) { pages_.back().lines.push_back({x, y_, style, std::move(text)}); }

void PdfPages::Keep(double points) {
  if (y_ - points >= kBottom) return;
  pages_.emplace_back();
  y_ = kTop;
}

void PdfPages::Space(double points) { y_ -= points; }

void PdfPages::Rule() { pages_.back().rules.push_back(y_ + 3); }

void PdfPages::Paragraph(std::string_view text, const PdfStyle& style, double indent, std::string_view mark, double space_after) {
  bool first = true;
  for (std::u32string& line : Wrap(text, style, kWidth - 2 * kMargin - indent)) {
    Keep(style.size * kLead);
    y_ -= style.size * kLead;
    if (first && !mark.empty()) Put(kMargin + indent - 10, style, ComposeHangul(mark));
    first = false;
    Put(kMargin + indent, style, std::move(line));
  }
  y_ -= space_after;
}

void PdfPages::Pair(std::string_view name, std::string_view value, double name_width) {
  PdfStyle names{8.5, true, 0.25}, values{8.5, false, 0};
  std::vector<std::u32string> lines = Wrap(value, values, kWidth - 2 * kMargin - name_width);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    Keep(values.size * kLead);
    y_ -= values.size * kLead;
    if (i == 0) Put(kMargin, names, ComposeHangul(name));
    Put(kMargin + name_width, values, std::move(lines[i]));
  }
}

void PdfPages::Paint(std::string& out, const Line& line) {
  out += fmt::format("{} g 1 0 0 1 {} {} Tm", PdfNumber(line.style.grey), PdfNumber(line.x), PdfNumber(line.y));
  std::size_t current = fonts_.size();
  for (char32_t c : line.text) {
    std::size_t font = FontOf(c, line.style.bold);
    if (font != current) out += fmt::format("{} /F{} {} Tf <", current == fonts_.size() ? "" : "> Tj", font + 1, PdfNumber(line.style.size));
    current = font;
    out += fmt::format("{:04X}", fonts_[font].Use(c));
  }
  out += current == fonts_.size() ? "\n" : "> Tj\n";
}

std::string PdfPages::Content(const Page& page) {
  std::string out;
  for (double y : page.rules) out += fmt::format("0.75 G 0.6 w {} {} m {} {} l S\n", PdfNumber(kMargin), PdfNumber(y), PdfNumber(kWidth - kMargin), PdfNumber(y));
  out += "BT\n";
  for (const Line& line : page.lines) Paint(out, line);
  return out + "ET\n";
}

// "/F1 5 0 R /F2 ...": a composite font (Type 0, CIDFontType2, Identity-H) with widths, the embedded subset and a ToUnicode map for each font that
// was used, as ISO 32000-1, 9.7 and 9.10.3 have it.
Result<std::string> PdfPages::WriteFonts(PdfFile& file) {
  std::string resources;
  for (std::size_t i = 0; i < fonts_.size(); ++i) {
    const PdfFont& font = fonts_[i];
    if (font.used().empty()) continue;
    AEGLE_TRY(bytes, font.Subset());
    PdfFont::Metrics metrics = font.metrics();
    std::string tag, hash = Sha256Hex(bytes), widths, map;
    for (std::size_t c = 0; c < 6; ++c) tag += static_cast<char>('A' + (hash[c] % 26));
    std::string name = tag + "+" + metrics.name;
    for (const auto& [glyph, character] : font.used()) {
      widths += fmt::format("{} [{}] ", glyph, font.WidthOfGlyph(glyph));
      std::string utf8;
      AppendUtf8(utf8, character);
      std::string utf16 = PdfText(utf8);
      map += fmt::format("1 beginbfchar\n<{:04X}> <{}\nendbfchar\n", glyph, utf16.substr(5));
    }
    int data = file.AddStream(fmt::format("/Length1 {}", bytes.size()), bytes);
    int descriptor = file.Add(fmt::format("<</Type /FontDescriptor /FontName /{} /Flags 4 /FontBBox [{} {} {} {}] /ItalicAngle 0 /Ascent {} /Descent {} /CapHeight {} /StemV 80 /FontFile2 {}>>",
                                          name, metrics.box[0], metrics.box[1], metrics.box[2], metrics.box[3], metrics.ascent, metrics.descent, metrics.cap_height, PdfReference(data)));
    int descendant = file.Add(fmt::format("<</Type /Font /Subtype /CIDFontType2 /BaseFont /{} /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> /FontDescriptor {} /DW 1000 /W [{}] /CIDToGIDMap /Identity>>",
                                          name, PdfReference(descriptor), widths));
    int unicode = file.AddStream("", "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n/CMapName /Adobe-Identity-UCS def\n"
                                     "/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n" + map + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    int composite = file.Add(fmt::format("<</Type /Font /Subtype /Type0 /BaseFont /{} /Encoding /Identity-H /DescendantFonts [{}] /ToUnicode {}>>", name, PdfReference(descendant), PdfReference(unicode)));
    resources += fmt::format("/F{} {} ", i + 1, PdfReference(composite));
  }
  return resources;
}

Result<int> PdfPages::Write(PdfFile& file, const Trim& trim) {
  PdfStyle small{7.5, false, 0.35};
  std::string pages_count = std::to_string(pages_.size());
  std::vector<std::string> contents;
  for (std::size_t i = 0; i < pages_.size(); ++i) {
    auto fill = [&](const std::string& text) { return ComposeHangul(ReplaceAll(ReplaceAll(text, "{page}", std::to_string(i + 1)), "{pages}", pages_count)); };
    std::u32string right = fill(trim.right);
    pages_[i].lines.push_back({kMargin, 40, small, fill(trim.left)});
    pages_[i].lines.push_back({kWidth - kMargin - WidthOf(right, small), 40, small, right});
    if (i > 0) pages_[i].lines.push_back({kMargin, kHeight - 40, small, fill(trim.head)});
    contents.push_back(Content(pages_[i]));
  }
  AEGLE_TRY(fonts, WriteFonts(file));
  int parent = file.Reserve();
  std::string kids;
  for (const std::string& content : contents) {
    int stream = file.AddStream("", content);
    kids += PdfReference(file.Add(fmt::format("<</Type /Page /Parent {} /MediaBox [0 0 {} {}] /Resources <</Font <<{}>>>> /Contents {}>>", PdfReference(parent), PdfNumber(kWidth), PdfNumber(kHeight), fonts,
                                              PdfReference(stream)))) + " ";
  }
  file.Set(parent, fmt::format("<</Type /Pages /Count {} /Kids [{}]>>", contents.size(), kids));
  return parent;
}

}  // namespace aegle
