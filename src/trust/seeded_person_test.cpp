// People for the seeded-error test: from the sample bundles by an own walk over the JSON, and made with a seed.
#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "trust/seeded_person.h"

namespace aegle::seeded {
namespace {

using nlohmann::json;

std::string Lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

std::string Clean(std::string name) {
  if (auto bracket = name.rfind(" ("); bracket != std::string::npos) name.erase(bracket);
  return Lower(name);
}

DateTime Date(const std::string& text) {
  auto time = DateTime::Parse(text);
  return time ? *time : DateTime();
}

Quantity Measured(double value, int decimals, const std::string& unit) {
  Quantity quantity;
  if (auto decimal = Decimal::Parse(FixedDecimals(value, decimals))) quantity.value = *decimal;
  quantity.unit = unit;
  return quantity;
}

Fact Base(FactKind kind, const std::string& code, const std::string& display, const std::string& date) {
  Fact fact;
  fact.kind = kind;
  fact.code.code = code;
  fact.code.display = display;
  fact.effective.start = Date(date);
  return fact;
}

// UCUM to what people write.
std::string Written(const std::string& unit) {
  static const std::map<std::string, std::string> kWritten = {{"10*3/uL", "10^3/uL"}, {"10*6/uL", "10^6/uL"}, {"Cel", "°C"},
                                                              {"mm[Hg]", "mmHg"},     {"{score}", ""},        {"{nominal}", ""},
                                                              {"/min", "/min"}};
  auto found = kWritten.find(unit);
  return found == kWritten.end() ? unit : found->second;
}

void AddResult(Person& person, FactKind kind, const std::string& loinc, const std::string& display, double value, int decimals,
               const std::string& unit, const std::string& date) {
  const AnalyteWords* words = FindAnalyte(loinc);
  if (words == nullptr) return;
  Fact fact = Base(kind, loinc, display, date);
  fact.code.system = "http://loinc.org";
  fact.value = Measured(value, decimals, unit);
  fact.status = FactStatus::kFinal;
  fact.resource = {"Observation", std::to_string(person.evidence.size())};
  Result result;
  result.label = person.Add(std::move(fact));
  result.name = words->name;
  result.korean = words->korean;
  result.other_names = SplitBar(words->others);
  result.value = std::stod(FixedDecimals(value, decimals));
  result.decimals = decimals;
  result.unit = Written(unit);
  result.date = date.substr(0, 10);
  result.key = words->name;
  person.results.push_back(std::move(result));
}

void AddPressure(Person& person, int systolic, int diastolic, const std::string& date) {
  Fact top = Base(FactKind::kVitalSign, "8480-6", "Systolic Blood Pressure", date),
       bottom = Base(FactKind::kVitalSign, "8462-4", "Diastolic Blood Pressure", date);
  top.value = Measured(systolic, 0, "mm[Hg]");
  bottom.value = Measured(diastolic, 0, "mm[Hg]");
  top.part = 1, bottom.part = 2;
  top.resource = bottom.resource = {"Observation", "bp" + std::to_string(person.evidence.size())};
  std::string label = person.Add(std::move(top));
  person.evidence.back().facts.push_back(std::move(bottom));
  person.evidence.back().text = "Blood pressure " + std::to_string(systolic) + "/" + std::to_string(diastolic) + " mmHg";
  person.pressures.push_back({label, systolic, diastolic, date.substr(0, 10)});
}

void AddDisease(Person& person, const std::string& display, const NamePair& words, const std::string& onset, const std::string& end,
                bool active) {
  Fact fact = Base(FactKind::kCondition, "", display, onset);
  if (!end.empty()) fact.effective.end = Date(end);
  fact.recorded = Date(onset);
  fact.status = active ? FactStatus::kActive : FactStatus::kResolved;
  Disease disease{person.Add(std::move(fact)),          words.name, words.korean, SplitBar(words.others), onset.substr(0, 10),
                  end.empty() ? "" : end.substr(0, 10), active};
  person.diseases.push_back(std::move(disease));
}

struct Frequency {
  const char* source;  // as a reader writes it
  const char* english;
  const char* korean;
};
const std::vector<Frequency>& Frequencies() {
  static const std::vector<Frequency> kAll = {{"every day", "once daily", "하루 1회"},
                                              {"2 times per day", "twice daily", "하루 2회"},
                                              {"3 times per day", "three times daily", "하루 3회"},
                                              {"every 6 hours", "every 6 hours", "6시간마다"}};
  return kAll;
}

void AddMedicine(Person& person, const std::string& display, const NamePair& words, double dose, const std::string& unit,
                 std::size_t frequency, const std::string& start, bool active) {
  Fact fact = Base(FactKind::kMedication, "", display, start);
  const Frequency& how_often = Frequencies()[frequency];
  fact.text = how_often.source;
  fact.status = active ? FactStatus::kActive : FactStatus::kStopped;
  Medicine medicine{person.Add(std::move(fact)), words.name, words.korean, unit, how_often.english, how_often.korean,
                    start.substr(0, 10),         dose,       active};
  person.medicines.push_back(std::move(medicine));
}

// ---- sample bundles ----
std::string Text(const json& concept_json) {
  if (concept_json.contains("text")) return concept_json["text"].get<std::string>();
  if (concept_json.contains("coding") && !concept_json["coding"].empty()) return concept_json["coding"][0].value("display", "");
  return "";
}

int DecimalsFor(double value) { return value >= 50 ? 1 : 2; }

void ReadObservation(const json& resource, Person& person) {
  const json& coding = resource["code"]["coding"][0];
  std::string loinc = coding.value("code", ""), date = resource.value("effectiveDateTime", "");
  std::string category = resource.contains("category") ? resource["category"][0]["coding"][0].value("code", "") : "";
  FactKind kind = category == "vital-signs" ? FactKind::kVitalSign : FactKind::kLaboratory;
  if (resource.contains("valueQuantity")) {
    const json& quantity = resource["valueQuantity"];
    double value = quantity["value"].get<double>();
    AddResult(person, kind, loinc, coding.value("display", ""), value, DecimalsFor(value),
              quantity.value("code", quantity.value("unit", "")), date);
  } else if (loinc == "85354-9" && resource.contains("component")) {
    int parts[2] = {0, 0};
    for (const json& component : resource["component"]) {
      bool systolic = component["code"]["coding"][0].value("code", "") == "8480-6";
      parts[systolic ? 0 : 1] = static_cast<int>(std::lround(component["valueQuantity"]["value"].get<double>()));
    }
    AddPressure(person, parts[0], parts[1], date);
  }
}

void ReadMedication(const json& resource, Person& person) {
  if (!resource.contains("medicationCodeableConcept")) return;
  std::string display = Text(resource["medicationCodeableConcept"]), lower = Lower(display);
  // Only names of the form "Drug 10 MG ...", so that the truth needs no interpretation.
  for (const NamePair& words : MedicineWords()) {
    std::string name = words.name, spelled = name == "simvastatin" ? "simvistatin" : name;
    std::size_t at = lower.find(spelled), mg = lower.find(" mg");
    if (at == std::string::npos || mg == std::string::npos || lower.find('/') != std::string::npos) continue;
    std::size_t number = lower.rfind(' ', mg - 1) + 1;
    double dose = std::strtod(lower.c_str() + number, nullptr);
    if (dose <= 0) return;
    std::string status = resource.value("status", "");
    bool same = std::any_of(person.medicines.begin(), person.medicines.end(), [&](const Medicine& m) { return m.name == name; });
    if (!same) AddMedicine(person, display, words, dose, "mg", 0, resource.value("authoredOn", ""), status == "active");
    return;
  }
}

void ReadCondition(const json& resource, Person& person) {
  std::string display = Text(resource["code"]), onset = resource.value("onsetDateTime", "");
  const NamePair* words = FindDisease(Clean(display));
  if (words == nullptr) return;
  bool same = std::any_of(person.diseases.begin(), person.diseases.end(), [&](const Disease& d) { return d.name == words->name; });
  if (!same)
    AddDisease(person, display, *words, onset, resource.value("abatementDateTime", ""),
               resource["clinicalStatus"]["coding"][0].value("code", "") == "active");
}

void ReadAct(const json& resource, Person& person) {
  static const std::map<std::string, std::string> kKorean = {{"colonoscopy", "대장내시경"},
                                                             {"electrical cardioversion", "전기적 심율동전환"},
                                                             {"depression screening", "우울증 선별검사"},
                                                             {"total knee replacement", "슬관절 치환술"}};
  std::string display = Text(resource["code"]), name = Clean(display);
  auto korean = kKorean.find(name);
  if (korean == kKorean.end() || !resource.contains("performedPeriod")) return;
  std::string date = resource["performedPeriod"].value("start", "");
  Fact fact = Base(FactKind::kProcedure, "", display, date);
  fact.status = FactStatus::kCompleted;
  std::string label = person.Add(std::move(fact));
  person.acts.push_back({label, name, korean->second, date.substr(0, 10)});
}

// At most four results of an analyte and sixty in all: what fits one answer. The newest are kept.
std::vector<json> NewestObservations(const std::vector<json>& all) {
  std::vector<json> sorted = all, kept;
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const json& a, const json& b) { return a.value("effectiveDateTime", "") > b.value("effectiveDateTime", ""); });
  std::map<std::string, int> count;
  std::set<std::string> seen;
  for (const json& resource : sorted) {
    std::string code = resource["code"]["coding"][0].value("code", "");
    if (!seen.insert(code + resource.value("effectiveDateTime", "").substr(0, 10)).second) continue;
    if (count[code]++ < 4 && kept.size() < 60) kept.push_back(resource);
  }
  std::reverse(kept.begin(), kept.end());
  return kept;
}

Person ReadBundle(const std::filesystem::path& path) {
  std::ifstream file(path);
  json bundle = json::parse(file);
  Person person;
  person.patient.id = PatientId(1);
  std::vector<json> observations;
  std::string newest;
  for (const json& entry : bundle["entry"]) {
    const json& resource = entry["resource"];
    std::string type = resource["resourceType"];
    if (type == "Patient") {
      person.patient.birth_date = Date(resource["birthDate"]);
      person.patient.gender = resource["gender"] == "male" ? AdministrativeGender::kMale : AdministrativeGender::kFemale;
    }
    if (type == "Observation" && resource.contains("effectiveDateTime")) observations.push_back(resource);
    if (type == "MedicationRequest") ReadMedication(resource, person);
    if (type == "Condition") ReadCondition(resource, person);
    if (type == "Procedure") ReadAct(resource, person);
  }
  for (const json& resource : NewestObservations(observations)) {
    newest = std::max(newest, resource.value("effectiveDateTime", ""));
    ReadObservation(resource, person);
  }
  person.as_of = Date(newest);
  return person;
}

// ---- made people ----
std::string MakeDate(Random& random, int first_year, int last_year) {
  char buffer[16];
  std::snprintf(buffer, sizeof buffer, "%04d-%02d-%02d", static_cast<int>(random.Integer(first_year, last_year)),
                static_cast<int>(random.Integer(1, 12)), static_cast<int>(random.Integer(1, 28)));
  return buffer;
}

struct MadeLab {
  const char *loinc, *display, *unit;
  double low, high;
  int decimals;
};
const std::vector<MadeLab>& MadeLabs() {
  static const std::vector<MadeLab> kLabs = {
      {"2951-2", "Sodium [Moles/volume] in Serum or Plasma", "mmol/L", 125, 150, 0},
      {"2823-3", "Potassium [Moles/volume] in Serum or Plasma", "mmol/L", 2.8, 6.2, 1},
      {"2160-0", "Creatinine [Mass/volume] in Serum or Plasma", "mg/dL", 0.5, 4.0, 2},
      {"2345-7", "Glucose [Mass/volume] in Serum or Plasma", "mg/dL", 60, 320, 0},
      {"718-7", "Hemoglobin [Mass/volume] in Blood", "g/dL", 7, 17, 1},
      {"6690-2", "Leukocytes [#/volume] in Blood by Automated count", "10*3/uL", 2, 22, 1},
      {"777-3", "Platelets [#/volume] in Blood by Automated count", "10*3/uL", 60, 450, 0},
      {"1742-6", "Alanine aminotransferase [Enzymatic activity/volume] in Serum or Plasma", "U/L", 8, 200, 0},
      {"4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood", "%", 4.9, 11.5, 1},
      {"8867-4", "Heart rate", "/min", 48, 135, 0},
      {"8331-1", "Oral temperature", "Cel", 35.8, 39.9, 1},
      {"29463-7", "Body Weight", "kg", 42, 120, 1}};
  return kLabs;
}

void MakeResults(Person& person, Random& random) {
  for (const MadeLab& lab : MadeLabs()) {
    if (random.Chance(0.25)) continue;
    int times = static_cast<int>(random.Integer(1, 3));
    for (int i = 0; i < times; ++i) {
      FactKind kind = std::string(lab.loinc) == "8867-4" || std::string(lab.loinc) == "8331-1" || std::string(lab.loinc) == "29463-7"
                          ? FactKind::kVitalSign
                          : FactKind::kLaboratory;
      AddResult(person, kind, lab.loinc, lab.display, random.Uniform(lab.low, lab.high), lab.decimals, lab.unit,
                MakeDate(random, 2021 + i, 2021 + i));
    }
  }
  for (int i = 0; i < 2; ++i)
    AddPressure(person, static_cast<int>(random.Integer(95, 185)), static_cast<int>(random.Integer(50, 94)),
                MakeDate(random, 2022 + i, 2022 + i));
}

void MakeDiseases(Person& person, Random& random) {
  for (const NamePair& words : DiseaseWords()) {
    if (!random.Chance(0.2)) continue;
    bool active = random.Chance(0.6);
    AddDisease(person, words.name, words, MakeDate(random, 2008, 2019), active ? "" : MakeDate(random, 2020, 2022), active);
  }
}

void MakeMedicines(Person& person, Random& random) {
  static const std::vector<double> kDoses = {5, 10, 20, 25, 40, 50, 75, 100, 250, 500};
  for (const NamePair& words : MedicineWords()) {
    if (!random.Chance(0.2)) continue;
    bool micrograms = std::string(words.name) == "levothyroxine";
    double dose = micrograms ? 75 : random.Pick(kDoses);
    std::string unit = micrograms ? "mcg" : "mg";
    AddMedicine(person, std::string(words.name) + " " + FixedDecimals(dose, 0) + " " + (micrograms ? "MCG" : "MG") + " Oral Tablet", words,
                dose, unit, static_cast<std::size_t>(random.Integer(0, 3)), MakeDate(random, 2019, 2023), random.Chance(0.65));
  }
}

}  // namespace

std::string Person::Add(Fact fact, EvidenceKind kind, std::string text) {
  Evidence item;
  item.kind = kind;
  item.label = (kind == EvidenceKind::kNote ? "n" : "f") + std::to_string(evidence.size() + 1);
  fact.patient = patient.id;
  item.text = text.empty() ? fact.code.display : std::move(text);
  item.facts.push_back(std::move(fact));
  evidence.push_back(std::move(item));
  return evidence.back().label;
}

std::vector<Person> ReadSamplePeople() {
  namespace fs = std::filesystem;
  const char* set = std::getenv("AEGLE_DATA");
  fs::path folder = (set != nullptr ? fs::path(set) : fs::path(AEGLE_SOURCE_DIR) / ".." / "shared" / "data") / "fhir-synthea-r4";
  std::vector<fs::path> files;
  if (fs::exists(folder))
    for (const auto& entry : fs::directory_iterator(folder))
      if (entry.path().extension() == ".json") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<Person> people;
  for (const fs::path& path : files) people.push_back(ReadBundle(path));
  return people;
}

std::vector<Person> MakePeople(int count, std::uint64_t seed) {
  std::vector<Person> people;
  for (int i = 0; i < count; ++i) {
    Random random(seed + static_cast<std::uint64_t>(i) * 7919);
    Person person;
    person.patient.id = PatientId(1);
    person.patient.birth_date = Date(MakeDate(random, 1930, 2010));
    person.patient.gender = random.Chance(0.5) ? AdministrativeGender::kMale : AdministrativeGender::kFemale;
    person.as_of = Date("2024-05-01");
    MakeResults(person, random);
    MakeDiseases(person, random);
    MakeMedicines(person, random);
    people.push_back(std::move(person));
  }
  return people;
}

void AddMadeFacts(Person& person, Random& random) {
  struct Pair {
    const char *english, *korean;
  };
  static const std::vector<Pair> kSites = {{"knee", "무릎"},     {"hip", "고관절"}, {"wrist", "손목"},   {"shoulder", "어깨"},
                                           {"clavicle", "쇄골"}, {"ankle", "발목"}, {"forearm", "전완"}, {"elbow", "팔꿈치"}};
  static const std::vector<Pair> kFindings = {
      {"fracture", "골절"}, {"sprain", "염좌"}, {"laceration", "열상"}, {"contusion", "타박상"}, {"swelling", "부종"}};
  static const std::vector<Pair> kSymptoms = {{"chest pain", "흉통"},     {"dyspnea", "호흡곤란"},      {"fever", "발열"},
                                              {"cough", "기침"},          {"nausea", "오심"},           {"dizziness", "어지럼증"},
                                              {"abdominal pain", "복통"}, {"headache", "두통"},         {"syncope", "실신"},
                                              {"vomiting", "구토"},       {"palpitations", "두근거림"}, {"rash", "발진"}};
  static const std::vector<Pair> kAllergens = {
      {"penicillin", "페니실린"}, {"aspirin", "아스피린"}, {"codeine", "코데인"}, {"latex", "라텍스"}, {"peanut", "땅콩"}};
  static const std::vector<Pair> kOrders = {
      {"echocardiogram", "심초음파"}, {"colonoscopy", "대장내시경"}, {"MRI of the brain", "뇌 MRI"}, {"mammogram", "유방촬영술"}};
  for (int i = 0; i < 4; ++i) {
    const Pair &site = random.Pick(kSites), &finding = random.Pick(kFindings);
    bool left = random.Chance(0.5),
         used = std::any_of(person.sided.begin(), person.sided.end(), [&](const Sided& s) { return s.site == site.english; });
    if (used) continue;
    std::string date = MakeDate(random, 2015, 2023);
    bool in_name = random.Chance(0.5);
    std::string side = left ? "left" : "right";
    Fact fact = Base(
        FactKind::kCondition, "",
        in_name ? std::string(finding.english) + " of " + side + " " + site.english : std::string(finding.english) + " of " + site.english,
        date);
    if (!in_name) fact.body_site = side + " " + site.english;
    fact.status = FactStatus::kResolved;
    person.sided.push_back({person.Add(std::move(fact)), finding.english, finding.korean, site.english, site.korean, date, left});
  }
  for (const Pair& pair : kSymptoms) {
    if (!random.Chance(0.6)) continue;
    bool present = random.Chance(0.4);
    std::string label;
    if (random.Chance(0.5)) {
      Fact fact = Base(FactKind::kNote, "", "", "2023-06-01");
      fact.section = "History of present illness";
      fact.text = std::string(present ? "Complains of " : "Denies ") + pair.english + ".";
      std::string text = fact.text;
      label = person.Add(std::move(fact), EvidenceKind::kNote, text);
    } else {
      Fact fact = Base(FactKind::kCondition, "", pair.english, "2023-06-01");
      fact.assertion = present ? Assertion::kPresent : Assertion::kNegated;
      label = person.Add(std::move(fact));
    }
    person.symptoms.push_back({label, pair.english, pair.korean, present});
  }
  const Pair& allergen = random.Pick(kAllergens);
  Fact allergy = Base(FactKind::kAllergy, "", std::string("Allergy to ") + allergen.english, "2012-03-04");
  allergy.status = FactStatus::kActive;
  person.allergies.push_back({person.Add(std::move(allergy)), allergen.english, allergen.korean});
  const Pair& order = random.Pick(kOrders);
  Fact ordered = Base(FactKind::kOrder, "", order.english, "2023-11-20");
  bool pending = random.Chance(0.6);
  ordered.status = pending ? FactStatus::kActive : FactStatus::kCompleted;
  person.orders.push_back({person.Add(std::move(ordered)), order.english, order.korean, pending});
}

}  // namespace aegle::seeded
