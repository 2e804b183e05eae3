// Passages of notes: sentences of sections, and search over the notes by words and by meaning.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/engine.h"
#include "store/store.h"
#include "tasks/chart/chart.h"

namespace aegle {

// The sentences of a note section, verbatim: each is a substring of fact.text. At most `most`. Lines that are addressed to a
// program (trust/instruction_text.h) have none: what a record says is data, and is never passed on as an instruction.
[[nodiscard]] std::vector<std::string_view> SentencesOf(const Fact& note, std::size_t most);

// Lines of the chart's notes that SentencesOf leaves out for that reason.
[[nodiscard]] int CountLinesForPrograms(const Chart& chart);

// What a section of a note is about, by its title in English or Korean.
enum class NoteTopic : std::uint8_t { kOther, kComplaint, kPresent, kCourse, kAssessment, kPlan, kDisposition, kContingency, kCodeStatus, kPending };
[[nodiscard]] NoteTopic TopicOf(const Fact& note);

// "If ...", "return if", "악화 시": a sentence that says what to do if something happens.
[[nodiscard]] bool IsContingency(std::string_view sentence);

struct RankedFact {
  const Fact* fact = nullptr;
  double score = 0;
};

// Facts of the chart for a question, best first: full-text ranks and embedding ranks merged by reciprocal rank fusion,
//   score = sum over rankings of 1 / (60 + rank)     (Cormack, Clarke, Buettcher, SIGIR 2009).
// `embed` null: full text only. Notes without a stored vector are embedded and stored first, at most 256 a call, newest first.
// Errors: those of the store; an engine that fails is a ranking less, not an error.
[[nodiscard]] Result<std::vector<RankedFact>> FindRelevant(Store& store, Engine* embed, const Chart& chart, std::string_view query, int limit);

}  // namespace aegle
