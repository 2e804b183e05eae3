// Strings of JSON and base64. Pure; internal.
#pragma once

#include <string>
#include <string_view>

namespace aegle {

// With quotes and escapes (RFC 8259).
[[nodiscard]] std::string QuoteJson(std::string_view text);
// RFC 4648; what is no letter of the alphabet is passed over.
[[nodiscard]] std::string Base64ToBytes(std::string_view text);
[[nodiscard]] std::string BytesToBase64(std::string_view bytes);

}  // namespace aegle
