#include "deid/surrogates.h"

#include <array>

#include "base/text.h"
#include "deid/check_digits.h"
#include "deid/dates.h"
#include "deid/korean.h"
#include "deid/lexicon.h"
#include "deid/tokens.h"

namespace aegle {
namespace {

template <std::size_t n>
std::string_view Pick(SurrogateStream& stream, const std::array<std::string_view, n>& list) {
  return list[stream.Next(static_cast<std::uint32_t>(n))];
}

constexpr std::array<std::string_view, 48> kFemale{
    "Alma",  "Beth",  "Cora",  "Dora",  "Edna",  "Faye",   "Gwen",  "Hope",  "Iris",   "June",  "Kara",   "Lena",
    "Mona",  "Nell",  "Opal",  "Pearl", "Rhea",  "Sara",   "Tess",  "Una",   "Vera",   "Wilma", "Anna",   "Bella",
    "Celia", "Delia", "Elena", "Flora", "Greta", "Helen",  "Irene", "Julia", "Karen",  "Laura", "Marta",  "Nora",
    "Olive", "Paula", "Rosa",  "Sofia", "Tina",  "Ursula", "Viola", "Wanda", "Yvonne", "Zelda", "Amelia", "Clara"};
constexpr std::array<std::string_view, 48> kMale{
    "Alan",  "Brent",   "Carl",   "Dale",   "Earl",   "Frank",  "Glen",   "Hugh",   "Ivan", "Joel", "Kurt",   "Lyle",
    "Max",   "Neil",    "Otto",   "Paul",   "Ralph",  "Saul",   "Theo",   "Vern",   "Walt", "Abel", "Boris",  "Cyril",
    "Dean",  "Elmer",   "Felix",  "Gerald", "Hector", "Isaac",  "Jasper", "Karl",   "Leon", "Milo", "Norman", "Oscar",
    "Perry", "Quentin", "Roland", "Simon",  "Trevor", "Victor", "Wayne",  "Xavier", "Yuri", "Zane", "Albert", "Conrad"};
constexpr std::array<std::string_view, 64> kStems{
    "Ash",  "Barn", "Birch", "Bram",  "Brook", "Carl", "Chad", "Clay", "Cole", "Crest", "Dal", "Den",  "Dray", "East",  "Ed",   "El",
    "Fair", "Farn", "Fen",   "Finch", "Ford",  "Gar",  "Glen", "Gold", "Grim", "Hal",   "Ham", "Hart", "Hay",  "Hazel", "Hol",  "Hunt",
    "Ing",  "Kel",  "Kirk",  "Lan",   "Lind",  "Lock", "Mal",  "Mar",  "Mid",  "Mill",  "Mor", "New",  "Nor",  "Oak",   "Old",  "Pem",
    "Pres", "Ran",  "Red",   "Rose",  "Ry",    "Sel",  "Shel", "Stan", "Sut",  "Thorn", "Tor", "Wal",  "War",  "West",  "Whit", "Win"};
constexpr std::array<std::string_view, 48> kEndings{
    "ley",  "ton",   "ford",  "well",  "man",    "wick",  "bury",   "combe", "croft", "dale",  "den",   "field",
    "gate", "ham",   "hurst", "land",  "low",    "mere",  "mond",   "more",  "over",  "port",  "ridge", "row",
    "shaw", "side",  "son",   "stead", "stock",  "stone", "thorpe", "tree",  "vale",  "ville", "ward",  "water",
    "way",  "worth", "yard",  "by",    "cliffe", "court", "grave",  "hart",  "mont",  "pool",  "sey",   "win"};
constexpr std::array<std::string_view, 24> kKoreanFamilies{"김", "이", "박", "최", "정", "강", "조", "윤", "장", "임", "한", "오",
                                                           "서", "신", "권", "황", "안", "송", "유", "홍", "고", "문", "양", "배"};
constexpr std::array<std::string_view, 40> kKoreanFirst{"가", "건", "경", "규", "나", "다", "도", "동", "라", "명", "미", "민", "범", "보",
                                                        "상", "서", "선", "성", "세", "소", "수", "승", "시", "아", "영", "예", "용", "우",
                                                        "원", "유", "윤", "은", "인", "재", "정", "주", "준", "지", "찬", "태"};
constexpr std::array<std::string_view, 40> kKoreanLast{"겸", "경", "국", "규", "나", "남", "란", "람", "리", "린", "림", "명", "모", "민",
                                                       "배", "범", "빈", "상", "석", "선", "성", "솔", "수", "식", "아", "연", "영", "오",
                                                       "옥", "완", "용", "우", "욱", "원", "율", "은", "재", "준", "진", "희"};
constexpr std::array<std::string_view, 16> kHanjaFamilies{"金", "李", "朴", "崔", "鄭", "姜", "趙", "尹",
                                                          "張", "林", "韓", "吳", "徐", "申", "權", "黃"};
constexpr std::array<std::string_view, 24> kHanjaGiven{"民", "秀", "永", "英", "正", "宰", "成", "昇", "泰", "相", "東", "眞",
                                                       "京", "美", "惠", "允", "道", "周", "建", "宇", "明", "哲", "光", "賢"};
constexpr std::array<std::string_view, 24> kKoreanPlaces{"가람", "나래", "다솜", "라온", "마루",   "미르", "바다", "보라",
                                                         "새벽", "샛별", "아라", "아름", "온누리", "은하", "이든", "초롱",
                                                         "파랑", "푸른", "하늘", "한결", "한빛",   "해솔", "혜윰", "희망"};

bool IsFemale(std::uint32_t flags) { return (flags & word::kGivenFemale) != 0 && (flags & word::kGivenMale) == 0; }

std::string LikeCase(std::string made, std::string_view original) {
  bool upper = false, lower = false;
  for (char c : original) {
    upper = upper || (c >= 'A' && c <= 'Z');
    lower = lower || (c >= 'a' && c <= 'z');
  }
  for (std::size_t i = 0; i < made.size(); ++i) {
    if (upper && !lower && made[i] >= 'a' && made[i] <= 'z') made[i] = static_cast<char>(made[i] - 32);
    if (lower && !upper && made[i] >= 'A' && made[i] <= 'Z') made[i] = static_cast<char>(made[i] + 32);
  }
  return made;
}

std::string MadeUpName(SurrogateStream& stream) { return std::string(Pick(stream, kStems)) + std::string(Pick(stream, kEndings)); }

}  // namespace

SurrogateStream::SurrogateStream(const ProjectKey& key, std::string_view purpose, std::string_view message)
    : key_(key), purpose_(purpose), message_(message) {}

void SurrogateStream::Refill() {
  block_ = key_.Mac(purpose_, message_ + '\x1f' + std::to_string(blocks_++));
  used_ = 0;
}

std::uint32_t SurrogateStream::Next(std::uint32_t below) {
  if (used_ + 4 > block_.size()) Refill();
  std::uint32_t value = static_cast<std::uint32_t>(block_[used_]) << 24 | static_cast<std::uint32_t>(block_[used_ + 1]) << 16 |
                        static_cast<std::uint32_t>(block_[used_ + 2]) << 8 | block_[used_ + 3];
  used_ += 4;
  return static_cast<std::uint32_t>(static_cast<std::uint64_t>(value) * below >> 32);
}

std::string IdSurrogate(SurrogateStream& stream, std::string_view original) {
  static constexpr char kHex[] = "0123456789abcdef";
  bool uuid = original.size() == 36 && original[8] == '-' && original[13] == '-' && original[18] == '-' && original[23] == '-';
  std::string out = uuid ? std::string(original) : "id-0000000000000000";
  for (std::size_t i = uuid ? 0 : 3; i < out.size(); ++i)
    if (out[i] != '-') out[i] = kHex[stream.Next(16)];
  if (uuid) out[14] = '4', out[19] = kHex[8 + stream.Next(4)];  // RFC 9562, version 4
  return out;
}

std::string ShapeSurrogate(SurrogateStream& stream, std::string_view original) {
  std::string out;
  for (std::size_t at = 0; at < original.size();) {
    std::size_t begin = at;
    char32_t c = NextCodePoint(original, at);
    if (c >= '0' && c <= '9')
      out += static_cast<char>('0' + stream.Next(10));
    else if (c >= 'A' && c <= 'Z')
      out += static_cast<char>('A' + stream.Next(26));
    else if (c >= 'a' && c <= 'z')
      out += static_cast<char>('a' + stream.Next(26));
    else if (c >= 0xFF10 && c <= 0xFF19)
      AppendUtf8(out, 0xFF10 + stream.Next(10));
    else if (c >= 0xFF21 && c <= 0xFF3A)
      AppendUtf8(out, 0xFF21 + stream.Next(26));
    else if (IsHangul(c))
      out += Pick(stream, kKoreanFirst);
    else if (c >= 0x2460 && c <= 0x2468)
      AppendUtf8(out, 0x2460 + stream.Next(9));
    else
      out += original.substr(begin, at - begin);
  }
  return out;
}

std::string LatinNameSurrogate(SurrogateStream& stream, std::string_view original) {
  if (original.size() == 1) return LikeCase(std::string(1, static_cast<char>('A' + stream.Next(26))), original);
  std::uint32_t flags = PhiLexicon::BuiltIn().Flags(WordHash(original));
  bool given = (flags & (word::kGivenFemale | word::kGivenMale)) != 0 && (flags & word::kSurname) == 0;
  // Enough names that two people of a project seldom meet in one: "Anna" alone would not do.
  if (given) {
    std::string made(IsFemale(flags) ? Pick(stream, kFemale) : Pick(stream, kMale));
    static constexpr std::array<std::string_view, 8> kMore{"", "", "", "lyn", "bel", "ston", "mar", "dor"};
    return LikeCase(made + std::string(Pick(stream, kMore)), original);
  }
  return LikeCase(MadeUpName(stream), original);
}

std::string HangulFamilySurrogate(SurrogateStream& stream, std::string_view original) {
  std::string_view made = Pick(stream, kKoreanFamilies);
  while (made == original) made = Pick(stream, kKoreanFamilies);
  return std::string(made);
}

std::string HangulGivenSurrogate(SurrogateStream& stream, std::size_t syllables) {
  std::string made(Pick(stream, kKoreanFirst));
  for (std::size_t i = 1; i < syllables; ++i) made += Pick(stream, kKoreanLast);
  return made;
}

std::string HanjaNameSurrogate(SurrogateStream& stream, std::size_t characters) {
  std::string made(Pick(stream, kHanjaFamilies));
  for (std::size_t i = 1; i < characters; ++i) made += Pick(stream, kHanjaGiven);
  return made;
}

std::string HospitalSurrogate(SurrogateStream& stream, bool hangul, std::string_view original) {
  if (!hangul) return MadeUpName(stream) + (original.find("linic") != std::string_view::npos ? " Clinic" : " Hospital");
  std::string name = std::string(Pick(stream, kKoreanPlaces)) + std::string(Pick(stream, kKoreanPlaces));
  for (std::string_view kind : {"한의원", "의원", "약국", "요양원", "보건소", "클리닉", "의료원"})
    if (original.ends_with(kind)) return name + std::string(kind);
  return name + "병원";
}

std::string OrganizationSurrogate(SurrogateStream& stream, bool hangul) {
  if (hangul) return std::string(Pick(stream, kKoreanPlaces)) + std::string(Pick(stream, kKoreanPlaces)) + "기관";
  return MadeUpName(stream) + " Group";
}

std::string CitySurrogate(SurrogateStream& stream, bool hangul, std::string_view original) {
  if (!hangul) return LikeCase(MadeUpName(stream), original);
  std::string name(Pick(stream, kKoreanPlaces));
  return original.ends_with("시") || original.ends_with("군") || original.ends_with("구")
             ? name + std::string(original.substr(original.size() - 3))
             : name;
}

std::string AddressSurrogate(SurrogateStream& stream, bool hangul) {
  std::string number = std::to_string(1 + stream.Next(999));
  if (hangul) return std::string(Pick(stream, kKoreanPlaces)) + "시 " + std::string(Pick(stream, kKoreanPlaces)) + "로 " + number;
  return number + " " + MadeUpName(stream) + " Street";
}

std::string EmailSurrogate(SurrogateStream& stream) {
  std::string user = "user";
  for (int i = 0; i < 8; ++i) user += static_cast<char>('0' + stream.Next(10));
  return user + "@example.org";
}

std::string UrlSurrogate(SurrogateStream& stream) {
  std::string path;
  for (int i = 0; i < 10; ++i) path += static_cast<char>('a' + stream.Next(26));
  return "https://example.org/" + path;
}

// Addresses for documentation: RFC 5737, RFC 3849.
std::string IpSurrogate(SurrogateStream& stream, std::string_view original) {
  static constexpr std::array<std::string_view, 3> kNets{"192.0.2.", "198.51.100.", "203.0.113."};
  static constexpr char kHex[] = "0123456789abcdef";
  if (original.find(':') == std::string_view::npos) return std::string(Pick(stream, kNets)) + std::to_string(1 + stream.Next(254));
  std::string made = "2001:db8::";
  for (int i = 0; i < 8; ++i) made += (i == 4 ? ":" : "") + std::string(1, kHex[stream.Next(16)]);
  return made;
}

std::string PhoneSurrogate(SurrogateStream& stream, std::string_view original) {
  std::string made = ShapeSurrogate(stream, original);
  std::size_t digits = 0;
  for (char c : original) digits += IsDigitAscii(c);
  bool korean = original.starts_with("01") && (digits == 10 || digits == 11);
  std::size_t seen = 0;
  for (std::size_t i = 0; i < made.size() && i < original.size(); ++i) {
    if (!IsDigitAscii(made[i])) continue;
    ++seen;
    if (korean && seen <= 3) made[i] = original[i];  // 010 stays
    if (korean && seen == 4) made[i] = '0';          // no subscriber number begins with 0
    if (!korean && digits == 10 && seen >= 4 && seen <= 6) made[i] = '5';
    if (!korean && digits == 10 && (seen == 7 || seen == 8)) made[i] = seen == 7 ? '0' : '1';
    if (!korean && digits > 10 && seen == 1 && original[0] == '+') made[i] = '0';
  }
  return made;
}

std::string ResidentNumberSurrogate(SurrogateStream& stream, std::string_view original, int days) {
  std::string made(original), digits;
  for (char c : original)
    if (IsDigitAscii(c)) digits += c;
  if (digits.size() < 6) return ShapeSurrogate(stream, original);
  std::string moved = digits;
  int century = digits.size() > 6 && (digits[6] == '3' || digits[6] == '4' || digits[6] == '7' || digits[6] == '8') ? 2000 : 1900;
  std::string date = ShiftCompactDate(std::to_string(century / 100) + digits.substr(0, 6), days);
  if (!date.empty()) moved.replace(0, 6, date.substr(2, 6));
  for (std::size_t i = 7; i < moved.size(); ++i) moved[i] = static_cast<char>('0' + stream.Next(10));
  if (moved.size() == 13 && HasResidentCheckDigit(moved)) moved[12] = static_cast<char>('0' + (moved[12] - '0' + 1) % 10);
  std::size_t at = 0;
  for (char& c : made)
    if (IsDigitAscii(c)) c = moved[at++];
  return made;
}

std::string ZipSurrogate(std::string_view original) {
  // 45 CFR 164.514(b)(2)(i)(B); areas of 20,000 people or fewer, 2000 Census (HHS guidance of 2012).
  static constexpr std::string_view kSmall = " 036 059 063 102 203 556 692 790 821 823 830 831 878 879 884 890 893 ";
  std::string made(original);
  bool small = original.size() >= 3 && kSmall.find(" " + std::string(original.substr(0, 3)) + " ") != std::string_view::npos;
  std::size_t digits = 0;
  for (char& c : made)
    if (IsDigitAscii(c) && (++digits > 3 || small)) c = '0';
  return made;
}

}  // namespace aegle
