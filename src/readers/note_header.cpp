#include "readers/note_header.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"

namespace aegle {
namespace {

constexpr int kHeaderLines = 40;
constexpr std::string_view kWideColon = "：";

// Reads one written date from left to right.
class DateScanner {
 public:
  explicit DateScanner(std::string_view text) : text_(text) {}

  DateTime Scan() {
    Spaces();
    if (!Ordered() && !MonthFirst() && !DayFirst() && !Slashed()) return {};
    std::string date = Pad(year_, 4) + "-" + Pad(month_, 2) + "-" + Pad(day_, 2);
    if (TimeOfDay()) {
      if (auto with_time = DateTime::Parse(date + "T" + Pad(hour_, 2) + ":" + Pad(minute_, 2))) return *with_time;
    }
    auto day = DateTime::Parse(date);
    return day ? *day : DateTime{};
  }

 private:
  static std::string Pad(int value, std::size_t width) {
    std::string digits = std::to_string(value);
    return digits.size() < width ? std::string(width - digits.size(), '0') + digits : digits;
  }
  void Spaces() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  bool Skip(std::string_view word) {
    if (!EqualsIgnoreCase(text_.substr(at_, word.size()), word)) return false;
    at_ += word.size();
    return true;
  }
  bool Number(int& value, std::size_t most, std::size_t least = 1) {
    std::size_t start = at_;
    for (value = 0; at_ < text_.size() && at_ - start < most && IsDigitAscii(text_[at_]); ++at_) value = value * 10 + (text_[at_] - '0');
    bool longer = at_ < text_.size() && IsDigitAscii(text_[at_]);
    if (at_ - start >= least && !longer) return true;
    at_ = start;
    return false;
  }
  bool Back(std::size_t start) {
    at_ = start;
    return false;
  }

  // 2026-03-01, 2026/3/1, 2026. 3. 1., 2026년 3월 1일
  bool Ordered() {
    std::size_t start = at_;
    if (!Number(year_, 4, 4)) return false;
    Spaces();
    for (auto [first, second, last] : {std::array<std::string_view, 3>{"-", "-", ""}, {"/", "/", ""}, {".", ".", ""}, {"년", "월", "일"}}) {
      if (!Skip(first)) continue;
      Spaces();
      if (!Number(month_, 2)) return Back(start);
      Spaces();
      if (!Skip(second)) return Back(start);
      Spaces();
      if (!Number(day_, 2)) return Back(start);
      Spaces();
      if (!last.empty() && !Skip(last)) return Back(start);
      if (first == ".") (void)Skip(".");
      return true;
    }
    return Back(start);
  }

  bool Month() {
    static constexpr std::array<std::string_view, 12> kMonths = {"january", "february", "march",     "april",   "may",      "june",
                                                                 "july",    "august",   "september", "october", "november", "december"};
    for (std::size_t i = 0; i < kMonths.size(); ++i) {
      if (!Skip(kMonths[i]) && !Skip(kMonths[i].substr(0, 3))) continue;
      (void)Skip(".");
      month_ = static_cast<int>(i) + 1;
      return at_ >= text_.size() || !IsLetterAscii(text_[at_]);
    }
    return false;
  }
  // March 1, 2026
  bool MonthFirst() {
    std::size_t start = at_;
    if (!Month()) return Back(start);
    Spaces();
    if (!Number(day_, 2)) return Back(start);
    (void)Skip(",");
    Spaces();
    return Number(year_, 4, 4) || Back(start);
  }
  // 1 March 2026, 01-Mar-2026
  bool DayFirst() {
    std::size_t start = at_;
    if (!Number(day_, 2)) return false;
    if (!Skip("-")) Spaces();
    if (!Month()) return Back(start);
    if (!Skip("-")) Spaces();
    return Number(year_, 4, 4) || Back(start);
  }
  // 13/03/2026 or 03/13/2026, where only one reading is possible
  bool Slashed() {
    std::size_t start = at_;
    int first = 0, second = 0;
    if (!Number(first, 2) || !Skip("/") || !Number(second, 2) || !Skip("/") || !Number(year_, 4, 4)) return Back(start);
    if (first != second && first <= 12 && second <= 12) return Back(start);
    month_ = std::min(first, second);
    day_ = std::max(first, second);
    return true;
  }

  // " 14:20", "T14:20:05", " 오후 2시 20분", " 2:20 PM"
  bool TimeOfDay() {
    (void)Skip(",");
    (void)Skip("T");
    Spaces();
    bool morning = Skip("오전"), afternoon = !morning && Skip("오후");
    Spaces();
    if (!Number(hour_, 2)) return false;
    if (Skip("시")) {
      Spaces();
      minute_ = 0;
      if (Number(minute_, 2) && !Skip("분")) return false;
    } else if (!Skip(":") || !Number(minute_, 2, 2)) {
      return false;
    }
    if (int seconds = 0; Skip(":")) (void)Number(seconds, 2, 2);
    Spaces();
    morning = morning || Skip("AM");
    afternoon = afternoon || (!morning && Skip("PM"));
    if (afternoon && hour_ < 12) hour_ += 12;
    if (morning && hour_ == 12) hour_ = 0;
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int year_ = 0, month_ = 0, day_ = 0, hour_ = 0, minute_ = 0;
};

// Keys without spaces, lower case; the first of a list is preferred.
constexpr std::array<std::string_view, 26> kDateKeys = {"notedate",
                                                        "dateofservice",
                                                        "date",
                                                        "datetime",
                                                        "visitdate",
                                                        "encounterdate",
                                                        "dateofvisit",
                                                        "dischargedate",
                                                        "dateofdischarge",
                                                        "examdate",
                                                        "studydate",
                                                        "admissiondate",
                                                        "dateofadmission",
                                                        "작성일시",
                                                        "작성일",
                                                        "진료일시",
                                                        "진료일",
                                                        "방문일",
                                                        "내원일시",
                                                        "내원일",
                                                        "일시",
                                                        "날짜",
                                                        "일자",
                                                        "퇴원일",
                                                        "검사일",
                                                        "입원일"};
constexpr std::array<std::string_view, 14> kSubjectKeys = {"patientid",     "환자id",    "환자아이디",   "mrn",      "medicalrecordnumber",
                                                           "patientnumber", "patientno", "recordnumber", "환자번호", "등록번호",
                                                           "병록번호",      "차트번호",  "patient",      "환자"};

template <std::size_t n>
std::size_t Rank(const std::array<std::string_view, n>& keys, std::string_view key) {
  return static_cast<std::size_t>(std::find(keys.begin(), keys.end(), key) - keys.begin());
}

std::string Key(std::string_view written) {
  std::string key;
  for (char c : ToLowerAscii(written))
    if (c != ' ' && c != '\t' && c != '*' && c != '.' && c != '/' && c != '#' && c != '_') key += c;
  return key;
}

// An identifier has a digit and no space; what follows on the line ("12345  성명: ...") is not part of it.
std::string IdentifierAt(std::string_view value) {
  value = Trim(value);
  if (value.starts_with("Patient/")) value.remove_prefix(8);
  std::size_t end = value.find_first_of(" \t,;|()");
  value = value.substr(0, end);
  bool digit = std::any_of(value.begin(), value.end(), IsDigitAscii);
  return digit && value.size() <= 64 ? std::string(value) : std::string();
}

struct KeyValue {
  std::string key;
  std::string_view value;
};

std::optional<KeyValue> SplitKeyValue(std::string_view line) {
  std::size_t colon = std::min(line.find(':'), line.find(kWideColon));
  if (colon == std::string_view::npos || colon > 40) return std::nullopt;
  std::size_t width = line[colon] == ':' ? 1 : kWideColon.size();
  std::string_view value = line.substr(colon + width);
  while (value.starts_with(' ') || value.starts_with('*')) value.remove_prefix(1);
  return KeyValue{Key(line.substr(0, colon)), value};
}

}  // namespace

DateTime ParseWrittenDate(std::string_view text) { return DateScanner(text).Scan(); }

NoteHeader ReadNoteHeader(std::string_view text) {
  NoteHeader header;
  std::size_t date_rank = kDateKeys.size() + 1, subject_rank = kSubjectKeys.size();
  for (int count = 0; count < kHeaderLines && !text.empty(); ++count) {
    std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = Trim(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    auto pair = SplitKeyValue(line);
    std::size_t rank = pair ? Rank(kDateKeys, pair->key) : kDateKeys.size();
    std::string_view written = pair && rank < kDateKeys.size() ? pair->value : line;  // a bare date counts least
    if (rank < date_rank && !written.empty()) {
      if (DateTime date = ParseWrittenDate(written); !date.empty()) {
        header.date = date;
        date_rank = rank;
      }
    }
    if (!pair) continue;
    rank = Rank(kSubjectKeys, pair->key);
    if (rank >= subject_rank) continue;
    if (std::string id = IdentifierAt(pair->value); !id.empty()) {
      header.subject = std::move(id);
      subject_rank = rank;
    }
  }
  return header;
}

}  // namespace aegle
