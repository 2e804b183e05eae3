// Reader: bytes of one format to facts, and a ledger of what became of every item. Read this first.
//
// A reader is pure (no I/O, no clock) and stateless: any number of threads may call Read at once. It never throws on
// input; it never changes what the input means; it drops nothing without a line in the ledger.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "record/fact.h"
#include "record/patient.h"

namespace aegle {

enum class Disposition : std::uint8_t {
  kFacts,     // at least one fact, or a patient, came of it
  kDocument,  // no fact form: kept whole as a document, found by full-text search
  kRefused,   // not taken; the reason says why. Its bytes are still in the stored original
};

// One item of an input: a FHIR resource, a note.
struct ReadItem {
  Disposition disposition = Disposition::kFacts;
  ResourceKey key;                         // type is "" where the item did not say what it is
  std::string version;                     // meta.versionId, else empty
  DateTime last_updated;                   // meta.lastUpdated
  std::string subject;                     // logical id of the patient, "" where the item is about nobody (Organization ...)
  std::optional<Patient> patient;          // for a Patient resource
  std::vector<Fact> facts;                 // `source` filled but for the document id
  std::string text;                        // what full-text search finds of it, beside the facts (narrative, note text)
  std::uint64_t begin = 0, end = 0;        // bytes of the input
  ErrorCode error = ErrorCode::kBadInput;  // of a refused item
  std::string reason;                      // of a refused item, and of a document why it has no facts
  std::uint64_t content = 0;               // given by the importer: hash of the item's bytes, 0 where not known
};

// Takes the items of one input in order. An error ends the read (a full disk, a cancel).
class FactSink {
 public:
  virtual ~FactSink() = default;
  virtual Result<void> Take(ReadItem&& item) = 0;
};

struct LedgerLine {
  Disposition disposition;
  std::string type;  // resource type
  std::string logical_id;
  std::string reason;
  std::uint64_t offset = 0;  // byte of the input
};

struct LedgerCount {
  std::uint64_t facts = 0, document = 0, refused = 0;  // items by disposition
  std::uint64_t fact_count = 0;                        // facts that came of the first
};

// What became of an input. Invariant: in == kept + kept_as_document + refused, for the whole and for each type.
struct ImportLedger {
  std::string format;  // "fhir-bundle", "fhir-ndjson", "note"
  std::uint64_t in = 0, kept = 0, kept_as_document = 0, refused = 0, facts = 0;
  std::uint64_t bytes = 0;
  std::map<std::string, LedgerCount> by_type;
  std::vector<LedgerLine> lines;  // every refusal and every document, up to kMaxLines; the counts are exact
  std::uint64_t lines_left_out = 0;
  static constexpr std::size_t kMaxLines = 10'000;

  void Count(const ReadItem& item);
  void Add(const ImportLedger& other);  // sums, for the parts of one stream
  [[nodiscard]] bool Balanced() const;
};

struct ReadContext {
  std::uint64_t base_offset = 0;  // offset of `in` within the whole input: added to every offset that is reported
  std::string file_name;          // for a format that is told by its name, and for messages
  std::string subject;            // the patient, where the format does not name one (notes)
  DateTime date;                  // of the input, where it does not say
};

class Reader {
 public:
  virtual ~Reader() = default;
  [[nodiscard]] virtual std::string_view format() const = 0;
  // How sure the reader is that the first bytes (at least 4 KiB where there are so many) are its format: 0 to 100.
  [[nodiscard]] virtual int Recognise(std::string_view head, std::string_view file_name) const = 0;
  // True where the input may be cut at line feeds and read part by part (NDJSON).
  [[nodiscard]] virtual bool LineByLine() const { return false; }
  // Reads the whole of `in`. Errors (nothing of the input was understood): kBadInput, kTooLarge, or what the sink said.
  virtual Result<ImportLedger> Read(std::string_view in, const ReadContext& context, const Limits& limits, FactSink& out) const = 0;
};

class ReaderRegistry {
 public:
  void Add(std::unique_ptr<Reader> reader);
  // The surest reader. Errors: kUnsupported (names the formats that would have been understood).
  [[nodiscard]] Result<const Reader*> For(std::string_view head, std::string_view file_name) const;
  [[nodiscard]] const Reader* ByFormat(std::string_view format) const;  // null where there is none
  [[nodiscard]] const std::vector<std::unique_ptr<Reader>>& all() const { return readers_; }

 private:
  std::vector<std::unique_ptr<Reader>> readers_;
};

// The one list of what this module adds.
void RegisterBuiltInReaders(ReaderRegistry& registry);

}  // namespace aegle
