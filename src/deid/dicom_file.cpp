#include "deid/dicom_file.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/text.h"

namespace aegle {
namespace {

constexpr std::uint32_t kUndefined = 0xFFFFFFFF;
constexpr std::uint32_t kItem = 0xFFFEE000, kItemEnd = 0xFFFEE00D, kSequenceEnd = 0xFFFEE0DD, kPixelData = 0x7FE00010;
constexpr int kDepth = 16;
constexpr std::size_t kMostElements = 1'000'000;

struct TagVr {
  std::uint32_t tag;
  std::string_view vr;
};
// PS3.6, what an implicit data set needs to be de-identified. Not in it: dropped.
constexpr TagVr kDictionary[] = {
    {0x00080005, "CS"}, {0x00080008, "CS"}, {0x00080012, "DA"}, {0x00080013, "TM"}, {0x00080016, "UI"}, {0x00080018, "UI"},
    {0x00080020, "DA"}, {0x00080021, "DA"}, {0x00080022, "DA"}, {0x00080023, "DA"}, {0x0008002A, "DT"}, {0x00080030, "TM"},
    {0x00080031, "TM"}, {0x00080032, "TM"}, {0x00080033, "TM"}, {0x00080050, "SH"}, {0x00080060, "CS"}, {0x00080064, "CS"},
    {0x00080068, "CS"}, {0x00080070, "LO"}, {0x00080080, "LO"}, {0x00080081, "ST"}, {0x00080090, "PN"}, {0x00080100, "SH"},
    {0x00080102, "SH"}, {0x00080104, "LO"}, {0x00081010, "SH"}, {0x00081030, "LO"}, {0x0008103E, "LO"}, {0x00081040, "LO"},
    {0x00081050, "PN"}, {0x00081060, "PN"}, {0x00081070, "PN"}, {0x00081090, "LO"}, {0x00081110, "SQ"}, {0x00081111, "SQ"},
    {0x00081115, "SQ"}, {0x00081120, "SQ"}, {0x00081140, "SQ"}, {0x00081150, "UI"}, {0x00081155, "UI"}, {0x00081160, "IS"},
    {0x00081199, "SQ"}, {0x00082112, "SQ"}, {0x00100010, "PN"}, {0x00100020, "LO"}, {0x00100030, "DA"}, {0x00100040, "CS"},
    {0x00101000, "LO"}, {0x00101001, "PN"}, {0x00101010, "AS"}, {0x00101020, "DS"}, {0x00101030, "DS"}, {0x00104000, "LT"},
    {0x00180010, "LO"}, {0x00180015, "CS"}, {0x00180020, "CS"}, {0x00180021, "CS"}, {0x00180022, "CS"}, {0x00180023, "CS"},
    {0x00180050, "DS"}, {0x00180060, "DS"}, {0x00180080, "DS"}, {0x00180081, "DS"}, {0x00180082, "DS"}, {0x00180083, "DS"},
    {0x00180084, "DS"}, {0x00180085, "SH"}, {0x00180086, "IS"}, {0x00180087, "DS"}, {0x00180088, "DS"}, {0x00180089, "IS"},
    {0x00180091, "IS"}, {0x00180093, "DS"}, {0x00180094, "DS"}, {0x00180095, "DS"}, {0x00181000, "LO"}, {0x00181020, "LO"},
    {0x00181030, "LO"}, {0x00181100, "DS"}, {0x00181110, "DS"}, {0x00181111, "DS"}, {0x00181120, "DS"}, {0x00181130, "DS"},
    {0x00181140, "CS"}, {0x00181150, "IS"}, {0x00181151, "IS"}, {0x00181152, "IS"}, {0x00181160, "SH"}, {0x00181170, "IS"},
    {0x00181190, "DS"}, {0x00181210, "SH"}, {0x00181314, "DS"}, {0x00185100, "CS"}, {0x0020000D, "UI"}, {0x0020000E, "UI"},
    {0x00200010, "SH"}, {0x00200011, "IS"}, {0x00200012, "IS"}, {0x00200013, "IS"}, {0x00200020, "CS"}, {0x00200032, "DS"},
    {0x00200037, "DS"}, {0x00200052, "UI"}, {0x00200060, "CS"}, {0x00201002, "IS"}, {0x00201040, "LO"}, {0x00201041, "DS"},
    {0x00204000, "LT"}, {0x00280002, "US"}, {0x00280004, "CS"}, {0x00280006, "US"}, {0x00280008, "IS"}, {0x00280009, "AT"},
    {0x00280010, "US"}, {0x00280011, "US"}, {0x00280030, "DS"}, {0x00280034, "IS"}, {0x00280100, "US"}, {0x00280101, "US"},
    {0x00280102, "US"}, {0x00280103, "US"}, {0x00280106, "US"}, {0x00280107, "US"}, {0x00280301, "CS"}, {0x00281050, "DS"},
    {0x00281051, "DS"}, {0x00281052, "DS"}, {0x00281053, "DS"}, {0x00281054, "LO"}, {0x00281055, "LO"}, {0x00282110, "CS"},
    {0x00282112, "DS"}, {0x0040A010, "CS"}, {0x0040A040, "CS"}, {0x0040A043, "SQ"}, {0x0040A050, "CS"}, {0x0040A075, "PN"},
    {0x0040A120, "DT"}, {0x0040A121, "DA"}, {0x0040A122, "TM"}, {0x0040A123, "PN"}, {0x0040A124, "UI"}, {0x0040A160, "UT"},
    {0x0040A168, "SQ"}, {0x0040A300, "SQ"}, {0x0040A30A, "DS"}, {0x0040A491, "CS"}, {0x0040A493, "CS"}, {0x0040A730, "SQ"},
    {0x004008EA, "SQ"}, {0x30020011, "DS"}, {0x30040001, "CS"}, {0x30040002, "CS"}, {0x30040004, "CS"}, {0x3004000A, "CS"},
    {0x3004000C, "DS"}, {0x3004000E, "DS"}, {0x30060002, "SH"}, {0x30060004, "LO"}, {0x30060008, "DA"}, {0x30060009, "TM"},
    {0x30060010, "SQ"}, {0x30060012, "SQ"}, {0x30060014, "SQ"}, {0x30060016, "SQ"}, {0x30060020, "SQ"}, {0x30060022, "IS"},
    {0x30060024, "UI"}, {0x30060026, "LO"}, {0x30060036, "CS"}, {0x30060039, "SQ"}, {0x30060040, "SQ"}, {0x30060042, "CS"},
    {0x30060046, "IS"}, {0x30060050, "DS"}, {0x30060080, "SQ"}, {0x30060082, "IS"}, {0x30060084, "IS"}, {0x300600A4, "CS"},
    {0x300600A6, "PN"}, {0x300A0002, "SH"}, {0x300A0003, "LO"}, {0x300A0006, "DA"}, {0x300A0007, "TM"}, {0x300A000C, "CS"},
    {0x300A0010, "SQ"}, {0x300A0070, "SQ"}, {0x300A00B0, "SQ"}, {0x300A00B2, "SH"}, {0x300A00B3, "CS"}, {0x300C0002, "SQ"},
    {0x300C0060, "SQ"}, {0x300C0080, "SQ"}, {kPixelData, "OW"},
};

bool HasLongLength(std::string_view vr) {
  static constexpr std::array<std::string_view, 13> kLong{"OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"};
  return std::find(kLong.begin(), kLong.end(), vr) != kLong.end();
}
bool IsVr(std::string_view text) { return text.size() == 2 && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'A' && text[1] <= 'Z'; }

class DicomReader {
 public:
  DicomReader(std::string_view bytes, DicomEncoding encoding, std::size_t at) : bytes_(bytes), encoding_(encoding), at_(at) {}
  [[nodiscard]] std::size_t position() const { return at_; }

  // Elements up to `end`, or to a delimiter; group 0002 only where `meta` is set.
  Result<void> ReadDataSet(DicomDataSet& out, std::size_t end, int depth, bool delimited, bool meta = false) {
    if (depth > kDepth) return Fail(ErrorCode::kTooLarge, "Sequences are nested too deeply", Place());
    while (at_ < end) {
      if (end - at_ < 8) return Bad("A data element is cut off");
      std::uint32_t tag = Tag();
      if (meta && tag >> 16 != 2) return {};
      if (delimited && tag == kItemEnd) {
        at_ += 8;
        return {};
      }
      if (++elements_ > kMostElements) return Fail(ErrorCode::kTooLarge, "More than a million data elements", Place());
      AEGLE_CHECK(ReadElement(out, end, depth));
    }
    return delimited ? Bad("An item has no end") : Result<void>();
  }

 private:
  [[nodiscard]] std::string Place() const { return "byte " + std::to_string(at_); }
  [[nodiscard]] tl::unexpected<Error> Bad(const char* what) const { return Fail(ErrorCode::kBadInput, what, Place()); }
  [[nodiscard]] bool big() const { return encoding_ == DicomEncoding::kExplicitBig; }
  [[nodiscard]] std::uint32_t U16(std::size_t at) const {
    auto a = static_cast<unsigned char>(bytes_[at]), b = static_cast<unsigned char>(bytes_[at + 1]);
    return big() ? static_cast<std::uint32_t>(a << 8 | b) : static_cast<std::uint32_t>(b << 8 | a);
  }
  [[nodiscard]] std::uint32_t U32(std::size_t at) const { return big() ? U16(at) << 16 | U16(at + 2) : U16(at + 2) << 16 | U16(at); }
  [[nodiscard]] std::uint32_t Tag() const { return U16(at_) << 16 | U16(at_ + 2); }

  Result<void> ReadElement(DicomDataSet& out, std::size_t end, int depth) {
    DicomElement element;
    element.tag = Tag();
    std::uint32_t length = 0;
    bool implicit = encoding_ == DicomEncoding::kImplicitLittle || element.tag >> 16 == 0xFFFE;
    std::string_view vr = bytes_.substr(at_ + 4, 2);
    if (implicit || !IsVr(vr)) {
      element.vr = DicomVr(element.tag);
      length = U32(at_ + 4);
      at_ += 8;
    } else {
      element.vr = vr;
      bool wide = HasLongLength(vr);
      if (wide && end - at_ < 12) return Bad("A data element is cut off");
      length = wide ? U32(at_ + 8) : U16(at_ + 6);
      at_ += wide ? 12 : 8;
    }
    if (length == kUndefined && element.tag == kPixelData) return Fragments(out, element, end);
    if (element.vr == "SQ" || length == kUndefined) return Sequence(out, element, length, end, depth);
    if (length > end - at_) return Bad("A value is longer than the file");
    element.value = bytes_.substr(at_, length);
    at_ += length;
    out.push_back(std::move(element));
    return {};
  }

  // Encapsulated pixel data (PS3.5 A.4) up to the sequence delimiter.
  Result<void> Fragments(DicomDataSet& out, DicomElement& element, std::size_t end) {
    std::size_t begin = at_;
    element.encapsulated = true;
    while (end - at_ >= 8) {
      std::uint32_t tag = Tag(), length = U32(at_ + 4);
      at_ += 8;
      if (tag == kSequenceEnd) {
        element.value = bytes_.substr(begin, at_ - begin);
        out.push_back(std::move(element));
        return {};
      }
      if (tag != kItem || length > end - at_) return Bad("A fragment of pixel data is cut off");
      at_ += length;
    }
    return Bad("Encapsulated pixel data has no end");
  }

  Result<void> Sequence(DicomDataSet& out, DicomElement& element, std::uint32_t length, std::size_t end, int depth) {
    // PS3.5 6.2.2: a sequence of unknown VR is implicit little endian inside.
    DicomEncoding before = encoding_;
    if (element.vr == "UN") encoding_ = DicomEncoding::kImplicitLittle;
    element.vr = element.vr == "UN" && length == kUndefined ? "UN" : "SQ";
    if (length != kUndefined && length > end - at_) return Bad("A sequence is longer than the file");
    std::size_t stop = length == kUndefined ? end : at_ + length;
    bool closed = length != kUndefined;
    while (stop - at_ >= 8) {
      std::uint32_t tag = Tag(), size = U32(at_ + 4);
      at_ += 8;
      if (tag == kSequenceEnd) {
        closed = true;
        break;
      }
      if (tag != kItem || (size != kUndefined && size > stop - at_)) return Bad("An item of a sequence is damaged");
      element.items.emplace_back();
      AEGLE_CHECK(ReadDataSet(element.items.back(), size == kUndefined ? stop : at_ + size, depth + 1, size == kUndefined));
    }
    encoding_ = before;
    if (!closed) return Bad("A sequence has no end");
    out.push_back(std::move(element));
    return {};
  }

  std::string_view bytes_;
  DicomEncoding encoding_;
  std::size_t at_;
  std::size_t elements_ = 0;
};

class DicomWriter {
 public:
  explicit DicomWriter(DicomEncoding encoding) : encoding_(encoding) {}

  void Write(const DicomDataSet& data, std::string& out) const {
    for (const DicomElement& element : data) Element(element, out);
  }

 private:
  void U16(std::uint32_t value, std::string& out) const {
    char low = static_cast<char>(value & 0xFF), high = static_cast<char>(value >> 8 & 0xFF);
    out += encoding_ == DicomEncoding::kExplicitBig ? high : low;
    out += encoding_ == DicomEncoding::kExplicitBig ? low : high;
  }
  void U32(std::uint32_t value, std::string& out) const {
    if (encoding_ == DicomEncoding::kExplicitBig)
      U16(value >> 16, out), U16(value & 0xFFFF, out);
    else
      U16(value & 0xFFFF, out), U16(value >> 16, out);
  }
  void Head(std::uint32_t tag, std::string_view vr, std::uint32_t length, std::string& out) const {
    U16(tag >> 16, out);
    U16(tag & 0xFFFF, out);
    if (encoding_ == DicomEncoding::kImplicitLittle) return U32(length, out);
    out += vr;
    if (!HasLongLength(vr)) return U16(length, out);
    out += std::string(2, '\0');
    U32(length, out);
  }
  void Element(const DicomElement& element, std::string& out) const {
    if (element.encapsulated) {
      Head(element.tag, element.vr, kUndefined, out);
      out += element.value;
      return;
    }
    std::string value;
    if (element.vr == "SQ") {
      for (const DicomDataSet& item : element.items) {
        std::string bytes;
        Write(item, bytes);
        U16(kItem >> 16, value);
        U16(kItem & 0xFFFF, value);
        U32(static_cast<std::uint32_t>(bytes.size()), value);
        value += bytes;
      }
    } else {
      value = element.Bytes();
      if (value.size() % 2 != 0) value += element.vr == "UI" || element.vr == "OB" || element.vr == "UN" ? '\0' : ' ';
    }
    if (!HasLongLength(element.vr) && encoding_ != DicomEncoding::kImplicitLittle && value.size() > 0xFFFE) value.resize(0xFFFE);
    Head(element.tag, element.vr, static_cast<std::uint32_t>(value.size()), out);
    out += value;
  }
  DicomEncoding encoding_;
};

std::string TrimUid(std::string_view value) {
  while (!value.empty() && (value.back() == '\0' || value.back() == ' ')) value.remove_suffix(1);
  return std::string(value);
}

Result<DicomEncoding> EncodingOf(const std::string& syntax) {
  if (syntax == "1.2.840.10008.1.2") return DicomEncoding::kImplicitLittle;
  if (syntax == "1.2.840.10008.1.2.2") return DicomEncoding::kExplicitBig;
  if (syntax == "1.2.840.10008.1.2.1.99")
    return Fail(ErrorCode::kUnsupported, "The deflated transfer syntax is not read", "", "Convert the file to explicit little endian.");
  return DicomEncoding::kExplicitLittle;
}

// A data set without a header: by its first element, which is of a low group.
Result<DicomEncoding> GuessEncoding(std::string_view bytes) {
  if (bytes.size() < 8) return Fail(ErrorCode::kBadInput, "It is not a DICOM file", "byte 0");
  auto first = static_cast<unsigned char>(bytes[0]), second = static_cast<unsigned char>(bytes[1]);
  bool vr = IsVr(bytes.substr(4, 2));
  if (first == 0 && second != 0 && second <= 0x20 && vr) return DicomEncoding::kExplicitBig;
  if (second != 0 || first == 0 || first > 0x40)
    return Fail(ErrorCode::kBadInput, "It is not a DICOM file", "byte 0", "A DICOM file has DICM at byte 128.");
  return vr ? DicomEncoding::kExplicitLittle : DicomEncoding::kImplicitLittle;
}

}  // namespace

std::string_view DicomVr(std::uint32_t tag) {
  for (const TagVr& entry : kDictionary)
    if (entry.tag == tag) return entry.vr;
  return (tag & 0xFFFF) == 0 ? "UL" : "UN";
}

const DicomElement* Find(const DicomDataSet& data, std::uint32_t tag) {
  for (const DicomElement& element : data)
    if (element.tag == tag) return &element;
  return nullptr;
}

Result<DicomFile> ReadDicom(std::string_view bytes) {
  DicomFile file;
  file.has_header = bytes.size() > 132 && bytes.substr(128, 4) == "DICM";
  std::size_t at = file.has_header ? 132 : 0;
  bool meta = file.has_header || bytes.starts_with(std::string_view("\x02\0", 2));
  if (meta) {
    DicomReader reader(bytes, DicomEncoding::kExplicitLittle, at);
    AEGLE_CHECK(reader.ReadDataSet(file.meta, bytes.size(), 0, false, true));
    at = reader.position();
    if (const DicomElement* syntax = Find(file.meta, 0x00020010)) file.transfer_syntax = TrimUid(syntax->value);
  }
  if (!file.transfer_syntax.empty()) {
    AEGLE_TRY(encoding, EncodingOf(file.transfer_syntax));
    file.encoding = encoding;
  } else if (at < bytes.size()) {
    AEGLE_TRY(encoding, GuessEncoding(bytes.substr(at)));
    file.encoding = encoding;
  }
  DicomReader reader(bytes, file.encoding, at);
  AEGLE_CHECK(reader.ReadDataSet(file.data, bytes.size(), 0, false));
  return file;
}

std::string WriteDicom(const DicomFile& file) {
  std::string out;
  if (!file.meta.empty()) {
    std::string meta;
    DicomWriter(DicomEncoding::kExplicitLittle).Write(file.meta, meta);
    if (file.has_header) out = std::string(128, '\0') + "DICM";
    DicomElement length;
    length.tag = 0x00020000;
    length.vr = "UL";
    std::string bytes;
    for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(meta.size() >> shift & 0xFF);
    length.Set(bytes);
    DicomWriter(DicomEncoding::kExplicitLittle).Write({length}, out);
    out += meta;
  }
  DicomWriter(file.encoding).Write(file.data, out);
  return out;
}

}  // namespace aegle
