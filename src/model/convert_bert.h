// Converts a BERT sentence encoder (a folder as its authors publish it) into a GGUF of architecture "bert".
//
// In:  config.json, model.safetensors, tokenizer.json (WordPiece), and where present modules.json with the pooling's
//      config.json (mean or CLS; mean where they are missing).
// Out: GGUF v3; matrices F16, vectors, norms, position and type embeddings F32; the same bytes on every machine.
// Names and vocabulary follow what llama.cpp loads for "bert": word starts carry U+2581, the "##" of continuations is
// dropped, special tokens stay as they are and are of type CONTROL.
// Errors: kBadInput, kUnsupported (not a BERT with WordPiece), kNotFound (a file or tensor), kNoSpace, kIo.
#pragma once

#include <filesystem>
#include <string>

#include "base/progress.h"
#include "base/result.h"

namespace aegle {

struct ConvertOptions {
  std::string name;         // general.name
  std::string licence;      // general.license, an SPDX id
};

// Writes to `out`, which is replaced. Progress in bytes, stage "convert".
Result<void> ConvertBertToGguf(const std::filesystem::path& folder, const std::filesystem::path& out, const ConvertOptions& options,
                               const ProgressSink& progress = {});

}  // namespace aegle
