#include "model/grammar_check.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace aegle {
namespace {

bool Passes(const std::string& grammar) { return CheckGrammar(grammar).has_value(); }

TEST(GrammarCheckTest, OrdinaryGrammarsPass) {
  for (const char* grammar : {
           "root ::= \"yes\" | \"no\"",
           "root ::= item+ # comment\nitem ::= [^.\\n]{1,80} \". [\" id (\", \" id)* \"]\\n\"\nid ::= \"f\" [0-9]{1,3}\n",
           "root ::= (\n  \"a\" |\n  \"b\"\n)* .?\n",
           "root ::= expr\nexpr ::= term (\"+\" term)*\nterm ::= [0-9]+ | \"(\" expr \")\"",
           "root ::= \"\\u00e9\\x41\\\"\" [a-z\\]\\-\\\\] \"\" \"한국어\"",
       })
    EXPECT_TRUE(Passes(grammar)) << grammar << CheckGrammar(grammar).error().ToString();
}

TEST(GrammarCheckTest, MalformedOnesAreRefusedWithTheirPlace) {
  for (const char* grammar : {"", "root", "root ::=  \"a", "root ::= [a", "root ::= []", "root ::= ( \"a\"", "root ::= \"a\" )", "root ::= *", "root ::= \"a\"**",
                              "root ::= \"a\"{", "root ::= \"a\"{x}", "root ::= \"a\"{3,2}", "root ::= \"\\q\"", "root ::= \"\\x4\"", "root ::= missing",
                              "other ::= \"a\"", "root ::= \"a\"\nroot ::= \"b\"", "root ::= <[1]>", "root ::= !<think>", "root ::= \"\xFF\""}) {
    auto checked = CheckGrammar(grammar);
    ASSERT_FALSE(checked) << grammar;
    EXPECT_EQ(checked.error().code, ErrorCode::kCannotEnforce);
    EXPECT_FALSE(checked.error().place.empty());
  }
}

TEST(GrammarCheckTest, WhatNeverEndsOrRecursesOnTheLeftIsRefused) {
  for (const char* grammar : {"root ::= root", "root ::= root \"a\" | \"b\"", "root ::= a\na ::= b? a \"x\" | \"y\"\nb ::= \"z\"", "root ::= \"a\" root",
                              "root ::= e a\ne ::= f\nf ::= \"\"\na ::= e a \"x\" | \"y\"", "root ::= (\"a\"*)*", "root ::= (\"a\"?)+", "root ::= a\na ::= \"x\" b\nb ::= \"y\" a"})
    EXPECT_FALSE(Passes(grammar)) << grammar;
}

TEST(GrammarCheckTest, CostsAreBounded) {
  EXPECT_FALSE(Passes("root ::= " + std::string(60'000, '(') + "\"a\"" + std::string(60'000, ')')));
  EXPECT_FALSE(Passes("root ::= \"a\"{100000}"));
  EXPECT_FALSE(Passes("root ::= \"" + std::string(1000, 'a') + "\"{1000}"));
  EXPECT_FALSE(Passes("root ::= \"" + std::string(400'000, 'a') + "\""));
  // Two ways into each of forty rules: 2^40 ways to begin.
  std::string doubling = "root ::= a0\n";
  for (int i = 0; i < 40; ++i) doubling += "a" + std::to_string(i) + " ::= a" + std::to_string(i + 1) + " \"x\" | a" + std::to_string(i + 1) + " \"y\"\n";
  auto begin = std::chrono::steady_clock::now();
  EXPECT_FALSE(Passes(doubling + "a40 ::= \"z\"\n"));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(1));
  std::string chain = "root ::= a0\n";
  for (int i = 0; i < 5000; ++i) chain += "a" + std::to_string(i) + " ::= a" + std::to_string(i + 1) + "\n";
  EXPECT_FALSE(Passes(chain + "a5000 ::= \"z\"\n"));
}

}  // namespace
}  // namespace aegle
