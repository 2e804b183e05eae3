// True sentences from templates, and the same sentences with exactly one error.
#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "trust/seeded_person.h"

namespace aegle::seeded {

enum class ErrorKind { kNumber, kUnit, kDate, kAgeSex, kDrug, kDose, kProblem, kLaterality, kNegation, kStatus, kTrend, kCitation };
inline constexpr int kErrorKinds = 12;
inline constexpr std::array<const char*, kErrorKinds> kErrorNames = {
    "number", "unit", "date", "age/sex", "drug", "dose", "problem", "laterality", "negation", "status", "trend", "wrong citation"};

enum class Part { kDevelopment, kHeldOut };
enum class Tongue { kEnglish, kKorean };

using Slots = std::map<std::string, std::string>;

// What a sentence is made of: the words for each slot, and for each kind of error the slots that it changes.
struct Material {
  std::string family;  // which templates fit
  Slots slots;
  std::map<ErrorKind, std::vector<Slots>> errors;
  std::vector<std::string> cites;
};

struct Template {
  const char* family;
  const char* text;  // "{name} was {value} {unit}."; a capital first letter of a slot name capitalises the words
};
const std::vector<Template>& Templates(Part part, Tongue tongue);

struct Sample {
  std::string text;
  std::vector<std::string> cites, true_cites;
  const char* pattern = "";
};

[[nodiscard]] std::vector<Material> MaterialsOf(const Person& person, Tongue tongue, Random& random);
[[nodiscard]] std::string Fill(const char* pattern, const Slots& slots);
[[nodiscard]] bool Uses(const char* pattern, const Slots& changed);

}  // namespace aegle::seeded
