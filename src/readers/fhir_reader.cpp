#include "readers/fhir_reader.h"

#include <algorithm>

#include "base/text.h"
#include "readers/fhir_bundle.h"

namespace aegle {
namespace {

constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";

std::string_view WithoutMark(std::string_view text) { return text.substr(0, 3) == kUtf8Mark ? text.substr(3) : text; }

bool EndsWith(std::string_view text, std::string_view ending) {
  return text.size() >= ending.size() && EqualsIgnoreCase(text.substr(text.size() - ending.size()), ending);
}

bool IsNdjsonName(std::string_view name) { return EndsWith(name, ".ndjson") || EndsWith(name, ".jsonl"); }
bool IsJsonName(std::string_view name) { return EndsWith(name, ".json") || EndsWith(name, ".fhir"); }

bool SaysResourceType(std::string_view head) { return head.find("\"resourceType\"") != std::string_view::npos; }

// One whole object on the first line, and another behind it.
bool LooksLikeLines(std::string_view head) {
  std::size_t line_end = head.find('\n');
  if (line_end == std::string_view::npos) return false;
  std::string_view line = Trim(head.substr(0, line_end)), rest = Trim(head.substr(line_end));
  return !line.empty() && line.front() == '{' && line.back() == '}' && !rest.empty() && rest.front() == '{';
}

// How sure `head` is JSON at all. A name alone is enough for a file that is broken: then the error names its place.
int SureOfJson(std::string_view head, std::string_view name) {
  std::string_view text = Trim(WithoutMark(head));
  bool object = !text.empty() && text.front() == '{';
  bool array_of_objects = text.size() > 1 && text.front() == '[' && Trim(text.substr(1)).substr(0, 1) == "{";
  if (object && SaysResourceType(text)) return 90;
  if (object || array_of_objects) return IsJsonName(name) || IsNdjsonName(name) ? 70 : 40;
  return IsJsonName(name) ? 60 : 0;
}

JsonOptions OptionsFor(const Limits& limits) {
  JsonOptions options;
  options.depth = limits.depth;
  options.string_bytes = limits.string_bytes;
  return options;
}

std::string AtByte(std::uint64_t offset) { return "byte " + std::to_string(offset); }

class FhirReader : public Reader {
 public:
  [[nodiscard]] std::string_view format() const override { return "fhir-bundle"; }

  [[nodiscard]] int Recognise(std::string_view head, std::string_view file_name) const override {
    if (IsNdjsonName(file_name) || LooksLikeLines(WithoutMark(head))) return 0;
    return SureOfJson(head, file_name);
  }

  Result<ImportLedger> Read(std::string_view in, const ReadContext& context, const Limits& limits, FactSink& sink) const override {
    if (in.size() > limits.bytes)
      return Fail(ErrorCode::kTooLarge, "the JSON value has more than " + std::to_string(limits.bytes) + " bytes", context.file_name);
    JsonTree tree;
    auto root = tree.Parse(in, OptionsFor(limits));
    if (!root) return NotJson(root.error(), in, context);
    if (root->Is(JsonKind::kArray))
      return Fail(ErrorCode::kUnsupported, "this is a JSON array; FHIR is one resource or a Bundle", context.file_name,
                  "Put the resources into a Bundle, or one on each line of a file that ends in .ndjson.");
    ImportLedger ledger;
    ledger.format = format();
    ledger.bytes = in.size();
    ItemOutput out(sink, ledger);
    AEGLE_CHECK(ReadFhirJson(*root, context.base_offset, limits, out));
    return ledger;
  }

 private:
  static tl::unexpected<Error> NotJson(const JsonError& error, std::string_view in, const ReadContext& context) {
    std::string remedy;
    if (LooksLikeLines(in)) remedy = "These are several JSON values; a file that ends in .ndjson is read line by line.";
    std::string place = AtByte(context.base_offset + error.offset);
    if (!context.file_name.empty()) place = context.file_name + ", " + place;
    return Fail(error.code, "this is not JSON: " + error.message, place, remedy);
  }
};

class FhirNdjsonReader : public Reader {
 public:
  [[nodiscard]] std::string_view format() const override { return "fhir-ndjson"; }
  [[nodiscard]] bool LineByLine() const override { return true; }

  [[nodiscard]] int Recognise(std::string_view head, std::string_view file_name) const override {
    if (IsNdjsonName(file_name)) return 95;
    return LooksLikeLines(WithoutMark(head)) ? SureOfJson(head, file_name) : 0;
  }

  Result<ImportLedger> Read(std::string_view in, const ReadContext& context, const Limits& limits, FactSink& sink) const override {
    ImportLedger ledger;
    ledger.format = format();
    ledger.bytes = in.size();
    ItemOutput out(sink, ledger);
    JsonTree tree;
    for (std::size_t begin = 0; begin < in.size();) {
      std::size_t end = std::min(in.find('\n', begin), in.size());
      std::string_view line = in.substr(begin, end - begin);
      if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
      AEGLE_CHECK(ReadLine(tree, line, context.base_offset + begin, limits, out));
      begin = end + 1;
    }
    return ledger;
  }

 private:
  static Result<void> ReadLine(JsonTree& tree, std::string_view line, std::uint64_t offset, const Limits& limits, ItemOutput& out) {
    if (Trim(WithoutMark(line)).empty()) return {};
    if (line.size() > limits.bytes) return Refuse(line, offset, {ErrorCode::kTooLarge, "the line is too long", 0}, out);
    auto root = tree.Parse(line, OptionsFor(limits));
    if (!root) return Refuse(line, offset, root.error(), out);
    return ReadFhirJson(*root, offset, limits, out);
  }

  static Result<void> Refuse(std::string_view line, std::uint64_t offset, const JsonError& error, ItemOutput& out) {
    ReadItem item;
    item.disposition = Disposition::kRefused;
    item.begin = offset;
    item.end = offset + line.size();
    item.error = error.code;
    item.reason = "the line is not JSON: " + error.message + " (" + AtByte(offset + error.offset) + ")";
    return out.Take(std::move(item));
  }
};

}  // namespace

std::unique_ptr<Reader> MakeFhirReader() { return std::make_unique<FhirReader>(); }
std::unique_ptr<Reader> MakeFhirNdjsonReader() { return std::make_unique<FhirNdjsonReader>(); }

}  // namespace aegle
