#include "readers/reader.h"

#include <gtest/gtest.h>

#include "readers/fhir_reader.h"
#include "readers/reader_invariants.h"

namespace aegle {
namespace {

std::string Slice(std::string_view bytes, const SourceSpan& span) { return std::string(bytes.substr(span.begin, span.end - span.begin)); }

std::vector<ReadItem> ReadItems(const Reader& reader, std::string_view input, const ReadContext& context = {}) {
  CollectingSink sink;
  auto ledger = reader.Read(input, context, {}, sink);
  EXPECT_TRUE(ledger);
  return std::move(sink.items);
}

ReadItem Item(Disposition disposition, std::string type, std::size_t facts) {
  ReadItem item;
  item.disposition = disposition;
  item.key.type = std::move(type);
  item.facts.resize(facts);
  return item;
}

TEST(ImportLedger, CountsAndBalances) {
  ImportLedger ledger;
  ledger.Count(Item(Disposition::kFacts, "Observation", 3));
  ledger.Count(Item(Disposition::kDocument, "Claim", 0));
  ledger.Count(Item(Disposition::kRefused, "", 0));
  EXPECT_EQ(ledger.in, 3u);
  EXPECT_EQ(ledger.facts, 3u);
  EXPECT_EQ(ledger.lines.size(), 2u);
  EXPECT_TRUE(ledger.Balanced());
  ImportLedger sum;
  sum.Add(ledger);
  sum.Add(ledger);
  EXPECT_EQ(sum.in, 6u);
  EXPECT_EQ(sum.by_type["Observation"].fact_count, 6u);
  EXPECT_TRUE(sum.Balanced());
  ++sum.refused;
  EXPECT_FALSE(sum.Balanced());
}

TEST(ImportLedger, KeepsCountingWhenLinesAreFull) {
  ImportLedger ledger;
  for (std::size_t i = 0; i < ImportLedger::kMaxLines + 5; ++i) ledger.Count(Item(Disposition::kRefused, "", 0));
  EXPECT_EQ(ledger.lines.size(), ImportLedger::kMaxLines);
  EXPECT_EQ(ledger.lines_left_out, 5u);
  EXPECT_TRUE(ledger.Balanced());
  ImportLedger sum = ledger;
  sum.Add(ledger);
  EXPECT_EQ(sum.lines_left_out, ImportLedger::kMaxLines + 10);
  EXPECT_TRUE(sum.Balanced());
}

class Recognition : public testing::Test {
 protected:
  Recognition() { RegisterBuiltInReaders(registry_); }
  std::string FormatOf(std::string_view head, std::string_view name = "") {
    auto reader = registry_.For(head, name);
    return reader ? std::string((*reader)->format()) : "none";
  }
  ReaderRegistry registry_;
};

TEST_F(Recognition, Formats) {
  EXPECT_EQ(FormatOf("{\n  \"resourceType\": \"Bundle\",\n"), "fhir-bundle");
  EXPECT_EQ(FormatOf("{\"resourceType\":\"Bundle\",\"entry\":[{\"fullUrl\":", "x.json"), "fhir-bundle");
  EXPECT_EQ(FormatOf("\xEF\xBB\xBF{\"resourceType\":\"Patient\"}\n"), "fhir-bundle");
  EXPECT_EQ(FormatOf("{\"resourceType\":\"Patient\"}\n{\"resourceType\":\"Pat"), "fhir-ndjson");
  EXPECT_EQ(FormatOf("{\"resourceType\":\"Patient\"}", "export.ndjson"), "fhir-ndjson");
  EXPECT_EQ(FormatOf("{\"a\":1}", "x.json"), "fhir-bundle");
  EXPECT_EQ(FormatOf("garbage", "x.json"), "fhir-bundle");
  EXPECT_EQ(FormatOf("[{\"resourceType\":\"Patient\"}]"), "fhir-bundle");
  EXPECT_EQ(registry_.ByFormat("fhir-ndjson")->LineByLine(), true);
  EXPECT_EQ(registry_.ByFormat("nothing"), nullptr);
}

TEST(FhirReader, SourceIsTheSmallestObject) {
  std::string text =
      R"({"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Observation", "id": "o", "subject": {"reference": "Patient/p"},
    "code": {"text": "BP"}, "valueString": "see parts", "component": [{"code": {"text": "systolic"}, "valueInteger": 120}, {"code": {"text": "diastolic"}, "valueInteger": 80}]}},
    {"resource": {"resourceType": "Patient", "id": "p", "birthDate": "1970-01-01"}}]})";
  auto items = ReadItems(*MakeFhirReader(), text);
  ASSERT_EQ(items.size(), 2u);
  ASSERT_EQ(items[0].facts.size(), 3u);
  EXPECT_EQ(Slice(text, items[0].facts[0].source).substr(0, 31), R"({"resourceType": "Observation",)");
  EXPECT_EQ(Slice(text, items[0].facts[1].source), R"({"code": {"text": "systolic"}, "valueInteger": 120})");
  EXPECT_EQ(Slice(text, items[0].facts[2].source), R"({"code": {"text": "diastolic"}, "valueInteger": 80})");
  EXPECT_EQ(items[0].facts[2].part, 2);
  EXPECT_EQ(items[0].subject, "p");
  ASSERT_EQ(items[1].facts.size(), 1u);
  EXPECT_EQ(Slice(text, items[1].facts[0].source), R"("birthDate": "1970-01-01")");
}

TEST(FhirReader, PatientAndMeta) {
  std::string text = R"({"resourceType": "Patient", "id": "p", "meta": {"versionId": "4", "lastUpdated": "2024-01-02T03:04:05Z"},
    "identifier": [{"value": "x"}, {"type": {"coding": [{"code": "MR"}]}, "value": "MRN-7"}],
    "name": [{"use": "maiden", "family": "Old"}, {"use": "official", "family": "Park", "given": ["Jisoo", "A"]}], "gender": "female", "birthDate": "1980-02-29",
    "text": {"status": "generated", "div": "<div>Park &amp; Jisoo</div>"}})";
  auto items = ReadItems(*MakeFhirReader(), text);
  ASSERT_EQ(items.size(), 1u);
  ASSERT_TRUE(items[0].patient);
  AuditedAccess access("test");
  EXPECT_EQ(items[0].patient->name.Reveal(access), "Jisoo A Park");
  EXPECT_EQ(items[0].patient->identifier.Reveal(access), "MRN-7");
  EXPECT_EQ(items[0].patient->birth_date.ToString(), "1980-02-29");
  EXPECT_EQ(items[0].patient->gender, AdministrativeGender::kFemale);
  EXPECT_EQ(items[0].version, "4");
  EXPECT_EQ(items[0].last_updated.ToString(), "2024-01-02T03:04:05Z");
  EXPECT_EQ(items[0].text, "Park & Jisoo");
}

TEST(FhirReader, SecurityLabelsAreOnEveryFactOfTheResource) {
  auto items = ReadItems(*MakeFhirReader(), R"({"resourceType": "Observation", "id": "o", "status": "final", "subject": {"reference": "Patient/p"},
    "meta": {"security": [{"code": "N"}, {"code": "HIV"}, {"code": "R"}]}, "code": {"text": "panel"},
    "component": [{"code": {"text": "load"}, "valueInteger": 20}]})");
  ASSERT_EQ(items.size(), 1u);
  ASSERT_FALSE(items[0].facts.empty());
  for (const Fact& fact : items[0].facts) EXPECT_EQ(fact.sensitivity, SensitivitySet(Sensitivity::kHiv) | Sensitivity::kRestricted);
  EXPECT_TRUE(SensitivityOfSecurityCode("N").empty());
}

TEST(FhirReader, DocumentsCarryTheirWordsAndTheirPatient) {
  auto items = ReadItems(
      *MakeFhirReader(),
      R"({"resourceType": "Claim", "id": "c", "patient": {"reference": "Patient/p"}, "item": [{"productOrService": {"text": "Appendectomy"}}]})");
  ASSERT_EQ(items.size(), 1u);
  EXPECT_EQ(items[0].disposition, Disposition::kDocument);
  EXPECT_EQ(items[0].subject, "p");
  EXPECT_EQ(items[0].text, "Appendectomy");
}

TEST(FhirReader, MissingIdIsStable) {
  auto reader = MakeFhirReader();
  std::string text = R"({"resourceType": "Patient", "gender": "male"})";
  std::string first = ReadItems(*reader, text)[0].key.logical_id, second = ReadItems(*reader, text)[0].key.logical_id;
  EXPECT_EQ(first.size(), 44u);
  EXPECT_EQ(first.substr(0, 4), "sha-");
  EXPECT_EQ(first, second);
  EXPECT_NE(ReadItems(*reader, R"({"resourceType": "Patient", "gender": "female"})")[0].key.logical_id, first);
}

TEST(FhirReader, LimitsHold) {
  Limits limits;
  limits.items = 1;
  CollectingSink sink;
  std::string bundle =
      R"({"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Patient", "id": "a"}}, {"resource": {"resourceType": "Patient", "id": "b"}}]})";
  auto ledger = MakeFhirReader()->Read(bundle, {}, limits, sink);
  ASSERT_TRUE(ledger);
  EXPECT_EQ(ledger->refused, 1u);
  EXPECT_EQ(sink.items.at(0).error, ErrorCode::kTooLarge);
  limits.bytes = 10;
  auto too_large = MakeFhirReader()->Read(bundle, {}, limits, sink);
  ASSERT_FALSE(too_large);
  EXPECT_EQ(too_large.error().code, ErrorCode::kTooLarge);
}

TEST(FhirReader, TheSinkMayStopTheRead) {
  struct Full : FactSink {
    int taken = 0;
    Result<void> Take(ReadItem&&) override { return ++taken < 2 ? Result<void>() : Fail(ErrorCode::kNoSpace, "full"); }
  } sink;
  std::string lines =
      "{\"resourceType\":\"Patient\",\"id\":\"a\"}\n{\"resourceType\":\"Patient\",\"id\":\"b\"}\n{\"resourceType\":\"Patient\",\"id\":"
      "\"c\"}\n";
  auto ledger = MakeFhirNdjsonReader()->Read(lines, {}, {}, sink);
  ASSERT_FALSE(ledger);
  EXPECT_EQ(ledger.error().code, ErrorCode::kNoSpace);
  EXPECT_EQ(sink.taken, 2);
}

// A stream that is cut at any line feed gives the same items, offsets and counts as the whole.
TEST(FhirNdjson, PartsAreTheWhole) {
  std::string lines =
      "{\"resourceType\":\"Patient\",\"id\":\"a\",\"gender\":\"male\"}\r\nbroken\n\n{\"resourceType\":\"Condition\",\"id\":\"c\","
      "\"subject\":{\"reference\":\"Patient/"
      "a\"},\"code\":{\"text\":\"Gout\"},\"onsetDateTime\":\"2020-99\"}\n{\"resourceType\":\"Claim\",\"id\":\"x\"}";
  auto reader = MakeFhirNdjsonReader();
  CollectingSink whole_sink;
  auto whole = reader->Read(lines, {}, {}, whole_sink);
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->in, 4u);
  for (std::size_t cut = lines.find('\n'); cut != std::string::npos; cut = lines.find('\n', cut + 1)) {
    CollectingSink sink;
    ReadContext second;
    second.base_offset = cut + 1;
    ImportLedger sum;
    sum.Add(*reader->Read(std::string_view(lines).substr(0, cut + 1), {}, {}, sink));
    sum.Add(*reader->Read(std::string_view(lines).substr(cut + 1), second, {}, sink));
    EXPECT_EQ(sum.bytes, whole->bytes);
    ASSERT_EQ(sum.lines.size(), whole->lines.size());
    for (std::size_t i = 0; i < sum.lines.size(); ++i) {
      EXPECT_EQ(sum.lines[i].offset, whole->lines[i].offset);
      EXPECT_EQ(sum.lines[i].reason, whole->lines[i].reason);
    }
    ASSERT_EQ(sink.items.size(), whole_sink.items.size());
    for (std::size_t i = 0; i < sink.items.size(); ++i) EXPECT_EQ(sink.items[i].begin, whole_sink.items[i].begin);
  }
}

TEST(FhirNdjson, AHugeLineIsRefusedAndTheRestGoesOn) {
  Limits limits;
  limits.bytes = 100;
  CollectingSink sink;
  std::string lines =
      "{\"resourceType\":\"Patient\",\"id\":\"a\",\"x\":\"" + std::string(200, 'x') + "\"}\n{\"resourceType\":\"Patient\",\"id\":\"b\"}\n";
  auto ledger = MakeFhirNdjsonReader()->Read(lines, {}, limits, sink);
  ASSERT_TRUE(ledger);
  EXPECT_EQ(ledger->refused, 1u);
  EXPECT_EQ(ledger->kept, 1u);
  EXPECT_EQ(sink.items.at(0).error, ErrorCode::kTooLarge);
}

}  // namespace
}  // namespace aegle
