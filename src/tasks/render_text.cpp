#include "tasks/render_text.h"

#include "base/text.h"

namespace aegle {
namespace {

struct Style {
  std::string_view heading, cite, struck, dim, off;
};
constexpr Style kPlain{"", "", "", "", ""};
constexpr Style kColoured{"\x1b[1m", "\x1b[36m", "\x1b[9;31m", "\x1b[2m", "\x1b[0m"};

std::size_t Columns(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t at = 0; at < text.size();) columns += IsCjk(NextCodePoint(text, at)) ? 2 : 1;
  return columns;
}

std::string Printable(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    char32_t c = NextCodePoint(text, at);
    bool control = c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    if (control) out += ' ';
    else AppendUtf8(out, c);
  }
  return out;
}

// Words are put on lines of `width` columns; following lines are indented.
std::string Wrap(std::string_view text, std::size_t width, std::size_t indent, std::string_view first) {
  std::string out(first);
  std::size_t column = Columns(first);
  bool begin = true;
  for (std::string_view word : Split(text, ' ')) {
    if (word.empty()) continue;
    std::size_t size = Columns(word);
    if (!begin && column + 1 + size > width) {
      out += "\n" + std::string(indent, ' ');
      column = indent;
      begin = true;
    }
    if (!begin) {
      out += ' ';
      ++column;
    }
    out += word;
    column += size;
    begin = false;
  }
  return out + "\n";
}

std::string Cites(const Claim& claim) {
  return claim.cites.empty() ? std::string() : " [" + Join(claim.cites, ", ") + "]";
}

// Marks are put around whole words after wrapping, so that colour codes do not count as columns.
std::string Coloured(std::string text, const Style& style) {
  if (style.off.empty()) return text;
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    bool opens = text[at] == '[' && at + 2 < text.size() && std::string_view("fnck").find(text[at + 1]) != std::string_view::npos && IsDigitAscii(text[at + 2]);
    if (!opens) {
      out += text[at];
      continue;
    }
    std::size_t end = text.find(']', at);
    if (end == std::string::npos) end = text.size() - 1;
    out += std::string(style.cite) + text.substr(at, end + 1 - at) + std::string(style.off);
    at = end;
  }
  return out;
}

std::string RenderClaim(const Claim& claim, const RenderTextOptions& options, const Style& style) {
  std::string text = Printable(claim.text) + Cites(claim);
  if (claim.verdict != Verdict::kStruck) return Coloured(Wrap(text, options.width, 4, "  - "), style);
  std::string why = claim.why.empty() ? std::string() : " (" + Printable(claim.why.front().message) + ")";
  return "  x " + std::string(style.struck) + Printable(claim.text) + std::string(style.off) + why + "\n";
}

std::string Place(const Evidence& evidence, const RenderTextOptions& options) {
  if (evidence.span.document.empty()) return {};
  auto name = options.names.find(evidence.span.document);
  std::string file = name == options.names.end() ? evidence.span.document.ToString() : Printable(name->second);
  return file + ", bytes " + std::to_string(evidence.span.begin) + "-" + std::to_string(evidence.span.end);
}

bool IsCited(const Answer& answer, const std::string& label) {
  for (const Section& section : answer.sections)
    for (const Claim& claim : section.claims)
      for (const std::string& cite : claim.cites)
        if (cite == label) return true;
  return false;
}

}  // namespace

std::string RenderText(const Answer& answer, const RenderTextOptions& options) {
  const Style& style = options.colour == Colour::kYes ? kColoured : kPlain;
  bool korean = answer.language == Language::kKorean;
  std::string out;
  for (const Section& section : answer.sections) {
    out += std::string(style.heading) + Printable(section.title) + std::string(style.off) + "\n";
    for (const Claim& claim : section.claims) out += RenderClaim(claim, options, style);
    out += "\n";
  }
  out += std::string(style.heading) + (korean ? "근거" : "Evidence") + std::string(style.off) + "\n";
  for (const Evidence& evidence : answer.evidence) {
    if (!IsCited(answer, evidence.label)) continue;
    std::string first = "  [" + evidence.label + "] ";
    out += Coloured(Wrap(Printable(evidence.text), options.width, 6, first), style);
    std::string place = Place(evidence, options);
    if (!place.empty()) out += "      " + std::string(style.dim) + place + std::string(style.off) + "\n";
  }
  if (!answer.left_out.empty()) {
    out += "\n" + std::string(style.heading) + (korean ? "싣지 않은 것" : "Left out") + std::string(style.off) + "\n";
    for (const LeftOut& item : answer.left_out) out += "  - " + std::to_string(item.count) + " " + Printable(item.what) + "\n";
  }
  return out;
}

}  // namespace aegle
