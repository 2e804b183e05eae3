#include "model/schema_grammar.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <vector>

#include "base/text.h"
#include "model/number_grammar.h"
#include "model/regex_grammar.h"

namespace aegle {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kMaxLength = 2000;   // of a string, in characters
constexpr int kMaxItems = 1000;    // of an array

const std::set<std::string, std::less<>> kAnnotations{"title",    "description", "default",   "examples",    "$schema", "$id",
                                                      "$comment", "deprecated",  "readOnly",  "writeOnly",   "$defs",   "definitions"};

std::string Literal(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7F) {
      out += GrammarCharacter(byte);
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string JsonLiteral(const Json& value) { return Literal(value.dump()); }

// Rules that need no schema. `any` is a value of any kind.
std::map<std::string, std::string> BasicRules() {
  return {{"ws", R"(" "? | "\n" [ \t]{0,16})"},
          {"char", std::string(kJsonCharacter)},
          {"string", R"("\"" char* "\"")"},
          {"digits", "[0-9] | [1-9] [0-9]{1,14}"},
          {"integer", "\"-\"? digits"},
          {"number", R"("-"? digits ("." [0-9]{1,6})?)"},
          {"boolean", R"("true" | "false")"},
          {"null", "\"null\""},
          {"object", R"("{" ws (string ":" ws any (ws "," ws string ":" ws any)* ws)? "}")"},
          {"array", R"("[" ws (any (ws "," ws any)* ws)? "]")"},
          {"any", "object | array | string | number | boolean | null"}};
}

bool TypeFits(const Json& value, std::string_view type) {
  if (type == "null") return value.is_null();
  if (type == "boolean") return value.is_boolean();
  if (type == "string") return value.is_string();
  if (type == "number") return value.is_number();
  if (type == "integer") return value.is_number_integer();
  if (type == "array") return value.is_array();
  return type == "object" && value.is_object();
}

class Converter {
 public:
  Converter(const Json& root, const SchemaLimits& limits) : root_(root), limits_(limits), rules_(BasicRules()) {}

  Result<std::string> Convert() {
    AEGLE_TRY(root, Schema(root_, "#"));
    std::string grammar = "root ::= " + root + "\n";
    for (const auto& [name, body] : rules_) grammar += name + " ::= " + body + "\n";
    return grammar;
  }

 private:
  using Text = Result<std::string>;   // a GBNF expression

  static tl::unexpected<Error> Refuse(const std::string& place, const std::string& why) {
    return Fail(ErrorCode::kCannotEnforce, "the schema cannot be enforced: " + why, "schema " + place,
                "Use only the keywords that the manual lists.");
  }

  std::string AddRule(std::string_view kind, const std::string& body) {
    std::string name = fmt::format("{}-{}", kind, rules_.size());
    rules_[name] = body;
    return name;
  }

  // Every keyword must be one of `allowed` (beside annotations).
  Result<void> Only(const Json& schema, const std::string& place, std::initializer_list<std::string_view> allowed) {
    for (const auto& [key, value] : schema.items()) {
      if (kAnnotations.count(key) > 0 || key == "type") continue;
      if (std::find(allowed.begin(), allowed.end(), key) == allowed.end())
        return Refuse(place, fmt::format("the keyword {} is not enforceable here", Utf8Prefix(key, 40)));
    }
    return {};
  }

  Text Schema(const Json& schema, const std::string& place) {
    if (++nodes_ > limits_.nodes) return Refuse(place, "it is too large");
    if (schema.is_boolean() && schema.get<bool>()) return "any";
    if (!schema.is_object()) return Refuse(place, "a schema has to be an object");
    if (schema.contains("$ref")) return Reference(schema, place);
    if (schema.contains("const") || schema.contains("enum")) return Values(schema, place);
    if (schema.contains("anyOf") || schema.contains("oneOf") || schema.contains("allOf")) return Combined(schema, place);
    if (!schema.contains("type")) return Typed(schema, Guess(schema), place);
    const Json& type = schema["type"];
    if (type.is_string()) return Typed(schema, type.get<std::string>(), place);
    if (!type.is_array() || type.empty()) return Refuse(place, "type has to be a name or a list of names");
    return OneOfTypes(schema, place);
  }

  // Keywords of another type do not restrict a value of this type, so each type gets only its own.
  Text OneOfTypes(const Json& schema, const std::string& place) {
    std::string out;
    for (const Json& type : schema["type"]) {
      if (!type.is_string()) return Refuse(place, "type has to be a name or a list of names");
      Json alternative = Json::object();
      for (const auto& [key, value] : schema.items())
        if (key != "type" && (!Belongs(key) || BelongsTo(key, type.get<std::string>()))) alternative[key] = value;
      AEGLE_TRY(grammar, Typed(alternative, type.get<std::string>(), place));
      out += (out.empty() ? "" : " | ") + grammar;
    }
    return "(" + out + ")";
  }

  static const std::map<std::string, std::vector<std::string_view>, std::less<>>& KeywordsByType() {
    static const std::map<std::string, std::vector<std::string_view>, std::less<>> keywords{
        {"object", {"properties", "required", "additionalProperties"}},
        {"array", {"items", "prefixItems", "minItems", "maxItems"}},
        {"string", {"pattern", "minLength", "maxLength", "format"}},
        {"number", {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}}};
    return keywords;
  }
  static bool BelongsTo(std::string_view key, std::string_view type) {
    auto found = KeywordsByType().find(type == "integer" ? "number" : type);
    return found != KeywordsByType().end() && std::find(found->second.begin(), found->second.end(), key) != found->second.end();
  }
  static bool Belongs(std::string_view key) {
    return std::any_of(KeywordsByType().begin(), KeywordsByType().end(), [&](const auto& entry) { return BelongsTo(key, entry.first); });
  }

  // Without "type", a value of the type that the other keywords speak of is valid.
  static std::string Guess(const Json& schema) {
    for (const auto& [type, keywords] : KeywordsByType())
      for (std::string_view keyword : keywords)
        if (schema.contains(keyword)) return type;
    return "any";
  }

  Text Typed(const Json& schema, const std::string& type, const std::string& place) {
    if (type == "object") return Object(schema, place);
    if (type == "array") return Array(schema, place);
    if (type == "string") return String(schema, place);
    if (type == "integer" || type == "number") return Number(schema, type == "integer", place);
    if (type != "boolean" && type != "null" && type != "any") return Refuse(place, "the type " + type + " is unknown");
    AEGLE_CHECK(Only(schema, place, {}));
    return type;
  }

  Text Reference(const Json& schema, const std::string& place) {
    AEGLE_CHECK(Only(schema, place, {"$ref"}));
    if (schema.contains("type")) return Refuse(place, "a $ref stands beside a type");
    if (!schema["$ref"].is_string()) return Refuse(place, "$ref has to be a text");
    const std::string target = schema["$ref"].get<std::string>();
    if (auto known = references_.find(target); known != references_.end()) return known->second;
    if (target != "#" && target.substr(0, 2) != "#/") return Refuse(place, "a $ref leads out of the document");
    const Json* found = nullptr;
    try {
      found = &root_.at(Json::json_pointer(target.substr(1)));
    } catch (const Json::exception&) {
      return Refuse(place, "a $ref leads nowhere");
    }
    std::string name = fmt::format("ref-{}", references_.size());
    references_[target] = name;     // before its content, which may refer back to it
    AEGLE_TRY(body, Schema(*found, target));
    rules_[name] = body;
    return name;
  }

  Text Values(const Json& schema, const std::string& place) {
    AEGLE_CHECK(Only(schema, place, {"const", "enum"}));
    std::vector<Json> values;
    if (schema.contains("enum")) {
      if (!schema["enum"].is_array()) return Refuse(place, "enum has to be a list");
      values.assign(schema["enum"].begin(), schema["enum"].end());
    }
    if (schema.contains("const")) {
      bool listed = !schema.contains("enum") || std::find(values.begin(), values.end(), schema["const"]) != values.end();
      values.clear();
      if (listed) values.push_back(schema["const"]);
    }
    if (schema.contains("type")) {
      const Json types = schema["type"].is_array() ? schema["type"] : Json::array({schema["type"]});
      std::erase_if(values, [&](const Json& value) {
        return std::none_of(types.begin(), types.end(), [&](const Json& type) { return type.is_string() && TypeFits(value, type.get<std::string>()); });
      });
    }
    std::string out;
    for (const Json& value : values) out += (out.empty() ? "" : " | ") + JsonLiteral(value);
    if (out.empty()) return Refuse(place, "no value is left");
    return "(" + out + ")";
  }

  Text Combined(const Json& schema, const std::string& place) {
    const char* key = schema.contains("anyOf") ? "anyOf" : schema.contains("oneOf") ? "oneOf" : "allOf";
    AEGLE_CHECK(Only(schema, place, {key}));
    const Json& parts = schema[key];
    if (schema.contains("type") || !parts.is_array() || parts.empty()) return Refuse(place, fmt::format("{} has to stand alone with a list", key));
    const std::string_view name = key;
    if (name == "allOf" && parts.size() > 1) return Refuse(place, "allOf of several schemas is not enforceable");
    if (name == "oneOf" && !ExcludeEachOther(parts)) return Refuse(place, "the alternatives of oneOf may hold at the same time; use anyOf");
    std::string out;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      AEGLE_TRY(part, Schema(parts[i], fmt::format("{}/{}/{}", place, key, i)));
      out += (out.empty() ? "" : " | ") + part;
    }
    return "(" + out + ")";
  }

  // Provably so: different types, or objects that each require one property with values that differ.
  static bool ExcludeEachOther(const Json& parts) {
    for (std::size_t a = 0; a < parts.size(); ++a)
      for (std::size_t b = a + 1; b < parts.size(); ++b)
        if (!Disjoint(parts[a], parts[b])) return false;
    return true;
  }

  static std::optional<std::vector<Json>> FixedValues(const Json& schema) {
    if (!schema.is_object()) return std::nullopt;
    if (schema.contains("const")) return std::vector<Json>{schema["const"]};
    if (schema.contains("enum") && schema["enum"].is_array()) return std::vector<Json>(schema["enum"].begin(), schema["enum"].end());
    return std::nullopt;
  }

  static bool Disjoint(const Json& a, const Json& b) {
    if (!a.is_object() || !b.is_object()) return false;
    if (auto first = FixedValues(a), second = FixedValues(b); first && second)
      return std::none_of(first->begin(), first->end(), [&](const Json& value) { return std::find(second->begin(), second->end(), value) != second->end(); });
    if (!a.contains("type") || !b.contains("type") || !a["type"].is_string() || !b["type"].is_string()) return false;
    const std::string type_a = a["type"], type_b = b["type"];
    bool both_numbers = (type_a == "integer" || type_a == "number") && (type_b == "integer" || type_b == "number");
    if (type_a != type_b) return !both_numbers;
    if (type_a != "object" || !a.contains("properties") || !b.contains("properties")) return false;
    for (const auto& [name, schema] : a["properties"].items())
      if (Requires(a, name) && Requires(b, name) && b["properties"].contains(name) && FixedValues(schema) && FixedValues(b["properties"][name]) &&
          Disjoint(schema, b["properties"][name]))
        return true;
    return false;
  }

  static bool Requires(const Json& schema, const std::string& name) {
    return schema.contains("required") && schema["required"].is_array() &&
           std::find(schema["required"].begin(), schema["required"].end(), Json(name)) != schema["required"].end();
  }

  struct Property {
    std::string pair;      // "name": value
    bool required;
  };

  Result<std::vector<Property>> Properties(const Json& schema, const std::string& place) {
    std::vector<Property> properties;
    const Json named = schema.contains("properties") ? schema["properties"] : Json::object();
    if (!named.is_object()) return Refuse(place, "properties has to be an object");
    auto add = [&](const std::string& name, const std::string& value) {
      properties.push_back({AddRule("pair", Literal(Json(name).dump()) + " \":\" ws " + value), Requires(schema, name)});
    };
    for (const auto& [name, value] : named.items()) {
      AEGLE_TRY(grammar, Schema(value, place + "/properties/" + name));
      add(name, AddRule("value", grammar));
    }
    if (!schema.contains("required")) return properties;
    if (!schema["required"].is_array()) return Refuse(place, "required has to be a list");
    for (const Json& name : schema["required"]) {
      if (!name.is_string()) return Refuse(place, "required has to be a list of names");
      if (named.contains(name.get<std::string>())) continue;
      Json others = schema.contains("additionalProperties") ? schema["additionalProperties"] : Json(true);
      if (others == Json(false)) return Refuse(place, "a required property is not allowed");
      AEGLE_TRY(grammar, Schema(others, place + "/additionalProperties"));
      add(name.get<std::string>(), AddRule("value", grammar));
    }
    return properties;
  }

  Text Object(const Json& schema, const std::string& place) {
    AEGLE_CHECK(Only(schema, place, {"properties", "required", "additionalProperties"}));
    AEGLE_TRY(properties, Properties(schema, place));
    if (properties.empty()) return Map(schema, place);
    // Each rule continues behind a property that is there; where none is yet, no comma goes before the next one.
    std::string rest = "\"\"", first;
    bool may_be_empty = true;
    for (auto property = properties.rbegin(); property != properties.rend(); ++property) {
      const std::string here = property->pair + " " + rest;
      rest = AddRule("rest", "ws \",\" ws " + here + (property->required ? "" : " | " + rest));
      first = property->required || first.empty() ? here : AddRule("first", here + " | " + first);
      may_be_empty = may_be_empty && !property->required;
    }
    return AddRule("object", fmt::format("\"{{\" ws ({} ws){} \"}}\"", first, may_be_empty ? "?" : ""));
  }

  // An object of any names, all values alike.
  Text Map(const Json& schema, const std::string& place) {
    if (!schema.contains("additionalProperties") || schema["additionalProperties"] == Json(true)) {
      return schema.contains("properties") ? Text("\"{}\"") : Text("object");
    }
    if (schema["additionalProperties"] == Json(false)) return "\"{}\"";
    AEGLE_TRY(value, Schema(schema["additionalProperties"], place + "/additionalProperties"));
    std::string pair = AddRule("pair", "string \":\" ws " + value);
    return AddRule("object", fmt::format(R"("{{" ws ({0} (ws "," ws {0})* ws)? "}}")", pair));
  }

  Result<int> Count(const Json& schema, const char* key, int otherwise, const std::string& place) {
    if (!schema.contains(key)) return otherwise;
    const Json& value = schema[key];
    bool whole = value.is_number_unsigned() || (value.is_number_float() && value.get<double>() >= 0 && value.get<double>() == std::floor(value.get<double>()));
    if (!whole) return Refuse(place, fmt::format("{} has to be a whole number", key));
    return static_cast<int>(std::min(value.get<double>(), 1e6));
  }

  Text Array(const Json& schema, const std::string& place) {
    AEGLE_CHECK(Only(schema, place, {"items", "prefixItems", "minItems", "maxItems"}));
    AEGLE_TRY(least, Count(schema, "minItems", 0, place));
    AEGLE_TRY(asked_most, Count(schema, "maxItems", -1, place));
    int most = asked_most < 0 ? -1 : std::min(asked_most, kMaxItems);
    if (least > kMaxItems || (most >= 0 && least > most)) return Refuse(place, "no array has so many items");
    bool is_tuple = schema.contains("prefixItems") || (schema.contains("items") && schema["items"].is_array());
    if (is_tuple) return Tuple(schema, least, asked_most, place);
    if (schema.contains("items") && schema["items"] == Json(false)) most = 0;
    if (most == 0) return least == 0 ? Text("\"[]\"") : Text(Refuse(place, "the array has to be empty and must not be"));
    std::string item = "any";
    if (schema.contains("items")) {
      AEGLE_TRY(grammar, Schema(schema["items"], place + "/items"));
      item = AddRule("item", grammar);
    }
    // { least - 1, most - 1 } further ones, each behind a comma.
    std::string more = fmt::format("(ws \",\" ws {}){{{},{}}}", item, std::max(least - 1, 0), most < 0 ? "" : std::to_string(most - 1));
    return AddRule("array", fmt::format("\"[\" ws ({} {} ws){} \"]\"", item, more, least == 0 ? "?" : ""));
  }

  Text Tuple(const Json& schema, int least, int most, const std::string& place) {
    const char* key = schema.contains("prefixItems") ? "prefixItems" : "items";
    const Json& items = schema[key];
    if (!items.is_array() || items.empty()) return Refuse(place, fmt::format("{} has to be a list", key));
    int size = static_cast<int>(items.size());
    if (least > size || (most >= 0 && most < size)) return Refuse(place, "an array of fixed items has to have exactly these");
    std::string out;
    for (std::size_t i = 0; i < items.size(); ++i) {
      AEGLE_TRY(item, Schema(items[i], fmt::format("{}/{}/{}", place, key, i)));
      out += (i == 0 ? "" : " ws \",\" ws ") + item;
    }
    return AddRule("array", fmt::format("\"[\" ws {} ws \"]\"", out));
  }

  Text String(const Json& schema, const std::string& place) {
    AEGLE_CHECK(Only(schema, place, {"pattern", "minLength", "maxLength", "format"}));
    bool sized = schema.contains("minLength") || schema.contains("maxLength");
    if (schema.contains("pattern") + schema.contains("format") + sized > 1)
      return Refuse(place, "pattern, format and a length exclude each other");
    if (schema.contains("pattern")) {
      if (!schema["pattern"].is_string()) return Refuse(place, "pattern has to be a text");
      auto inside = RegexToGrammar(schema["pattern"].get<std::string>());
      if (!inside) return Refuse(place + "/pattern", inside.error().message + " (" + inside.error().place + ")");
      return AddRule("pattern", "\"\\\"\" " + *inside + " \"\\\"\"");
    }
    if (schema.contains("format")) return Format(schema, place);
    if (!sized) return "string";
    AEGLE_TRY(least, Count(schema, "minLength", 0, place));
    AEGLE_TRY(most, Count(schema, "maxLength", kMaxLength, place));
    most = std::min(most, kMaxLength);
    if (least > most) return Refuse(place, "no string has so many characters");
    return AddRule("string", fmt::format("\"\\\"\" char{{{},{}}} \"\\\"\"", least, most));
  }

  Text Format(const Json& schema, const std::string& place) {
    // Days that each month always has, so that no date is produced that does not exist.
    const std::string date = "[1-2] [0-9] [0-9] [0-9] \"-\" " +
        AddRule("day", R"(("0" [13578] | "1" [02]) "-" ("0" [1-9] | [12] [0-9] | "3" [01]) | ("0" [469] | "11") "-" ("0" [1-9] | [12] [0-9] | "30") | "02-" ("0" [1-9] | "1" [0-9] | "2" [0-8]))");
    const std::string time = R"(([0-1] [0-9] | "2" [0-3]) ":" [0-5] [0-9] ":" [0-5] [0-9] ("." [0-9]{1,3})? ("Z" | [-+] ([0-1] [0-9] | "2" [0-3]) ":" [0-5] [0-9]))";
    const std::string name = schema["format"].is_string() ? schema["format"].get<std::string>() : "";
    auto quoted = [&](const std::string& body) { return AddRule("format", "\"\\\"\" " + body + " \"\\\"\""); };
    if (name == "date") return quoted(date);
    if (name == "time") return quoted(time);
    if (name == "date-time") return quoted(date + " \"T\" " + time);
    if (name == "uuid") return quoted(R"([0-9a-f]{8} "-" [0-9a-f]{4} "-" [0-9a-f]{4} "-" [0-9a-f]{4} "-" [0-9a-f]{12})");
    return Refuse(place, fmt::format("the format {} is not enforceable", Utf8Prefix(name, 40)));
  }

  Text Number(const Json& schema, bool whole, const std::string& place) {
    AEGLE_CHECK(Only(schema, place, {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}));
    NumberBounds bounds;
    for (const auto& [key, value] : schema.items()) {
      if (!BelongsTo(key, "number")) continue;
      if (!value.is_number()) return Refuse(place, key + " has to be a number");
      double bound = value.get<double>();
      bool exclusive = key.substr(0, 9) == "exclusive";
      bool is_minimum = key == "minimum" || key == "exclusiveMinimum";
      auto& limit = is_minimum ? bounds.minimum : bounds.maximum;
      bool& is_exclusive = is_minimum ? bounds.minimum_is_exclusive : bounds.maximum_is_exclusive;
      bool tighter = !limit || (is_minimum ? bound > *limit : bound < *limit);
      if (limit && bound == *limit) is_exclusive |= exclusive;
      if (!tighter) continue;
      limit = bound;
      is_exclusive = exclusive;
    }
    if (!bounds.minimum && !bounds.maximum) return whole ? "integer" : "number";
    std::string grammar = whole ? IntegerGrammar(bounds) : DecimalGrammar(bounds);
    if (grammar.empty()) return Refuse(place, "no number is within the bounds");
    return AddRule("number", grammar);
  }

  const Json& root_;
  const SchemaLimits& limits_;
  std::map<std::string, std::string> rules_;
  std::map<std::string, std::string> references_;
  std::size_t nodes_ = 0;
};

Result<Json> ParseSchema(std::string_view text, const SchemaLimits& limits) {
  auto refuse = [](const char* why) { return Fail(ErrorCode::kCannotEnforce, fmt::format("the schema cannot be enforced: {}", why), "schema"); };
  if (text.size() > limits.bytes) return refuse("it is too long");
  bool too_deep = false;
  auto callback = [&](int depth, Json::parse_event_t, Json&) {
    too_deep |= depth > limits.depth;
    return !too_deep;
  };
  Json schema = Json::parse(text, callback, false);
  if (too_deep) return refuse("it is nested too deeply");
  if (schema.is_discarded()) return refuse("it is not JSON");
  return schema;
}

}  // namespace

Result<std::string> SchemaToGrammar(std::string_view schema, const SchemaLimits& limits) {
  AEGLE_TRY(parsed, ParseSchema(schema, limits));
  return Converter(parsed, limits).Convert();
}

std::string JsonObjectGrammar() {
  std::string grammar = "root ::= object\n";
  for (const auto& [name, body] : BasicRules()) grammar += name + " ::= " + body + "\n";
  return grammar;
}

}  // namespace aegle
