// The floor's sentences: each section of a handoff or summary from a selection, with citations on every sentence. One thread.
#pragma once

#include <string>
#include <vector>

#include "tasks/evidence/selection.h"
#include "tasks/plan.h"

namespace aegle {

class SectionWriter {
 public:
  // Both must outlive the writer; evidence is added to the plan as it is cited.
  SectionWriter(const Chart& chart, const Selection& selection, Plan& plan)
      : chart_(chart), s_(selection), plan_(plan), language_(plan.evidence.language()) {}

  // Of a handoff, in the order of I-PASS (sections_handoff.cpp).
  [[nodiscard]] std::vector<Line> IllnessSeverity();
  [[nodiscard]] std::vector<Line> PatientSummary();
  [[nodiscard]] std::vector<Line> Course();
  [[nodiscard]] std::vector<Line> ActionList();
  [[nodiscard]] std::vector<Line> Awareness();
  [[nodiscard]] std::vector<Line> MedicationLines();
  [[nodiscard]] std::vector<Line> AllergyLines();
  [[nodiscard]] std::vector<Line> PendingLines();

  // Of a summary (sections_summary.cpp).
  [[nodiscard]] std::vector<Line> Overview();
  [[nodiscard]] std::vector<Line> ProblemLines();
  [[nodiscard]] std::vector<Line> ResultLines(FactKind kind);
  [[nodiscard]] std::vector<Line> ProcedureLines();
  [[nodiscard]] std::vector<Line> HistoryLines();
  [[nodiscard]] std::vector<Line> EncounterLines();
  [[nodiscard]] std::vector<Line> PlanLines();

 private:
  // One or several facts as they stand in a sentence: systolic and diastolic pressure are one item.
  struct Item {
    std::string text;
    std::vector<std::string> cites;
    FactKind kind = FactKind::kOther;
  };
  [[nodiscard]] Item ItemOf(const Flagged& flagged, bool with_date);
  [[nodiscard]] Item ItemOf(const Fact& fact, bool with_date) { return ItemOf(Flagged{&fact, Interpretation::kNone}, with_date); }
  [[nodiscard]] std::vector<Item> ItemsOf(const std::vector<Flagged>& facts, bool with_date);

  // A sentence of the template with the items as its list. The model may only word a list: one item needs no joining.
  enum class Wording : bool { kFloorOnly, kModelMay };
  [[nodiscard]] Line ListLine(Phrase phrase, const std::vector<Item>& items, Wording wording, std::string_view about = {}) const;
  void AddListLines(std::vector<Line>& lines, Phrase phrase, const std::vector<Item>& items, Wording wording, std::string_view about = {}) const;
  void AddEach(std::vector<Line>& lines, Phrase phrase, const FactList& facts, bool with_date = true);
  // "2024-03-02 10:05: a, b." in parts of at most six items.
  void AddDated(std::vector<Line>& lines, const DateTime& when, const std::vector<Item>& items, std::string_view about) const;
  void AddAbsence(std::vector<Line>& lines, Phrase phrase);
  void AddNoteSentences(std::vector<Line>& lines, const Fact& note, std::size_t most, bool with_title);
  void AddCourseNotes(std::vector<Line>& lines);
  [[nodiscard]] std::vector<const Flagged*> AwarenessFacts() const;
  [[nodiscard]] Line TrendLine(const Trend& trend);
  [[nodiscard]] Line PersonLine();
  [[nodiscard]] std::string SeverityReason(const struct Severity& severity, std::vector<std::string>& cites);
  [[nodiscard]] Line News2Line();
  void AddNoCurrentAnticoagulant(std::vector<Line>& lines);
  void AddCodeStatus(std::vector<Line>& lines);

  const Chart& chart_;
  const Selection& s_;
  Plan& plan_;
  Language language_;
};

}  // namespace aegle
