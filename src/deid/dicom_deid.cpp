// DICOM: the Basic Application Level Confidentiality Profile (PS3.15, annex E) with the options Clean Descriptors, Clean Structured
// Content, Retain Longitudinal Temporal Information (modified dates) and Retain Patient Characteristics.
//
// By an allow-list: numbers and codes of public groups stay, UIDs are remapped, dates move, names become surrogates, descriptions are
// read as free text, and everything else (private groups, unknown VRs, other texts, overlays, curves, signatures) is dropped.
// Pixels are not looked at: where they may show text, there is a warning.
#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "base/text.h"
#include "deid/dates.h"
#include "deid/dicom_file.h"
#include "deid/record_formats.h"

namespace aegle {
namespace {

constexpr std::uint32_t kCharacterSet = 0x00080005, kPatientName = 0x00100010, kPatientId = 0x00100020, kBirthDate = 0x00100030;

// Texts that stay, after they were read: descriptions, equipment, coded entries, texts of reports.
constexpr std::array<std::uint32_t, 39> kCleaned{
    0x00080070, 0x00081030, 0x0008103E, 0x00081090, 0x00080100, 0x00080102, 0x00080103, 0x00080104, 0x00181020, 0x00181030,
    0x00180010, 0x00181160, 0x00181210, 0x00180024, 0x00180085, 0x00201040, 0x00204000, 0x00104000, 0x00281054, 0x00281055,
    0x0040A160, 0x30060002, 0x30060004, 0x30060026, 0x30060088, 0x300A0002, 0x300A0003, 0x300A00B2, 0x300A00C2, 0x300A00C3,
    0x00080080, 0x00081040, 0x00180031, 0x00180034, 0x00280040, 0x300A0016, 0x00201209, 0x300A0004, 0x00081080};
constexpr std::array<std::uint32_t, 12> kDroppedSequences{0x00081120, 0x00101002, 0x04000561, 0x04000500, 0x00400275, 0x00081049,
                                                          0x00081052, 0x00081072, 0x00081062, 0x00404035, 0x0040A078, 0x00120064};

template <std::size_t n>
bool IsOneOf(std::uint32_t tag, const std::array<std::uint32_t, n>& list) {
  return std::find(list.begin(), list.end(), tag) != list.end();
}

bool IsNumber(std::string_view vr) {
  static constexpr std::array<std::string_view, 20> kVrs{"US", "SS", "UL", "SL", "FL", "FD", "DS", "IS", "AT", "OB",
                                                         "OW", "OF", "OD", "OL", "OV", "SV", "UV", "TM", "AS", "UL"};
  return std::find(kVrs.begin(), kVrs.end(), vr) != kVrs.end();
}

// Values of CS are defined terms: capitals, digits, space and underscore.
bool IsDefinedTerm(std::string_view value) {
  std::size_t digits = 0;
  for (char c : value) {
    bool allowed = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || IsDigitAscii(c) || c == ' ' || c == '_' || c == '\\' || c == '\0' ||
                   c == '-' || c == '.';
    if (!allowed) return false;
    digits += IsDigitAscii(c);
  }
  return digits <= 8;
}

std::string_view Stripped(std::string_view value) {
  while (!value.empty() && (value.back() == '\0' || value.back() == ' ')) value.remove_suffix(1);
  return value;
}

// A value as UTF-8. Escape sequences of ISO 2022 are taken off.
std::string ToUtf8(std::string_view value, std::string_view character_set) {
  std::string plain;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '\x1b') {
      while (i + 1 < value.size() && (value[i + 1] == '$' || value[i + 1] == '(' || value[i + 1] == ')')) ++i;
      ++i;
      continue;
    }
    plain += value[i];
  }
  if (FindInvalidUtf8(plain) == std::string_view::npos) return plain;
  if (character_set.find("149") != std::string_view::npos) return DecodeForDisplay(plain, "cp949");
  std::string out;
  for (char c : plain) AppendUtf8(out, static_cast<unsigned char>(c));  // ISO 8859-1
  return out;
}

class DicomCleaner {
 public:
  DicomCleaner(const RecordOptions& options, const PersonIndex& persons, Deidentifier& deid, DeidRecord& out)
      : options_(options), persons_(persons), deid_(deid), out_(out) {}

  void Clean(DicomFile& file) {
    if (const DicomElement* set = Find(file.data, kCharacterSet)) character_set_ = std::string(set->value);
    const DicomElement* id = Find(file.data, kPatientId);
    person_ = id && !Stripped(id->value).empty()
                  ? persons_.Canonical(PersonIndex::RecordNumber(ToUtf8(Stripped(id->value), character_set_)))
                  : options_.person;
    Warn(file);
    CleanDataSet(file.data);
    Mark(file);
    CleanMeta(file);
  }

 private:
  void CleanDataSet(DicomDataSet& data) {
    std::erase_if(data, [this](DicomElement& element) {
      bool keep = CleanElement(element);
      if (!keep) ++out_.replaced["dropped"];
      return !keep;
    });
  }

  // False: the element is dropped.
  bool CleanElement(DicomElement& element) {
    std::uint32_t group = element.tag >> 16;
    bool overlay = (group & 0xFF00) == 0x6000 || (group & 0xFF00) == 0x5000;
    if (group % 2 == 1 || overlay || group == 0x0400 || group == 0xFFFA || group == 0xFFFC || group == 0x0032 || group == 0x0038 ||
        group == 0x4008)
      return false;
    if ((element.tag & 0xFFFF) == 0) return false;  // group lengths, retired
    if (element.vr == "SQ") {
      if (IsOneOf(element.tag, kDroppedSequences)) return false;
      for (DicomDataSet& item : element.items) CleanDataSet(item);
      return true;
    }
    if (element.vr == "UN") return false;
    if (element.vr == "UI") return Uid(element);
    if (element.vr == "PN") return Name(element);
    if (element.vr == "DA" || element.vr == "DT") return Date(element);
    if (element.tag == 0x00101010) return Age(element);
    if (IsNumber(element.vr)) return element.encapsulated || group != 0x0010 || element.vr == "DS";
    if (element.vr == "CS") return group != 0x0010 || element.tag == 0x00100040 ? IsDefinedTerm(element.value) : false;
    return Text(element);
  }

  bool Uid(DicomElement& element) {
    std::string out;
    for (std::string_view uid : Split(Stripped(element.value), '\\')) {
      if (!out.empty()) out += '\\';
      out += uid.starts_with("1.2.840.10008.") || uid.empty() ? std::string(uid) : NewUid(uid);
    }
    element.Set(out);
    return true;
  }
  // 2.25 and a number of at most 128 bits (PS3.5 B.2).
  std::string NewUid(std::string_view uid) {
    ++out_.replaced["uid"];
    auto mac = deid_.key().Mac("dicom uid", Stripped(uid));
    unsigned __int128 number = 0;
    for (std::size_t i = 0; i < 15; ++i) number = number << 8 | mac[i];
    std::string digits;
    for (; number != 0; number /= 10) digits += static_cast<char>('0' + static_cast<int>(number % 10));
    std::reverse(digits.begin(), digits.end());
    return "2.25." + digits;
  }

  bool Name(DicomElement& element) {
    std::string text = ToUtf8(Stripped(element.value), character_set_);
    if (text.empty()) return true;
    ++out_.replaced["name"];
    std::string out, part;
    // family ^ given ^ middle ^ prefix ^ suffix, in up to three groups (letters, ideographs, phonetic) by '='
    for (char c : text + '\0') {
      if (c != '^' && c != '=' && c != '\\' && c != '\0') {
        part += c;
        continue;
      }
      if (!part.empty()) out += deid_.Replace(PhiClass::kName, part, person_);
      part.clear();
      if (c != '\0') out += c;
    }
    element.Set(out);
    return true;
  }

  bool Date(DicomElement& element) {
    std::string_view value = Stripped(element.value);
    if (value.empty()) return true;
    std::string out;
    for (std::string_view date : Split(value, '\\')) {
      std::string moved = ShiftCompactDate(ReplaceAll(std::string(date), ".", element.vr == "DA" ? "" : "."), deid_.ShiftDays(person_));
      if (moved.empty()) return false;
      out += (out.empty() ? "" : "\\") + moved;
    }
    if (element.tag == kBirthDate && std::stoi(out.substr(0, 4)) < options_.this_year - 89)
      out = std::to_string(options_.this_year - 90) + "0101";
    ++out_.replaced["date"];
    element.Set(out);
    return true;
  }

  // "093Y" is "090Y".
  static bool Age(DicomElement& element) {
    std::string_view value = Stripped(element.value);
    if (value.size() == 4 && value[3] == 'Y' && value.substr(0, 3) > "089") element.Set("090Y");
    return true;
  }

  bool Text(DicomElement& element) {
    std::string text = ToUtf8(Stripped(element.value), character_set_);
    auto replace = [&](PhiClass phi_class) {
      if (!text.empty()) ++out_.replaced[std::string(Info(phi_class).name)];
      element.Set(text.empty() ? "" : deid_.Replace(phi_class, text, person_));
      return true;
    };
    if (element.tag == kPatientId) return replace(PhiClass::kMedicalRecord);
    if (element.tag == 0x00080050 || element.tag == 0x00200010) return replace(PhiClass::kOtherId);
    if (element.tag == 0x00080080) return replace(PhiClass::kHospital);
    if (!IsOneOf(element.tag, kCleaned)) return false;
    DeidText done = deid_.Deidentify(text, person_, persons_.FindKnown(person_));
    for (const FoundPhi& found : done.found) ++out_.replaced[std::string(Info(found.phi_class).name)];
    element.Set(done.text);
    return true;
  }

  static DicomElement Made(std::uint32_t tag, std::string vr, std::string value) {
    DicomElement element;
    element.tag = tag;
    element.vr = std::move(vr);
    element.Set(std::move(value));
    return element;
  }

  // What the profile wants to be said (PS3.15 E.1.1), in the order of tags.
  static void Mark(DicomFile& file) {
    std::erase_if(file.data, [](const DicomElement& element) {
      return element.tag == kCharacterSet || element.tag == 0x00120062 || element.tag == 0x00120063 || element.tag == 0x00280303;
    });
    file.data.push_back(Made(kCharacterSet, "CS", "ISO_IR 192"));
    file.data.push_back(Made(0x00120062, "CS", "YES"));
    file.data.push_back(Made(0x00120063, "LO", "Aegle: PS3.15 Basic Profile, clean descriptors, dates moved"));
    file.data.push_back(Made(0x00280303, "CS", "MODIFIED"));
    std::stable_sort(file.data.begin(), file.data.end(), [](const DicomElement& a, const DicomElement& b) { return a.tag < b.tag; });
  }

  void CleanMeta(DicomFile& file) {
    if (file.meta.empty()) return;
    std::erase_if(file.meta, [](const DicomElement& element) {
      return element.tag != 0x00020001 && element.tag != 0x00020002 && element.tag != 0x00020003 && element.tag != 0x00020010;
    });
    for (DicomElement& element : file.meta)
      if (element.vr == "UI") Uid(element);
    file.meta.push_back(Made(0x00020012, "UI", "2.25.305828488182831875890203105390285383139"));
    std::stable_sort(file.meta.begin(), file.meta.end(), [](const DicomElement& a, const DicomElement& b) { return a.tag < b.tag; });
  }

  // Pixels that may show names: screenshots, ultrasound, scanned paper; unless the file says that there is none.
  void Warn(const DicomFile& file) {
    const DicomElement* pixels = Find(file.data, 0x7FE00010);
    const DicomElement* burned = Find(file.data, 0x00280301);
    const DicomElement* modality = Find(file.data, 0x00080060);
    if (!pixels || (burned && Stripped(burned->value) == "NO")) return;
    static constexpr std::array<std::string_view, 10> kDoubtful{"US", "SC", "OT", "XA", "ES", "XC", "GM", "DOC", "ECG", "RF"};
    std::string_view kind = modality ? Stripped(modality->value) : std::string_view();
    bool doubtful = kind.empty() || std::find(kDoubtful.begin(), kDoubtful.end(), kind) != kDoubtful.end() ||
                    (burned && Stripped(burned->value) == "YES");
    if (doubtful)
      out_.warnings.emplace_back("The pixels may show identifiers (modality " + std::string(kind.empty() ? "unknown" : kind) +
                                 "): look at the images before they leave.");
  }

  const RecordOptions& options_;
  const PersonIndex& persons_;
  Deidentifier& deid_;
  DeidRecord& out_;
  std::string character_set_, person_;
};

}  // namespace

void CollectDicom(std::string_view bytes, PersonIndex& persons) {
  auto file = ReadDicom(bytes);
  if (!file) return;
  const DicomElement* id = Find(file->data, kPatientId);
  const DicomElement* name = Find(file->data, kPatientName);
  if (!id || !name || Stripped(id->value).empty()) return;
  const DicomElement* set = Find(file->data, kCharacterSet);
  std::string text = ToUtf8(Stripped(name->value), set ? set->value : std::string_view());
  KnownPerson& known = persons.Known(PersonIndex::RecordNumber(Stripped(id->value)));
  for (std::string_view group : Split(text, '='))
    for (std::string_view part : Split(group, '^'))
      if (part.size() >= 3) known.names.emplace_back(part);
}

Result<DeidRecord> DeidentifyDicom(std::string_view bytes, const RecordOptions& options, const PersonIndex& persons, Deidentifier& deid) {
  AEGLE_TRY(file, ReadDicom(bytes));
  DeidRecord out;
  DicomCleaner(options, persons, deid, out).Clean(file);
  out.bytes = WriteDicom(file);
  return out;
}

}  // namespace aegle
