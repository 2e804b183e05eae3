// The notes that agree with the chart, in the language of the patient's hospital.
#include <algorithm>

#include "base/text.h"
#include "record/ucum.h"
#include "synth/chart.h"

namespace aegle::synth {
namespace {

class NoteWriter {
 public:
  explicit NoteWriter(const Chart& chart) : chart_(chart), korean_(chart.person.korean) {}

  WrittenNote Emergency() {
    const auto& e = chart_.emergency;
    Instant written = e.visit->start + 260 * kMinuteMs;  // or later: after the last result that it tells of
    for (const LabResult& lab : chart_.labs)
      if (lab.visit == e.visit) written = std::max(written, lab.time + 45 * kMinuteMs);
    Header("EMERGENCY DEPARTMENT NOTE", "응급실 진료기록", written);
    Section("Chief complaint", "주호소", Of(e.complaint));
    Section("History of present illness", "현병력", Of(e.story) + " " + SymptomText());
    Section("Past medical history", "과거력", ProblemText());
    Section("Current medications", "현재 복용약", DrugText(true) + StoppedText());
    Section("Allergies", "알레르기", AllergyText());
    Section("Family history", "가족력", FamilyText());
    Section("Social history", "사회력", Of(chart_.smoking) + ". " + Of(chart_.alcohol) + ".");
    Section("Triage", "중증도 분류",
            korean_ ? "KTAS " + std::to_string(e.triage_level) + "등급" : "ESI level " + std::to_string(e.triage_level));
    Section("Vital signs", "활력징후", VitalText(e.visit));
    Section("Electrocardiogram", "심전도", Of(e.ecg));
    Section("Laboratory results", "검사 결과", LabText(e.visit));
    Section("Imaging", "영상검사", ImagingText(e.visit));
    Section("Medications given", "투여 약물", GivenText());
    Section("Assessment", "평가", Of(e.assessment) + "\n" + DiagnosisText());
    Section("Plan", "계획", Of(e.plan));
    Section("Pending results", "대기 중 결과", PendingText());
    Section("Consultations", "협진", ConsultText());
    Section("Code status", "소생술 여부", Of(e.code_status));
    Section("Disposition", "처분", Of(e.disposition));
    return {"emergency", written, std::move(text_)};
  }

  WrittenNote Clinic(const Visit& visit) {
    Header("CLINIC NOTE", "외래 진료기록", visit.start);
    Section("Reason for visit", "내원 사유", Of(visit.reason));
    Section("Vital signs", "활력징후", VitalText(&visit));
    Section("Laboratory results", "검사 결과", LabText(&visit));
    Section("Current medications", "현재 복용약", DrugTextAt(visit.start + kDayMs));
    Section("Allergies", "알레르기", AllergyText());
    Section(
        "Assessment and plan", "평가 및 계획",
        korean_ ? "만성질환 약물을 유지하고 다음 예약일에 재평가함." : "Continue long-term medication and review at the next appointment.");
    return {"clinic", visit.start, std::move(text_)};
  }

  WrittenNote Discharge(const EarlierAdmission& stay) {
    Header("DISCHARGE SUMMARY", "퇴원 요약", stay.visit->end);
    Line("Admission date", "입원일", chart_.Day(stay.visit->start));
    Line("Discharge date", "퇴원일", chart_.Day(stay.visit->end));
    Section("Discharge diagnosis", "퇴원 진단", std::string(korean_ ? stay.problem->entry->ko : stay.problem->entry->display));
    Section("Hospital course", "입원 경과", Of(stay.course));
    Section("Laboratory results", "검사 결과", LabText(stay.visit));
    std::string imaging = ImagingText(stay.visit);
    if (!imaging.empty()) Section("Imaging", "영상검사", imaging);
    Section("Discharge medications", "퇴원약", DrugTextAt(stay.visit->end));
    Section("Follow-up", "추적관찰", korean_ ? "2주 후 외래 방문." : "Clinic in two weeks.");
    return {"discharge", stay.visit->end, std::move(text_)};
  }

 private:
  [[nodiscard]] const std::string& Of(const Text& text) const { return text.in(korean_); }
  [[nodiscard]] std::string Of(Words words) const { return std::string(korean_ ? words.ko : words.en); }
  [[nodiscard]] std::string Said(std::string_view en, std::string_view ko) const { return std::string(korean_ ? ko : en); }
  void Line(std::string_view en, std::string_view ko, const std::string& value) { text_ += Said(en, ko) + ": " + value + "\n"; }
  void Section(std::string_view en, std::string_view ko, const std::string& body) {
    if (!body.empty()) text_ += "\n" + Said(en, ko) + ":\n" + std::string(Trim(body)) + "\n";
  }
  void Header(std::string_view en, std::string_view ko, Instant time) {
    text_ = Said(en, ko) + "\n";
    Line("Patient ID", "환자번호", chart_.person.id);
    Line("Name", "성명", chart_.person.full_name);
    Line("MRN", "등록번호", chart_.person.mrn);
    Line("Date", "작성일시", chart_.Day(time) + " " + chart_.Clock(time));
    int age = chart_.AgeAt(time);
    Line("Age and sex", "나이/성별",
         korean_ ? std::to_string(age) + "세 " + (chart_.person.female ? "여성" : "남성")
                 : std::to_string(age) + "-year-old " + (chart_.person.female ? "woman" : "man"));
  }

  std::string SymptomText() const {
    std::vector<std::string> present, denied;
    for (const Symptom& symptom : chart_.emergency.symptoms) (symptom.present ? present : denied).push_back(Of(symptom.entry->name));
    if (korean_) return Join(present, ", ") + " 있음. " + Join(denied, ", ") + " 없음.";
    std::string last = denied.back();
    denied.pop_back();
    return "Reports " + Join(present, ", ") + ". Denies " + Join(denied, ", ") + " or " + last + ".";
  }

  std::string ProblemText() const {
    std::string text;
    for (const PatientProblem& problem : chart_.problems) {
      if (problem.of_emergency) continue;
      text += "- " + std::string(korean_ ? problem.entry->ko : problem.entry->display) + (korean_ ? " (" : " (since ") +
              chart_.Day(problem.onset).substr(0, 7) + (korean_ ? "부터" : "");
      if (problem.abatement != 0) text += korean_ ? ", 호전됨" : ", resolved";
      text += ")\n";
    }
    for (const PatientProcedure& procedure : chart_.procedures)
      text += "- " + std::string(korean_ ? procedure.entry->ko : procedure.entry->display) + " (" + chart_.Day(procedure.time) + ")\n";
    return text;
  }

  [[nodiscard]] std::string DrugLine(const PatientDrug& drug) const {
    return "- " + std::string(korean_ ? drug.entry->ko : drug.entry->name) + " " + Of(DoseText(drug.dose)) + "\n";
  }
  std::string DrugText(bool none) const {
    std::string text;
    for (const PatientDrug& drug : chart_.drugs)
      if (drug.end == 0) text += DrugLine(drug);
    return text.empty() && none ? Said("None.\n", "없음.\n") : text;
  }
  std::string StoppedText() const {
    std::string text;
    for (const PatientDrug& drug : chart_.drugs)
      if (drug.end != 0)
        text += Said("- Stopped: ", "- 중단: ") + DrugLine(drug).substr(2, DrugLine(drug).size() - 3) + ", " + chart_.Day(drug.end) + " (" +
                Of(drug.stop_reason) + ")\n";
    return text;
  }
  std::string DrugTextAt(Instant time) const {
    std::string text;
    for (const PatientDrug& drug : chart_.drugs)
      if (drug.start <= time && (drug.end == 0 || drug.end > time)) text += DrugLine(drug);
    return text.empty() ? Said("None.\n", "없음.\n") : text;
  }

  std::string AllergyText() const {
    std::string text;
    for (const PatientAllergy& allergy : chart_.allergies) {
      if (allergy.none_known) return Said("No known allergies.", "알레르기 없음.");
      text += "- " + (korean_ ? allergy.substance_ko : allergy.substance_en) + ": " + Of(allergy.reaction_text) +
              (allergy.severe ? Said(" (high criticality)", " (고위험)") : Said(" (low criticality)", " (저위험)")) + "\n";
    }
    return text;
  }

  std::string FamilyText() const {
    std::string text;
    for (const FamilyProblem& member : chart_.family)
      text += "- " + Of(member.relation) + ": " + std::string(korean_ ? member.entry->ko : member.entry->display) + "\n";
    return text;
  }

  std::string VitalText(const Visit* visit) const {
    std::string text;
    for (const VitalSet& set : chart_.vitals) {
      if (set.visit != visit) continue;
      auto n = [](int value) { return std::to_string(value); };
      text += chart_.Clock(set.time) + (korean_ ? " 혈압 " : " BP ") + n(set.systolic) + "/" + n(set.diastolic) + " mmHg, " +
              Said("HR ", "맥박 ") + n(set.pulse) + Said("/min, RR ", "회/분, 호흡 ") + n(set.breaths) + Said("/min, T ", "회/분, 체온 ") +
              set.temperature + " °C, SpO2 " + n(set.saturation) + "%";
      if (set.coma_score > 0) text += ", GCS " + n(set.coma_score);
      if (set.pain >= 0) text += Said(", pain ", ", 통증 ") + n(set.pain) + "/10";
      if (!set.weight.empty()) text += Said(", weight ", ", 체중 ") + set.weight + " kg";
      text += "\n";
    }
    return text;
  }

  std::string LabText(const Visit* visit) const {
    std::string text;
    for (const LabResult& lab : chart_.labs) {
      if (lab.visit != visit || lab.state != LabResult::State::kFinal) continue;
      std::string unit = DisplayUnit(lab.entry->unit);
      text += chart_.Clock(lab.time) + " " + Of(lab.entry->name) + " " + lab.value + (unit.empty() ? "" : " " + unit);
      std::string range = !lab.low.empty() && !lab.high.empty() ? lab.low + "-" + lab.high
                          : !lab.low.empty()                    ? ">" + lab.low
                                                                : "<" + lab.high;
      text += Said(" (reference ", " (참고치 ") + range;
      if (!lab.flag.empty()) text += ", " + std::string(FlagWord(lab.flag, korean_));
      text += ")\n";
    }
    return text;
  }

  std::string ImagingText(const Visit* visit) const {
    std::string text;
    for (const ImagingReport& report : chart_.imaging) {
      if (report.visit != visit) continue;
      text += chart_.Clock(report.time) + " " + Of(report.entry->name) + ". " + Of(report.findings) +
              Said("\nImpression of the radiologist: ", "\n영상의학과 판독: ") + Of(report.impression) + "\n";
    }
    return text;
  }

  std::string GivenText() const {
    std::vector<const GivenDrug*> given;
    for (const GivenDrug& drug : chart_.emergency.given) given.push_back(&drug);
    std::stable_sort(given.begin(), given.end(), [](const GivenDrug* a, const GivenDrug* b) { return a->time < b->time; });
    std::string text;
    for (const GivenDrug* drug : given)
      text += chart_.Clock(drug->time) + " " + std::string(korean_ ? drug->entry->ko : drug->entry->name) + " " +
              Of(DoseText({drug->amount, drug->unit, 0, drug->route})) + "\n";
    return text;
  }

  std::string DiagnosisText() const {
    std::string text;
    for (const PatientProblem& problem : chart_.problems)
      if (problem.of_emergency)
        text += "- " + std::string(korean_ ? problem.entry->ko : problem.entry->display) + " (" + std::string(problem.entry->icd10) + ")\n";
    return text;
  }
  std::string PendingText() const {
    std::string text;
    for (const LabResult& lab : chart_.labs) {
      if (lab.state == LabResult::State::kFinal) continue;
      bool preliminary = lab.state == LabResult::State::kPreliminary;
      text += "- " + Of(lab.entry->name) +
              (preliminary ? Said(": preliminary, ", ": 예비 결과, ") + Of(lab.preliminary) : Said(": not yet reported", ": 결과 대기")) +
              "\n";
    }
    return text;
  }
  std::string ConsultText() const {
    std::string text;
    for (const Order& order : chart_.emergency.orders)
      if (order.consult) text += "- " + Of(order.what) + "\n";
    return text;
  }

  const Chart& chart_;
  bool korean_;
  std::string text_;
};

}  // namespace

std::vector<WrittenNote> WriteNotes(const Chart& chart) {
  std::vector<WrittenNote> notes;
  NoteWriter writer(chart);
  for (const EarlierAdmission& stay : chart.admissions) notes.push_back(writer.Discharge(stay));
  const Visit* last_clinic = nullptr;
  for (const Visit& visit : chart.visits)
    if (visit.kind == VisitKind::kClinic) last_clinic = &visit;
  if (last_clinic) notes.push_back(writer.Clinic(*last_clinic));
  notes.push_back(writer.Emergency());
  return notes;
}

}  // namespace aegle::synth
