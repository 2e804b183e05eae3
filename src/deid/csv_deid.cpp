// CSV (RFC 4180; comma, semicolon or tab; quotes over lines): columns by their heading, in English and Korean; a column that no rule
// names is read value by value. Headings themselves are read, too.
#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"
#include "deid/dates.h"
#include "deid/record_formats.h"

namespace aegle {
namespace {

struct HeadingRule {
  std::string_view part;  // of the heading, letters only, lower case
  PhiClass phi_class;
};

// The first that is a part of the heading.
constexpr HeadingRule kHeadings[] = {
    {"birth", PhiClass::kBirthDate},
    {"dob", PhiClass::kBirthDate},
    {"생년월일", PhiClass::kBirthDate},
    {"출생", PhiClass::kBirthDate},
    {"ssn", PhiClass::kSsn},
    {"socialsecurity", PhiClass::kSsn},
    {"주민", PhiClass::kResidentNumber},
    {"외국인등록", PhiClass::kForeignerNumber},
    {"mrn", PhiClass::kMedicalRecord},
    {"patientid", PhiClass::kMedicalRecord},
    {"recordnumber", PhiClass::kMedicalRecord},
    {"patientno", PhiClass::kMedicalRecord},
    {"등록번호", PhiClass::kMedicalRecord},
    {"환자번호", PhiClass::kMedicalRecord},
    {"차트번호", PhiClass::kMedicalRecord},
    {"병록", PhiClass::kMedicalRecord},
    {"email", PhiClass::kEmail},
    {"이메일", PhiClass::kEmail},
    {"phone", PhiClass::kPhone},
    {"mobile", PhiClass::kPhone},
    {"telephone", PhiClass::kPhone},
    {"연락처", PhiClass::kPhone},
    {"전화", PhiClass::kPhone},
    {"휴대", PhiClass::kPhone},
    {"fax", PhiClass::kFax},
    {"팩스", PhiClass::kFax},
    {"zip", PhiClass::kZip},
    {"postal", PhiClass::kZip},
    {"우편", PhiClass::kZip},
    {"address", PhiClass::kAddress},
    {"street", PhiClass::kAddress},
    {"주소", PhiClass::kAddress},
    {"city", PhiClass::kCity},
    {"county", PhiClass::kCity},
    {"firstname", PhiClass::kName},
    {"lastname", PhiClass::kName},
    {"givenname", PhiClass::kName},
    {"familyname", PhiClass::kName},
    {"surname", PhiClass::kName},
    {"patientname", PhiClass::kName},
    {"fullname", PhiClass::kName},
    {"maidenname", PhiClass::kName},
    {"middlename", PhiClass::kName},
    {"physician", PhiClass::kName},
    {"doctor", PhiClass::kName},
    {"provider", PhiClass::kName},
    {"성명", PhiClass::kName},
    {"이름", PhiClass::kName},
    {"환자명", PhiClass::kName},
    {"보호자", PhiClass::kName},
    {"담당의", PhiClass::kName},
    {"주치의", PhiClass::kName},
    {"hospital", PhiClass::kHospital},
    {"facility", PhiClass::kHospital},
    {"병원", PhiClass::kHospital},
    {"기관명", PhiClass::kHospital},
    {"passport", PhiClass::kPassport},
    {"여권", PhiClass::kPassport},
    {"license", PhiClass::kDriverLicence},
    {"licence", PhiClass::kDriverLicence},
    {"면허", PhiClass::kDriverLicence},
    {"insuranceid", PhiClass::kHealthPlan},
    {"memberid", PhiClass::kHealthPlan},
    {"policy", PhiClass::kHealthPlan},
    {"보험증", PhiClass::kHealthPlan},
    {"account", PhiClass::kAccount},
    {"계좌", PhiClass::kAccount},
    {"drivers", PhiClass::kDriverLicence},
    {"차량", PhiClass::kVehicle},
    {"serial", PhiClass::kDevice},
    {"ip", PhiClass::kIp},
    {"url", PhiClass::kUrl},
};

std::string Plain(std::string_view heading) {
  std::string out;
  for (char c : heading)
    if (IsLetterAscii(c))
      out += static_cast<char>(c | 32);
    else if (static_cast<unsigned char>(c) >= 0x80)
      out += c;
  return out;
}

// The class of a column, kPhiClassCount for none.
std::size_t ClassOfHeading(std::string_view heading) {
  std::string plain = Plain(heading);
  if (plain == "name" || plain == "id" || plain == "patient" || plain == "identifier")
    return static_cast<std::size_t>(plain == "name" || plain == "patient" ? PhiClass::kName : PhiClass::kOtherId);
  for (const HeadingRule& rule : kHeadings) {
    bool short_part = rule.part.size() <= 3 && IsLetterAscii(rule.part[0]);
    if (short_part ? plain == rule.part || plain.ends_with(rule.part) : plain.find(rule.part) != std::string::npos)
      return static_cast<std::size_t>(rule.phi_class);
  }
  return plain.size() > 2 && plain.ends_with("id") ? static_cast<std::size_t>(PhiClass::kOtherId) : kPhiClassCount;
}

struct Cell {
  std::string text;
  bool quoted = false;
};

class CsvReader {
 public:
  CsvReader(std::string_view bytes, char separator) : bytes_(bytes), separator_(separator) {}
  // False at the end. `end_`: the line end of the row.
  bool Row(std::vector<Cell>& cells, std::string& line_end) {
    cells.clear();
    line_end.clear();
    if (at_ >= bytes_.size()) return false;
    while (true) {
      cells.push_back(ReadCell());
      if (at_ < bytes_.size() && bytes_[at_] == separator_) {
        ++at_;
        continue;
      }
      while (at_ < bytes_.size() && (bytes_[at_] == '\r' || bytes_[at_] == '\n') && !(line_end.ends_with('\n'))) line_end += bytes_[at_++];
      return true;
    }
  }

 private:
  Cell ReadCell() {
    Cell cell;
    if (at_ < bytes_.size() && bytes_[at_] == '"') {
      cell.quoted = true;
      for (++at_; at_ < bytes_.size(); ++at_) {
        if (bytes_[at_] != '"')
          cell.text += bytes_[at_];
        else if (at_ + 1 < bytes_.size() && bytes_[at_ + 1] == '"')
          cell.text += '"', ++at_;
        else
          break;
      }
      if (at_ < bytes_.size()) ++at_;
    }
    while (at_ < bytes_.size() && bytes_[at_] != separator_ && bytes_[at_] != '\r' && bytes_[at_] != '\n') cell.text += bytes_[at_++];
    return cell;
  }
  std::string_view bytes_;
  char separator_;
  std::size_t at_ = 0;
};

// The separator that the first line has most of.
char SeparatorOf(std::string_view bytes) {
  std::string_view line = bytes.substr(0, bytes.find('\n'));
  char best = ',';
  for (char candidate : {'\t', ';', ','})
    if (std::count(line.begin(), line.end(), candidate) > std::count(line.begin(), line.end(), best)) best = candidate;
  return best;
}

std::string Quoted(const std::string& text, bool quoted, char separator) {
  bool needs = quoted || text.find_first_of("\"\r\n") != std::string::npos || text.find(separator) != std::string::npos;
  return needs ? "\"" + ReplaceAll(text, "\"", "\"\"") + "\"" : text;
}

// The person of a row: its record number column, else another id.
std::string PersonOf(const std::vector<Cell>& row, const std::vector<std::size_t>& classes) {
  for (PhiClass wanted : {PhiClass::kMedicalRecord, PhiClass::kResidentNumber})
    for (std::size_t i = 0; i < row.size() && i < classes.size(); ++i)
      if (classes[i] == static_cast<std::size_t>(wanted) && !row[i].text.empty())
        return wanted == PhiClass::kMedicalRecord ? PersonIndex::RecordNumber(row[i].text) : PersonIndex::ResidentNumber(row[i].text);
  return {};
}

std::vector<std::size_t> ClassesOf(const std::vector<Cell>& heading) {
  std::vector<std::size_t> classes;
  for (const Cell& cell : heading) classes.push_back(ClassOfHeading(cell.text));
  return classes;
}

// A first row of headings: no value in it is a number, a date or an identifier.
bool IsHeading(const std::vector<Cell>& row) {
  return std::none_of(row.begin(), row.end(),
                      [](const Cell& cell) { return std::count_if(cell.text.begin(), cell.text.end(), IsDigitAscii) > 3; });
}

std::string_view WithoutMark(std::string_view bytes) { return bytes.starts_with("\xEF\xBB\xBF") ? bytes.substr(3) : bytes; }

}  // namespace

void CollectCsv(std::string_view bytes, PersonIndex& persons) {
  bytes = WithoutMark(bytes);
  CsvReader reader(bytes, SeparatorOf(bytes));
  std::vector<Cell> row;
  std::string line_end;
  if (!reader.Row(row, line_end) || !IsHeading(row)) return;
  std::vector<std::size_t> classes = ClassesOf(row);
  while (reader.Row(row, line_end)) {
    std::string person = PersonOf(row, classes);
    if (person.empty()) continue;
    for (std::size_t i = 0; i < row.size() && i < classes.size(); ++i) {
      if (row[i].text.empty()) continue;
      if (classes[i] == static_cast<std::size_t>(PhiClass::kResidentNumber)) persons.Link(person, PersonIndex::ResidentNumber(row[i].text));
      if (classes[i] == static_cast<std::size_t>(PhiClass::kName)) persons.Known(person).names.push_back(row[i].text);
      if (classes[i] == static_cast<std::size_t>(PhiClass::kPhone) || classes[i] == static_cast<std::size_t>(PhiClass::kMedicalRecord))
        persons.Known(person).numbers.push_back(row[i].text);
    }
  }
}

Result<DeidRecord> DeidentifyCsv(std::string_view bytes, const RecordOptions& options, const PersonIndex& persons, Deidentifier& deid) {
  bytes = WithoutMark(bytes);
  if (std::size_t bad = FindInvalidUtf8(bytes); bad != std::string_view::npos)
    return Fail(ErrorCode::kBadInput, "It is not UTF-8", "byte " + std::to_string(bad), "Convert the file to UTF-8.");
  char separator = SeparatorOf(bytes);
  CsvReader reader(bytes, separator);
  DeidRecord out;
  std::vector<Cell> row;
  std::string line_end;
  std::vector<std::size_t> classes;
  bool heading = true;
  while (reader.Row(row, line_end)) {
    bool is_heading = heading && IsHeading(row);
    if (heading) classes = is_heading ? ClassesOf(row) : std::vector<std::size_t>(row.size(), kPhiClassCount);
    heading = false;
    std::string key = is_heading ? std::string() : PersonOf(row, classes);
    std::string person = key.empty() ? options.person : persons.Canonical(key);
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string& text = row[i].text;
      std::size_t column = !is_heading && i < classes.size() ? classes[i] : kPhiClassCount;
      auto phi_class = static_cast<PhiClass>(column < kPhiClassCount ? column : 0);
      std::string made;
      if (text.empty()) {
      } else if (column < kPhiClassCount) {
        made = deid.Replace(phi_class, text, person);
        ++out.replaced[std::string(Info(phi_class).name)];
      } else {
        DeidText done = deid.Deidentify(text, person, persons.FindKnown(person));
        for (const FoundPhi& found : done.found) ++out.replaced[std::string(Info(found.phi_class).name)];
        made = std::move(done.text);
      }
      if (i > 0) out.bytes += separator;
      out.bytes += Quoted(made, row[i].quoted, separator);
    }
    out.bytes += line_end;
  }
  return out;
}

}  // namespace aegle
