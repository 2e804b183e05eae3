// FHIR references (https://hl7.org/fhir/R4/references.html): which resource a text such as "Patient/7" or "urn:uuid:..."
// means, inside one resource, one Bundle, and the Bundles around it. Nothing is ever fetched.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "readers/json_tree.h"
#include "record/fact.h"

namespace aegle {

// Logical id of FHIR: [A-Za-z0-9-.]{1,64}.
[[nodiscard]] bool IsFhirId(std::string_view text);
// True for the name of a resource type of R4.
[[nodiscard]] bool IsFhirResourceType(std::string_view name);

// "Patient/7", "Patient/7/_history/2" and "http://host/base/Patient/7" taken apart; type empty where it is none of these.
struct FhirUrl {
  std::string_view base;  // "http://host/base", empty of a relative one
  std::string_view type, id;
};
[[nodiscard]] FhirUrl ParseFhirUrl(std::string_view text);

struct FhirEntry {
  ResourceKey key;
  JsonValue resource;
  bool ambiguous = false;  // two different resources carry this fullUrl
};

// The resources of one Bundle by fullUrl and by type and id. Owns copies of the names; the JSON stays with its tree.
class FhirScope {
 public:
  explicit FhirScope(const FhirScope* outer = nullptr) : outer_(outer) {}
  void Add(std::string_view full_url, const ResourceKey& key, JsonValue resource);
  // Null where the text names nothing here. `base` is that of the referring entry's fullUrl.
  [[nodiscard]] const FhirEntry* Find(std::string_view reference, std::string_view base) const;

 private:
  [[nodiscard]] const FhirEntry* FindUrl(std::string_view url) const;
  const FhirScope* outer_;
  std::unordered_map<std::string, FhirEntry> by_url_;  // fullUrl, and "Type/id"
};

}  // namespace aegle
