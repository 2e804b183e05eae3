#include "tasks/ask/answer_by_code.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.h"
#include "tasks/ask/answer_lists.h"
#include "tasks/ask/sentences.h"
#include "tasks/render/values.h"

namespace aegle {
namespace {

constexpr std::size_t kMostShown = 20, kMostPoints = 6;

// A value that says no: false, or the SNOMED CT qualifiers "No", "Absent", "Not detected".
bool SaysNo(const Fact& fact) {
  if (const bool* yes = std::get_if<bool>(&fact.value)) return !*yes;
  const auto* coding = std::get_if<Coding>(&fact.value);
  if (!coding) return false;
  constexpr std::array<std::string_view, 3> kCodes = {"373067005", "2667000", "260415000"};
  std::string lower = ToLowerAscii(coding->display);
  return std::find(kCodes.begin(), kCodes.end(), coding->code) != kCodes.end() || lower == "no" || lower == "absent" ||
         coding->display == "없음";
}

bool IsPresent(const Fact& fact) {
  return (fact.assertion == Assertion::kPresent || fact.assertion == Assertion::kHistorical) && fact.kind != FactKind::kFamilyHistory &&
         !SaysNo(fact);
}

bool IsOver(const Fact& fact, const DateTime& as_of) {
  switch (fact.status) {
    case FactStatus::kResolved:
    case FactStatus::kInactive:
    case FactStatus::kRemission:
    case FactStatus::kStopped:
    case FactStatus::kCompleted:
    case FactStatus::kCancelled:
      return true;
    default:
      return !fact.effective.end.empty() && fact.effective.end.start() < as_of.start();
  }
}

bool Lasts(const Fact& fact) {
  return fact.kind == FactKind::kCondition || fact.kind == FactKind::kMedication || fact.kind == FactKind::kAllergy;
}

int Decimals(const Fact& fact) {
  const auto* quantity = std::get_if<Quantity>(&fact.value);
  return quantity ? quantity->value.decimals() : 0;
}

std::string UnitOf(const Fact& fact, Language language) {
  std::string value = RenderValue(fact, language);
  auto space = value.find(' ');
  return space == std::string::npos ? std::string() : value.substr(space);
}

std::int64_t DaysBetween(const DateTime& a, const DateTime& b) {
  auto day = [](const DateTime& t) { return DateTime::FromDate(t.year(), t.month(), t.day())->start() / kDayMs; };
  return std::abs(day(b) - day(a));
}

class CodeAnswer {
 public:
  CodeAnswer(const Chart& chart, const Question& question, std::string_view text, Plan& plan)
      : chart_(chart), q_(question), text_(ToLowerAscii(text)), plan_(plan), language_(plan.evidence.language()) {}

  AskOutcome Run() {
    if (q_.intent == Intent::kWhy) return AskOutcome::kNotByCode;
    if (AnswerPerson()) return Finish(AskOutcome::kAnswered);
    if (q_.intent == Intent::kInterval && AnswerBetween()) return Finish(AskOutcome::kAnswered);
    ListAnswer list(chart_, q_, text_, plan_, lines_);
    Concepts concepts = FindConcepts(chart_, q_, language_);
    bool named = !concepts.found.empty() && !concepts.mention.empty();
    if (list.Applies() && !named) return Finish(list.Run());
    if (concepts.found.empty()) return q_.subject.empty() ? AskOutcome::kNotByCode : NotFound(concepts);
    AskOutcome outcome = AskOutcome::kNotInRecord;
    for (const ConceptFacts& found : concepts.found)
      if (AnswerConcept(found)) outcome = AskOutcome::kAnswered;
    if (outcome == AskOutcome::kNotInRecord) AddAbsence(concepts.asked);
    return Finish(outcome);
  }

 private:
  AskOutcome Finish(AskOutcome outcome) {
    if (outcome != AskOutcome::kNotByCode) plan_.AddSection("answer", Words(Phrase::kTitleAnswer, language_)).lines = std::move(lines_);
    plan_.not_in_record = outcome == AskOutcome::kNotInRecord;
    return outcome;
  }

  void Add(std::string text, std::vector<std::string> cites) { lines_.push_back({std::move(text), std::move(cites), {}, {}, {}}); }

  // "No" to "is there any": an explicit statement of none for allergies, else nothing in the facts, and perhaps in a note.
  AskOutcome NotFound(const Concepts& concepts) {
    bool allergy = q_.kind == FactKind::kAllergy;
    if (allergy) {
      Allergies allergies = FindAllergies(chart_);
      for (const Fact* none : allergies.none_known)
        Add(Say2(language_, "No: {0}.", "아니요: {0}.", {RenderCore(*none, language_)}), {plan_.evidence.Cite(*none)});
      if (!lines_.empty()) return Finish(AskOutcome::kAnswered);
    }
    bool notes = !chart_.OfKind(FactKind::kNote).empty();
    if (notes || concepts.asked.empty()) return AskOutcome::kNotByCode;
    AddAbsence(concepts.asked);
    return Finish(AskOutcome::kNotInRecord);
  }

  void AddAbsence(std::string_view asked) {
    std::string text = Say2(language_, "The record has no entry of {0}{1}.", "기록에 {0}{1} 항목이 없다.",
                            {asked, q_.period.empty() ? "" : " (" + q_.period + ")"});
    Add(text, {plan_.evidence.CiteComputed({}, text)});
  }

  // -- the person
  bool AnswerPerson() {
    const Patient& patient = chart_.patient();
    auto age = chart_.age();
    if (q_.intent == Intent::kSex && q_.subject.empty()) {
      if (patient.gender != AdministrativeGender::kMale && patient.gender != AdministrativeGender::kFemale) return false;
      bool male = patient.gender == AdministrativeGender::kMale;
      Add(Say2(language_, "The patient is {0}.", "환자는 {0}이다.", {male ? (Korean() ? "남성" : "male") : (Korean() ? "여성" : "female")}),
          {plan_.evidence.CitePatient()});
      return true;
    }
    if (q_.intent == Intent::kBirthDate && !patient.birth_date.empty()) {
      Add(Say2(language_, "The patient was born on {0}.", "환자는 {0}에 태어났다.", {patient.birth_date.DateString()}),
          {plan_.evidence.CitePatient()});
      return true;
    }
    if (q_.intent != Intent::kAge || !age) return false;
    if (!q_.subject.empty() && AnswerAgeAt()) return true;
    Add(Say2(language_, "The patient is {0} years old (born {1}).", "환자는 {0}세이다({1} 출생).",
             {std::to_string(*age), patient.birth_date.DateString()}),
        {plan_.evidence.CitePatient()});
    return true;
  }

  // "How old was she when hypertension was diagnosed": at the first entry.
  bool AnswerAgeAt() {
    Concepts concepts = FindConcepts(chart_, q_, language_);
    if (concepts.found.empty()) return false;
    const FactList& facts = concepts.found.front().facts;
    auto first = std::find_if(facts.begin(), facts.end(), [](const Fact* fact) { return IsPresent(*fact) && !TimeOf(*fact).empty(); });
    if (first == facts.end()) return false;
    int years = AgeInYears(chart_.patient().birth_date, TimeOf(**first));
    std::string text = Say2(language_, "The patient was {0} years old on {1}: {2}.", "{1} 당시 환자는 {0}세였다: {2}.",
                            {std::to_string(years), TimeOf(**first).Readable(), RenderCore(**first, language_)});
    Add(text, {plan_.evidence.CiteComputed({*first}, text), plan_.evidence.Cite(**first), plan_.evidence.CitePatient()});
    return true;
  }

  // -- intervals
  // The newest dated fact of what the text names first by its longest name; that name is taken out of the text.
  const Fact* TakeNamed(Question& question) {
    Concepts concepts = FindConcepts(chart_, question, language_);
    if (concepts.found.empty() || concepts.mention.empty()) return nullptr;
    question.text = Without(question.text, concepts.mention);
    question.subject.clear();
    const Fact* chosen = nullptr;
    for (const Fact* fact : concepts.found.front().facts)
      if (IsPresent(*fact) && !TimeOf(*fact).empty() && (!chosen || !Lasts(*fact))) chosen = fact;
    return chosen;
  }

  // Korean names may be written with other spaces than the name has.
  static std::string Without(const std::string& text, const std::string& mention) {
    if (text.find(mention) != std::string::npos) return ReplaceAll(text, mention, " ");
    std::string bare = ReplaceAll(mention, " ", "");
    for (std::size_t begin = 0; begin < text.size(); ++begin) {
      std::size_t end = begin, matched = 0;
      while (end < text.size() && matched < bare.size() && (text[end] == ' ' || text[end] == bare[matched]))
        matched += text[end++] == ' ' ? 0 : 1;
      if (matched == bare.size()) return text.substr(0, begin) + " " + text.substr(end);
    }
    return text;
  }

  bool AnswerBetween() {
    Question rest = q_;
    rest.kind.reset();
    const Fact* a = TakeNamed(rest);
    if (!a) return false;
    const Fact* b = TakeNamed(rest);
    if (!b) {
      std::string days = std::to_string(DaysBetween(TimeOf(*a), chart_.as_of()));
      std::string text = Say2(language_, "{0} days passed from {1} to {2}: {3}.", "{1}부터 {2}까지 {0}일이 지났다: {3}.",
                              {days, TimeOf(*a).DateString(), chart_.as_of().DateString(), RenderCore(*a, language_)});
      Add(text, {plan_.evidence.CiteComputed({a}, text), plan_.evidence.Cite(*a)});
      return true;
    }
    if (TimeOf(*b) < TimeOf(*a)) std::swap(a, b);
    std::string text = Say2(language_, "{0} days lie between {1} on {2} and {3} on {4}.", "{2} {1}(과/와) {4} {3} 사이는 {0}일이다.",
                            {std::to_string(DaysBetween(TimeOf(*a), TimeOf(*b))), RenderCore(*a, language_), TimeOf(*a).DateString(),
                             RenderCore(*b, language_), TimeOf(*b).DateString()});
    Add(text, {plan_.evidence.CiteComputed({a, b}, text), plan_.evidence.Cite(*a), plan_.evidence.Cite(*b)});
    return true;
  }

  // -- one thing of the record
  FactList Filtered(const ConceptFacts& found) const {
    FactList facts;
    for (const Fact* fact : found.facts) {
      if (q_.abnormal_only && !IsAbnormal(Judge(*fact, chart_.age()))) continue;
      auto number = NumberIn(*fact, *fact);
      if (q_.above && (!number || *number <= *q_.above)) continue;
      if (q_.below && (!number || *number >= *q_.below)) continue;
      facts.push_back(fact);
    }
    return facts;
  }

  bool AnswerConcept(const ConceptFacts& found) {
    FactList facts = Filtered(found);
    if (q_.intent == Intent::kCount) return AnswerCount(found, facts);
    if (facts.empty()) return false;
    switch (q_.intent) {
      case Intent::kMin:
      case Intent::kMax:
        return AnswerExtreme(found, facts);
      case Intent::kMean:
        return AnswerMean(found, facts);
      case Intent::kTrend:
        return AnswerTrend(found, facts);
      case Intent::kWhen:
        return AnswerWhen(facts);
      case Intent::kFirst:
        return AnswerEnd(found, Present(facts), true);
      case Intent::kLatest:
        return found.measured || !Lasts(*facts.back()) ? AnswerEnd(found, Present(facts), false) : AnswerExists(facts);
      case Intent::kList:
        return AnswerAll(facts);
      case Intent::kUnknown:
        return found.measured ? AnswerEnd(found, Present(facts), false) : AnswerExists(facts);
      default:
        return found.measured ? AnswerEnd(found, Present(facts), false) : AnswerExists(facts);
    }
  }

  FactList Present(const FactList& facts) const {
    FactList present;
    std::copy_if(facts.begin(), facts.end(), std::back_inserter(present), [](const Fact* fact) { return IsPresent(*fact); });
    return present;
  }

  std::string PeriodWords() const { return q_.period.empty() ? std::string() : " (" + q_.period + ")"; }

  bool AnswerCount(const ConceptFacts& found, const FactList& facts) {
    FactList present = Present(facts);
    std::string count = std::to_string(present.size());
    std::string text =
        Say2(language_, "The record has {0} entries of {1}{2}.", "기록에 {1} 항목이 {0}건 있다{2}.", {count, found.name, PeriodWords()});
    Add(text, {plan_.evidence.CiteComputed(present, text)});
    return true;
  }

  bool AnswerEnd(const ConceptFacts& found, const FactList& facts, bool first) {
    if (facts.empty()) return AnswerExists(Filtered(found));
    const Fact& fact = first ? *facts.front() : *facts.back();
    Interpretation judged = Judge(fact, chart_.age());
    Interpretation flag = IsAbnormal(judged) ? judged : Interpretation::kNone;
    std::string label = plan_.evidence.Cite(fact, flag);
    std::string text = first ? Say2(language_, "The first is {0}.", "최초 기록: {0}.", {RenderFact(fact, language_, flag)})
                             : Say2(language_, "The latest is {0}.", "가장 최근 기록: {0}.", {RenderFact(fact, language_, flag)});
    Add(text, {plan_.evidence.CiteComputed(facts.size() > 200 ? FactList{&fact} : facts, text), label});
    return true;
  }

  // Facts whose number is in the unit of the newest one; others are named as left out.
  struct Numbers {
    FactList facts;
    std::vector<double> values;
  };
  Numbers NumbersOf(const FactList& facts) {
    Numbers numbers;
    FactList present = Present(facts);
    const Fact* like = nullptr;
    for (const Fact* fact : present)
      if (NumberIn(*fact, *fact)) like = fact;
    int left = 0;
    for (const Fact* fact : present) {
      auto value = like ? NumberIn(*fact, *like) : std::nullopt;
      if (!value) {
        ++left;
        continue;
      }
      numbers.facts.push_back(fact);
      numbers.values.push_back(*value);
    }
    if (left > 0) plan_.left_out.push_back({std::string(Words(Phrase::kLeftConvert, language_)), left});
    return numbers;
  }

  bool AnswerExtreme(const ConceptFacts& found, const FactList& facts) {
    Numbers numbers = NumbersOf(facts);
    if (numbers.values.empty()) return false;
    bool maximum = q_.intent == Intent::kMax;
    auto at = maximum ? std::max_element(numbers.values.begin(), numbers.values.end())
                      : std::min_element(numbers.values.begin(), numbers.values.end());
    const Fact& fact = *numbers.facts[static_cast<std::size_t>(at - numbers.values.begin())];
    std::string count = std::to_string(numbers.values.size());
    std::string text = maximum
                           ? Say2(language_, "The highest of {0} values of {1}{2} is {3} on {4}.", "{1} {0}건{2} 중 최고값: {3} ({4}).",
                                  {count, found.name, PeriodWords(), RenderValue(fact, language_), RenderDate(TimeOf(fact), language_)})
                           : Say2(language_, "The lowest of {0} values of {1}{2} is {3} on {4}.", "{1} {0}건{2} 중 최저값: {3} ({4}).",
                                  {count, found.name, PeriodWords(), RenderValue(fact, language_), RenderDate(TimeOf(fact), language_)});
    Add(text, {plan_.evidence.CiteComputed(numbers.facts, text), plan_.evidence.Cite(fact)});
    return true;
  }

  bool AnswerMean(const ConceptFacts& found, const FactList& facts) {
    Numbers numbers = NumbersOf(facts);
    if (numbers.values.empty()) return false;
    double sum = 0;
    int decimals = 0;
    for (std::size_t i = 0; i < numbers.values.size(); ++i) {
      sum += numbers.values[i];
      decimals = std::max(decimals, Decimals(*numbers.facts[i]));
    }
    std::string mean = RenderComputed(sum / static_cast<double>(numbers.values.size()), std::min(decimals + 1, 4));
    std::string text =
        Say2(language_, "The mean of {0} values of {1}{2} is {3}.", "{1} {0}건{2}의 평균: {3}.",
             {std::to_string(numbers.values.size()), found.name, PeriodWords(), mean + UnitOf(*numbers.facts.back(), language_)});
    Add(text, {plan_.evidence.CiteComputed(numbers.facts, text)});
    return true;
  }

  bool AnswerTrend(const ConceptFacts& found, const FactList& facts) {
    Numbers numbers = NumbersOf(facts);
    if (numbers.values.size() < 2) return AnswerEnd(found, Present(facts), false);
    Series series{KeyOf(*numbers.facts.back()), numbers.facts.back()->kind, numbers.facts};
    Trend trend = FindTrend(series, numbers.facts.size(), INT64_MAX);  // of the whole record, or of the period that was asked for
    FactList shown = numbers.facts;
    if (shown.size() > kMostPoints) shown.erase(shown.begin(), shown.end() - static_cast<std::ptrdiff_t>(kMostPoints));
    Phrase direction = trend.direction == Direction::kRising    ? Phrase::kRising
                       : trend.direction == Direction::kFalling ? Phrase::kFalling
                                                                : Phrase::kSteady;
    std::vector<std::string> points;
    for (const Fact* fact : shown) points.push_back(RenderValue(*fact, language_) + " (" + TimeOf(*fact).Readable() + ")");
    std::string text = Say(Phrase::kTrendIs, language_, {found.name, Words(direction, language_), Join(points, ", ")});
    Add(text, {plan_.evidence.CiteComputed(numbers.facts, text)});
    return true;
  }

  bool AnswerAll(const FactList& facts) {
    FactList present = Present(facts);
    std::size_t shown = 0;
    for (auto at = present.rbegin(); at != present.rend() && shown < kMostShown; ++at, ++shown) AddFact(**at, "{0}.", "{0}.");
    if (present.size() > shown)
      plan_.left_out.push_back({std::string(Words(Phrase::kLeftRepeated, language_)), static_cast<int>(present.size() - shown)});
    return !present.empty() || AnswerExists(facts);
  }

  void AddFact(const Fact& fact, std::string_view english, std::string_view korean) {
    Interpretation judged = Judge(fact, chart_.age());
    Interpretation flag = IsAbnormal(judged) ? judged : Interpretation::kNone;
    Add(Say2(language_, english, korean, {RenderFact(fact, language_, flag)}), {plan_.evidence.Cite(fact, flag)});
  }

  // Presence by assertion: a negated, suspected or family statement never counts as present.
  bool AnswerExists(const FactList& facts) {
    FactList present, over, possible, negated, family;
    for (const Fact* fact : facts) {
      bool of_family = fact->kind == FactKind::kFamilyHistory || fact->assertion == Assertion::kFamily;
      if (of_family)
        family.push_back(fact);
      else if (fact->assertion == Assertion::kPossible || fact->assertion == Assertion::kConditional)
        possible.push_back(fact);
      else if (!IsPresent(*fact))
        negated.push_back(fact);
      else if (Lasts(*fact) && IsOver(*fact, chart_.as_of()))
        over.push_back(fact);
      else
        present.push_back(fact);
    }
    if (q_.family) return AddNewest(family, "Family history: {0}.", "가족력: {0}.");
    if (AddNewest(present, "Yes: {0}.", "예: {0}.")) return true;
    if (AddNewest(over, q_.active_only ? "Not currently: {0}." : "Yes, no longer active: {0}.",
                  q_.active_only ? "현재는 아님: {0}." : "예, 현재는 비활성: {0}."))
      return true;
    if (AddNewest(possible, "Not confirmed: {0}.", "확진되지 않음: {0}.")) return true;
    if (AddNewest(negated, "No: {0}.", "아니요: {0}.")) return true;
    return AddNewest(family, "Only in the family history: {0}.", "가족력에만 있음: {0}.");
  }

  // The newest entries of different names, at most three.
  bool AddNewest(const FactList& facts, std::string_view english, std::string_view korean) {
    std::vector<std::string> keys;
    for (auto at = facts.rbegin(); at != facts.rend() && keys.size() < 3; ++at) {
      if (std::find(keys.begin(), keys.end(), KeyOf(**at)) != keys.end()) continue;
      keys.push_back(KeyOf(**at));
      AddFact(**at, english, korean);
    }
    return !facts.empty();
  }

  bool AnswerWhen(const FactList& facts) {
    FactList dated;
    for (const Fact* fact : Present(facts))
      if (!TimeOf(*fact).empty()) dated.push_back(fact);
    if (dated.empty()) return AnswerExists(facts);
    if (q_.when == WhenOf::kEnd) {
      auto ended = std::find_if(dated.rbegin(), dated.rend(), [](const Fact* fact) { return !fact->effective.end.empty(); });
      if (ended != dated.rend()) {
        Add(Say2(language_, "{0}: until {1}.", "{0}: {1}까지.", {RenderCore(**ended, language_), (*ended)->effective.end.Readable()}),
            {plan_.evidence.Cite(**ended)});
        return true;
      }
    }
    bool start = q_.when == WhenOf::kFirst || q_.when == WhenOf::kStart || (Lasts(*dated.front()) && q_.when != WhenOf::kNewest);
    bool first = start || (Lasts(*dated.front()) && dated.front()->kind == FactKind::kCondition);
    const Fact& fact = first ? *dated.front() : *dated.back();
    std::string_view english = Lasts(fact) ? "{0}: since {1}." : "{0}: {1}.", korean = Lasts(fact) ? "{0}: {1}부터." : "{0}: {1}.";
    Add(Say2(language_, english, korean, {RenderCore(fact, language_), TimeOf(fact).Readable()}), {plan_.evidence.Cite(fact)});
    return true;
  }

  [[nodiscard]] bool Korean() const { return language_ == Language::kKorean; }

  const Chart& chart_;
  const Question& q_;
  std::string text_;
  Plan& plan_;
  Language language_;
  std::vector<Line> lines_;
};

}  // namespace

AskOutcome AnswerByCode(const Chart& chart, const Question& question, std::string_view text, Plan& plan) {
  return CodeAnswer(chart, question, text, plan).Run();
}

void AddNotInRecord(Plan& plan, std::string_view asked, std::string_view period) {
  Language language = plan.evidence.language();
  std::string when = period.empty() ? std::string() : " (" + std::string(period) + ")";
  std::string text = asked.empty() ? Say2(language, "The record does not say.", "기록에 없습니다.", {})
                                   : Say2(language, "The record has no entry of {0}{1}.", "기록에 {0}{1} 항목이 없다.", {asked, when});
  PlannedSection& section = plan.AddSection("answer", Words(Phrase::kTitleAnswer, language));
  section.lines.push_back({text, {plan.evidence.CiteComputed({}, text)}, {}, {}, {}});
  plan.not_in_record = true;
}

}  // namespace aegle
