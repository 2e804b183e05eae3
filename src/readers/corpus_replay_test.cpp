// Every seed of fuzz/corpus, and the same mutations of it each time, through every reader: the rules of reader_invariants.h
// must hold. A fuzzer finds new inputs; this keeps the old ones mended.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "base/random.h"
#include "readers/json_tree.h"
#include "readers/reader_invariants.h"

namespace aegle {
namespace {

namespace fs = std::filesystem;

struct Seed {
  std::string name, bytes;
};

std::vector<Seed> LoadSeeds() {
  std::vector<Seed> seeds;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(AEGLE_SOURCE_DIR) / "fuzz/corpus")) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    std::stringstream bytes;
    bytes << in.rdbuf();
    seeds.push_back({entry.path().lexically_relative(AEGLE_SOURCE_DIR).string(), bytes.str()});
  }
  std::sort(seeds.begin(), seeds.end(), [](const Seed& a, const Seed& b) { return a.name < b.name; });
  return seeds;
}

// Pieces that readers stumble over.
const std::vector<std::string> kPieces = {"null",
                                          "{}",
                                          "[]",
                                          "\"\"",
                                          "-0",
                                          "1e400",
                                          "0.10",
                                          "\\ud800",
                                          "\\u0000",
                                          "\xEF\xBB\xBF",
                                          "\xFF\xFE",
                                          "\xC0\x80",
                                          "\n",
                                          "\r\n",
                                          "\"resourceType\":\"Bundle\"",
                                          "\"contained\":[",
                                          "\"modifierExtension\":[{}]",
                                          "2023-02-29",
                                          "#",
                                          "urn:uuid:",
                                          "}",
                                          "]",
                                          "\""};

std::size_t Position(Random& random, const std::string& bytes) {
  return static_cast<std::size_t>(random.Integer(0, static_cast<std::int64_t>(bytes.size())));
}

// JSON values that stand in the wrong place.
const std::vector<std::string> kValues = {"null",
                                          "{}",
                                          "[]",
                                          "true",
                                          "-7",
                                          "1e400",
                                          "\"\"",
                                          "\"2023-02-29\"",
                                          "\"#x\"",
                                          "[null]",
                                          "[{\"coding\":[{}]}]",
                                          "{\"reference\":\"#x\"}",
                                          "{\"text\":\"No known x\"}",
                                          "{\"value\":0.10,\"comparator\":\"<\"}"};

void CollectValues(JsonValue value, std::vector<JsonValue>& values) {
  values.push_back(value);
  for (JsonValue item : value.Items()) CollectValues(item, values);
  for (JsonMember member : value.Members()) {
    values.push_back(member.key);
    CollectValues(member.value, values);
  }
}

// Stays JSON: one value (or name) becomes another of the same text, or one of kValues. Bytes that are no JSON stay as they are.
std::string MutateJson(const std::string& bytes, Random& random) {
  JsonTree tree;
  auto root = tree.Parse(bytes, {});
  if (!root) return bytes;
  std::vector<JsonValue> values;
  CollectValues(*root, values);
  JsonValue victim = random.Pick(values);
  std::string other = random.Chance(0.5) ? std::string(random.Pick(values).Raw()) : random.Pick(kValues);
  return bytes.substr(0, victim.begin()) + other + bytes.substr(victim.end());
}

std::string Mutate(std::string bytes, const std::vector<Seed>& seeds, Random& random) {
  for (std::int64_t count = random.Integer(1, 4); count > 0; --count) {
    std::size_t at = Position(random, bytes), length = static_cast<std::size_t>(random.Integer(1, 16));
    switch (random.Integer(0, 6)) {
      case 0:
        if (at < bytes.size()) bytes[at] = static_cast<char>(random.Next());
        break;
      case 1:
        bytes.erase(at, length);
        break;
      case 2:
        bytes.insert(at, random.Pick(kPieces));
        break;
      case 3:
        bytes.resize(at);
        break;
      case 4:
        bytes.insert(at, bytes.substr(Position(random, bytes), length * 4));
        break;
      case 5:
        bytes.replace(at, length, random.Pick(kPieces));
        break;
      default:
        bytes.insert(at, random.Pick(seeds).bytes.substr(0, 400));
        break;
    }
  }
  return bytes;
}

TEST(CorpusReplay, RulesHoldForEverySeedAndItsMutations) {
  ReaderRegistry registry;
  RegisterBuiltInReaders(registry);
  Limits limits;
  limits.bytes = std::size_t{1} << 20;
  limits.string_bytes = std::size_t{1} << 18;
  std::vector<Seed> seeds = LoadSeeds();
  ASSERT_GE(seeds.size(), 20u);
  constexpr int kMutations = 400;
  Random random(20260301);
  std::size_t runs = 0;
  for (const Seed& seed : seeds) {
    for (int i = 0; i <= kMutations; ++i) {
      std::string bytes = seed.bytes;
      if (i % 4 == 1)
        bytes = Mutate(std::move(bytes), seeds, random);
      else
        for (std::int64_t count = i == 0 ? 0 : random.Integer(1, 3); count > 0; --count) bytes = MutateJson(bytes, random);
      ReadContext context;
      context.subject = "p";
      context.base_offset = 1000;
      for (const auto& reader : registry.all()) {
        ASSERT_EQ(BrokenRule(*reader, bytes, context, limits), "") << reader->format() << ", " << seed.name << ", mutation " << i << ":\n"
                                                                   << bytes;
        ++runs;
      }
    }
  }
  std::cout << seeds.size() << " seeds, " << runs << " reads\n";
}

}  // namespace
}  // namespace aegle
