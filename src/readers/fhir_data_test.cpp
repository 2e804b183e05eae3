// Every FHIR file of the shared data folder: nothing is lost, nothing crashes, reading twice gives the same.
// AEGLE_DATA names the folder (default ../shared/data); where it is not there, the tests are skipped.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "readers/fhir_reader.h"
#include "readers/reader_invariants.h"

namespace aegle {
namespace {

namespace fs = std::filesystem;

fs::path DataFolder(std::string_view name) {
  const char* set = std::getenv("AEGLE_DATA");
  fs::path folder = set ? fs::path(set) : fs::path(AEGLE_SOURCE_DIR) / ".." / "shared" / "data";
  return folder / name;
}

std::string ReadFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

std::vector<std::string> JsonFiles(const fs::path& folder) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.path().extension() == ".json") paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> files;
  for (const auto& path : paths) files.push_back(ReadFile(path));
  return files;
}

std::string Describe(const std::vector<ReadItem>& items) {
  std::string text;
  for (const ReadItem& item : items) {
    text += item.key.ToString() + " " + item.subject + " " + item.reason + "\n" + item.text + "\n";
    for (const Fact& fact : item.facts) text += OneLine(fact) + " " + std::to_string(fact.source.begin) + "\n";
  }
  return text;
}

struct FolderResult {
  ImportLedger ledger;
  std::string description;
  std::size_t unread = 0;  // files that are not one JSON value
};

FolderResult ReadAll(const std::vector<std::string>& files) {
  FolderResult result;
  auto reader = MakeFhirReader();
  for (const std::string& file : files) {
    CollectingSink sink;
    auto ledger = reader->Read(file, {}, {}, sink);
    if (!ledger) {
      ++result.unread;
      continue;
    }
    EXPECT_EQ(BrokenRule(*reader, file, {}, {}), "");
    result.ledger.Add(*ledger);
    result.description += Describe(sink.items);
  }
  EXPECT_TRUE(result.ledger.Balanced());
  return result;
}

void Print(const char* name, const ImportLedger& ledger) {
  std::cout << name << ": in " << ledger.in << " = facts " << ledger.kept << " + documents " << ledger.kept_as_document << " + refused "
            << ledger.refused << "; " << ledger.facts << " facts\n";
}

TEST(FhirData, SyntheaBundles) {
  if (!fs::exists(DataFolder("fhir-synthea-r4"))) GTEST_SKIP() << "no folder " << DataFolder("fhir-synthea-r4");
  auto files = JsonFiles(DataFolder("fhir-synthea-r4"));
  FolderResult first = ReadAll(files);
  Print("synthea", first.ledger);
  EXPECT_EQ(first.unread, 0u);
  EXPECT_EQ(first.ledger.in, 4230u);
  EXPECT_EQ(first.ledger.refused, 0u);
  EXPECT_EQ(first.ledger.by_type["Patient"].facts, 12u);
  EXPECT_EQ(first.ledger.by_type["Observation"].facts, 2159u);
  EXPECT_EQ(first.ledger.by_type["Condition"].facts, 90u);
  EXPECT_EQ(first.ledger.by_type["MedicationRequest"].facts, 79u);
  EXPECT_EQ(first.ledger.by_type["Claim"].document, 408u);
  EXPECT_EQ(first.ledger.by_type["Organization"].document, 123u);
  EXPECT_EQ(ReadAll(files).description, first.description);
}

TEST(FhirData, Hl7Examples) {
  if (!fs::exists(DataFolder("fhir-r4-hl7-examples"))) GTEST_SKIP() << "no folder " << DataFolder("fhir-r4-hl7-examples");
  auto files = JsonFiles(DataFolder("fhir-r4-hl7-examples"));
  ASSERT_EQ(files.size(), 524u);  // 523 resources and a manifest that is not FHIR
  FolderResult result = ReadAll(files);
  Print("HL7 examples", result.ledger);
  EXPECT_EQ(result.unread, 0u);
  EXPECT_EQ(result.ledger.by_type[""].refused, 21u);  // the manifest, and 20 entries of Bundles without a resource
  for (const LedgerLine& line : result.ledger.lines)
    if (line.disposition == Disposition::kRefused)
      std::cout << "  refused " << line.type << "/" << line.logical_id << ": " << line.reason << "\n";
}

TEST(FhirData, TestCases) {
  if (!fs::exists(DataFolder("fhir-test-cases"))) GTEST_SKIP() << "no folder " << DataFolder("fhir-test-cases");
  Print("test cases", ReadAll(JsonFiles(DataFolder("fhir-test-cases"))).ledger);
}

// Not a check: how fast one thread reads, for the record. Processor time, so that other programs do not count.
TEST(FhirData, SpeedNote) {
  if (!fs::exists(DataFolder("fhir-synthea-r4"))) GTEST_SKIP() << "no folder " << DataFolder("fhir-synthea-r4");
  struct Counting : FactSink {
    Result<void> Take(ReadItem&& item) override {
      ReadItem taken = std::move(item);
      return {};
    }
  } sink;
  auto files = JsonFiles(DataFolder("fhir-synthea-r4"));
  auto reader = MakeFhirReader();
  double best = 0, best_items = 0;
  for (int round = 0; round < 5; ++round) {
    std::size_t bytes = 0, items = 0;
    std::clock_t start = std::clock();
    for (const std::string& file : files) {
      auto ledger = reader->Read(file, {}, {}, sink);
      bytes += file.size();
      items += ledger->in;
    }
    double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    best = std::max(best, static_cast<double>(bytes) / seconds / 1e6);
    best_items = std::max(best_items, static_cast<double>(items) / seconds);
  }
  std::cout << "one thread: " << static_cast<int>(best) << " MB/s, " << static_cast<int>(best_items) << " resources/s\n";
}

}  // namespace
}  // namespace aegle
