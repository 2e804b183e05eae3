// The changes of a draft, each allowed only in its states. Pure: the clock, the signer and the case are given; nothing is stored.
//
// Errors: kConflict (not in this state), kNotFound (no such sentence, section or item), kBadUsage (text that cannot stand in a document),
// kDenied (this person may not). A failed change leaves the draft as it was.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "signoff/case_file.h"
#include "signoff/draft.h"
#include "signoff/risks.h"

namespace aegle {

// One change of wording: of a sentence, or (statement empty, section given) a new one at the end of a section.
struct StatementEdit {
  std::string statement, section;
  std::optional<std::string> text;                // may carry citation marks [f4]; back to the drafted text undoes the edit
  std::optional<std::vector<std::string>> cites;  // replaces the citations; marks in the text go before
  std::optional<bool> removed;
};

struct DraftEdit {
  std::vector<StatementEdit> statements;
  std::vector<std::string> confirm, withdraw;   // keys of high-risk items
};

inline constexpr std::size_t kMostStatementBytes = 4000;
inline constexpr std::size_t kMostStatements = 1000;

// draft, reviewed, edited -> reviewed: `who` has read it and answers for the reading. `seconds`: how long, as the reader's app says.
[[nodiscard]] Result<void> Review(Draft& draft, const Signer& who, Instant now, std::int64_t seconds);

// draft, reviewed, edited -> edited, where a word changed; confirmations alone leave the state. Each changed sentence goes through the
// verifier. An edit by another than the reviewer voids the review. What the edit makes of a confirmed item voids its confirmation.
[[nodiscard]] Result<void> Edit(Draft& draft, const CaseFile& file, const DraftEdit& edit, const Signer& who, Instant now);

// draft, reviewed, edited -> discarded, with a reason.
[[nodiscard]] Result<void> Discard(Draft& draft, const Signer& who, Instant now, std::string reason);

// Whether it may be signed now by `who`. kDenied: not a clinician with a name. kConflict: the state, no review of their own, or items
// without confirmation, which the message counts. kModelFailed: the answer comes from a generation that was cut off.
[[nodiscard]] Result<void> CheckMaySign(const Draft& draft, const CaseFile& file, const Signer& who);

}  // namespace aegle
