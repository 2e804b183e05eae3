#include "deid/record_formats.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "deid/check_digits.h"
#include "deid/dates.h"
#include "deid/dicom_file.h"
#include "deid/json_text.h"
#include "readers/json_tree.h"

namespace aegle {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

ProjectKey Key() { return ProjectKey(std::string(ProjectKey::kBytes, 'k')); }

constexpr const char* kBundle = R"({"resourceType":"Bundle","type":"collection","entry":[
{"fullUrl":"urn:uuid:6e99a612-e09f-4679-9f21-b88d24ab79d1","resource":{"resourceType":"Patient","id":"pat-kim-17",
 "text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><b>김서연</b> born 1970-03-02, tel 010-2345-6789</div>"},
 "identifier":[{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR"}]},"system":"http://hospital.example/mrn","value":"48213377"}],
 "extension":[{"url":"http://hospital.example/ext/nick","valueString":"nickname Zorblax Quenby"},{"url":"http://hl7.org/fhir/StructureDefinition/patient-birthPlace","valueAddress":{"city":"Suwon","country":"KR"}}],
 "name":[{"use":"official","family":"Quenby","given":["Zorblax"],"text":"Zorblax Quenby"}],"gender":"male","birthDate":"1970-03-02",
 "telecom":[{"system":"phone","value":"010-2345-6789"},{"system":"email","value":"zq@mailbox.net"}],
 "address":[{"line":["12 Maple Street"],"city":"Salem","state":"OR","postalCode":"97301"}],"photo":[{"contentType":"image/png","data":"AAAA"}],
 "contained":[{"resourceType":"Practitioner","id":"doc1","name":[{"family":"Ferreira","given":["Ramona"]}]}],
 "generalPractitioner":[{"reference":"#doc1","display":"Ramona Ferreira"}]}},
{"resource":{"resourceType":"Observation","id":"obs-1","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"2823-3","display":"Potassium"}]},
 "subject":{"reference":"urn:uuid:6e99a612-e09f-4679-9f21-b88d24ab79d1","display":"Zorblax Quenby"},"effectiveDateTime":"2024-03-02T10:30:00+09:00",
 "valueQuantity":{"value":5.90,"unit":"mmol/L","system":"http://unitsofmeasure.org","code":"mmol/L"},"note":[{"text":"Mr. Quenby was called on March 9th, 2024. 담당의: 박서준"}]}}]})";

struct Done {
  Deidentifier deid{Key(), {}};
  PersonIndex persons;
  std::string text;
};

void RunAll(Done& done, std::string_view bytes, DeidFormat format, const RecordOptions& options = {}) {
  CollectPersons(bytes, format, done.persons);
  done.persons.Finish();
  auto record = DeidentifyRecord(bytes, format, options, done.persons, done.deid);
  ASSERT_TRUE(record) << record.error().ToString();
  done.text = record->bytes;
}

TEST(FhirDeid, NoIdentifierIsLeftAnywhere) {
  Done done;
  RunAll(done, kBundle, DeidFormat::kFhir);
  for (const char* phi : {"김서연",     "Quenby",    "Zorblax", "1970-03-02", "010-2345-6789",    "48213377", "pat-kim-17", "6e99a612",
                          "zq@mailbox", "Maple",     "Salem",   "97301",      "hospital.example", "AAAA",     "Ferreira",   "Ramona",
                          "2024-03-02", "March 9th", "박서준",  "Suwon"})
    EXPECT_THAT(done.text, Not(HasSubstr(phi)));
  for (const char* kept :
       {"\"Potassium\"", "2823-3", "http://loinc.org", "5.90", "mmol/L", "\"male\"", "\"OR\"", "97300", "T10:30:00+09:00", "\"final\""})
    EXPECT_THAT(done.text, HasSubstr(kept));
}

TEST(FhirDeid, ReferencesStayWhole) {
  Done done;
  RunAll(done, kBundle, DeidFormat::kFhir);
  JsonTree tree;
  auto root = tree.Parse(done.text, {});
  ASSERT_TRUE(root);
  auto entries = (*root)["entry"].Items();
  auto first = entries.begin();
  JsonValue patient = *first;
  ++first;
  JsonValue observation = *first;
  EXPECT_EQ(observation["resource"]["subject"]["reference"].Text(), patient["fullUrl"].Text());
}

TEST(Formats, OnePersonIsOnePersonInAllOfThem) {
  Done done;
  constexpr std::string_view kHl7 =
      "MSH|^~\\&|LAB|HANMAEUM|||20240302080000||ORU^R01|7|T|2.5\rPID|1||48213377^^^H^MR||Quenby^Zorblax||19700302|M|||12 Maple "
      "Street^^Salem^OR^97301||010-2345-6789\r"
      "OBX|1|TX|NOTE||Seen by Dr. Ramona Ferreira on 2024-03-09.||||||F|||20240302103000\rZPI|secret|Quenby\r";
  constexpr std::string_view kCsv = "mrn,patient name,visit date,comment\n48213377,Zorblax Quenby,2024-03-02,\"Mr. Quenby, 2024-03-09\"\n";
  std::string note = "MRN 48213377. Zorblax Quenby was seen on 2024-03-02.";
  CollectPersons(kBundle, DeidFormat::kFhir, done.persons);
  CollectPersons(kHl7, DeidFormat::kHl7, done.persons);
  CollectPersons(kCsv, DeidFormat::kCsv, done.persons);
  done.persons.Finish();
  std::string all;
  for (auto [bytes, format] : {std::pair{std::string_view(kBundle), DeidFormat::kFhir},
                               {kHl7, DeidFormat::kHl7},
                               {kCsv, DeidFormat::kCsv},
                               {std::string_view(note), DeidFormat::kText}}) {
    auto record = DeidentifyRecord(bytes, format, {}, done.persons, done.deid);
    ASSERT_TRUE(record) << record.error().ToString();
    for (const char* phi : {"Quenby", "Zorblax", "48213377", "2024-03-02", "20240302", "2024-03-09", "Ferreira", "secret"})
      EXPECT_THAT(record->bytes, Not(HasSubstr(phi))) << Name(format);
    std::string person = PersonIndex::RecordNumber("48213377");
    std::string family = done.deid.Replace(PhiClass::kName, "Quenby", person),
                moved = ShiftFhirDate("2024-03-02", done.deid.ShiftDays(person));
    EXPECT_THAT(record->bytes, HasSubstr(family)) << Name(format);
    if (format == DeidFormat::kHl7) moved = ShiftCompactDate("20240302103000", done.deid.ShiftDays(person));
    EXPECT_THAT(record->bytes, HasSubstr(moved)) << Name(format);
  }
}

TEST(Formats, BadBytesAreAnErrorNotAnOutput) {
  Done done;
  auto fhir = DeidentifyRecord(R"({"resourceType":"Patient",)", DeidFormat::kFhir, {}, done.persons, done.deid);
  ASSERT_FALSE(fhir);
  EXPECT_THAT(fhir.error().place, HasSubstr("byte"));
  auto ndjson = DeidentifyRecord("{\"resourceType\":\"Patient\"}\n{bad\n", DeidFormat::kNdjson, {}, done.persons, done.deid);
  ASSERT_FALSE(ndjson);
  EXPECT_THAT(ndjson.error().place, HasSubstr("line 2"));
  EXPECT_FALSE(DeidentifyRecord("PID|1", DeidFormat::kHl7, {}, done.persons, done.deid));
  EXPECT_FALSE(DeidentifyRecord("nothing like it", DeidFormat::kDicom, {}, done.persons, done.deid));
}

TEST(Formats, FileNamesLoseTheirIdentifiers) {
  Done done;
  std::string name = DeidentifyFileName("김철수님_2024-03-02_48213377.txt", {}, done.persons, done.deid);
  for (const char* phi : {"김철수", "2024-03-02", "48213377"}) EXPECT_THAT(name, Not(HasSubstr(phi)));
  EXPECT_TRUE(name.ends_with(".txt"));
  EXPECT_EQ(DeidentifyFileName("bundle.json", {}, done.persons, done.deid), "bundle.json");
}

TEST(Formats, AttachmentsOfTextAreRead) {
  Done done;
  std::string note = BytesToBase64("Patient: Zorblax Quenby, MRN: 48213377");
  RunAll(done,
         R"({"resourceType":"DocumentReference","id":"d","content":[{"attachment":{"contentType":"text/plain","data":")" + note +
             R"(","hash":"abc"}}]})",
         DeidFormat::kFhir);
  JsonTree tree;
  auto root = tree.Parse(done.text, {});
  ASSERT_TRUE(root);
  std::string plain = Base64ToBytes((*(*root)["content"].Items().begin())["attachment"]["data"].Text());
  EXPECT_THAT(plain, HasSubstr("Patient: "));
  EXPECT_THAT(plain, Not(HasSubstr("48213377")));
  EXPECT_THAT(done.text, Not(HasSubstr("hash")));
}

TEST(CheckDigits, OfKoreaAndCards) {
  EXPECT_TRUE(HasResidentCheckDigit("9001011234568"));
  EXPECT_FALSE(HasResidentCheckDigit("9001011234567"));
  EXPECT_TRUE(LooksLikeResidentNumber("9001011234567"));  // since October 2020 there is no check digit
  EXPECT_TRUE(HasBusinessCheckDigit("1234567891"));
  EXPECT_TRUE(HasLuhnCheckDigit("4111111111111111"));
  EXPECT_TRUE(HasIbanCheckDigits("GB82WEST12345698765432"));
  EXPECT_FALSE(HasIbanCheckDigits("GB82WEST12345698765431"));
}

// ---- DICOM

DicomElement Element(std::uint32_t tag, std::string vr, std::string value) {
  DicomElement element;
  element.tag = tag;
  element.vr = std::move(vr);
  element.Set(std::move(value));
  return element;
}

DicomFile SmallFile(DicomEncoding encoding, std::string syntax) {
  DicomFile file;
  file.has_header = true;
  file.encoding = encoding;
  file.meta = {Element(0x00020002, "UI", "1.2.840.10008.5.1.4.1.1.7"), Element(0x00020003, "UI", "1.2.3.4.5"),
               Element(0x00020010, "UI", syntax), Element(0x00020016, "AE", "STATION9")};
  DicomElement sequence = Element(0x0040A730, "SQ", "");
  sequence.items = {
      {Element(0x0040A123, "PN", "Ferreira^Ramona"), Element(0x0040A160, "UT", "Seen by Dr. Ramona Ferreira on 2024-03-09.")}};
  file.data = {Element(0x00080018, "UI", "1.2.3.4.5"),
               Element(0x00080020, "DA", "20240302"),
               Element(0x00080050, "SH", "ACC99812"),
               Element(0x00080060, "CS", "US"),
               Element(0x00080080, "LO", "Hanmaeum Hospital"),
               Element(0x00081010, "SH", "STATION9"),
               Element(0x0008103E, "LO", "Chest PA of Quenby"),
               Element(0x00090010, "LO", "PRIVATE Quenby"),
               Element(0x00100010, "PN", "Quenby^Zorblax"),
               Element(0x00100020, "LO", "48213377"),
               Element(0x00100030, "DA", "19300302"),
               Element(0x00101010, "AS", "094Y"),
               Element(0x0020000D, "UI", "1.2.3.4"),
               Element(0x00280010, "US", std::string("\2\0", 2)),
               sequence,
               Element(0x7FE00010, "OW", "abcd")};
  return file;
}

class DicomDeid : public ::testing::TestWithParam<std::pair<DicomEncoding, const char*>> {};

TEST_P(DicomDeid, HeadersLoseTheirIdentifiers) {
  auto [encoding, syntax] = GetParam();
  std::string bytes = WriteDicom(SmallFile(encoding, syntax));
  Done done;
  CollectPersons(bytes, DeidFormat::kDicom, done.persons);
  done.persons.Finish();
  auto record = DeidentifyRecord(bytes, DeidFormat::kDicom, {}, done.persons, done.deid);
  ASSERT_TRUE(record) << record.error().ToString();
  for (const char* phi : {"Quenby", "Zorblax", "48213377", "20240302", "19300302", "ACC99812", "Hanmaeum", "STATION9", "PRIVATE",
                          "Ferreira", "2024-03-09", "1.2.3.4", "094Y"})
    EXPECT_THAT(record->bytes, Not(HasSubstr(phi)));
  EXPECT_EQ(record->warnings.size(), 1u);  // an ultrasound may show a name
  auto file = ReadDicom(record->bytes);
  ASSERT_TRUE(file);
  EXPECT_EQ(Find(file->data, 0x00120062)->value, "YES ");
  EXPECT_EQ(Find(file->data, 0x7FE00010)->value, "abcd");
  EXPECT_EQ(Find(file->data, 0x0008103E)->value.substr(0, 12), "Chest PA of ");
  EXPECT_EQ(Find(file->data, 0x00090010), nullptr);
  // One UID in the header and in the data set stays one.
  EXPECT_EQ(Find(file->meta, 0x00020003)->value, Find(file->data, 0x00080018)->value);
  std::string person = PersonIndex::RecordNumber("48213377");
  EXPECT_EQ(Find(file->data, 0x00080020)->value, ShiftCompactDate("20240302", done.deid.ShiftDays(person)));
}

INSTANTIATE_TEST_SUITE_P(Encodings, DicomDeid,
                         ::testing::Values(std::pair{DicomEncoding::kImplicitLittle, "1.2.840.10008.1.2"},
                                           std::pair{DicomEncoding::kExplicitLittle, "1.2.840.10008.1.2.1"},
                                           std::pair{DicomEncoding::kExplicitBig, "1.2.840.10008.1.2.2"}));

std::string Slurp(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Every file of the shared set is either de-identified, or refused with a place; what comes out can be read again, and the values
// of its names, ids and private elements are gone.
TEST(DicomData, TheSharedFiles) {
  const char* root = std::getenv("AEGLE_DATA");
  std::filesystem::path folder =
      (root ? std::filesystem::path(root) : std::filesystem::path(AEGLE_SOURCE_DIR) / "../shared/data") / "dicom-pydicom";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "there is no " << folder;
  int done_files = 0, refused = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".dcm") continue;
    std::string bytes = Slurp(entry.path());
    Done done;
    CollectPersons(bytes, DeidFormat::kDicom, done.persons);
    done.persons.Finish();
    auto record = DeidentifyRecord(bytes, DeidFormat::kDicom, {}, done.persons, done.deid);
    if (!record) {
      ++refused;
      std::printf("refused %s: %s\n", entry.path().filename().c_str(), record.error().ToString().c_str());
      continue;
    }
    ++done_files;
    auto before = ReadDicom(bytes), after = ReadDicom(record->bytes);
    ASSERT_TRUE(after) << entry.path() << " " << after.error().ToString();
    for (const DicomElement& element : after->data) EXPECT_EQ((element.tag >> 16) % 2, 0u) << entry.path();
    for (std::uint32_t tag : {0x00100010u, 0x00100020u, 0x0020000Du, 0x00080018u}) {
      const DicomElement* old_value = Find(before->data, tag);
      if (!old_value || old_value->value.size() <= 4) continue;
      EXPECT_THAT(record->bytes, Not(HasSubstr(std::string(old_value->value)))) << entry.path();
    }
  }
  std::printf("%d files de-identified, %d refused\n", done_files, refused);
  EXPECT_GE(done_files, 70);
}

}  // namespace
}  // namespace aegle
