#include "store/originals.h"

#include <zstd.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "base/hash.h"

namespace aegle {
namespace {

struct CompressorDeleter {
  void operator()(ZSTD_CCtx* context) const noexcept { ZSTD_freeCCtx(context); }
};
struct DecompressorDeleter {
  void operator()(ZSTD_DCtx* context) const noexcept { ZSTD_freeDCtx(context); }
};

ZSTD_CCtx* Compressor() {
  thread_local std::unique_ptr<ZSTD_CCtx, CompressorDeleter> context;
  if (!context) {
    context.reset(ZSTD_createCCtx());
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, 1);
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  }
  return context.get();
}

ZSTD_DCtx* Decompressor() {
  thread_local std::unique_ptr<ZSTD_DCtx, DecompressorDeleter> context(ZSTD_createDCtx());
  return context.get();
}

std::int64_t ChunkId(DocumentId document, std::uint64_t offset) {
  return document.value() * static_cast<std::int64_t>(kMaxDocumentBytes) + static_cast<std::int64_t>(offset);
}

tl::unexpected<Error> FailDamaged(DocumentId document, std::uint64_t offset) {
  return Fail(ErrorCode::kIntegrity, "The stored original is not what was written",
              document.ToString() + ", byte " + std::to_string(offset), "Import the file again or restore the store from a backup.");
}

}  // namespace

std::string Compress(std::string_view bytes) {
  std::string frame(ZSTD_compressBound(bytes.size()), '\0');
  std::size_t size = ZSTD_compress2(Compressor(), frame.data(), frame.size(), bytes.data(), bytes.size());
  if (ZSTD_isError(size)) throw std::runtime_error(ZSTD_getErrorName(size));
  frame.resize(size);
  frame.shrink_to_fit();  // many frames wait in the queue of an import
  return frame;
}

Result<std::string> Decompress(std::string_view frame, std::size_t limit) {
  unsigned long long size = ZSTD_getFrameContentSize(frame.data(), frame.size());
  if (size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR || size > limit)
    return Fail(ErrorCode::kIntegrity, "A compressed value of the store is damaged");
  std::string bytes(static_cast<std::size_t>(size), '\0');
  std::size_t got = ZSTD_decompressDCtx(Decompressor(), bytes.data(), bytes.size(), frame.data(), frame.size());
  if (ZSTD_isError(got) || got != bytes.size()) return Fail(ErrorCode::kIntegrity, "A compressed value of the store is damaged");
  return bytes;
}

Chunk MakeChunk(std::uint64_t offset, std::string_view bytes) { return {offset, bytes.size(), Compress(bytes)}; }

Result<void> WriteChunk(sql::Connection& connection, DocumentId document, const Chunk& chunk) {
  AEGLE_TRY(query, connection.Use("INSERT INTO chunk(id, data) VALUES(?, ?)"));
  return query.Bind(ChunkId(document, chunk.offset)).BindBlob(chunk.frame).Run();
}

Result<void> RemoveOriginal(sql::Connection& connection, DocumentId document) {
  AEGLE_TRY(query, connection.Use("DELETE FROM chunk WHERE id BETWEEN ? AND ?"));
  return query.Bind(ChunkId(document, 0)).Bind(ChunkId(document, kMaxDocumentBytes - 1)).Run();
}

Result<std::string> ReadRange(sql::Connection& connection, DocumentId document, std::uint64_t begin, std::uint64_t end) {
  std::string bytes;
  if (begin >= end) return bytes;
  bytes.reserve(end - begin);
  // The piece that holds `begin` is the last one that does not start after it.
  AEGLE_TRY(query, connection.Use("SELECT id, data FROM chunk WHERE id >= (SELECT max(id) FROM chunk WHERE id BETWEEN ?1 AND ?2) "
                                  "AND id < ?3 ORDER BY id"));
  query.Bind(ChunkId(document, 0)).Bind(ChunkId(document, begin)).Bind(ChunkId(document, end));
  std::uint64_t at = begin;
  while (at < end) {
    AEGLE_TRY(row, query.Step());
    if (!row) return FailDamaged(document, at);
    auto offset = static_cast<std::uint64_t>(query.Int(0) - ChunkId(document, 0));
    auto piece = Decompress(query.Bytes(1), kChunkBytes);
    if (!piece || offset > at || offset + piece->size() <= at) return FailDamaged(document, at);
    std::size_t from = at - offset;
    std::size_t count = std::min<std::size_t>(piece->size() - from, end - at);
    bytes.append(*piece, from, count);
    at += count;
  }
  return bytes;
}

Result<void> VerifyOriginal(sql::Connection& connection, DocumentId document, std::uint64_t bytes, std::string_view sha256) {
  AEGLE_TRY(query, connection.Use("SELECT id, data FROM chunk WHERE id BETWEEN ? AND ? ORDER BY id"));
  query.Bind(ChunkId(document, 0)).Bind(ChunkId(document, kMaxDocumentBytes - 1));
  Sha256 hash;
  std::uint64_t at = 0;
  for (;;) {
    auto row = query.Step();
    if (!row) return FailDamaged(document, at);  // a page of this document fails its authentication
    if (!*row) break;
    auto piece = Decompress(query.Bytes(1), kChunkBytes);
    if (!piece || query.Int(0) != ChunkId(document, at)) return FailDamaged(document, at);
    hash.Update(*piece);
    at += piece->size();
  }
  if (at != bytes) return FailDamaged(document, at);
  Sha256Digest digest = hash.Finish();
  if (!sha256.empty() && sha256 != std::string_view(reinterpret_cast<const char*>(digest.data()), digest.size()))
    return FailDamaged(document, 0);
  return {};
}

}  // namespace aegle
