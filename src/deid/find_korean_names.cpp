// Korean names: in Hangul with particles and titles ("김철수님은"), apart ("홍 길동 환자"), masked ("김○수"), in Hanja.
#include <algorithm>
#include <string>

#include "base/text.h"
#include "deid/korean.h"
#include "deid/scan.h"

namespace aegle {
namespace {

using korean::Behind;
using korean::IsParticle;
using korean::Prefix;
using korean::Syllables;

constexpr std::string_view kHanjaSurnames =
    "金李朴崔鄭姜趙尹張林韓吳徐申權黃安宋柳洪全高文孫梁裵白曺許劉南沈盧丁河郭成車朱禹具辛任羅田閔兪陳池嚴蔡元千方孔康玄咸卞廉楊邊魯";

// What stands in front of a name: nothing, a role ("보호자"), or a label of a field ("성명:").
enum class Before : std::uint8_t { kNothing, kRole, kLabel };

class KoreanNames {
 public:
  explicit KoreanNames(Scan& scan) : scan_(scan) {}

  void Run() {
    for (std::size_t i = 0; i < scan_.size(); ++i) {
      const Token& token = scan_.tokens[i];
      if (token.kind == TokenKind::kHangul)
        Hangul(i);
      else if (token.kind == TokenKind::kHan)
        Hanja(i);
    }
    Repeat();
  }

 private:
  [[nodiscard]] std::string_view Text(std::size_t i) const { return scan_.Text(i); }
  [[nodiscard]] bool IsHangulToken(std::size_t i) const { return scan_.IsKind(i, TokenKind::kHangul) && scan_.SameLine(i); }

  // ---- what stands around a name

  // "성명:", "성명 ", "환자 ", "보호자(자):" in front of token `i`.
  [[nodiscard]] Before LabelBefore(std::size_t i) const {
    if (i == 0) return Before::kNothing;
    std::size_t before = i - 1;
    bool colon = false, opened = false;
    for (int steps = 0; steps < 6 && before > 0; ++steps) {
      char mark = scan_.tokens[before].mark;
      if (mark == ':' || mark == '=' || mark == '|')
        colon = true;
      else if (mark == ')') {
        while (before > 0 && scan_.tokens[before].mark != '(' && i - before < 8) --before;
      } else if (mark == '(') {
        opened = true;
      } else if (mark != '/' && mark != ',') {
        break;
      }
      if (before > 0 && mark != '\0') --before;
    }
    const Token& token = scan_.tokens[before];
    if (token.kind == TokenKind::kWord) {
      static constexpr std::string_view kWords[] = {"name",   "patient",   "pt",        "dr",       "prof",    "md",  "rn",
                                                    "nurse",  "physician", "attending", "by",       "mr",      "mrs", "ms",
                                                    "author", "signed",    "caregiver", "guardian", "resident"};
      for (std::string_view known : kWords)
        if (EqualsIgnoreCase(Text(before), known)) return colon ? Before::kLabel : Before::kRole;
      return Before::kNothing;
    }
    if (token.kind != TokenKind::kHangul) return Before::kNothing;
    bool name_label = korean::IsNameLabel(Text(before)), role = korean::IsRole(Text(before));
    if (colon || (opened && role)) return name_label || role ? Before::kLabel : Before::kNothing;
    if (!scan_.SameLine(i)) return Before::kNothing;
    if (name_label && !role) return Before::kLabel;
    return name_label || role || LastTitle(before) ? Before::kRole : Before::kNothing;
  }
  // "내과 교수 김철수"
  [[nodiscard]] bool LastTitle(std::size_t i) const {
    std::string_view text = Text(i);
    for (std::string_view title : {"교수", "과장", "원장", "전문의", "전공의", "간호사", "의사", "선생님", "센터장", "병원장"})
      if (text == title) return true;
    return false;
  }

  // "님", "환자", "교수" behind, "(남/45)", "(M/45)", "(45세"
  [[nodiscard]] bool TitleBehind(std::size_t i) const {
    if (!scan_.Has(i) || !scan_.SameLine(i)) return false;
    if (scan_.tokens[i].kind == TokenKind::kHangul) return korean::StartsWithTitle(Text(i)) || IsSex(i);
    if (scan_.tokens[i].mark == '/' || scan_.tokens[i].mark == ',') return scan_.Has(i + 1) && (IsSex(i + 1) || IsAge(i + 1));
    if (scan_.tokens[i].mark != '(' && scan_.tokens[i].mark != '[') return false;
    if (!scan_.Has(i + 1)) return false;
    if (scan_.tokens[i + 1].kind == TokenKind::kHan) return true;
    return IsSex(i + 1) || IsAge(i + 1) || (scan_.IsKind(i + 1, TokenKind::kHangul) && korean::StartsWithTitle(Text(i + 1))) ||
           scan_.IsKind(i + 1, TokenKind::kDigits);
  }
  [[nodiscard]] bool IsSex(std::size_t i) const {
    if (!scan_.Has(i)) return false;
    std::string_view text = Text(i);
    return text == "남" || text == "여" || text == "남자" || text == "여자" || text == "남성" || text == "여성" || text == "남아" ||
           text == "여아" || text == "M" || text == "F" || text == "만";
  }
  [[nodiscard]] bool IsAge(std::size_t i) const {
    return scan_.IsKind(i, TokenKind::kDigits) && scan_.tokens[i].size() <= 3 && scan_.Has(i + 1) &&
           (Text(i + 1).starts_with("세") || Text(i + 1).starts_with("살") || scan_.tokens[i + 1].mark == '/');
  }

  // ---- shapes

  void Add(std::size_t begin, std::size_t syllables, Sureness sureness) {
    scan_.AddBytes(begin, begin + syllables * 3, PhiClass::kName, sureness);
    if (syllables >= 3 && sureness >= Sureness::kLikely) remembered_.push_back(scan_.text.substr(begin, syllables * 3));
  }

  void Hangul(std::size_t i) {
    std::string_view text = Text(i);
    std::size_t count = Syllables(text);
    if (count == 1) return OneSyllable(i);
    int surname = korean::SurnameLength(text);
    if (surname == 0) return;
    if (count == 2 && Apart(i)) return;
    Before label = LabelBefore(i);
    // The name may have two to five syllables, the rest must be a particle or a title; the usual length first.
    auto family = static_cast<std::size_t>(surname);
    for (std::size_t given : {std::size_t{2}, std::size_t{1}, std::size_t{3}}) {
      std::size_t length = family + given;
      if (length > count) continue;
      std::string_view rest = Behind(text, length);
      bool title = rest.empty() ? TitleBehind(i + 1) : korean::StartsWithTitle(rest);
      bool particle = IsParticle(rest);
      if (!title && !particle) continue;
      if (Judge(i, family, given, rest, label, title)) return;
    }
  }

  bool Judge(std::size_t i, std::size_t family, std::size_t given, std::string_view rest, Before before, bool title) {
    std::string_view text = Text(i);
    bool first = korean::IsGivenFirst(text.substr(family * 3, 3));
    bool last = given < 2 || korean::IsGivenLast(text.substr((family + 1) * 3, 3));
    bool usual = given == 2 && first && last;
    bool label = before != Before::kNothing;
    bool attached = title && !rest.empty();
    bool polite = attached && (rest.starts_with("님") || rest.starts_with("씨"));
    bool role = korean::IsRole(text) || korean::IsNameLabel(text) || korean::StartsWithTitle(text);
    if (role && !polite) return false;
    // A plain word with a particle is a name only in a field for names; "정상" with more behind it ("정상철") may be one anywhere
    // where something says that a person is meant.
    bool field = usual && before == Before::kLabel && korean::Syllables(text) == family + given;
    // "조정아 환자", not "고령의 환자"
    std::string_view end = text.substr(text.size() - 3);
    bool titled = usual && title && rest.empty() && end != "의" && end != "인" && end != "는" && end != "한" && end != "된";
    if (korean::IsPlainWhole(text) && !polite && !field && !titled) return false;
    std::size_t begin = scan_.tokens[i].begin;
    if (label || title) {
      if (given == 1 && !(label && rest.empty()) && !attached && !(title && rest.empty())) return false;
      if (given == 1 && !first && !korean::IsGivenLast(text.substr(family * 3, 3))) return false;
      if (given == 3 && !polite) return false;
      if (given == 2 && !first && !last && !(label && title) && before != Before::kLabel && !polite) return false;
      Add(begin, family + given, usual ? Sureness::kSure : Sureness::kLikely);
      return true;
    }
    bool frequent = family == 2 || korean::IsFrequentSurname(Prefix(text, 1));
    if (!usual || !frequent || korean::IsPlainWord(text)) return false;  // without any context
    Add(begin, family + given, Sureness::kGuess);
    return true;
  }

  // "김 철수 님", "성명: 홍 길동", "김 철 수": a family name on its own.
  void OneSyllable(std::size_t i) {
    if (korean::SurnameLength(Text(i)) == 0) return;
    if (Masked(i)) return;
    bool label = LabelBefore(i) != Before::kNothing;
    if (!IsHangulToken(i + 1) || !(korean::IsFrequentSurname(Text(i)) || LabelBefore(i) == Before::kLabel)) return;
    std::string_view next = Text(i + 1);
    std::size_t count = Syllables(next);
    if (count == 1 && IsHangulToken(i + 2) && Syllables(Text(i + 2)) >= 1) {
      std::string_view third = Text(i + 2);
      bool title = TitleBehind(i + 3) || korean::StartsWithTitle(Behind(third, 1));
      bool rest = IsParticle(Behind(third, 1)) || korean::StartsWithTitle(Behind(third, 1));
      if ((label || title) && rest && korean::IsGivenFirst(next) && korean::IsGivenLast(Prefix(third, 1))) {
        scan_.AddBytes(scan_.tokens[i].begin, scan_.tokens[i + 2].begin + 3, PhiClass::kName, Sureness::kSure);
      }
      return;
    }
    if (count < 2) return;
    std::string_view rest = Behind(next, 2);
    bool title = rest.empty() ? TitleBehind(i + 2) : korean::StartsWithTitle(rest);
    if ((label || title) && (title || IsParticle(rest)) &&
        (korean::IsGivenFirst(Prefix(next, 1)) || korean::IsGivenLast(next.substr(3, 3)) || title) && !korean::StartsWithTitle(next) &&
        !korean::IsRole(next)) {
      scan_.AddBytes(scan_.tokens[i].begin, scan_.tokens[i + 1].begin + 6, PhiClass::kName, Sureness::kSure);
    }
  }

  // "남궁 민수 환자", "황보 관"
  bool Apart(std::size_t i) {
    std::string_view text = Text(i);
    bool family = text == "남궁" || text == "황보" || text == "제갈" || text == "사공" || text == "선우" || text == "서문" ||
                  text == "독고" || text == "동방";
    if (!family || !IsHangulToken(i + 1)) return false;
    std::string_view next = Text(i + 1);
    std::size_t given = Syllables(next) >= 2 && (IsParticle(Behind(next, 2)) || korean::StartsWithTitle(Behind(next, 2))) ? 2 : 1;
    if (korean::StartsWithTitle(next)) given = 0;
    std::size_t end = given == 0 ? scan_.tokens[i].end : scan_.tokens[i + 1].begin + given * 3;
    scan_.AddBytes(scan_.tokens[i].begin, end, PhiClass::kName, Sureness::kSure);
    return true;
  }

  // "김○수", "김*수", "홍OO"
  bool Masked(std::size_t i) {
    std::size_t last = i;
    for (std::size_t next = i + 1; scan_.Joined(next) && next <= i + 3; ++next) {
      std::string_view text = Text(next);
      bool mask = text == "*" || text == "○" || text == "O" || text == "OO" || text == "X" || text == "XX" || text == "〇" || text == "◯" ||
                  text == "●" || text == "ㅇㅇ" || text == "00";
      if (mask)
        last = next;
      else
        break;
    }
    if (last == i) return false;
    std::size_t end = scan_.tokens[last].end;
    if (scan_.Joined(last + 1) && scan_.IsKind(last + 1, TokenKind::kHangul) && !korean::StartsWithTitle(Text(last + 1)))
      end = scan_.tokens[last + 1].begin + 3;
    scan_.AddBytes(scan_.tokens[i].begin, end, PhiClass::kName, Sureness::kSure);
    return true;
  }

  void Hanja(std::size_t i) {
    std::string_view text = Text(i);
    std::size_t count = text.size() / 3;
    if (count < 2 || count > 4 || text.size() % 3 != 0) return;
    std::size_t at = kHanjaSurnames.find(text.substr(0, 3));
    if (at == std::string_view::npos || at % 3 != 0) return;
    scan_.Add(i, i, PhiClass::kName, Sureness::kLikely);
  }

  // A name that was sure once is one everywhere; also the given name with a title or particle.
  void Repeat() {
    if (remembered_.empty()) return;
    std::sort(remembered_.begin(), remembered_.end());
    remembered_.erase(std::unique(remembered_.begin(), remembered_.end()), remembered_.end());
    for (const Token& token : scan_.tokens) {
      if (token.kind != TokenKind::kHangul || token.size() < 6) continue;
      std::string_view text = scan_.Text(token);
      for (std::string_view name : remembered_) {
        if (text.starts_with(name)) scan_.AddBytes(token.begin, token.begin + name.size(), PhiClass::kName, Sureness::kLikely);
        std::string_view given = name.substr(name.size() - 6);
        bool alone = text.starts_with(given) &&
                     (korean::StartsWithTitle(text.substr(6)) || (!text.substr(6).empty() && IsParticle(text.substr(6)) &&
                                                                  !korean::IsPlainWord(text) && korean::SurnameLength(text) == 0));
        if (alone) scan_.AddBytes(token.begin, token.begin + 6, PhiClass::kName, Sureness::kGuess);
      }
    }
  }

  Scan& scan_;
  std::vector<std::string_view> remembered_;
};

}  // namespace

void FindKoreanNames(Scan& scan) { KoreanNames(scan).Run(); }

}  // namespace aegle
