#include "signoff/change.h"

#include <algorithm>

#include "base/hash.h"
#include "base/text.h"
#include "trust/verifier.h"

namespace aegle {
namespace {

Result<void> CheckWaiting(const Draft& draft) {
  if (IsWaiting(draft.state)) return {};
  std::string place = draft.answer.ToString() + " is " + std::string(Name(draft.state));
  if (IsSigned(draft.state)) return Fail(ErrorCode::kConflict, "a signed document cannot be changed", place, "Write a new draft.");
  return Fail(ErrorCode::kConflict, "this draft is not worked on any more", place, "Write a new draft, or open the newer one.");
}

// One line of text for people: UTF-8, no control characters, no run of blanks.
Result<std::string> CleanText(std::string_view text, std::string_view place) {
  if (text.size() > kMostStatementBytes) return Fail(ErrorCode::kBadUsage, "a sentence has at most 4,000 bytes", std::string(place));
  if (FindInvalidUtf8(text) != std::string_view::npos) return Fail(ErrorCode::kBadUsage, "the text is not UTF-8", std::string(place));
  std::string clean;
  for (char c : text) {
    if (IsSpaceAscii(c)) {
      if (!clean.empty() && clean.back() != ' ') clean += ' ';
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      return Fail(ErrorCode::kBadUsage, "the text has a control character", std::string(place));
    } else {
      clean += c;
    }
  }
  std::string trimmed(Trim(clean));
  if (trimmed.empty()) return Fail(ErrorCode::kBadUsage, "the text is empty", std::string(place), "Remove the sentence instead.");
  return trimmed;
}

void Merge(std::vector<std::string>& into, const std::vector<std::string>& from) {
  for (const std::string& one : from)
    if (std::find(into.begin(), into.end(), one) == into.end()) into.push_back(one);
}

// The text may hold several sentences; each is checked, and the worst verdict is that of the statement.
void Verify(Statement& statement, const Verifier& verifier, std::string_view written) {
  std::vector<SplitClaim> sentences = SplitClaims(written);
  std::vector<std::string> marks;
  std::string text;
  for (const SplitClaim& one : sentences) {
    Merge(marks, one.cites);
    text += (text.empty() ? "" : " ") + one.text;
  }
  std::vector<std::string> cites = marks.empty() ? statement.cites : marks, corrected;
  statement.text = text;
  statement.why.clear();
  statement.verdict = Verdict::kSupported;
  for (const SplitClaim& one : sentences) {
    VerifyResult result = verifier.Check({one.text, one.cites.empty() ? cites : one.cites});
    Merge(corrected, result.cites);
    statement.why.insert(statement.why.end(), result.why.begin(), result.why.end());
    if (result.verdict == Verdict::kStruck) statement.verdict = Verdict::kStruck;
    else if (result.verdict == Verdict::kCorrected && statement.verdict != Verdict::kStruck) statement.verdict = Verdict::kCorrected;
  }
  statement.cites = statement.verdict == Verdict::kStruck ? cites : corrected;
}

Result<Statement*> Place(Draft& draft, const StatementEdit& edit) {
  if (!edit.statement.empty()) {
    if (Statement* found = draft.Find(edit.statement)) return found;
    return Fail(ErrorCode::kNotFound, "there is no such sentence", edit.statement);
  }
  DraftSection* section = draft.FindSection(edit.section);
  if (!section) return Fail(ErrorCode::kNotFound, "there is no such section", edit.section);
  if (!edit.text) return Fail(ErrorCode::kBadUsage, "a new sentence needs a text", edit.section);
  if (section->statements.size() >= kMostStatements) return Fail(ErrorCode::kTooLarge, "the section has too many sentences", edit.section);
  auto added = std::count_if(section->statements.begin(), section->statements.end(), [](const Statement& one) { return one.added(); });
  Statement statement;
  statement.id = section->id + "+" + std::to_string(added + 1);
  section->statements.push_back(std::move(statement));
  return &section->statements.back();
}

Result<void> ApplyOne(Draft& draft, const Verifier& verifier, const StatementEdit& edit, const Signer& who) {
  AEGLE_TRY(statement, Place(draft, edit));
  if (edit.removed) statement->removed = *edit.removed;
  if (edit.cites) statement->cites = *edit.cites;
  if (edit.text) {
    AEGLE_TRY(text, CleanText(*edit.text, statement->id));
    if (!statement->added() && text == statement->drafted.text && !edit.cites) {
      statement->text = statement->drafted.text;
      statement->cites = statement->drafted.cites;
      statement->verdict = statement->drafted.verdict;
      statement->why = statement->drafted.why;
    } else {
      Verify(*statement, verifier, text);
      if (statement->text.empty()) return Fail(ErrorCode::kBadUsage, "the text is only a citation", statement->id);
    }
  } else if (edit.cites) {
    std::string text = statement->text;
    Verify(*statement, verifier, text);
  }
  statement->edited_by = who.id;
  return {};
}

// A confirmation that the words have outrun is dropped, so that the count of confirmed items is true.
void DropVoid(Draft& draft, const std::vector<Risk>& risks) {
  std::erase_if(draft.confirmations, [&](const Confirmation& one) {
    return std::none_of(risks.begin(), risks.end(), [&](const Risk& risk) { return risk.key == one.key && risk.sha256 == one.sha256; });
  });
}

Result<void> Confirm(Draft& draft, const CaseFile& file, const DraftEdit& edit, const Signer& who, Instant now) {
  std::vector<Risk> risks = FindRisks(draft, file);
  DropVoid(draft, risks);
  for (const std::string& key : edit.withdraw) std::erase_if(draft.confirmations, [&](const Confirmation& one) { return one.key == key; });
  for (const std::string& key : edit.confirm) {
    auto risk = std::find_if(risks.begin(), risks.end(), [&](const Risk& one) { return one.key == key; });
    if (risk == risks.end()) return Fail(ErrorCode::kNotFound, "there is no such high-risk item", key);
    std::erase_if(draft.confirmations, [&](const Confirmation& one) { return one.key == key; });
    draft.confirmations.push_back({key, risk->sha256, who.id, now});
  }
  return {};
}

}  // namespace

Result<void> Review(Draft& draft, const Signer& who, Instant now, std::int64_t seconds) {
  AEGLE_CHECK(CheckWaiting(draft));
  if (seconds < 0 || seconds > 7 * 86400) return Fail(ErrorCode::kBadUsage, "seconds must be from 0 to a week", "seconds");
  draft.state = DraftState::kReviewed;
  draft.reviewed_by = who;
  draft.review_seconds = seconds;
  draft.steps.push_back({DraftState::kReviewed, now, who.id, who.name});
  return {};
}

Result<void> Edit(Draft& draft, const CaseFile& file, const DraftEdit& edit, const Signer& who, Instant now) {
  AEGLE_CHECK(CheckWaiting(draft));
  Draft changed = draft;
  if (!edit.statements.empty()) {
    Verifier verifier(file.patient, file.answer.evidence, file.answer.as_of, file.answer.language);
    for (const StatementEdit& one : edit.statements) AEGLE_CHECK(ApplyOne(changed, verifier, one, who));
    changed.state = DraftState::kEdited;
    if (changed.reviewed_by && changed.reviewed_by->id != who.id) changed.reviewed_by.reset();
    changed.steps.push_back({DraftState::kEdited, now, who.id, who.name});
  }
  AEGLE_CHECK(Confirm(changed, file, edit, who, now));
  draft = std::move(changed);
  return {};
}

Result<void> Discard(Draft& draft, const Signer& who, Instant now, std::string reason) {
  AEGLE_CHECK(CheckWaiting(draft));
  AEGLE_TRY(clean, CleanText(reason, "reason"));
  draft.state = DraftState::kDiscarded;
  draft.reason = std::move(clean);
  draft.steps.push_back({DraftState::kDiscarded, now, who.id, who.name});
  return {};
}

Result<void> CheckMaySign(const Draft& draft, const CaseFile& file, const Signer& who) {
  if (Trim(who.name).empty() || who.role != "clinician")
    return Fail(ErrorCode::kDenied, "only a clinician with a name signs", who.id, "Sign in with a clinician's account; aegle users add makes one.");
  AEGLE_CHECK(CheckWaiting(draft));
  if (Sha256Hex(file.answer_json) != draft.answer_sha256)
    return Fail(ErrorCode::kIntegrity, "the stored answer is not the one that this draft was made from", draft.answer.ToString());
  if (file.answer.model.truncated > 0)
    return Fail(ErrorCode::kModelFailed, "the model's text was cut off, so it cannot be signed", draft.answer.ToString(), "Write a new draft.");
  if (!draft.reviewed_by || draft.reviewed_by->id != who.id)
    return Fail(ErrorCode::kConflict, "the signer has not reviewed this draft as it stands", draft.answer.ToString(), "Review it first.");
  std::size_t live = 0, open = 0;
  for (const DraftSection& section : draft.sections)
    for (const Statement& statement : section.statements) live += statement.removed ? 0 : 1;
  if (live == 0) return Fail(ErrorCode::kConflict, "nothing is left to sign: every sentence was removed", draft.answer.ToString());
  for (const Risk& risk : FindRisks(draft, file)) open += risk.confirmed ? 0 : 1;
  if (open > 0)
    return Fail(ErrorCode::kConflict, std::to_string(open) + " high-risk items are not confirmed", draft.answer.ToString(), "Confirm each of them, or change or remove its sentence.");
  auto theirs = [&](const Confirmation& one) { return one.by == who.id; };
  if (!std::all_of(draft.confirmations.begin(), draft.confirmations.end(), theirs))
    return Fail(ErrorCode::kConflict, "somebody else confirmed a high-risk item", draft.answer.ToString(), "The signer confirms each item.");
  return {};
}

}  // namespace aegle
