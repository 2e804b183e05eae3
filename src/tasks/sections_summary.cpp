// The sections of a summary of the whole record.
#include <algorithm>

#include "tasks/render/values.h"
#include "tasks/sections.h"

namespace aegle {

std::vector<Line> SectionWriter::Overview() {
  std::vector<Line> lines = {PersonLine()};
  const FactList& facts = chart_.facts();
  FactList dated;
  std::copy_if(facts.begin(), facts.end(), std::back_inserter(dated),
               [](const Fact* fact) { return fact->kind != FactKind::kPatient && !TimeOf(*fact).empty(); });
  if (dated.empty()) return lines;
  // The count is over all facts, but only the first and the last carry the sentence's dates.
  std::string text = Say(Phrase::kRecordHolds, language_,
                         {std::to_string(dated.size()), TimeOf(*dated.front()).DateString(), TimeOf(*dated.back()).DateString()});
  lines.push_back({text, {plan_.evidence.CiteComputed({dated.front(), dated.back()}, text)}, {}, {}, {}});
  return lines;
}

std::vector<Line> SectionWriter::ProblemLines() {
  std::vector<Line> lines;
  std::vector<Item> active;
  for (const Fact* fact : s_.problems.active) active.push_back(ItemOf(*fact, true));
  bool korean = language_ == Language::kKorean;
  AddListLines(lines, Phrase::kActiveProblems, active, Wording::kModelMay, korean ? "환자의 현재 활성 문제" : "the active problems of the patient");
  if (active.empty()) AddAbsence(lines, Phrase::kNoActiveProblems);
  AddEach(lines, Phrase::kPossibleProblems, s_.problems.possible);
  for (const Fact* fact : s_.problems.past) lines.push_back(ListLine(Phrase::kDoneIs, {ItemOf(*fact, true)}, Wording::kFloorOnly));
  return lines;
}

std::vector<Line> SectionWriter::ResultLines(FactKind kind) {
  std::vector<Line> lines;
  auto of_kind = [&](const std::vector<Flagged>& all) {
    std::vector<Flagged> chosen;
    std::copy_if(all.begin(), all.end(), std::back_inserter(chosen), [&](const Flagged& item) { return item.fact->kind == kind; });
    return chosen;
  };
  AddListLines(lines, Phrase::kAbnormalAwareness, ItemsOf(of_kind(s_.abnormal), true), Wording::kModelMay,
               language_ == Language::kKorean ? "최근의 비정상 결과" : "the latest abnormal results");
  AddListLines(lines, Phrase::kDoneIs, ItemsOf(of_kind(s_.normal), true), Wording::kFloorOnly);
  for (const Trend& trend : s_.trends)
    if (trend.facts.back()->kind == kind) lines.push_back(TrendLine(trend));
  if (lines.empty()) AddAbsence(lines, Phrase::kNoFindings);
  return lines;
}

std::vector<Line> SectionWriter::ProcedureLines() {
  std::vector<Line> lines;
  AddEach(lines, Phrase::kDoneIs, s_.course_events);
  AddEach(lines, Phrase::kDoneIs, s_.reports);
  AddEach(lines, Phrase::kDoneIs, s_.procedures);
  AddEach(lines, Phrase::kDoneIs, s_.immunizations);
  if (lines.empty()) AddAbsence(lines, Phrase::kNoFindings);
  return lines;
}

std::vector<Line> SectionWriter::HistoryLines() {
  std::vector<Line> lines;
  AddCodeStatus(lines);
  AddEach(lines, Phrase::kSocialHistory, s_.social);
  AddEach(lines, Phrase::kFamilyHistory, s_.family);
  return lines;
}

std::vector<Line> SectionWriter::EncounterLines() {
  std::vector<Line> lines;
  FactList encounters(s_.episode.encounters.rbegin(), s_.episode.encounters.rend());
  encounters.insert(encounters.end(), s_.encounters.begin(), s_.encounters.end());
  AddEach(lines, Phrase::kDoneIs, encounters);
  if (lines.empty()) AddAbsence(lines, Phrase::kNoEncounter);
  return lines;
}

std::vector<Line> SectionWriter::PlanLines() {
  std::vector<Line> lines;
  AddEach(lines, Phrase::kPendingResult, s_.pending);
  AddEach(lines, Phrase::kOpenOrder, s_.orders);
  AddEach(lines, Phrase::kCarePlanActive, s_.plans);
  if (lines.empty()) AddAbsence(lines, Phrase::kNoAction);
  return lines;
}

}  // namespace aegle
