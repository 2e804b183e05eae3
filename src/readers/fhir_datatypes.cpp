#include "readers/fhir_datatypes.h"

#include "base/text.h"

namespace aegle {
namespace {

void AppendWords(std::string& list, std::string_view words) {
  if (words.empty()) return;
  if (!list.empty()) list += ", ";
  list += words;
}

// UCUM code where the source gives one, else the unit as written.
void SetUnit(FhirResource& r, Quantity& quantity, JsonValue json) {
  std::string_view unit = r.String(json, "unit"), code = r.String(json, "code");
  bool ucum = r.String(json, "system") == system_uri::kUcum && !code.empty();
  quantity.unit = ucum || unit.empty() ? code : unit;
  if (ucum && unit != code) quantity.unit_text = unit;
}

std::optional<Comparator> ParseComparator(std::string_view text) {
  for (Comparator comparator :
       {Comparator::kNone, Comparator::kLess, Comparator::kLessOrEqual, Comparator::kGreaterOrEqual, Comparator::kGreater})
    if (ToText(comparator) == text) return comparator;
  return std::nullopt;
}

// "12-lead ECG, 3 dimensions, a value each 2 ms": the samples stay in the original.
std::string SampledDataWords(FhirResource& r, JsonValue sampled) {
  std::string words = "sampled data, " + std::string(sampled["dimensions"].Text()) + " dimension(s), a value each " +
                      std::string(sampled["period"].Text()) + " ms";
  if (std::string origin = QuantityWords(r, r.Object(sampled, "origin")); !origin.empty()) words += ", origin " + origin;
  return words;
}

std::string AttachmentWords(FhirResource& r, JsonValue attachment) {
  std::string_view title = r.String(attachment, "title");
  return title.empty() ? "attachment " + std::string(r.String(attachment, "contentType")) : std::string(title);
}

FactValue QuantityValue(FhirResource& r, JsonValue json) {
  if (auto quantity = ReadQuantity(r, json)) return *std::move(quantity);
  return {};
}

// A bare number ("valueDecimal") is a quantity without a unit.
FactValue NumberValue(FhirResource& r, JsonValue in, std::string_view name) {
  Decimal number = r.Number(in, name);
  if (number.empty()) return {};
  return Quantity{std::move(number)};
}

FactValue ObjectValue(FhirResource& r, const FhirChoice& choice) {
  JsonValue json = choice.value;
  std::string_view type = choice.type;
  if (type == "Quantity" || type == "Age" || type == "Duration" || type == "Count" || type == "Distance") return QuantityValue(r, json);
  if (type == "CodeableConcept") return ReadConcept(r, json);
  if (type == "Coding") return ReadCoding(r, json);
  if (type == "Range") {
    if (auto range = ReadRange(r, json)) return *std::move(range);
  } else if (type == "Ratio") {
    if (auto ratio = ReadRatio(r, json)) return *std::move(ratio);
  } else if (type == "Period") {
    return PeriodWords(ReadPeriod(r, json));
  } else if (type == "Timing") {
    return TimingWords(r, json);
  } else if (type == "SampledData") {
    return SampledDataWords(r, json);
  } else if (type == "Attachment") {
    return AttachmentWords(r, json);
  } else if (type == "Reference") {
    return ReferenceWords(r, json);
  } else {
    r.KeepAsDocument("it has a value of a type that is not known here: " + std::string(Utf8Prefix(type, 40)));
  }
  return {};
}

bool IsObjectType(const FhirChoice& choice) { return choice.value.kind() == JsonKind::kObject; }

// "every 6 hours", "2 times per day"; units as UCUM in FHIR: s min h d wk mo a.
std::string FrequencyWords(FhirResource& r, JsonValue repeat) {
  std::string_view unit = r.String(repeat, "periodUnit");
  if (unit.empty()) return {};
  static constexpr std::pair<std::string_view, std::string_view> kUnits[] = {
      {"s", "second"}, {"min", "minute"}, {"h", "hour"}, {"d", "day"}, {"wk", "week"}, {"mo", "month"}, {"a", "year"}};
  std::string word(unit);
  for (auto [code, name] : kUnits)
    if (code == unit) word = name;
  std::string frequency(repeat["frequency"].Text()), most(repeat["frequencyMax"].Text());
  std::string period(r.Number(repeat, "period").text()), longest(repeat["periodMax"].Text());
  if (!longest.empty()) period += "-" + longest;
  bool one = period.empty() || period == "1";
  if (most.empty() && (frequency.empty() || frequency == "1")) return one ? "every " + word : "every " + period + " " + word + "s";
  if (!most.empty()) frequency = (frequency.empty() ? "1" : frequency) + "-" + most;
  return frequency + " times " + (one ? "per " + word : "in " + period + " " + word + "s");
}

std::string StringsWords(FhirResource& r, JsonValue in, std::string_view name) {
  std::string words;
  for (JsonValue item : r.Array(in, name)) AppendWords(words, item.Text());
  return words;
}

std::string RepeatWords(FhirResource& r, JsonValue repeat) {
  std::string words = FrequencyWords(r, repeat);
  if (std::string when = StringsWords(r, repeat, "when"); !when.empty()) {
    if (auto offset = r.Integer(repeat, "offset")) when += " (" + std::to_string(*offset) + " minutes)";
    AppendWords(words, when);
  }
  AppendWords(words, StringsWords(r, repeat, "dayOfWeek"));
  if (std::string times = StringsWords(r, repeat, "timeOfDay"); !times.empty()) AppendWords(words, "at " + times);
  if (Decimal duration = r.Number(repeat, "duration"); !duration.empty())
    AppendWords(words, "for " + duration.text() + " " + std::string(r.String(repeat, "durationUnit")));
  if (auto count = r.Integer(repeat, "count")) AppendWords(words, std::to_string(*count) + " times in all");
  if (std::string bounds = ValueWords(r, repeat, "bounds"); !bounds.empty()) AppendWords(words, "for " + bounds);
  return words;
}

}  // namespace

void AppendText(std::string& text, std::string_view label, std::string_view words) {
  if (words.empty()) return;
  if (!text.empty()) text += "; ";
  if (!label.empty()) {
    text += label;
    text += ": ";
  }
  text += words;
}

Coding ReadCoding(FhirResource& r, JsonValue coding) {
  return {std::string(r.String(coding, "system")), std::string(r.String(coding, "code")), std::string(r.String(coding, "display"))};
}

Coding ReadConcept(FhirResource& r, JsonValue codeable) {
  JsonValue chosen;
  for (JsonValue coding : r.Objects(codeable, "coding")) {
    if (!chosen) chosen = coding;
    if (!r.Boolean(coding, "userSelected").value_or(false)) continue;
    chosen = coding;
    break;
  }
  Coding code = chosen ? ReadCoding(r, chosen) : Coding{};
  if (code.display.empty()) code.display = r.String(codeable, "text");
  return code;
}

void SetCode(FhirResource& r, Fact& fact, JsonValue codeable) {
  fact.code = ReadConcept(r, codeable);
  for (JsonValue coding : r.Objects(codeable, "coding")) {
    if (r.String(coding, "system") == fact.code.system && r.String(coding, "code") == fact.code.code) continue;
    if (Coding other = ReadCoding(r, coding); !other.empty()) fact.more_codes.push_back(std::move(other));
  }
  std::string_view text = r.String(codeable, "text");
  if (!text.empty() && text != fact.code.display) fact.more_codes.push_back({"", "", std::string(text)});
}

std::string ConceptWords(FhirResource& r, JsonValue codeable) {
  if (std::string_view text = r.String(codeable, "text"); !text.empty()) return std::string(text);
  Coding code = ReadConcept(r, codeable);
  return code.display.empty() ? code.code : code.display;
}

std::string ConceptsWords(FhirResource& r, JsonValue in, std::string_view name) {
  std::string words;
  for (JsonValue codeable : r.Objects(in, name)) AppendWords(words, ConceptWords(r, codeable));
  return words;
}

std::string_view ConceptCode(FhirResource& r, JsonValue codeable) { return r.String(r.FirstObject(codeable, "coding"), "code"); }

std::optional<Quantity> ReadQuantity(FhirResource& r, JsonValue json) {
  Quantity quantity;
  quantity.value = r.Number(json, "value");
  SetUnit(r, quantity, json);
  if (auto comparator = ParseComparator(r.String(json, "comparator"))) {
    quantity.comparator = *comparator;
  } else {
    r.Refuse(json["comparator"], "is not a comparator of FHIR R4");
  }
  if (quantity.value.empty()) return std::nullopt;
  return quantity;
}

std::string QuantityWords(FhirResource& r, JsonValue json) {
  auto quantity = ReadQuantity(r, json);
  return quantity ? ValueText(*std::move(quantity)) : std::string();
}

std::optional<Range> ReadRange(FhirResource& r, JsonValue json) {
  Range range{ReadQuantity(r, r.Object(json, "low")), ReadQuantity(r, r.Object(json, "high"))};
  if (!range.low && !range.high) return std::nullopt;
  return range;
}

std::optional<Ratio> ReadRatio(FhirResource& r, JsonValue json) {
  auto numerator = ReadQuantity(r, r.Object(json, "numerator")), denominator = ReadQuantity(r, r.Object(json, "denominator"));
  if (!numerator || !denominator) return std::nullopt;
  return Ratio{*std::move(numerator), *std::move(denominator)};
}

Period ReadPeriod(FhirResource& r, JsonValue period) { return {r.Date(period, "start"), r.Date(period, "end")}; }

std::string PeriodWords(const Period& period) {
  std::string words = period.start.Readable();
  if (!period.end.empty()) words += (words.empty() ? "until " : " to ") + period.end.Readable();
  return words;
}

std::string TimingWords(FhirResource& r, JsonValue timing) {
  std::string words = RepeatWords(r, r.Object(timing, "repeat"));
  if (words.empty()) words = ConceptWords(r, r.Object(timing, "code"));
  for (JsonValue event : r.Array(timing, "event")) AppendWords(words, event.Text());
  return words;
}

FhirChoice Choice(FhirResource& r, JsonValue in, std::string_view name) {
  FhirChoice choice;
  for (JsonMember member : in.Members()) {
    std::string_view key = member.key.Text();
    if (key.size() <= name.size() || key.substr(0, name.size()) != name) continue;
    if (key[name.size()] < 'A' || key[name.size()] > 'Z') continue;
    if (choice.value) r.Refuse(member.value, "is a second " + std::string(name) + "[x]");
    choice = {member.value, key.substr(name.size())};
  }
  return choice;
}

FactValue ReadValue(FhirResource& r, JsonValue in, std::string_view name) {
  FhirChoice choice = Choice(r, in, name);
  if (!choice.value) return {};
  std::string key = std::string(name) + std::string(choice.type);
  std::string_view type = choice.type;
  if (IsObjectType(choice)) return ObjectValue(r, choice);
  if (type == "Boolean") {
    if (auto yes = r.Boolean(in, key)) return *yes;
  } else if (type == "Integer" || type == "PositiveInt" || type == "UnsignedInt") {
    if (auto number = r.Integer(in, key)) return *number;
  } else if (type == "Decimal") {
    return NumberValue(r, in, key);
  } else if (type == "DateTime" || type == "Date" || type == "Instant") {
    if (DateTime date = r.Date(in, key); !date.empty()) return date;
  } else if (std::string_view text = r.String(in, key); !text.empty()) {  // string, markdown, time, uri, code
    return std::string(text);
  }
  return {};
}

std::string ValueWords(FhirResource& r, JsonValue in, std::string_view name) { return ValueText(ReadValue(r, in, name)); }

void SetEffective(FhirResource& r, Fact& fact, std::string_view name, std::string_view label) {
  FhirChoice choice = Choice(r, r.json(), name);
  if (!choice.value) return;
  std::string key = std::string(name) + std::string(choice.type);
  if (choice.type == "Period") {
    fact.effective = ReadPeriod(r, r.Object(r.json(), key));
  } else if (choice.type == "DateTime" || choice.type == "Date" || choice.type == "Instant") {
    fact.effective.start = r.Date(r.json(), key);
  } else {
    AppendText(fact.text, label, ValueWords(r, r.json(), name));
  }
}

std::string ReferenceWords(FhirResource& r, JsonValue reference) {
  FhirTarget target = r.Resolve(reference);
  if (!target.display.empty()) return target.display;
  for (std::string_view name : {"code", "type", "vaccineCode"}) {
    JsonValue codeable = target.resource[name];
    if (std::string words = codeable.Is(JsonKind::kObject) ? ConceptWords(r, codeable) : std::string(); !words.empty()) return words;
  }
  if (JsonValue description = target.resource["description"]; description.Is(JsonKind::kObject)) return ConceptWords(r, description);
  if (std::string_view text = r.String(r.Object(reference, "identifier"), "value"); !text.empty()) return std::string(text);
  return std::string(r.String(reference, "reference"));
}

std::string ReferencesWords(FhirResource& r, JsonValue in, std::string_view name) {
  std::string words;
  for (JsonValue reference : r.Objects(in, name)) AppendWords(words, ReferenceWords(r, reference));
  return words;
}

void AddReasons(FhirResource& r, Fact& fact) {
  std::string words = ConceptsWords(r, r.json(), "reasonCode");
  for (JsonValue reference : r.Objects(r.json(), "reasonReference")) {
    std::string reason = ReferenceWords(r, reference);
    if (words.find(reason) == std::string::npos) AppendWords(words, reason);  // often the same as the code
  }
  AppendText(fact.text, "For", words);
}

void AddNotes(FhirResource& r, Fact& fact, JsonValue in) {
  for (JsonValue note : r.Objects(in, "note")) AppendText(fact.text, "Note", r.String(note, "text"));
}

void SetBodySite(FhirResource& r, Fact& fact, JsonValue in, std::string_view name) {
  JsonValue site = in[name];
  if (!site) return;
  fact.body_site = site.Is(JsonKind::kArray) ? ConceptsWords(r, in, name) : ConceptWords(r, r.Object(in, name));
}

}  // namespace aegle
