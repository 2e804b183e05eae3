// Files into the store: recognises the format, streams, and keeps the ledger. Read this first to import anything.
//
//   AEGLE_TRY(report, ImportFile(store, readers, "bundle.json", {}, progress, stop));
//
// The calling thread parses; a thread of its own reads ahead and the store's writes behind it, with bounded queues between
// them, so memory does not grow with the input where the format is read line by line (NDJSON). A format that is read as a
// whole (a bundle, a note) needs its bytes in memory, at most Limits::bytes.
// What was taken becomes durable in groups of at most half a second; it stays when the import is cancelled or fails, and
// importing the file again goes on from there and doubles nothing. gzip is unpacked; the original that is kept, its size
// and its digest are those of the unpacked bytes.
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/progress.h"
#include "readers/reader.h"
#include "store/store.h"

namespace aegle {

struct ImportOptions {
  std::string source = "local";  // name of the system the data came from; ids are unique within it
  std::string name = {};         // of the document; empty: the file's name
  std::string format = {};       // Reader::format; empty: recognised
  std::string subject = {};      // logical id or record number of the patient, where the format does not name one
  DateTime date = {};            // of the input, where it does not say
  Limits limits = {};
};

struct ImportReport {
  Document document;
  ImportLedger ledger;
  ImportSession::Counts counts;
  bool already_there = false;  // the same bytes were imported before: nothing was read again
  double seconds = 0;
};

// `path` "-" is standard input. Errors: kNotFound, kDenied, kIo (the file); kUnsupported (format); kBadInput and kTooLarge (as
// the reader says, and gzip); kCancelled; kNoSpace and kIntegrity (the store); kConflict (the file changed while it was read).
[[nodiscard]] Result<ImportReport> ImportFile(Store& store, const ReaderRegistry& readers, const std::string& path,
                                              const ImportOptions& options, const ProgressSink& progress = {}, std::stop_token stop = {});
// The same of bytes in memory. Give a name: formats may be told by its ending.
[[nodiscard]] Result<ImportReport> ImportBytes(Store& store, const ReaderRegistry& readers, std::string_view bytes,
                                               const ImportOptions& options, const ProgressSink& progress = {}, std::stop_token stop = {});

struct FolderReport {
  struct File {
    std::string path;  // below the folder
    std::optional<ImportReport> report;
    std::optional<Error> error;  // of a file that could not be imported; the others are
  };
  std::vector<File> files;       // in the order of their paths
  ImportLedger ledger;           // sum
  ImportSession::Counts counts;  // sum
  std::uint64_t failed = 0;
};

// Every regular file of the folder and the folders in it, but hidden ones. Errors: kNotFound, kBadUsage (not a folder),
// kDenied; kCancelled, kNoSpace, kIntegrity end it.
[[nodiscard]] Result<FolderReport> ImportFolder(Store& store, const ReaderRegistry& readers, const std::string& path,
                                                const ImportOptions& options, const ProgressSink& progress = {}, std::stop_token stop = {});

}  // namespace aegle
