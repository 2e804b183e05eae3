// The contract of Store: what goes in comes out, exactly and durably.
#include <thread>

#include "base/hash.h"
#include "store/test_support.h"

namespace aegle::test {
namespace {

TEST_F(StoreTest, NewStoreIsEmpty) {
  auto statistics = Must(store_->Statistics());
  EXPECT_EQ(statistics.patients, 0u);
  EXPECT_EQ(statistics.facts, 0u);
  EXPECT_EQ(statistics.schema_version, 2);
  EXPECT_EQ(statistics.cipher, "AEGIS-256");
  EXPECT_TRUE(Must(store_->Patients({})).empty());
  EXPECT_TRUE(Must(store_->Documents({})).empty());
}

Fact FullFact() {
  Fact fact = MakeFact(FactKind::kLaboratory, "2345-7", "Glucose", "2026-03-01T08:15:30+09:00");
  fact.more_codes = {{"http://snomed.info/sct", "33747003", "Glucose measurement"}, {"", "GLU", ""}};
  fact.value = Quantity{Must(Decimal::Parse("5.40")), "mmol/L", "mmol per litre", Comparator::kLess};
  fact.reference_range.low = Must(Decimal::Parse("3.9"));
  fact.reference_range.high = Must(Decimal::Parse("5.60"));
  fact.reference_range.text = "fasting";
  fact.interpretation = Interpretation::kHigh;
  fact.effective.end = Time("2026-03-01T08:20:00Z");
  fact.recorded = Time("2026-03-02T10:00:00.123Z");
  fact.status = FactStatus::kCorrected;
  fact.assertion = Assertion::kPossible;
  fact.category = "laboratory";
  fact.text = "혈당이 높음";
  fact.section = "Results";
  fact.body_site = "left arm";
  fact.encounter = "0f8fad5b-d9cb-469f-a165-70867728950e";
  fact.part = 2;
  fact.sensitivity = SensitivitySet(Sensitivity::kHiv) | Sensitivity::kRestricted;
  return fact;
}

void ExpectSame(const Fact& got, const Fact& want) {
  EXPECT_EQ(got.kind, want.kind);
  EXPECT_EQ(got.code, want.code);
  EXPECT_EQ(got.more_codes, want.more_codes);
  EXPECT_TRUE(got.value == want.value);
  EXPECT_EQ(got.reference_range, want.reference_range);
  EXPECT_EQ(got.interpretation, want.interpretation);
  EXPECT_EQ(got.effective, want.effective);
  EXPECT_EQ(got.recorded, want.recorded);
  EXPECT_EQ(got.status, want.status);
  EXPECT_EQ(got.assertion, want.assertion);
  EXPECT_EQ(got.category, want.category);
  EXPECT_EQ(got.text, want.text);
  EXPECT_EQ(got.section, want.section);
  EXPECT_EQ(got.body_site, want.body_site);
  EXPECT_EQ(got.encounter, want.encounter);
  EXPECT_EQ(got.part, want.part);
  EXPECT_EQ(got.sensitivity, want.sensitivity);
}

TEST_F(StoreTest, FactComesBackWithEveryField) {
  Fact fact = FullFact();
  ImportItems(*store_, {MakeItem("o1", "p", {fact}, 1, 4)});
  Reopen();
  auto facts = Must(store_->Facts(OnlyPatient(*store_), {}));
  ASSERT_EQ(facts.size(), 1u);
  ExpectSame(facts[0], fact);
  EXPECT_EQ(facts[0].resource, (ResourceKey{"Observation", "o1"}));
  EXPECT_EQ(facts[0].source.begin, 1u);
  EXPECT_EQ(facts[0].source.end, 4u);
  EXPECT_EQ(Must(store_->ReadBytes(facts[0].source.document, 1, 4)), "yte");
  ExpectSame(Must(store_->GetFact(facts[0].id)), fact);
}

TEST_F(StoreTest, EveryKindOfValueComesBack) {
  auto quantity = [](const char* text) { return Quantity{Must(Decimal::Parse(text)), "mm[Hg]", "", Comparator::kNone}; };
  std::vector<FactValue> values{std::monostate{},
                                quantity("0.10"),
                                quantity("-1.5e-3"),
                                Coding{"s", "c", "d"},
                                std::string("Never smoker"),
                                std::string(5000, 'x'),
                                true,
                                false,
                                std::int64_t{-7},
                                Ratio{quantity("1"), quantity("8")},
                                Range{quantity("1"), std::nullopt},
                                Time("2026-03"),
                                Time("1931")};
  std::vector<Fact> facts;
  for (const FactValue& value : values) facts.push_back(MakeFact(FactKind::kObservation, "c", "d")), facts.back().value = value;
  ImportItems(*store_, {MakeItem("o", "p", facts)});
  auto stored = Must(store_->Facts(OnlyPatient(*store_), {}));
  ASSERT_EQ(stored.size(), values.size());
  for (std::size_t i = 0; i < values.size(); ++i) EXPECT_TRUE(stored[i].value == values[i]) << i;
}

TEST_F(StoreTest, TimesKeepPrecisionAndZone) {
  const char* times[] = {"2026",
                         "2026-03",
                         "2026-03-01",
                         "2026-03-01T08:15",
                         "2026-03-01T08:15:30",
                         "2026-03-01T08:15:30Z",
                         "2026-03-01T00:00:00Z",
                         "2026-03-01T08:15:30.250-05:00",
                         "1890-12-31",
                         "0001-01-01",
                         "2026-03-01T00:00:00+09:00",
                         "1969-12-31T23:59:59.999"};
  std::vector<Fact> facts;
  for (const char* time : times) facts.push_back(MakeFact(FactKind::kVitalSign, "c", time, time));
  ImportItems(*store_, {MakeItem("o", "p", facts)});
  for (const Fact& fact : Must(store_->Facts(OnlyPatient(*store_), {}))) {
    EXPECT_EQ(fact.effective.start, Time(fact.code.display)) << fact.code.display;
    EXPECT_EQ(fact.effective.start.ToString(), fact.code.display);
  }
}

TEST_F(StoreTest, FactsAreInTheOrderOfTime) {
  ImportItems(
      *store_,
      {MakeItem("a", "p",
                {MakeFact(FactKind::kVitalSign, "c", "second", "2026-02-01"), MakeFact(FactKind::kVitalSign, "c", "third", "2026-03-01"),
                 MakeFact(FactKind::kVitalSign, "c", "first", "2026-01-01"), MakeFact(FactKind::kVitalSign, "c", "none", "")})});
  auto names = [&](const FactQuery& query) {
    std::string all;
    for (const Fact& fact : Must(store_->Facts(OnlyPatient(*store_), query))) all += fact.code.display + " ";
    return all;
  };
  EXPECT_EQ(names({}), "none first second third ");
  EXPECT_EQ(names({.newest_first = true}), "third second first none ");
  EXPECT_EQ(names({.newest_first = true, .limit = 1}), "third ");
  EXPECT_EQ(names({.limit = 0}), "");
}

TEST_F(StoreTest, FactsAreFilteredByKindCodeAndTime) {
  ImportItems(*store_, {MakeItem("a", "p",
                                 {MakeFact(FactKind::kVitalSign, "8867-4", "pulse", "2026-02-01"),
                                  MakeFact(FactKind::kLaboratory, "2345-7", "glucose", "2026-03-01"),
                                  MakeFact(FactKind::kLaboratory, std::string(300, '9'), "long code", "2026-04-01")})});
  PatientId patient = OnlyPatient(*store_);
  auto count = [&](const FactQuery& query) { return Must(store_->Facts(patient, query)).size(); };
  EXPECT_EQ(count({.kinds = {FactKind::kLaboratory}}), 2u);
  EXPECT_EQ(count({.kinds = {FactKind::kLaboratory, FactKind::kVitalSign}}), 3u);
  EXPECT_EQ(count({.code = "8867-4"}), 1u);
  EXPECT_EQ(count({.code = std::string(300, '9')}), 1u);
  EXPECT_EQ(count({.code = "no such"}), 0u);
  Instant march = Time("2026-03-01").start();
  EXPECT_EQ(count({.from = march}), 2u);
  EXPECT_EQ(count({.to = march}), 1u);
  EXPECT_EQ(count({.from = march, .to = march + 1}), 1u);
}

TEST_F(StoreTest, UnknownIdsAreNotFound) {
  EXPECT_EQ(CodeOf(store_->GetPatient(PatientId(7))), ErrorCode::kNotFound);
  EXPECT_EQ(CodeOf(store_->Facts(PatientId(7), {})), ErrorCode::kNotFound);
  EXPECT_EQ(CodeOf(store_->GetFact(FactId(7))), ErrorCode::kNotFound);
  EXPECT_EQ(CodeOf(store_->GetDocument(DocumentId(7))), ErrorCode::kNotFound);
  EXPECT_EQ(CodeOf(store_->GetLedger(DocumentId(7))), ErrorCode::kNotFound);
  EXPECT_EQ(CodeOf(store_->GetAnswer(AnswerId(7))), ErrorCode::kNotFound);
  EXPECT_EQ(CodeOf(store_->ReadBytes(DocumentId(7), 0, 1)), ErrorCode::kNotFound);
  EXPECT_TRUE(Must(store_->Search(PatientId(7), "x", 5)).empty());
}

// -- originals

TEST_F(StoreTest, OriginalsComeBackByteForByte) {
  std::string bytes;
  std::uint64_t state = 7;
  for (int i = 0; i < 900'000; ++i) bytes += static_cast<char>((state = state * 6364136223846793005u + 1442695040888963407u) >> 60);
  ImportItems(*store_, {}, bytes);
  Document document = Must(store_->Documents({})).at(0);
  EXPECT_EQ(document.bytes, bytes.size());
  EXPECT_EQ(document.sha256, Sha256Hex(bytes));
  EXPECT_EQ(Must(store_->ReadBytes(document.id, 0, bytes.size())), bytes);
  for (std::uint64_t begin : {0u, 1u, 262'143u, 262'144u, 262'145u, 524'288u, 899'999u})
    for (std::uint64_t size : {0u, 1u, 2u, 262'144u, 300'000u}) {
      std::uint64_t end = std::min<std::uint64_t>(begin + size, bytes.size());
      EXPECT_EQ(Must(store_->ReadBytes(document.id, begin, end)), bytes.substr(begin, end - begin)) << begin << " " << end;
    }
}

TEST_F(StoreTest, BytesBehindTheEndAreOutOfRange) {
  ImportItems(*store_, {}, "12345");
  DocumentId id = Must(store_->Documents({})).at(0).id;
  EXPECT_EQ(Must(store_->ReadBytes(id, 5, 5)), "");
  EXPECT_EQ(CodeOf(store_->ReadBytes(id, 0, 6)), ErrorCode::kOutOfRange);
  EXPECT_EQ(CodeOf(store_->ReadBytes(id, 3, 2)), ErrorCode::kOutOfRange);
}

TEST_F(StoreTest, BytesMayComeInAnyPieces) {
  Document document;
  document.source = "test";
  auto session = Must(store_->BeginImport(document));
  std::string all;
  for (int i = 0; i < 3000; ++i) {
    std::string piece(static_cast<std::size_t>(i % 400), static_cast<char>('a' + i % 26));
    all += piece;
    Must(session->AppendBytes(piece));
    if (i % 1000 == 0) Must(session->Flush());
  }
  DocumentId id = session->document();
  Must(session->Commit({}));
  EXPECT_EQ(Must(store_->ReadBytes(id, 0, all.size())), all);
  Must(store_->Verify());
}

TEST_F(StoreTest, DocumentKeepsItsDescription) {
  Document document;
  document.name = "환자 기록.txt";
  document.format = "note";
  document.media_type = "text/plain";
  document.encoding = "cp949";
  document.source = "ward 3";
  document.imported = 1'700'000'000'000;
  auto session = Must(store_->BeginImport(document));
  Must(session->AppendBytes("x"));
  Must(session->Commit({}));
  Document stored = Must(store_->GetDocument(session->document()));
  EXPECT_EQ(stored.name, document.name);
  EXPECT_EQ(stored.format, "note");
  EXPECT_EQ(stored.media_type, "text/plain");
  EXPECT_EQ(stored.encoding, "cp949");
  EXPECT_EQ(stored.source, "ward 3");
  EXPECT_EQ(stored.imported, document.imported);
}

TEST_F(StoreTest, DocumentsOfAPatientNewestFirst) {
  auto import = [&](const char* id, const char* subject, Instant when) {
    Document document;
    document.source = "test";
    document.name = id;
    document.imported = when;
    auto session = Must(store_->BeginImport(document));
    Must(session->AppendBytes(id));
    Must(session->Take(MakeItem(id, subject, {MakeFact(FactKind::kVitalSign, "c", "d")})));
    Must(session->Commit({}));
  };
  import("a", "p", 1000);
  import("b", "p", 3000);
  import("c", "q", 2000);
  auto patients = Must(store_->Patients({}));
  ASSERT_EQ(patients.size(), 2u);
  auto documents = Must(store_->Documents(patients[0].patient.id));
  ASSERT_EQ(documents.size(), 2u);
  EXPECT_EQ(documents[0].name, "b");
  EXPECT_EQ(documents[1].name, "a");
  EXPECT_EQ(Must(store_->Documents({})).size(), 3u);
}

TEST_F(StoreTest, LedgerComesBack) {
  ImportLedger ledger;
  ledger.format = "test";
  ledger.bytes = 12;
  ReadItem refused;
  refused.disposition = Disposition::kRefused;
  refused.key = {"Observation", "x\xff"};
  refused.reason = "값이 없음";
  refused.begin = 42;
  ledger.Count(refused);
  ledger.Count(MakeItem("o", "p", {MakeFact(FactKind::kVitalSign, "c", "d")}));
  ledger.lines_left_out = 3;
  Document document;
  document.source = "test";
  auto session = Must(store_->BeginImport(document));
  Must(session->Commit(ledger));
  const DocumentId id = session->document();
  session.reset();
  Reopen();
  ImportLedger stored = Must(store_->GetLedger(id));
  EXPECT_EQ(stored.format, "test");
  EXPECT_EQ(stored.in, 2u);
  EXPECT_EQ(stored.refused, 1u);
  EXPECT_EQ(stored.kept, 1u);
  EXPECT_EQ(stored.facts, 1u);
  EXPECT_EQ(stored.bytes, 12u);
  EXPECT_EQ(stored.lines_left_out, 3u);
  ASSERT_EQ(stored.lines.size(), 1u);
  EXPECT_EQ(stored.lines[0].reason, "값이 없음");
  EXPECT_EQ(stored.lines[0].offset, 42u);
  EXPECT_EQ(stored.lines[0].disposition, Disposition::kRefused);
  EXPECT_EQ(stored.by_type.at("Observation").refused, 1u);
  EXPECT_EQ(stored.by_type.at("Observation").fact_count, 1u);
}

// -- work

TEST_F(StoreTest, AnswersComeBackNewestFirst) {
  AnswerId first = Must(store_->SaveAnswer({{}, PatientId(1), "handoff", 1000, "{\"a\":1}"}));
  AnswerId second = Must(store_->SaveAnswer({{}, PatientId(1), "ask", 2000, "{}"}));
  Must(store_->SaveAnswer({{}, PatientId(2), "ask", 3000, "{}"}));
  auto answers = Must(store_->Answers(PatientId(1)));
  ASSERT_EQ(answers.size(), 2u);
  EXPECT_EQ(answers[0].id, second);
  EXPECT_EQ(answers[1].json, "{\"a\":1}");
  EXPECT_EQ(Must(store_->SaveAnswer({first, PatientId(1), "handoff", 1000, "{\"a\":2}"})), first);
  EXPECT_EQ(Must(store_->GetAnswer(first)).json, "{\"a\":2}");
}

TEST_F(StoreTest, SettingsAreReplaced) {
  EXPECT_EQ(Must(store_->GetSetting("language")), std::nullopt);
  Must(store_->PutSetting("language", "ko"));
  Must(store_->PutSetting("language", "en"));
  Must(store_->PutSetting("empty", ""));
  Reopen();
  EXPECT_EQ(Must(store_->GetSetting("language")), "en");
  EXPECT_EQ(Must(store_->GetSetting("empty")), "");
}

TEST_F(StoreTest, JobsAreKeptAndChanged) {
  StoredJob job;
  job.kind = "import";
  job.state = "running";
  job.data = "file";
  job.progress = {"read", 5, 10, "bytes"};
  job.id = Must(store_->SaveJob(job));
  job.state = "failed";
  job.error = "disk full";
  EXPECT_EQ(Must(store_->SaveJob(job)), job.id);
  Reopen();
  auto jobs = Must(store_->Jobs());
  ASSERT_EQ(jobs.size(), 1u);
  EXPECT_EQ(jobs[0].state, "failed");
  EXPECT_EQ(jobs[0].error, "disk full");
  EXPECT_EQ(jobs[0].progress.done, 5u);
  EXPECT_EQ(jobs[0].progress.unit, "bytes");
  EXPECT_GT(jobs[0].created, 0);
}

TEST_F(StoreTest, VectorsOfCurrentFacts) {
  ImportItems(*store_, {MakeItem("a", "p", {MakeFact(FactKind::kVitalSign, "c", "one"), MakeFact(FactKind::kVitalSign, "c", "two")})});
  PatientId patient = OnlyPatient(*store_);
  auto facts = Must(store_->Facts(patient, {}));
  Must(store_->PutVectors("m", {{facts[0].id, {1.5f, -2.f}}, {facts[1].id, {0.f, 0.25f}}}));
  auto vectors = Must(store_->Vectors(patient, "m"));
  ASSERT_EQ(vectors.size(), 2u);
  EXPECT_EQ(vectors[0].second, (std::vector<float>{1.5f, -2.f}));
  EXPECT_TRUE(Must(store_->Vectors(patient, "other")).empty());
  ImportItems(*store_, {MakeItem("a", "p", {MakeFact(FactKind::kVitalSign, "c", "three")})});
  EXPECT_TRUE(Must(store_->Vectors(patient, "m")).empty());
}

// -- threads

TEST_F(StoreTest, ReadersAndOtherWritersDoNotWaitForAnImport) {
  Document document;
  document.source = "test";
  auto session = Must(store_->BeginImport(document));
  Must(session->AppendBytes("xxxx"));
  for (int i = 0; i < 1000; ++i)
    Must(session->Take(MakeItem("o" + std::to_string(i), "p", {MakeFact(FactKind::kVitalSign, "c", "d")}, 0, 4)));
  Must(store_->PutSetting("during", "import"));  // commits what the import has open as well
  EXPECT_EQ(Must(store_->GetSetting("during")), "import");
  Must(session->Flush());
  EXPECT_EQ(Must(store_->Patients({})).at(0).facts, 1000u);
  Must(session->Commit({}));
}

TEST_F(StoreTest, ManyThreadsAtOnce) {
  std::vector<std::thread> threads;
  std::atomic<int> failures = 0;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 20; ++i) {
        std::string id = std::to_string(t) + "-" + std::to_string(i);
        try {
          if (t % 2 == 0) {
            ImportItems(*store_, {MakeItem(id, "p" + std::to_string(t), {MakeFact(FactKind::kVitalSign, "c" + id, "d " + id)})}, id);
          } else {
            Must(store_->PutSetting(id, id));
            for (const PatientSummary& summary : Must(store_->Patients({}))) (void)Must(store_->Facts(summary.patient.id, {}));
          }
        } catch (const std::exception&) {
          ++failures;
        }
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(failures, 0);
  EXPECT_EQ(Must(store_->Statistics()).facts, 40u);
  Must(store_->Verify());
}

TEST_F(StoreTest, TwoProcessesShareTheStore) {
  // Two stores in one process stand for two processes: they share nothing but the file.
  auto other = Must(OpenSqliteStore(path(), TestKey()));
  ImportItems(*store_, {MakeItem("a", "p", {MakeFact(FactKind::kVitalSign, "c1", "first")})}, "1");
  ImportItems(*other, {MakeItem("b", "p", {MakeFact(FactKind::kVitalSign, "c2", "second")})}, "2");
  ImportItems(*store_,
              {MakeItem("c", "p", {MakeFact(FactKind::kVitalSign, "c3", "third")}),
               MakeItem("b", "p", {MakeFact(FactKind::kVitalSign, "c2", "second")})},
              "3");
  for (Store* store : {store_.get(), other.get()}) {
    EXPECT_EQ(Must(store->Facts(OnlyPatient(*store), {})).size(), 3u);
    EXPECT_EQ(Must(store->Facts(OnlyPatient(*store), {.code = "c2"})).size(), 1u);
    Must(store->Verify());
  }
}

}  // namespace
}  // namespace aegle::test
