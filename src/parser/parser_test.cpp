#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "base/random.h"
#include "parser/isolated_readers.h"
#include "parser/item_wire.h"
#include "parser/worker/faulty_reader.h"

namespace aegle {
namespace {

namespace fs = std::filesystem;

ParserOptions Options() {
  ParserOptions options;
  options.command = {AEGLE_PARSER_WORKER, "parser-worker"};
  options.patience = std::chrono::seconds(1);
  return options;
}

ReadContext At(const std::string& file_name, std::uint64_t offset = 0) {
  ReadContext context;
  context.file_name = file_name;
  context.base_offset = offset;
  return context;
}

ReaderRegistry BuiltIn() {
  ReaderRegistry registry;
  RegisterBuiltInReaders(registry);
  return registry;
}

ReaderRegistry Isolated() {
  ReaderRegistry readers = BuiltIn(), isolated;
  RegisterFaultyReaders(readers);
  IsolateReaders(isolated, readers, Options());
  return isolated;
}

// Every item as its bytes: equal bytes are equal items.
struct Kept final : FactSink {
  std::vector<std::string> items;
  std::vector<ReadItem> all;
  std::size_t most = SIZE_MAX;
  Result<void> Take(ReadItem&& item) override {
    if (items.size() == most) return Fail(ErrorCode::kNoSpace, "enough");
    item_wire::Out out;
    item_wire::Put(out, item);
    items.push_back(std::move(out.bytes()));
    all.push_back(std::move(item));
    return {};
  }
};

std::string BytesOf(const ImportLedger& ledger) {
  item_wire::Out out;
  item_wire::Put(out, ledger);
  return std::move(out.bytes());
}

std::vector<std::pair<std::string, std::string>> AllInputs() {
  std::vector<std::pair<std::string, std::string>> inputs;
  for (const char* folder : {"examples", "fuzz/corpus"}) {
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(AEGLE_SOURCE_DIR) / folder)) {
      if (!entry.is_regular_file()) continue;
      std::ifstream in(entry.path(), std::ios::binary);
      std::stringstream bytes;
      bytes << in.rdbuf();
      inputs.emplace_back(entry.path().string(), bytes.str());
    }
  }
  std::sort(inputs.begin(), inputs.end());
  return inputs;
}

TEST(IsolatedReaders, GiveTheSameItemsAndLedgersAsTheReadersThemselves) {
  ReaderRegistry plain = BuiltIn(), isolated = Isolated();
  std::size_t items = 0, reads = 0;
  for (const auto& [path, bytes] : AllInputs()) {
    for (const auto& reader : plain.all()) {
      const Reader* other = isolated.ByFormat(reader->format());
      ASSERT_NE(other, nullptr);
      EXPECT_EQ(reader->LineByLine(), other->LineByLine());
      EXPECT_EQ(reader->Recognise(bytes, path), other->Recognise(bytes, path)) << path;
      ReadContext context{.base_offset = 1000, .file_name = path, .subject = "p-1", .date = *DateTime::Parse("2026-03-01")};
      Kept expected, got;
      auto before = reader->Read(bytes, context, Limits{}, expected);
      auto after = other->Read(bytes, context, Limits{}, got);
      ASSERT_EQ(before.has_value(), after.has_value()) << path << " " << reader->format() << (after ? "" : after.error().ToString());
      EXPECT_EQ(expected.items, got.items) << path << " " << reader->format();
      if (before) {
        EXPECT_EQ(BytesOf(*before), BytesOf(*after)) << path;
      } else {
        EXPECT_EQ(before.error().ToString(), after.error().ToString());
      }
      items += got.items.size();
      ++reads;
    }
  }
  std::cout << reads << " reads, " << items << " items\n";
  EXPECT_GT(items, 1000u);
}

TEST(IsolatedReaders, ReadKoreanInAnOldCharacterSet) {
  ReaderRegistry plain = BuiltIn(), isolated = Isolated();
  // "환자" and "발열" in CP949.
  const std::string note = "\xc8\xaf\xc0\xda: P-7\n\n\xb9\xdf\xbf\xad\n";
  Kept expected, got;
  ASSERT_TRUE(plain.ByFormat("note")->Read(note, {}, Limits{}, expected).has_value());
  auto read = isolated.ByFormat("note")->Read(note, {}, Limits{}, got);
  ASSERT_TRUE(read.has_value()) << read.error().ToString();
  EXPECT_EQ(expected.items, got.items);
}

class Faults : public ::testing::TestWithParam<const char*> {};

TEST_P(Faults, OfOneLineCostThatLineOnly) {
  ReaderRegistry isolated = Isolated();
  const std::string fault = GetParam();
  const std::string in = "first\nsecond\n\n" + fault + "\nthird\n" + fault + "\nfourth";
  Kept kept;
  auto ledger = isolated.ByFormat("faulty-lines")->Read(in, At("f", 50), Limits{}, kept);
  ASSERT_TRUE(ledger.has_value()) << ledger.error().ToString();
  EXPECT_EQ(ledger->in, 6u);
  EXPECT_EQ(ledger->kept_as_document, 4u);
  EXPECT_EQ(ledger->refused, 2u);
  EXPECT_EQ(ledger->bytes, in.size());
  EXPECT_TRUE(ledger->Balanced());
  ASSERT_EQ(kept.all.size(), 6u);
  std::string texts;
  for (const ReadItem& item : kept.all) texts += item.disposition == Disposition::kRefused ? "!" : item.text + " ";
  EXPECT_EQ(texts, "first second !third !fourth ");
  EXPECT_EQ(in.substr(kept.all[2].begin - 50, kept.all[2].end - kept.all[2].begin), fault);
  EXPECT_EQ(in.substr(kept.all[4].begin - 50, kept.all[4].end - kept.all[4].begin), fault);
}

TEST_P(Faults, OfAWholeInputRefuseItWithThePlace) {
  ReaderRegistry isolated = Isolated();
  const Reader* reader = isolated.ByFormat("faulty-whole");
  Kept kept;
  auto ledger = reader->Read("first\n" + std::string(GetParam()) + "\nlast", At("sample.txt"), Limits{}, kept);
  ASSERT_FALSE(ledger.has_value());
  EXPECT_EQ(ledger.error().code, ErrorCode::kBadInput);
  EXPECT_NE(ledger.error().place.find("sample.txt, byte"), std::string::npos) << ledger.error().ToString();
  // The next input is read as if nothing had been.
  Kept again;
  EXPECT_TRUE(reader->Read("a\nb\n", {}, Limits{}, again).has_value());
  EXPECT_EQ(again.items.size(), 2u);
}

INSTANTIATE_TEST_SUITE_P(Each, Faults, ::testing::Values("crash", "abort", "exit", "hang", "recurse", "run a program", "fork", "open a file", "lie about the place"),
                         [](const auto& fault) {
                           std::string name = fault.param;
                           std::replace(name.begin(), name.end(), ' ', '_');
                           return name;
                         });

TEST(IsolatedReaders, RefuseWhatTakesTooMuchMemory) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "a sanitizer needs more addresses than any limit";
#endif
  ReaderRegistry isolated = Isolated();
  Kept kept;
  auto ledger = isolated.ByFormat("faulty-whole")->Read("first\neat memory\n", At("f"), Limits{}, kept);
  ASSERT_FALSE(ledger.has_value());
  EXPECT_EQ(ledger.error().code, ErrorCode::kTooLarge) << ledger.error().ToString();
}

TEST(IsolatedReaders, GiveUpAfterSomeCrashes) {
  ReaderRegistry isolated = Isolated();
  std::string in;
  for (int i = 0; i < kMostCrashes + 2; ++i) in += "fine\ncrash\n";
  Kept kept;
  auto ledger = isolated.ByFormat("faulty-lines")->Read(in, At("f"), Limits{}, kept);
  ASSERT_FALSE(ledger.has_value());
  EXPECT_EQ(ledger.error().code, ErrorCode::kBadInput);
}

TEST(IsolatedReaders, SayWhatTheSinkSaid) {
  ReaderRegistry isolated = Isolated();
  Kept kept;
  kept.most = 1;
  auto ledger = isolated.ByFormat("faulty-lines")->Read("a\nb\nc\n", {}, Limits{}, kept);
  ASSERT_FALSE(ledger.has_value());
  EXPECT_EQ(ledger.error().code, ErrorCode::kNoSpace);
}

TEST(IsolatedReaders, SurviveACrashWhileRecognising) {
  ReaderRegistry isolated = Isolated();
  auto found = isolated.For("crash while recognising", "note.txt");
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ((*found)->format(), "note");
}

TEST(IsolatedReaders, WithoutAWorkerNothingIsRead) {
  ReaderRegistry readers = BuiltIn(), isolated;
  IsolateReaders(isolated, readers, {.command = {"/nonexistent/worker"}});
  Kept kept;
  auto ledger = isolated.ByFormat("note")->Read("x", {}, Limits{}, kept);
  ASSERT_FALSE(ledger.has_value());
  EXPECT_EQ(ledger.error().code, ErrorCode::kUnavailable);
}

// No bytes of a captured worker may do more than be refused.
TEST(ItemWire, DamagedBytesAreRefusedOrRead) {
  ReaderRegistry plain = BuiltIn();
  std::size_t refused = 0, tried = 0;
  Random random(20260301);
  for (const auto& [path, bytes] : AllInputs()) {
    for (const auto& reader : plain.all()) {
      Kept kept;
      (void)reader->Read(bytes, At(path), Limits{}, kept);
      if (kept.items.size() > 4) kept.items.resize(4);
      for (const std::string& item : kept.items) {
        for (int round = 0; round < 20; ++round) {
          std::string damaged = item;
          damaged[random.Next() % damaged.size()] = static_cast<char>(random.Next() & 0xff);
          if (round % 4 == 0) damaged.resize(random.Next() % damaged.size());
          item_wire::In in(damaged);
          ++tried;
          if (!item_wire::GetItem(in)) ++refused;
        }
      }
    }
  }
  std::cout << tried << " damaged items, " << refused << " refused\n";
  EXPECT_GT(refused, tried / 4);
}

}  // namespace
}  // namespace aegle
