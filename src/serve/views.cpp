#include "serve/views.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "base/text.h"
#include "record/ucum.h"
#include "tasks/answer_json.h"

namespace aegle {
namespace {

using Json = nlohmann::ordered_json;

const Quantity* NumberOf(const Fact& fact) {
  const auto* quantity = std::get_if<Quantity>(&fact.value);
  return quantity && !quantity->value.empty() && fact.status != FactStatus::kEnteredInError ? quantity : nullptr;
}

const std::string& SeriesKey(const Fact& fact) { return fact.code.code.empty() ? fact.name() : fact.code.code; }

// Where a fact stands on a line of time: when it was so, else when it was written down.
const DateTime& PlaceOf(const Fact& fact) { return fact.effective.start.empty() ? fact.recorded : fact.effective.start; }

// Oldest first; facts without a date stand before all others.
std::vector<const Fact*> InOrderOfTime(const std::vector<Fact>& facts) {
  std::vector<const Fact*> ordered;
  ordered.reserve(facts.size());
  for (const auto& fact : facts) ordered.push_back(&fact);
  auto before = [](const Fact* a, const Fact* b) {
    const DateTime &left = PlaceOf(*a), &right = PlaceOf(*b);
    return left.empty() != right.empty() ? left.empty() : left < right;
  };
  if (!std::is_sorted(ordered.begin(), ordered.end(), before)) std::stable_sort(ordered.begin(), ordered.end(), before);
  return ordered;
}

Json PointJson(const Fact& fact, const Quantity& quantity) {
  auto bound = [](const std::optional<Decimal>& value) { return value ? Json(value->value()) : Json(nullptr); };
  return {{"fact", fact.id.ToString()}, {"t_ms", fact.effective.start.start()}, {"value", quantity.value.value()}, {"text", ValueText(fact.value)},
          {"low", bound(fact.reference_range.low)}, {"high", bound(fact.reference_range.high)}, {"interpretation", Name(fact.interpretation)}};
}

}  // namespace

std::string DumpJson(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

Json PatientView(const PatientSummary& summary, Instant now) {
  static const AuditedAccess kAccess("show the patient to the user of this service");
  const Patient& patient = summary.patient;
  DateTime until = patient.deceased && !patient.deceased_date.empty() ? patient.deceased_date : DateTime::FromInstant(now);
  return {{"id", patient.id.ToString()},
          {"name", patient.name.Reveal(kAccess)},
          {"identifier", patient.identifier.Reveal(kAccess)},
          {"birth_date", patient.birth_date.ToString()},
          {"age", patient.birth_date.empty() ? Json(nullptr) : Json(AgeInYears(patient.birth_date, until))},
          {"gender", Name(patient.gender)},
          {"deceased", patient.deceased},
          {"deceased_date", patient.deceased_date.ToString()},
          {"facts", summary.facts},
          {"documents", summary.documents},
          {"first", summary.first.DateString()},
          {"last", summary.last.DateString()}};
}

Json DocumentView(const Document& document) {
  return {{"id", document.id.ToString()}, {"name", document.name}, {"format", document.format}, {"media_type", document.media_type}, {"encoding", document.encoding},
          {"bytes", document.bytes}, {"sha256", document.sha256}, {"imported_ms", document.imported}, {"source", document.source}};
}

std::string ImportReportJson(const ImportReport& report) {
  return DumpJson({{"document", report.document.id.ToString()},
                   {"already_there", report.already_there},
                   {"ledger", Json::parse(ToJson(report.ledger))},
                   {"counts", {{"added", report.counts.added}, {"updated", report.counts.updated}, {"unchanged", report.counts.unchanged}}},
                   {"seconds", report.seconds}});
}

std::string ProgressJson(const Progress& progress) {
  return DumpJson({{"stage", progress.stage}, {"done", progress.done}, {"total", progress.total}, {"unit", progress.unit}});
}

namespace {

// The columns are written as text one by one: a JSON value a cell would take most of the time of a long record.
class Column {
 public:
  explicit Column(std::string_view name) : text_("\"" + std::string(name) + "\":[") {}
  void Number(std::int64_t value) { Next() += std::to_string(value); }
  void Null() { Next() += "null"; }
  void String(std::string_view value) { Next() += Json(value).dump(-1, ' ', false, Json::error_handler_t::replace); }
  void Word(std::string_view value) {   // without a character that JSON escapes
    std::string& text = Next();
    text += '"';
    text += value;
    text += '"';
  }
  [[nodiscard]] std::string Finish() && { return std::move(text_) + "]"; }

 private:
  std::string& Next() {
    if (text_.back() != '[') text_ += ',';
    return text_;
  }
  std::string text_;
};

void PutTime(Column& column, const DateTime& time) {
  if (time.empty()) column.Null();
  else column.Number(time.start());
}

std::string TimelineValue(const Fact& fact) { return fact.kind == FactKind::kNote ? std::string(Utf8Prefix(fact.text, 120)) : ValueText(fact.value); }

}  // namespace

std::string TimelineJson(const std::vector<Fact>& facts) {
  Column kinds("kinds"), names("names"), fact_ids("fact"), kind("kind"), name("name"), start("start_ms"), end("end_ms"), value("value"), interpretation("interpretation"), status("status");
  for (int i = 0; i < kFactKindCount; ++i) kinds.Word(Name(static_cast<FactKind>(i)));
  std::unordered_map<std::string_view, std::int64_t> name_index;
  for (const Fact* one : InOrderOfTime(facts)) {
    const Fact& fact = *one;
    auto [found, added] = name_index.try_emplace(fact.name(), static_cast<std::int64_t>(name_index.size()));
    if (added) names.String(fact.name());
    fact_ids.Number(fact.id.value());
    kind.Number(static_cast<std::int64_t>(fact.kind));
    name.Number(found->second);
    PutTime(start, PlaceOf(fact));
    PutTime(end, fact.effective.end);
    value.String(TimelineValue(fact));
    interpretation.Word(Name(fact.interpretation));
    status.Word(Name(fact.status));
  }
  std::string json = "{";
  for (Column* column : {&kinds, &names, &fact_ids, &kind, &name, &start, &end, &value, &interpretation, &status}) json += (json.size() > 1 ? "," : "") + std::move(*column).Finish();
  return json + "}";
}

std::string SeriesJson(const std::vector<Fact>& facts, std::string_view code) {
  Json points = Json::array();
  std::string name, unit;
  for (const auto& fact : facts) {
    const Quantity* quantity = NumberOf(fact);
    if (!quantity || SeriesKey(fact) != code || fact.effective.start.empty()) continue;
    name = fact.name();
    unit = DisplayUnit(quantity->unit);
    points.push_back(PointJson(fact, *quantity));
  }
  return DumpJson({{"code", std::string(code)}, {"name", name}, {"unit", unit}, {"points", points}});
}

std::string SeriesListJson(const std::vector<Fact>& facts) {
  struct Entry {
    std::size_t count = 0;
    const Fact* last = nullptr;
  };
  std::map<std::string_view, Entry> by_code;
  for (const auto& fact : facts) {
    if (!NumberOf(fact) || fact.effective.start.empty()) continue;
    Entry& entry = by_code[SeriesKey(fact)];
    ++entry.count;
    if (!entry.last || !(fact.effective.start < entry.last->effective.start)) entry.last = &fact;
  }
  std::vector<std::pair<std::string_view, Entry>> sorted(by_code.begin(), by_code.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.second.count > b.second.count; });
  Json series = Json::array();
  for (const auto& [code, entry] : sorted)
    series.push_back({{"code", std::string(code)}, {"name", entry.last->name()}, {"unit", DisplayUnit(NumberOf(*entry.last)->unit)}, {"count", entry.count},
                      {"last", ValueText(entry.last->value)}, {"last_ms", entry.last->effective.start.start()}});
  return DumpJson({{"series", series}});
}

}  // namespace aegle
