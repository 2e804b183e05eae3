// What the sections have in common: facts as items of a sentence, lists, dates and note sentences.
#include "tasks/sections.h"

#include <algorithm>

#include "base/text.h"
#include "tasks/evidence/passages.h"
#include "tasks/render/terms.h"
#include "tasks/render/values.h"

namespace aegle {
namespace {

constexpr std::size_t kItemsOfSentence = 6;

const Fact* Partner(const Chart& chart, const Fact& fact, std::string_view term_key) {
  const FactList& vitals = chart.OfKind(FactKind::kVitalSign);
  for (const Fact* other : vitals) {
    if (other == &fact || !SameResource(*other, fact)) continue;
    const Term* term = TermOf(*other);
    if (term && term->key == term_key) return other;
  }
  return nullptr;
}

bool Is(const Fact& fact, std::string_view key) {
  const Term* term = fact.kind == FactKind::kVitalSign ? TermOf(fact) : nullptr;
  return term && term->key == key;
}

std::string Dated(const std::string& text, const Fact& fact, Language language) {
  const DateTime& when = TimeOf(fact);
  if (when.empty()) return text;
  if (language == Language::kKorean) return when.Readable() + " " + text;
  return text + " " + Fill(Words(Phrase::kOn, language), {when.Readable()});
}

}  // namespace

SectionWriter::Item SectionWriter::ItemOf(const Flagged& flagged, bool with_date) {
  const Fact& fact = *flagged.fact;
  bool systolic = Is(fact, "systolic"), diastolic = Is(fact, "diastolic");
  const Fact* partner = systolic ? Partner(chart_, fact, "diastolic") : diastolic ? Partner(chart_, fact, "systolic") : nullptr;
  if (partner) {
    const Fact& high = systolic ? fact : *partner;
    const Fact& low = systolic ? *partner : fact;
    std::string text = RenderBloodPressure(high, low, language_, flagged.flag);
    Item item{with_date ? Dated(text, fact, language_) : text, {}, fact.kind};
    item.cites = {plan_.evidence.Cite(high, Judge(high, chart_.age())), plan_.evidence.Cite(low, Judge(low, chart_.age()))};
    return item;
  }
  Interpretation flag = IsAbnormal(flagged.flag) ? flagged.flag : Interpretation::kNone;
  std::string label = plan_.evidence.Cite(fact, flag);
  return {with_date ? RenderFact(fact, language_, flag) : RenderCore(fact, language_, flag), {label}, fact.kind};
}

std::vector<SectionWriter::Item> SectionWriter::ItemsOf(const std::vector<Flagged>& facts, bool with_date) {
  std::vector<Item> items;
  for (const Flagged& flagged : facts) {
    Item item = ItemOf(flagged, with_date);
    auto same = std::find_if(items.begin(), items.end(), [&](const Item& other) { return other.cites == item.cites; });
    if (same == items.end()) items.push_back(std::move(item));
  }
  return items;
}

Line SectionWriter::ListLine(Phrase phrase, const std::vector<Item>& items, Wording wording, std::string_view about) const {
  Line line;
  std::vector<std::string> texts;
  for (const Item& item : items) {
    texts.push_back(item.text);
    for (const std::string& label : item.cites)
      if (std::find(line.cites.begin(), line.cites.end(), label) == line.cites.end()) line.cites.push_back(label);
    if (wording == Wording::kModelMay && items.size() > 1) line.slots.push_back({item.cites.front(), item.text, item.kind});
  }
  line.text = Say(phrase, language_, {JoinList(texts)});
  line.about = about;
  return line;
}

void SectionWriter::AddListLines(std::vector<Line>& lines, Phrase phrase, const std::vector<Item>& items, Wording wording,
                                 std::string_view about) const {
  for (std::size_t at = 0; at < items.size(); at += kItemsOfSentence) {
    auto end = std::min(items.size(), at + kItemsOfSentence);
    lines.push_back(ListLine(phrase, {items.begin() + static_cast<std::ptrdiff_t>(at), items.begin() + static_cast<std::ptrdiff_t>(end)},
                             wording, about));
  }
}

void SectionWriter::AddEach(std::vector<Line>& lines, Phrase phrase, const FactList& facts, bool with_date) {
  for (const Fact* fact : facts) lines.push_back(ListLine(phrase, {ItemOf(*fact, with_date)}, Wording::kFloorOnly));
}

void SectionWriter::AddDated(std::vector<Line>& lines, const DateTime& when, const std::vector<Item>& items, std::string_view about) const {
  std::string lead = RenderDate(when, language_) + ": ";
  std::size_t first = lines.size();
  AddListLines(lines, Phrase::kDoneIs, items, Wording::kModelMay, about);
  for (std::size_t i = first; i < lines.size(); ++i) {
    lines[i].text = lead + lines[i].text;
    lines[i].lead = lead;
  }
}

void SectionWriter::AddAbsence(std::vector<Line>& lines, Phrase phrase) {
  std::string text(Words(phrase, language_));
  lines.push_back({text, {plan_.evidence.CiteComputed({}, text)}, {}, {}, {}});
}

namespace {

// Korean titles of note sections, by the names that the note reader gives them.
constexpr std::pair<std::string_view, std::string_view> kKoreanTitles[] = {{"Chief complaint", "주호소"},
                                                                           {"Reason for visit", "내원 사유"},
                                                                           {"History of present illness", "현병력"},
                                                                           {"Hospital course", "입원 경과"},
                                                                           {"Emergency department course", "응급실 경과"},
                                                                           {"Medical decision making", "의학적 판단"},
                                                                           {"Assessment", "평가"},
                                                                           {"Assessment and plan", "평가 및 계획"},
                                                                           {"Plan", "계획"},
                                                                           {"Impression", "추정 진단"},
                                                                           {"Findings", "소견"},
                                                                           {"Conclusion", "결론"},
                                                                           {"Recommendations", "권고"},
                                                                           {"Diagnosis", "진단"},
                                                                           {"Discharge diagnosis", "퇴원 진단"},
                                                                           {"Pending results", "대기 중인 결과"},
                                                                           {"Disposition", "처분"},
                                                                           {"Follow-up", "추적 진료"}};

std::string NoteTitle(const Fact& note, Language language) {
  if (language == Language::kKorean)
    for (const auto& [english, korean] : kKoreanTitles)
      if (note.code.display == english) return std::string(korean);
  return note.code.display;
}

}  // namespace

void SectionWriter::AddNoteSentences(std::vector<Line>& lines, const Fact& note, std::size_t most, bool with_title) {
  for (std::string_view sentence : SentencesOf(note, most)) {
    std::string shown = OneLineText(sentence);
    if (shown.empty()) continue;
    if (!shown.ends_with('?') && !shown.ends_with('!')) shown += '.';
    if (with_title && lines.empty() && !note.code.display.empty()) shown = NoteTitle(note, language_) + ": " + shown;
    std::string label = plan_.evidence.CitePassage(note, sentence, shown);
    lines.push_back({shown, {label}, {}, {}, {}});
  }
}

Line SectionWriter::TrendLine(const Trend& trend) {
  std::vector<std::string> points;
  std::vector<std::string> cites;
  for (const Fact* fact : trend.facts) {
    points.push_back(RenderValue(*fact, language_) + " (" + TimeOf(*fact).Readable() + ")");
    cites.push_back(plan_.evidence.Cite(*fact));
  }
  Phrase direction = trend.direction == Direction::kRising ? Phrase::kRising : Phrase::kFalling;
  std::string name = DisplayName(*trend.facts.back(), language_);
  if (language_ == Language::kEnglish && name.size() > 1 && name[0] >= 'a' && name[0] <= 'z' && name[1] >= 'a')
    name[0] = static_cast<char>(name[0] - 32);
  std::string text = Say(Phrase::kTrendIs, language_, {name, Words(direction, language_), Join(points, ", ")});
  std::string label = plan_.evidence.CiteComputed(trend.facts, text);
  cites.insert(cites.begin(), label);
  return {text, {label}, {}, {}, {}};
}

Line SectionWriter::PersonLine() {
  const Patient& patient = chart_.patient();
  Phrase sex = patient.gender == AdministrativeGender::kMale     ? Phrase::kMale
               : patient.gender == AdministrativeGender::kFemale ? Phrase::kFemale
                                                                 : Phrase::kOtherSex;
  std::string label = plan_.evidence.CitePatient();
  auto age = chart_.age();
  bool vowel = age && (*age == 8 || *age == 11 || *age == 18 || (*age >= 80 && *age <= 89));  // "an 80-year-old"
  std::string text = age ? Say(Phrase::kPatientIs, language_, {std::to_string(*age), Words(sex, language_), vowel ? "an" : "a"})
                         : Say(Phrase::kPatientIsNoAge, language_, {Words(sex, language_)});
  return {text, {label}, {}, {}, {}};
}

}  // namespace aegle
