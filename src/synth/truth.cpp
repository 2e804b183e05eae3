// The truth of one patient as JSON; examples/README.md describes the members.
#include <algorithm>
#include <map>

#include "record/ucum.h"
#include "synth/chart.h"
#include "synth/json_text.h"

namespace aegle::synth {
namespace {

class TruthWriter {
 public:
  explicit TruthWriter(const Chart& chart) : chart_(chart) {}

  std::string Write() {
    return Object({{"patient", PersonOf()},
                   {"scenario", Quote(chart_.scenario)},
                   {"encounters", Each(chart_.visits, [&](const Visit& v) { return VisitOf(v); })},
                   {"problems", Each(chart_.problems, [&](const PatientProblem& p) { return ProblemOf(p); })},
                   {"allergies", Each(chart_.allergies, [&](const PatientAllergy& a) { return AllergyOf(a); })},
                   {"no_known_allergies", Bool(!chart_.allergies.empty() && chart_.allergies.front().none_known)},
                   {"medications", Each(chart_.drugs, [&](const PatientDrug& d) { return DrugOf(d); })},
                   {"series", SeriesOf()},
                   {"vitals", Each(chart_.vitals, [&](const VitalSet& v) { return VitalsOf(v); })},
                   {"procedures",
                    Each(chart_.procedures,
                         [&](const PatientProcedure& p) { return DatedOf("Procedure", p.id, p.entry->display, p.entry->ko, p.time); })},
                   {"immunizations",
                    Each(chart_.vaccines,
                         [&](const PatientVaccine& v) { return DatedOf("Immunization", v.id, v.entry->display, v.entry->ko, v.time); })},
                   {"imaging", Each(chart_.imaging, [&](const ImagingReport& r) { return ImagingOf(r); })},
                   {"family", Each(chart_.family, [&](const FamilyProblem& f) { return FamilyOf(f); })},
                   {"smoking", Both(chart_.smoking)},
                   {"emergency", EmergencyOf()}}) +
           "\n";
  }

 private:
  template <class Items, class Writer>
  static std::string Each(const Items& items, Writer write) {
    std::vector<std::string> texts;
    for (const auto& item : items) texts.push_back(write(item));
    return Lines(texts);
  }
  static std::string Key(std::string_view type, const std::string& id) { return Quote(std::string(type) + "/" + id); }
  static std::string Both(const Text& text) { return Object({{"en", Quote(text.en)}, {"ko", Quote(text.ko)}}); }
  static std::string Name(std::string_view en, std::string_view ko) { return Object({{"en", Quote(en)}, {"ko", Quote(ko)}}); }
  [[nodiscard]] std::string Time(Instant time) const { return time == 0 ? "" : Quote(chart_.Moment(time)); }
  [[nodiscard]] std::string Day(Instant time) const { return time == 0 ? "" : Quote(chart_.Day(time)); }

  [[nodiscard]] std::string PersonOf() const {
    const Person& p = chart_.person;
    return Object({{"id", Quote(p.id)},
                   {"name", Quote(p.full_name)},
                   {"mrn", Quote(p.mrn)},
                   {"gender", Quote(p.female ? "female" : "male")},
                   {"birth_date", Quote(DateTime::FromInstant(p.birth, TimePrecision::kDay).DateString())},
                   {"age", std::to_string(chart_.AgeAt(chart_.emergency.visit->start))},
                   {"language", Quote(p.korean ? "ko" : "en")}});
  }
  [[nodiscard]] std::string VisitOf(const Visit& visit) const {
    std::string kind = visit.kind == VisitKind::kEmergency ? "emergency" : visit.kind == VisitKind::kAdmission ? "inpatient" : "ambulatory";
    return Object({{"key", Key("Encounter", visit.id)},
                   {"kind", Quote(kind)},
                   {"start", Time(visit.start)},
                   {"end", Time(visit.end)},
                   {"reason", Both(visit.reason)}});
  }
  [[nodiscard]] std::string ProblemOf(const PatientProblem& problem) const {
    return Object({{"key", Key("Condition", problem.id)},
                   {"name", Name(problem.entry->display, problem.entry->ko)},
                   {"snomed", Quote(problem.entry->snomed)},
                   {"icd10", Quote(problem.entry->icd10)},
                   {"status", Quote(problem.abatement == 0 ? "active" : "resolved")},
                   {"onset", Day(problem.onset)},
                   {"abatement", Day(problem.abatement)},
                   {"of_emergency_visit", Bool(problem.of_emergency)}});
  }
  [[nodiscard]] std::string AllergyOf(const PatientAllergy& allergy) const {
    if (allergy.none_known) return "";
    return Object({{"key", Key("AllergyIntolerance", allergy.id)},
                   {"substance", Name(allergy.substance_en, allergy.substance_ko)},
                   {"reaction", Both(allergy.reaction_text)},
                   {"criticality", Quote(allergy.severe ? "high" : "low")}});
  }
  [[nodiscard]] std::string DrugOf(const PatientDrug& drug) const {
    return Object({{"key", Key("MedicationRequest", drug.id)},
                   {"name", Name(drug.entry->name, drug.entry->ko)},
                   {"rxnorm", Quote(drug.entry->rxnorm)},
                   {"dose", Quote(drug.dose.amount)},
                   {"unit", Quote(drug.dose.unit)},
                   {"times_a_day", std::to_string(drug.dose.times_a_day)},
                   {"as_needed", Bool(drug.dose.as_needed)},
                   {"instruction", Both(DoseText(drug.dose))},
                   {"status", Quote(drug.end == 0 ? "active" : "stopped")},
                   {"start", Day(drug.start)},
                   {"end", Day(drug.end)},
                   {"stop_reason", drug.end == 0 ? "" : Both(drug.stop_reason)},
                   {"reason", Key("Condition", drug.reason->id)}});
  }

  // Results by test, in order of time.
  [[nodiscard]] std::string SeriesOf() const {
    std::map<std::string_view, std::vector<const LabResult*>> by_test;
    for (const LabResult& lab : chart_.labs)
      if (lab.state == LabResult::State::kFinal) by_test[lab.entry->key].push_back(&lab);
    std::vector<std::string> series;
    for (auto& [key, results] : by_test) {
      std::stable_sort(results.begin(), results.end(), [](const LabResult* a, const LabResult* b) { return a->time < b->time; });
      const LabEntry& entry = *results.front()->entry;
      std::vector<std::string> points;
      for (const LabResult* lab : results)
        points.push_back(Object(
            {{"key", Key("Observation", lab->id)}, {"time", Time(lab->time)}, {"value", Quote(lab->value)}, {"flag", Quote(lab->flag)}}));
      series.push_back(Object({{"test", Quote(key)},
                               {"loinc", Quote(entry.loinc)},
                               {"name", Name(entry.name.en, entry.name.ko)},
                               {"unit", Quote(entry.unit)},
                               {"decimals", std::to_string(entry.decimals)},
                               {"low", QuoteOrNothing(results.front()->low)},
                               {"high", QuoteOrNothing(results.front()->high)},
                               {"points", Array(points)}}));
    }
    return Lines(series);
  }

  [[nodiscard]] std::string VitalsOf(const VitalSet& set) const {
    auto number = [](int value, int none) { return value == none ? std::string() : std::to_string(value); };
    return Object({{"key", Key("Observation", set.id + "-0")},
                   {"encounter", Key("Encounter", set.visit->id)},
                   {"time", Time(set.time)},
                   {"systolic", std::to_string(set.systolic)},
                   {"diastolic", std::to_string(set.diastolic)},
                   {"pulse", std::to_string(set.pulse)},
                   {"breaths", std::to_string(set.breaths)},
                   {"temperature", set.temperature},
                   {"saturation", std::to_string(set.saturation)},
                   {"weight", set.weight},
                   {"coma_score", number(set.coma_score, 0)},
                   {"pain", number(set.pain, -1)}});
  }
  [[nodiscard]] std::string DatedOf(std::string_view type, const std::string& id, std::string_view en, std::string_view ko,
                                    Instant time) const {
    return Object({{"key", Key(type, id)}, {"name", Name(en, ko)}, {"date", Day(time)}});
  }
  [[nodiscard]] std::string ImagingOf(const ImagingReport& report) const {
    return Object({{"key", Key("DiagnosticReport", report.id)},
                   {"name", Name(report.entry->name.en, report.entry->name.ko)},
                   {"time", Time(report.time)},
                   {"findings", Both(report.findings)},
                   {"impression", Both(report.impression)}});
  }
  [[nodiscard]] static std::string FamilyOf(const FamilyProblem& member) {
    return Object({{"key", Key("FamilyMemberHistory", member.id)},
                   {"relation", Both(member.relation)},
                   {"problem", Name(member.entry->display, member.entry->ko)},
                   {"snomed", Quote(member.entry->snomed)}});
  }

  [[nodiscard]] std::string EmergencyOf() const {
    const Emergency& e = chart_.emergency;
    std::vector<std::string> given, present, denied, diagnoses, pending, consults;
    for (const GivenDrug& drug : e.given)
      given.push_back(Object({{"key", Key("MedicationAdministration", drug.id)},
                              {"name", Name(drug.entry->name, drug.entry->ko)},
                              {"dose", Quote(drug.amount)},
                              {"unit", Quote(drug.unit)},
                              {"route", Quote(drug.route)},
                              {"time", Time(drug.time)}}));
    for (const Symptom& symptom : e.symptoms)
      (symptom.present ? present : denied)
          .push_back(Object({{"key", Key("Observation", symptom.id)},
                             {"name", Name(symptom.entry->name.en, symptom.entry->name.ko)},
                             {"snomed", Quote(symptom.entry->snomed)}}));
    for (const PatientProblem& problem : chart_.problems)
      if (problem.of_emergency) diagnoses.push_back(Key("Condition", problem.id));
    for (const LabResult& lab : chart_.labs)
      if (lab.state != LabResult::State::kFinal)
        pending.push_back(Object({{"key", Key("Observation", lab.id)},
                                  {"name", Name(lab.entry->name.en, lab.entry->name.ko)},
                                  {"status", Quote(lab.state == LabResult::State::kPreliminary ? "preliminary" : "registered")}}));
    for (const Order& order : e.orders)
      if (order.consult) consults.push_back(Object({{"key", Key("ServiceRequest", order.id)}, {"what", Both(order.what)}}));
    return Object({{"key", Key("Encounter", e.visit->id)},
                   {"arrival", Time(e.visit->start)},
                   {"complaint", Both(e.complaint)},
                   {"story", Both(e.story)},
                   {"triage_level", std::to_string(e.triage_level)},
                   {"present", Array(present)},
                   {"denied", Array(denied)},
                   {"given", Array(given)},
                   {"ecg", Both(e.ecg)},
                   {"diagnoses", Array(diagnoses)},
                   {"pending", Array(pending)},
                   {"consults", Array(consults)},
                   {"code_status", Both(e.code_status)},
                   {"assessment", Both(e.assessment)},
                   {"plan", Both(e.plan)},
                   {"disposition", Both(e.disposition)}});
  }

  const Chart& chart_;
};

}  // namespace

std::string WriteTruth(const Chart& chart) { return TruthWriter(chart).Write(); }

}  // namespace aegle::synth
