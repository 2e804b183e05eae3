// FHIR R4 JSON: every string by what its element may hold. What is kept as it is stands in the two lists of keys below, and only
// where it has the shape of a code or the address of a known terminology.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "deid/dates.h"
#include "deid/json_text.h"
#include "deid/record_formats.h"
#include "readers/json_tree.h"

namespace aegle {
namespace {

constexpr int kDepth = 64;
constexpr int kOldest = 89;

template <std::size_t n>
bool IsOneOf(std::string_view text, const std::array<std::string_view, n>& list) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

// Elements of type code and the like (https://hl7.org/fhir/R4/datatypes.html#code).
constexpr std::array<std::string_view, 39> kCodeKeys{"resourceType",
                                                     "status",
                                                     "intent",
                                                     "priority",
                                                     "use",
                                                     "type",
                                                     "mode",
                                                     "kind",
                                                     "code",
                                                     "unit",
                                                     "comparator",
                                                     "currency",
                                                     "language",
                                                     "gender",
                                                     "criticality",
                                                     "severity",
                                                     "lifecycleStatus",
                                                     "contentType",
                                                     "format",
                                                     "periodUnit",
                                                     "durationUnit",
                                                     "when",
                                                     "dayOfWeek",
                                                     "valueCode",
                                                     "docStatus",
                                                     "version",
                                                     "versionId",
                                                     "sort",
                                                     "modality",
                                                     "days",
                                                     "fhirVersion",
                                                     "hl7Version",
                                                     "rank",
                                                     "valueTime",
                                                     "time",
                                                     "prefix",
                                                     "suffix",
                                                     "state",
                                                     "country"};
// Elements that hold an address of the web or a canonical.
constexpr std::array<std::string_view, 17> kUriKeys{
    "system",          "url",          "profile",        "source",     "uri",
    "valueUri",        "valueUrl",     "valueCanonical", "valueOid",   "instantiatesCanonical",
    "instantiatesUri", "endpoint",     "definition",     "codeSystem", "address",
    "policy",          "implicitRules"};
constexpr std::array<std::string_view, 26> kKnownUris{"http://hl7.org/",
                                                      "https://hl7.org/",
                                                      "http://www.hl7.org/",
                                                      "http://terminology.hl7.org/",
                                                      "https://terminology.hl7.org/",
                                                      "http://loinc.org",
                                                      "http://snomed.info/",
                                                      "http://unitsofmeasure.org",
                                                      "http://www.nlm.nih.gov/",
                                                      "http://fdasis.nlm.nih.gov",
                                                      "http://dicom.nema.org",
                                                      "http://www.whocc.no",
                                                      "http://id.who.int",
                                                      "http://hl7.org.",
                                                      "urn:ietf:",
                                                      "urn:iso:",
                                                      "urn:oid:2.16.840.1.113883.6.",
                                                      "urn:oid:2.16.840.1.113883.5.",
                                                      "urn:oid:2.16.840.1.113883.12.",
                                                      "http://www.ama-assn.org/go/cpt",
                                                      "http://www.cms.gov/",
                                                      "http://varnomen.hgvs.org",
                                                      "http://www.genenames.org",
                                                      "http://nucc.org/",
                                                      "http://www.fhir.org/",
                                                      "http://human-phenotype-ontology.org"};
constexpr std::array<std::string_view, 4> kPersonTypes{"Patient", "Practitioner", "RelatedPerson", "Person"};
constexpr std::array<std::string_view, 6> kPlaceTypes{"Organization", "Location", "HealthcareService",
                                                      "CareTeam",     "Endpoint", "InsurancePlan"};
constexpr std::array<std::string_view, 26> kPersonKeys{"subject",
                                                       "patient",
                                                       "performer",
                                                       "author",
                                                       "recorder",
                                                       "asserter",
                                                       "requester",
                                                       "practitioner",
                                                       "individual",
                                                       "actor",
                                                       "participant",
                                                       "sender",
                                                       "recipient",
                                                       "beneficiary",
                                                       "subscriber",
                                                       "enterer",
                                                       "provider",
                                                       "generalPractitioner",
                                                       "attester",
                                                       "party",
                                                       "informationSource",
                                                       "resultsInterpreter",
                                                       "orderer",
                                                       "witness",
                                                       "payee",
                                                       "onBehalfOf"};

bool IsCodeShaped(std::string_view text) {
  if (text.empty() || text.size() > 64) return false;
  std::size_t digits = 0;
  for (char c : text) {
    if (c <= ' ' || c > '~' || c == '@') return false;
    digits += IsDigitAscii(c);
  }
  return digits <= 20;
}
bool IsKnownUri(std::string_view uri) {
  return std::any_of(kKnownUris.begin(), kKnownUris.end(), [uri](std::string_view known) { return uri.starts_with(known); });
}
bool IsSimpleKey(std::string_view key) {
  return !key.empty() && key.size() <= 64 &&
         std::all_of(key.begin(), key.end(), [](char c) { return IsLetterAscii(c) || c == '_' || c == '-'; });
}

std::string ReferenceType(std::string_view reference, const PersonIndex& persons) {
  std::string key = PersonIndex::Reference(reference);
  std::string type = persons.TypeOf(key);
  if (!type.empty()) return type;
  std::string_view rest = std::string_view(key).substr(5);
  std::size_t slash = rest.find('/');
  return slash == std::string_view::npos ? std::string() : std::string(rest.substr(0, slash));
}

// The reference of the person that a resource is about, empty for none.
std::string_view SubjectOf(JsonValue resource) {
  static constexpr std::array<std::string_view, 6> kKeys{"subject", "patient", "beneficiary", "for", "individual", "person"};
  for (std::string_view key : kKeys) {
    JsonValue value = resource[key];
    if (value.Is(JsonKind::kArray) && value.size() > 0) value = *value.Items().begin();
    std::string_view reference = value["reference"].Text();
    if (!reference.empty()) return reference;
  }
  return {};
}

bool IsRecordNumber(JsonValue identifier) {
  for (JsonValue coding : identifier["type"]["coding"].Items()) {
    std::string_view code = coding["code"].Text();
    if (code == "MR" || code == "MRN" || code == "PT") return true;
  }
  std::string_view system = identifier["system"].Text();
  return system.find("mrn") != std::string_view::npos || system.find("MRN") != std::string_view::npos;
}

// ---- first pass

void AddNames(JsonValue names, KnownPerson& known) {
  for (JsonValue name : names.Items()) {
    if (!name["text"].Text().empty()) known.names.emplace_back(name["text"].Text());
    std::string_view family = name["family"].Text();
    if (!family.empty()) known.names.emplace_back(family);
    for (JsonValue given : name["given"].Items()) {
      known.names.emplace_back(given.Text());
      if (family.empty()) continue;
      known.names.push_back(std::string(given.Text()) + " " + std::string(family));
      known.names.push_back(std::string(family) + std::string(given.Text()));  // Hangul names have no space
    }
  }
}

void CollectResource(JsonValue resource, std::string_view full_url, PersonIndex& persons) {
  std::string_view type = resource["resourceType"].Text(), id = resource["id"].Text();
  std::string own = PersonIndex::Reference(std::string(type) + "/" + std::string(id));
  if (!full_url.empty()) {
    std::string url = PersonIndex::Reference(full_url);
    persons.SetType(url, type);
    if (type == "Patient") persons.Link(own, url);
  }
  persons.SetType(own, type);
  if (type == "Bundle") {
    for (JsonValue entry : resource["entry"].Items()) CollectResource(entry["resource"], entry["fullUrl"].Text(), persons);
    return;
  }
  if (type != "Patient") return;
  for (JsonValue identifier : resource["identifier"].Items()) {
    std::string_view value = identifier["value"].Text();
    if (value.empty()) continue;
    if (IsRecordNumber(identifier)) persons.Link(own, PersonIndex::RecordNumber(value));
    persons.Known(own).numbers.emplace_back(value);
  }
  AddNames(resource["name"], persons.Known(own));
  for (JsonValue contact : resource["contact"].Items())
    if (!contact["name"]["text"].Text().empty()) persons.Known(own).names.emplace_back(contact["name"]["text"].Text());
  for (JsonValue telecom : resource["telecom"].Items()) persons.Known(own).numbers.emplace_back(telecom["value"].Text());
}

// ---- second pass

// What surrounds a value.
struct Place {
  std::string_view key;       // of the member that holds it, of its array too
  JsonValue object;           // that has the member
  std::string_view owner;     // key that the object itself stands under
  std::string_view resource;  // resourceType
};

class FhirWriter {
 public:
  FhirWriter(const RecordOptions& options, const PersonIndex& persons, Deidentifier& deid, DeidRecord& out)
      : options_(options), persons_(persons), deid_(deid), out_(out), person_(options.person) {}

  void Write(JsonValue root) { Value(root, {}); }

 private:
  void Value(JsonValue value, const Place& place) {
    switch (value.kind()) {
      case JsonKind::kObject:
        return Object(value, place);
      case JsonKind::kArray:
        return Array(value, place);
      case JsonKind::kString:
        return Put(QuoteJson(String(value.Text(), place)));
      case JsonKind::kNumber:
        return Number(value);
      default:
        return Put(value.Raw());
    }
  }
  void Put(std::string_view text) { out_.bytes += text; }

  void Array(JsonValue value, const Place& place) {
    Put("[");
    bool first = true;
    for (JsonValue item : value.Items()) {
      if (!first) Put(",");
      first = false;
      Value(item, place);
    }
    Put("]");
  }

  void Object(JsonValue object, const Place& place) {
    std::string_view type = object["resourceType"].Text();
    std::string before = person_;
    if (!type.empty()) EnterResource(object, type);
    Put("{");
    bool first = true;
    for (JsonMember member : object.Members()) {
      std::string_view key = member.key.Text();
      if (IsDropped(key, object)) {
        ++out_.replaced["dropped"];
        continue;
      }
      if (!first) Put(",");
      first = false;
      Put(QuoteJson(IsSimpleKey(key) ? std::string(key) : FreeText(key)));
      Put(":");
      Value(member.value, {key, object, place.key, type.empty() ? place.resource : type});
    }
    Put("}");
    person_ = before;
  }

  // The person of a resource: itself, its subject, or that of the resource that contains it.
  void EnterResource(JsonValue resource, std::string_view type) {
    std::string key;
    if (type == "Patient")
      key = PersonIndex::Reference("Patient/" + std::string(resource["id"].Text()));
    else if (std::string_view subject = SubjectOf(resource); !subject.empty() && subject.front() != '#')
      key = PersonIndex::Reference(subject);
    if (!key.empty())
      person_ = persons_.Canonical(key);
    else if (person_.empty())
      person_ = options_.person;
  }

  // Pictures, sums over what has changed, and data that cannot be read.
  static bool IsDropped(std::string_view key, JsonValue object) {
    if (key == "photo" || key == "signature" || key == "sigFormat") return true;
    bool attachment = object["contentType"] || object["data"];
    if (attachment && (key == "hash" || key == "size")) return true;
    return key == "data" && !object["contentType"].Text().starts_with("text/") && bool(object["contentType"]);
  }

  void Number(JsonValue value) {
    std::string_view raw = value.Raw();
    bool long_integer = raw.size() >= 8 && std::all_of(raw.begin(), raw.end(), [](char c) { return IsDigitAscii(c); });
    std::string text = long_integer ? FreeText(raw) : std::string(raw);
    if (long_integer && text != raw && text[0] == '0') text[0] = '1';
    Put(text);
  }

  std::string FreeText(std::string_view text) {
    DeidText done = deid_.Deidentify(text, person_, persons_.FindKnown(person_));
    for (const FoundPhi& found : done.found) ++out_.replaced[std::string(Info(found.phi_class).name)];
    return std::move(done.text);
  }
  std::string Replace(PhiClass phi_class, std::string_view text) {
    if (text.empty()) return {};
    ++out_.replaced[std::string(Info(phi_class).name)];
    return deid_.Replace(phi_class, text, person_);
  }

  std::string String(std::string_view text, const Place& place) {
    std::string_view key = place.key;
    if (!key.empty() && key.front() == '_') key.remove_prefix(1);
    if (key == "id") return Id(text);
    if (key == "reference" || key == "fullUrl") return Reference(text);
    if (key == "url" && place.object["method"]) return Reference(text);  // Bundle.entry.request
    if (key == "value") return ValueString(text, place);
    if (IsNamePart(place)) return key == "prefix" || key == "suffix" || key == "use" ? Code(text, place) : Replace(PhiClass::kName, text);
    if (IsAddressPart(place)) return AddressPart(text, place);
    if (key == "birthDate") return BirthDate(text);
    if (key == "display" && (place.object["reference"] || IsOneOf(place.owner, kPersonKeys))) return Display(text, place);
    if (key == "name" && (place.object["resourceType"])) return NameOfResource(text, place);
    if (key == "data") return Data(text);
    if (IsOneOf(key, kUriKeys)) return Uri(text);
    if (std::string date = ShiftFhirDate(text, deid_.ShiftDays(person_));
        !date.empty() && key != "version" && key != "code" && key != "versionId") {
      ++out_.replaced["date"];
      return date;
    }
    if (IsOneOf(key, kCodeKeys)) return Code(text, place);
    return FreeText(text);
  }

  std::string Id(std::string_view text) {
    if (text.empty()) return {};
    ++out_.replaced["id"];
    return deid_.ReplaceId(text);
  }

  // "Patient/17", "urn:uuid:...", "#contained", "Patient/17/_history/2", "http://server/fhir/Patient/17", "Patient?identifier=17"
  std::string Reference(std::string_view text) {
    if (text.starts_with("#")) return text.size() == 1 ? "#" : "#" + Id(text.substr(1));
    if (text.starts_with("urn:uuid:")) return "urn:uuid:" + Id(text.substr(9));
    if (std::size_t question = text.find('?'); question != std::string_view::npos)
      return std::string(text.substr(0, question)) + "?_id=" + Id(text.substr(question + 1));
    std::string_view local = text;
    bool absolute = text.find("://") != std::string_view::npos;
    if (absolute) {
      std::size_t history = text.find("/_history");
      std::string_view whole = text.substr(0, history);
      std::size_t slash = whole.rfind('/');
      std::size_t before = slash == std::string_view::npos ? slash : whole.rfind('/', slash - 1);
      if (before == std::string_view::npos) return Replace(PhiClass::kUrl, text);
      local = whole.substr(before + 1);
    }
    std::size_t slash = local.find('/');
    if (slash == std::string_view::npos) return IsSimpleKey(local) ? std::string(local) : Id(local);
    std::string_view type = local.substr(0, slash), id = local.substr(slash + 1);
    std::size_t history = id.find('/');
    std::string out = (absolute ? "https://example.org/fhir/" : "") + std::string(type) + "/" + Id(id.substr(0, history));
    return out;
  }

  // Identifier.value, ContactPoint.value; of anything else free text.
  std::string ValueString(std::string_view text, const Place& place) {
    std::string_view system = place.object["system"].Text();
    if (system == "phone" || system == "sms" || system == "pager") return Replace(PhiClass::kPhone, text);
    if (system == "fax") return Replace(PhiClass::kFax, text);
    if (system == "email") return Replace(PhiClass::kEmail, text);
    if (system == "url") return Replace(PhiClass::kUrl, text);
    bool identifier =
        place.key == "value" && (place.owner == "identifier" || place.owner.ends_with("Identifier") || place.owner == "groupIdentifier" ||
                                 !system.empty() || place.object["assigner"] || place.object["type"]);
    if (!identifier) return FreeText(text);
    if (text.starts_with("urn:uuid:")) return "urn:uuid:" + Id(text.substr(9));
    if (text.starts_with("http")) return Replace(PhiClass::kUrl, text);
    return Replace(IsRecordNumber(place.object) ? PhiClass::kMedicalRecord : PhiClass::kOtherId, text);
  }

  static bool IsNamePart(const Place& place) {
    if (place.key == "family" || place.key == "given") return true;
    bool human_name = place.object["family"] || place.object["given"];
    return human_name && (place.key == "text" || place.key == "prefix" || place.key == "suffix" || place.key == "use");
  }
  static bool IsAddressPart(const Place& place) {
    if (place.key == "postalCode" || place.key == "line" || place.key == "city" || place.key == "district") return true;
    return place.key == "text" && (place.owner == "address" || place.object["city"] || place.object["line"]);
  }
  std::string AddressPart(std::string_view text, const Place& place) {
    if (place.key == "postalCode") return Replace(PhiClass::kZip, text);
    return Replace(place.key == "city" || place.key == "district" ? PhiClass::kCity : PhiClass::kAddress, text);
  }

  // The year of somebody above 89 would tell the age.
  std::string BirthDate(std::string_view text) {
    std::string moved = ShiftFhirDate(text, deid_.ShiftDays(person_));
    std::string date = moved.empty() ? std::string(text.substr(0, 4)) : moved;
    ++out_.replaced["birth_date"];
    int year = 0;
    for (char c : date.substr(0, 4)) year = year * 10 + (c - '0');
    return year < options_.this_year - kOldest ? std::to_string(options_.this_year - kOldest - 1) : date;
  }

  std::string Display(std::string_view text, const Place& place) {
    std::string type = ReferenceType(place.object["reference"].Text(), persons_);
    if (type.empty()) type = std::string(place.object["type"].Text());
    if (IsOneOf(type, kPersonTypes) || (type.empty() && IsOneOf(place.owner, kPersonKeys))) return Replace(PhiClass::kName, text);
    if (IsOneOf(type, kPlaceTypes)) return Replace(PhiClass::kHospital, text);
    return FreeText(text);
  }
  std::string NameOfResource(std::string_view text, const Place& place) {
    if (IsOneOf(place.resource, kPlaceTypes)) return Replace(PhiClass::kHospital, text);
    if (IsOneOf(place.resource, kPersonTypes)) return Replace(PhiClass::kName, text);
    return FreeText(text);
  }

  // Attachment.data of a text type: base64 of a text.
  std::string Data(std::string_view text) {
    std::string plain = Base64ToBytes(text);
    return BytesToBase64(FreeText(plain));
  }

  std::string Uri(std::string_view text) {
    if (IsKnownUri(text)) return std::string(text);
    if (text.find(':') == std::string_view::npos && IsCodeShaped(text) && text.size() <= 8)
      return std::string(text);  // ContactPoint.system
    ++out_.replaced["uri"];
    return text.starts_with("http") ? deid_.Replace(PhiClass::kUrl, text, person_) : "urn:aegle:deid:" + deid_.ReplaceId(text);
  }

  // A code of a known system, or of the resource itself.
  std::string Code(std::string_view text, const Place& place) {
    std::string_view system = place.object["system"].Text();
    bool known = system.empty() || IsKnownUri(system);
    bool long_number = text.size() >= 7 && std::all_of(text.begin(), text.end(), [](char c) { return IsDigitAscii(c) || c == '-'; });
    if (place.key == "code" && !known) return Id(text);
    if (IsCodeShaped(text) && (!long_number || (known && !system.empty()))) return std::string(text);
    return FreeText(text);
  }

  const RecordOptions& options_;
  const PersonIndex& persons_;
  Deidentifier& deid_;
  DeidRecord& out_;
  std::string person_;
};

}  // namespace

void CollectFhir(std::string_view bytes, PersonIndex& persons) {
  JsonTree tree;
  JsonOptions json;
  json.depth = kDepth;
  if (auto root = tree.Parse(bytes, json)) CollectResource(*root, {}, persons);
}

Result<DeidRecord> DeidentifyFhir(std::string_view bytes, const RecordOptions& options, const PersonIndex& persons, Deidentifier& deid) {
  JsonTree tree;
  JsonOptions json;
  json.depth = kDepth;
  auto root = tree.Parse(bytes, json);
  if (!root) return Fail(root.error().code, root.error().message, "byte " + std::to_string(root.error().offset));
  DeidRecord out;
  FhirWriter(options, persons, deid, out).Write(*root);
  return out;
}

}  // namespace aegle
