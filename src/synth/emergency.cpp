// The visit that is going on.
#include <array>

#include "base/text.h"
#include "record/quantity.h"
#include "synth/builder.h"

namespace aegle::synth {
namespace {

constexpr std::array<int, 5> kVitalMinutes = {4, 48, 95, 155, 240};

}  // namespace

void ChartBuilder::MakeEmergency() {
  Visit visit;
  visit.id = NewId();
  visit.kind = VisitKind::kEmergency;
  visit.start = arrival_;
  visit.reason = ToText(scenario_.complaint);
  chart_.visits.push_back(visit);
  Emergency& emergency = chart_.emergency;
  emergency.visit = &chart_.visits.back();
  emergency.complaint = ToText(scenario_.complaint);
  std::string hours = std::to_string(scenario_.key == "stroke" ? 1 : random_.Integer(3, 30));
  emergency.story = {ReplaceAll(std::string(scenario_.story.en), "{hours}", hours),
                     ReplaceAll(std::string(scenario_.story.ko), "{hours}", hours)};
  if (hours == "1") emergency.story.en = ReplaceAll(emergency.story.en, "1 hours", "1 hour");
  emergency.ecg = ToText(scenario_.ecg);
  emergency.assessment = ToText(scenario_.assessment);
  emergency.plan = ToText(scenario_.plan);
  emergency.disposition = ToText(scenario_.disposition);
  emergency.triage_level = scenario_.triage_level;
  emergency.triage_id = NewId();
  emergency.complaint_id = NewId();
  emergency.code_status_id = NewId();
  emergency.resuscitate = chart_.AgeAt(arrival_) < 78 || random_.Chance(0.4);
  emergency.code_status =
      emergency.resuscitate ? Text{"Full code", "심폐소생술 시행"} : Text{"Do not resuscitate", "심폐소생술 거부 (DNR)"};
  for (std::string_view key : scenario_.diagnoses) {
    PatientProblem problem;
    problem.entry = &Problem(key);
    problem.id = NewId();
    problem.onset = arrival_ + 150 * kMinuteMs;
    problem.visit = emergency.visit;
    problem.of_emergency = true;
    chart_.problems.push_back(std::move(problem));
  }
  for (std::string_view key : scenario_.present) emergency.symptoms.push_back({&Finding(key), NewId(), true});
  for (std::string_view key : scenario_.denied) emergency.symptoms.push_back({&Finding(key), NewId(), false});
  for (const ScenarioDrug& drug : scenario_.drugs)
    emergency.given.push_back(
        {&Drug(drug.drug), NewId(), std::string(drug.amount), std::string(drug.unit), drug.route, arrival_ + drug.minutes * kMinuteMs});
  MakeEmergencyVitals();
  MakeEmergencyLabs();
  MakeEmergencyOrders();
}

void ChartBuilder::MakeEmergencyVitals() {
  const ScenarioVitals &from = scenario_.arrival, &to = scenario_.later;
  for (std::size_t i = 0; i < kVitalMinutes.size(); ++i) {
    double part = static_cast<double>(i) / static_cast<double>(kVitalMinutes.size() - 1);
    auto between = [&](double a, double b, double percent) { return Around(a + (b - a) * part, percent); };
    VitalSet& set = AddVitals(arrival_ + kVitalMinutes[i] * kMinuteMs, chart_.emergency.visit);
    set.pulse = static_cast<int>(between(from.pulse, to.pulse, 2));
    set.systolic = static_cast<int>(between(from.systolic, to.systolic, 2));
    set.diastolic = static_cast<int>(between(from.diastolic, to.diastolic, 2));
    set.breaths = static_cast<int>(between(from.breaths, to.breaths, 3));
    set.saturation = static_cast<int>(between(from.saturation, to.saturation, 0.5) + 0.5);
    set.temperature = FormatDecimal(between(from.temperature, to.temperature, 0.3), 1);
    set.coma_score = scenario_.coma_score < 15 && i > 2 ? 15 : scenario_.coma_score;
    set.pain = i == 0 ? scenario_.pain : scenario_.pain / (i > 2 ? 3 : 2);
  }
}

void ChartBuilder::MakeEmergencyLabs() {
  const Visit* visit = chart_.emergency.visit;
  Instant drawn = arrival_ + random_.Integer(22, 34) * kMinuteMs;
  for (const ScenarioLab& lab : scenario_.labs) {
    double percent = lab.lab == "ph" ? 0.2 : lab.lab == "sodium" ? 1 : 4;
    double first = Around(lab.first, percent);
    AddLab(lab.lab, first, drawn, visit);
    if (lab.later >= 0) AddLab(lab.lab, first + Around(lab.later - lab.first, 8), drawn + lab.later_minutes * kMinuteMs, visit);
  }
  bool left_open = false;
  for (std::string_view key : scenario_.pending) {
    LabResult result;
    result.entry = &Lab(key);
    result.id = NewId();
    result.time = drawn;
    result.visit = visit;
    result.state = left_open || key != "blood-culture" ? LabResult::State::kRegistered : LabResult::State::kPreliminary;
    if (result.state == LabResult::State::kPreliminary) result.preliminary = {"No growth so far", "현재까지 균 자라지 않음"};
    left_open = true;
    chart_.labs.push_back(std::move(result));
  }
  chart_.imaging.push_back({&Imaging(scenario_.imaging), NewId(), arrival_ + random_.Integer(55, 85) * kMinuteMs, visit,
                            ToText(scenario_.findings), ToText(scenario_.impression)});
}

void ChartBuilder::MakeEmergencyOrders() {
  Emergency& emergency = chart_.emergency;
  emergency.orders.push_back({NewId(), ToText(scenario_.consult), true, arrival_ + random_.Integer(120, 170) * kMinuteMs});
  for (const LabResult& lab : chart_.labs) {
    if (lab.visit != emergency.visit || lab.state == LabResult::State::kFinal) continue;
    emergency.orders.push_back({NewId(), ToText(lab.entry->name), false, lab.time});
  }
}

}  // namespace aegle::synth
