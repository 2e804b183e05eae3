#include "record/ucum.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "base/random.h"
#include "base/text.h"

namespace aegle {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> CaseLines(const std::string& name) {
  std::ifstream file(std::string(AEGLE_SOURCE_DIR) + "/src/record/cases/" + name);
  EXPECT_TRUE(file.good()) << name;
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);)
    if (!line.empty() && line[0] != '#') lines.push_back(line);
  return lines;
}

TEST(Ucum, ConvertsAsTheReferenceImplementation) {
  std::vector<std::string> lines = CaseLines("ucum_conversions.txt");
  EXPECT_GE(lines.size(), 300u);
  for (const std::string& line : lines) {
    std::vector<std::string_view> fields = Split(line, '\t');
    ASSERT_EQ(fields.size(), 4u) << line;
    Result<double> got = ConvertUnit(std::stod(std::string(fields[0])), fields[1], fields[2]);
    if (fields[3] == "-") {
      EXPECT_FALSE(got.has_value()) << line;
      continue;
    }
    ASSERT_TRUE(got.has_value()) << line << ": " << got.error().ToString();
    double expected = std::stod(std::string(fields[3]));
    EXPECT_NEAR(*got, expected, 1e-9 * std::max(1e-30, std::abs(expected))) << line;
  }
}

TEST(Ucum, ThereAndBackIsTheSameValue) {
  Random random(7);
  for (const std::string& line : CaseLines("ucum_conversions.txt")) {
    std::vector<std::string_view> fields = Split(line, '\t');
    if (fields[3] == "-") continue;
    double value = random.Uniform(0.001, 1000);
    double back = ConvertUnit(ConvertUnit(value, fields[1], fields[2]).value(), fields[2], fields[1]).value();
    EXPECT_NEAR(back, value, 1e-9 * value + 1e-9) << line;
  }
}

TEST(Ucum, RefusesWhatIsNoTerm) {
  for (const char* code : {"",
                           " ",
                           "mg/",
                           "/",
                           "mg//dL",
                           "mg dL",
                           "(mg",
                           "mg)",
                           "{open",
                           "mg{a{b}}",
                           "[in_i",
                           "mg-",
                           "10*",
                           "0.mg",
                           "mg..L",
                           "Cel/min",
                           "Cel2",
                           "m101",
                           "m999999999999",
                           "é",
                           "mm[Hg",
                           "10*400",
                           "((((((((((((((((((m))))))))))))))))))"}) {
    Result<UcumUnit> unit = UcumUnit::Parse(code);
    if (std::string_view(code) == "10*") {
      EXPECT_TRUE(unit.has_value());  // the number ten
      continue;
    }
    EXPECT_FALSE(unit.has_value()) << code;
  }
  EXPECT_EQ(UcumUnit::Parse("mg/xyz").error().code, ErrorCode::kUnsupported);
  EXPECT_EQ(UcumUnit::Parse("mg/xyz").error().place, "byte 3");
  EXPECT_EQ(UcumUnit::Parse("mg/)").error().code, ErrorCode::kBadInput);
}

TEST(Ucum, RandomBytesNeverCrash) {
  Random random(11);
  const std::string alphabet = "mgLdlukcs[]{}()./*^0123456789-+%'HgCelU_ \x80\xff";
  for (int i = 0; i < 20000; ++i) {
    std::string code;
    for (auto n = random.Integer(0, 14); n > 0; --n)
      code += alphabet[static_cast<std::size_t>(random.Integer(0, static_cast<std::int64_t>(alphabet.size()) - 1))];
    (void)UcumUnit::Parse(code);
    (void)NormaliseUnit(code);
    (void)DisplayUnit(code);
  }
}

TEST(Ucum, ArbitraryUnitsConvertOnlyToThemselves) {
  EXPECT_DOUBLE_EQ(ConvertUnit(5, "[IU]/mL", "[iU]/L").value(), 5000);
  EXPECT_DOUBLE_EQ(ConvertUnit(5, "m[IU]/L", "u[IU]/mL").value(), 5);
  EXPECT_FALSE(ConvertUnit(5, "[IU]", "[arb'U]").has_value());
  EXPECT_FALSE(ConvertUnit(5, "[pH]", "nmol/L").has_value());
  EXPECT_FALSE(ConvertUnit(5, "[IU].[CFU]", "[IU]2").has_value());
}

TEST(Ucum, CountsAreNotAmounts) {
  EXPECT_FALSE(ConvertUnit(1, "10*9/L", "mmol/L").has_value());
  EXPECT_FALSE(ConvertUnit(4.1, "meq/L", "mmol/L").has_value());
}

TEST(Ucum, WrittenUnits) {
  for (const std::string& line : CaseLines("units_written.txt")) {
    std::vector<std::string_view> fields = Split(line, '|');
    ASSERT_EQ(fields.size(), 3u) << line;
    std::string_view code = Trim(fields[1]);
    std::optional<std::string> got = NormaliseUnit(fields[0]);
    EXPECT_EQ(got.value_or("-"), code) << line;
    if (code == "-" || !got) continue;
    EXPECT_TRUE(UcumUnit::Parse(*got).has_value()) << line;
    EXPECT_EQ(DisplayUnit(*got), Trim(fields[2])) << line;
    EXPECT_EQ(NormaliseUnit(*got), got) << "a code is its own meaning: " << line;
  }
}

TEST(Ucum, DisplayKeepsStructure) {
  EXPECT_EQ(DisplayUnit("mg/(24.h)"), "mg/(24·h)");
  EXPECT_EQ(DisplayUnit("1"), "");
  EXPECT_EQ(DisplayUnit("{score}"), "");
  EXPECT_EQ(DisplayUnit("{beats}/min"), "/min");
  EXPECT_EQ(DisplayUnit("g/cm-2"), "g/cm⁻²");
  EXPECT_EQ(DisplayUnit("not a unit"), "not a unit");
}

struct Concentration {
  const char* analyte;
  double mass;
  const char* mass_unit;
  double amount;
  const char* amount_unit;
};

// Printed pairs of laboratory conversion tables (conventional to SI).
constexpr Concentration kPrinted[] = {
    {"glucose", 100, "mg/dL", 5.551, "mmol/L"},     {"2345-7", 90, "mg/dL", 4.996, "mmol/L"},
    {"cholesterol", 200, "mg/dL", 5.172, "mmol/L"}, {"triglyceride", 150, "mg/dL", 1.694, "mmol/L"},
    {"creatinine", 1.0, "mg/dL", 88.4, "umol/L"},   {"2160-0", 1.4, "mg/dL", 123.8, "umol/L"},
    {"bun", 14, "mg/dL", 4.998, "mmol/L"},          {"urea", 30, "mg/dL", 4.995, "mmol/L"},
    {"bilirubin", 1, "mg/dL", 17.1, "umol/L"},      {"uric acid", 6, "mg/dL", 356.9, "umol/L"},
    {"calcium", 10, "mg/dL", 2.495, "mmol/L"},      {"magnesium", 2, "mg/dL", 0.8229, "mmol/L"},
    {"phosphate", 3.1, "mg/dL", 1.001, "mmol/L"},   {"iron", 100, "ug/dL", 17.91, "umol/L"},
    {"lactate", 9, "mg/dL", 0.999, "mmol/L"},       {"hemoglobin", 15, "g/dL", 9.308, "mmol/L"},
    {"potassium", 4.0, "meq/L", 4.0, "mmol/L"},     {"calcium", 5, "meq/L", 2.5, "mmol/L"},
    {"sodium", 140, "meq/L", 140, "mmol/L"},        {"혈당", 180, "mg/dL", 9.991, "mmol/L"},
};

TEST(Concentration, AgreesWithPrintedTables) {
  for (const Concentration& row : kPrinted) {
    Result<double> amount = ConvertConcentration(row.mass, row.mass_unit, row.amount_unit, row.analyte);
    ASSERT_TRUE(amount.has_value()) << row.analyte << amount.error().ToString();
    EXPECT_NEAR(*amount, row.amount, 0.001 * row.amount) << row.analyte;
    EXPECT_NEAR(ConvertConcentration(*amount, row.amount_unit, row.mass_unit, row.analyte).value(), row.mass, 1e-9 * row.mass);
  }
}

TEST(Concentration, RefusesWhatItCannotKnow) {
  EXPECT_EQ(ConvertConcentration(1, "mg/dL", "mmol/L", "unobtainium").error().code, ErrorCode::kUnsupported);
  EXPECT_FALSE(ConvertConcentration(1, "mg/dL", "meq/L", "glucose").has_value());  // no valence
  EXPECT_FALSE(ConvertConcentration(1, "mg", "mmol/L", "glucose").has_value());
  EXPECT_FALSE(ConvertConcentration(1, "10*9/L", "mg/dL", "glucose").has_value());
  EXPECT_DOUBLE_EQ(ConvertConcentration(1, "g/L", "mg/dL", "unobtainium").value(), 100);  // needs no molar mass
}

// Codes that sample resources call UCUM although they are not.
const std::set<std::string> kNotUcum = {"ea", "units", "mEq", "mcg", "drop", "ml/hr", "tbl"};

// Codes that follow the system of UCUM in a pretty-printed or compact FHIR file, by plain scanning.
void CountUcumCodes(const std::string& text, std::map<std::string, int>& codes) {
  const std::string system = "\"http://unitsofmeasure.org\"", name = "\"code\"";
  for (std::size_t at = 0; (at = text.find(system, at)) != std::string::npos;) {
    at += system.size();
    std::size_t next = text.find_first_not_of(" \t\r\n,", at);
    if (next == std::string::npos || text.compare(next, name.size(), name) != 0) continue;
    std::size_t open = text.find('"', next + name.size());
    std::size_t close = text.find('"', open + 1);
    if (close != std::string::npos) ++codes[text.substr(open + 1, close - open - 1)];
  }
}

TEST(Ucum, ParsesEveryUnitOfTheSampleRecords) {
  const char* set = std::getenv("AEGLE_DATA");
  fs::path data = set ? fs::path(set) : fs::path(AEGLE_SOURCE_DIR) / ".." / "shared" / "data";
  if (!fs::exists(data / "fhir-synthea-r4")) GTEST_SKIP() << "sample records are not there: set AEGLE_DATA";
  std::map<std::string, int> codes;
  for (const char* folder : {"fhir-synthea-r4", "fhir-r4-hl7-examples", "fhir-test-cases"}) {
    for (const auto& entry : fs::recursive_directory_iterator(data / folder)) {
      if (entry.path().extension() != ".json") continue;
      std::stringstream whole;
      whole << std::ifstream(entry.path(), std::ios::binary).rdbuf();
      CountUcumCodes(whole.str(), codes);
    }
  }
  EXPECT_GE(codes.size(), 30u);
  for (const auto& [code, count] : codes)
    EXPECT_EQ(UcumUnit::Parse(code).has_value(), !kNotUcum.contains(code)) << code << " (" << count << " times)";
}

}  // namespace
}  // namespace aegle
