// Runs the text cases cases/fhir_*.txt: what is given, which facts and which ledger must come of it.
//
//   # name: ...      why: ...
//   given json | ndjson [escaped]      (escaped: \xHH, \n and \r stand for bytes)
//     ...                              two leading spaces are not part of the input
//   expect facts                       each line: "kind code | one line of the fact", in order
//   expect ledger                      "in n = facts + documents + refused", then "document|refused Type/id: part of the reason"
//   expect error                       part of the error, where nothing is taken
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "readers/fhir_reader.h"
#include "readers/reader_invariants.h"

namespace aegle {
namespace {

namespace fs = std::filesystem;

using Lines = std::vector<std::string>;

struct Case {
  std::string name, format, given;
  bool escaped = false;
  std::map<std::string, Lines> expect;
};

int Hex(char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; }

std::string Unescape(std::string_view text) {
  std::string bytes;
  for (std::size_t at = 0; at < text.size(); ++at) {
    char next = at + 1 < text.size() ? text[at + 1] : '\0';
    if (text[at] != '\\' || (next != 'x' && next != 'n' && next != 'r')) {
      bytes += text[at];
    } else if (next == 'x') {
      bytes += static_cast<char>(Hex(text[at + 2]) * 16 + Hex(text[at + 3]));
      at += 3;
    } else {
      bytes += next == 'n' ? '\n' : '\r';
      ++at;
    }
  }
  return bytes;
}

// Finishes `current` and begins the case that a "# name:" line opens.
void BeginCase(std::vector<Case>& cases, std::string_view line) {
  std::string_view name = line.substr(line.find(':') + 1);
  cases.push_back({std::string(Trim(name.substr(0, name.find("why:")))), "", "", false, {}});
}

std::vector<Case> LoadCases(const fs::path& path) {
  std::vector<Case> cases;
  std::ifstream in(path);
  std::string line;
  Lines* block = nullptr;
  Lines given;
  auto end_given = [&] {
    if (!cases.empty() && block == &given) {
      cases.back().given = Join(given, "\n");
      if (cases.back().escaped) cases.back().given = Unescape(cases.back().given);
    }
    given.clear();
  };
  while (std::getline(in, line)) {
    if (line.rfind("# name:", 0) == 0) {
      end_given();
      BeginCase(cases, line);
      block = nullptr;
    } else if (line.rfind("given ", 0) == 0) {
      auto words = Split(std::string_view(line).substr(6), ' ');
      cases.back().format = words.at(0);
      cases.back().escaped = words.size() > 1 && words.at(1) == "escaped";
      block = &given;
    } else if (line.rfind("expect ", 0) == 0) {
      end_given();
      block = &cases.back().expect[line.substr(7)];
    } else if (block != nullptr && line.rfind("  ", 0) == 0) {
      block->push_back(line.substr(2));
    } else if (!line.empty() && line[0] != '#') {
      ADD_FAILURE() << path << ": what is this? " << line;
    }
  }
  end_given();
  return cases;
}

std::string FactLine(const Fact& fact) {
  std::string line = std::string(Name(fact.kind)) + " " + (fact.code.code.empty() ? "-" : fact.code.code) + " | " + OneLine(fact);
  return fact.body_site.empty() ? line : line + " @ " + fact.body_site;
}

Lines LedgerLines(const ImportLedger& ledger) {
  Lines lines = {"in " + std::to_string(ledger.in) + " = " + std::to_string(ledger.kept) + " + " + std::to_string(ledger.kept_as_document) +
                 " + " + std::to_string(ledger.refused)};
  for (const LedgerLine& line : ledger.lines)
    lines.push_back(std::string(line.disposition == Disposition::kRefused ? "refused " : "document ") + line.type + "/" + line.logical_id +
                    ": " + line.reason);
  return lines;
}

void ExpectLedger(const Lines& expected, const Lines& actual) {
  SCOPED_TRACE("ledger:\n  " + Join(actual, "\n  "));
  ASSERT_EQ(expected.size(), actual.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    std::size_t colon = expected[i].find(": ");
    std::string head = expected[i].substr(0, colon), reason = colon == std::string::npos ? "" : expected[i].substr(colon + 2);
    EXPECT_EQ(actual[i].substr(0, actual[i].find(": ")), head);
    EXPECT_NE(actual[i].find(reason), std::string::npos) << "expected: " << reason;
  }
}

void RunCase(const Case& test) {
  auto reader = test.format == "ndjson" ? MakeFhirNdjsonReader() : MakeFhirReader();
  ASSERT_FALSE(test.given.empty());
  ASSERT_FALSE(test.expect.empty());
  EXPECT_EQ(BrokenRule(*reader, test.given, {}, {}), "");
  CollectingSink sink;
  auto ledger = reader->Read(test.given, {}, {}, sink);
  if (!ledger) {
    ASSERT_TRUE(test.expect.count("error")) << ledger.error().ToString();
    EXPECT_NE(ledger.error().ToString().find(test.expect.at("error").at(0)), std::string::npos) << ledger.error().ToString();
    EXPECT_TRUE(sink.items.empty());
    return;
  }
  ASSERT_FALSE(test.expect.count("error")) << "no error";
  Lines facts;
  for (const ReadItem& item : sink.items)
    for (const Fact& fact : item.facts) facts.push_back(FactLine(fact));
  if (test.expect.count("facts")) {
    EXPECT_EQ(Join(test.expect.at("facts"), "\n"), Join(facts, "\n"));
  }
  if (test.expect.count("ledger")) ExpectLedger(test.expect.at("ledger"), LedgerLines(*ledger));
}

TEST(FhirCases, All) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(fs::path(AEGLE_SOURCE_DIR) / "src/readers/cases"))
    if (entry.path().filename().string().rfind("fhir_", 0) == 0) paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  std::size_t count = 0;
  for (const auto& path : paths) {
    for (const Case& test : LoadCases(path)) {
      SCOPED_TRACE(path.filename().string() + ": " + test.name);
      RunCase(test);
      ++count;
    }
  }
  EXPECT_GE(count, 60u);
  std::cout << count << " cases\n";
}

}  // namespace
}  // namespace aegle
