#include "synth/question_source.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

namespace aegle::synth {
namespace {

using Json = nlohmann::json;

std::string Str(const Json& object, const char* name) {
  auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}
const Json& Sub(const Json& object, const char* name) {
  static const Json kNothing = Json::object();
  auto found = object.is_object() ? object.find(name) : object.end();
  return found == object.end() ? kNothing : *found;
}
const Json& First(const Json& array) {
  static const Json kNothing = Json::object();
  return array.is_array() && !array.empty() ? array.front() : kNothing;
}
BothNames Names(const Json& both) { return {Str(both, "en"), Str(both, "ko")}; }
DateTime Time(const std::string& text) { return DateTime::Parse(text).value_or(DateTime{}); }

void SortSeries(std::vector<AskedSeries>& series) {
  for (AskedSeries& one : series)
    std::stable_sort(one.points.begin(), one.points.end(), [](const SeriesPoint& a, const SeriesPoint& b) { return a.time < b.time; });
}

// Keeps the digits of numbers: the value of a result is quoted as the source wrote it.
class ExactNumbers : public nlohmann::json_sax<Json> {
 public:
  Json root;
  bool null() override { return Put(nullptr); }
  bool boolean(bool value) override { return Put(value); }
  bool number_integer(number_integer_t value) override { return Put(std::to_string(value)); }
  bool number_unsigned(number_unsigned_t value) override { return Put(std::to_string(value)); }
  bool number_float(number_float_t, const string_t& text) override { return Put(text); }
  bool string(string_t& value) override { return Put(value); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return Open(Json::object()); }
  bool start_array(std::size_t) override { return Open(Json::array()); }
  bool key(string_t& value) override {
    keys_.back() = value;
    return true;
  }
  bool end_object() override { return Close(); }
  bool end_array() override { return Close(); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override { return false; }

 private:
  bool Put(Json value) {
    if (open_.empty())
      root = std::move(value);
    else if (open_.back().is_array())
      open_.back().push_back(std::move(value));
    else
      open_.back()[keys_.back()] = std::move(value);
    return true;
  }
  bool Open(Json value) {
    if (open_.size() > 64) return false;
    open_.push_back(std::move(value));
    keys_.emplace_back();
    return true;
  }
  bool Close() {
    Json done = std::move(open_.back());
    open_.pop_back();
    keys_.pop_back();
    return Put(std::move(done));
  }
  std::vector<Json> open_;
  std::vector<std::string> keys_;
};

Result<Json> ParseExact(std::string_view text) {
  ExactNumbers reader;
  if (!Json::sax_parse(text, &reader)) return Fail(ErrorCode::kBadInput, "this is not JSON");
  return std::move(reader.root);
}

// ---- FHIR ----------------------------------------------------------------------------------------------------------

std::string ConceptName(const Json& code) {
  std::string text = Str(code, "text");
  return text.empty() ? Str(First(Sub(code, "coding")), "display") : text;
}

class BundleSource {
 public:
  explicit BundleSource(const Json& bundle) {
    for (const Json& entry : Sub(bundle, "entry")) Take(Sub(entry, "resource"));
    for (auto& [code, series] : series_) record_.series.push_back(std::move(series));
    SortSeries(record_.series);
  }
  AskedRecord Finish() { return std::move(record_); }

 private:
  void Take(const Json& resource) {
    std::string type = Str(resource, "resourceType"), key = type + "/" + Str(resource, "id");
    if (type == "Patient") {
      record_.patient = Str(resource, "id");
      record_.birth = Time(Str(resource, "birthDate"));
    } else if (type == "Observation") {
      TakeObservation(resource, key);
    } else if (type == "Condition") {
      std::string status = Str(First(Sub(Sub(resource, "clinicalStatus"), "coding")), "code");
      record_.problems.push_back({Same(ConceptName(Sub(resource, "code"))), Time(Str(resource, "onsetDateTime")), status == "active", key});
    } else if (type == "MedicationRequest") {
      record_.drugs.push_back({Same(ConceptName(Sub(resource, "medicationCodeableConcept"))), Str(resource, "status") == "active", key});
    } else if (type == "AllergyIntolerance") {
      std::string code = Str(First(Sub(Sub(resource, "code"), "coding")), "code");
      if (code != "716186003") record_.allergies.push_back({Same(ConceptName(Sub(resource, "code"))), key});
    } else if (type == "FamilyMemberHistory") {
      record_.family.push_back({Same(ConceptName(Sub(First(Sub(resource, "condition")), "code"))), key});
    } else if (type == "Encounter") {
      std::string code = Str(Sub(resource, "class"), "code");
      record_.visits.push_back({code == "EMER" ? "emergency" : code == "IMP" ? "inpatient" : "ambulatory", key});
    }
  }
  static BothNames Same(const std::string& name) { return {name, name}; }

  void TakeObservation(const Json& resource, const std::string& key) {
    DateTime time = Time(Str(resource, "effectiveDateTime"));
    TakeValue(resource, time, key);
    for (const Json& component : Sub(resource, "component")) TakeValue(component, time, key);
    auto said = resource.find("valueBoolean");
    if (said != resource.end() && said->is_boolean())
      (said->get<bool>() ? record_.present : record_.denied).push_back({Same(ConceptName(Sub(resource, "code"))), key});
  }
  void TakeValue(const Json& holder, const DateTime& time, const std::string& key) {
    const Json& quantity = Sub(holder, "valueQuantity");
    std::string value = Str(quantity, "value"), code = Str(First(Sub(Sub(holder, "code"), "coding")), "code");
    if (value.empty() || code.empty() || time.empty() || quantity.contains("comparator")) return;
    AskedSeries& series = series_[code + " " + Str(quantity, "code")];
    if (series.points.empty()) series = {Same(ConceptName(Sub(holder, "code"))), Str(quantity, "code"), {}};
    series.points.push_back({time, value, key});
  }

  AskedRecord record_;
  std::map<std::string, AskedSeries> series_;
};

}  // namespace

Result<AskedRecord> FromTruth(std::string_view text) {
  AEGLE_TRY(truth, ParseExact(text));
  if (Str(Sub(truth, "patient"), "id").empty()) return Fail(ErrorCode::kBadInput, "this JSON is not the truth of a patient");
  AskedRecord record;
  record.patient = Str(Sub(truth, "patient"), "id");
  record.birth = Time(Str(Sub(truth, "patient"), "birth_date"));
  for (const Json& one : Sub(truth, "series")) {
    AskedSeries series{Names(Sub(one, "name")), Str(one, "unit"), {}};
    for (const Json& point : Sub(one, "points"))
      series.points.push_back({Time(Str(point, "time")), Str(point, "value"), Str(point, "key")});
    record.series.push_back(std::move(series));
  }
  SortSeries(record.series);
  for (const Json& one : Sub(truth, "problems"))
    record.problems.push_back({Names(Sub(one, "name")), Time(Str(one, "onset")), Str(one, "status") == "active", Str(one, "key")});
  for (const Json& one : Sub(truth, "medications"))
    record.drugs.push_back({Names(Sub(one, "name")), Str(one, "status") == "active", Str(one, "key")});
  for (const Json& one : Sub(truth, "allergies")) record.allergies.push_back({Names(Sub(one, "substance")), Str(one, "key")});
  for (const Json& one : Sub(Sub(truth, "emergency"), "denied")) record.denied.push_back({Names(Sub(one, "name")), Str(one, "key")});
  for (const Json& one : Sub(Sub(truth, "emergency"), "present")) record.present.push_back({Names(Sub(one, "name")), Str(one, "key")});
  for (const Json& one : Sub(truth, "family")) record.family.push_back({Names(Sub(one, "problem")), Str(one, "key")});
  for (const Json& one : Sub(truth, "encounters")) record.visits.push_back({Str(one, "kind"), Str(one, "key")});
  return record;
}

Result<AskedRecord> FromBundle(std::string_view text) {
  AEGLE_TRY(bundle, ParseExact(text));
  if (Str(bundle, "resourceType") != "Bundle") return Fail(ErrorCode::kBadInput, "this JSON is not a FHIR Bundle");
  return BundleSource(bundle).Finish();
}

}  // namespace aegle::synth
