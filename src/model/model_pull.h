// Fetches one model into a folder, part by part. Used by ModelStore::Pull, which has the description of the errors.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"
#include "model/catalog.h"
#include "model/model_store.h"

namespace aegle {

// The file is complete and checked when this returns. What was fetched before an error stays in <folder>/.partial/<name> and is
// used by the next call, after it was hashed again.
Result<std::filesystem::path> PullModel(const CatalogEntry& entry, const std::filesystem::path& folder, const ModelStore::Options& where, const PullOptions& options);

// The full check of a finished file: size, SHA-256, and of a GGUF its structure. Errors: kIntegrity and those of CheckGguf.
Result<GgufSummary> CheckModelFile(const CatalogEntry& entry, const std::filesystem::path& path, const ProgressSink& progress, std::stop_token stop);

}  // namespace aegle
