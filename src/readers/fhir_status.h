// How the status, verification and negation of FHIR become status and assertion of a fact. What a fact cannot hold exactly
// is added to its text, so that nothing of it is lost ("Status: not-taken").
#pragma once

#include <string_view>

#include "record/fact.h"

namespace aegle {

// The word of any status element of FHIR R4. "not-done", "not-taken" and "declined" also negate the fact.
void SetStatus(Fact& fact, std::string_view word);
// verificationStatus of a Condition or AllergyIntolerance: kPossible, kRefuted, or the status kEnteredInError.
void SetVerification(Fact& fact, std::string_view word);
// intent of a request: a proposal or an option is only possible; "order" says nothing special.
void SetIntent(Fact& fact, std::string_view word);

// A statement that there is none ("No known allergy", "Not allergic to peanuts", "알레르기 없음"), by code or words.
[[nodiscard]] bool SaysNone(const Coding& code);
// A statement that it is not known whether there is any ("no-allergy-info" of the patient summary).
[[nodiscard]] bool SaysNoInformation(const Coding& code);
// Negates the fact where one of its codes says that there is none.
void SetNegation(Fact& fact);

}  // namespace aegle
