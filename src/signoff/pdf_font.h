// A TrueType font for a PDF: widths, and a subset with only the glyphs that were used. Module-internal; one thread.
//
// HarfBuzz reads and subsets; the file is that of the site, not of a user. Characters of the Basic Multilingual Plane and beyond, one glyph a
// character, which is right for Latin, symbols and composed Hangul; conjoining jamo are composed first (Unicode 15, chapter 3.12).
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace aegle {

class PdfFont {
 public:
  // Errors: kUnavailable (no such file), kBadInput (no TrueType outlines).
  static Result<PdfFont> Load(const std::string& path);
  PdfFont(PdfFont&&) noexcept;
  PdfFont& operator=(PdfFont&&) noexcept;
  ~PdfFont();

  [[nodiscard]] bool Has(char32_t character) const;
  // The glyph, which the subset will have. 0 where the font has none.
  [[nodiscard]] unsigned Use(char32_t character);
  [[nodiscard]] int Width(char32_t character) const;   // in thousandths of the font size

  struct Metrics {
    std::string name;   // PostScript name
    int ascent = 0, descent = 0, cap_height = 0, box[4] = {0, 0, 0, 0};   // thousandths
  };
  [[nodiscard]] Metrics metrics() const;
  [[nodiscard]] const std::map<unsigned, char32_t>& used() const { return used_; }
  [[nodiscard]] int WidthOfGlyph(unsigned glyph) const;
  // The font file with the used glyphs, under their own numbers. Errors: kBadInput.
  [[nodiscard]] Result<std::string> Subset() const;

 private:
  struct Handle;
  explicit PdfFont(std::unique_ptr<Handle> handle);
  std::unique_ptr<Handle> handle_;
  std::map<unsigned, char32_t> used_;
};

// Conjoining jamo as syllables; other characters as they are.
[[nodiscard]] std::u32string ComposeHangul(std::string_view utf8);

}  // namespace aegle
