// The text of a document: exactly what is shown before the signature, hashed, signed and exported. Pure, thread-safe.
//
// One rendering in the language of the draft: head, note on how it was written, sections with their sentences and citation labels, sources,
// what was left out. Removed sentences are not in it. A sentence that the record does not carry is marked with a double dagger.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "signoff/case_file.h"
#include "signoff/draft.h"

namespace aegle {

[[nodiscard]] DocumentHead HeadOf(const Patient& patient);

// "Handoff", "인수인계".
[[nodiscard]] std::string DocumentTitle(std::string_view task, Language language);
// "Kim Minjun · MRN 1234 · born 1961-04-09 · female".
[[nodiscard]] std::string PatientLine(const DocumentHead& head, Language language);
// The label that artificial intelligence took part, and in what: it stays with every export.
[[nodiscard]] std::vector<std::string> AuthorshipLines(const Draft& draft, const Answer& answer);
// Mark of sentences that stand on the signer's word, and what it means.
[[nodiscard]] std::string_view UnsupportedMark();
[[nodiscard]] std::string UnsupportedNote(Language language);
// Cited by a sentence that stands, in the order of the labels in the answer.
[[nodiscard]] std::vector<const Evidence*> CitedEvidence(const Draft& draft, const Answer& answer);
// "[f1, n2]", empty where nothing is cited; with the mark where it stands on the signer's word.
[[nodiscard]] std::string CitationText(const Statement& statement);

[[nodiscard]] std::string DocumentText(const Draft& draft, const Answer& answer, const DocumentHead& head);

// The words of an export around the text, by key, in the language of the document.
enum class DocumentWord : std::uint8_t { kSources, kLeftOut, kSignature, kSignedBy, kSignedAt, kTextHash, kKey, kModel, kNone, kRecord, kPrompt, kPage, kAsOf, kQuestion };
[[nodiscard]] std::string_view Word(DocumentWord word, Language language);

}  // namespace aegle
