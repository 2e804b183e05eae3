#include "synth/generator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "base/hash.h"
#include "base/text.h"
#include "base/time.h"
#include "record/ucum.h"

namespace aegle {
namespace {

using Json = nlohmann::ordered_json;

const std::vector<SynthPatient>& Sample() {  // each scenario in both languages
  static const std::vector<SynthPatient> patients = [] {
    SynthOptions options;
    options.seed = 20260301;
    options.count = static_cast<int>(2 * SynthScenarios().size());
    return Generate(options).value();
  }();
  return patients;
}

const SynthNote& EmergencyNote(const SynthPatient& patient) { return patient.notes.back(); }
bool IsKorean(const SynthPatient& patient) { return patient.slug.ends_with("-ko"); }
const char* Language(const SynthPatient& patient) { return IsKorean(patient) ? "ko" : "en"; }

TEST(Generator, SameOptionsSameBytes) {
  SynthOptions options;
  options.count = 4;
  auto first = Generate(options).value(), second = Generate(options).value();
  options.seed = 2;
  auto other = Generate(options).value();
  for (std::size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(first[i].bundle, second[i].bundle);
    EXPECT_EQ(first[i].truth, second[i].truth);
    EXPECT_EQ(first[i].notes.back().text, second[i].notes.back().text);
    EXPECT_NE(first[i].bundle, other[i].bundle);
  }
}

// A patient does not depend on how many others are made: its number and the seed say all.
TEST(Generator, APatientStandsAlone) {
  SynthOptions few, many;
  few.count = 3;
  many.count = 12;
  EXPECT_EQ(Generate(few)->back().bundle, Generate(many)->at(2).bundle);
}

TEST(Generator, TheExamplesAreWhatItMakes) {
  namespace fs = std::filesystem;
  fs::path examples = fs::path(AEGLE_SOURCE_DIR) / "examples" / "patients";
  SynthOptions options;
  options.seed = 7;
  options.count = 6;
  std::uintmax_t bytes = 0;
  const std::vector<SynthPatient> patients = Generate(options).value();
  for (const SynthPatient& patient : patients) {
    auto read = [&](const std::string& name) {
      std::ifstream file(examples / patient.slug / name, std::ios::binary);
      EXPECT_TRUE(file.good()) << patient.slug << "/" << name;
      std::stringstream text;
      text << file.rdbuf();
      bytes += text.str().size();
      return text.str();
    };
    EXPECT_EQ(Sha256Hex(read("bundle.json")), Sha256Hex(patient.bundle)) << patient.slug;
    EXPECT_EQ(Sha256Hex(read("truth.json")), Sha256Hex(patient.truth)) << patient.slug;
    for (const SynthNote& note : patient.notes) EXPECT_EQ(read(note.file_name), note.text) << patient.slug;
  }
  EXPECT_LT(bytes, 1'500'000u);
}

TEST(Generator, WrongOptions) {
  SynthOptions options;
  options.count = -1;
  EXPECT_EQ(Generate(options).error().code, ErrorCode::kBadUsage);
  options.count = 1;
  options.scenario = "no-such";
  EXPECT_EQ(Generate(options).error().code, ErrorCode::kBadUsage);
  options.scenario = "stroke";
  EXPECT_TRUE(Generate(options)->front().slug.starts_with("stroke-"));
  EXPECT_GE(SynthScenarios().size(), 8u);
}

void CheckUnits(const Json& value) {
  if (value.is_object() && value.value("system", "") == "http://unitsofmeasure.org") {
    EXPECT_TRUE(UcumUnit::Parse(value.at("code").get<std::string>()).has_value()) << value;
  }
  if (value.is_structured())
    for (const Json& part : value) CheckUnits(part);
}

void CollectReferences(const Json& value, std::vector<std::string>& out) {
  if (value.is_object() && value.contains("reference")) out.push_back(value.at("reference").get<std::string>());
  if (value.is_structured())
    for (const Json& part : value) CollectReferences(part, out);
}

// FHIR R4, datatypes: [A-Za-z0-9\-\.]{1,64}
bool IsFhirId(const std::string& id) {
  return !id.empty() && id.size() <= 64 &&
         std::all_of(id.begin(), id.end(), [](char c) { return IsLetterAscii(c) || IsDigitAscii(c) || c == '-' || c == '.'; });
}

TEST(Bundle, IsSoundFhir) {
  for (const SynthPatient& patient : Sample()) {
    Json bundle = Json::parse(patient.bundle);
    EXPECT_EQ(bundle.at("resourceType"), "Bundle");
    EXPECT_EQ(bundle.at("type"), "transaction");
    std::set<std::string> urls;
    std::map<std::string, int> types;
    for (const Json& entry : bundle.at("entry")) {
      const Json& resource = entry.at("resource");
      std::string id = resource.at("id"), type = resource.at("resourceType");
      EXPECT_TRUE(IsFhirId(id)) << id;
      EXPECT_EQ(entry.at("fullUrl"), "urn:uuid:" + id);
      EXPECT_EQ(entry.at("request").at("url"), type + "/" + id);
      EXPECT_TRUE(urls.insert(entry.at("fullUrl")).second) << id;
      ++types[type];
      if (type != "Patient" && type != "Organization" && type != "Practitioner") {
        EXPECT_TRUE(resource.contains("subject") || resource.contains("patient")) << type;
      }
      if (type == "Observation" && resource.at("status") == "final") {
        EXPECT_TRUE(resource.dump().find("\"value") != std::string::npos) << resource;
      }
      CheckUnits(resource);
      for (const char* name :
           {"effectiveDateTime", "onsetDateTime", "abatementDateTime", "authoredOn", "recordedDate", "birthDate", "performedDateTime"})
        if (resource.contains(name)) {
          EXPECT_TRUE(DateTime::Parse(resource.at(name).get<std::string>()).has_value()) << resource.at(name);
        }
    }
    std::vector<std::string> references;
    CollectReferences(bundle, references);
    EXPECT_GT(references.size(), 100u);
    for (const std::string& reference : references) EXPECT_TRUE(urls.contains(reference)) << patient.slug << " " << reference;
    for (const char* type : {"Patient", "Encounter", "Condition", "AllergyIntolerance", "Observation", "MedicationAdministration",
                             "DiagnosticReport", "ServiceRequest", "FamilyMemberHistory", "Immunization"})
      EXPECT_GE(types[type], 1) << patient.slug << " " << type;
  }
}

TEST(Bundle, HoldsEveryResultOfTheTruth) {
  for (const SynthPatient& patient : Sample()) {
    Json truth = Json::parse(patient.truth);
    for (const Json& series : truth.at("series"))
      for (const Json& point : series.at("points")) {
        std::string id = point.at("key").get<std::string>().substr(12);
        std::size_t at = patient.bundle.find("\"id\": \"" + id + "\"");
        ASSERT_NE(at, std::string::npos) << id;
        std::string line = patient.bundle.substr(at, patient.bundle.find('\n', at) - at);
        EXPECT_NE(line.find("{\"value\": " + point.at("value").get<std::string>() + ","), std::string::npos) << line;  // with its digits
        EXPECT_NE(line.find(point.at("time").get<std::string>()), std::string::npos);
        EXPECT_NE(line.find("\"code\": \"" + series.at("loinc").get<std::string>() + "\""), std::string::npos);
      }
  }
}

TEST(Truth, IsPlausible) {
  for (const SynthPatient& patient : Sample()) {
    Json truth = Json::parse(patient.truth);
    std::string birth = truth.at("patient").at("birth_date"), arrival = truth.at("emergency").at("arrival");
    for (const Json& problem : truth.at("problems")) {
      EXPECT_LT(birth, problem.at("onset").get<std::string>());
      if (problem.contains("abatement")) {
        EXPECT_LE(problem.at("onset").get<std::string>(), problem.at("abatement").get<std::string>());
      }
    }
    std::set<std::string> active, allergens;
    for (const Json& drug : truth.at("medications")) {
      std::string start = drug.at("start");
      EXPECT_LT(birth, start);
      EXPECT_LT(start, arrival);
      if (drug.contains("end")) {
        EXPECT_LT(start, drug.at("end").get<std::string>()) << patient.slug << drug;
      }
      if (drug.at("status") == "active") {
        EXPECT_TRUE(active.insert(drug.at("name").at("en")).second) << "twice active: " << drug;
      }
    }
    for (const Json& allergy : truth.at("allergies")) allergens.insert(allergy.at("substance").at("en"));
    for (const std::string& drug : active) EXPECT_FALSE(allergens.contains(drug));
    for (const Json& set : truth.at("vitals")) {
      EXPECT_LT(set.at("diastolic"), set.at("systolic"));
      EXPECT_LE(set.at("saturation"), 100);
      EXPECT_GE(set.at("pulse"), 40);
    }
    EXPECT_FALSE(truth.at("emergency").at("pending").empty());
    EXPECT_FALSE(truth.at("emergency").at("denied").empty());
    if (patient.slug.starts_with("stroke")) {
      EXPECT_FALSE(active.contains("apixaban") || active.contains("warfarin")) << "thrombolysis";
    }
    if (patient.slug.starts_with("gi-bleed")) {
      EXPECT_TRUE(active.contains("warfarin"));
    }
    if (patient.slug.starts_with("aki")) {
      EXPECT_TRUE(active.contains("lisinopril") && active.contains("metformin"));
    }
  }
}

TEST(Truth, FlagsFollowTheReferenceRange) {
  for (const SynthPatient& patient : Sample()) {
    Json truth = Json::parse(patient.truth);
    for (const Json& series : truth.at("series"))
      for (const Json& point : series.at("points")) {
        double value = std::stod(point.at("value").get<std::string>());
        bool low = series.contains("low") && value < std::stod(series.at("low").get<std::string>());
        bool high = series.contains("high") && value > std::stod(series.at("high").get<std::string>());
        std::string flag = point.at("flag");
        EXPECT_EQ(flag.starts_with("L"), low) << series.at("test") << point;
        EXPECT_EQ(flag.starts_with("H"), high) << series.at("test") << point;
      }
  }
}

// Text between a heading and the next blank line.
std::string SectionOf(const std::string& note, const std::string& heading) {
  std::size_t at = note.find("\n" + heading + ":\n");
  if (at == std::string::npos) return {};
  at += heading.size() + 3;
  return note.substr(at, note.find("\n\n", at) - at);
}

TEST(Notes, AgreeWithTheTruth) {
  for (const SynthPatient& patient : Sample()) {
    Json truth = Json::parse(patient.truth);
    bool korean = IsKorean(patient);
    const char* language = Language(patient);
    const std::string& note = EmergencyNote(patient).text;
    EXPECT_EQ(FindInvalidUtf8(note), std::string_view::npos);
    EXPECT_NE(note.find(patient.logical_id), std::string::npos);
    std::string drugs = SectionOf(note, korean ? "현재 복용약" : "Current medications");
    for (const Json& drug : truth.at("medications")) {
      std::string line = drug.at("name").at(language).get<std::string>() + " " + drug.at("instruction").at(language).get<std::string>();
      std::string stopped = std::string(korean ? "- 중단: " : "- Stopped: ") + line;
      if (drug.at("status") == "active") {
        EXPECT_NE(drugs.find("- " + line), std::string::npos) << line;
      } else {
        EXPECT_NE(drugs.find(stopped + ", " + drug.at("end").get<std::string>()), std::string::npos) << line;
      }
    }
    std::string labs = SectionOf(note, korean ? "검사 결과" : "Laboratory results"), arrival = truth.at("emergency").at("arrival");
    for (const Json& series : truth.at("series"))
      for (const Json& point : series.at("points"))
        if (point.at("time").get<std::string>() >= arrival) {
          EXPECT_NE(labs.find(series.at("name").at(language).get<std::string>() + " " + point.at("value").get<std::string>()),
                    std::string::npos)
              << point;
        }
    std::string story = SectionOf(note, korean ? "현병력" : "History of present illness");
    std::size_t denies = korean ? story.find(" 있음. ") : story.find("Denies ");
    ASSERT_NE(denies, std::string::npos);
    for (const Json& symptom : truth.at("emergency").at("denied"))
      EXPECT_NE(story.find(symptom.at("name").at(language).get<std::string>(), denies), std::string::npos) << symptom;
    std::string allergies = SectionOf(note, korean ? "알레르기" : "Allergies");
    for (const Json& allergy : truth.at("allergies"))
      EXPECT_NE(allergies.find(allergy.at("substance").at(language).get<std::string>()), std::string::npos);
    if (truth.at("no_known_allergies")) {
      EXPECT_NE(allergies.find(korean ? "알레르기 없음" : "No known allergies"), std::string::npos);
    }
    EXPECT_EQ(SectionOf(note, korean ? "소생술 여부" : "Code status"), truth.at("emergency").at("code_status").at(language));
    for (const Json& given : truth.at("emergency").at("given"))
      EXPECT_NE(note.find(given.at("name").at(language).get<std::string>() + " " + given.at("dose").get<std::string>()), std::string::npos)
          << given;
  }
}

// "999-99" is any three digits, a hyphen and two digits.
bool HoldsShape(const std::string& text, std::string_view shape) {
  for (std::size_t at = 0; at + shape.size() <= text.size(); ++at)
    if (std::equal(shape.begin(), shape.end(), text.begin() + static_cast<std::ptrdiff_t>(at),
                   [](char form, char c) { return form == '9' ? IsDigitAscii(c) : form == c; }))
      return true;
  return false;
}

TEST(Notes, NothingLooksLikeAResidentNumber) {
  for (const SynthPatient& patient : Sample())
    for (const SynthNote& note : patient.notes) {
      EXPECT_FALSE(HoldsShape(note.text, "999999-9999999"));  // Korea
      EXPECT_FALSE(HoldsShape(note.text, "999-99-9999"));     // United States
    }
}

TEST(Generator, WritesAFolder) {
  namespace fs = std::filesystem;
  fs::path folder = fs::temp_directory_path() / ("aegle-synth-" + std::to_string(Now()));
  std::vector<SynthPatient> one(Sample().begin(), Sample().begin() + 1);
  int calls = 0;
  ASSERT_TRUE(WritePatients(one, folder.string(), [&](const Progress& p) { calls += p.done == 1 && p.total == 1; }).has_value());
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(fs::file_size(folder / one[0].slug / "bundle.json"), one[0].bundle.size());
  EXPECT_TRUE(fs::exists(folder / one[0].slug / one[0].notes[0].file_name));
  fs::remove_all(folder);
  EXPECT_EQ(WritePatients(one, "/dev/null/no").error().code, ErrorCode::kIo);
}

}  // namespace
}  // namespace aegle
