#include "readers/fhir_resource.h"

#include <charconv>
#include <limits>

#include "base/text.h"

namespace aegle {

FhirResource::FhirResource(JsonValue json, const FhirScope& scope, std::string_view base, std::uint64_t base_offset)
    : json_(json), scope_(scope), base_(base), base_offset_(base_offset) {
  item_.begin = base_offset + json.begin();
  item_.end = base_offset + json.end();
}

// ---- elements

JsonValue FhirResource::Element(JsonValue in, std::string_view name, JsonKind kind) {
  JsonValue value = in[name];
  if (!value || value.kind() == kind) return value;
  Refuse(value, "is " + std::string(Name(value.kind())) + ", but should be " + std::string(Name(kind)));
  return {};
}

JsonValue FhirResource::Object(JsonValue in, std::string_view name) { return Element(in, name, JsonKind::kObject); }

JsonItems FhirResource::Array(JsonValue in, std::string_view name) { return Element(in, name, JsonKind::kArray).Items(); }

JsonItems FhirResource::Objects(JsonValue in, std::string_view name) {
  JsonItems items = Array(in, name);
  for (JsonValue item : items) {
    if (item.kind() == JsonKind::kObject) continue;
    Refuse(item, "is " + std::string(Name(item.kind())) + ", but should be an object");
    return {};
  }
  return items;
}

JsonValue FhirResource::FirstObject(JsonValue in, std::string_view name) {
  for (JsonValue item : Objects(in, name)) return item;
  return {};
}

std::string_view FhirResource::String(JsonValue in, std::string_view name) { return Element(in, name, JsonKind::kString).Text(); }

std::optional<bool> FhirResource::Boolean(JsonValue in, std::string_view name) {
  JsonValue value = in[name];
  if (!value) return std::nullopt;
  if (value.kind() == JsonKind::kTrue) return true;
  if (value.kind() == JsonKind::kFalse) return false;
  Refuse(value, "is " + std::string(Name(value.kind())) + ", but should be a boolean");
  return std::nullopt;
}

std::optional<std::int64_t> FhirResource::Integer(JsonValue in, std::string_view name) {
  JsonValue value = Element(in, name, JsonKind::kNumber);
  if (!value) return std::nullopt;
  std::string_view text = value.Text();
  std::int64_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc{} && end == text.data() + text.size()) return number;
  Refuse(value, "is not an integer of 64 bits");
  return std::nullopt;
}

Decimal FhirResource::Number(JsonValue in, std::string_view name) {
  JsonValue value = Element(in, name, JsonKind::kNumber);
  if (!value) return {};
  auto number = Decimal::Parse(value.Text());
  if (number) return *std::move(number);
  Refuse(value, "is not a finite number", number.error().code);
  return {};
}

DateTime FhirResource::Date(JsonValue in, std::string_view name) {
  JsonValue value = Element(in, name, JsonKind::kString);
  if (!value || value.Text().empty()) return {};
  auto date = DateTime::Parse(value.Text());
  if (date) return *date;
  Refuse(value, "is not a date of the calendar (YYYY, YYYY-MM, YYYY-MM-DD, or with a time and zone)");
  return {};
}

// ---- references

FhirTarget FhirResource::ResolveContained(std::string_view fragment) {
  FhirTarget target;
  target.contained = true;
  for (JsonValue contained : Objects(json_, "contained")) {
    if (String(contained, "id") != fragment) continue;
    target.resource = contained;
    target.type = String(contained, "resourceType");
    target.problem = "is contained in it and has no identity of its own";
    return target;
  }
  target.problem = "is said to be contained in it, but is not there";
  return target;
}

FhirTarget FhirResource::ResolveUrl(std::string_view text) {
  FhirTarget target;
  if (const FhirEntry* entry = scope_.Find(text, base_)) {
    if (entry->ambiguous) {
      target.problem = "has a fullUrl that two resources of the Bundle share";
      return target;
    }
    target.type = entry->key.type;
    target.id = entry->key.logical_id;
    target.resource = entry->resource;
    return target;
  }
  FhirUrl url = ParseFhirUrl(text);
  if (url.type.empty()) {
    target.problem = text.substr(0, 4) == "urn:" ? "is not in this Bundle" : "is not named by a type and an id";
  } else if (!url.base.empty() && !base_.empty() && url.base != base_) {
    target.problem = "is on another server";
  } else {
    target.type = url.type;
    target.id = url.id;
  }
  return target;
}

FhirTarget FhirResource::Resolve(JsonValue reference) {
  FhirTarget target;
  std::string_view text = String(reference, "reference");
  if (text.empty()) {
    target.problem = "is not named by a reference";
  } else if (text.front() == '#') {
    target = ResolveContained(text.substr(1));
  } else {
    target = ResolveUrl(text);
  }
  target.display = String(reference, "display");
  return target;
}

void FhirResource::SetSubject(std::string_view name) {
  JsonValue reference = Object(json_, name);
  if (!reference) {
    subject_problem_ = "it names no patient";
    return;
  }
  FhirTarget target = Resolve(reference);
  if (!target.type.empty() && target.type != "Patient") {
    subject_problem_ = "it is about a " + target.type + ", not a patient";
  } else if (!target.problem.empty() || target.id.empty()) {
    subject_problem_ = "its patient " + target.problem;
  } else {
    item_.subject = std::move(target.id);
  }
}

void FhirResource::SetEncounter(std::string_view name) {
  JsonValue reference = Object(json_, name);
  if (!reference) return;
  FhirTarget target = Resolve(reference);
  if (target.type == "Encounter") encounter_ = std::move(target.id);
}

// ---- results

Fact FhirResource::NewFact(FactKind kind) {
  Fact fact;
  fact.kind = kind;
  fact.resource = item_.key;
  fact.encounter = encounter_;
  fact.source = SpanOf(json_, json_);
  fact.sensitivity = sensitivity_;
  return fact;
}

Fact FhirResource::NewPart(FactKind kind, JsonValue object) {
  Fact fact = NewFact(kind);
  fact.source = SpanOf(object, object);
  if (++parts_ > std::numeric_limits<std::uint16_t>::max()) {
    Refuse(object, "is one of more than 65,535 parts", ErrorCode::kTooLarge);
    return fact;
  }
  fact.part = static_cast<std::uint16_t>(parts_);
  return fact;
}

SourceSpan FhirResource::SpanOf(JsonValue from, JsonValue to) const {
  return {DocumentId(), base_offset_ + from.begin(), base_offset_ + to.end()};
}

// A statement that was withdrawn is no longer present, possible or expected; one that said "none" still says it.
void FhirResource::Add(Fact&& fact) {
  if (refused_) return;
  if (fact.status == FactStatus::kEnteredInError && fact.assertion != Assertion::kNegated) fact.assertion = Assertion::kRefuted;
  if (fact.code.empty() && fact.text.empty()) fact.code.display = item_.key.type;  // a fact without any name is called by its type
  item_.facts.push_back(std::move(fact));
}

void FhirResource::AddText(std::string_view text) {
  if (text.empty()) return;
  if (!item_.text.empty()) item_.text += '\n';
  item_.text += text;
}

void FhirResource::Refuse(JsonValue at, std::string_view message, ErrorCode code) {
  if (refused_) return;
  refused_ = true;
  item_.error = code;
  std::string path = JsonPath(json_, at.begin());
  item_.reason = (path.empty() ? std::string("the resource") : path) + " " + std::string(message) + " (byte " +
                 std::to_string(base_offset_ + at.begin()) + ")";
}

void FhirResource::KeepAsDocument(std::string reason) {
  if (refused_ || document_) return;
  document_ = true;
  item_.reason = std::move(reason);
}

ReadItem FhirResource::Finish() {
  if (!refused_ && !document_ && item_.facts.empty() && !item_.patient) KeepAsDocument("it states nothing that has a fact form");
  if (!refused_ && !document_ && item_.subject.empty()) KeepAsDocument(subject_problem_.empty() ? "it names no patient" : subject_problem_);
  item_.disposition = refused_ ? Disposition::kRefused : document_ ? Disposition::kDocument : Disposition::kFacts;
  if (item_.disposition != Disposition::kFacts) {
    item_.facts.clear();
    item_.patient.reset();
  }
  if (refused_) item_.text.clear();
  return std::move(item_);
}

}  // namespace aegle
