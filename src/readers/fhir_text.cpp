#include "readers/fhir_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <unordered_set>

#include "base/text.h"

namespace aegle {
namespace {

constexpr std::array<std::string_view, 16> kBlockTags = {"p",  "div", "br", "tr", "li", "ul", "ol", "table",
                                                         "h1", "h2",  "h3", "h4", "h5", "h6", "hr", "pre"};

// A "<" that opens nothing, as in "BP < 90", is text.
bool OpensTag(std::string_view html, std::size_t at) {
  if (html[at] != '<' || at + 1 >= html.size()) return false;
  char next = html[at + 1];
  return IsLetterAscii(next) || next == '/' || next == '!' || next == '?';
}

// Name of the tag whose "<" is at `at`, in lower case, without the slash of an end tag.
std::string TagName(std::string_view html, std::size_t at) {
  std::size_t first = at + 1;
  if (first < html.size() && html[first] == '/') ++first;
  std::size_t last = first;
  while (last < html.size() && (IsLetterAscii(html[last]) || IsDigitAscii(html[last]))) ++last;
  return ToLowerAscii(html.substr(first, last - first));
}

// Behind the end of the element, for those whose content is no text.
std::size_t SkipElement(std::string_view html, std::size_t at, const std::string& name) {
  std::string end_tag = "</" + name;
  for (std::size_t end = html.find("</", at); end != std::string_view::npos; end = html.find("</", end + 2))
    if (EqualsIgnoreCase(html.substr(end, end_tag.size()), end_tag)) return std::min(html.find('>', end), html.size());
  return html.size();
}

// The character of "&name;" or "&#n;" at `at`, which moves behind it; 0 where it is no entity that is known here.
char32_t ReadEntity(std::string_view html, std::size_t& at) {
  std::size_t end = html.substr(0, std::min(html.size(), at + 12)).find(';', at);
  if (end == std::string_view::npos) return 0;
  std::string_view name = html.substr(at + 1, end - at - 1);
  static constexpr std::pair<std::string_view, char32_t> kNamed[] = {{"amp", '&'},     {"lt", '<'},    {"gt", '>'},    {"quot", '"'},
                                                                     {"apos", '\''},   {"nbsp", ' '},  {"deg", 0xB0},  {"micro", 0xB5},
                                                                     {"plusmn", 0xB1}, {"le", 0x2264}, {"ge", 0x2265}, {"ndash", 0x2013}};
  char32_t c = 0;
  for (auto [known, value] : kNamed)
    if (known == name) c = value;
  if (c == 0 && name.size() > 1 && name[0] == '#') {
    bool hex = name[1] == 'x' || name[1] == 'X';
    std::string_view digits = name.substr(hex ? 2 : 1);
    std::uint32_t number = 0;
    auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number, hex ? 16 : 10);
    bool scalar = number <= 0x10FFFF && (number < 0xD800 || number > 0xDFFF) && number != 0;
    if (error == std::errc{} && stop == digits.data() + digits.size() && scalar) c = static_cast<char32_t>(number);
  }
  if (c != 0) at = end + 1;
  return c == 0xA0 ? U' ' : c;
}

// Collects characters, with one space for any run of white space and no empty lines.
class PlainText {
 public:
  void Space() { space_ = true; }
  void NewLine() { line_ = true; }
  void Put(char32_t c) {
    if (c < 0x80 && IsSpaceAscii(static_cast<char>(c))) return Space();
    if (!text_.empty() && line_)
      text_ += '\n';
    else if (!text_.empty() && space_)
      text_ += ' ';
    line_ = space_ = false;
    AppendUtf8(text_, c);
  }
  std::string Take() { return std::move(text_); }

 private:
  std::string text_;
  bool space_ = false, line_ = false;
};

// Behind the tag at `at`.
std::size_t ReadTag(std::string_view html, std::size_t at, PlainText& text) {
  if (html.substr(at, 4) == "<!--") {
    std::size_t end = html.find("-->", at + 4);
    return end == std::string_view::npos ? html.size() : end + 3;
  }
  std::string name = TagName(html, at);
  if (std::find(kBlockTags.begin(), kBlockTags.end(), name) != kBlockTags.end()) text.NewLine();
  if (name == "td" || name == "th") text.Space();
  if ((name == "script" || name == "style") && html[at + 1] != '/') at = SkipElement(html, at + 1, name);
  std::size_t end = html.find('>', std::min(at, html.size()));
  return end == std::string_view::npos ? html.size() : end + 1;
}

// Elements of FHIR that are written for people.
constexpr std::array<std::string_view, 30> kWordElements = {"city",
                                                            "comment",
                                                            "conclusion",
                                                            "country",
                                                            "criteria",
                                                            "description",
                                                            "detail",
                                                            "details",
                                                            "diagnostics",
                                                            "display",
                                                            "documentation",
                                                            "family",
                                                            "given",
                                                            "instruction",
                                                            "instructions",
                                                            "label",
                                                            "name",
                                                            "note",
                                                            "patientInstruction",
                                                            "prefix",
                                                            "presentation",
                                                            "purpose",
                                                            "state",
                                                            "subtitle",
                                                            "suffix",
                                                            "summary",
                                                            "text",
                                                            "title",
                                                            "valueMarkdown",
                                                            "valueString"};
static_assert(std::is_sorted(kWordElements.begin(), kWordElements.end()));

struct WordCollector {
  std::string text;
  std::unordered_set<std::string_view> seen;

  void Take(std::string_view words) {
    if (words.empty() || !seen.insert(words).second) return;
    if (!text.empty()) text += '\n';
    text += words;
  }
  void Visit(JsonValue value) {
    for (JsonValue item : value.Items()) Visit(item);
    for (JsonMember member : value.Members()) {
      if (member.value.Is(JsonKind::kString) || member.value.Is(JsonKind::kArray)) VisitNamed(member);
      if (member.key.Text() != "text" || !member.value["div"]) Visit(member.value);  // the narrative is taken apart elsewhere
    }
  }
  void VisitNamed(const JsonMember& member) {
    if (!std::binary_search(kWordElements.begin(), kWordElements.end(), member.key.Text())) return;
    Take(member.value.Text());
    for (JsonValue item : member.value.Items()) Take(item.Text());
  }
};

int Base64Value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

}  // namespace

std::string TextOfHtml(std::string_view html) {
  PlainText text;
  for (std::size_t at = 0; at < html.size();) {
    if (OpensTag(html, at)) {
      at = ReadTag(html, at, text);
    } else if (char32_t entity = html[at] == '&' ? ReadEntity(html, at) : 0; entity != 0) {
      text.Put(entity);
    } else {
      text.Put(NextCodePoint(html, at));
    }
  }
  return text.Take();
}

std::string SearchWords(JsonValue resource) {
  WordCollector words;
  words.Visit(resource);
  return std::move(words.text);
}

Result<std::string> DecodeBase64(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  std::uint32_t bits = 0;
  int count = 0;  // characters of the group of four
  int padding = 0;
  auto bad = [](std::size_t at) { return Fail(ErrorCode::kBadInput, "not base64", std::to_string(at)); };
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (IsSpaceAscii(text[at])) continue;
    int value = Base64Value(text[at]);
    if (text[at] == '=' && count >= 2)
      ++padding, value = 0;
    else if (value < 0 || padding > 0)
      return bad(at);
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    if (++count < 4) continue;
    for (int i = 0; i < 3 - padding; ++i) bytes += static_cast<char>(bits >> (16 - 8 * i) & 0xFF);
    count = 0;
    bits = 0;
    if (padding > 2) return bad(at);
  }
  if (count != 0) return bad(text.size());
  return bytes;
}

}  // namespace aegle
