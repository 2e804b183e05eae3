// Which records belong to one person, over files and formats.
//
// A first pass links what names the same person: a FHIR Patient and its record number, a reference, a resident number. The canonical
// key of a person is the smallest of its keys, record numbers first, so it does not depend on the order of files. One thread.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "deid/deid.h"

namespace aegle {

class PersonIndex {
 public:
  // Keys by what they are; values are normalised (letters and digits, lower case).
  [[nodiscard]] static std::string RecordNumber(std::string_view value);
  [[nodiscard]] static std::string ResidentNumber(std::string_view value);
  [[nodiscard]] static std::string Reference(std::string_view reference);  // "Patient/17", "urn:uuid:..."

  void Link(const std::string& a, const std::string& b);
  // The canonical key; the key itself where nothing is linked with it.
  [[nodiscard]] std::string Canonical(const std::string& key) const;

  // Facts of the person of `key`, by its canonical key.
  KnownPerson& Known(const std::string& key);
  [[nodiscard]] const KnownPerson* FindKnown(const std::string& key) const;
  // Called after the first pass: gathers the facts of linked keys.
  void Finish();

  // Type of a FHIR resource by its reference ("Practitioner"), empty where it was not seen.
  void SetType(const std::string& reference, std::string_view type) { types_[reference] = type; }
  [[nodiscard]] std::string TypeOf(const std::string& reference) const;

 private:
  [[nodiscard]] const std::string& Root(const std::string& key) const;

  std::map<std::string, std::string> parents_;  // to a smaller key
  std::map<std::string, KnownPerson> known_;
  std::map<std::string, std::string> types_;
};

}  // namespace aegle
