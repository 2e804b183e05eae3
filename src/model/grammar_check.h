// Is this GBNF grammar one that the sampler can guarantee, at a bounded cost?
//
// The grammar engine of llama.cpp recurses without a limit while it parses, looks for left recursion in exponential
// time and misses some of it, so a grammar from outside is read here first, by a parser of its own (the notation:
// grammars/README.md of llama.cpp). What it refuses: anything malformed; references to model tokens; undefined, repeated
// or endless rules; left recursion; endless repetition of what may be empty; more nesting, rules, repetition or
// ambiguity than the limits below. Pure and thread-safe.
#pragma once

#include <string_view>

#include "base/result.h"

namespace aegle {

struct GrammarLimits {
  std::size_t bytes = std::size_t{256} << 10;
  int depth = 64;                     // nested groups
  std::size_t rules = 8192;           // with one for each group
  std::size_t elements = 100'000;     // after repetitions are written out
  std::size_t repetitions = 2000;     // of one item
  std::size_t choices = 20'000;       // ways to begin a rule
  int chain = 1000;                   // rules that begin with a rule that begins with a rule ...
};

// Errors: kCannotEnforce; `place` is "grammar, byte N" or the rule.
Result<void> CheckGrammar(std::string_view gbnf, const GrammarLimits& limits = {});

}  // namespace aegle
