// Korean addresses (road names and lots, apartments), cities, hospitals, schools and companies.
#include <array>
#include <string>

#include "base/text.h"
#include "deid/korean.h"
#include "deid/scan.h"

namespace aegle {
namespace {

using korean::Behind;
using korean::IsParticle;
using korean::Syllables;

constexpr std::array<std::string_view, 17> kHospitals{"대학교병원", "요양병원", "한방병원", "대학병원", "성모병원", "의료원",
                                                      "병원",       "한의원",   "치과의원", "의원",     "클리닉",   "보건소",
                                                      "보건지소",   "요양원",   "약국",     "조리원",   "의료센터"};
// In front of "병원" these say what kind of a hospital it is, not which.
constexpr std::string_view kKinds =
    " 본 타 개인 종합 대학 인근 요양 동네 지역 외부 해당 상급 전문 일반 국립 응급 큰 작은 모 협력 연고지 거점 정신 아동 재활 한방 치과 "
    "동물 산부인과 내과 외과 정형외과 소아과 소아청소년과 이비인후과 피부과 안과 정신과 상급종합 대형 근처 다른 이전 같은 우리 저희 귀 "
    "여러 각 전 시립 도립 원 입원 준종합 로컬 지방 상기 동 당 그 이 첫 회송 의뢰 전원 2차 3차 개인의 단골 자국 현지 지인 응급의료 공공 "
    "민간 사립 중소 집근처 거주지 ";
constexpr std::array<std::string_view, 7> kOrganizations{"대학교", "초등학교", "중학교", "고등학교", "여고", "어린이집", "유치원"};
// What counts something: a number in front of these is not one of a house.
constexpr std::array<std::string_view, 26> kCounters{"회", "일", "주", "개",   "정",   "시간", "분", "명", "세",   "년", "월", "차", "배",
                                                     "도", "알", "점", "등급", "단계", "캡슐", "포", "번", "가지", "시", "초", "기", "급"};

class KoreanPlaces {
 public:
  explicit KoreanPlaces(Scan& scan) : scan_(scan) {}

  void Run() {
    for (std::size_t i = 0; i < scan_.size(); ++i) {
      const Token& token = scan_.tokens[i];
      if (token.kind == TokenKind::kDigits) {
        Apartment(i);
        PostCode(i);
        continue;
      }
      if (token.kind != TokenKind::kHangul) continue;
      if (std::size_t last = Address(i); last != 0) {
        i = last;
        continue;
      }
      Hospital(i);
      Organization(i);
      City(i);
    }
  }

 private:
  [[nodiscard]] std::string_view Text(std::size_t i) const { return scan_.Text(i); }
  [[nodiscard]] bool IsHangulToken(std::size_t i) const { return scan_.IsKind(i, TokenKind::kHangul); }

  // The part of a token up to an administrative or road ending, without particles: "역삼동에서" -> "역삼동". 0 for none.
  [[nodiscard]] std::size_t UnitLength(std::string_view text, std::string_view endings, std::size_t least) const {
    for (std::size_t count = Syllables(text); count >= least; --count) {
      std::string_view last = text.substr((count - 1) * 3, 3);
      std::size_t at = endings.find(last);
      if (at != std::string_view::npos && at % 3 == 0 && IsParticle(Behind(text, count))) return count;
    }
    return 0;
  }
  [[nodiscard]] bool CountsBehind(std::size_t i) const {
    if (!scan_.Has(i) || !scan_.SameLine(i)) return false;
    if (scan_.tokens[i].mark == '%' || scan_.Is(i, word::kUnit)) return true;
    if (!IsHangulToken(i)) return false;
    if (Text(i).starts_with("번길") || Text(i).starts_with("번지")) return false;
    for (std::string_view counter : kCounters)
      if (Text(i).starts_with(counter)) return true;
    return false;
  }
  // "123", "123-4", "123번길 45-6", "123번지": the last token, 0 where there is no house number at `i`.
  [[nodiscard]] std::size_t HouseNumber(std::size_t i) const {
    if (!scan_.IsKind(i, TokenKind::kDigits) || scan_.tokens[i].size() > 5) return 0;
    std::size_t last = i;
    if (IsHangulToken(i + 1) && (Text(i + 1).starts_with("번길") || Text(i + 1).starts_with("길")) && scan_.Joined(i + 1)) {
      last = i + 1;
      if (scan_.IsKind(i + 2, TokenKind::kDigits) && scan_.SameLine(i + 2)) last = i + 2;
    }
    if (scan_.IsMark(last + 1, '-') && scan_.Joined(last + 1) && scan_.IsKind(last + 2, TokenKind::kDigits) && scan_.Joined(last + 2))
      last += 2;
    if (IsHangulToken(last + 1) && (Text(last + 1).starts_with("번지") || Text(last + 1) == "호")) ++last;
    return last;
  }

  // From a province, city or road to the number of the flat.
  std::size_t Address(std::size_t i) {
    std::size_t last = 0, parts = 0, at = i;
    bool province = false, specific = false;
    std::size_t end_byte = 0;
    for (; scan_.Has(at) && (at == i || scan_.SameLine(at) || parts >= 2) && parts < 9; ++at) {
      const Token& token = scan_.tokens[at];
      if (token.mark == ',' && at > i) continue;
      if (token.mark == '(' && specific && IsHangulToken(at + 1) && UnitLength(Text(at + 1), "동리", 2) != 0) continue;
      if (token.kind == TokenKind::kDigits && parts > 0) {
        std::size_t flat = Flat(at);
        std::size_t house = flat != 0                           ? flat
                            : specific && !CountsBehind(at + 1) ? HouseNumber(at)
                            : specific && IsHangulToken(at + 1) && (Text(at + 1).starts_with("번") || Text(at + 1).starts_with("길"))
                                ? HouseNumber(at)
                                : 0;
        if (house == 0) break;
        last = at = house;
        end_byte = scan_.tokens[last].end;
        if (IsHangulToken(last)) end_byte = TrimmedEnd(last);
        ++parts;
        continue;
      }
      if (token.kind != TokenKind::kHangul) break;
      std::string_view text = Text(at);
      if (parts == 0) {
        std::size_t count = korean::ProvinceLength(text);
        if (count != 0 && (IsParticle(Behind(text, count)) || UnitLength(text, "시군구", 3) != 0)) {
          if (!Behind(text, count).empty() && UnitLength(text, "시군구", 3) == 0) return 0;
          province = true;
          ++parts;
          last = at;
          end_byte = token.begin + count * 3;
          continue;
        }
      }
      std::size_t count = UnitLength(text, "시군구읍면동리가", 2);
      std::size_t road = UnitLength(text, "로길", 2);
      if (road != 0 && !(scan_.IsKind(at + 1, TokenKind::kDigits) && scan_.SameLine(at + 1))) road = 0;
      if (road != 0 && parts == 0 && !IsRoad(at, road)) road = 0;
      if (road != 0) count = road;
      bool lot = count != 0 && road == 0 && std::string_view("동리가").find(text.substr((count - 1) * 3, 3)) % 3 == 0;
      if (parts == 0 && road == 0) {
        // A district or a quarter starts an address only where a road, a quarter or a number follows.
        bool follows = IsHangulToken(at + 1) && scan_.SameLine(at + 1) && (UnitLength(Text(at + 1), "구읍면동리로길", 2) != 0);
        bool number = lot && scan_.IsKind(at + 1, TokenKind::kDigits) && scan_.SameLine(at + 1) && HouseNumber(at + 1) != 0 &&
                      !CountsBehind(HouseNumber(at + 1) + 1) && !CountsBehind(at + 2);
        if (count < 3 || !(follows || number) || (!number && !IsDistrict(text, count))) return 0;
      }
      bool estate = count == 0 && parts >= 2 && specific && IsEstate(at);
      if (count == 0 && !estate) break;
      specific = specific || road != 0 || lot || estate;
      last = at;
      ++parts;
      end_byte = token.begin + (estate ? text.size() : count * 3);
    }
    if (parts == 0 || (parts == 1 && !specific)) {
      if (province && parts == 1) scan_.AddBytes(scan_.tokens[i].begin, end_byte, PhiClass::kState, Sureness::kGuess);
      return 0;
    }
    scan_.AddBytes(scan_.tokens[i].begin, end_byte, PhiClass::kAddress, Sureness::kSure);
    return last;
  }
  [[nodiscard]] std::size_t TrimmedEnd(std::size_t i) const {
    std::string_view text = Text(i);
    for (std::string_view unit : {"번길", "번지", "길", "호", "동", "층"})
      if (text.starts_with(unit)) return scan_.tokens[i].begin + unit.size();
    return scan_.tokens[i].end;
  }
  [[nodiscard]] bool IsDistrict(std::string_view text, std::size_t count) const {
    std::string_view last = text.substr((count - 1) * 3, 3);
    return last == "시" || last == "군" || last == "구" || last == "읍" || last == "면";
  }
  // "강남대로 123", not "경구로 3회".
  [[nodiscard]] bool IsRoad(std::size_t i, std::size_t count) const {
    std::string_view text = Text(i);
    if (count < 3 || Syllables(text) != count || korean::IsPlainWord(text)) return false;
    static constexpr std::string_view kAdverbs =
        " 경구로 추가로 별도로 실제로 대체로 그대로 마지막으로 정도로 위주로 때때로 스스로 의도로 최대로 최소로 처음으로 주기적으로 이유로 "
        "상태로 용도로 목적으로 증상으로 소견으로 ";
    std::string spaced = " " + std::string(text) + " ";
    if (kAdverbs.find(spaced) != std::string_view::npos || text.ends_with("으로")) return false;
    if (CountsBehind(i + 2)) return false;
    std::size_t last = HouseNumber(i + 1);
    return last != 0 && !CountsBehind(last + 1);
  }
  // The name of an estate in front of the flat: "래미안아파트 101동 1203호"
  [[nodiscard]] bool IsEstate(std::size_t i) const {
    std::string_view text = Text(i);
    bool named = text.find("아파트") != std::string_view::npos || text.find("빌라") != std::string_view::npos ||
                 text.find("오피스텔") != std::string_view::npos || text.find("빌딩") != std::string_view::npos ||
                 text.find("맨션") != std::string_view::npos || text.find("주공") != std::string_view::npos ||
                 text.find("타워") != std::string_view::npos || text.find("하이츠") != std::string_view::npos;
    return named || Flat(i + 1) != 0;
  }
  // "101동 1203호", "1203호": the last token.
  [[nodiscard]] std::size_t Flat(std::size_t i) const {
    if (!scan_.IsKind(i, TokenKind::kDigits) || !IsHangulToken(i + 1) || !scan_.Joined(i + 1)) return 0;
    std::string_view unit = Text(i + 1);
    if (unit.starts_with("동") && scan_.IsKind(i + 2, TokenKind::kDigits) && scan_.SameLine(i + 2) && IsHangulToken(i + 3) &&
        Text(i + 3).starts_with("호"))
      return i + 3;
    if (unit.starts_with("호") && IsParticle(unit.substr(3)) && scan_.tokens[i].size() >= 3) return i + 1;
    return 0;
  }
  void Apartment(std::size_t i) {
    if (!IsHangulToken(i + 1) || !Text(i + 1).starts_with("동")) return;
    if (std::size_t last = Flat(i); last != 0) scan_.AddBytes(scan_.tokens[i].begin, TrimmedEnd(last), PhiClass::kAddress, Sureness::kSure);
  }
  void PostCode(std::size_t i) {
    const Token& token = scan_.tokens[i];
    if (token.size() != 5 && !(token.size() == 3 && scan_.IsMark(i + 1, '-'))) return;
    if (CueBefore(scan_, i) == Cue::kZip)
      return scan_.Add(i, token.size() == 3 && scan_.Has(i + 2) ? i + 2 : i, PhiClass::kZip, Sureness::kSure);
    bool bracket = token.size() == 5 && i > 0 && (scan_.tokens[i - 1].mark == '(' || scan_.tokens[i - 1].mark == '[') &&
                   (scan_.IsMark(i + 1, ')') || scan_.IsMark(i + 1, ']')) && IsHangulToken(i + 2) &&
                   korean::ProvinceLength(Text(i + 2)) != 0;
    if (bracket) scan_.Add(i, i, PhiClass::kZip, Sureness::kSure);
  }

  void Hospital(std::size_t i) {
    std::string_view text = Text(i);
    for (std::string_view suffix : kHospitals) {
      std::size_t at = text.find(suffix);
      if (at == std::string_view::npos || at % 3 != 0) continue;
      std::string_view rest = text.substr(at + suffix.size());
      bool known_rest = IsParticle(rest) || rest.starts_with("에") || rest.starts_with("으로") || rest.starts_with("내") ||
                        rest.starts_with("응급") || korean::StartsWithTitle(rest) || rest.starts_with("소속");
      if (!known_rest) return;
      std::string_view kind = text.substr(0, at);
      std::size_t first = i;
      bool generic = kind.empty() || kKinds.find(" " + std::string(kind) + " ") != std::string_view::npos;
      if (generic && i > 0 && scan_.SameLine(i) && !kind.empty() == false) {
        // "아산 병원", "K 병원": the name is a word of its own
        const Token& before = scan_.tokens[i - 1];
        bool named = before.kind == TokenKind::kHangul
                         ? (before.flags & word::kKoreanCity) != 0 || korean::ProvinceLength(scan_.Text(before)) != 0 ||
                               scan_.Text(before).ends_with("대학교") || scan_.Text(before).ends_with("대")
                         : before.kind == TokenKind::kWord && before.shape >= TokenShape::kCapital && (before.flags & word::kClinical) == 0;
        if (named) first = i - 1, generic = false;
      }
      if (generic) return;
      // "서울 아산병원", "연세대학교 세브란스병원", "가톨릭대학교 서울성모병원"
      for (int round = 0; round < 2 && first > 0 && scan_.SameLine(first); ++round) {
        const Token& before = scan_.tokens[first - 1];
        bool part =
            before.kind == TokenKind::kHangul && ((before.flags & word::kKoreanCity) != 0 || scan_.Text(before).ends_with("대학교") ||
                                                  scan_.Text(before).ends_with("의과대학") || scan_.Text(before).ends_with("재단"));
        if (!part) break;
        --first;
      }
      scan_.AddBytes(scan_.tokens[first].begin, scan_.tokens[i].begin + at + suffix.size(), PhiClass::kHospital, Sureness::kSure);
      return;
    }
  }

  void Organization(std::size_t i) {
    std::string_view text = Text(i);
    for (std::string_view suffix : kOrganizations) {
      std::size_t at = text.find(suffix);
      if (at == std::string_view::npos || at % 3 != 0 || at < 6 || !IsParticle(text.substr(at + suffix.size()))) continue;
      return scan_.AddBytes(scan_.tokens[i].begin, scan_.tokens[i].begin + at + suffix.size(), PhiClass::kOrganization, Sureness::kLikely);
    }
    if (text == "주식회사" && IsHangulToken(i + 1) && scan_.SameLine(i + 1))
      return scan_.Add(i, i + 1, PhiClass::kOrganization, Sureness::kLikely);
    // (주)한빛
    bool bracket = text == "주" && i > 0 && scan_.tokens[i - 1].mark == '(' && scan_.IsMark(i + 1, ')') && scan_.Joined(i + 1);
    if (!bracket) return;
    if (IsHangulToken(i + 2) && scan_.Joined(i + 2))
      scan_.Add(i - 1, i + 2, PhiClass::kOrganization, Sureness::kLikely);
    else if (i >= 2 && scan_.tokens[i - 2].kind == TokenKind::kHangul && scan_.Joined(i - 1))
      scan_.Add(i - 2, i + 1, PhiClass::kOrganization, Sureness::kLikely);
  }

  // "수원시에서", "부산": a city of the lexicon with a particle.
  void City(std::size_t i) {
    std::string_view text = Text(i);
    const PhiLexicon& lexicon = PhiLexicon::BuiltIn();
    for (std::size_t count : {std::size_t{3}, std::size_t{2}}) {
      if (Syllables(text) < count || (lexicon.Flags(WordHash(korean::Prefix(text, count))) & word::kKoreanCity) == 0) continue;
      std::string_view rest = Behind(text, count);
      std::size_t length = count;
      if (rest.starts_with("시") && !rest.starts_with("시행")) ++length, rest = rest.substr(3);
      bool place = rest == "에서" || rest == "으로" || rest == "로" || rest == "에" || rest == "에서는" || rest == "에서의" ||
                   (rest.empty() && length > count) ||
                   (rest.empty() && scan_.IsKind(i + 1, TokenKind::kHangul) &&
                    (Text(i + 1).starts_with("거주") || Text(i + 1).starts_with("출신") || Text(i + 1).starts_with("소재")));
      if (!place) return;
      bool province = korean::ProvinceLength(text) != 0;
      return scan_.AddBytes(scan_.tokens[i].begin, scan_.tokens[i].begin + length * 3, province ? PhiClass::kState : PhiClass::kCity,
                            Sureness::kLikely);
    }
  }

  Scan& scan_;
};

}  // namespace

void FindKoreanPlaces(Scan& scan) { KoreanPlaces(scan).Run(); }

}  // namespace aegle
