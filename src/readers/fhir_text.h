// Text out of FHIR: the narrative (XHTML) as plain text, the words of a resource for full-text search, attachments. Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "readers/json_tree.h"

namespace aegle {

// Text of a piece of XHTML or HTML: tags away, entities decoded, blocks on lines of their own, script and style left out.
// Nothing is interpreted; any bytes are accepted.
[[nodiscard]] std::string TextOfHtml(std::string_view html);

// What people would search for in a resource that has no facts: displays, texts, names, titles ..., each once, on lines.
[[nodiscard]] std::string SearchWords(JsonValue resource);

// RFC 4648 base64, white space allowed. Errors: kBadInput with the offset in `text` as place.
[[nodiscard]] Result<std::string> DecodeBase64(std::string_view text);

}  // namespace aegle
