#include "store/importer.h"

#include <zlib.h>

#include <fstream>

#include "base/hash.h"
#include "store/content_hash.h"
#include "store/test_support.h"

namespace aegle::test {
namespace {

std::string Gzip(std::string_view bytes) {
  z_stream stream{};
  deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 16 + MAX_WBITS, 9, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

class ImporterTest : public StoreTest {
 protected:
  std::string Write(const std::string& name, std::string_view bytes) {
    std::filesystem::create_directories(std::filesystem::path(folder_.File(name)).parent_path());
    std::ofstream(folder_.File(name), std::ios::binary) << bytes;
    return folder_.File(name);
  }
  Result<ImportReport> Import(const std::string& path, const ImportOptions& options = {}) {
    return ImportFile(*store_, readers_, path, options);
  }
  ReaderRegistry readers_ = LineReaders();
};

constexpr std::string_view kLines =
    "P|p|김민준|MRN-7\n"
    "O|o1|p|2345-7|Glucose|2026-03-01|\n"
    "D|d1|p|a letter\n"
    "nonsense\n"
    "O|o2|p|8867-4|Heart rate|2026-03-02|";

TEST_F(ImporterTest, FileIsReadAndTheLedgerKept) {
  ImportReport report = Must(Import(Write("a.txt", kLines)));
  EXPECT_EQ(report.document.name, "a.txt");
  EXPECT_EQ(report.document.format, "lines");
  EXPECT_EQ(report.document.sha256, Sha256Hex(kLines));
  EXPECT_EQ(report.document.bytes, kLines.size());
  EXPECT_FALSE(report.already_there);
  EXPECT_EQ(report.counts.added, 4u);
  EXPECT_EQ(report.ledger.in, 5u);
  EXPECT_EQ(report.ledger.refused, 1u);
  EXPECT_TRUE(report.ledger.Balanced());
  ImportLedger stored = Must(store_->GetLedger(report.document.id));
  EXPECT_EQ(stored.in, 5u);
  ASSERT_EQ(stored.lines.size(), 2u);
  EXPECT_EQ(kLines.substr(stored.lines[1].offset, 8), "nonsense");
  for (const Fact& fact : Must(store_->Facts(OnlyPatient(*store_), {})))
    EXPECT_EQ(Must(store_->ReadBytes(fact.source.document, fact.source.begin, fact.source.begin + 2)), "O|");
}

TEST_F(ImporterTest, SameFileAgainIsReportedUnchanged) {
  Must(Import(Write("a.txt", kLines)));
  ImportReport again = Must(Import(Write("renamed.txt", kLines)));
  EXPECT_TRUE(again.already_there);
  EXPECT_EQ(again.counts.unchanged, 4u);
  EXPECT_EQ(again.counts.added + again.counts.updated, 0u);
  EXPECT_EQ(again.ledger.in, 5u);
  EXPECT_EQ(Must(store_->Documents({})).size(), 1u);
  ImportReport elsewhere = Must(Import(folder_.File("a.txt"), {.source = "other"}));
  EXPECT_FALSE(elsewhere.already_there);
  EXPECT_EQ(elsewhere.counts.added, 4u);
}

TEST_F(ImporterTest, OtherFileWithTheSameItemsChangesNothing) {
  Must(Import(Write("a.txt", kLines)));
  ImportReport report = Must(Import(Write("b.txt", "O|o2|p|8867-4|Heart rate|2026-03-02|\nO|o1|p|2345-7|Sugar|2026-03-01|\n")));
  EXPECT_EQ(report.counts.unchanged, 1u);
  EXPECT_EQ(report.counts.updated, 1u);
}

TEST_F(ImporterTest, BytesInMemoryAreImported) {
  ImportReport report = Must(ImportBytes(*store_, readers_, kLines, {.name = "upload.txt"}));
  EXPECT_EQ(report.document.name, "upload.txt");
  EXPECT_EQ(report.counts.added, 4u);
  EXPECT_TRUE(Must(ImportBytes(*store_, readers_, kLines, {.name = "again"})).already_there);
}

TEST_F(ImporterTest, ManyBlocksGiveTheSameAsOne) {
  std::string lines;
  for (int i = 0; i < 200'000; ++i)
    lines += "O|o" + std::to_string(i) + "|p" + std::to_string(i % 50) + "|2345-7|Glucose in blood|2026-03-01|\n";
  ASSERT_GT(lines.size(), std::size_t{8} << 20);
  std::vector<Progress> seen;
  auto report = Must(ImportFile(*store_, readers_, Write("many", lines), {}, [&](const Progress& progress) { seen.push_back(progress); }));
  EXPECT_EQ(report.ledger.in, 200'000u);
  EXPECT_EQ(report.ledger.bytes, lines.size());
  EXPECT_EQ(Must(store_->Statistics()).facts, 200'000u);
  ASSERT_FALSE(seen.empty());
  EXPECT_EQ(seen.back().done, lines.size());
  EXPECT_EQ(seen.back().total, lines.size());
  Fact fact = Must(store_->GetFact(FactId(180'001)));
  EXPECT_EQ(Must(store_->ReadBytes(fact.source.document, fact.source.begin, fact.source.begin + 10)), "O|o180000|");
  Must(store_->Verify());
}

TEST_F(ImporterTest, GzipIsTheSameDocument) {
  ImportReport report = Must(Import(Write("a.txt.gz", Gzip(kLines))));
  EXPECT_EQ(report.document.sha256, Sha256Hex(kLines));
  EXPECT_EQ(report.counts.added, 4u);
  EXPECT_TRUE(Must(Import(Write("a.txt", kLines))).already_there);
  std::string members = Gzip(kLines.substr(0, 51)) + Gzip(kLines.substr(51));
  EXPECT_TRUE(Must(Import(Write("two.gz", members))).already_there);
}

TEST_F(ImporterTest, DamagedGzipLeavesNothing) {
  std::string whole = Gzip(kLines), cut = whole.substr(0, whole.size() - 9), bad = whole;
  bad[bad.size() - 6] ^= 1;
  for (const std::string& bytes : {cut, bad, whole + "x"}) {
    auto report = Import(Write("bad.gz", bytes));
    EXPECT_EQ(CodeOf(report), ErrorCode::kBadInput);
  }
  EXPECT_TRUE(Must(store_->Documents({})).empty());
}

TEST_F(ImporterTest, GzipBombIsRefused) {
  std::string bomb = Gzip(std::string(std::size_t{100} << 20, 'O'));
  EXPECT_EQ(CodeOf(Import(Write("bomb.gz", bomb))), ErrorCode::kTooLarge);
  EXPECT_TRUE(Must(store_->Documents({})).empty());
}

TEST_F(ImporterTest, WhatNobodyReadsIsAnErrorAndLeavesNothing) {
  EXPECT_EQ(CodeOf(Import(Write("x.bin",
                                "\x7f"
                                "ELF"))),
            ErrorCode::kUnsupported);
  EXPECT_EQ(CodeOf(Import(Write("empty", ""))), ErrorCode::kBadInput);
  EXPECT_EQ(CodeOf(Import(Write("bad.lines", "!!"))), ErrorCode::kBadInput);
  EXPECT_EQ(CodeOf(Import(folder_.File("missing"))), ErrorCode::kNotFound);
  EXPECT_EQ(CodeOf(Import(folder_.path())), ErrorCode::kBadUsage);
  EXPECT_EQ(CodeOf(Import(Write("a.txt", kLines), {.format = "no such"})), ErrorCode::kUnsupported);
  EXPECT_TRUE(Must(store_->Documents({})).empty());
}

TEST_F(ImporterTest, LimitOnWholeFilesAndLines) {
  ImportOptions options;
  options.limits.bytes = 100;
  EXPECT_EQ(CodeOf(Import(Write("large.page", "O|" + std::string(200, 'x')), options)), ErrorCode::kTooLarge);
  EXPECT_EQ(CodeOf(Import(Write("large.lines", "O|" + std::string(std::size_t{9} << 20, 'x')), options)), ErrorCode::kTooLarge);
}

TEST_F(ImporterTest, CancelKeepsWhatWasTakenAndTheNextImportGoesOn) {
  std::string lines;
  for (int i = 0; i < 50'000; ++i) lines += "O|o" + std::to_string(i) + "|p|2345-7|Glucose|2026-03-01||" + std::string(200, ' ') + "\n";
  std::string path = Write("long", lines);
  std::stop_source stop;
  auto cancel = [&](const Progress& progress) {
    if (progress.stage == "import") stop.request_stop();
  };
  EXPECT_EQ(CodeOf(ImportFile(*store_, readers_, path, {}, cancel, stop.get_token())), ErrorCode::kCancelled);
  std::uint64_t kept = Must(store_->Statistics()).facts;
  EXPECT_GT(kept, 0u);
  EXPECT_LT(kept, 50'000u);
  EXPECT_EQ(CodeOf(store_->GetLedger(DocumentId(1))), ErrorCode::kNotFound);
  ImportReport report = Must(Import(path));
  EXPECT_FALSE(report.already_there);
  EXPECT_EQ(report.document.id, DocumentId(1));
  EXPECT_EQ(report.counts.unchanged, kept);
  EXPECT_EQ(report.counts.added, 50'000u - kept);
  EXPECT_EQ(Must(store_->ReadBytes(DocumentId(1), 0, lines.size())), lines);
  Must(store_->Verify());
}

TEST_F(ImporterTest, FolderIsReadInOrderAndBadFilesDoNotStopIt) {
  Write("in/b/2.txt", "O|o2|p|c|two|2026-01-01|");
  Write("in/a.txt", "O|o1|p|c|one|2026-01-01|");
  Write("in/c.bin",
        "\x7f"
        "ELF");
  Write("in/.hidden.txt", "O|o3|p|c|three|2026-01-01|");
  Write("in/.git/x.txt", "O|o4|p|c|four|2026-01-01|");
  FolderReport report = Must(ImportFolder(*store_, readers_, folder_.File("in"), {}));
  ASSERT_EQ(report.files.size(), 3u);
  EXPECT_EQ(report.files[0].path, "a.txt");
  EXPECT_EQ(report.files[1].path, "b/2.txt");
  EXPECT_EQ(report.files[2].error->code, ErrorCode::kUnsupported);
  EXPECT_EQ(report.failed, 1u);
  EXPECT_EQ(report.counts.added, 2u);
  EXPECT_EQ(report.ledger.in, 2u);
  EXPECT_EQ(CodeOf(ImportFolder(*store_, readers_, folder_.File("none"), {})), ErrorCode::kNotFound);
  EXPECT_EQ(CodeOf(ImportFolder(*store_, readers_, folder_.File("in/a.txt"), {})), ErrorCode::kBadUsage);
}

TEST_F(ImporterTest, StreamWithoutKnownDigestIsRecognisedAfterwards) {
  // As standard input: the session learns the digest only at the end.
  Document document;
  document.source = "local";
  document.name = "stdin";
  Must(Import(Write("a.txt", kLines)));
  auto session = Must(store_->BeginImport(document));
  Must(session->AppendBytes(kLines));
  Must(session->Commit({}));
  EXPECT_EQ(session->document(), DocumentId(1));
  EXPECT_EQ(Must(store_->Documents({})).size(), 1u);
}

TEST_F(ImporterTest, FileThatChangedWhileItWasReadIsAConflict) {
  Document document;
  document.source = "local";
  document.sha256 = Sha256Hex("promised");
  auto session = Must(store_->BeginImport(document));
  Must(session->AppendBytes("delivered"));
  EXPECT_EQ(CodeOf(session->Commit({})), ErrorCode::kConflict);
}

TEST_F(ImporterTest, SubjectAndEncodingReachTheDocument) {
  std::string cp949 = "O|o|p|c|\xb4\xe7\xb4\xa2|2026-01-01|";
  EXPECT_EQ(Must(Import(Write("k.txt", cp949))).document.encoding, "cp949");
  EXPECT_EQ(Must(Import(Write("u.txt", "O|o|p|c|당뇨|2026-01-01|"))).document.encoding, "utf-8");
}

TEST(ContentHashTest, WhiteSpaceOutsideOfStringsDoesNotCount) {
  EXPECT_EQ(JsonContentHash(R"({"a": [1, "x y\" z"]})"), JsonContentHash("{\"a\":[1,\n\t\"x y\\\" z\"]}"));
  EXPECT_NE(JsonContentHash(R"({"a":"x y"})"), JsonContentHash(R"({"a":"xy"})"));
  EXPECT_NE(JsonContentHash(R"({"a":"\\"})"), JsonContentHash(R"({"a":"\\ "})"));
  EXPECT_NE(JsonContentHash(R"({"a":0.10})"), JsonContentHash(R"({"a":0.1})"));
  (void)JsonContentHash("\"unterminated \\");
}

TEST(RealReadersTest, SyntheaBundleImportsTwiceAsOnce) {
  const char* set = std::getenv("AEGLE_DATA");
  std::filesystem::path data = set ? set : std::filesystem::path(AEGLE_SOURCE_DIR) / "../shared/data";
  if (!std::filesystem::exists(data / "fhir-synthea-r4")) GTEST_SKIP() << "AEGLE_DATA has no fhir-synthea-r4";
  TempFolder folder;
  auto store = Must(OpenSqliteStore(folder.File("store.db"), TestKey()));
  ReaderRegistry readers;
  RegisterBuiltInReaders(readers);
  FolderReport first = Must(ImportFolder(*store, readers, (data / "fhir-synthea-r4").string(), {}));
  EXPECT_TRUE(first.ledger.Balanced());
  auto patients = Must(store->Patients({.limit = 1000}));
  ASSERT_GE(patients.size(), 10u);
  std::uint64_t facts = 0;
  for (const PatientSummary& summary : patients) {
    EXPECT_FALSE(summary.patient.name.Reveal(kTestAccess).empty());
    auto stored = Must(store->Facts(summary.patient.id, {}));
    EXPECT_EQ(stored.size(), summary.facts);
    facts += stored.size();
    const Fact& fact = stored.at(stored.size() / 2);
    std::string bytes = Must(store->ReadBytes(fact.source.document, fact.source.begin, fact.source.end));
    EXPECT_EQ(bytes.front(), '{');
    EXPECT_EQ(bytes.back(), '}');
  }
  FolderReport again = Must(ImportFolder(*store, readers, (data / "fhir-synthea-r4").string(), {}));
  EXPECT_EQ(again.counts.added + again.counts.updated, 0u);
  EXPECT_EQ(Must(store->Statistics()).facts, facts);
  Must(store->Verify());
}

}  // namespace
}  // namespace aegle::test
