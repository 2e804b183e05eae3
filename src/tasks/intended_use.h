// Intended use, function by function: what each is for, who uses it, and how the rules of Korea, the United States and the
// European Union see it. The one table behind docs/intended-use.md, /api/intended-use, the app and the site's switch.
//
// These are engineering readings that a site's own counsel confirms, not legal advice. Sources: MFDS guideline on generative
// artificial-intelligence medical devices (2025-01-24) and the Digital Medical Products Act; FDA, Clinical Decision Support
// Software (2022-09) on section 520(o)(1) of the FD&C Act as amended by the 21st Century Cures Act; Regulation (EU) 2017/745
// (MDR), rule 11, with MDCG 2019-11; Regulation (EU) 2024/1689 (AI Act), articles 6 and 50 and annex III. Pure, thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/settings.h"

namespace aegle {

// In rising order of what the site answers for; setting site.use names the highest that runs.
enum class UseClass : std::uint8_t {
  kRecords,        // keeps, shows, searches and protects what others wrote; nothing is generated
  kDocumentation,  // summarises and drafts what the record says, cited and checked, for a clinician to sign
  kSupport,        // says what a clinician may do next, with reasons that can be reviewed
  kGeneral,        // a language model without a medical purpose of its own
};
[[nodiscard]] std::string_view Name(UseClass use);  // "records", "documentation", "support", "general"

struct IntendedUse {
  std::string_view function;          // "handoff": the task, verb or route group
  UseClass use;
  std::string_view title_en, title_ko;
  std::string_view users;             // "clinicians", "operators", "developers"; nothing is offered to patients yet
  std::string_view mfds, fda, eu;     // the reading of each rule, one sentence
};

[[nodiscard]] std::span<const IntendedUse> IntendedUses();
// Null where there is none: then it must not run.
[[nodiscard]] const IntendedUse* FindIntendedUse(std::string_view function);

// Whether the site lets the function run. Setting site.use: "records", "documentation" (default), "support"; site.general lets
// the general model run beside it. Errors: kDenied (names the switch).
[[nodiscard]] Result<void> RequireUse(const Settings& settings, std::string_view function);

// docs/intended-use.md.
[[nodiscard]] std::string IntendedUseMarkdown();

}  // namespace aegle
