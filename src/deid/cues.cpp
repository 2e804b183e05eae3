// Labels: "MRN: 123", "주민등록번호 900101-...".
#include <array>

#include "deid/scan.h"

namespace aegle {
namespace {

struct WordCue {
  std::string_view word;
  Cue cue;
};

constexpr WordCue kEnglish[] = {
    {"phone", Cue::kPhone},
    {"tel", Cue::kPhone},
    {"telephone", Cue::kPhone},
    {"call", Cue::kPhone},
    {"called", Cue::kPhone},
    {"mobile", Cue::kPhone},
    {"cell", Cue::kPhone},
    {"cellphone", Cue::kPhone},
    {"reach", Cue::kPhone},
    {"reached", Cue::kPhone},
    {"contact", Cue::kPhone},
    {"contacted", Cue::kPhone},
    {"hotline", Cue::kPhone},
    {"pager", Cue::kPhone},
    {"beeper", Cue::kPhone},
    {"ph", Cue::kPhone},
    {"hp", Cue::kPhone},
    {"whatsapp", Cue::kPhone},
    {"text", Cue::kPhone},
    {"ext", Cue::kPhone},
    {"extension", Cue::kPhone},
    {"dial", Cue::kPhone},
    {"fax", Cue::kFax},
    {"facsimile", Cue::kFax},
    {"mrn", Cue::kMedicalRecord},
    {"mr", Cue::kMedicalRecord},
    {"record", Cue::kMedicalRecord},
    {"chart", Cue::kMedicalRecord},
    {"medrec", Cue::kMedicalRecord},
    {"pid", Cue::kMedicalRecord},
    {"hn", Cue::kMedicalRecord},
    {"patient-id", Cue::kMedicalRecord},
    {"unit", Cue::kMedicalRecord},
    {"ssn", Cue::kSsn},
    {"security", Cue::kSsn},
    {"ss", Cue::kSsn},
    {"rrn", Cue::kResident},
    {"resident", Cue::kResident},
    {"arc", Cue::kForeigner},
    {"alien", Cue::kForeigner},
    {"foreigner", Cue::kForeigner},
    {"passport", Cue::kPassport},
    {"driver", Cue::kDriverLicence},
    {"drivers", Cue::kDriverLicence},
    {"driving", Cue::kDriverLicence},
    {"dl", Cue::kDriverLicence},
    {"insurance", Cue::kHealthPlan},
    {"policy", Cue::kHealthPlan},
    {"member", Cue::kHealthPlan},
    {"subscriber", Cue::kHealthPlan},
    {"medicare", Cue::kHealthPlan},
    {"medicaid", Cue::kHealthPlan},
    {"beneficiary", Cue::kHealthPlan},
    {"plan", Cue::kHealthPlan},
    {"hicn", Cue::kHealthPlan},
    {"mbi", Cue::kHealthPlan},
    {"nhs", Cue::kHealthPlan},
    {"nhis", Cue::kHealthPlan},
    {"group", Cue::kHealthPlan},
    {"account", Cue::kAccount},
    {"acct", Cue::kAccount},
    {"iban", Cue::kAccount},
    {"card", Cue::kAccount},
    {"billing", Cue::kAccount},
    {"routing", Cue::kAccount},
    {"visa", Cue::kAccount},
    {"mastercard", Cue::kAccount},
    {"amex", Cue::kAccount},
    {"bank", Cue::kAccount},
    {"csn", Cue::kAccount},
    {"fin", Cue::kAccount},
    {"ein", Cue::kBusiness},
    {"tin", Cue::kBusiness},
    {"npi", Cue::kLicence},
    {"dea", Cue::kLicence},
    {"license", Cue::kLicence},
    {"licence", Cue::kLicence},
    {"certificate", Cue::kLicence},
    {"lic", Cue::kLicence},
    {"registration", Cue::kLicence},
    {"reg", Cue::kLicence},
    {"plate", Cue::kVehicle},
    {"vin", Cue::kVehicle},
    {"vehicle", Cue::kVehicle},
    {"car", Cue::kVehicle},
    {"tag", Cue::kVehicle},
    {"serial", Cue::kDevice},
    {"device", Cue::kDevice},
    {"sn", Cue::kDevice},
    {"pacemaker", Cue::kDevice},
    {"implant", Cue::kDevice},
    {"lot", Cue::kDevice},
    {"udi", Cue::kDevice},
    {"imei", Cue::kDevice},
    {"model", Cue::kDevice},
    {"id", Cue::kId},
    {"ids", Cue::kId},
    {"identifier", Cue::kId},
    {"identification", Cue::kId},
    {"accession", Cue::kId},
    {"specimen", Cue::kId},
    {"case", Cue::kId},
    {"file", Cue::kId},
    {"claim", Cue::kId},
    {"reference", Cue::kId},
    {"ref", Cue::kId},
    {"nic", Cue::kId},
    {"encounter", Cue::kId},
    {"visit", Cue::kId},
    {"order", Cue::kId},
    {"study", Cue::kId},
    {"number", Cue::kId},
    {"no", Cue::kId},
    {"num", Cue::kId},
    {"#", Cue::kId},
    {"token", Cue::kId},
    {"code", Cue::kId},
    {"employee", Cue::kId},
    {"badge", Cue::kId},
    {"invoice", Cue::kId},
    {"barcode", Cue::kId},
    {"confirmation", Cue::kId},
    {"tracking", Cue::kId},
    {"sample", Cue::kId},
    {"participant", Cue::kId},
    {"subject", Cue::kId},
    {"key", Cue::kId},
    {"ticket", Cue::kId},
    {"fingerprint", Cue::kId},
    {"uuid", Cue::kId},
    {"password", Cue::kId},
    {"username", Cue::kId},
    {"login", Cue::kId},
    {"bed", Cue::kMeasure},
    {"room", Cue::kMeasure},
    {"zip", Cue::kZip},
    {"zipcode", Cue::kZip},
    {"postal", Cue::kZip},
    {"postcode", Cue::kZip},
    {"dob", Cue::kBirth},
    {"born", Cue::kBirth},
    {"birth", Cue::kBirth},
    {"birthdate", Cue::kBirth},
    {"birthday", Cue::kBirth},
    {"d.o.b", Cue::kBirth},
    {"age", Cue::kAge},
    {"aged", Cue::kAge},
    {"kakao", Cue::kMessenger},
    {"kakaotalk", Cue::kMessenger},
    {"twitter", Cue::kMessenger},
    {"instagram", Cue::kMessenger},
    {"telegram", Cue::kMessenger},
    {"wechat", Cue::kMessenger},
    {"skype", Cue::kMessenger},
    {"date", Cue::kDate},
    {"on", Cue::kDate},
    {"name", Cue::kName},
    {"wbc", Cue::kMeasure},
    {"platelets", Cue::kMeasure},
    {"platelet", Cue::kMeasure},
    {"count", Cue::kMeasure},
    {"dose", Cue::kMeasure},
    {"bnp", Cue::kMeasure},
    {"ferritin", Cue::kMeasure},
    {"ldh", Cue::kMeasure},
    {"plt", Cue::kMeasure},
    {"hcg", Cue::kMeasure},
    {"afp", Cue::kMeasure},
    {"cpk", Cue::kMeasure},
    {"heparin", Cue::kMeasure},
    {"ast", Cue::kMeasure},
    {"alt", Cue::kMeasure},
    {"range", Cue::kMeasure},
    {"ratio", Cue::kMeasure},
    {"titer", Cue::kMeasure},
    {"icd", Cue::kMeasure},
    {"cpt", Cue::kMeasure},
    {"loinc", Cue::kMeasure},
    {"snomed", Cue::kMeasure},
    {"rxnorm", Cue::kMeasure},
    {"ndc", Cue::kMeasure},
    {"version", Cue::kMeasure},
    {"table", Cue::kMeasure},
    {"bp", Cue::kMeasure},
};

// Found anywhere in a run of Hangul; longer ones first.
constexpr WordCue kKorean[] = {
    {"외국인등록", Cue::kForeigner},
    {"외국인번호", Cue::kForeigner},
    {"주민등록", Cue::kResident},
    {"주민번호", Cue::kResident},
    {"주민", Cue::kResident},
    {"여권", Cue::kPassport},
    {"운전면허", Cue::kDriverLicence},
    {"면허증", Cue::kDriverLicence},
    {"면허", Cue::kLicence},
    {"건강보험", Cue::kHealthPlan},
    {"보험증", Cue::kHealthPlan},
    {"의료보험", Cue::kHealthPlan},
    {"증번호", Cue::kHealthPlan},
    {"수급자", Cue::kHealthPlan},
    {"증권번호", Cue::kHealthPlan},
    {"계좌", Cue::kAccount},
    {"은행", Cue::kAccount},
    {"농협", Cue::kAccount},
    {"카드", Cue::kAccount},
    {"통장", Cue::kAccount},
    {"사업자", Cue::kBusiness},
    {"법인", Cue::kBusiness},
    {"차량", Cue::kVehicle},
    {"번호판", Cue::kVehicle},
    {"일련번호", Cue::kDevice},
    {"기기", Cue::kDevice},
    {"제조번호", Cue::kDevice},
    {"시리얼", Cue::kDevice},
    {"팩스", Cue::kFax},
    {"휴대", Cue::kPhone},
    {"핸드폰", Cue::kPhone},
    {"전화", Cue::kPhone},
    {"연락", Cue::kPhone},
    {"폰", Cue::kPhone},
    {"호출", Cue::kPhone},
    {"내선", Cue::kPhone},
    {"문의", Cue::kPhone},
    {"병록", Cue::kMedicalRecord},
    {"등록번호", Cue::kMedicalRecord},
    {"환자번호", Cue::kMedicalRecord},
    {"차트", Cue::kMedicalRecord},
    {"진료번호", Cue::kMedicalRecord},
    {"병원번호", Cue::kMedicalRecord},
    {"환자등록", Cue::kMedicalRecord},
    {"수진자", Cue::kMedicalRecord},
    {"우편", Cue::kZip},
    {"생년월일", Cue::kBirth},
    {"생일", Cue::kBirth},
    {"출생", Cue::kBirth},
    {"생년", Cue::kBirth},
    {"나이", Cue::kAge},
    {"연령", Cue::kAge},
    {"카카오", Cue::kMessenger},
    {"카톡", Cue::kMessenger},
    {"라인", Cue::kMessenger},
    {"텔레그램", Cue::kMessenger},
    {"아이디", Cue::kMessenger},
    {"검체", Cue::kId},
    {"접수", Cue::kId},
    {"처방번호", Cue::kId},
    {"사번", Cue::kId},
    {"번호", Cue::kId},
    {"식별", Cue::kId},
    {"일자", Cue::kDate},
    {"날짜", Cue::kDate},
    {"일시", Cue::kDate},
    {"혈소판", Cue::kMeasure},
    {"백혈구", Cue::kMeasure},
    {"용량", Cue::kMeasure},
    {"병실", Cue::kMeasure},
};

constexpr int kReach = 9;

struct CueTable {
  std::array<std::pair<std::uint64_t, Cue>, 512> slots{};
  CueTable() {
    for (const WordCue& entry : kEnglish) {
      std::uint64_t hash = WordHash(entry.word);
      std::size_t at = hash % slots.size();
      while (slots[at].first != 0) at = (at + 1) % slots.size();
      slots[at] = {hash, entry.cue};
    }
  }
  [[nodiscard]] Cue Of(std::uint64_t hash) const {
    for (std::size_t at = hash % slots.size(); slots[at].first != 0; at = (at + 1) % slots.size())
      if (slots[at].first == hash) return slots[at].second;
    return Cue::kNone;
  }
};

Cue KoreanCue(std::string_view text) {
  for (const WordCue& entry : kKorean)
    if (text.find(entry.word) != std::string_view::npos) return entry.cue;
  return Cue::kNone;
}

bool IsWeak(Cue cue) { return cue == Cue::kId || cue == Cue::kDate || cue == Cue::kPhone || cue == Cue::kName; }

}  // namespace

Cue CueBefore(const Scan& scan, std::size_t i) {
  static const CueTable kTable;
  Cue weak = Cue::kNone;
  int lines = 0;
  for (int steps = 0; i > 0 && steps < kReach; ++steps) {
    if (scan.tokens[i].gap >= TokenGap::kLine) {
      // Over a line end only from the start of a line, and only to a label that ends the line before.
      bool dialogue = scan.IsMark(i + 1, ':') || scan.IsMark(i - 1, '?');
      bool label = dialogue || (steps == 0 && (scan.IsMark(i - 1, ':') || scan.tokens[i - 1].kind == TokenKind::kHangul ||
                                               scan.tokens[i - 1].kind == TokenKind::kWord));
      if (!label || ++lines > 1) break;
      if (dialogue && scan.IsMark(i - 1, '.')) --i;
    }
    const Token& token = scan.tokens[--i];
    if (token.mark == ';' || (token.mark == '.' && steps > 0 && scan.tokens[i + 1].gap != TokenGap::kNone && weak != Cue::kId)) break;
    if (token.kind == TokenKind::kDigits && token.size() >= 4) break;
    Cue cue = token.mark == '#'                  ? Cue::kId
              : token.kind == TokenKind::kWord   ? kTable.Of(token.hash)
              : token.kind == TokenKind::kHangul ? KoreanCue(scan.Text(token))
                                                 : Cue::kNone;
    if (cue == Cue::kNone || (i > 0 && scan.tokens[i - 1].mark == '/' && scan.Joined(i))) continue;  // mg/dL is no "DL"
    if (cue == Cue::kMeasure && weak == Cue::kId) return weak;
    if (!IsWeak(cue)) return cue;
    if (weak == Cue::kNone || weak == Cue::kDate) weak = cue;
  }
  return weak;
}

PhiClass ClassOf(Cue cue) {
  switch (cue) {
    case Cue::kPhone:
      return PhiClass::kPhone;
    case Cue::kFax:
      return PhiClass::kFax;
    case Cue::kMedicalRecord:
      return PhiClass::kMedicalRecord;
    case Cue::kSsn:
      return PhiClass::kSsn;
    case Cue::kResident:
      return PhiClass::kResidentNumber;
    case Cue::kForeigner:
      return PhiClass::kForeignerNumber;
    case Cue::kPassport:
      return PhiClass::kPassport;
    case Cue::kDriverLicence:
      return PhiClass::kDriverLicence;
    case Cue::kHealthPlan:
      return PhiClass::kHealthPlan;
    case Cue::kAccount:
      return PhiClass::kAccount;
    case Cue::kBusiness:
      return PhiClass::kBusinessNumber;
    case Cue::kLicence:
      return PhiClass::kLicence;
    case Cue::kVehicle:
      return PhiClass::kVehicle;
    case Cue::kDevice:
      return PhiClass::kDevice;
    case Cue::kZip:
      return PhiClass::kZip;
    case Cue::kBirth:
      return PhiClass::kBirthDate;
    case Cue::kAge:
      return PhiClass::kAge;
    case Cue::kMessenger:
      return PhiClass::kMessenger;
    default:
      return PhiClass::kOtherId;
  }
}

}  // namespace aegle
