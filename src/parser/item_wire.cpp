#include "parser/item_wire.h"

#include <bit>
#include <type_traits>

namespace aegle::item_wire {
namespace {

const AuditedAccess kCarry{"a reader's item from the parser process to the importer"};

tl::unexpected<Error> Damaged() { return Fail(ErrorCode::kBadInput, "the parser process said what makes no sense"); }

template <class E>
E GetEnum(In& in, E last) {
  unsigned value = in.U8();
  if (value > static_cast<unsigned>(last)) in.Spoil();
  return static_cast<E>(value);
}

// FromInstant gives a zone to every time of day; the rare one without is parsed from its text.
DateTime WithoutZone(const DateTime& utc) {
  std::string text = utc.ToString();
  text.pop_back();
  auto parsed = DateTime::Parse(text);
  return parsed ? *parsed : utc;
}

void Put(Out& out, const DateTime& time) {
  out.U8(static_cast<unsigned>(time.precision()));
  if (time.empty()) return;
  out.U64(static_cast<std::uint64_t>(time.start()));
  out.U32(static_cast<std::uint32_t>(time.offset_minutes()));
  out.U8(time.has_zone() ? 1 : 0);
}
DateTime GetTime(In& in) {
  auto precision = GetEnum(in, TimePrecision::kMillisecond);
  if (precision == TimePrecision::kNone) return {};
  auto start = static_cast<Instant>(in.U64());
  auto offset = static_cast<std::int32_t>(in.U32());
  bool zone = in.U8() != 0;
  // Year 0001 to 9999, a day of offset at most: outside of it the calendar of DateTime is not defined.
  constexpr Instant kFirst = -62'135'596'800'000 - kDayMs, kLast = 253'402'300'800'000 + kDayMs;
  if (start < kFirst || start > kLast || offset < -1440 || offset > 1440) in.Spoil();
  if (!in.ok()) return {};
  DateTime time = DateTime::FromInstant(start, precision, offset);
  return time.has_zone() && !zone ? WithoutZone(time) : time;
}

void Put(Out& out, const Period& period) {
  Put(out, period.start);
  Put(out, period.end);
}
Period GetPeriod(In& in) {
  Period period;
  period.start = GetTime(in);
  period.end = GetTime(in);
  return period;
}

void Put(Out& out, const Coding& coding) {
  out.Text(coding.system);
  out.Text(coding.code);
  out.Text(coding.display);
}
Coding GetCoding(In& in) {
  Coding coding;
  coding.system = in.Text();
  coding.code = in.Text();
  coding.display = in.Text();
  return coding;
}

Decimal GetDecimal(In& in) {
  std::string_view text = in.View();
  if (text.empty()) return {};
  auto parsed = Decimal::Parse(text);
  if (!parsed) in.Spoil();
  return parsed ? std::move(*parsed) : Decimal{};
}

void Put(Out& out, const Quantity& quantity) {
  out.Text(quantity.value.text());
  out.Text(quantity.unit);
  out.Text(quantity.unit_text);
  out.U8(static_cast<unsigned>(quantity.comparator));
}
Quantity GetQuantity(In& in) {
  Quantity quantity;
  quantity.value = GetDecimal(in);
  quantity.unit = in.Text();
  quantity.unit_text = in.Text();
  quantity.comparator = GetEnum(in, Comparator::kGreater);
  return quantity;
}

template <class T, class Write>
void PutOptional(Out& out, const std::optional<T>& value, Write write) {
  out.U8(value ? 1 : 0);
  if (value) write(*value);
}

void Put(Out& out, const ReferenceRange& range) {
  for (const auto* end : {&range.low, &range.high}) PutOptional(out, *end, [&](const Decimal& value) { out.Text(value.text()); });
  out.Text(range.text);
}
ReferenceRange GetReferenceRange(In& in) {
  ReferenceRange range;
  for (auto* end : {&range.low, &range.high})
    if (in.U8() != 0) *end = GetDecimal(in);
  range.text = in.Text();
  return range;
}

void PutAlternative(Out&, std::monostate) {}
void PutAlternative(Out& out, const Quantity& value) { Put(out, value); }
void PutAlternative(Out& out, const Coding& value) { Put(out, value); }
void PutAlternative(Out& out, const std::string& value) { out.Text(value); }
void PutAlternative(Out& out, bool value) { out.U8(value ? 1 : 0); }
void PutAlternative(Out& out, std::int64_t value) { out.U64(static_cast<std::uint64_t>(value)); }
void PutAlternative(Out& out, const Ratio& value) {
  Put(out, value.numerator);
  Put(out, value.denominator);
}
void PutAlternative(Out& out, const Range& value) {
  for (const auto* end : {&value.low, &value.high}) PutOptional(out, *end, [&](const Quantity& quantity) { Put(out, quantity); });
}
void PutAlternative(Out& out, const DateTime& value) { Put(out, value); }

void Put(Out& out, const FactValue& value) {
  out.U8(static_cast<unsigned>(value.index()));
  std::visit([&](const auto& alternative) { PutAlternative(out, alternative); }, value);
}

Range GetRange(In& in) {
  Range range;
  for (auto* end : {&range.low, &range.high})
    if (in.U8() != 0) *end = GetQuantity(in);
  return range;
}

// In the order of FactValue.
FactValue GetValue(In& in) {
  switch (in.U8()) {
    case 0: return std::monostate{};
    case 1: return GetQuantity(in);
    case 2: return GetCoding(in);
    case 3: return in.Text();
    case 4: return in.U8() != 0;
    case 5: return static_cast<std::int64_t>(in.U64());
    case 6: {
      Ratio ratio;
      ratio.numerator = GetQuantity(in);
      ratio.denominator = GetQuantity(in);
      return ratio;
    }
    case 7: return GetRange(in);
    case 8: return GetTime(in);
    default: in.Spoil(); return std::monostate{};
  }
}
static_assert(std::variant_size_v<FactValue> == 9);

void Put(Out& out, const ResourceKey& key) {
  out.Text(key.type);
  out.Text(key.logical_id);
}
ResourceKey GetKey(In& in) {
  ResourceKey key;
  key.type = in.Text();
  key.logical_id = in.Text();
  return key;
}

// Spans are of the input: the document's id is the store's.
void PutSpan(Out& out, const SourceSpan& span) {
  out.U64(span.begin);
  out.U64(span.end);
}
SourceSpan GetSpan(In& in) {
  SourceSpan span;
  span.begin = in.U64();
  span.end = in.U64();
  return span;
}

// The key of a fact is nearly always that of its item.
void Put(Out& out, const Fact& fact, const ResourceKey& of_item) {
  out.U8(static_cast<unsigned>(fact.kind));
  out.U8(static_cast<unsigned>(fact.interpretation));
  out.U8(static_cast<unsigned>(fact.status));
  out.U8(static_cast<unsigned>(fact.assertion));
  Put(out, fact.code);
  out.U32(static_cast<std::uint32_t>(fact.more_codes.size()));
  for (const Coding& coding : fact.more_codes) Put(out, coding);
  Put(out, fact.value);
  out.U8(fact.reference_range.empty() ? 0 : 1);
  if (!fact.reference_range.empty()) Put(out, fact.reference_range);
  Put(out, fact.effective);
  Put(out, fact.recorded);
  for (const std::string* text : {&fact.category, &fact.text, &fact.section, &fact.body_site, &fact.encounter}) out.Text(*text);
  const bool same = fact.resource == of_item;
  out.U8(same ? 1 : 0);
  if (!same) Put(out, fact.resource);
  out.U32(fact.part);
  PutSpan(out, fact.source);
  out.U8(fact.sensitivity.bits());
}

Fact GetFact(In& in, const ResourceKey& of_item) {
  Fact fact;
  fact.kind = GetEnum(in, FactKind::kOther);
  fact.interpretation = GetEnum(in, Interpretation::kNegative);
  fact.status = GetEnum(in, FactStatus::kEnteredInError);
  fact.assertion = GetEnum(in, Assertion::kRefuted);
  fact.code = GetCoding(in);
  constexpr std::size_t kLeastCoding = 12;
  fact.more_codes.resize(in.Count(kLeastCoding));
  for (Coding& coding : fact.more_codes) coding = GetCoding(in);
  fact.value = GetValue(in);
  if (in.U8() != 0) fact.reference_range = GetReferenceRange(in);
  fact.effective = GetPeriod(in);
  fact.recorded = GetTime(in);
  for (std::string* text : {&fact.category, &fact.text, &fact.section, &fact.body_site, &fact.encounter}) *text = in.Text();
  fact.resource = in.U8() != 0 ? of_item : GetKey(in);
  fact.part = static_cast<std::uint16_t>(in.U32());
  fact.source = GetSpan(in);
  fact.sensitivity = SensitivitySet::FromBits(static_cast<std::uint8_t>(in.U8()));
  return fact;
}

void Put(Out& out, const Patient& patient) {
  out.Text(patient.source);
  out.Text(patient.logical_id);
  out.Text(patient.name.Reveal(kCarry));
  out.Text(patient.identifier.Reveal(kCarry));
  Put(out, patient.birth_date);
  out.U8(static_cast<unsigned>(patient.gender));
  out.U8(patient.deceased ? 1 : 0);
  Put(out, patient.deceased_date);
  PutSpan(out, patient.document_span);
}
Patient GetPatient(In& in) {
  Patient patient;
  patient.source = in.Text();
  patient.logical_id = in.Text();
  patient.name = Phi<std::string>(in.Text());
  patient.identifier = Phi<std::string>(in.Text());
  patient.birth_date = GetTime(in);
  patient.gender = GetEnum(in, AdministrativeGender::kOther);
  patient.deceased = in.U8() != 0;
  patient.deceased_date = GetTime(in);
  patient.document_span = GetSpan(in);
  return patient;
}

// A field that is added to one of these has to be carried here too: then the sizes follow.
#if defined(__x86_64__) && defined(__GLIBCXX__) && !defined(_GLIBCXX_DEBUG)
static_assert(sizeof(Fact) == 848 && sizeof(Patient) == 200 && sizeof(ReadItem) == 480 && sizeof(ImportLedger) == 160 && sizeof(ReadContext) == 88);
#endif

ErrorCode GetCode(In& in) { return GetEnum(in, ErrorCode::kIo); }

LedgerLine GetLine(In& in) {
  LedgerLine line{};
  line.disposition = GetEnum(in, Disposition::kRefused);
  line.type = in.Text();
  line.logical_id = in.Text();
  line.reason = in.Text();
  line.offset = in.U64();
  return line;
}

}  // namespace

std::string_view In::Take(std::size_t size) {
  if (!ok_ || size > rest_.size()) {
    Spoil();
    return {};
  }
  std::string_view taken = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return taken;
}

std::uint32_t In::Count(std::size_t least) {
  std::uint32_t count = U32();
  if (count > rest_.size() / least) {
    Spoil();
    return 0;
  }
  return count;
}

void Put(Out& out, const ReadItem& item) {
  out.U8(static_cast<unsigned>(item.disposition));
  Put(out, item.key);
  out.Text(item.version);
  Put(out, item.last_updated);
  out.Text(item.subject);
  PutOptional(out, item.patient, [&](const Patient& patient) { Put(out, patient); });
  out.U32(static_cast<std::uint32_t>(item.facts.size()));
  for (const Fact& fact : item.facts) Put(out, fact, item.key);
  out.Text(item.text);
  out.U64(item.begin);
  out.U64(item.end);
  out.U8(static_cast<unsigned>(item.error));
  out.Text(item.reason);
}

Result<ReadItem> GetItem(In& in) {
  ReadItem item;
  item.disposition = GetEnum(in, Disposition::kRefused);
  item.key = GetKey(in);
  item.version = in.Text();
  item.last_updated = GetTime(in);
  item.subject = in.Text();
  if (in.U8() != 0) item.patient = GetPatient(in);
  constexpr std::size_t kLeastFact = 64;
  for (std::uint32_t left = in.Count(kLeastFact); left > 0 && in.ok(); --left) item.facts.push_back(GetFact(in, item.key));
  item.text = in.Text();
  item.begin = in.U64();
  item.end = in.U64();
  item.error = GetCode(in);
  item.reason = in.Text();
  if (!in.ok() || item.end < item.begin) return Damaged();
  return item;
}

void Put(Out& out, const ImportLedger& ledger) {
  out.Text(ledger.format);
  for (std::uint64_t number : {ledger.in, ledger.kept, ledger.kept_as_document, ledger.refused, ledger.facts, ledger.bytes, ledger.lines_left_out}) out.U64(number);
  out.U32(static_cast<std::uint32_t>(ledger.by_type.size()));
  for (const auto& [type, count] : ledger.by_type) {
    out.Text(type);
    for (std::uint64_t number : {count.facts, count.document, count.refused, count.fact_count}) out.U64(number);
  }
  out.U32(static_cast<std::uint32_t>(ledger.lines.size()));
  for (const LedgerLine& line : ledger.lines) {
    out.U8(static_cast<unsigned>(line.disposition));
    out.Text(line.type);
    out.Text(line.logical_id);
    out.Text(line.reason);
    out.U64(line.offset);
  }
}

Result<ImportLedger> GetLedger(In& in) {
  ImportLedger ledger;
  ledger.format = in.Text();
  for (std::uint64_t* number : {&ledger.in, &ledger.kept, &ledger.kept_as_document, &ledger.refused, &ledger.facts, &ledger.bytes, &ledger.lines_left_out})
    *number = in.U64();
  constexpr std::size_t kLeastType = 36, kLeastLine = 21;
  for (std::uint32_t left = in.Count(kLeastType); left > 0 && in.ok(); --left) {
    LedgerCount& count = ledger.by_type[in.Text()];
    for (std::uint64_t* number : {&count.facts, &count.document, &count.refused, &count.fact_count}) *number = in.U64();
  }
  for (std::uint32_t left = in.Count(kLeastLine); left > 0 && in.ok(); --left) ledger.lines.push_back(GetLine(in));
  if (!in.ok() || !ledger.Balanced()) return Damaged();
  return ledger;
}

void Put(Out& out, const Error& error) {
  out.U8(static_cast<unsigned>(error.code));
  out.Text(error.message);
  out.Text(error.place);
  out.Text(error.remedy);
}

Result<Error> GetError(In& in) {
  Error error;
  error.code = GetCode(in);
  error.message = in.Text();
  error.place = in.Text();
  error.remedy = in.Text();
  if (!in.ok()) return Damaged();
  return error;
}

void Put(Out& out, const Request& request) {
  out.Text(request.format);
  out.U64(request.context.base_offset);
  out.Text(request.context.file_name);
  out.Text(request.context.subject);
  Put(out, request.context.date);
  for (std::uint64_t number : {std::uint64_t{request.limits.bytes}, static_cast<std::uint64_t>(request.limits.depth), std::uint64_t{request.limits.items},
                               std::uint64_t{request.limits.string_bytes}, request.size})
    out.U64(number);
  out.U8(request.each ? 1 : 0);
}

Result<Request> GetRequest(In& in) {
  Request request;
  request.format = in.Text();
  request.context.base_offset = in.U64();
  request.context.file_name = in.Text();
  request.context.subject = in.Text();
  request.context.date = GetTime(in);
  request.limits.bytes = in.U64();
  request.limits.depth = static_cast<int>(in.U64());
  request.limits.items = in.U64();
  request.limits.string_bytes = in.U64();
  request.size = in.U64();
  request.each = in.U8() != 0;
  if (!in.ok()) return Damaged();
  return request;
}

}  // namespace aegle::item_wire
