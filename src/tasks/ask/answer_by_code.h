// Answers to questions that facts carry: no model, every number computed here and shown with the facts it came from.
#pragma once

#include "tasks/ask/concepts.h"
#include "tasks/ask/question.h"
#include "tasks/plan.h"

namespace aegle {

enum class AskOutcome : std::uint8_t { kAnswered, kNotInRecord, kNotByCode };

// Adds one section "answer" to the plan unless the outcome is kNotByCode. Not in the record: nothing of the record has the name that
// was asked for; kNotByCode: code does not understand the question, or the name may stand in a note.
[[nodiscard]] AskOutcome AnswerByCode(const Chart& chart, const Question& question, std::string_view text, Plan& plan);

// The sentence that says that the record has nothing of the kind, with its evidence.
void AddNotInRecord(Plan& plan, std::string_view asked, std::string_view period);

}  // namespace aegle
