#include "readers/reader.h"

#include <algorithm>

namespace aegle {

void ImportLedger::Count(const ReadItem& item) {
  LedgerCount& type = by_type[item.key.type];
  ++in;
  switch (item.disposition) {
    case Disposition::kFacts:
      ++kept;
      ++type.facts;
      break;
    case Disposition::kDocument:
      ++kept_as_document;
      ++type.document;
      break;
    case Disposition::kRefused:
      ++refused;
      ++type.refused;
      break;
  }
  facts += item.facts.size();
  type.fact_count += item.facts.size();
  if (item.disposition == Disposition::kFacts) return;
  if (lines.size() < kMaxLines) {
    lines.push_back({item.disposition, item.key.type, item.key.logical_id, item.reason, item.begin});
  } else {
    ++lines_left_out;
  }
}

void ImportLedger::Add(const ImportLedger& other) {
  if (format.empty()) format = other.format;
  in += other.in;
  kept += other.kept;
  kept_as_document += other.kept_as_document;
  refused += other.refused;
  facts += other.facts;
  bytes += other.bytes;
  for (const auto& [name, count] : other.by_type) {
    LedgerCount& type = by_type[name];
    type.facts += count.facts;
    type.document += count.document;
    type.refused += count.refused;
    type.fact_count += count.fact_count;
  }
  std::size_t room = kMaxLines - std::min(kMaxLines, lines.size());
  std::size_t taken = std::min(room, other.lines.size());
  lines.insert(lines.end(), other.lines.begin(), other.lines.begin() + static_cast<std::ptrdiff_t>(taken));
  lines_left_out += other.lines_left_out + (other.lines.size() - taken);
}

bool ImportLedger::Balanced() const {
  LedgerCount sum;
  for (const auto& [name, count] : by_type) {
    sum.facts += count.facts;
    sum.document += count.document;
    sum.refused += count.refused;
    sum.fact_count += count.fact_count;
  }
  return in == kept + kept_as_document + refused && kept == sum.facts && kept_as_document == sum.document && refused == sum.refused &&
         facts == sum.fact_count && lines.size() + lines_left_out == kept_as_document + refused;
}

void ReaderRegistry::Add(std::unique_ptr<Reader> reader) { readers_.push_back(std::move(reader)); }

Result<const Reader*> ReaderRegistry::For(std::string_view head, std::string_view file_name) const {
  const Reader* surest = nullptr;
  int best = 0;
  std::string formats;
  for (const auto& reader : readers_) {
    int sure = reader->Recognise(head, file_name);
    if (sure > best) {
      best = sure;
      surest = reader.get();
    }
    if (!formats.empty()) formats += ", ";
    formats += reader->format();
  }
  if (surest == nullptr)
    return Fail(ErrorCode::kUnsupported, "no reader knows this format", "", "These formats can be read: " + formats + ".");
  return surest;
}

const Reader* ReaderRegistry::ByFormat(std::string_view format) const {
  for (const auto& reader : readers_)
    if (reader->format() == format) return reader.get();
  return nullptr;
}

}  // namespace aegle
