#include "tasks/render/terms.h"

#include <algorithm>
#include <unordered_map>

#include "base/text.h"

namespace aegle {
namespace {

using NameIndex = std::unordered_map<std::string, std::vector<const Term*>>;

struct Index {
  std::unordered_map<std::string, const Term*> by_code;
  NameIndex by_name;          // every name and alias
  std::unordered_map<std::string, const Term*> by_own_name;   // the term's own name, not another word for it
};

bool CodedByLoinc(const Term& term) { return term.kind == TermKind::kMeasurement; }

void AddName(NameIndex& names, std::string_view name, const Term& term) {
  if (name.empty()) return;
  auto& terms = names[ToLowerAscii(name)];
  if (std::find(terms.begin(), terms.end(), &term) == terms.end()) terms.push_back(&term);
}

const Index& TheIndex() {
  static const Index index = [] {
    Index made;
    for (const Term& term : Terms()) {
      for (std::string_view code : Split(term.codes, ' '))
        if (!code.empty()) made.by_code.emplace(code, &term);
      AddName(made.by_name, term.english, term);
      AddName(made.by_name, term.korean, term);
      for (std::string_view alias : Split(term.aliases, '|')) AddName(made.by_name, alias, term);
    }
    for (const Term& term : Terms())
      for (std::string_view name : {term.english, term.korean, term.english.empty() ? Split(term.aliases, '|').front() : term.english})
        if (!name.empty()) made.by_own_name.emplace(ToLowerAscii(name), &term);
    return made;
  }();
  return index;
}

// "Hypertension (disorder)" -> "Hypertension": the tag names the SNOMED CT hierarchy and tells a reader nothing.
std::string_view WithoutHierarchyTag(std::string_view name) {
  for (std::string_view tag : {" (disorder)", " (finding)", " (procedure)", " (situation)", " (substance)", " (product)", " (event)",
                               " (regime/therapy)", " (observable entity)", " (morphologic abnormality)", " (physical object)"})
    if (name.ends_with(tag)) return Trim(name.substr(0, name.size() - tag.size()));
  return name;
}

// "Creatinine [Mass/volume] in Serum or Plasma" -> "Creatinine": property and system are in the code. Only of LOINC names, and only
// where nothing but system and method follows ("DXA [T-score] Bone density" keeps all).
std::string_view WithoutLoincAxes(std::string_view name) {
  auto open = name.find(" ["), close = name.find(']');
  if (open == std::string_view::npos || open == 0 || close == std::string_view::npos) return name;
  std::string_view rest = name.substr(close + 1);
  return rest.empty() || rest.starts_with(" in ") || rest.starts_with(" by ") || rest.starts_with(" of ") ? Trim(name.substr(0, open)) : name;
}

// A code is only looked up in its own terminology; a source without a system is believed where the code is in the table.
bool SystemFits(const Coding& coding, const Term& term) {
  if (coding.system.empty()) return true;
  if (coding.system == system_uri::kLoinc) return CodedByLoinc(term) || term.kind == TermKind::kHistory;
  if (coding.system == system_uri::kSnomedCt) return true;
  return false;
}

const Term* ByCode(const Coding& coding) {
  auto found = TheIndex().by_code.find(coding.code);
  return found != TheIndex().by_code.end() && SystemFits(coding, *found->second) ? found->second : nullptr;
}

// A LOINC code that the table lacks is another measurement, whatever its name (glucose of urine is not that of blood).
const Term* ByOwnName(const Coding& coding, std::string_view name) {
  if (coding.system == system_uri::kLoinc && !coding.code.empty()) return nullptr;
  auto found = TheIndex().by_own_name.find(ToLowerAscii(WithoutHierarchyTag(name)));
  return found == TheIndex().by_own_name.end() ? nullptr : found->second;
}

std::string NameIn(const Term* term, const Coding& coding, std::string_view written, Language language) {
  if (term) {
    std::string_view own = language == Language::kKorean ? term->korean : term->english;
    if (!own.empty()) return std::string(own);
  }
  if (coding.system == system_uri::kLoinc) return std::string(WithoutLoincAxes(written));
  return std::string(WithoutHierarchyTag(written));
}

}  // namespace

const Term* TermOf(const Fact& fact) {
  if (fact.kind == FactKind::kNote) return nullptr;   // its code names a section, not what is measured
  if (const Term* term = ByCode(fact.code)) return term;
  for (const Coding& coding : fact.more_codes)
    if (const Term* term = ByCode(coding)) return term;
  return ByOwnName(fact.code, fact.name());
}

std::vector<const Term*> TermsNamed(std::string_view lower) {
  auto found = TheIndex().by_name.find(std::string(lower));
  return found == TheIndex().by_name.end() ? std::vector<const Term*>{} : found->second;
}

std::vector<std::string> WordsOf(const Term& term) {
  std::vector<std::string> words;
  for (std::string_view name : {term.english, term.korean})
    if (!name.empty()) words.push_back(ToLowerAscii(name));
  for (std::string_view alias : Split(term.aliases, '|'))
    if (!alias.empty()) words.emplace_back(alias);
  return words;
}

std::string DisplayName(const Fact& fact, Language language) { return NameIn(TermOf(fact), fact.code, fact.name(), language); }

std::string DisplayName(const Coding& coding, Language language) {
  const Term* term = ByCode(coding);
  if (!term) term = ByOwnName(coding, coding.display);
  return NameIn(term, coding, coding.display.empty() ? coding.code : coding.display, language);
}

}  // namespace aegle
