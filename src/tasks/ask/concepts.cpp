#include "tasks/ask/concepts.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"

namespace aegle {
namespace {

// One word of a question for several measurements.
struct ConceptGroup {
  std::string_view words;   // separated by '|'
  std::string_view keys;    // of the term table, separated by spaces
};
constexpr ConceptGroup kGroups[] = {
    {"blood pressure|bp|blood pressures|혈압", "systolic diastolic"},
    {"kidney function|renal function|kidneys|신장 기능|신장기능|콩팥 기능|콩팥기능", "creatinine egfr"},
    {"liver function|liver enzymes|lft|lfts|간기능|간 기능|간수치", "alt ast bilirubin"},
    {"lipids|lipid panel|lipid profile|지질|지질검사", "cholesterol ldl hdl triglycerides"},
    {"electrolytes|electrolyte|전해질", "sodium potassium chloride"},
    {"blood count|cbc|complete blood count|혈구|전혈구검사", "hemoglobin wbc platelets"},
    {"thyroid function|갑상선 기능|갑상선기능", "tsh ft4"},
    {"blood gas|abg|동맥혈가스", "ph pco2 po2"},
    {"oxygen|oxygenation", "spo2"},
};

std::string WithoutSpaces(std::string_view text) { return ReplaceAll(std::string(text), " ", ""); }

bool HasHangul(std::string_view text) {
  for (std::size_t at = 0; at < text.size();)
    if (IsHangul(NextCodePoint(text, at))) return true;
  return false;
}

std::size_t Syllables(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) (void)NextCodePoint(text, at);
  return count;
}

// Whether a word of `text` begins with `name`, spaces within the name aside ("폐 렴" is "폐렴", but "혈압" is not in "고혈압").
bool BeginsAWord(std::string_view text, std::string_view name) {
  std::string bare = WithoutSpaces(name);
  for (std::size_t begin = 1; begin < text.size(); ++begin) {
    if (text[begin - 1] != ' ' || text[begin] == ' ') continue;
    std::size_t at = begin, matched = 0;
    while (at < text.size() && matched < bare.size() && (text[at] == ' ' || text[at] == bare[matched])) matched += text[at++] == ' ' ? 0 : 1;
    if (matched == bare.size()) return true;
  }
  return false;
}

// Whether `text` (normalised) says the name. Latin names are whole words; Korean ones begin a word, and those of one syllable are a
// word of their own, which may end in a particle.
bool Mentions(const std::string& text, std::string_view name) {
  if (name.empty()) return false;
  if (!HasHangul(name)) return text.find(" " + std::string(name) + " ") != std::string::npos;
  if (Syllables(name) > 1) return BeginsAWord(text, name);
  for (std::string_view josa : {"", "은", "는", "이", "가", "을", "를", "의"})
    if (text.find(" " + std::string(name) + std::string(josa) + " ") != std::string::npos) return true;
  return false;
}

// `least`: a longer name that was found says what is meant better than the word of a group.
std::vector<const Term*> TermsOfGroup(const std::string& subject, std::size_t least) {
  std::vector<const Term*> terms;
  for (const ConceptGroup& group : kGroups) {
    auto words = Split(group.words, '|');
    if (std::none_of(words.begin(), words.end(), [&](std::string_view word) { return word.size() >= least && Mentions(subject, word); })) continue;
    for (std::string_view key : Split(group.keys, ' '))
      for (const Term& term : Terms())
        if (term.key == key) terms.push_back(&term);
    return terms;
  }
  return terms;
}

struct Mentioned {
  std::vector<const Term*> terms;
  std::size_t length = 0;   // bytes of the longest name found
  std::string name;
};

// The terms with the longest name that the subject mentions; of equal ones all.
Mentioned LongestMention(const std::string& subject) {
  Mentioned best;
  for (const Term& term : Terms())
    for (const std::string& name : WordsOf(term)) {
      if (name.size() < best.length || !Mentions(subject, name)) continue;
      if (name.size() > best.length) best = {{}, name.size(), name};
      if (name != best.name) continue;   // another name of the same length: the first stays
      if (std::find(best.terms.begin(), best.terms.end(), &term) == best.terms.end()) best.terms.push_back(&term);
    }
  return best;
}

std::string Stem(std::string_view word) {
  std::string stem(word);
  if (stem.size() > 4 && stem.ends_with("ies")) return stem.substr(0, stem.size() - 3) + "y";
  if (stem.size() > 3 && stem.ends_with('s') && !stem.ends_with("ss") && !stem.ends_with("us") && !stem.ends_with("is")) stem.pop_back();
  return stem;
}

std::set<std::string> Stems(std::string_view text) {
  std::set<std::string> stems;
  for (const std::string& word : SearchTerms(text)) stems.insert(Stem(word));
  return stems;
}

bool NameHasAll(const Fact& fact, const std::set<std::string>& wanted) {
  std::set<std::string> words = Stems(fact.code.display + " " + (fact.code.display.empty() ? fact.text : std::string()));
  if (const auto* coding = std::get_if<Coding>(&fact.value)) words.merge(Stems(coding->display));
  return std::includes(words.begin(), words.end(), wanted.begin(), wanted.end());
}

bool IsMeasurement(const Fact& fact) {
  return fact.kind == FactKind::kLaboratory || fact.kind == FactKind::kVitalSign || fact.kind == FactKind::kObservation;
}

bool IsNumber(const Fact& fact) {
  return IsMeasurement(fact) && (std::holds_alternative<Quantity>(fact.value) || std::holds_alternative<std::int64_t>(fact.value));
}

class Finder {
 public:
  Finder(const Chart& chart, const Question& question, Language language) : chart_(chart), question_(question), language_(language) {}

  Concepts Find() {
    Concepts concepts = FindOnce();
    // A word such as "prescribed" names a lane only loosely; that an allergy was asked for is never dropped.
    if (concepts.found.empty() && question_.kind && question_.kind != FactKind::kAllergy) {
      any_kind_ = true;
      concepts = FindOnce();
    }
    for (ConceptFacts& found : concepts.found)
      if (found.measured) std::erase_if(found.facts, [](const Fact* fact) { return !IsMeasurement(*fact) || fact->value.index() == 0; });
    return concepts;
  }

 private:
  Concepts FindOnce() {
    Concepts concepts;
    Mentioned mentioned = LongestMention(question_.text);
    std::string own = OwnName();
    if (!own.empty() && own.size() >= mentioned.length) return ByOwnName(own);
    std::vector<const Term*> group = TermsOfGroup(question_.text, mentioned.length);
    for (const Term* term : group) AddTerms({term}, concepts);
    concepts.mention = mentioned.name;
    if (!concepts.found.empty()) {
      concepts.asked = question_.subject;
      return concepts;
    }
    concepts.asked = mentioned.name.empty() ? question_.subject : NameOf(*mentioned.terms.front(), mentioned.name);
    if (!mentioned.terms.empty()) AddMentioned(mentioned, concepts);
    if (concepts.found.empty() && mentioned.terms.empty()) AddByName(Stems(question_.subject), concepts);
    // A known thing that the record calls otherwise ("heart attack" for a name with "infarction").
    for (const Term* term : mentioned.terms)
      for (const std::string& word : WordsOf(*term))
        if (concepts.found.empty() && word.size() > 3) AddByName(Stems(word), concepts);
    return concepts;
  }

  // The longest name of the patient's own facts that the question says.
  std::string OwnName() const {
    std::string best;
    for (const Fact* fact : chart_.facts()) {
      if (!Usable(*fact)) continue;
      for (const std::string& name : {fact->code.display, DisplayName(*fact, Language::kEnglish), DisplayName(*fact, Language::kKorean)}) {
        if (name.size() <= best.size() || name.size() < 3) continue;
        std::string normal(Trim(NormaliseQuestion(name)));
        if (normal.size() > best.size() && Mentions(question_.text, normal)) best = normal;
      }
    }
    return best;
  }

  Concepts ByOwnName(const std::string& own) {
    Concepts concepts;
    concepts.mention = concepts.asked = own;
    ConceptFacts found;
    const Term* term = nullptr;
    for (const Fact* fact : chart_.facts()) {
      if (!Usable(*fact)) continue;
      bool same = false;
      for (const std::string& name : {fact->code.display, DisplayName(*fact, Language::kEnglish), DisplayName(*fact, Language::kKorean)})
        same = same || Trim(NormaliseQuestion(name)) == own;
      if (!same) continue;
      if (!term) term = TermOf(*fact);
      Add(*fact, found);
    }
    // A measurement may have several names in one record; its code tells that they are one.
    if (found.measured && term) AddTerms({term}, concepts);
    else if (!found.facts.empty()) concepts.found.push_back(std::move(found));
    return concepts;
  }

  std::string NameOf(const Term& term, const std::string& fallback) const {
    std::string_view name = language_ == Language::kKorean ? term.korean : term.english;
    return name.empty() ? fallback : std::string(name);
  }

  [[nodiscard]] bool Usable(const Fact& fact) const {
    if (fact.kind == FactKind::kNote || fact.kind == FactKind::kPatient) return false;
    if (!any_kind_ && question_.kind && *question_.kind != fact.kind && !RelatedKind(fact)) return false;
    return InPeriod(fact, question_);
  }

  // A measurement asked for as a test may be in any lane of results.
  [[nodiscard]] bool RelatedKind(const Fact& fact) const {
    switch (*question_.kind) {
      case FactKind::kLaboratory:
      case FactKind::kVitalSign: return IsMeasurement(fact) || fact.kind == FactKind::kReport;
      case FactKind::kImaging:
      case FactKind::kProcedure: return fact.kind == FactKind::kImaging || fact.kind == FactKind::kReport || fact.kind == FactKind::kProcedure;
      case FactKind::kCondition: return fact.kind == FactKind::kFamilyHistory;
      case FactKind::kCarePlan: return fact.kind == FactKind::kOrder;
      default: return false;
    }
  }

  void AddTerms(const std::vector<const Term*>& terms, Concepts& concepts) {
    ConceptFacts found;
    for (const Fact* fact : chart_.facts()) {
      const Term* term = TermOf(*fact);
      if (term && std::find(terms.begin(), terms.end(), term) != terms.end() && Usable(*fact)) Add(*fact, found);
    }
    if (!found.facts.empty()) concepts.found.push_back(std::move(found));
  }

  // A term whose own name was said comes alone; a word that several share takes the one with most facts first.
  void AddMentioned(const Mentioned& mentioned, Concepts& concepts) {
    for (const Term* term : mentioned.terms)
      if (ToLowerAscii(term->english) == mentioned.name || (term->korean == mentioned.name && mentioned.terms.size() == 1)) AddTerms({term}, concepts);
    if (!concepts.found.empty()) return;
    bool measurement = mentioned.terms.front()->kind == TermKind::kMeasurement;
    if (!measurement) return AddWithNames(mentioned, concepts);
    for (const Term* term : mentioned.terms) AddTerms({term}, concepts);
    std::stable_sort(concepts.found.begin(), concepts.found.end(), [](const auto& a, const auto& b) { return a.facts.size() > b.facts.size(); });
    if (concepts.found.size() > 1) concepts.found.resize(1);
  }

  // A word in a name counts only in the lanes where such a thing stands.
  static bool KindFits(TermKind kind, const Fact& fact) {
    switch (kind) {
      case TermKind::kDrug: return fact.kind == FactKind::kMedication || fact.kind == FactKind::kAllergy;
      case TermKind::kSubstance: return fact.kind == FactKind::kAllergy;
      case TermKind::kProblem: return fact.kind == FactKind::kCondition || fact.kind == FactKind::kFamilyHistory || fact.kind == FactKind::kObservation;
      case TermKind::kProcedure: return !IsMeasurement(fact) && fact.kind != FactKind::kCondition && fact.kind != FactKind::kMedication;
      default: return true;
    }
  }

  // Problems, drugs and procedures: by code, and by the word in the name ("Metformin 500 MG Oral Tablet").
  void AddWithNames(const Mentioned& mentioned, Concepts& concepts) {
    ConceptFacts found;
    std::vector<std::set<std::string>> names = {Stems(mentioned.name)};
    if (mentioned.terms.size() == 1 || mentioned.terms.front()->kind == TermKind::kDrug)
      for (const std::string& word : WordsOf(*mentioned.terms.front()))
        if (word.size() > 4 || HasHangul(word)) names.push_back(Stems(word));
    for (const Fact* fact : chart_.facts()) {
      const Term* term = TermOf(*fact);
      bool by_term = term && std::find(mentioned.terms.begin(), mentioned.terms.end(), term) != mentioned.terms.end();
      bool by_name = KindFits(mentioned.terms.front()->kind, *fact) && std::any_of(names.begin(), names.end(), [&](const auto& words) { return NameHasAll(*fact, words); });
      if ((by_term || by_name) && Usable(*fact)) Add(*fact, found);
    }
    if (!found.facts.empty()) concepts.found.push_back(std::move(found));
  }

// By the words of the names: all words of the question must be in the name; shorter names are nearer.
  void AddByName(const std::set<std::string>& wanted, Concepts& concepts) {
    if (wanted.empty()) return;
    std::map<std::string, ConceptFacts> by_key;
    for (const Fact* fact : chart_.facts())
      if (Usable(*fact) && NameHasAll(*fact, wanted)) Add(*fact, by_key[KeyOf(*fact)]);
    std::vector<ConceptFacts> all;
    for (auto& [key, found] : by_key) all.push_back(std::move(found));
    std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.name.size() < b.name.size(); });
    bool numeric = !all.empty() && all.front().measured;
    if (numeric) all.resize(1);
    if (all.empty()) return;
    ConceptFacts merged = std::move(all.front());
    for (std::size_t i = 1; i < all.size(); ++i) merged.facts.insert(merged.facts.end(), all[i].facts.begin(), all[i].facts.end());
    std::stable_sort(merged.facts.begin(), merged.facts.end(), [](const Fact* a, const Fact* b) { return TimeOf(*a) < TimeOf(*b); });
    concepts.found.push_back(std::move(merged));
  }

  void Add(const Fact& fact, ConceptFacts& found) const {
    if (found.name.empty()) found.name = DisplayName(fact, language_);
    found.measured = found.measured || IsNumber(fact);
    found.facts.push_back(&fact);
  }

  const Chart& chart_;
  const Question& question_;
  Language language_;
  bool any_kind_ = false;
};

}  // namespace

// What lasts is in a period that it overlaps; what happens once, when it happened.
bool InPeriod(const Fact& fact, const Question& question) {
  if (!question.from && !question.to) return true;
  const DateTime& when = TimeOf(fact);
  if (when.empty()) return false;
  bool lasts = fact.kind == FactKind::kCondition || fact.kind == FactKind::kMedication || fact.kind == FactKind::kCarePlan;
  bool open = lasts && fact.effective.end.empty() && (fact.status == FactStatus::kActive || fact.status == FactStatus::kInProgress);
  Instant end = !lasts || fact.effective.end.empty() ? when.start() : fact.effective.end.start();
  if (question.from && !open && end < *question.from) return false;
  return !question.to || when.start() < *question.to;
}

Concepts FindConcepts(const Chart& chart, const Question& question, Language language) { return Finder(chart, question, language).Find(); }

}  // namespace aegle
