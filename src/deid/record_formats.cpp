#include "deid/record_formats.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"

namespace aegle {
namespace {

constexpr std::array<std::pair<DeidFormat, std::string_view>, 6> kNames{{{DeidFormat::kText, "text"},
                                                                         {DeidFormat::kFhir, "fhir"},
                                                                         {DeidFormat::kNdjson, "ndjson"},
                                                                         {DeidFormat::kHl7, "hl7"},
                                                                         {DeidFormat::kCsv, "csv"},
                                                                         {DeidFormat::kDicom, "dicom"}}};

// A text: whose it is by the first record number or resident number in it that some other record knows.
std::string PersonOfText(const std::string& text, const RecordOptions& options, const PersonIndex& persons) {
  if (!options.person.empty()) return options.person;
  std::string number;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    char c = i < text.size() ? text[i] : ' ';
    if (IsLetterAscii(c) || IsDigitAscii(c) || c == '-') {
      number += c;
      continue;
    }
    bool has_digits = std::count_if(number.begin(), number.end(), IsDigitAscii) >= 4;
    for (const std::string& key :
         {PersonIndex::RecordNumber(number), PersonIndex::ResidentNumber(number), PersonIndex::Reference("Patient/" + number)})
      if (has_digits && persons.FindKnown(key)) return persons.Canonical(key);
    number.clear();
  }
  return {};
}

Result<DeidRecord> DeidentifyPlain(std::string_view bytes, const RecordOptions& options, const PersonIndex& persons, Deidentifier& deid) {
  std::string text(bytes);
  std::string person = PersonOfText(text, options, persons);
  DeidText done = deid.Deidentify(text, person, persons.FindKnown(person));
  DeidRecord out;
  out.bytes = std::move(done.text);
  for (const FoundPhi& found : done.found) ++out.replaced[std::string(Info(found.phi_class).name)];
  return out;
}

// JSON that is not FHIR says nowhere whose it is: by the numbers in it, as a text.
Result<DeidRecord> DeidentifyJson(std::string_view bytes, const RecordOptions& options, const PersonIndex& persons, Deidentifier& deid) {
  if (bytes.find("\"resourceType\"") != std::string_view::npos) return DeidentifyFhir(bytes, options, persons, deid);
  RecordOptions own = options;
  own.person = PersonOfText(std::string(bytes), options, persons);
  return DeidentifyFhir(bytes, own, persons, deid);
}

// Each line is a resource; blank lines stay.
template <class Each>
void ForEachJsonLine(std::string_view bytes, Each each) {
  std::size_t at = 0;
  while (at < bytes.size()) {
    std::size_t end = bytes.find('\n', at);
    std::string_view line = bytes.substr(at, end == std::string_view::npos ? end : end - at);
    each(Trim(line), at);
    at = end == std::string_view::npos ? bytes.size() : end + 1;
  }
}

Result<DeidRecord> DeidentifyNdjson(std::string_view bytes, const RecordOptions& options, const PersonIndex& persons, Deidentifier& deid) {
  DeidRecord out;
  std::optional<Error> error;
  int number = 0;
  ForEachJsonLine(bytes, [&](std::string_view line, std::size_t) {
    ++number;
    if (error) return;
    if (!line.empty()) {
      auto done = DeidentifyFhir(line, options, persons, deid);
      if (!done) {
        error = done.error();
        error->place = "line " + std::to_string(number) + ", " + error->place;
        return;
      }
      out.bytes += done->bytes;
      for (const auto& [kind, count] : done->replaced) out.replaced[kind] += count;
    }
    out.bytes += '\n';
  });
  if (error) return tl::unexpected(*error);
  return out;
}

}  // namespace

std::string_view Name(DeidFormat format) { return kNames[static_cast<std::size_t>(format)].second; }

Result<DeidFormat> ParseDeidFormat(std::string_view name) {
  for (const auto& [format, known] : kNames)
    if (known == name) return format;
  return Fail(ErrorCode::kBadUsage, "There is no format " + std::string(name), "--format", "Formats: text, fhir, ndjson, hl7, csv, dicom.");
}

DeidFormat RecogniseDeidFormat(std::string_view bytes, std::string_view file_name) {
  if (bytes.size() > 132 && bytes.substr(128, 4) == "DICM") return DeidFormat::kDicom;
  std::string name = ToLowerAscii(file_name);
  if (name.ends_with(".dcm")) return DeidFormat::kDicom;
  std::string_view head = bytes.starts_with("\xEF\xBB\xBF") ? bytes.substr(3) : bytes;
  while (!head.empty() && (IsSpaceAscii(head[0]) || head[0] == '\x0b')) head.remove_prefix(1);
  if (head.starts_with("MSH") && head.size() > 8 && !IsLetterAscii(head[3])) return DeidFormat::kHl7;
  if (head.starts_with("{")) {
    std::size_t line = head.find('\n');
    bool lines = line != std::string_view::npos && Trim(head.substr(0, line)).ends_with('}') && Trim(head.substr(line)).starts_with("{");
    return lines || name.ends_with(".ndjson") || name.ends_with(".jsonl") ? DeidFormat::kNdjson : DeidFormat::kFhir;
  }
  if (name.ends_with(".csv") || name.ends_with(".tsv")) return DeidFormat::kCsv;
  return DeidFormat::kText;
}

void CollectPersons(std::string_view bytes, DeidFormat format, PersonIndex& persons) {
  switch (format) {
    case DeidFormat::kFhir:
      return CollectFhir(bytes, persons);
    case DeidFormat::kNdjson:
      return ForEachJsonLine(bytes, [&persons](std::string_view line, std::size_t) {
        if (!line.empty()) CollectFhir(line, persons);
      });
    case DeidFormat::kHl7:
      return CollectHl7(bytes, persons);
    case DeidFormat::kCsv:
      return CollectCsv(bytes, persons);
    case DeidFormat::kDicom:
      return CollectDicom(bytes, persons);
    case DeidFormat::kText:
      return;
  }
}

Result<DeidRecord> DeidentifyRecord(std::string_view bytes, DeidFormat format, const RecordOptions& options, const PersonIndex& persons,
                                    Deidentifier& deid) {
  constexpr std::size_t kMost = std::size_t{1} << 30;
  if (bytes.size() > kMost) return Fail(ErrorCode::kTooLarge, "A file of more than 1 GiB", "", "Split it, NDJSON at its lines.");
  switch (format) {
    case DeidFormat::kFhir:
      return DeidentifyJson(bytes, options, persons, deid);
    case DeidFormat::kNdjson:
      return DeidentifyNdjson(bytes, options, persons, deid);
    case DeidFormat::kHl7:
      return DeidentifyHl7(bytes, options, persons, deid);
    case DeidFormat::kCsv:
      return DeidentifyCsv(bytes, options, persons, deid);
    case DeidFormat::kDicom:
      return DeidentifyDicom(bytes, options, persons, deid);
    case DeidFormat::kText:
      return DeidentifyPlain(bytes, options, persons, deid);
  }
  return Fail(ErrorCode::kUnsupported, "There is no such format");
}

// '_' joins words in file names where a text has spaces; a dash does, too, but it also stands in dates and numbers.
std::string DeidentifyFileName(std::string_view name, const RecordOptions& options, const PersonIndex& persons, Deidentifier& deid) {
  std::size_t dot = name.rfind('.');
  bool has_ending = dot != std::string_view::npos && dot > 0 && name.size() - dot <= 8;
  std::string stem(name.substr(0, has_ending ? dot : name.size()));
  std::string spaced = ReplaceAll(stem, "_", " ");
  std::string person = PersonOfText(spaced, options, persons);
  DeidText done = deid.Deidentify(spaced, person, persons.FindKnown(person));
  if (done.found.empty()) return std::string(name);
  std::string made = ReplaceAll(done.text, " ", "_");
  for (char& c : made)
    if (c == '/' || c == '\\' || c == '\0') c = '_';
  return made + std::string(has_ending ? name.substr(dot) : std::string_view());
}

}  // namespace aegle
