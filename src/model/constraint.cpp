#include "model/constraint.h"

#include "model/grammar_check.h"
#include "model/schema_grammar.h"

namespace aegle {

Result<std::string> GrammarOf(const Constraint& constraint) {
  if (constraint.kind == Constraint::Kind::kNone) return std::string();
  std::string grammar;
  if (constraint.kind == Constraint::Kind::kGrammar) {
    grammar = constraint.text;
  } else if (constraint.kind == Constraint::Kind::kJsonObject) {
    grammar = JsonObjectGrammar();
  } else {
    AEGLE_TRY(converted, SchemaToGrammar(constraint.text));
    grammar = std::move(converted);
  }
  AEGLE_CHECK(CheckGrammar(grammar));
  return grammar;
}

}  // namespace aegle
