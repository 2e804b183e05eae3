// Bytes of a stored original as UTF-8 for people.
#pragma once

#include <string>
#include <string_view>

namespace aegle {

// `encoding`: "cp949" (Korean; EUC-KR is a part of it), anything else is taken as UTF-8. A byte sequence that does not decode,
// also one that the borders of the range have cut, becomes U+FFFD. Pure.
[[nodiscard]] std::string DecodeForDisplay(std::string_view bytes, std::string_view encoding);

}  // namespace aegle
