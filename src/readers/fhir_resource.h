// FhirResource: one resource while it is read. The functions of fhir_*.cpp take one, look at its elements and add facts.
//
// Elements are asked for with their JSON type; an element of another type marks the resource as refused (the first finding
// counts) and reads as absent, so that a reading function needs no error handling of its own. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "readers/fhir_reference.h"
#include "readers/json_tree.h"
#include "readers/reader.h"

namespace aegle {

// What a Reference element leads to.
struct FhirTarget {
  std::string type, id;  // empty where it cannot be named for certain
  std::string display;
  JsonValue resource;  // where it is contained or in the Bundle
  bool contained = false;
  std::string problem;  // why it cannot be named
};

class FhirResource {
 public:
  // `base` is that of the fullUrl, empty where there is none.
  FhirResource(JsonValue json, const FhirScope& scope, std::string_view base, std::uint64_t base_offset);

  [[nodiscard]] JsonValue json() const { return json_; }

  // ---- elements, by JSON type; nothing (or empty) where absent. A null in an array stands for an absent primitive.
  [[nodiscard]] JsonValue Object(JsonValue in, std::string_view name);
  [[nodiscard]] JsonItems Objects(JsonValue in, std::string_view name);      // an array of objects
  [[nodiscard]] JsonItems Array(JsonValue in, std::string_view name);        // an array of anything
  [[nodiscard]] JsonValue FirstObject(JsonValue in, std::string_view name);  // the first of an array of objects
  [[nodiscard]] std::string_view String(JsonValue in, std::string_view name);
  [[nodiscard]] std::optional<bool> Boolean(JsonValue in, std::string_view name);
  [[nodiscard]] std::optional<std::int64_t> Integer(JsonValue in, std::string_view name);
  [[nodiscard]] Decimal Number(JsonValue in, std::string_view name);  // empty where absent
  [[nodiscard]] DateTime Date(JsonValue in, std::string_view name);

  // ---- references
  [[nodiscard]] FhirTarget Resolve(JsonValue reference);
  // Makes the patient that `name` refers to the subject of the item; where that fails the item will be a document.
  void SetSubject(std::string_view name);
  void SetEncounter(std::string_view name);
  // Facts that are made from now on carry these labels.
  void SetSensitivity(SensitivitySet labels) { sensitivity_ = labels; }

  // ---- results
  // A new fact of this resource, with span, subject, encounter and part filled. Part 0 is the resource itself; for a part,
  // `object` is the JSON object that carries it.
  [[nodiscard]] Fact NewFact(FactKind kind);
  [[nodiscard]] Fact NewPart(FactKind kind, JsonValue object);
  [[nodiscard]] SourceSpan SpanOf(JsonValue from, JsonValue to) const;
  void Add(Fact&& fact);
  void AddText(std::string_view text);  // for full-text search
  void Refuse(JsonValue at, std::string_view message, ErrorCode code = ErrorCode::kBadInput);
  void KeepAsDocument(std::string reason);  // the first reason counts

  [[nodiscard]] bool is_document() const { return document_; }
  [[nodiscard]] ReadItem& item() { return item_; }
  // Decides the disposition. Call once, last.
  [[nodiscard]] ReadItem Finish();

 private:
  [[nodiscard]] JsonValue Element(JsonValue in, std::string_view name, JsonKind kind);
  [[nodiscard]] FhirTarget ResolveContained(std::string_view fragment);
  [[nodiscard]] FhirTarget ResolveUrl(std::string_view url);

  JsonValue json_;
  const FhirScope& scope_;
  std::string_view base_;
  std::uint64_t base_offset_;
  ReadItem item_;
  std::string encounter_;
  SensitivitySet sensitivity_;
  std::string subject_problem_;
  std::uint32_t parts_ = 0;
  bool refused_ = false;
  bool document_ = false;
};

}  // namespace aegle
