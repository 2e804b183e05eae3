// Pages of text: wraps, places and paints lines in several fonts. Module-internal; one thread.
//
// Measures are points (1/72 inch); A4. A line breaks at blanks, also in Korean, and within a word only where the word alone is wider than
// the line. A character that no font has is shown as U+FFFD, else as "?".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "signoff/export.h"
#include "signoff/pdf_file.h"
#include "signoff/pdf_font.h"

namespace aegle {

struct PdfStyle {
  double size = 10;
  bool bold = false;
  double grey = 0;   // 0 black, 1 white
};

class PdfPages {
 public:
  // Errors: those of PdfFont::Load.
  static Result<PdfPages> Make(const PdfFonts& fonts);

  // Text from `indent` to the right margin; goes on to the next page where it does not fit. `mark` stands in the indent of the first line.
  void Paragraph(std::string_view text, const PdfStyle& style, double indent = 0, std::string_view mark = {}, double space_after = 3);
  // Two columns: a name and its value.
  void Pair(std::string_view name, std::string_view value, double name_width);
  void Space(double points);
  void Rule();
  // Begins a new page unless so much room is left.
  void Keep(double points);

  struct Trim {
    std::string left, right;   // of the foot; "{page}" and "{pages}" in it are filled
    std::string head;          // from the second page on
  };
  // Adds everything to the file and returns the numbers of the pages' objects' parent. Errors: those of PdfFont::Subset.
  Result<int> Write(PdfFile& file, const Trim& trim);

 private:
  struct Line {
    double x = 0, y = 0;
    PdfStyle style;
    std::u32string text;
  };
  struct Page {
    std::vector<Line> lines;
    std::vector<double> rules;   // y of horizontal lines
  };
  PdfPages() = default;
  std::size_t FontOf(char32_t& character, bool bold) const;
  double WidthOf(std::u32string_view text, const PdfStyle& style) const;
  std::vector<std::u32string> Wrap(std::string_view text, const PdfStyle& style, double width) const;
  void Put(double x, const PdfStyle& style, std::u32string text);
  std::string Content(const Page& page);
  void Paint(std::string& out, const Line& line);
  Result<std::string> WriteFonts(PdfFile& file);

  std::vector<PdfFont> fonts_;
  std::size_t regular_ = 0;   // fonts_[0, regular_) are regular, the others bold
  std::vector<Page> pages_{1};
  double y_ = 0;
};

}  // namespace aegle
