#include "store/fact_codec.h"

#include "store/wire.h"

namespace aegle {
namespace {

// Which fields follow.
enum Field : unsigned {
  kMoreCodes = 1u << 0,
  kValue = 1u << 1,
  kReferenceRange = 1u << 2,
  kEffectiveEnd = 1u << 3,
  kRecorded = 1u << 4,
  kCategory = 1u << 5,
  kText = 1u << 6,
  kSection = 1u << 7,
  kBodySite = 1u << 8,
  kEncounter = 1u << 9,
  kPart = 1u << 10,
  kSensitivity = 1u << 11,
};

enum class ValueTag : unsigned { kNone, kQuantity, kCoding, kString, kFalse, kTrue, kInteger, kRatio, kRange, kDateTime };

struct Encoder {
  WireWriter& out;
  StringTable& strings;

  void Put(const Coding& coding) {
    out.Shared(coding.system, strings);
    out.Shared(coding.code, strings);
    out.Shared(coding.display, strings);
  }
  void Put(const Quantity& quantity) {
    out.Byte(static_cast<unsigned>(quantity.comparator));
    out.Bytes(quantity.value.text());
    out.Shared(quantity.unit, strings);
    out.Shared(quantity.unit_text, strings);
  }
  template <class T>
  void PutOptional(const std::optional<T>& value) {
    out.Byte(value ? 1 : 0);
    if (value) Put(*value);
  }
  void Put(const Decimal& decimal) { out.Bytes(decimal.text()); }
  void Tag(ValueTag tag) { out.Byte(static_cast<unsigned>(tag)); }

  void Value(std::monostate) { Tag(ValueTag::kNone); }
  void Value(const Quantity& value) { Tag(ValueTag::kQuantity), Put(value); }
  void Value(const Coding& value) { Tag(ValueTag::kCoding), Put(value); }
  void Value(const std::string& value) { Tag(ValueTag::kString), out.Shared(value, strings); }
  void Value(bool value) { Tag(value ? ValueTag::kTrue : ValueTag::kFalse); }
  void Value(std::int64_t value) { Tag(ValueTag::kInteger), out.Signed(value); }
  void Value(const Ratio& value) { Tag(ValueTag::kRatio), Put(value.numerator), Put(value.denominator); }
  void Value(const Range& value) { Tag(ValueTag::kRange), PutOptional(value.low), PutOptional(value.high); }
  void Value(const DateTime& value) { Tag(ValueTag::kDateTime), out.Time(value); }
};

struct Decoder {
  WireReader& in;
  const StringTable& strings;
  bool failed = false;

  Coding GetCoding() {
    Coding coding;
    coding.system = in.Shared(strings);
    coding.code = in.Shared(strings);
    coding.display = in.Shared(strings);
    return coding;
  }
  Decimal GetDecimal() {
    std::string text = in.Bytes();
    if (text.empty()) return {};
    auto decimal = Decimal::Parse(text);
    if (!decimal) failed = true;
    return decimal ? *decimal : Decimal();
  }
  Quantity GetQuantity() {
    Quantity quantity;
    quantity.comparator = static_cast<Comparator>(in.Byte());
    quantity.value = GetDecimal();
    quantity.unit = in.Shared(strings);
    quantity.unit_text = in.Shared(strings);
    return quantity;
  }
  std::optional<Quantity> GetOptionalQuantity() { return in.Byte() ? std::optional(GetQuantity()) : std::nullopt; }
  std::optional<Decimal> GetOptionalDecimal() { return in.Byte() ? std::optional(GetDecimal()) : std::nullopt; }

  FactValue GetValue() {
    switch (static_cast<ValueTag>(in.Byte())) {
      case ValueTag::kNone:
        return std::monostate{};
      case ValueTag::kQuantity:
        return GetQuantity();
      case ValueTag::kCoding:
        return GetCoding();
      case ValueTag::kString:
        return in.Shared(strings);
      case ValueTag::kFalse:
        return false;
      case ValueTag::kTrue:
        return true;
      case ValueTag::kInteger:
        return in.Signed();
      case ValueTag::kRatio: {
        Ratio ratio;
        ratio.numerator = GetQuantity();
        ratio.denominator = GetQuantity();
        return ratio;
      }
      case ValueTag::kRange: {
        Range range;
        range.low = GetOptionalQuantity();
        range.high = GetOptionalQuantity();
        return range;
      }
      case ValueTag::kDateTime:
        return in.Time();
    }
    failed = true;
    return std::monostate{};
  }
};

unsigned FieldsOf(const Fact& fact) {
  unsigned fields = 0;
  auto set = [&](Field field, bool present) { fields |= present ? static_cast<unsigned>(field) : 0u; };
  set(kMoreCodes, !fact.more_codes.empty());
  set(kValue, !std::holds_alternative<std::monostate>(fact.value));
  set(kReferenceRange, !fact.reference_range.empty());
  set(kEffectiveEnd, !fact.effective.end.empty());
  set(kRecorded, !fact.recorded.empty());
  set(kCategory, !fact.category.empty());
  set(kText, !fact.text.empty());
  set(kSection, !fact.section.empty());
  set(kBodySite, !fact.body_site.empty());
  set(kEncounter, !fact.encounter.empty());
  set(kPart, fact.part != 0);
  set(kSensitivity, !fact.sensitivity.empty());
  return fields;
}

void GetRareFields(unsigned fields, WireReader& in, Decoder& decode, Fact& fact) {
  const StringTable& strings = decode.strings;
  if (fields & kMoreCodes)
    for (std::uint64_t left = in.Unsigned(); left > 0 && !in.failed(); --left) fact.more_codes.push_back(decode.GetCoding());
  if (fields & kValue) fact.value = decode.GetValue();
  if (fields & kReferenceRange) {
    fact.reference_range.low = decode.GetOptionalDecimal();
    fact.reference_range.high = decode.GetOptionalDecimal();
    fact.reference_range.text = in.Shared(strings);
  }
  if (fields & kEffectiveEnd) fact.effective.end = in.Time();
  if (fields & kRecorded) fact.recorded = in.Time();
  if (fields & kCategory) fact.category = in.Shared(strings);
  if (fields & kText) fact.text = in.Bytes();
  if (fields & kSection) fact.section = in.Shared(strings);
  if (fields & kBodySite) fact.body_site = in.Shared(strings);
  if (fields & kEncounter) fact.encounter = in.Identifier();
  if (fields & kPart) fact.part = static_cast<std::uint16_t>(in.Unsigned());
  if (fields & kSensitivity) fact.sensitivity = SensitivitySet::FromBits(static_cast<std::uint8_t>(in.Unsigned()));
}

}  // namespace

const DateTime& TimelineTime(const Fact& fact) { return fact.effective.start.empty() ? fact.effective.end : fact.effective.start; }

std::string EncodeFact(const Fact& fact, StringTable& strings) {
  std::string body;
  body.reserve(128);
  WireWriter out(body);
  Encoder encode{out, strings};
  unsigned fields = FieldsOf(fact);
  out.Unsigned(fields);
  out.Byte(static_cast<unsigned>(fact.status));
  out.Byte(static_cast<unsigned>(fact.assertion) | (static_cast<unsigned>(fact.interpretation) << 4));
  out.Signed(fact.source.document.value());
  out.Unsigned(fact.source.begin);
  out.Unsigned(fact.source.end - fact.source.begin);
  out.Shared(fact.resource.type, strings);
  out.Identifier(fact.resource.logical_id);
  encode.Put(fact.code);
  out.Time(fact.effective.start);
  if (fields & kMoreCodes) {
    out.Unsigned(fact.more_codes.size());
    for (const Coding& coding : fact.more_codes) encode.Put(coding);
  }
  if (fields & kValue) std::visit([&](const auto& value) { encode.Value(value); }, fact.value);
  if (fields & kReferenceRange) {
    encode.PutOptional(fact.reference_range.low);
    encode.PutOptional(fact.reference_range.high);
    out.Shared(fact.reference_range.text, strings);
  }
  if (fields & kEffectiveEnd) out.Time(fact.effective.end);
  if (fields & kRecorded) out.Time(fact.recorded);
  if (fields & kCategory) out.Shared(fact.category, strings);
  if (fields & kText) out.Bytes(fact.text);
  if (fields & kSection) out.Shared(fact.section, strings);
  if (fields & kBodySite) out.Shared(fact.body_site, strings);
  if (fields & kEncounter) out.Identifier(fact.encounter);
  if (fields & kPart) out.Unsigned(fact.part);
  if (fields & kSensitivity) out.Unsigned(fact.sensitivity.bits());
  return body;
}

Result<void> DecodeFact(std::string_view body, const StringTable& strings, Fact& fact) {
  WireReader in(body);
  Decoder decode{in, strings};
  auto fields = static_cast<unsigned>(in.Unsigned());
  fact.status = static_cast<FactStatus>(in.Byte());
  unsigned packed = in.Byte();
  fact.assertion = static_cast<Assertion>(packed & 15);
  fact.interpretation = static_cast<Interpretation>(packed >> 4);
  fact.source.document = DocumentId(in.Signed());
  fact.source.begin = in.Unsigned();
  fact.source.end = fact.source.begin + in.Unsigned();
  fact.resource.type = in.Shared(strings);
  fact.resource.logical_id = in.Identifier();
  fact.code = decode.GetCoding();
  fact.effective.start = in.Time();
  GetRareFields(fields, in, decode, fact);
  if (in.failed() || decode.failed || !in.AtEnd())
    return Fail(ErrorCode::kIntegrity, "A fact of the store cannot be decoded", fact.id.ToString());
  return {};
}

}  // namespace aegle
