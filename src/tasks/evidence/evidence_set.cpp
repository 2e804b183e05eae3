#include "tasks/evidence/evidence_set.h"

#include "base/text.h"
#include "tasks/render/phrases.h"
#include "tasks/render/values.h"

namespace aegle {
namespace {

std::string PatientText(const Patient& patient, Language language) {
  Phrase sex = patient.gender == AdministrativeGender::kMale     ? Phrase::kMale
               : patient.gender == AdministrativeGender::kFemale ? Phrase::kFemale
                                                                 : Phrase::kOtherSex;
  std::string text(Words(sex, language));
  if (!patient.birth_date.empty()) text += ", " + Fill(Words(Phrase::kBorn, language), {patient.birth_date.DateString()});
  if (!patient.deceased_date.empty()) text += ", " + Fill(Words(Phrase::kDied, language), {patient.deceased_date.Readable()});
  return text;
}

// The bytes of the passage: known where the note's text is its source, byte for byte.
SourceSpan SpanOf(const Fact& note, std::string_view passage) {
  SourceSpan span = note.source;
  if (span.end - span.begin != note.text.size()) return span;
  auto at = note.text.find(passage);
  if (at == std::string::npos) return span;
  span.begin += at;
  span.end = span.begin + passage.size();
  return span;
}

}  // namespace

std::string EvidenceSet::Add(Evidence evidence, char prefix) {
  evidence.label = std::string(1, prefix) + std::to_string(++count_[prefix]);
  all_.push_back(std::move(evidence));
  return all_.back().label;
}

std::string EvidenceSet::Cite(const Fact& fact, Interpretation flag) {
  if (fact.kind == FactKind::kNote) return CitePassage(fact, fact.text, OneLineText(fact.text));
  auto [at, added] = labels_.try_emplace({&fact, ""});
  if (added) at->second = Add(Evidence{"", EvidenceKind::kFact, {fact}, fact.source, RenderFact(fact, language_, flag)}, 'f');
  return at->second;
}

std::string EvidenceSet::CitePatient() {
  const FactList& facts = chart_->OfKind(FactKind::kPatient);
  auto [at, added] = labels_.try_emplace({nullptr, ""});
  if (!added) return at->second;
  Evidence evidence{"", EvidenceKind::kFact, {}, chart_->patient().document_span, PatientText(chart_->patient(), language_)};
  for (const Fact* fact : facts) evidence.facts.push_back(*fact);
  return at->second = Add(std::move(evidence), 'f');
}

std::string EvidenceSet::CitePassage(const Fact& note, std::string_view passage, std::string_view shown) {
  auto [at, added] = labels_.try_emplace({&note, std::string(passage)});
  if (!added) return at->second;
  Evidence evidence{"", EvidenceKind::kNote, {note}, SpanOf(note, passage), std::string(shown)};
  evidence.facts.front().text = std::string(passage);
  return at->second = Add(std::move(evidence), 'n');
}

std::string EvidenceSet::CiteComputed(const FactList& facts, std::string text) {
  auto [at, added] = by_text_.try_emplace("c" + text);
  if (!added) return at->second;
  Evidence evidence{"", EvidenceKind::kComputed, {}, facts.empty() ? chart_->patient().document_span : facts.back()->source, std::move(text)};
  for (const Fact* fact : facts) evidence.facts.push_back(*fact);
  return at->second = Add(std::move(evidence), 'c');
}

std::string EvidenceSet::CiteKnowledge(std::string text) {
  auto [at, added] = by_text_.try_emplace("k" + text);
  if (added) at->second = Add(Evidence{"", EvidenceKind::kKnowledge, {}, {}, std::move(text)}, 'k');
  return at->second;
}

int EstimateTokens(std::string_view text) {
  int ascii = 0, other = 0;
  for (std::size_t at = 0; at < text.size();) NextCodePoint(text, at) < 0x80 ? ++ascii : ++other;
  return (ascii + 2) / 3 + (other * 13 + 9) / 10;
}

}  // namespace aegle
