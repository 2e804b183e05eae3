// What labels a fact carries: those of its source, and what its own code says.
//
// Source of the classes: ICD-10 chapters and blocks (F00-F99 without F10-F19 psychiatry, F10-F19 substance use; B20-B24, Z21, O98.7 HIV;
// N96-N97, O00-O99, Z30-Z39 reproductive), ATC (N05, N06A/B/C psychiatry; N07B substance use; J05AE, J05AG, J05AR, J05AF HIV;
// G02B, G03A reproductive), LOINC and SNOMED CT by the words of their display, English and Korean. The classes err towards
// a label: what they name is hidden from those without clearance. An allergy has none: it warns whoever treats. Pure.
#pragma once

#include "record/fact.h"

namespace aegle {

[[nodiscard]] SensitivitySet LabelsOf(const Fact& fact);

}  // namespace aegle
