#include <algorithm>
#include <array>
#include <string>

#include "record/ucum.h"

namespace aegle {
namespace {

// Molar masses in g/mol from PubChem (National Library of Medicine), which computes them from the IUPAC standard atomic
// weights of 2021. By convention of laboratories: urea nitrogen counts the two nitrogen atoms of urea, triglycerides are
// counted as triolein, phosphate as phosphorus, haemoglobin as its monomer (64,458 / 4), lactate as lactic acid.
struct Analyte {
  std::string_view names;  // lower case, separated by '|'
  double molar_mass;       // g/mol
  int valence;             // 0 where equivalents make no sense
  std::string_view loinc;  // separated by '|'
};

constexpr Analyte kAnalytes[] = {
    {"glucose|혈당|포도당", 180.156, 0, "2345-7|2339-0|41653-7|1558-6|2340-8|74774-1|14749-6|15074-8|14771-0|39480-9"},
    {"cholesterol|total cholesterol|hdl cholesterol|ldl cholesterol|hdl|ldl|콜레스테롤", 386.65, 0,
     "2093-3|13457-7|18262-6|2089-1|2085-9|43396-1|14647-2|14646-4|22748-8"},
    {"triglyceride|triglycerides|중성지방", 885.4, 0, "2571-8|3043-7|14927-8"},
    {"creatinine|크레아티닌", 113.12, 0, "2160-0|38483-4|2161-8|14682-9|14683-7"},
    {"urea", 60.056, 0, "3091-6|22664-7"},
    {"urea nitrogen|bun", 28.014, 0, "3094-0|6299-2|14937-7"},
    {"bilirubin|total bilirubin|direct bilirubin|빌리루빈", 584.66, 0, "1975-2|1968-7|42719-5|14631-6|14629-0"},
    {"uric acid|urate|요산", 168.11, 0, "3084-1|14933-6"},
    {"calcium|칼슘", 40.078, 2, "17861-6|49765-1|2000-8|1994-3|1995-0|29265-6"},
    {"magnesium|마그네슘", 24.305, 2, "19123-9|2601-3|2593-2"},
    {"phosphate|phosphorus|인", 30.974, 0, "2777-1|14879-1"},
    {"iron|철", 55.845, 0, "2498-4|14798-3"},
    {"lactate|lactic acid|젖산", 90.08, 1, "2524-7|32693-4|14118-4|2518-9"},
    {"potassium|칼륨", 39.098, 1, "2823-3|6298-4|75940-7|2828-2"},
    {"sodium|나트륨", 22.990, 1, "2951-2|2947-0|2955-3"},
    {"chloride|염소", 35.45, 1, "2075-0|2069-3"},
    {"bicarbonate|carbon dioxide|중탄산염", 61.017, 1, "1963-8|2028-9|20565-8|1959-6|1960-4"},
    {"lithium|리튬", 6.94, 1, "14334-7|3719-2"},
    {"ammonia|암모니아", 17.031, 0, "1841-6|16362-6|22763-7"},
    {"hemoglobin|haemoglobin|혈색소", 16114.5, 0, "718-7|20509-6|30350-3|59260-0|30313-1"},
    {"albumin|알부민", 66500, 0, "1751-7|61151-7|54347-0"},
    {"copper|구리", 63.546, 0, "5631-7|14665-4"},
    {"zinc|아연", 65.38, 0, "5763-8|14955-9"},
    {"vitamin b12|cobalamin", 1355.4, 0, "2132-9|14685-2|16695-9"},
    {"folate|folic acid|엽산", 441.4, 0, "2284-8|14732-2"},
    {"25-hydroxyvitamin d|vitamin d", 400.6, 0, "1989-3|62292-8|14635-7"},
    {"cortisol|코르티솔", 362.5, 0, "2143-6|14675-3"},
    {"thyroxine|free thyroxine|t4|free t4", 776.87, 0, "3026-2|3024-7|14920-3|14921-1"},
    {"triiodothyronine|free triiodothyronine|t3|free t3", 650.97, 0, "3053-6|3051-0|14928-6|14930-2"},
    {"testosterone", 288.4, 0, "2986-8|14913-8"},
    {"estradiol", 272.4, 0, "2243-4|14715-7"},
    {"digoxin|디곡신", 780.9, 0, "10535-3|14698-5"},
    {"acetaminophen|paracetamol|아세트아미노펜", 151.16, 0, "3298-7|14618-3"},
    {"salicylate", 138.12, 0, "4024-6"},
    {"theophylline", 180.16, 0, "4049-3|14915-3"},
    {"phenytoin", 252.27, 0, "3968-5|14877-5"},
    {"vancomycin|반코마이신", 1449.3, 0, "20578-1|4092-3|4090-7"},
    {"ethanol|alcohol|에탄올", 46.07, 0, "5643-2|5640-8|15120-9"},
};

bool Lists(std::string_view list, std::string_view item) {
  if (item.empty()) return false;
  for (std::size_t at = 0; at <= list.size();) {
    std::size_t end = std::min(list.find('|', at), list.size());
    if (list.substr(at, end - at) == item) return true;
    at = end + 1;
  }
  return false;
}

const Analyte* FindAnalyte(std::string_view name) {
  for (const Analyte& analyte : kAnalytes)
    if (Lists(analyte.loinc, name) || Lists(analyte.names, name)) return &analyte;
  return nullptr;
}

// Dimensions of the two sides, in the order of UcumUnit::dimension().
constexpr std::array<signed char, kUcumDimensions> kPerVolume{-3, 0, 0, 0, 0, 0, 0, 0};
constexpr std::array<signed char, kUcumDimensions> kMassPerVolume{-3, 0, 1, 0, 0, 0, 0, 0};

}  // namespace

Result<double> ConvertConcentration(double value, std::string_view from, std::string_view to, std::string_view analyte) {
  AEGLE_TRY(source, UcumUnit::Parse(from));
  AEGLE_TRY(target, UcumUnit::Parse(to));
  if (source.CommensurableWith(target)) return ConvertUnit(value, from, to);
  const Analyte* found = FindAnalyte(analyte);
  if (!found) return Fail(ErrorCode::kUnsupported, "the molar mass of this analyte is not in the table");

  // Grams per base volume of one unit; 0 where the unit is no concentration of this analyte.
  static const double avogadro = UcumUnit::Parse("mol").value().factor();
  auto grams = [&](const UcumUnit& unit) {
    if (unit.dimension() == kMassPerVolume && unit.moles_ == 0 && unit.equivalents_ == 0) return unit.factor();
    if (unit.dimension() != kPerVolume) return 0.0;
    double amount = unit.factor() / avogadro * found->molar_mass;
    if (unit.moles_ == 1 && unit.equivalents_ == 0) return amount;
    return unit.equivalents_ == 1 && unit.moles_ == 0 && found->valence > 0 ? amount / found->valence : 0.0;
  };
  double source_grams = grams(source), target_grams = grams(target);
  if (source_grams == 0 || target_grams == 0)
    return Fail(ErrorCode::kUnsupported, std::string(from) + " does not convert to " + std::string(to) + " for this analyte");
  return value * (source_grams / target_grams);
}

}  // namespace aegle
