// Whether two versions of a resource say the same. Module-internal, pure.
#pragma once

#include <cstdint>
#include <string_view>

namespace aegle {

// Hash64 of JSON text without its insignificant white space (RFC 8259, section 2), so that a pretty-printed bundle and a
// line of NDJSON are the same content. Never 0.
[[nodiscard]] std::uint64_t JsonContentHash(std::string_view json);

}  // namespace aegle
