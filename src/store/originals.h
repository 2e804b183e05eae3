// Originals: the bytes of a document in compressed pieces, so that any range is read without the rest. Module-internal.
//
// A piece is one zstd frame (level 1, with content checksum) of at most kChunkBytes; its row id is
// document * 2^36 + offset of its first byte, so pieces of one document lie together and a range is one seek.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/id.h"
#include "store/sql.h"

namespace aegle {

inline constexpr std::size_t kChunkBytes = std::size_t{256} << 10;
inline constexpr std::uint64_t kMaxDocumentBytes = std::uint64_t{1} << 36;

[[nodiscard]] std::string Compress(std::string_view bytes);
// Errors: kIntegrity.
[[nodiscard]] Result<std::string> Decompress(std::string_view frame, std::size_t limit);

struct Chunk {
  std::uint64_t offset = 0;
  std::size_t size = 0;
  std::string frame;
};
[[nodiscard]] Chunk MakeChunk(std::uint64_t offset, std::string_view bytes);

Result<void> WriteChunk(sql::Connection& connection, DocumentId document, const Chunk& chunk);
Result<void> RemoveOriginal(sql::Connection& connection, DocumentId document);
// Bytes [begin, end) of the document. Errors: kIntegrity (a piece is missing or damaged).
[[nodiscard]] Result<std::string> ReadRange(sql::Connection& connection, DocumentId document, std::uint64_t begin, std::uint64_t end);
// Reads all pieces: kIntegrity where one is missing, damaged, or the whole is not `sha256` (empty: not checked).
[[nodiscard]] Result<void> VerifyOriginal(sql::Connection& connection, DocumentId document, std::uint64_t bytes, std::string_view sha256);

}  // namespace aegle
