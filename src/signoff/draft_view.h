// Drafts as the API and `aegle sign --json` show them (docs/http.md: DraftView, DraftSummary). Compact JSON. Thread-safe.
#pragma once

#include <string>
#include <vector>

#include "signoff/signing_desk.h"

namespace aegle {

// `viewer`: whose view it is; "may_sign" says whether this person may sign now, and if not, why.
[[nodiscard]] std::string DraftViewJson(const OpenDraft& open, const Signer& viewer);
[[nodiscard]] std::string DraftListJson(Store& store, const std::vector<Draft>& drafts);
[[nodiscard]] std::string EditsJson(const std::vector<EditRecord>& edits);

// The body of PATCH /api/drafts/{id} and of `aegle sign edit --file`: {"statements":[{"id","text","cites","removed"} | {"section","text"}],
// "confirm":[...],"withdraw":[...]}. Errors: kBadUsage, with the element.
[[nodiscard]] Result<DraftEdit> ParseDraftEdit(std::string_view json);

}  // namespace aegle
