#include "access/labels.h"

#include <charconv>
#include <string>

#include "base/text.h"

namespace aegle {
namespace {

using enum Sensitivity;

struct WordClass {
  std::string_view word;  // lower case
  Sensitivity label;
};

// Parts of words that a display of this class has.
constexpr WordClass kWords[] = {
    {"hiv", kHiv}, {"human immunodeficiency", kHiv}, {"acquired immunodeficiency", kHiv}, {"antiretroviral", kHiv}, {"tenofovir", kHiv},
    {"emtricitabine", kHiv}, {"dolutegravir", kHiv}, {"bictegravir", kHiv}, {"efavirenz", kHiv}, {"후천면역결핍", kHiv}, {"에이즈", kHiv},
    {"schizophren", kPsychiatry}, {"bipolar disorder", kPsychiatry}, {"depressive", kPsychiatry}, {"depression", kPsychiatry},
    {"psychosis", kPsychiatry}, {"psychotic", kPsychiatry}, {"psychiatr", kPsychiatry}, {"suicid", kPsychiatry}, {"self-harm", kPsychiatry},
    {"panic disorder", kPsychiatry}, {"posttraumatic stress", kPsychiatry}, {"post-traumatic stress", kPsychiatry}, {"anorexia nervosa", kPsychiatry},
    {"bulimia", kPsychiatry}, {"risperidone", kPsychiatry}, {"olanzapine", kPsychiatry}, {"quetiapine", kPsychiatry}, {"clozapine", kPsychiatry},
    {"haloperidol", kPsychiatry}, {"lithium carbonate", kPsychiatry}, {"fluoxetine", kPsychiatry}, {"sertraline", kPsychiatry},
    {"escitalopram", kPsychiatry}, {"phq-9", kPsychiatry}, {"gad-7", kPsychiatry}, {"조현병", kPsychiatry}, {"우울", kPsychiatry}, {"양극성", kPsychiatry},
    {"정신건강", kPsychiatry}, {"정신과", kPsychiatry}, {"자살", kPsychiatry}, {"공황장애", kPsychiatry},
    {"alcohol depend", kSubstanceUse}, {"alcohol use disorder", kSubstanceUse}, {"alcoholism", kSubstanceUse}, {"opioid use disorder", kSubstanceUse},
    {"opioid abuse", kSubstanceUse}, {"drug abuse", kSubstanceUse}, {"drug depend", kSubstanceUse}, {"substance abuse", kSubstanceUse},
    {"substance use", kSubstanceUse}, {"misuses drugs", kSubstanceUse}, {"cocaine", kSubstanceUse}, {"heroin", kSubstanceUse},
    {"methadone", kSubstanceUse}, {"buprenorphine", kSubstanceUse}, {"naltrexone", kSubstanceUse}, {"disulfiram", kSubstanceUse},
    {"dast-10", kSubstanceUse}, {"audit-c", kSubstanceUse}, {"알코올 의존", kSubstanceUse}, {"알코올 사용장애", kSubstanceUse}, {"마약", kSubstanceUse},
    {"약물 남용", kSubstanceUse}, {"약물 의존", kSubstanceUse},
    {"abortion", kReproductive}, {"pregnan", kReproductive}, {"contracepti", kReproductive}, {"infertil", kReproductive},
    {"miscarriage", kReproductive}, {"in vitro fertili", kReproductive}, {"intrauterine device", kReproductive}, {"antenatal", kReproductive},
    {"prenatal", kReproductive}, {"levonorgestrel", kReproductive}, {"임신", kReproductive}, {"피임", kReproductive}, {"난임", kReproductive},
    {"불임", kReproductive}, {"유산", kReproductive}, {"낙태", kReproductive},
};

int TwoDigits(std::string_view code) {
  int value = -1;
  if (code.size() >= 3) std::from_chars(code.data() + 1, code.data() + 3, value);
  return value;
}

SensitivitySet OfIcd10(std::string_view code) {
  if (code.empty()) return {};
  const int block = TwoDigits(code);
  switch (code[0]) {
    case 'F': return block >= 10 && block <= 19 ? kSubstanceUse : kPsychiatry;
    case 'B': return block >= 20 && block <= 24 ? SensitivitySet(kHiv) : SensitivitySet();
    case 'N': return block == 96 || block == 97 ? SensitivitySet(kReproductive) : SensitivitySet();
    case 'O': return code.starts_with("O98.7") ? SensitivitySet(kReproductive) | kHiv : SensitivitySet(kReproductive);
    case 'Z':
      if (block == 21) return kHiv;
      return block >= 30 && block <= 39 ? SensitivitySet(kReproductive) : SensitivitySet();
    default: return {};
  }
}

SensitivitySet OfAtc(std::string_view code) {
  for (std::string_view group : {"J05AE", "J05AF", "J05AG", "J05AR", "J05AJ"})
    if (code.starts_with(group)) return kHiv;
  for (std::string_view group : {"N05", "N06"})
    if (code.starts_with(group) && !code.starts_with("N06D")) return kPsychiatry;
  if (code.starts_with("N07B") && !code.starts_with("N07BA")) return kSubstanceUse;  // N07BA: smoking
  if (code.starts_with("G02B") || code.starts_with("G03A")) return kReproductive;
  return {};
}

SensitivitySet OfCoding(const Coding& coding) {
  if (coding.system.starts_with(system_uri::kIcd10)) return OfIcd10(coding.code);
  if (coding.system == system_uri::kAtc) return OfAtc(coding.code);
  return {};
}

// At the begin of a word; Hangul has no such border, as a word goes on with its particles and stands in compounds.
bool HasWord(std::string_view lower, std::string_view word) {
  for (std::size_t at = 0; (at = lower.find(word, at)) != std::string_view::npos; ++at)
    if (at == 0 || !IsLetterAscii(lower[at - 1]) || !IsLetterAscii(word[0])) return true;
  return false;
}

SensitivitySet OfWords(std::string_view text) {
  SensitivitySet labels;
  if (text.empty()) return labels;
  const std::string lower = ToLowerAscii(text);
  for (const WordClass& entry : kWords)
    if (!labels.Contains(entry.label) && HasWord(lower, entry.word)) labels |= entry.label;
  return labels;
}

}  // namespace

SensitivitySet LabelsOf(const Fact& fact) {
  if (fact.kind == FactKind::kAllergy) return {};   // hidden, it would read as "no allergy in the record"
  SensitivitySet labels = fact.sensitivity;
  labels |= OfCoding(fact.code) | OfWords(fact.code.display);
  for (const Coding& coding : fact.more_codes) labels |= OfCoding(coding) | OfWords(coding.display);
  if (const auto* value = std::get_if<Coding>(&fact.value)) labels |= OfCoding(*value) | OfWords(value->display);
  if (const auto* words = std::get_if<std::string>(&fact.value)) labels |= OfWords(*words);
  labels |= OfWords(fact.text) | OfWords(fact.section);
  return labels;
}

}  // namespace aegle
