// What was prescribed for the long-term conditions, and how it changed.
#include "synth/builder.h"

namespace aegle::synth {
namespace {

constexpr Words kMore = {"dose increased", "증량"};

std::string_view RouteWords(std::string_view route, bool korean) {
  if (route == "inhaled") return korean ? "흡입" : "inhaled";
  if (route == "subcutaneous") return korean ? "피하주사" : "under the skin";
  if (route == "intravenous") return korean ? "정맥주사" : "intravenously";
  if (route == "sublingual") return korean ? "설하" : "under the tongue";
  if (route == "nebulised") return korean ? "네뷸라이저" : "nebulised";
  return korean ? "경구" : "by mouth";
}

std::string_view PerDay(int times, bool korean) {
  if (times == 1) return korean ? "1일 1회" : "once daily";
  if (times == 2) return korean ? "1일 2회" : "twice daily";
  return korean ? "1일 3회" : "three times daily";
}

}  // namespace

Text DoseText(const Dose& dose) {
  std::string unit = dose.unit == "ug" ? "mcg" : dose.unit == "U" ? "units" : dose.unit == "meq" ? "mEq" : dose.unit;
  std::string unit_ko = dose.unit == "U" ? "단위" : unit;
  Text text{dose.amount + " " + unit + " " + std::string(RouteWords(dose.route, false)),
            dose.amount + " " + unit_ko + " " + std::string(RouteWords(dose.route, true))};
  if (dose.as_needed) return {text.en + " as needed", text.ko + " 필요시"};
  if (dose.times_a_day == 0) return text;
  return {text.en + " " + std::string(PerDay(dose.times_a_day, false)), text.ko + " " + std::string(PerDay(dose.times_a_day, true))};
}

bool ChartBuilder::Takes(std::string_view drug) const {
  for (const PatientDrug& one : chart_.drugs)
    if (one.entry->key == drug && one.end == 0) return true;
  return false;
}

void ChartBuilder::AddDrug(std::string_view drug, const Dose& dose, Instant start, const PatientProblem& reason) {
  if (Takes(drug)) return;
  PatientDrug added;
  added.entry = &Drug(drug);
  added.id = NewId();
  added.dose = dose;
  added.start = start;
  added.reason = &reason;
  chart_.drugs.push_back(std::move(added));
}

void ChartBuilder::StopDrug(std::string_view drug, Instant when, Words why) {
  for (PatientDrug& one : chart_.drugs) {
    if (one.entry->key != drug || one.end != 0) continue;
    one.end = when;
    one.stop_reason = ToText(why);
  }
}

void ChartBuilder::ChangeDose(std::string_view drug, std::string_view amount, Instant when, Words why) {
  for (const PatientDrug& one : chart_.drugs) {
    if (one.entry->key != drug || one.end != 0) continue;
    Dose dose = one.dose;
    dose.amount = amount;
    const PatientProblem& reason = *one.reason;
    StopDrug(drug, when, why);
    AddDrug(drug, dose, when, reason);  // may move the vector: nothing of `one` is used afterwards
    return;
  }
}

void ChartBuilder::MakeDrugsOf(const PatientProblem& problem) {
  std::string_view key = problem.entry->key;
  Instant start = problem.onset + random_.Integer(5, 30) * kDayMs;
  // Dose changes happen at clinic visits of the last years, where the results that led to them were seen.
  Instant early = chart_.visits.front().start, late = chart_.visits[chart_.visits.size() - 2].start;
  if (key == "t2dm") {
    AddDrug("metformin", {"500", "mg", 2}, start, problem);
    if (!Has("ckd3")) ChangeDose("metformin", "1000", early, kMore);
    if (scenario_.key == "nstemi") AddDrug("empagliflozin", {"10", "mg", 1}, late, problem);
  } else if (key == "t1dm") {
    AddDrug("glargine", {"20", "U", 1, "subcutaneous"}, start, problem);
    AddDrug("lispro", {"6", "U", 3, "subcutaneous"}, start, problem);
    ChangeDose("glargine", "24", late, kMore);
  } else if (key == "hypertension") {
    bool ace = scenario_.key == "aki" || random_.Chance(0.5);
    AddDrug(ace ? "lisinopril" : "losartan", {ace ? "10" : "50", "mg", 1}, start, problem);
    ChangeDose(ace ? "lisinopril" : "losartan", ace ? "20" : "100", early, kMore);
    AddDrug("hydrochlorothiazide", {"25", "mg", 1}, start + 60 * kDayMs, problem);
    StopDrug("hydrochlorothiazide", late, {"low sodium", "저나트륨혈증"});
    if (random_.Chance(0.6)) AddDrug("amlodipine", {"5", "mg", 1}, late, problem);
  } else if (key == "hyperlipidemia") {
    AddDrug("atorvastatin", {"20", "mg", 1}, start, problem);
    ChangeDose("atorvastatin", "40", chart_.visits[1].start, kMore);
  } else if (key == "copd") {
    AddDrug("tiotropium", {"18", "ug", 1, "inhaled"}, start, problem);
    AddDrug("albuterol", {"90", "ug", 0, "inhaled", true}, start, problem);
  } else if (key == "asthma") {
    AddDrug("budesonide", {"200", "ug", 2, "inhaled"}, start, problem);
    AddDrug("albuterol", {"90", "ug", 0, "inhaled", true}, start, problem);
  } else if (key == "af") {
    AddDrug("metoprolol", {"50", "mg", 2}, start, problem);
    bool warfarin = scenario_.key == "gi-bleed";
    AddDrug(warfarin ? "warfarin" : "apixaban", {"5", "mg", warfarin ? 1 : 2}, start, problem);
    if (scenario_.key == "stroke") StopDrug("apixaban", late, {"patient declined", "환자 거부"});
  } else if (key == "heart-failure") {
    if (!Has("af")) AddDrug("carvedilol", {"6.25", "mg", 2}, start, problem);
    AddDrug("furosemide", {"20", "mg", 1}, start, problem);
    ChangeDose("furosemide", "40", late, kMore);
    AddDrug("spironolactone", {"25", "mg", 1}, early, problem);
  } else if (key == "hypothyroidism") {
    AddDrug("levothyroxine", {"50", "ug", 1}, start, problem);
    ChangeDose("levothyroxine", "75", chart_.visits[1].start, kMore);
  } else if (key == "gerd") {
    AddDrug("omeprazole", {"20", "mg", 1}, start, problem);
  } else if (key == "osteoarthritis") {
    AddDrug("naproxen", {"250", "mg", 2}, start, problem);
    StopDrug("naproxen", early, {"stomach upset", "위장 장애"});
    AddDrug("acetaminophen", {"500", "mg", 0, "oral", true}, early, problem);
  }
}

void ChartBuilder::MakeDrugs() {
  for (const PatientProblem& problem : chart_.problems) MakeDrugsOf(problem);
}

}  // namespace aegle::synth
