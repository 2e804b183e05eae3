// The years before the visit: conditions, what was prescribed for them and how it changed, results at clinic visits.
#include <algorithm>
#include <cmath>

#include "record/quantity.h"
#include "synth/builder.h"

namespace aegle::synth {
namespace {

constexpr std::size_t kRoomForVisits = 16, kRoomForProblems = 16;  // others point into these vectors

// CKD-EPI 2021 creatinine equation: Inker et al., N Engl J Med 2021;385:1737-1749.
double EstimatedFiltration(double creatinine, int age, bool female) {
  double k = female ? 0.7 : 0.9, a = female ? -0.241 : -0.302;
  double ratio = creatinine / k;
  double rate = 142 * std::pow(std::min(ratio, 1.0), a) * std::pow(std::max(ratio, 1.0), -1.2) * std::pow(0.9938, age);
  return female ? rate * 1.012 : rate;
}

std::string Flag(const LabEntry& lab, double value, double low, double high) {
  if (lab.critical_low >= 0 && value <= lab.critical_low) return "LL";
  if (lab.critical_high >= 0 && value >= lab.critical_high) return "HH";
  if (low >= 0 && value < low) return "L";
  return high >= 0 && value > high ? "H" : "";
}

}  // namespace

void ChartBuilder::AddLab(std::string_view key, double value, Instant time, const Visit* visit) {
  const LabEntry& entry = Lab(key);
  double low = entry.low, high = entry.high;
  if (key == "hemoglobin" && !chart_.person.female) {
    low = 13.0;
    high = 17.0;
  }
  LabResult result;
  result.entry = &entry;
  result.id = NewId();
  result.value = FormatDecimal(value, entry.decimals);
  result.low = low >= 0 ? FormatDecimal(low, entry.decimals) : "";
  result.high = high >= 0 ? FormatDecimal(high, entry.decimals) : "";
  result.flag = Flag(entry, Decimal::Parse(result.value)->value(), low, high);  // of the printed value, as people will check it
  result.time = time;
  result.visit = visit;
  chart_.labs.push_back(std::move(result));
  if (key == "creatinine")
    AddLab("egfr", EstimatedFiltration(Decimal::Parse(FormatDecimal(value, 2))->value(), chart_.AgeAt(time), chart_.person.female), time,
           visit);
}

VitalSet& ChartBuilder::AddVitals(Instant time, const Visit* visit) {
  VitalSet set;
  set.time = time;
  set.visit = visit;
  set.id = NewId();
  chart_.vitals.push_back(set);
  return chart_.vitals.back();
}

void ChartBuilder::MakeConditions() {
  chart_.problems.reserve(kRoomForProblems);
  auto add = [&](std::string_view key, std::int64_t days_ago, std::int64_t days_long) {
    PatientProblem problem;
    problem.entry = &Problem(key);
    problem.id = NewId();
    problem.onset = arrival_ - days_ago * kDayMs;
    problem.abatement = days_long > 0 ? problem.onset + days_long * kDayMs : 0;
    chart_.problems.push_back(std::move(problem));
  };
  for (std::string_view key : scenario_.chronic) {
    bool since_youth = key == "t1dm" || key == "asthma";
    add(key, since_youth ? random_.Integer(2500, 3600) : random_.Integer(1500, 3200), 0);
  }
  bool older = scenario_.age_low >= 50;
  if (older && !Has("hyperlipidemia") && random_.Chance(0.6)) add("hyperlipidemia", random_.Integer(1500, 2500), 0);
  if (older && !Has("osteoarthritis") && random_.Chance(0.5)) add("osteoarthritis", random_.Integer(1500, 2500), 0);
  if (older && !Has("gerd") && random_.Chance(0.3)) add("gerd", random_.Integer(700, 2000), 0);
  add(random_.Chance(0.5) ? "acute-bronchitis" : "uti", random_.Integer(200, 900), random_.Integer(7, 14));
}

void ChartBuilder::MakeVisits() {
  chart_.visits.reserve(kRoomForVisits);
  bool chronic = !scenario_.chronic.empty();
  int count = chronic ? static_cast<int>(random_.Integer(7, 9)) : 2;
  Instant step = (chronic ? random_.Integer(120, 150) : 300) * kDayMs;
  Instant last = arrival_ - random_.Integer(25, 60) * kDayMs;
  for (int i = count - 1; i >= 0; --i) {
    Visit visit;
    visit.id = NewId();
    visit.start = last - i * step + random_.Integer(-9, 9) * kDayMs;
    visit.end = visit.start + random_.Integer(15, 35) * kMinuteMs;
    visit.reason = chronic ? Text{"Review of long-term conditions", "만성질환 정기 진료"} : Text{"Health check", "건강 검진"};
    chart_.visits.push_back(std::move(visit));
  }
}

void ChartBuilder::MakeClinicResults() {
  double weight = chart_.person.female ? Around(64, 14) : Around(77, 14);
  bool male = !chart_.person.female;
  std::size_t count = chart_.visits.size();
  bool worse_sugar = random_.Chance(0.6), worse_pressure = random_.Chance(0.4);
  for (std::size_t i = 0; i < count; ++i) {
    const Visit* visit = &chart_.visits[i];
    Instant time = visit->start + 5 * kMinuteMs;
    double part = count > 1 ? static_cast<double>(i) / static_cast<double>(count - 1) : 1;  // 0 at the first visit, 1 at the last
    VitalSet& set = AddVitals(time, visit);
    double pressure = Has("hypertension") ? (worse_pressure ? 134 + 16 * part : 156 - 22 * part) : 120;
    set.systolic = static_cast<int>(Around(pressure, 4));
    set.diastolic = static_cast<int>(Around(pressure * 0.58, 4));
    set.pulse = static_cast<int>(Around(74, 8));
    set.breaths = 14 + static_cast<int>(random_.Integer(0, 3));
    set.saturation = static_cast<int>(Has("copd") ? random_.Integer(91, 94) : random_.Integer(96, 99));
    set.temperature = FormatDecimal(Around(36.6, 0.8), 1);
    set.weight = FormatDecimal(Around(weight * (Has("heart-failure") ? 1 + 0.05 * part : 1), 1.5), 1);
    Instant drawn = time + 10 * kMinuteMs;
    if (Has("t2dm")) AddLab("hba1c", Around(worse_sugar ? 6.8 + 1.8 * part : 8.4 - 1.5 * part, 2), drawn, visit);
    if (Has("t1dm")) AddLab("hba1c", Around(8.0 + 1.3 * part, 3), drawn, visit);
    if (Has("t2dm") || Has("t1dm")) AddLab("glucose", Around(worse_sugar ? 132 + 48 * part : 176 - 40 * part, 6), drawn, visit);
    if (Has("ckd3")) {
      AddLab("creatinine", Around((male ? 1.42 : 1.12) + 0.34 * part, 3), drawn, visit);
      AddLab("potassium", Around(4.5 + 0.4 * part, 3), drawn, visit);
    } else if (Has("hypertension") || Has("t2dm") || Has("t1dm") || i == 0) {
      AddLab("creatinine", Around(male ? 0.98 : 0.80, 6), drawn, visit);
      if (Has("hypertension")) AddLab("potassium", Around(4.2, 5), drawn, visit);
    }
    if (Has("hyperlipidemia")) AddLab("ldl", Around(158 - 78 * std::min(1.0, part * 1.6), 5), drawn, visit);
    if (Has("heart-failure")) AddLab("nt-probnp", Around(880 + 1100 * part, 10), drawn, visit);
    if (Has("hypothyroidism")) AddLab("tsh", Around(8.6 - 5.4 * std::min(1.0, part * 1.8), 8), drawn, visit);
    if (Takes("warfarin")) AddLab("inr", Around(2.4 + 0.5 * part, 9), drawn, visit);
    if (i % 3 == 0 || i + 1 == count) AddLab("hemoglobin", Around(Has("ckd3") ? 12.6 - 0.9 * part : male ? 14.6 : 13.2, 3), drawn, visit);
  }
}

void ChartBuilder::MakeEarlierAdmission() {
  if (scenario_.age_low < 50 && scenario_.key != "dka") return;
  bool sugar = scenario_.key == "dka";
  Visit visit;
  visit.id = NewId();
  visit.kind = VisitKind::kAdmission;
  visit.start = arrival_ - random_.Integer(260, 420) * kDayMs;
  visit.end = visit.start + random_.Integer(3, 7) * kDayMs + 3 * kHourMs;
  visit.reason = sugar ? Text{"Ketoacidosis", "케톤산증"} : Text{"Pneumonia", "폐렴"};
  chart_.visits.push_back(visit);
  const Visit* stay = &chart_.visits.back();
  PatientProblem problem;
  problem.entry = &Problem(sugar ? "dka-t1" : "pneumonia");
  problem.id = NewId();
  problem.onset = stay->start;
  problem.abatement = stay->end;
  problem.visit = stay;
  chart_.problems.push_back(problem);
  Instant first = stay->start + 2 * kHourMs;
  if (sugar) {
    AddLab("glucose", Around(468, 5), first, stay);
    AddLab("potassium", Around(5.3, 3), first, stay);
    AddLab("glucose", Around(164, 5), stay->end - 4 * kHourMs, stay);
  } else {
    AddLab("wbc", Around(14.6, 6), first, stay);
    AddLab("crp", Around(126, 8), first, stay);
    AddLab("wbc", Around(8.2, 6), stay->end - 6 * kHourMs, stay);
    AddLab("crp", Around(22, 10), stay->end - 6 * kHourMs, stay);
    ImagingReport report{&Imaging("chest-xray"),
                         NewId(),
                         first + kHourMs,
                         stay,
                         {"Consolidation in the left lower lobe.", "좌하엽 경화 소견."},
                         {"Left lower lobe pneumonia.", "좌하엽 폐렴."}};
    chart_.imaging.push_back(std::move(report));
  }
  Text course = sugar ? Text{"Treated with fluids and insulin; the acidosis closed within 18 hours.",
                             "수액과 인슐린 투여 후 18시간 이내 산증이 교정됨."}
                      : Text{"Treated with antibiotics; fever settled on the second day and oxygen was stopped.",
                             "항생제 치료 후 입원 2일째 해열되었고 산소를 중단함."};
  chart_.admissions.push_back({stay, &chart_.problems.back(), std::move(course)});
}

}  // namespace aegle::synth
