#include "tasks/intended_use.h"

#include <iterator>

namespace aegle {
namespace {

constexpr std::string_view kMfdsRecords = "Not a medical device: administrative and record functions.";
constexpr std::string_view kMfdsDocumentation = "Outside the generative-device guideline: record search, summary and dictation without diagnosis, treatment or prognosis.";
constexpr std::string_view kFdaRecords = "Not a device: 520(o)(1)(A) administrative support and (C) electronic patient records.";
constexpr std::string_view kFdaDocumentation = "Not a device while it restates the record: 520(o)(1)(C), (D); every sentence can be reviewed at its source.";
constexpr std::string_view kEuRecords = "No medical purpose under MDR article 2(1) (MDCG 2019-11: storage, archival, search); AI Act: none of annex III.";
constexpr std::string_view kEuDocumentation = "No rule 11 software while nothing is inferred; AI Act article 50: marked as generated; human oversight by sign-off.";

constexpr IntendedUse kUses[] = {
    {"import", UseClass::kRecords, "Import and keep records", "기록 가져오기와 보관", "operators", kMfdsRecords, kFdaRecords, kEuRecords},
    {"timeline", UseClass::kRecords, "Timeline, results and search", "타임라인, 검사 결과, 검색", "clinicians", kMfdsRecords, kFdaRecords, kEuRecords},
    {"deid", UseClass::kRecords, "De-identification", "비식별화", "researchers, operators", kMfdsRecords, kFdaRecords, kEuRecords},
    {"audit", UseClass::kRecords, "Audit and access", "감사와 접근 관리", "auditors, operators", kMfdsRecords, kFdaRecords, kEuRecords},
    {"sign", UseClass::kRecords, "Review, signature and export", "검토, 서명, 내보내기", "clinicians", kMfdsRecords, kFdaRecords, kEuRecords},
    {"summarize", UseClass::kDocumentation, "Summary of a record", "기록 요약", "clinicians", kMfdsDocumentation, kFdaDocumentation, kEuDocumentation},
    {"handoff", UseClass::kDocumentation, "Handoff (I-PASS)", "인수인계 (I-PASS)", "clinicians", kMfdsDocumentation, kFdaDocumentation, kEuDocumentation},
    {"ask", UseClass::kDocumentation, "Questions about a record", "기록에 대한 질문", "clinicians", kMfdsDocumentation, kFdaDocumentation, kEuDocumentation},
    {"chat", UseClass::kGeneral, "Language model without a record (OpenAI-compatible API)", "기록과 무관한 언어 모델 (OpenAI 호환 API)", "developers",
     "A generalist tool: outside the guideline while no medical purpose is claimed for it.", "Not a device while it is not intended for diagnosis, cure, mitigation, treatment or prevention.",
     "No medical purpose under MDR; AI Act article 50: whoever shows its text to people says that it is generated."},
};

// A table cell of Markdown.
std::string Cell(std::string_view text) { return "| " + std::string(text) + " "; }

}  // namespace

std::string_view Name(UseClass use) {
  switch (use) {
    case UseClass::kRecords: return "records";
    case UseClass::kDocumentation: return "documentation";
    case UseClass::kSupport: return "support";
    case UseClass::kGeneral: return "general";
  }
  return "";
}

std::span<const IntendedUse> IntendedUses() { return kUses; }

const IntendedUse* FindIntendedUse(std::string_view function) {
  for (const IntendedUse& use : kUses)
    if (use.function == function) return &use;
  return nullptr;
}

Result<void> RequireUse(const Settings& settings, std::string_view function) {
  const IntendedUse* use = FindIntendedUse(function);
  if (use == nullptr) return Fail(ErrorCode::kDenied, "no intended use is declared for this function, so it does not run", std::string(function));
  const std::string& site = settings.Text("site.use");
  if (use->use == UseClass::kGeneral) {
    if (settings.Flag("site.general")) return {};
    return Fail(ErrorCode::kDenied, "this site does not run the general language model", "site.general", "An operator may set site.general = true.");
  }
  const UseClass highest = site == "support" ? UseClass::kSupport : site == "documentation" ? UseClass::kDocumentation : UseClass::kRecords;
  if (use->use <= highest) return {};
  return Fail(ErrorCode::kDenied, "this site does not run functions of the class \"" + std::string(Name(use->use)) + "\"", "site.use", "An operator may set site.use = \"" + std::string(Name(use->use)) + "\".");
}

std::string IntendedUseMarkdown() {
  std::string text =
      "# Intended use, function by function\n\n"
      "This page is the table of `src/tasks/intended_use.cpp`; a test compares them. They are engineering readings, not legal advice: a site confirms them with its own counsel.\n\n"
      "* `records`: keeps, shows, searches and protects what others wrote; nothing is generated.\n"
      "* `documentation`: summarises and drafts what the record says, cited and checked, for a clinician to sign.\n"
      "* `support`: says what a clinician may do next, with reasons that can be reviewed. No function of this class is there yet.\n"
      "* `general`: a language model without a medical purpose of its own.\n\n"
      "The setting `site.use` names the highest class that runs (default `documentation`), `site.general` whether the general model does. A function without a row does not run.\n"
      "Nothing is offered to patients, and nothing decides by itself: a clinician reviews and signs. Sources are named in `src/tasks/intended_use.h`.\n\n"
      "| function | class | what | users | Korea (MFDS) | United States (FDA) | European Union (MDR, AI Act) |\n|---|---|---|---|---|---|---|\n";
  for (const IntendedUse& use : kUses)
    text += Cell("`" + std::string(use.function) + "`") + Cell("`" + std::string(Name(use.use)) + "`") + Cell(std::string(use.title_en) + " · " + std::string(use.title_ko)) + Cell(use.users) + Cell(use.mfds) +
            Cell(use.fda) + Cell(use.eu) + "|\n";
  return text;
}

}  // namespace aegle
