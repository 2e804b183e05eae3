#include "trust/evidence_index.h"

#include <algorithm>

#include "base/text.h"
#include "record/ucum.h"
#include "trust/verifier.h"

namespace aegle::verify {
namespace {

void SortUnique(std::vector<TermId>& terms) {
  std::sort(terms.begin(), terms.end());
  terms.erase(std::unique(terms.begin(), terms.end()), terms.end());
}

bool IsTextKind(FactKind kind) { return kind == FactKind::kNote || kind == FactKind::kReport || kind == FactKind::kImaging; }

bool IsResult(FactKind kind) {
  return kind == FactKind::kLaboratory || kind == FactKind::kVitalSign || kind == FactKind::kObservation ||
         kind == FactKind::kSocialHistory;
}

// Canonical terms and words of a name; of an analyte only the canonical ones, so that "Hemoglobin A1c" is no haemoglobin.
void AddTerms(std::string_view text, std::vector<TermId>& terms, int* sides, int* interpretation) {
  std::vector<Lexeme> lexemes = Lex(text);
  const Lexicon& lexicon = Lexicon::Get();
  for (std::size_t at = 0; at < lexemes.size();) {
    Hit hit = lexicon.Match(text, lexemes, at);
    std::size_t last = hit.entry == nullptr ? at + 1 : hit.last;
    if (KoreanWord word = KoreanDisease(text, lexemes, at); word.last > word.first) terms.push_back(word.term);
    bool analyte = hit.entry != nullptr && hit.entry->role == Role::kAnalyte;
    if (hit.entry != nullptr) {
      terms.insert(terms.end(), hit.entry->terms.begin(), hit.entry->terms.end());
      if (hit.entry->role == Role::kLaterality && sides != nullptr) *sides |= hit.entry->value;
      if (hit.entry->role == Role::kInterpretation && interpretation != nullptr) *interpretation |= hit.entry->value;
    }
    for (std::size_t i = at; i < last && !analyte; ++i)
      if (lexemes[i].kind == LexemeKind::kWord) terms.push_back(lexemes[i].term);
    at = last;
  }
}

int StatusBits(const Fact& fact) {
  switch (fact.status) {
    case FactStatus::kActive:
      return kSaysActive | kSaysNow | (fact.kind == FactKind::kOrder ? kSaysPending | kSaysPlanned : 0);
    case FactStatus::kRecurrence:
      return kSaysActive | kSaysNow;
    case FactStatus::kInactive:
      return kSaysInactive;
    case FactStatus::kRemission:
      return kSaysRemission | kSaysInactive;
    case FactStatus::kResolved:
      return kSaysResolved | kSaysInactive;
    case FactStatus::kPlanned:
      return kSaysPlanned | kSaysPending;
    case FactStatus::kInProgress:
      return kSaysActive | kSaysPending | kSaysNow;
    case FactStatus::kOnHold:
      return kSaysOnHold | kSaysPending;
    case FactStatus::kCompleted:
      return kSaysCompleted;
    case FactStatus::kStopped:
      return kSaysStopped | kSaysInactive;
    case FactStatus::kCancelled:
      return kSaysCancelled | kSaysStopped;
    case FactStatus::kPreliminary:
      return kSaysPreliminary | kSaysPending | kSaysNow;
    case FactStatus::kFinal:
      return kSaysFinal | kSaysCompleted | kSaysNow;
    case FactStatus::kAmended:
    case FactStatus::kCorrected:
      return kSaysAmended | kSaysFinal | kSaysCompleted | kSaysNow;
    case FactStatus::kEnteredInError:
      return 0;
    case FactStatus::kUnknown:
      break;
  }
  if (!fact.effective.end.empty() && fact.kind == FactKind::kCondition) return kSaysResolved | kSaysInactive;
  if (!fact.effective.end.empty() && fact.kind == FactKind::kMedication) return kSaysStopped | kSaysCompleted;
  return kSaysNow;
}

int FromCode(Interpretation interpretation) {
  switch (interpretation) {
    case Interpretation::kNone:
      return 0;
    case Interpretation::kNormal:
      return kSaysNormal;
    case Interpretation::kLow:
      return kSaysLow | kSaysAbnormal;
    case Interpretation::kHigh:
      return kSaysHigh | kSaysAbnormal;
    case Interpretation::kCriticalLow:
      return kSaysLow | kSaysAbnormal | kSaysCritical;
    case Interpretation::kCriticalHigh:
      return kSaysHigh | kSaysAbnormal | kSaysCritical;
    case Interpretation::kAbnormal:
      return kSaysAbnormal;
    case Interpretation::kPositive:
      return kSaysPositive | kSaysAbnormal;
    case Interpretation::kNegative:
      return kSaysNegative | kSaysNormal;
  }
  return 0;
}

// Who says high, low or critical has said abnormal.
int WithAbnormal(int bits) { return (bits & (kSaysHigh | kSaysLow | kSaysCritical)) != 0 ? bits | kSaysAbnormal : bits; }

int FromRange(const ReferenceRange& range, double value) {
  if (range.high && value > range.high->value()) return kSaysHigh | kSaysAbnormal;
  if (range.low && value < range.low->value()) return kSaysLow | kSaysAbnormal;
  return range.low || range.high ? kSaysNormal : 0;
}

Value FromQuantity(const Quantity& quantity) {
  std::string unit = quantity.unit.empty() ? quantity.unit_text : quantity.unit;
  auto code = NormaliseUnit(unit);
  return {quantity.value.value(), quantity.value.decimals(), quantity.comparator, code ? *code : unit, quantity.ToString()};
}

Value Plain(double value, int decimals) { return {value, decimals, Comparator::kNone, "", FormatShort(value)}; }

void AddFactValue(const Fact& fact, Statement& out) {
  if (const auto* quantity = std::get_if<Quantity>(&fact.value)) {
    out.values.push_back(FromQuantity(*quantity));
    if (out.interpretation == 0) out.interpretation = FromRange(fact.reference_range, quantity->value.value());
  } else if (const auto* ratio = std::get_if<Ratio>(&fact.value)) {
    out.values.push_back(FromQuantity(ratio->numerator));
    out.values.push_back(FromQuantity(ratio->denominator));
  } else if (const auto* range = std::get_if<Range>(&fact.value)) {
    if (range->low) out.values.push_back(FromQuantity(*range->low));
    if (range->high) out.values.push_back(FromQuantity(*range->high));
  } else if (const auto* integer = std::get_if<std::int64_t>(&fact.value)) {
    out.values.push_back(Plain(static_cast<double>(*integer), 0));
  } else if (const auto* flag = std::get_if<bool>(&fact.value)) {
    if (!*flag && out.assertion == Assertion::kPresent) out.assertion = Assertion::kNegated;
  } else if (const auto* coding = std::get_if<Coding>(&fact.value)) {
    AddTerms(coding->display, out.terms, &out.sides, &out.interpretation);
  } else if (const auto* text = std::get_if<std::string>(&fact.value)) {
    AddTerms(*text, out.terms, &out.sides, &out.interpretation);
  } else if (const auto* time = std::get_if<DateTime>(&fact.value)) {
    out.days.push_back(DayOf(*time, kAnyDate));
  }
  if (fact.reference_range.low) out.references.push_back(Plain(fact.reference_range.low->value(), fact.reference_range.low->decimals()));
  if (fact.reference_range.high) out.references.push_back(Plain(fact.reference_range.high->value(), fact.reference_range.high->decimals()));
}

Day FromMention(const DateMention& mention) { return {mention.year, mention.month, mention.day, mention.minute_of_day, mention.role, ""}; }

// Doses, frequencies and routes stand in the name, the dosage instruction and the rendered line of a medicine.
void AddDoses(const Sentence& sentence, Statement& out) {
  for (const Measure& measure : sentence.measures) {
    out.values.push_back(ValueOf(measure));
    if (measure.second) out.values.push_back(Plain(*measure.second, measure.decimals));
  }
  for (const FrequencyMention& frequency : sentence.frequencies) out.frequencies.push_back(frequency.per_day_thousandth);
  for (const RouteMention& route : sentence.routes) out.routes |= 1 << route.route;
  for (const DurationMention& duration : sentence.durations) {
    out.durations.push_back({duration.count, duration.unit});
    // "1 tablet every 8 hours" in words that no phrase has: n hours apart.
    if (duration.unit == TimeUnit::kHour && duration.count > 0) out.frequencies.push_back(static_cast<int>(24000 / duration.count));
  }
}

void AddNumbersOfName(const Sentence& sentence, Statement& out) {
  for (const Measure& measure : sentence.measures) out.references.push_back(ValueOf(measure));
}

bool StartsWithNo(std::string_view name) {
  std::string lower = ToLowerAscii(name);
  return lower.starts_with("no ") || lower.starts_with("absence of") || lower.starts_with("not ") || lower.starts_with("negative for");
}

struct KnownTerms {
  TermId allergy = TermOf("allergy"), nka = TermOf("nka"), sbp = TermOf("sbp"), dbp = TermOf("dbp"), bp = TermOf("bp"),
         screening = TermOf("screening"), vaccine = TermOf("vaccine"), test = TermOf("test"), measurement = TermOf("measurement"),
         counseling = TermOf("counseling"), antibody = TermOf("antibody"), antigen = TermOf("antigen"), examination = TermOf("examination");
};
const KnownTerms& Known() {
  static const KnownTerms terms;
  return terms;
}

void Derive(Statement& out) {
  const KnownTerms& known = Known();
  if (out.kind == FactKind::kAllergy && !out.from_text) {
    out.terms.push_back(known.allergy);
    if (out.assertion == Assertion::kNegated || out.assertion == Assertion::kRefuted) out.terms.push_back(known.nka);
  }
  SortUnique(out.terms);
  if (out.Has(known.sbp) || out.Has(known.dbp)) {
    out.terms.push_back(known.bp);
    SortUnique(out.terms);
  }
  for (TermId term :
       {known.screening, known.vaccine, known.test, known.measurement, known.counseling, known.antibody, known.antigen, known.examination})
    out.screens = out.screens || out.Has(term);
  bool act = out.kind == FactKind::kProcedure || out.kind == FactKind::kImmunization || out.kind == FactKind::kOrder;
  out.indirect = out.screens && act;
}

// "142/88" of a note becomes a systolic and a diastolic statement.
void SplitPressure(std::vector<Statement>& statements, const Statement& whole, const Measure& measure) {
  const KnownTerms& known = Known();
  for (bool systolic : {true, false}) {
    Statement part = whole;
    part.terms = {known.bp, systolic ? known.sbp : known.dbp};
    SortUnique(part.terms);
    Measure single = measure;
    single.value = systolic ? measure.value : *measure.second;
    single.second.reset();
    part.values = {ValueOf(single)};
    statements.push_back(std::move(part));
  }
}

}  // namespace

bool Statement::Has(TermId term) const { return std::binary_search(terms.begin(), terms.end(), term); }
bool Statement::HasAll(std::span<const TermId> wanted) const {
  return std::all_of(wanted.begin(), wanted.end(), [&](TermId term) { return Has(term); });
}

Day DayOf(const DateTime& time, int role) {
  Day day;
  day.role = role;
  if (time.empty()) return day;
  day.year = time.year();
  if (time.precision() >= TimePrecision::kMonth) day.month = time.month();
  if (time.precision() >= TimePrecision::kDay) day.day = time.day();
  if (time.precision() >= TimePrecision::kMinute) {
    Instant local = time.start() + time.offset_minutes() * kMinuteMs;
    day.minute_of_day = static_cast<int>(((local % kDayMs) + kDayMs) % kDayMs / kMinuteMs);
  }
  day.shown = time.DateString();
  return day;
}

Value ValueOf(const Measure& measure) {
  Value value{measure.value, measure.decimals, measure.comparator, measure.unit, ""};
  value.shown =
      FormatDecimal(measure.value, measure.decimals) + (measure.unit.empty() || measure.unit == "%" ? "" : " ") + measure.unit_text;
  return value;
}

EvidenceIndex::EvidenceIndex(const Patient& patient, std::span<const Evidence> evidence, DateTime as_of)
    : patient_(patient), evidence_(evidence), as_of_(as_of), birth_(patient.birth_date) {
  if (patient.gender == AdministrativeGender::kMale) sex_ = 1;
  if (patient.gender == AdministrativeGender::kFemale) sex_ = 2;
  for (std::size_t i = 0; i < evidence.size(); ++i) labels_.emplace(evidence[i].label, static_cast<int>(i));
  for (const Evidence& item : evidence) LearnWords(item);
  words_.resize(evidence.size());
  for (std::uint32_t i = 0; i < evidence.size(); ++i) {
    std::size_t begin = statements_.size();
    Add(i);
    ranges_.emplace_back(begin, statements_.size());
    AddWords(i);
  }
}

std::span<const Statement> EvidenceIndex::Of(std::size_t evidence) const {
  auto [begin, end] = ranges_[evidence];
  return std::span<const Statement>(statements_).subspan(begin, end - begin);
}

int EvidenceIndex::Find(std::string_view label) const {
  auto found = labels_.find(label);
  return found == labels_.end() ? -1 : found->second;
}

void EvidenceIndex::LearnWords(const Evidence& evidence) {
  for (const Fact& fact : evidence.facts) {
    if (fact.kind == FactKind::kPatient) LearnDemographics(fact);
    if (IsTextKind(fact.kind) && fact.kind != FactKind::kImaging) continue;
    bool numeric = std::holds_alternative<Quantity>(fact.value) && IsResult(fact.kind);
    LearnName(fact.code.display.empty() && fact.kind != FactKind::kNote ? fact.name() : fact.code.display, fact.kind, numeric);
    for (const Coding& coding : fact.more_codes) LearnName(coding.display, fact.kind, numeric);
  }
}

void EvidenceIndex::LearnName(std::string_view name, FactKind kind, bool numeric) {
  std::vector<Lexeme> lexemes = Lex(name);
  const Lexicon& lexicon = Lexicon::Get();
  Role role = numeric ? Role::kAnalyte : kind == FactKind::kMedication ? Role::kDrug : Role::kProblem;
  if (!numeric && (kind == FactKind::kProcedure || kind == FactKind::kImmunization || kind == FactKind::kImaging)) role = Role::kProcedure;
  for (std::size_t at = 0; at < lexemes.size();) {
    Hit hit = lexicon.Match(name, lexemes, at);
    if (hit.entry != nullptr) {
      at = hit.last;
      continue;
    }
    if (lexemes[at].kind == LexemeKind::kWord && lexemes[at].end - lexemes[at].begin >= 3) {
      auto [place, fresh] = vocabulary_.emplace(lexemes[at].term, role);
      if (!fresh && role == Role::kAnalyte) place->second = role;
    }
    ++at;
  }
}

void EvidenceIndex::LearnDemographics(const Fact& fact) {
  const auto* time = std::get_if<DateTime>(&fact.value);
  if (birth_.empty() && time != nullptr && ToLowerAscii(fact.name()).find("birth") != std::string::npos) birth_ = *time;
  std::string text;
  if (const auto* coding = std::get_if<Coding>(&fact.value)) text = coding->display.empty() ? coding->code : coding->display;
  if (const auto* string = std::get_if<std::string>(&fact.value)) text = *string;
  if (sex_ == 0 && EqualsIgnoreCase(text, "male")) sex_ = 1;
  if (sex_ == 0 && EqualsIgnoreCase(text, "female")) sex_ = 2;
}

void EvidenceIndex::Add(std::uint32_t index) {
  const Evidence& item = evidence_[index];
  bool rendered = item.kind == EvidenceKind::kFact && item.facts.size() == 1 && !IsTextKind(item.facts.front().kind);
  for (const Fact& fact : item.facts) AddFact(index, fact);
  const Fact* source = item.facts.empty() ? nullptr : &item.facts.back();
  if (!rendered) AddText(index, item.text, source, item.kind);
}

void EvidenceIndex::AddFact(std::uint32_t index, const Fact& fact) {
  if (!fact.patient.empty() && !patient_.id.empty() && fact.patient != patient_.id) words_[index].other_person = true;
  const Evidence& item = evidence_[index];
  Statement out;
  out.evidence = index;
  out.fact = &fact;
  out.kind = fact.kind;
  out.name = fact.kind == FactKind::kNote ? fact.section : fact.name();
  out.assertion = fact.assertion;
  if (fact.kind == FactKind::kFamilyHistory && out.assertion == Assertion::kPresent) out.assertion = Assertion::kFamily;
  out.interpretation = FromCode(fact.interpretation);
  out.status = StatusBits(fact);
  std::vector<std::string_view> names = {fact.code.display.empty() && fact.kind != FactKind::kNote ? std::string_view(fact.name())
                                                                                                   : fact.code.display};
  for (const Coding& coding : fact.more_codes) names.push_back(coding.display);
  bool alone = item.kind == EvidenceKind::kFact && item.facts.size() == 1 && !IsTextKind(fact.kind);
  int spoken = 0;
  if (alone) AddTerms(item.text, out.terms, nullptr, &spoken);
  for (std::string_view name : names) {
    AddTerms(name, out.terms, &out.sides, nullptr);
    Sentence parsed = ReadSentence(name, vocabulary_);
    if (fact.kind == FactKind::kMedication)
      AddDoses(parsed, out);
    else
      AddNumbersOfName(parsed, out);
    if (StartsWithNo(name) && out.assertion == Assertion::kPresent) out.assertion = Assertion::kNegated;
  }
  AddTerms(fact.body_site, out.terms, &out.sides, nullptr);
  AddTerms(fact.category, out.terms, nullptr, nullptr);
  AddFactValue(fact, out);
  if (fact.kind == FactKind::kMedication) {
    AddTerms(fact.text, out.terms, nullptr, nullptr);
    AddDoses(ReadSentence(fact.text, vocabulary_), out);
    if (alone) AddDoses(ReadSentence(item.text, vocabulary_), out);
  } else if (!fact.text.empty()) {
    AddText(index, fact.text, &fact, EvidenceKind::kNote);
  }
  // A value without a range that the line of the answer calls high or low.
  if (out.interpretation == 0) out.interpretation = WithAbnormal(spoken);
  if (!fact.effective.start.empty()) out.days.push_back(DayOf(fact.effective.start, kStartDate));
  if (!fact.effective.end.empty()) out.days.push_back(DayOf(fact.effective.end, kEndDate));
  if (!fact.recorded.empty()) out.days.push_back(DayOf(fact.recorded, kAnyDate));
  out.range = fact.reference_range;
  Derive(out);
  statements_.push_back(std::move(out));
}

namespace {

// What the text says of one named thing, without its values.
Statement FromGroup(const Sentence& sentence, std::size_t index, const Fact* fact) {
  const Group& group = sentence.groups[index];
  auto mine = [&](const auto& mention) { return mention.group == static_cast<int>(index); };
  Statement out;
  out.from_text = true;
  out.kind = fact == nullptr ? FactKind::kOther : fact->kind;
  out.terms = group.terms;
  for (std::uint32_t i = group.first; i < group.last; ++i)
    if (group.head != Role::kAnalyte && sentence.lexemes[i].kind == LexemeKind::kWord) out.terms.push_back(sentence.lexemes[i].term);
  if (group.allergen) out.terms.push_back(Known().allergy);
  out.name = std::string(sentence.text.substr(group.where.begin, group.where.end - group.where.begin));
  out.assertion = fact != nullptr && fact->assertion == Assertion::kFamily ? Assertion::kFamily : group.assertion;
  out.past = group.past;
  out.sides = group.sides;
  for (int bits : group.status) out.status |= bits;
  if (!group.past && (out.status & (kSaysResolved | kSaysStopped)) == 0) out.status |= kSaysNow;
  out.interpretation = WithAbnormal(group.interpretation);
  if (group.trend != 0) out.trends |= 1 << group.trend;
  for (const DateMention& date : sentence.dates) out.days.push_back(FromMention(date));
  if (fact != nullptr && !fact->effective.start.empty()) out.days.push_back(DayOf(fact->effective.start, kAnyDate));
  for (const FrequencyMention& f : sentence.frequencies)
    if (mine(f)) out.frequencies.push_back(f.per_day_thousandth);
  for (const RouteMention& r : sentence.routes)
    if (mine(r)) out.routes |= 1 << r.route;
  for (const DurationMention& d : sentence.durations)
    if (mine(d)) out.durations.push_back({d.count, d.unit});
  return out;
}

}  // namespace

void EvidenceIndex::AddText(std::uint32_t index, std::string_view text, const Fact* fact, EvidenceKind kind) {
  for (const SplitClaim& piece : SplitClaims(text)) {
    Sentence sentence = ReadSentence(piece.text, vocabulary_);
    for (std::size_t g = 0; g < sentence.groups.size(); ++g) {
      Statement out = FromGroup(sentence, g, fact);
      out.evidence = index;
      out.fact = kind == EvidenceKind::kComputed ? nullptr : fact;
      const Measure* pair = nullptr;
      for (const Measure& m : sentence.measures) {
        if (m.group != static_cast<int>(g) || !m.readable) continue;
        (m.role == MeasureRole::kReference ? out.references : out.values).push_back(ValueOf(m));
        if (m.second) pair = &m;
      }
      Derive(out);
      if (pair != nullptr && out.Has(Known().bp)) SplitPressure(statements_, out, *pair);
      statements_.push_back(std::move(out));
    }
    EvidenceWords& words = words_[index];
    words.ages.insert(words.ages.end(), sentence.ages.begin(), sentence.ages.end());
    for (const SexMention& sex : sentence.sexes) words.sexes |= sex.sex;
  }
}

void EvidenceIndex::AddWords(std::uint32_t index) {
  const Evidence& item = evidence_[index];
  EvidenceWords& out = words_[index];
  auto add = [&](std::string_view text) {
    if (text.empty()) return;
    AddTerms(text, out.words, nullptr, nullptr);
    Sentence sentence = ReadSentence(text, vocabulary_);
    for (const Lexeme& lexeme : sentence.lexemes)
      if (lexeme.kind == LexemeKind::kWord) out.words.push_back(lexeme.term);
    for (std::size_t i = 0; i + 1 < sentence.lexemes.size(); ++i)
      if (sentence.lexemes[i].kind == LexemeKind::kHangul && sentence.lexemes[i + 1].kind == LexemeKind::kHangul)
        out.syllables.push_back(Extend(sentence.lexemes[i].term, sentence.lexemes[i + 1].term));
    for (const Measure& m : sentence.measures) {
      out.numbers.push_back(ValueOf(m));
      if (m.second) out.numbers.push_back(Plain(*m.second, m.decimals));
    }
    for (const DateMention& d : sentence.dates) out.days.push_back(FromMention(d));
    for (const DurationMention& d : sentence.durations) out.durations.push_back({d.count, d.unit});
  };
  add(item.text);
  for (const Fact& fact : item.facts) {
    add(fact.code.display);
    for (const Coding& coding : fact.more_codes) add(coding.display);
    if (fact.text != item.text) add(fact.text);
    add(fact.category);
    add(fact.section);
    add(fact.body_site);
    add(Name(fact.kind));
    if (!std::holds_alternative<Quantity>(fact.value)) add(ValueText(fact.value));
  }
  SortUnique(out.words);
  SortUnique(out.syllables);
}

}  // namespace aegle::verify
