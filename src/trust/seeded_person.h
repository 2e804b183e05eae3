// The people of the seeded-error test: facts as evidence, and beside each the plain truth that sentences are made of.
//
// Nothing here comes from the verifier: own JSON walk, own word lists, own rounding and conversion.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "trust/answer.h"

namespace aegle::seeded {

// A number with a date, as a laboratory or a vital sign.
struct Result {
  std::string label, name, korean;       // "f4", "serum creatinine", "크레아티닌"
  std::vector<std::string> other_names;  // abbreviations and the source's own name
  double value = 0;
  int decimals = 0;
  std::string unit, date;  // as people write it; YYYY-MM-DD
  std::string key;         // of one analyte
};
struct Pressure {
  std::string label;
  int systolic = 0, diastolic = 0;
  std::string date;
};
struct Disease {
  std::string label, name, korean;
  std::vector<std::string> other_names;
  std::string onset, end;
  bool active = true;
};
struct Medicine {
  std::string label, name, korean, unit, frequency, frequency_korean, start;
  double dose = 0;
  bool active = true;
};
struct Sided {  // "fracture", "clavicle", left
  std::string label, finding, finding_korean, site, site_korean, date;
  bool left = true;
};
struct Symptom {
  std::string label, name, korean;
  bool present = true;
};
struct Act {  // procedure or vaccination
  std::string label, name, korean, date;
};
struct Allergen {
  std::string label, name, korean;
};
struct Order {
  std::string label, name, korean;
  bool pending = true;
};

struct Person {
  Patient patient;
  DateTime as_of;
  std::vector<Evidence> evidence;
  std::vector<Result> results;
  std::vector<Pressure> pressures;
  std::vector<Disease> diseases;
  std::vector<Medicine> medicines;
  std::vector<Sided> sided;
  std::vector<Symptom> symptoms;
  std::vector<Act> acts;
  std::vector<Allergen> allergies;
  std::vector<Order> orders;

  std::string Add(Fact fact, EvidenceKind kind = EvidenceKind::kFact, std::string text = "");  // returns the label
};

// What people call an analyte; nullptr where this test has no word for the code.
struct AnalyteWords {
  const char* loinc;
  const char* name;
  const char* korean;
  const char* others;  // split by '|'
  double to_other;     // factor to the other unit, 0 where there is none
  const char* other_unit;
};
const AnalyteWords* FindAnalyte(const std::string& loinc);

struct NamePair {
  const char* name;  // as the source or the sentence has it
  const char* korean;
  const char* others;
};
const std::vector<NamePair>& DiseaseWords();
const std::vector<NamePair>& MedicineWords();
const NamePair* FindDisease(const std::string& name);

// From the sample bundles of AEGLE_DATA; empty where they are not there.
std::vector<Person> ReadSamplePeople();
// Made here, with a seed.
std::vector<Person> MakePeople(int count, std::uint64_t seed);
// What the bundles lack: sides, negated and possible findings, allergies, orders.
void AddMadeFacts(Person& person, Random& random);

std::vector<std::string> SplitBar(const std::string& text);
std::string FixedDecimals(double value, int decimals);

}  // namespace aegle::seeded
