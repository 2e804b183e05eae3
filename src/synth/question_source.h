// What can be asked about, drawn from a truth or from a FHIR bundle. Internal to synth.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace aegle::synth {

struct BothNames {
  std::string en, ko;
};

struct SeriesPoint {
  DateTime time;
  std::string value, key;  // decimal text
};

struct AskedSeries {
  BothNames name;
  std::string unit;                 // UCUM
  std::vector<SeriesPoint> points;  // in order of time
};

struct AskedProblem {
  BothNames name;
  DateTime onset;
  bool active = false;
  std::string key;
};

struct AskedDrug {
  BothNames name;
  bool active = false;
  std::string key;
};

struct AskedThing {  // an allergy, a denied symptom, a disease of a relative
  BothNames name;
  std::string key;
};

struct AskedVisit {
  std::string kind;  // "emergency", "inpatient", "ambulatory"
  std::string key;
};

struct AskedRecord {
  std::string patient;
  DateTime birth;
  std::vector<AskedSeries> series;
  std::vector<AskedProblem> problems;
  std::vector<AskedDrug> drugs;
  std::vector<AskedThing> allergies, denied, present, family;
  std::vector<AskedVisit> visits;
};

[[nodiscard]] Result<AskedRecord> FromTruth(std::string_view json);
[[nodiscard]] Result<AskedRecord> FromBundle(std::string_view json);

}  // namespace aegle::synth
