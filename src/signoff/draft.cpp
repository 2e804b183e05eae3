#include "signoff/draft.h"

#include <array>

#include "base/hash.h"

namespace aegle {
namespace {

constexpr std::array<std::string_view, 7> kStates = {"draft", "reviewed", "edited", "signed", "exported", "superseded", "discarded"};

}  // namespace

std::string_view Name(DraftState state) { return kStates[static_cast<std::size_t>(state)]; }

std::optional<DraftState> ParseDraftState(std::string_view name) {
  for (std::size_t i = 0; i < kStates.size(); ++i)
    if (kStates[i] == name) return static_cast<DraftState>(i);
  return std::nullopt;
}

const Statement* Draft::Find(std::string_view statement) const {
  for (const DraftSection& section : sections)
    for (const Statement& one : section.statements)
      if (one.id == statement) return &one;
  return nullptr;
}

Statement* Draft::Find(std::string_view statement) { return const_cast<Statement*>(std::as_const(*this).Find(statement)); }

DraftSection* Draft::FindSection(std::string_view section) {
  for (DraftSection& one : sections)
    if (one.id == section) return &one;
  return nullptr;
}

Draft MakeDraft(const Answer& answer, std::string_view answer_json, std::string_view record_sha256) {
  Draft draft;
  draft.answer = answer.id;
  draft.answer_sha256 = Sha256Hex(answer_json);
  draft.record_sha256 = record_sha256;
  draft.patient = answer.patient;
  draft.task = answer.task;
  draft.question = answer.question;
  draft.language = answer.language;
  draft.as_of = answer.as_of;
  draft.created = answer.created;
  for (std::size_t s = 0; s < answer.sections.size(); ++s) {
    const Section& from = answer.sections[s];
    DraftSection section{"s" + std::to_string(s + 1), from.id, from.title, {}};
    for (std::size_t c = 0; c < from.claims.size(); ++c) {
      const Claim& claim = from.claims[c];
      section.statements.push_back({section.id + "." + std::to_string(c + 1), claim, claim.text, claim.cites, claim.verdict, claim.why, false, {}});
    }
    draft.sections.push_back(std::move(section));
  }
  draft.steps.push_back({DraftState::kDraft, answer.created, "", ""});
  return draft;
}

}  // namespace aegle
