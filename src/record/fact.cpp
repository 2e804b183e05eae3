#include "record/fact.h"

#include <array>

#include "record/ucum.h"

namespace aegle {
namespace {

constexpr std::array<std::string_view, kFactKindCount> kKindNames = {
    "patient",        "encounter",      "condition", "allergy",      "medication", "laboratory", "vital-sign",
    "social-history", "observation",    "procedure", "immunization", "imaging",    "report",     "order",
    "care-plan",      "family-history", "device",    "note",         "other"};

constexpr std::array<std::string_view, 17> kStatusNames = {
    "unknown",   "active",  "recurrence", "inactive",    "remission", "resolved", "planned",   "in-progress",     "on-hold",
    "completed", "stopped", "cancelled",  "preliminary", "final",     "amended",  "corrected", "entered-in-error"};
static_assert(kStatusNames.size() == static_cast<std::size_t>(FactStatus::kEnteredInError) + 1);

constexpr std::array<std::string_view, 7> kAssertionNames = {"present", "negated",    "possible", "conditional",
                                                             "family",  "historical", "refuted"};
constexpr std::array<std::string_view, 9> kInterpretationCodes = {"", "N", "L", "H", "LL", "HH", "A", "POS", "NEG"};
constexpr std::array<std::string_view, 9> kInterpretationWords = {
    "", "normal", "low", "high", "critically low", "critically high", "abnormal", "positive", "negative"};

// The digits as recorded, the unit as people write it.
std::string Shown(const Quantity& quantity) {
  std::string unit = quantity.unit_text.empty() ? DisplayUnit(quantity.unit) : quantity.unit_text;
  std::string text = std::string(ToText(quantity.comparator)) + quantity.value.text();
  return unit.empty() ? text : text + " " + unit;
}

std::string Shown(const Range& range) {
  if (!range.low && !range.high) return {};
  if (!range.high) return ">=" + Shown(*range.low);
  if (!range.low) return "<=" + Shown(*range.high);
  if (range.low->unit != range.high->unit) return Shown(*range.low) + " - " + Shown(*range.high);
  return range.low->value.text() + "-" + Shown(*range.high);
}

struct ValueToText {
  std::string operator()(std::monostate) const { return {}; }
  std::string operator()(const Quantity& quantity) const { return Shown(quantity); }
  std::string operator()(const Coding& coding) const { return coding.display.empty() ? coding.code : coding.display; }
  std::string operator()(const std::string& text) const { return text; }
  std::string operator()(bool yes) const { return yes ? "yes" : "no"; }
  std::string operator()(std::int64_t number) const { return std::to_string(number); }
  std::string operator()(const Ratio& ratio) const { return Shown(ratio.numerator) + " / " + Shown(ratio.denominator); }
  std::string operator()(const Range& range) const { return Shown(range); }
  std::string operator()(const DateTime& time) const { return time.Readable(); }
};

// "(reference 3.9-5.6, high)", empty where neither is known.
std::string Remarks(const Fact& fact) {
  std::vector<std::string> remarks;
  if (!fact.reference_range.empty()) remarks.push_back("reference " + fact.reference_range.ToString());
  if (fact.interpretation != Interpretation::kNone)
    remarks.emplace_back(kInterpretationWords[static_cast<std::size_t>(fact.interpretation)]);
  if (fact.assertion != Assertion::kPresent) remarks.emplace_back(Name(fact.assertion));
  if (fact.status != FactStatus::kUnknown && fact.status != FactStatus::kFinal) remarks.emplace_back(Name(fact.status));
  if (remarks.empty()) return {};
  std::string text = "(";
  for (const auto& remark : remarks) text += (text.size() > 1 ? ", " : "") + remark;
  return text + ")";
}

std::string Dates(const Fact& fact) {
  std::string start = fact.effective.start.Readable(), end = fact.effective.end.Readable();
  if (start.empty() && end.empty()) return fact.recorded.Readable();
  if (end.empty() || end == start) return start;
  return start.empty() ? "until " + end : start + " to " + end;
}

}  // namespace

std::string_view Name(FactKind kind) { return kKindNames.at(static_cast<std::size_t>(kind)); }

std::optional<FactKind> ParseFactKind(std::string_view name) {
  for (std::size_t i = 0; i < kKindNames.size(); ++i)
    if (kKindNames[i] == name) return static_cast<FactKind>(i);
  return std::nullopt;
}

std::string_view Name(FactStatus status) { return kStatusNames.at(static_cast<std::size_t>(status)); }
std::string_view Name(Assertion assertion) { return kAssertionNames.at(static_cast<std::size_t>(assertion)); }
std::string_view Name(Interpretation interpretation) { return kInterpretationCodes.at(static_cast<std::size_t>(interpretation)); }

const std::string& Fact::name() const {
  if (!code.display.empty()) return code.display;
  return text.empty() ? code.code : text;
}

std::string ValueText(const FactValue& value) { return std::visit(ValueToText{}, value); }

std::string OneLine(const Fact& fact) {
  std::string line;
  auto add = [&](const std::string& part) {
    if (!part.empty()) line += (line.empty() ? "" : " ") + part;
  };
  add(Dates(fact));
  add(fact.name());
  add(ValueText(fact.value));
  add(Remarks(fact));
  if (!fact.text.empty() && fact.text != fact.name()) line += ": " + fact.text;
  for (char& c : line)
    if (c == '\n' || c == '\r' || c == '\t') c = ' ';
  return line;
}

}  // namespace aegle
