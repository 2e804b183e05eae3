#include "synth/builder.h"

#include <stdexcept>

#include "base/hash.h"
#include "record/quantity.h"

namespace aegle::synth {
namespace {

using std::string_view;

// Invented names: natural to read, and not those of known people.
const std::vector<string_view> kFamiliesEn = {"Fenwillow", "Ashmere",   "Quillby",   "Larkwell",  "Hartsmead",
                                              "Brindlow",  "Tamworthy", "Oakhollow", "Merrifold", "Sandwick-Vale"};
const std::vector<string_view> kWomenEn = {"Maribel", "Odette", "Rosalind", "Thea", "Winona", "Ingrid", "Clarissa", "Delphine"};
const std::vector<string_view> kMenEn = {"Ambrose", "Caspian", "Emeric", "Lionel", "Percival", "Rufus", "Sterling", "Tobias"};
const std::vector<string_view> kFamiliesKo = {"김", "이", "박", "최", "정", "강", "조", "윤", "한", "서"};
const std::vector<string_view> kWomenKo = {"보라예", "은솔비", "가람희", "다온솔", "새벽별", "나린숙", "해찬미", "아리연"};
const std::vector<string_view> kMenKo = {"한결찬", "마루현", "도담혁", "가온석", "푸름진", "늘찬호", "바름용", "온새철"};
const std::vector<string_view> kCitiesEn = {"Millbrook Example", "Northfield Example", "Harbor Example"};
const std::vector<string_view> kCitiesKo = {"가온시 예시구", "나래시 예시동", "다솜시 예시로"};

const Scenario& ScenarioOf(const ChartNumber& number) {
  for (const Scenario& scenario : Scenarios())
    if (scenario.key == number.scenario) return scenario;
  throw std::out_of_range("no such scenario: " + number.scenario);
}

std::string Pad(std::int64_t value, std::size_t width) {
  std::string digits = std::to_string(value);
  return digits.size() < width ? std::string(width - digits.size(), '0') + digits : digits;
}

}  // namespace

ChartBuilder::ChartBuilder(const ChartNumber& number)
    : number_(number), scenario_(ScenarioOf(number)), random_(Hash64(std::to_string(number.seed) + "/" + std::to_string(number.index))) {}

std::string ChartBuilder::NewId() {
  std::string name = std::to_string(number_.seed) + "/" + std::to_string(number_.index) + "/" + std::to_string(next_id_++);
  std::string hex = Sha256Hex(name).substr(0, 32);
  hex[12] = '4';  // version and variant of RFC 9562
  hex[16] = "89ab"[hex[16] & 3];
  return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" + hex.substr(16, 4) + "-" + hex.substr(20);
}

double ChartBuilder::Around(double middle, double percent) {
  return middle * (1 + percent / 100 * static_cast<double>(random_.Integer(-1000, 1000)) / 1000);
}

bool ChartBuilder::Has(string_view problem) const { return Find(problem) != nullptr; }

const PatientProblem* ChartBuilder::Find(string_view problem) const {
  for (const PatientProblem& one : chart_.problems)
    if (one.entry->key == problem) return &one;
  return nullptr;
}

Chart ChartBuilder::Build() {
  MakePerson();
  MakeConditions();
  MakeVisits();
  MakeDrugs();
  MakeAllergies();
  MakeFamily();
  MakeHabits();
  MakeVaccinesAndProcedures();
  MakeClinicResults();
  MakeEarlierAdmission();
  MakeEmergency();
  return std::move(chart_);
}

void ChartBuilder::MakePerson() {
  Person& person = chart_.person;
  person.korean = number_.korean;
  person.offset_minutes = person.korean ? 9 * 60 : -5 * 60;
  person.id = NewId();
  chart_.organization_id = NewId();
  chart_.practitioner_id = NewId();
  person.female = random_.Integer(1, 100) <= scenario_.female_percent;
  person.family = random_.Pick(person.korean ? kFamiliesKo : kFamiliesEn);
  person.given = random_.Pick(person.korean ? (person.female ? kWomenKo : kMenKo) : (person.female ? kWomenEn : kMenEn));
  person.full_name = person.korean ? person.family + person.given : person.given + " " + person.family;
  person.city = random_.Pick(person.korean ? kCitiesKo : kCitiesEn);
  person.mrn = "AEX-" + Pad(random_.Integer(100'000, 999'999), 6);
  person.phone =
      person.korean ? "000-0000-" + Pad(random_.Integer(0, 9999), 4) : "555-01" + Pad(random_.Integer(0, 99), 2);  // reserved for fiction
  Instant first_day = DateTime::FromDate(2026, 2, 1)->start();
  arrival_ = first_day + random_.Integer(0, 27) * kDayMs + random_.Integer(7 * 60, 16 * 60) * kMinuteMs - person.offset_minutes * kMinuteMs;
  std::int64_t age = random_.Integer(scenario_.age_low, scenario_.age_high);
  person.birth = DateTime::FromDate(static_cast<int>(2026 - age), 1, 1)->start() - random_.Integer(5, 330) * kDayMs;
  chart_.height_cm = std::to_string(person.female ? random_.Integer(152, 170) : random_.Integer(165, 184));
  chart_.scenario = scenario_.key;
  chart_.slug = std::string(scenario_.key) + "-" + std::to_string(number_.index + 1) + (person.korean ? "-ko" : "-en");
}

void ChartBuilder::MakeAllergies() {
  struct Choice {
    string_view rxnorm, snomed, en, ko;
    bool severe;
    string_view reaction_snomed;
    Words reaction;
  };
  static const std::vector<Choice> kChoices = {
      {"7980", "", "penicillin G", "페니실린", false, "126485001", {"hives", "두드러기"}},
      {"10180", "", "sulfamethoxazole", "설파메톡사졸", true, "41291007", {"angioedema", "혈관부종"}},
      {"2670", "", "codeine", "코데인", false, "422587007", {"nausea", "오심"}},
      {"", "227037002", "fish", "생선", true, "39579001", {"anaphylaxis", "아나필락시스"}},
  };
  bool none = random_.Chance(0.3);
  std::size_t first = static_cast<std::size_t>(random_.Integer(0, 3));
  std::int64_t count = none ? 1 : random_.Integer(1, 2);
  for (std::int64_t i = 0; i < count; ++i) {
    const Choice& choice = kChoices[(first + static_cast<std::size_t>(i)) % kChoices.size()];
    if (!none && choice.en == "codeine" && scenario_.key == "appendicitis") continue;  // morphine is given there
    PatientAllergy allergy;
    allergy.id = NewId();
    allergy.none_known = none;
    allergy.recorded = arrival_ - random_.Integer(800, 3000) * kDayMs;
    if (!none) {
      allergy.rxnorm = choice.rxnorm;
      allergy.snomed = choice.snomed;
      allergy.substance_en = choice.en;
      allergy.substance_ko = choice.ko;
      allergy.severe = choice.severe;
      allergy.reaction_snomed = choice.reaction_snomed;
      allergy.reaction_text = ToText(choice.reaction);
    }
    chart_.allergies.push_back(std::move(allergy));
  }
}

void ChartBuilder::MakeFamily() {
  struct Choice {
    string_view problem, role;
    Words relation;
  };
  static const std::vector<Choice> kChoices = {
      {"mi", "FTH", {"father", "아버지"}},
      {"colon-cancer", "BRO", {"brother", "형제"}},
      {"breast-cancer", "MTH", {"mother", "어머니"}},
      {"stroke", "SIS", {"sister", "자매"}},
  };
  std::size_t first = static_cast<std::size_t>(random_.Integer(0, 3));
  for (std::size_t i = 0; i < 2; ++i) {
    const Choice& choice = kChoices[(first + i) % kChoices.size()];
    if (choice.problem == "mi" && scenario_.key == "nstemi") continue;  // the patient has one too: "only the father" would be wrong
    chart_.family.push_back({&Problem(choice.problem), NewId(), choice.role, ToText(choice.relation)});
  }
}

void ChartBuilder::MakeHabits() {
  bool lung = Has("copd");
  std::int64_t pick = lung ? random_.Integer(1, 2) : random_.Integer(0, 2);
  std::int64_t smoking_years = chart_.AgeAt(arrival_) - 16;
  std::int64_t packs = lung ? random_.Integer(25, 50) : random_.Integer(1, smoking_years < 20 ? smoking_years : 20);
  chart_.smoking_id = NewId();
  if (pick == 0) {
    chart_.smoking = {"Never smoked", "흡연력 없음"};
    chart_.smoking_snomed = "266919005";
    chart_.smoking_display = "Never smoked tobacco";
  } else if (pick == 1) {
    chart_.smoking = {"Former smoker, " + std::to_string(packs) + " pack-years", "과거 흡연, " + std::to_string(packs) + "갑년"};
    chart_.smoking_snomed = "8517006";
    chart_.smoking_display = "Ex-smoker";
  } else {
    chart_.smoking = {"Current smoker, " + std::to_string(packs) + " pack-years", "현재 흡연, " + std::to_string(packs) + "갑년"};
    chart_.smoking_snomed = "77176002";
    chart_.smoking_display = "Smoker";
  }
  chart_.alcohol = random_.Chance(0.5) ? Text{"No alcohol", "음주 안 함"} : Text{"Alcohol on weekends", "주말에 음주"};
}

void ChartBuilder::MakeVaccinesAndProcedures() {
  std::int64_t age = chart_.AgeAt(arrival_);
  auto vaccine = [&](string_view key, Instant time) { chart_.vaccines.push_back({&Vaccine(key), NewId(), time}); };
  for (int year = 2023; year <= 2025; ++year)
    vaccine("influenza", DateTime::FromDate(year, 10, 1)->start() + random_.Integer(2, 28) * kDayMs + 6 * kHourMs);
  if (age >= 65) vaccine("ppsv23", arrival_ - random_.Integer(600, 1500) * kDayMs);
  if (age >= 50) vaccine("zoster", arrival_ - random_.Integer(500, 1800) * kDayMs);
  vaccine("tdap", arrival_ - random_.Integer(900, 3000) * kDayMs);
  auto procedure = [&](string_view key, std::int64_t days) {
    chart_.procedures.push_back({&Procedure(key), NewId(), arrival_ - days * kDayMs});
  };
  if (age >= 50) procedure("colonoscopy", random_.Integer(400, 1800));
  if (age >= 70 && random_.Chance(0.6)) procedure("cataract", random_.Integer(500, 2500));
  if (Has("heart-failure") || Has("af")) procedure("echo", random_.Integer(100, 700));
  if (scenario_.key == "appendicitis") return;
  if (age < 45)
    procedure("appendectomy", random_.Integer(900, 2500));
  else
    procedure(random_.Chance(0.5) ? "appendectomy" : "cholecystectomy", random_.Integer(2500, 5500));
}

Chart BuildChart(const ChartNumber& number) { return ChartBuilder(number).Build(); }

std::string Chart::Day(Instant time) const {
  return DateTime::FromInstant(time, TimePrecision::kSecond, person.offset_minutes).DateString();
}
std::string Chart::Moment(Instant time) const {
  return DateTime::FromInstant(time, TimePrecision::kSecond, person.offset_minutes).ToString();
}
std::string Chart::Clock(Instant time) const { return Moment(time).substr(11, 5); }
int Chart::AgeAt(Instant time) const {
  return AgeInYears(DateTime::FromInstant(person.birth, TimePrecision::kDay), DateTime::Parse(Day(time)).value());
}

std::string_view FlagWord(string_view flag, bool korean) {
  if (flag == "LL") return korean ? "위험 낮음" : "critically low";
  if (flag == "HH") return korean ? "위험 높음" : "critically high";
  if (flag == "L") return korean ? "낮음" : "low";
  if (flag == "H") return korean ? "높음" : "high";
  return "";
}

}  // namespace aegle::synth
