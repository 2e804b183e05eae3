#include "signoff/risks.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <span>

#include "base/hash.h"
#include "base/text.h"
#include "signoff/word_diff.h"
#include "tasks/chart/rules.h"
#include "trust/mentions.h"

namespace aegle {
namespace {

constexpr Instant kRecentlyBegun = 30 * kDayMs;

bool ContainsAny(std::string_view lower, std::span<const std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return lower.find(word) != std::string_view::npos; });
}

// Findings whose absence decides what is done next. Parts of words, so that "haemorrhagic" and "embolism" are found.
bool IsCriticalFinding(std::string_view lower) {
  static constexpr std::array<std::string_view, 66> kWords = {
      "bleed",     "hemorrhag",  "haemorrhag", "stroke",      "infarct",   "embol",     "thromb",     "sepsis",       "septic",       "pneumothora", "fracture",
      "aneurysm",  "dissection", "malignan",   "cancer",      "carcinom",  "tumor",     "tumour",     "metasta",      "suicid",       "self-harm",   "homicid",
      "anaphyla",  "ischemi",    "ischaemi",   "st elevation", "stemi",    "meningitis", "perforat",  "obstruct",     "pregnan",      "cauda equina", "cord compress",
      "seizure",   "syncop",     "loss of consciousness", "chest pain",    "dyspn",      "shortness of breath",       "abuse",        "contraindic",  "allerg",
      "출혈",      "뇌졸중",     "경색",       "색전",        "혈전",      "패혈",       "기흉",       "골절",         "동맥류",       "박리",        "악성",
      "종양",      "전이",       "자살",       "자해",        "아나필락시스", "허혈",    "수막염",     "천공",         "폐색",         "임신",        "경련",
      "실신",      "흉통"};
  return ContainsAny(lower, kWords);
}

bool IsAnticoagulantName(std::string_view text) {
  Fact named;
  named.code.display = text;
  if (IsAnticoagulant(named)) return true;
  static constexpr std::array<std::string_view, 9> kKorean = {"와파린", "헤파린", "에녹사파린", "아픽사반", "리바록사반", "에독사반", "다비가트란", "항응고", "달테파린"};
  return ContainsAny(text, kKorean) || ToLowerAscii(text).find("anticoagul") != std::string::npos;
}

// R3: on hold, stopped within 90 days, or begun within 30 days before `as_of`.
bool IsMedicationChange(const Fact& fact, const DateTime& as_of) {
  if (fact.kind != FactKind::kMedication || fact.resource.type == "MedicationAdministration" || fact.assertion != Assertion::kPresent) return false;
  if (fact.status == FactStatus::kOnHold || fact.status == FactStatus::kPlanned) return true;
  bool over = fact.status == FactStatus::kStopped || fact.status == FactStatus::kCompleted || fact.status == FactStatus::kCancelled;
  const DateTime& when = over && !fact.effective.end.empty() ? fact.effective.end : TimeOf(fact);
  if (when.empty() || as_of.empty()) return over;
  return when.start() >= as_of.start() - (over ? kRecentlyStopped : kRecentlyBegun);
}

std::set<std::string> ValuesOf(std::string_view text) {
  std::set<std::string> values;
  verify::Sentence sentence = verify::ReadSentence(text, {});
  auto put = [&](char kind, verify::Where where) { values.insert(kind + ToLowerAscii(text.substr(where.begin, where.end - where.begin))); };
  for (const verify::Measure& one : sentence.measures) put('n', one.where);
  for (const verify::DateMention& one : sentence.dates) put('d', one.where);
  for (const verify::DurationMention& one : sentence.durations) put('t', one.where);
  for (const verify::AgeMention& one : sentence.ages) put('a', one.where);
  for (const verify::FrequencyMention& one : sentence.frequencies) put('f', one.where);
  for (const verify::RouteMention& one : sentence.routes) put('r', one.where);
  for (const verify::Group& one : sentence.groups) {
    std::string name = one.head == verify::Role::kDrug || one.allergen ? ToLowerAscii(text.substr(one.where.begin, one.where.end - one.where.begin)) : "";
    values.insert("g" + name + "/" + std::to_string(one.sides) + "/" + std::to_string(static_cast<int>(one.assertion)) + "/" + std::to_string(one.trend) + "/" +
                  std::to_string(one.interpretation));
    for (int status : one.status) values.insert("s" + std::to_string(status));
  }
  for (std::string_view token : DiffTokens(text))
    if (std::any_of(token.begin(), token.end(), IsDigitAscii)) values.insert("#" + std::string(token));
  return values;
}

class Finder {
 public:
  Finder(const Draft& draft, const CaseFile& file) : draft_(draft), file_(file), chart_(file.patient, CitedFacts(file.answer), file.answer.as_of, 0) {
    if (const Fact* status = FindCodeStatus(chart_)) code_status_ = status->id;
  }

  std::vector<Risk> Run() {
    for (const DraftSection& section : draft_.sections)
      for (const Statement& statement : section.statements)
        if (!statement.removed) Look(section, statement);
    FindRemoved();
    if (draft_.record_sha256 != file_.record_sha256 && !IsSigned(draft_.state)) Add(RiskKind::kRecordChanged, "record_changed:" + file_.record_sha256.substr(0, 12), "", "", "");
    Finish();
    return std::move(risks_);
  }

 private:
  static std::vector<Fact> CitedFacts(const Answer& answer) {
    std::map<FactId, Fact> facts;
    for (const Evidence& evidence : answer.evidence)
      for (const Fact& fact : evidence.facts) facts.emplace(fact.id, fact);
    std::vector<Fact> all;
    for (auto& [id, fact] : facts) all.push_back(std::move(fact));
    return all;
  }

  void Add(RiskKind kind, std::string key, std::string text, std::string_view statement, std::string evidence) {
    auto known = std::find_if(risks_.begin(), risks_.end(), [&](const Risk& risk) { return risk.key == key; });
    if (known == risks_.end()) known = risks_.insert(risks_.end(), Risk{kind, std::move(key), std::move(text), {}, std::move(evidence), {}, false});
    if (!statement.empty() && std::find(known->statements.begin(), known->statements.end(), statement) == known->statements.end())
      known->statements.emplace_back(statement);
  }

  void AddFact(RiskKind kind, const Fact& fact, const Evidence& evidence, std::string_view statement) {
    // The text of a computed piece of evidence is not that of the fact; where the fact itself is cited, the item is shown with it.
    bool own = evidence.kind == EvidenceKind::kFact && evidence.facts.size() == 1;
    std::string key = std::string(Name(kind)) + ":" + fact.id.ToString();
    Add(kind, key, OneLine(fact), statement, evidence.label);
    auto known = std::find_if(risks_.begin(), risks_.end(), [&](const Risk& risk) { return risk.key == key; });
    if (own) known->text = evidence.text, known->evidence = evidence.label;
  }

  std::vector<std::pair<RiskKind, const Fact*>> RisksOf(const Evidence& evidence) const {
    std::vector<std::pair<RiskKind, const Fact*>> found;
    for (const Fact& fact : evidence.facts) {
      if (fact.kind == FactKind::kAllergy) found.emplace_back(RiskKind::kAllergy, &fact);
      if (fact.kind == FactKind::kMedication && IsAnticoagulant(fact)) found.emplace_back(RiskKind::kAnticoagulant, &fact);
      else if (IsMedicationChange(fact, draft_.as_of)) found.emplace_back(RiskKind::kMedicationChange, &fact);
      if (IsCritical(Judge(fact, chart_.age()))) found.emplace_back(RiskKind::kCriticalValue, &fact);
      if (code_status_ == fact.id) found.emplace_back(RiskKind::kCodeStatus, &fact);
      bool denied = fact.assertion == Assertion::kNegated || fact.assertion == Assertion::kRefuted;
      if (denied && fact.kind == FactKind::kCondition && IsCriticalFinding(ToLowerAscii(fact.name()))) found.emplace_back(RiskKind::kNegatedCritical, &fact);
    }
    return found;
  }

  void Look(const DraftSection& section, const Statement& statement) {
    std::set<RiskKind> by_fact;
    for (const std::string& label : statement.cites)
      if (const Evidence* evidence = file_.answer.Find(label))
        for (auto [kind, fact] : RisksOf(*evidence)) {
          // A sum over a series is judged by its newest value only.
          if (kind == RiskKind::kCriticalValue && evidence->kind == EvidenceKind::kComputed && fact != &evidence->facts.back()) continue;
          AddFact(kind, *fact, *evidence, statement.id);
          by_fact.insert(kind);
        }
    LookAtWords(section, statement, by_fact);
    auto by_statement = [&](RiskKind kind) { Add(kind, std::string(Name(kind)) + ":" + statement.id, statement.text, statement.id, statement.cites.empty() ? "" : statement.cites.front()); };
    if (statement.verdict == Verdict::kStruck) by_statement(RiskKind::kStruckKept);
    else if (statement.edited() && !statement.added() && ChangesValue(statement.drafted.text, statement.text)) by_statement(RiskKind::kEditedValue);
  }

  void LookAtWords(const DraftSection& section, const Statement& statement, const std::set<RiskKind>& by_fact) {
    auto add = [&](RiskKind kind) {
      if (!by_fact.contains(kind)) Add(kind, std::string(Name(kind)) + ":" + statement.id, statement.text, statement.id, statement.cites.empty() ? "" : statement.cites.front());
    };
    if (section.kind == "allergies") add(RiskKind::kAllergy);
    verify::Sentence sentence = verify::ReadSentence(statement.text, {});
    for (const verify::Group& group : sentence.groups) {
      std::string name = ToLowerAscii(std::string_view(statement.text).substr(group.where.begin, group.where.end - group.where.begin));
      if (group.allergen) add(RiskKind::kAllergy);
      bool denied = group.assertion == Assertion::kNegated || group.assertion == Assertion::kRefuted;
      if (denied && IsCriticalFinding(name)) add(name.find("allerg") == std::string::npos ? RiskKind::kNegatedCritical : RiskKind::kAllergy);
    }
    if (IsAnticoagulantName(statement.text)) add(RiskKind::kAnticoagulant);   // also "no anticoagulant is among ..."
    if (IsCodeStatusText(ToLowerAscii(statement.text))) add(RiskKind::kCodeStatus);
  }

  static bool IsCodeStatusText(std::string_view lower) {
    static constexpr std::array<std::string_view, 9> kWords = {"code status", "full code", "resuscitat", "dnr", "dni ", "소생", "심폐", "연명", "intubat"};
    return ContainsAny(lower, kWords);
  }

  // R9: what a removed sentence said and no other one says any more.
  void FindRemoved() {
    std::set<std::string> said;
    for (const Risk& risk : risks_) said.insert(risk.key);
    for (const DraftSection& section : draft_.sections)
      for (const Statement& statement : section.statements) {
        if (!statement.removed || statement.drafted.verdict == Verdict::kStruck) continue;
        bool high = section.kind == "allergies";
        for (const std::string& label : statement.drafted.cites)
          if (const Evidence* evidence = file_.answer.Find(label))
            for (auto [kind, fact] : RisksOf(*evidence)) high = high || !said.contains(std::string(Name(kind)) + ":" + fact->id.ToString());
        if (high) Add(RiskKind::kRemoved, "removed:" + statement.id, statement.drafted.text, statement.id, statement.drafted.cites.empty() ? "" : statement.drafted.cites.front());
      }
  }

  void Finish() {
    for (Risk& risk : risks_) {
      Sha256 hash;
      hash.Update(risk.key + "\n" + risk.text);
      for (const std::string& id : risk.statements) hash.Update("\n" + id + "\n" + draft_.Find(id)->text);
      Sha256Digest digest = hash.Finish();
      risk.sha256 = ToHex({reinterpret_cast<const char*>(digest.data()), digest.size()});
      risk.confirmed = std::any_of(draft_.confirmations.begin(), draft_.confirmations.end(),
                                   [&](const Confirmation& one) { return one.key == risk.key && one.sha256 == risk.sha256; });
    }
  }

  const Draft& draft_;
  const CaseFile& file_;
  Chart chart_;
  FactId code_status_;
  std::vector<Risk> risks_;
};

}  // namespace

std::string_view Name(RiskKind kind) {
  static constexpr std::array<std::string_view, 10> kNames = {"allergy",     "anticoagulant", "medication_change", "critical_value", "negated_critical",
                                                              "code_status", "struck_kept",   "edited_value",      "removed",        "record_changed"};
  return kNames[static_cast<std::size_t>(kind)];
}

bool ChangesValue(std::string_view before, std::string_view after) { return ValuesOf(before) != ValuesOf(after); }

std::vector<Risk> FindRisks(const Draft& draft, const CaseFile& file) { return Finder(draft, file).Run(); }

}  // namespace aegle
