#include "readers/fhir_bundle.h"

#include "base/hash.h"
#include "readers/fhir_check.h"
#include "readers/fhir_resource.h"
#include "readers/fhir_text.h"
#include "readers/fhir_types.h"

namespace aegle {
namespace {

bool IsBundle(JsonValue resource) { return resource["resourceType"].Text() == "Bundle"; }

// The id of a resource: its own, else that of its fullUrl, else one that only its content decides.
std::string LogicalId(JsonValue resource, std::string_view full_url) {
  if (JsonValue id = resource["id"]) return std::string(id.Is(JsonKind::kString) ? id.Text() : std::string_view());
  constexpr std::string_view kUuid = "urn:uuid:";
  if (full_url.substr(0, kUuid.size()) == kUuid && IsFhirId(full_url.substr(kUuid.size())))
    return std::string(full_url.substr(kUuid.size()));
  if (FhirUrl url = ParseFhirUrl(full_url); !url.id.empty()) return std::string(url.id);
  return "sha-" + Sha256Hex(resource.Raw()).substr(0, 40);
}

// An item that is refused as a whole.
ReadItem Refused(JsonValue at, std::uint64_t base_offset, std::string reason, ErrorCode error = ErrorCode::kBadInput) {
  ReadItem item;
  item.error = error;
  item.disposition = Disposition::kRefused;
  item.begin = base_offset + at.begin();
  item.end = base_offset + at.end();
  item.reason = std::move(reason) + " (byte " + std::to_string(item.begin) + ")";
  return item;
}

// The patient of a resource without a reading function of its own, under the name that its type gives the element.
void SetAnySubject(FhirResource& r) {
  for (std::string_view name : {"subject", "patient", "beneficiary", "individual", "for"}) {
    JsonValue reference = r.json()[name];
    if (!reference.Is(JsonKind::kObject)) continue;
    r.SetSubject(name);
    if (!r.item().subject.empty()) return;
  }
}

void ReadMeta(FhirResource& r) {
  JsonValue meta = r.Object(r.json(), "meta");
  r.item().version = r.String(meta, "versionId");
  r.item().last_updated = r.Date(meta, "lastUpdated");
  SensitivitySet labels;
  for (JsonValue coding : r.Objects(meta, "security")) labels |= SensitivityOfSecurityCode(r.String(coding, "code"));
  r.SetSensitivity(labels);
}

// What full-text search finds beside the facts: the narrative; of a document all its words; of facts what is contained.
void AddSearchText(FhirResource& r, bool has_facts) {
  JsonValue narrative = r.json()["text"]["div"];
  r.AddText(TextOfHtml(narrative.Text()));
  if (!has_facts)
    r.AddText(SearchWords(r.json()));
  else if (JsonValue contained = r.json()["contained"])
    r.AddText(SearchWords(contained));
}

ReadItem ReadResource(JsonValue json, std::string_view full_url, const FhirScope& scope, std::uint64_t base_offset) {
  FhirResource r(json, scope, ParseFhirUrl(full_url).base, base_offset);
  JsonValue type = json["resourceType"];
  r.item().key.type = type.Text();
  if (!type.Is(JsonKind::kString) || type.Text().empty()) {
    r.item().key.type.clear();
    r.Refuse(type ? type : json, type ? "is not the name of a resource type" : "has no resourceType, so it is not FHIR");
    return r.Finish();
  }
  if (JsonValue id = json["id"]; id && !(id.Is(JsonKind::kString) && IsFhirId(id.Text())))
    r.Refuse(id, "is not an id of FHIR (1 to 64 of A-Z a-z 0-9 - .)");
  else
    r.item().key.logical_id = LogicalId(json, full_url);
  CheckFhirJson(r);
  ReadMeta(r);
  FhirReadFunction read = FindFhirReadFunction(type.Text());
  if (read) {
    read(r);
  } else {
    SetAnySubject(r);
    r.KeepAsDocument(IsFhirResourceType(type.Text()) ? "this type of resource has no fact form" : "this is no resource type of FHIR R4");
  }
  AddSearchText(r, read && !r.is_document());
  return r.Finish();
}

class BundleReader {
 public:
  BundleReader(std::uint64_t base_offset, const Limits& limits, ItemOutput& out) : base_offset_(base_offset), limits_(limits), out_(out) {}

  Result<void> Read(JsonValue bundle, const FhirScope* outer) {
    JsonValue entries = bundle["entry"];
    if (entries && !entries.Is(JsonKind::kArray)) return out_.Take(Refused(entries, base_offset_, "entry of a Bundle is not an array"));
    if (entries.size() > limits_.items)
      return out_.Take(
          Refused(bundle, base_offset_, "the Bundle has more than " + std::to_string(limits_.items) + " entries", ErrorCode::kTooLarge));
    if (entries.size() == 0) return ReadEmpty(bundle);
    FhirScope scope(outer);
    for (JsonValue entry : entries.Items()) AddToScope(scope, entry);
    for (JsonValue entry : entries.Items()) AEGLE_CHECK(ReadEntry(entry, scope));
    return {};
  }

 private:
  // It has nothing in it, but it came: one line of the ledger.
  Result<void> ReadEmpty(JsonValue bundle) {
    FhirScope none;
    ReadItem item = ReadResource(bundle, "", none, base_offset_);
    if (item.disposition == Disposition::kDocument) item.reason = "a Bundle without entries";
    return out_.Take(std::move(item));
  }

  static void AddToScope(FhirScope& scope, JsonValue entry) {
    JsonValue resource = entry["resource"];
    std::string_view type = resource["resourceType"].Text(), full_url = entry["fullUrl"].Text();
    if (!IsFhirResourceType(type)) return;
    std::string id = LogicalId(resource, full_url);
    if (IsFhirId(id)) scope.Add(full_url, {std::string(type), std::move(id)}, resource);
  }

  // An entry without a resource says what should happen to one, or what did: a deletion, a request for data, a response.
  static std::string ReasonWithoutResource(JsonValue entry) {
    std::string_view method = entry["request"]["method"].Text();
    if (method == "DELETE") return "the entry deletes a resource; deletions are not carried out by an import";
    if (!method.empty()) return "the entry is a request without a resource";
    if (entry["response"]) return "the entry is a response without a resource";
    return "the entry has no resource";
  }

  Result<void> ReadEntry(JsonValue entry, const FhirScope& scope) {
    JsonValue resource = entry["resource"];
    if (!entry.Is(JsonKind::kObject)) return out_.Take(Refused(entry, base_offset_, "the entry is not an object"));
    if (!resource.Is(JsonKind::kObject))
      return out_.Take(
          Refused(entry, base_offset_, resource ? "the resource of the entry is not an object" : ReasonWithoutResource(entry)));
    std::string_view method = entry["request"]["method"].Text();
    if (method == "PATCH" || method == "DELETE")
      return out_.Take(Refused(entry, base_offset_, "the entry changes a resource that is not in it (" + std::string(method) + ")"));
    if (IsBundle(resource)) return Read(resource, &scope);
    return out_.Take(ReadResource(resource, entry["fullUrl"].Text(), scope, base_offset_));
  }

  std::uint64_t base_offset_;
  const Limits& limits_;
  ItemOutput& out_;
};

}  // namespace

Result<void> ReadFhirJson(JsonValue root, std::uint64_t base_offset, const Limits& limits, ItemOutput& out) {
  if (!root.Is(JsonKind::kObject))
    return out.Take(Refused(root, base_offset, "a FHIR resource is a JSON object, this is " + std::string(Name(root.kind()))));
  if (IsBundle(root)) return BundleReader(base_offset, limits, out).Read(root, nullptr);
  FhirScope none;
  return out.Take(ReadResource(root, "", none, base_offset));
}

}  // namespace aegle
