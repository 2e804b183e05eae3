// The chart as a FHIR R4 transaction Bundle (https://hl7.org/fhir/R4/bundle.html#transaction): one entry a line.
#include "record/coding.h"
#include "record/ucum.h"
#include "synth/chart.h"
#include "synth/json_text.h"

namespace aegle::synth {
namespace {

constexpr std::string_view kTerminology = "http://terminology.hl7.org/CodeSystem/";

std::string CodingOf(std::string_view system, std::string_view code, std::string_view display = {}) {
  return Object({{"system", Quote(system)}, {"code", Quote(code)}, {"display", QuoteOrNothing(display)}});
}
std::string Hl7Code(std::string_view system, std::string_view code, std::string_view display = {}) {
  return Object({{"coding", Array({CodingOf(std::string(kTerminology) + std::string(system), code, display)})}});
}
std::string Concept(const std::vector<std::string>& codings, std::string_view text) {
  return Object({{"coding", codings.empty() ? std::string() : Array(codings)}, {"text", QuoteOrNothing(text)}});
}
std::string TextConcept(std::string_view text) { return Concept({}, text); }
std::string Reference(std::string_view id, std::string_view display = {}) {
  return Object({{"reference", Quote("urn:uuid:" + std::string(id))}, {"display", QuoteOrNothing(display)}});
}
std::string QuantityOf(const std::string& value, std::string_view ucum) {
  return Object(
      {{"value", value}, {"unit", QuoteOrNothing(DisplayUnit(ucum))}, {"system", Quote(system_uri::kUcum)}, {"code", Quote(ucum)}});
}

class BundleWriter {
 public:
  explicit BundleWriter(const Chart& chart) : chart_(chart), korean_(chart.person.korean) {}

  std::string Write() {
    AddPeople();
    for (const Visit& visit : chart_.visits) AddEncounter(visit);
    for (const PatientProblem& problem : chart_.problems) AddCondition(problem);
    for (const PatientAllergy& allergy : chart_.allergies) AddAllergy(allergy);
    for (const PatientDrug& drug : chart_.drugs) AddMedication(drug);
    for (const VitalSet& set : chart_.vitals) AddVitals(set);
    for (const LabResult& lab : chart_.labs) AddLab(lab);
    for (const PatientProcedure& procedure : chart_.procedures) AddProcedure(procedure);
    for (const PatientVaccine& vaccine : chart_.vaccines) AddVaccine(vaccine);
    for (const ImagingReport& report : chart_.imaging) AddImaging(report);
    for (const FamilyProblem& member : chart_.family) AddFamily(member);
    AddSmoking();
    AddEmergency();
    return Object({{"resourceType", Quote("Bundle")}, {"type", Quote("transaction")}, {"entry", Lines(entries_)}}) + "\n";
  }

 private:
  void Add(std::string_view type, const std::string& id, std::string resource) {
    entries_.push_back(Object({{"fullUrl", Quote("urn:uuid:" + id)},
                               {"resource", std::move(resource)},
                               {"request", Object({{"method", Quote("PUT")}, {"url", Quote(std::string(type) + "/" + id)}})}}));
  }
  [[nodiscard]] std::string Subject() const { return Reference(chart_.person.id); }
  [[nodiscard]] std::string VisitReference(const Visit* visit) const { return visit ? Reference(visit->id) : std::string(); }
  [[nodiscard]] std::string Time(Instant time) const { return time == 0 ? std::string() : Quote(chart_.Moment(time)); }
  [[nodiscard]] std::string Day(Instant time) const { return time == 0 ? std::string() : Quote(chart_.Day(time)); }
  [[nodiscard]] std::string Of(const Text& text) const { return text.in(korean_); }
  [[nodiscard]] std::string_view Of(Words words) const { return korean_ ? words.ko : words.en; }

  void AddPeople() {
    const Person& person = chart_.person;
    Add("Organization", chart_.organization_id,
        Object({{"resourceType", Quote("Organization")},
                {"id", Quote(chart_.organization_id)},
                {"name", Quote(korean_ ? "이지스 예시 병원" : "Aegle Example Hospital")}}));
    Add("Practitioner", chart_.practitioner_id,
        Object({{"resourceType", Quote("Practitioner")},
                {"id", Quote(chart_.practitioner_id)},
                {"name", Array({Object({{"family", Quote(korean_ ? "예시" : "Example")},
                                        {"given", Array({Quote(korean_ ? "의사" : "Doctor")})}})})}}));
    std::string identifier = Object({{"type", Hl7Code("v2-0203", "MR", "Medical record number")},
                                     {"system", Quote("urn:aegle:example:mrn")},
                                     {"value", Quote(person.mrn)}});
    std::string name = Object({{"use", Quote("official")},
                               {"text", Quote(person.full_name)},
                               {"family", Quote(person.family)},
                               {"given", Array({Quote(person.given)})}});
    std::string language =
        Object({{"language", Concept({CodingOf("urn:ietf:bcp:47", korean_ ? "ko" : "en")}, korean_ ? "Korean" : "English")}});
    Add("Patient", person.id,
        Object({{"resourceType", Quote("Patient")},
                {"id", Quote(person.id)},
                {"identifier", Array({identifier})},
                {"name", Array({name})},
                {"telecom", Array({Object({{"system", Quote("phone")}, {"value", Quote(person.phone)}})})},
                {"gender", Quote(person.female ? "female" : "male")},
                {"birthDate", Quote(DateTime::FromInstant(person.birth, TimePrecision::kDay).DateString())},
                {"address", Array({Object({{"city", Quote(person.city)}, {"country", Quote(korean_ ? "KR" : "US")}})})},
                {"communication", Array({language})},
                {"managingOrganization", Reference(chart_.organization_id)}}));
  }

  void AddEncounter(const Visit& visit) {
    std::string code = visit.kind == VisitKind::kEmergency ? "EMER" : visit.kind == VisitKind::kAdmission ? "IMP" : "AMB";
    std::string display = visit.kind == VisitKind::kEmergency   ? "emergency"
                          : visit.kind == VisitKind::kAdmission ? "inpatient encounter"
                                                                : "ambulatory";
    Text type = visit.kind == VisitKind::kEmergency   ? Text{"Emergency department visit", "응급실 방문"}
                : visit.kind == VisitKind::kAdmission ? Text{"Hospital admission", "입원"}
                                                      : Text{"Outpatient visit", "외래 진료"};
    Add("Encounter", visit.id,
        Object({{"resourceType", Quote("Encounter")},
                {"id", Quote(visit.id)},
                {"status", Quote(visit.end == 0 ? "in-progress" : "finished")},
                {"class", CodingOf(std::string(kTerminology) + "v3-ActCode", code, display)},
                {"type", Array({TextConcept(Of(type))})},
                {"subject", Subject()},
                {"period", Object({{"start", Time(visit.start)}, {"end", Time(visit.end)}})},
                {"reasonCode", Array({TextConcept(Of(visit.reason))})},
                {"serviceProvider", Reference(chart_.organization_id)}}));
  }

  void AddCondition(const PatientProblem& problem) {
    bool active = problem.abatement == 0;
    std::string category = problem.of_emergency ? Hl7Code("condition-category", "encounter-diagnosis", "Encounter Diagnosis")
                                                : Hl7Code("condition-category", "problem-list-item", "Problem List Item");
    std::vector<std::string> codings = {CodingOf(system_uri::kSnomedCt, problem.entry->snomed, problem.entry->display),
                                        CodingOf(system_uri::kIcd10Cm, problem.entry->icd10)};
    Add("Condition", problem.id,
        Object({{"resourceType", Quote("Condition")},
                {"id", Quote(problem.id)},
                {"clinicalStatus", Hl7Code("condition-clinical", active ? "active" : "resolved")},
                {"verificationStatus", Hl7Code("condition-ver-status", "confirmed")},
                {"category", Array({category})},
                {"code", Concept(codings, korean_ ? problem.entry->ko : problem.entry->display)},
                {"subject", Subject()},
                {"encounter", VisitReference(problem.visit)},
                {"onsetDateTime", problem.of_emergency ? Time(problem.onset) : Day(problem.onset)},
                {"abatementDateTime", Day(problem.abatement)},
                {"recordedDate", problem.of_emergency ? Time(problem.onset) : Day(problem.onset)}}));
  }

  void AddAllergy(const PatientAllergy& allergy) {
    std::string code, category, reaction;
    if (allergy.none_known) {
      code = Concept({CodingOf(system_uri::kSnomedCt, "716186003", "No known allergy")}, korean_ ? "알레르기 없음" : "No known allergies");
    } else {
      bool drug = !allergy.rxnorm.empty();
      code = Concept({drug ? CodingOf(system_uri::kRxNorm, allergy.rxnorm, allergy.substance_en)
                           : CodingOf(system_uri::kSnomedCt, allergy.snomed, "Fish")},
                     korean_ ? allergy.substance_ko : allergy.substance_en);
      category = Array({Quote(drug ? "medication" : "food")});
      std::string manifestation = Concept({CodingOf(system_uri::kSnomedCt, allergy.reaction_snomed)}, Of(allergy.reaction_text));
      reaction = Array({Object({{"manifestation", Array({manifestation})}, {"severity", Quote(allergy.severe ? "severe" : "mild")}})});
    }
    Add("AllergyIntolerance", allergy.id,
        Object({{"resourceType", Quote("AllergyIntolerance")},
                {"id", Quote(allergy.id)},
                {"clinicalStatus", Hl7Code("allergyintolerance-clinical", "active")},
                {"verificationStatus", Hl7Code("allergyintolerance-verification", "confirmed")},
                {"type", allergy.none_known ? std::string() : Quote("allergy")},
                {"category", category},
                {"criticality", allergy.none_known ? std::string() : Quote(allergy.severe ? "high" : "low")},
                {"code", code},
                {"patient", Subject()},
                {"recordedDate", Day(allergy.recorded)},
                {"reaction", reaction}}));
  }

  void AddMedication(const PatientDrug& drug) {
    bool active = drug.end == 0;
    std::string timing =
        drug.dose.times_a_day == 0
            ? std::string()
            : Object({{"repeat",
                       Object({{"frequency", std::to_string(drug.dose.times_a_day)}, {"period", "1"}, {"periodUnit", Quote("d")}})}});
    std::string dosage = Object({{"text", Quote(Of(DoseText(drug.dose)))},
                                 {"timing", timing},
                                 {"asNeededBoolean", drug.dose.as_needed ? "true" : ""},
                                 {"route", TextConcept(drug.dose.route)},
                                 {"doseAndRate", Array({Object({{"doseQuantity", QuantityOf(drug.dose.amount, drug.dose.unit)}})})}});
    Add("MedicationRequest", drug.id,
        Object({{"resourceType", Quote("MedicationRequest")},
                {"id", Quote(drug.id)},
                {"status", Quote(active ? "active" : "stopped")},
                {"statusReason", active ? std::string() : TextConcept(Of(drug.stop_reason))},
                {"intent", Quote("order")},
                {"medicationCodeableConcept", DrugConcept(*drug.entry)},
                {"subject", Subject()},
                {"authoredOn", Day(drug.start)},
                {"requester", Reference(chart_.practitioner_id)},
                {"reasonReference", Array({Reference(drug.reason->id, korean_ ? drug.reason->entry->ko : drug.reason->entry->display)})},
                {"dosageInstruction", Array({dosage})},
                {"dispenseRequest", Object({{"validityPeriod", Object({{"start", Day(drug.start)}, {"end", Day(drug.end)}})}})}}));
  }

  [[nodiscard]] std::string DrugConcept(const DrugEntry& drug) const {
    return Concept({CodingOf(system_uri::kRxNorm, drug.rxnorm, drug.name)}, korean_ ? drug.ko : drug.name);
  }

  // What all observations share; `rest` are the members that carry the value.
  void AddObservation(const std::string& id, std::string_view status, std::string_view category, const std::string& code,
                      const Visit* visit, Instant time, const std::string& name, const std::string& value,
                      const std::string& extra_name = {}, const std::string& extra = {}, const std::string& interpretation = {}) {
    Add("Observation", id,
        Object(
            {{"resourceType", Quote("Observation")},
             {"id", Quote(id)},
             {"status", Quote(status)},
             {"category", Array({Hl7Code("observation-category", category)})},
             {"code", code},
             {"subject", Subject()},
             {"encounter", VisitReference(visit)},
             {"effectiveDateTime", Time(time)},
             {name.empty() ? "valueString" : name, value},
             {"interpretation", interpretation.empty() ? std::string() : Array({Hl7Code("v3-ObservationInterpretation", interpretation)})},
             {extra_name.empty() ? "note" : extra_name, extra}}));
  }

  [[nodiscard]] std::string Loinc(std::string_view code, std::string_view display, std::string_view text = {}) const {
    return Concept({CodingOf(system_uri::kLoinc, code, display)}, text.empty() ? display : text);
  }

  // Ids of the parts of one set of vital signs follow from the id of the set.
  void AddVitals(const VitalSet& set) {
    int part = 0;
    auto add = [&](std::string_view loinc, std::string_view display, const std::string& value, std::string_view unit) {
      AddObservation(set.id + "-" + std::to_string(++part), "final", "vital-signs", Loinc(loinc, display), set.visit, set.time,
                     "valueQuantity", QuantityOf(value, unit));
    };
    auto component = [&](std::string_view loinc, std::string_view display, int value) {
      return Object({{"code", Loinc(loinc, display)}, {"valueQuantity", QuantityOf(std::to_string(value), "mm[Hg]")}});
    };
    std::string pressures = Array(
        {component("8480-6", "Systolic blood pressure", set.systolic), component("8462-4", "Diastolic blood pressure", set.diastolic)});
    AddObservation(set.id + "-0", "final", "vital-signs",
                   Loinc("85354-9", "Blood pressure panel with all children optional", korean_ ? "혈압" : "Blood pressure"), set.visit,
                   set.time, "", "", "component", pressures);
    add("8867-4", "Heart rate", std::to_string(set.pulse), "/min");
    add("9279-1", "Respiratory rate", std::to_string(set.breaths), "/min");
    add("8310-5", "Body temperature", set.temperature, "Cel");
    add("59408-5", "Oxygen saturation in Arterial blood by Pulse oximetry", std::to_string(set.saturation), "%");
    if (!set.weight.empty()) add("29463-7", "Body weight", set.weight, "kg");
    if (!set.weight.empty()) add("8302-2", "Body height", chart_.height_cm, "cm");
    if (set.coma_score > 0) add("9269-2", "Glasgow coma score total", std::to_string(set.coma_score), "{score}");
    if (set.pain >= 0) add("72514-3", "Pain severity - 0-10 verbal numeric rating [Score] - Reported", std::to_string(set.pain), "{score}");
  }

  void AddLab(const LabResult& lab) {
    std::string code = Loinc(lab.entry->loinc, lab.entry->display, Of(lab.entry->name));
    if (lab.state != LabResult::State::kFinal) {
      bool preliminary = lab.state == LabResult::State::kPreliminary;
      AddObservation(lab.id, preliminary ? "preliminary" : "registered", "laboratory", code, lab.visit, lab.time, "valueString",
                     preliminary ? Quote(Of(lab.preliminary)) : "");
      return;
    }
    std::string low = lab.low.empty() ? "" : QuantityOf(lab.low, lab.entry->unit),
                high = lab.high.empty() ? "" : QuantityOf(lab.high, lab.entry->unit);
    AddObservation(lab.id, "final", "laboratory", code, lab.visit, lab.time, "valueQuantity", QuantityOf(lab.value, lab.entry->unit),
                   "referenceRange", Array({Object({{"low", low}, {"high", high}})}), lab.flag.empty() ? "N" : lab.flag);
  }

  void AddProcedure(const PatientProcedure& procedure) {
    Add("Procedure", procedure.id,
        Object({{"resourceType", Quote("Procedure")},
                {"id", Quote(procedure.id)},
                {"status", Quote("completed")},
                {"code", Concept({CodingOf(system_uri::kSnomedCt, procedure.entry->snomed, procedure.entry->display)},
                                 korean_ ? procedure.entry->ko : procedure.entry->display)},
                {"subject", Subject()},
                {"performedDateTime", Day(procedure.time)}}));
  }

  void AddVaccine(const PatientVaccine& vaccine) {
    Add("Immunization", vaccine.id,
        Object({{"resourceType", Quote("Immunization")},
                {"id", Quote(vaccine.id)},
                {"status", Quote("completed")},
                {"vaccineCode", Concept({CodingOf(system_uri::kCvx, vaccine.entry->cvx, vaccine.entry->display)},
                                        korean_ ? vaccine.entry->ko : vaccine.entry->display)},
                {"patient", Subject()},
                {"occurrenceDateTime", Day(vaccine.time)},
                {"primarySource", "true"}}));
  }

  void AddImaging(const ImagingReport& report) {
    Add("DiagnosticReport", report.id,
        Object({{"resourceType", Quote("DiagnosticReport")},
                {"id", Quote(report.id)},
                {"status", Quote("final")},
                {"category", Array({Hl7Code("v2-0074", "RAD", "Radiology")})},
                {"code", Loinc(report.entry->loinc, report.entry->display, Of(report.entry->name))},
                {"subject", Subject()},
                {"encounter", VisitReference(report.visit)},
                {"effectiveDateTime", Time(report.time)},
                {"issued", Time(report.time + 25 * kMinuteMs)},
                {"conclusion", Quote(Of(report.findings) + " " + Of(report.impression))}}));
  }

  void AddFamily(const FamilyProblem& member) {
    std::string condition = Object({{"code", Concept({CodingOf(system_uri::kSnomedCt, member.entry->snomed, member.entry->display)},
                                                     korean_ ? member.entry->ko : member.entry->display)}});
    Add("FamilyMemberHistory", member.id,
        Object({{"resourceType", Quote("FamilyMemberHistory")},
                {"id", Quote(member.id)},
                {"status", Quote("completed")},
                {"patient", Subject()},
                {"relationship",
                 Concept({CodingOf(std::string(kTerminology) + "v3-RoleCode", member.role, member.relation.en)}, Of(member.relation))},
                {"condition", Array({condition})}}));
  }

  void AddSmoking() {
    std::string value = Concept({CodingOf(system_uri::kSnomedCt, chart_.smoking_snomed, chart_.smoking_display)}, Of(chart_.smoking));
    AddObservation(chart_.smoking_id, "final", "social-history", Loinc("72166-2", "Tobacco smoking status"), nullptr,
                   chart_.visits.front().start, "valueCodeableConcept", value);
  }

  void AddEmergency() {
    const Emergency& emergency = chart_.emergency;
    Instant start = emergency.visit->start;
    AddObservation(emergency.complaint_id, "final", "exam",
                   Loinc("10154-3", "Chief complaint Narrative - Reported", korean_ ? "주호소" : "Chief complaint"), emergency.visit,
                   start + 3 * kMinuteMs, "valueString", Quote(Of(emergency.complaint)));
    AddObservation(emergency.triage_id, "final", "survey",
                   TextConcept(korean_ ? "한국형 중증도 분류(KTAS)" : "Emergency severity index (ESI)"), emergency.visit,
                   start + 4 * kMinuteMs, "valueInteger", std::to_string(emergency.triage_level));
    AddObservation(emergency.code_status_id, "final", "survey", TextConcept(korean_ ? "소생술 여부" : "Code status"), emergency.visit,
                   start + 90 * kMinuteMs, "valueCodeableConcept",
                   Concept({CodingOf(system_uri::kSnomedCt, emergency.resuscitate ? "304252001" : "304253006",
                                     emergency.resuscitate ? "For resuscitation" : "Not for resuscitation")},
                           Of(emergency.code_status)));
    for (const Symptom& symptom : emergency.symptoms)
      AddObservation(symptom.id, "final", "exam",
                     Concept({CodingOf(system_uri::kSnomedCt, symptom.entry->snomed, symptom.entry->display)}, Of(symptom.entry->name)),
                     emergency.visit, start + 12 * kMinuteMs, "valueBoolean", Bool(symptom.present));
    for (const GivenDrug& drug : emergency.given) AddGiven(drug);
    for (const Order& order : emergency.orders)
      Add("ServiceRequest", order.id,
          Object({{"resourceType", Quote("ServiceRequest")},
                  {"id", Quote(order.id)},
                  {"status", Quote("active")},
                  {"intent", Quote("order")},
                  {"category",
                   Array({TextConcept(order.consult ? (korean_ ? "협진" : "Consultation") : (korean_ ? "진단검사" : "Laboratory"))})},
                  {"code", TextConcept(Of(order.what))},
                  {"subject", Subject()},
                  {"encounter", VisitReference(emergency.visit)},
                  {"authoredOn", Time(order.time)}}));
  }

  void AddGiven(const GivenDrug& drug) {
    Dose dose{drug.amount, drug.unit, 0, drug.route};
    std::string dosage =
        Object({{"text", Quote(Of(DoseText(dose)))}, {"route", TextConcept(drug.route)}, {"dose", QuantityOf(drug.amount, drug.unit)}});
    Add("MedicationAdministration", drug.id,
        Object({{"resourceType", Quote("MedicationAdministration")},
                {"id", Quote(drug.id)},
                {"status", Quote("completed")},
                {"medicationCodeableConcept", DrugConcept(*drug.entry)},
                {"subject", Subject()},
                {"context", VisitReference(chart_.emergency.visit)},
                {"effectiveDateTime", Time(drug.time)},
                {"dosage", dosage}}));
  }

  const Chart& chart_;
  bool korean_;
  std::vector<std::string> entries_;
};

}  // namespace

std::string WriteBundle(const Chart& chart) { return BundleWriter(chart).Write(); }

}  // namespace aegle::synth
