#include "record/sensitivity.h"

#include <utility>

namespace aegle {
namespace {

constexpr std::array<std::string_view, 5> kNames{"psychiatry", "hiv", "substance-use", "reproductive", "restricted"};

constexpr std::pair<std::string_view, Sensitivity> kCodes[] = {
    {"PSY", Sensitivity::kPsychiatry},       {"PSYTHPN", Sensitivity::kPsychiatry}, {"MH", Sensitivity::kPsychiatry},
    {"BH", Sensitivity::kPsychiatry},        {"COGN", Sensitivity::kPsychiatry},    {"HIV", Sensitivity::kHiv},
    {"ETH", Sensitivity::kSubstanceUse},     {"ETHUD", Sensitivity::kSubstanceUse}, {"OPIOIDUD", Sensitivity::kSubstanceUse},
    {"SUD", Sensitivity::kSubstanceUse},     {"DRGIS", Sensitivity::kSubstanceUse}, {"SEX", Sensitivity::kReproductive},
    {"STD", Sensitivity::kReproductive},     {"PREGNANT", Sensitivity::kReproductive}, {"REPRODUCTIVE", Sensitivity::kReproductive},
    {"SV", Sensitivity::kRestricted},        {"TBOO", Sensitivity::kRestricted},    {"VIO", Sensitivity::kRestricted},
    {"GDIS", Sensitivity::kRestricted},      {"SICKLE", Sensitivity::kRestricted},  {"R", Sensitivity::kRestricted},
    {"V", Sensitivity::kRestricted},
};

}  // namespace

std::string_view Name(Sensitivity label) {
  for (std::size_t i = 0; i < kSensitivities.size(); ++i)
    if (kSensitivities[i] == label) return kNames[i];
  return "restricted";
}

std::optional<Sensitivity> ParseSensitivity(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i)
    if (kNames[i] == name) return kSensitivities[i];
  return std::nullopt;
}

SensitivitySet SensitivityOfSecurityCode(std::string_view code) {
  for (const auto& [known, label] : kCodes)
    if (known == code) return label;
  return {};
}

}  // namespace aegle
