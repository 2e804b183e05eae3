// HL7 v2 (v2.3 to v2.8, encoding rules of chapter 2): fields by segment and number. What has no rule is read as free text, with
// dates moved; segments of the site (Z..) are dropped, for nobody knows what they hold.
#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"
#include "deid/dates.h"
#include "deid/record_formats.h"

namespace aegle {
namespace {

enum class Hl7Field : std::uint8_t {
  kKeep,      // codes, units, values
  kId,        // CX, EI: the first component, and the assigning authority
  kRecordId,  // CX of the patient
  kName,      // XPN
  kDoctor,    // XCN: id, family, given ...
  kPlace,     // XON, HD, PL: facility names
  kAddress,   // XAD
  kPhone,     // XTN
  kDate,      // TS, DT
  kBirth,
  kSsn,
  kLicence,
  kFree,
};

struct FieldRule {
  std::string_view segment;
  int field;
  Hl7Field kind;
};

constexpr FieldRule kRules[] = {
    {"MSH", 3, Hl7Field::kPlace},    {"MSH", 4, Hl7Field::kPlace},    {"MSH", 5, Hl7Field::kPlace},    {"MSH", 6, Hl7Field::kPlace},
    {"MSH", 7, Hl7Field::kDate},     {"MSH", 9, Hl7Field::kKeep},     {"MSH", 10, Hl7Field::kId},      {"MSH", 11, Hl7Field::kKeep},
    {"MSH", 12, Hl7Field::kKeep},    {"MSH", 18, Hl7Field::kKeep},    {"EVN", 1, Hl7Field::kKeep},     {"EVN", 2, Hl7Field::kDate},
    {"EVN", 5, Hl7Field::kDoctor},   {"EVN", 6, Hl7Field::kDate},     {"EVN", 7, Hl7Field::kPlace},    {"PID", 1, Hl7Field::kKeep},
    {"PID", 2, Hl7Field::kRecordId}, {"PID", 3, Hl7Field::kRecordId}, {"PID", 4, Hl7Field::kRecordId}, {"PID", 5, Hl7Field::kName},
    {"PID", 6, Hl7Field::kName},     {"PID", 7, Hl7Field::kBirth},    {"PID", 8, Hl7Field::kKeep},     {"PID", 9, Hl7Field::kName},
    {"PID", 10, Hl7Field::kKeep},    {"PID", 11, Hl7Field::kAddress}, {"PID", 12, Hl7Field::kAddress}, {"PID", 13, Hl7Field::kPhone},
    {"PID", 14, Hl7Field::kPhone},   {"PID", 15, Hl7Field::kKeep},    {"PID", 16, Hl7Field::kKeep},    {"PID", 17, Hl7Field::kKeep},
    {"PID", 18, Hl7Field::kId},      {"PID", 19, Hl7Field::kSsn},     {"PID", 20, Hl7Field::kLicence}, {"PID", 21, Hl7Field::kId},
    {"PID", 22, Hl7Field::kKeep},    {"PID", 23, Hl7Field::kAddress}, {"PID", 29, Hl7Field::kDate},    {"PID", 30, Hl7Field::kKeep},
    {"PID", 33, Hl7Field::kDate},    {"PID", 34, Hl7Field::kPlace},   {"PD1", 3, Hl7Field::kPlace},    {"PD1", 4, Hl7Field::kDoctor},
    {"NK1", 1, Hl7Field::kKeep},     {"NK1", 2, Hl7Field::kName},     {"NK1", 3, Hl7Field::kKeep},     {"NK1", 4, Hl7Field::kAddress},
    {"NK1", 5, Hl7Field::kPhone},    {"NK1", 6, Hl7Field::kPhone},    {"NK1", 12, Hl7Field::kId},      {"NK1", 13, Hl7Field::kPlace},
    {"NK1", 16, Hl7Field::kBirth},   {"NK1", 30, Hl7Field::kName},    {"NK1", 31, Hl7Field::kPhone},   {"NK1", 32, Hl7Field::kAddress},
    {"NK1", 33, Hl7Field::kId},      {"NK1", 37, Hl7Field::kSsn},     {"PV1", 1, Hl7Field::kKeep},     {"PV1", 2, Hl7Field::kKeep},
    {"PV1", 3, Hl7Field::kPlace},    {"PV1", 4, Hl7Field::kKeep},     {"PV1", 5, Hl7Field::kId},       {"PV1", 6, Hl7Field::kPlace},
    {"PV1", 7, Hl7Field::kDoctor},   {"PV1", 8, Hl7Field::kDoctor},   {"PV1", 9, Hl7Field::kDoctor},   {"PV1", 10, Hl7Field::kKeep},
    {"PV1", 11, Hl7Field::kPlace},   {"PV1", 14, Hl7Field::kKeep},    {"PV1", 17, Hl7Field::kDoctor},  {"PV1", 18, Hl7Field::kKeep},
    {"PV1", 19, Hl7Field::kId},      {"PV1", 36, Hl7Field::kKeep},    {"PV1", 39, Hl7Field::kPlace},   {"PV1", 44, Hl7Field::kDate},
    {"PV1", 45, Hl7Field::kDate},    {"PV1", 50, Hl7Field::kId},      {"PV1", 52, Hl7Field::kDoctor},  {"ORC", 1, Hl7Field::kKeep},
    {"ORC", 2, Hl7Field::kId},       {"ORC", 3, Hl7Field::kId},       {"ORC", 4, Hl7Field::kId},       {"ORC", 5, Hl7Field::kKeep},
    {"ORC", 9, Hl7Field::kDate},     {"ORC", 10, Hl7Field::kDoctor},  {"ORC", 11, Hl7Field::kDoctor},  {"ORC", 12, Hl7Field::kDoctor},
    {"ORC", 13, Hl7Field::kPlace},   {"ORC", 14, Hl7Field::kPhone},   {"ORC", 15, Hl7Field::kDate},    {"ORC", 17, Hl7Field::kPlace},
    {"ORC", 19, Hl7Field::kDoctor},  {"ORC", 21, Hl7Field::kPlace},   {"ORC", 22, Hl7Field::kAddress}, {"ORC", 23, Hl7Field::kPhone},
    {"ORC", 24, Hl7Field::kAddress}, {"OBR", 1, Hl7Field::kKeep},     {"OBR", 2, Hl7Field::kId},       {"OBR", 3, Hl7Field::kId},
    {"OBR", 4, Hl7Field::kKeep},     {"OBR", 6, Hl7Field::kDate},     {"OBR", 7, Hl7Field::kDate},     {"OBR", 8, Hl7Field::kDate},
    {"OBR", 10, Hl7Field::kDoctor},  {"OBR", 14, Hl7Field::kDate},    {"OBR", 16, Hl7Field::kDoctor},  {"OBR", 17, Hl7Field::kPhone},
    {"OBR", 18, Hl7Field::kId},      {"OBR", 19, Hl7Field::kId},      {"OBR", 20, Hl7Field::kId},      {"OBR", 21, Hl7Field::kId},
    {"OBR", 22, Hl7Field::kDate},    {"OBR", 24, Hl7Field::kKeep},    {"OBR", 25, Hl7Field::kKeep},    {"OBR", 28, Hl7Field::kDoctor},
    {"OBR", 32, Hl7Field::kDoctor},  {"OBR", 33, Hl7Field::kDoctor},  {"OBR", 34, Hl7Field::kDoctor},  {"OBR", 35, Hl7Field::kDoctor},
    {"OBR", 36, Hl7Field::kDate},    {"OBX", 1, Hl7Field::kKeep},     {"OBX", 2, Hl7Field::kKeep},     {"OBX", 3, Hl7Field::kKeep},
    {"OBX", 4, Hl7Field::kKeep},     {"OBX", 6, Hl7Field::kKeep},     {"OBX", 7, Hl7Field::kKeep},     {"OBX", 8, Hl7Field::kKeep},
    {"OBX", 11, Hl7Field::kKeep},    {"OBX", 14, Hl7Field::kDate},    {"OBX", 15, Hl7Field::kPlace},   {"OBX", 16, Hl7Field::kDoctor},
    {"OBX", 18, Hl7Field::kId},      {"OBX", 19, Hl7Field::kDate},    {"OBX", 23, Hl7Field::kPlace},   {"OBX", 24, Hl7Field::kAddress},
    {"OBX", 25, Hl7Field::kDoctor},  {"DG1", 1, Hl7Field::kKeep},     {"DG1", 2, Hl7Field::kKeep},     {"DG1", 3, Hl7Field::kKeep},
    {"DG1", 5, Hl7Field::kDate},     {"DG1", 6, Hl7Field::kKeep},     {"DG1", 16, Hl7Field::kDoctor},  {"DG1", 19, Hl7Field::kDate},
    {"AL1", 1, Hl7Field::kKeep},     {"AL1", 2, Hl7Field::kKeep},     {"AL1", 3, Hl7Field::kKeep},     {"AL1", 4, Hl7Field::kKeep},
    {"AL1", 6, Hl7Field::kDate},     {"PR1", 1, Hl7Field::kKeep},     {"PR1", 3, Hl7Field::kKeep},     {"PR1", 5, Hl7Field::kDate},
    {"PR1", 8, Hl7Field::kDoctor},   {"PR1", 11, Hl7Field::kDoctor},  {"PR1", 12, Hl7Field::kDoctor},  {"IN1", 1, Hl7Field::kKeep},
    {"IN1", 2, Hl7Field::kId},       {"IN1", 3, Hl7Field::kId},       {"IN1", 4, Hl7Field::kPlace},    {"IN1", 5, Hl7Field::kAddress},
    {"IN1", 6, Hl7Field::kName},     {"IN1", 7, Hl7Field::kPhone},    {"IN1", 8, Hl7Field::kId},       {"IN1", 9, Hl7Field::kPlace},
    {"IN1", 10, Hl7Field::kId},      {"IN1", 11, Hl7Field::kPlace},   {"IN1", 12, Hl7Field::kDate},    {"IN1", 13, Hl7Field::kDate},
    {"IN1", 16, Hl7Field::kName},    {"IN1", 18, Hl7Field::kBirth},   {"IN1", 19, Hl7Field::kAddress}, {"IN1", 36, Hl7Field::kId},
    {"IN1", 44, Hl7Field::kAddress}, {"IN1", 49, Hl7Field::kId},      {"GT1", 2, Hl7Field::kId},       {"GT1", 3, Hl7Field::kName},
    {"GT1", 4, Hl7Field::kName},     {"GT1", 5, Hl7Field::kAddress},  {"GT1", 6, Hl7Field::kPhone},    {"GT1", 7, Hl7Field::kPhone},
    {"GT1", 8, Hl7Field::kBirth},    {"GT1", 12, Hl7Field::kSsn},     {"GT1", 16, Hl7Field::kName},    {"GT1", 17, Hl7Field::kAddress},
    {"GT1", 18, Hl7Field::kPhone},   {"GT1", 19, Hl7Field::kId},      {"RXE", 2, Hl7Field::kKeep},     {"RXA", 3, Hl7Field::kDate},
    {"RXA", 4, Hl7Field::kDate},     {"RXA", 5, Hl7Field::kKeep},     {"RXA", 10, Hl7Field::kDoctor},  {"RXA", 15, Hl7Field::kId},
    {"SPM", 2, Hl7Field::kId},       {"SPM", 4, Hl7Field::kKeep},     {"SPM", 17, Hl7Field::kDate},    {"SPM", 18, Hl7Field::kDate},
    {"NTE", 1, Hl7Field::kKeep},     {"NTE", 2, Hl7Field::kKeep},     {"SCH", 1, Hl7Field::kId},       {"SCH", 2, Hl7Field::kId},
    {"SCH", 12, Hl7Field::kDoctor},  {"SCH", 13, Hl7Field::kPhone},   {"SCH", 16, Hl7Field::kDoctor},  {"SCH", 20, Hl7Field::kDoctor},
    {"TXA", 4, Hl7Field::kDate},     {"TXA", 5, Hl7Field::kDoctor},   {"TXA", 6, Hl7Field::kDate},     {"TXA", 7, Hl7Field::kDate},
    {"TXA", 9, Hl7Field::kDoctor},   {"TXA", 12, Hl7Field::kId},      {"TXA", 13, Hl7Field::kId},      {"TXA", 22, Hl7Field::kDoctor},
    {"MRG", 1, Hl7Field::kRecordId}, {"MRG", 7, Hl7Field::kName},
};

Hl7Field KindOf(std::string_view segment, int field) {
  for (const FieldRule& rule : kRules)
    if (rule.segment == segment && rule.field == field) return rule.kind;
  return Hl7Field::kFree;
}

// MSH-1 and MSH-2.
struct Separators {
  char field = '|', component = '^', repetition = '~', escape = '\\', subcomponent = '&';
};
Separators ReadSeparators(std::string_view msh) {
  Separators marks;
  if (msh.size() < 8) return marks;
  marks.field = msh[3];
  marks.component = msh[4];
  marks.repetition = msh[5];
  marks.escape = msh[6];
  marks.subcomponent = msh[7];
  return marks;
}

std::vector<std::string_view> Segments(std::string_view message) {
  std::vector<std::string_view> segments;
  while (!message.empty()) {
    std::size_t end = message.find_first_of("\r\n");
    if (end != 0) segments.push_back(message.substr(0, end));
    message.remove_prefix(end == std::string_view::npos ? message.size() : end + 1);
  }
  return segments;
}

class Hl7Writer {
 public:
  Hl7Writer(const RecordOptions& options, const PersonIndex& persons, Deidentifier& deid, DeidRecord& out)
      : options_(options), persons_(persons), deid_(deid), out_(out), person_(options.person) {}

  void Segment(std::string_view segment, bool last_line_end, std::string_view line_end) {
    std::string_view name = segment.substr(0, 3);
    if (name == "MSH") {
      marks_ = ReadSeparators(segment);
      person_ = options_.person;
    }
    if (name.starts_with("Z")) {
      ++out_.replaced["dropped"];
      return;
    }
    std::vector<std::string_view> fields = Split(segment, marks_.field);
    if (name == "PID") FindPerson(fields);
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (i > 0) out_.bytes += marks_.field;
      // MSH-1 is the separator itself: the second part of the split is MSH-2.
      int number = static_cast<int>(i) + (name == "MSH" ? 1 : 0);
      bool encoding = i == 0 || (name == "MSH" && i == 1);
      out_.bytes += encoding ? std::string(fields[i]) : Field(fields[i], Kind(name, number, fields));
    }
    if (last_line_end) out_.bytes += line_end;
  }

 private:
  // OBX-5 by the type in OBX-2.
  static Hl7Field Kind(std::string_view segment, int number, const std::vector<std::string_view>& fields) {
    if (segment != "OBX" || number != 5 || fields.size() < 3) return KindOf(segment, number);
    std::string_view type = fields[2];
    if (type == "NM" || type == "SN" || type == "CE" || type == "CWE" || type == "CNE" || type == "TM") return Hl7Field::kKeep;
    if (type == "DT" || type == "TS" || type == "DTM") return Hl7Field::kDate;
    if (type == "XPN" || type == "PN") return Hl7Field::kName;
    if (type == "XCN") return Hl7Field::kDoctor;
    if (type == "XAD" || type == "AD") return Hl7Field::kAddress;
    if (type == "XTN" || type == "TN") return Hl7Field::kPhone;
    if (type == "CX" || type == "EI") return Hl7Field::kId;
    return Hl7Field::kFree;
  }

  void FindPerson(const std::vector<std::string_view>& fields) {
    if (fields.size() <= 3 || fields[3].empty()) return;
    std::string_view id = Split(Split(fields[3], marks_.repetition)[0], marks_.component)[0];
    person_ = persons_.Canonical(PersonIndex::RecordNumber(id));
  }

  std::string Field(std::string_view field, Hl7Field kind) {
    if (field.empty() || field == "\"\"") return std::string(field);  // "" is HL7's null
    std::string out;
    bool first = true;
    for (std::string_view repetition : Split(field, marks_.repetition)) {
      if (!first) out += marks_.repetition;
      first = false;
      out += Repetition(repetition, kind);
    }
    return out;
  }

  std::string Repetition(std::string_view text, Hl7Field kind) {
    switch (kind) {
      case Hl7Field::kKeep:
        return Kept(text);
      case Hl7Field::kDate:
        return EachComponent(text, [this](std::string_view part, std::size_t) { return Date(part); });
      case Hl7Field::kBirth:
        return Birth(text);
      case Hl7Field::kSsn:
        return Replace(PhiClass::kSsn, text);
      case Hl7Field::kLicence:
        return EachComponent(
            text, [this](std::string_view part, std::size_t i) { return i == 0 ? Replace(PhiClass::kDriverLicence, part) : Date(part); });
      case Hl7Field::kRecordId:
        return EachComponent(text, [this](std::string_view part, std::size_t i) {
          return i == 0 ? Replace(PhiClass::kMedicalRecord, part) : i == 4 || i == 1 || i == 2 ? Kept(part) : Free(part);
        });
      case Hl7Field::kId:
        return EachComponent(text, [this](std::string_view part, std::size_t i) {
          return i == 0 ? Replace(PhiClass::kOtherId, part) : i == 4 ? Kept(part) : Free(part);
        });
      // XPN: family, given, further given, suffix, prefix, degree, type
      case Hl7Field::kName:
        return EachComponent(text, [this](std::string_view part, std::size_t i) {
          return i <= 2 ? Replace(PhiClass::kName, part) : i <= 6 ? Kept(part) : Free(part);
        });
      // XCN: id, family, given, further given, suffix, prefix, degree
      case Hl7Field::kDoctor:
        return EachComponent(text, [this](std::string_view part, std::size_t i) {
          return i == 0              ? Replace(PhiClass::kLicence, part)
                 : i <= 3            ? Replace(PhiClass::kName, part)
                 : i <= 6            ? Kept(part)
                 : i == 9 || i == 12 ? Kept(part)
                                     : Free(part);
        });
      case Hl7Field::kPlace:
        return EachComponent(text, [this](std::string_view part, std::size_t) {
          return part.size() <= 3 ? std::string(part) : Replace(PhiClass::kHospital, part);
        });
      // XAD: street, other, city, state, ZIP, country, type
      case Hl7Field::kAddress:
        return EachComponent(text, [this](std::string_view part, std::size_t i) {
          return i <= 1                       ? Replace(PhiClass::kAddress, part)
                 : i == 2                     ? Replace(PhiClass::kCity, part)
                 : i == 3 || i == 5 || i == 6 ? Kept(part)
                 : i == 4                     ? Replace(PhiClass::kZip, part)
                                              : Replace(PhiClass::kAddress, part);
        });
      case Hl7Field::kPhone:
        return EachComponent(text, [this](std::string_view part, std::size_t i) {
          return i == 1 || i == 2 || part.size() <= 3 ? Kept(part)
                 : i == 3                             ? Replace(PhiClass::kEmail, part)
                                                      : Replace(PhiClass::kPhone, part);
        });
      case Hl7Field::kFree:
        return EachComponent(text, [this](std::string_view part, std::size_t) { return Free(part); });
    }
    return {};
  }

  template <class Each>
  std::string EachComponent(std::string_view text, Each each) {
    std::string out;
    std::size_t i = 0;
    for (std::string_view part : Split(text, marks_.component)) {
      if (i > 0) out += marks_.component;
      bool first = true;
      for (std::string_view sub : Split(part, marks_.subcomponent)) {
        if (!first) out += marks_.subcomponent;
        first = false;
        out += sub.empty() || sub == "\"\"" ? std::string(sub) : each(sub, i);
      }
      ++i;
    }
    return out;
  }

  // Even a coded field is read: a name in OBX-3 would be found.
  std::string Kept(std::string_view text) {
    bool code = text.size() <= 12 &&
                std::none_of(text.begin(), text.end(), [](char c) { return c == ' ' || static_cast<unsigned char>(c) >= 0x80; });
    return code ? std::string(text) : EachComponent(text, [this](std::string_view part, std::size_t) {
      return part.size() <= 12 && part.find(' ') == std::string_view::npos && !HasWide(part) ? std::string(part) : Free(part);
    });
  }
  static bool HasWide(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
  }
  std::string Date(std::string_view text) {
    std::string moved = ShiftCompactDate(text, deid_.ShiftDays(person_));
    if (moved.empty()) return text.size() <= 4 ? std::string(text) : Free(text);
    ++out_.replaced["date"];
    return moved;
  }
  std::string Birth(std::string_view text) {
    std::string moved = Date(text);
    int year = 0;
    for (char c : moved.substr(0, 4)) year = IsDigitAscii(c) ? year * 10 + (c - '0') : year;
    int oldest = options_.this_year - 89;
    return year >= oldest ? moved : std::to_string(oldest - 1);
  }
  std::string Replace(PhiClass phi_class, std::string_view text) {
    if (text.empty()) return {};
    ++out_.replaced[std::string(Info(phi_class).name)];
    return Escape(deid_.Replace(phi_class, Unescape(text), person_));
  }
  std::string Free(std::string_view text) {
    if (std::string moved = ShiftCompactDate(text, deid_.ShiftDays(person_));
        !moved.empty() && text.size() >= 8 && text.find_first_not_of("0123456789.+-") == std::string_view::npos) {
      ++out_.replaced["date"];
      return moved;
    }
    std::string plain = Unescape(text);
    DeidText done = deid_.Deidentify(plain, person_, persons_.FindKnown(person_));
    if (done.found.empty()) return std::string(text);
    for (const FoundPhi& found : done.found) ++out_.replaced[std::string(Info(found.phi_class).name)];
    return Escape(done.text);
  }

  // \F\ \S\ \T\ \R\ \E\ \.br\ (HL7 v2.8, 2.7).
  [[nodiscard]] std::string Unescape(std::string_view text) const {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
      std::size_t end = text[i] == marks_.escape ? text.find(marks_.escape, i + 1) : std::string_view::npos;
      if (end == std::string_view::npos) {
        out += text[i];
        continue;
      }
      std::string_view code = text.substr(i + 1, end - i - 1);
      if (code == "F")
        out += marks_.field;
      else if (code == "S")
        out += marks_.component;
      else if (code == "T")
        out += marks_.subcomponent;
      else if (code == "R")
        out += marks_.repetition;
      else if (code == "E")
        out += marks_.escape;
      else if (code == ".br")
        out += '\n';
      i = end;
    }
    return out;
  }
  [[nodiscard]] std::string Escape(std::string_view text) const {
    std::string out;
    auto put = [&out, this](std::string_view code) { out += marks_.escape, out += code, out += marks_.escape; };
    for (char c : text) {
      if (c == marks_.field)
        put("F");
      else if (c == marks_.component)
        put("S");
      else if (c == marks_.subcomponent)
        put("T");
      else if (c == marks_.repetition)
        put("R");
      else if (c == marks_.escape)
        put("E");
      else if (c == '\n' || c == '\r')
        put(".br");
      else
        out += c;
    }
    return out;
  }

  const RecordOptions& options_;
  const PersonIndex& persons_;
  Deidentifier& deid_;
  DeidRecord& out_;
  Separators marks_;
  std::string person_;
};

}  // namespace

void CollectHl7(std::string_view bytes, PersonIndex& persons) {
  Separators marks;
  for (std::string_view segment : Segments(bytes)) {
    if (segment.starts_with("MSH")) marks = ReadSeparators(segment);
    if (!segment.starts_with("PID")) continue;
    std::vector<std::string_view> fields = Split(segment, marks.field);
    if (fields.size() <= 5) continue;
    std::string own;
    for (std::string_view repetition : Split(fields[3], marks.repetition)) {
      std::string_view id = Split(repetition, marks.component)[0];
      if (id.empty()) continue;
      if (own.empty())
        own = PersonIndex::RecordNumber(id);
      else
        persons.Link(own, PersonIndex::RecordNumber(id));
      persons.Known(own).numbers.emplace_back(id);
    }
    if (own.empty()) continue;
    for (std::string_view name : Split(fields[5], marks.repetition)) {
      std::vector<std::string_view> parts = Split(name, marks.component);
      KnownPerson& known = persons.Known(own);
      for (std::size_t i = 0; i < parts.size() && i < 2; ++i) known.names.emplace_back(parts[i]);
      if (parts.size() < 2) continue;
      known.names.push_back(std::string(parts[1]) + " " + std::string(parts[0]));
      known.names.push_back(std::string(parts[0]) + std::string(parts[1]));
    }
  }
}

Result<DeidRecord> DeidentifyHl7(std::string_view bytes, const RecordOptions& options, const PersonIndex& persons, Deidentifier& deid) {
  // MLLP framing (0x0B ... 0x1C 0x0D) is taken off.
  std::string plain;
  for (char c : bytes)
    if (c != '\x0b' && c != '\x1c') plain += c;
  std::vector<std::string_view> segments = Segments(plain);
  if (segments.empty() || !segments.front().starts_with("MSH") || segments.front().size() < 8)
    return Fail(ErrorCode::kBadInput, "It does not begin with an MSH segment", "byte 0", "An HL7 v2 message begins with MSH|^~\\&.");
  std::string_view line_end = plain.find("\r\n") != std::string::npos ? "\r\n" : plain.find('\r') != std::string::npos ? "\r" : "\n";
  DeidRecord out;
  Hl7Writer writer(options, persons, deid, out);
  for (std::string_view segment : segments) writer.Segment(segment, true, line_end);
  return out;
}

}  // namespace aegle
