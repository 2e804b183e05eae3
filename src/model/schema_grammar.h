// A JSON schema (2020-12 and the common older spellings) as a GBNF grammar whose every sentence is valid by the schema.
//
// The grammar may allow less than the schema (properties in the order of the schema, no properties that it does not
// name, strings of at most 2,000 characters, numbers of at most 15 digits) but never more: a keyword that cannot be
// guaranteed, is unknown, or contradicts another is an error, never ignored.
//   enforced    type, properties, required, additionalProperties, items, prefixItems, minItems, maxItems, enum, const,
//               anyOf, oneOf (alternatives that exclude each other), allOf of one, $ref into the same document, pattern,
//               minLength, maxLength, format date/time/date-time/uuid, minimum, maximum, exclusiveMinimum/Maximum
//   read over   title, description, default, examples, $schema, $id, $comment, deprecated, readOnly, writeOnly, $defs
//   refused     everything else, among it not, if/then/else, uniqueItems, patternProperties, dependentRequired, multipleOf
// Pure and thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace aegle {

struct SchemaLimits {
  std::size_t bytes = std::size_t{128} << 10;
  int depth = 32;               // nesting of the JSON text
  std::size_t nodes = 4000;     // schemas in it
};

// Errors: kCannotEnforce; `place` is a JSON pointer, "schema #/properties/dose".
Result<std::string> SchemaToGrammar(std::string_view schema, const SchemaLimits& limits = {});

// Any JSON object.
[[nodiscard]] std::string JsonObjectGrammar();

}  // namespace aegle
