// A fact as words: the exact recorded value, its unit as people write it, dates in ISO form in both languages.
// Nothing is rounded or converted. Pure, thread-safe.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "record/fact.h"
#include "trust/answer.h"

namespace aegle {

// "2024-03-02 14:05", "2024-03"; the words for "date not recorded" where there is none.
[[nodiscard]] std::string RenderDate(const DateTime& date, Language language);

// "5.9 mmol/L", "Never smoker", "yes"; empty where the fact has no value.
[[nodiscard]] std::string RenderValue(const Fact& fact, Language language);

// "high", "critically low" ...; empty for none.
[[nodiscard]] std::string RenderInterpretation(Interpretation interpretation, Language language);
[[nodiscard]] std::string RenderStatus(FactStatus status, Language language);

// The fact without its date: "potassium 5.9 mmol/L (high, reference 3.5-5.1)", "Hypertension", "Penicillin (reaction: hives)",
// "Metformin 500 MG Oral Tablet (1 tablet twice daily)", "emergency visit (reason: chest pain)".
// `flag`: what the chart rules say of the value, where the source said nothing.
[[nodiscard]] std::string RenderCore(const Fact& fact, Language language, Interpretation flag = Interpretation::kNone);

// RenderCore with the date and, where it matters, the status: "Hypertension (active, since 2010-03-01)".
[[nodiscard]] std::string RenderFact(const Fact& fact, Language language, Interpretation flag = Interpretation::kNone);

// Name, value, what it means and when, without reference range, dose, reason or reaction: for a line of many things.
[[nodiscard]] std::string RenderBrief(const Fact& fact, Language language, Interpretation flag = Interpretation::kNone);

// "3.5-5.1", "at most 26", "at least 60" (the bounds of a FHIR range are within it).
[[nodiscard]] std::string RenderRange(const ReferenceRange& range, Language language);

// Systolic and diastolic of one measurement: "blood pressure 92/58 mmHg (low)".
[[nodiscard]] std::string RenderBloodPressure(const Fact& systolic, const Fact& diastolic, Language language, Interpretation flag);

// A number computed from measurements, with one more digit than the finest of them: mean of "7.1" and "7.4" is "7.25".
[[nodiscard]] std::string RenderComputed(double value, int decimals);

// Fact::text is labelled parts ("Reaction: hives; Criticality: high; take with food"). The words under one label, "" for what stands
// first without one; on one line.
[[nodiscard]] std::string TextPart(const Fact& fact, std::string_view label);
// All of the text but the parts that only file the fact (Type, Category, Results ...) or that are shown otherwise (For, Criticality).
[[nodiscard]] std::string SaidText(const Fact& fact);

// Text of the source on one line, without the full stop at its end, so that it can stand inside a sentence.
[[nodiscard]] std::string OneLineText(std::string_view text);
// The same with semicolons for the full stops within it: several sentences of a report as one.
[[nodiscard]] std::string InOneSentence(std::string_view text);

}  // namespace aegle
