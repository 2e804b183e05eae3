// Chart: one patient's record as a clinician looks at it, at one moment. Read this first.
//
// Loaded once; then only read, so any thread may look at it. Facts that lie after `as_of` are not in it (planned ones, that were
// written before, are), nor those entered in error. Facts are oldest first; a fact without a date comes first.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "record/fact.h"
#include "record/patient.h"
#include "store/store.h"

namespace aegle {

using FactList = std::vector<const Fact*>;

class Chart {
 public:
  // `as_of` empty: the time of the newest fact that is not after `now` (0: no limit). Errors: those of the store.
  static Result<Chart> Load(Store& store, PatientId patient, const std::optional<DateTime>& as_of, Instant now);
  Chart(Patient patient, std::vector<Fact> facts, const std::optional<DateTime>& as_of, Instant now);

  [[nodiscard]] const Patient& patient() const { return patient_; }
  [[nodiscard]] const DateTime& as_of() const { return as_of_; }
  [[nodiscard]] const FactList& facts() const { return facts_; }
  [[nodiscard]] const FactList& OfKind(FactKind kind) const { return by_kind_[static_cast<std::size_t>(kind)]; }
  // Whole years at `as_of`; nullopt where the birth date is not known to the year.
  [[nodiscard]] std::optional<int> age() const;

 private:
  Patient patient_;
  std::vector<Fact> owned_;
  DateTime as_of_;
  FactList facts_;
  std::vector<FactList> by_kind_;
};

// When the fact was so: its effective start, else its end, else when it was written down. Empty where the record says neither.
[[nodiscard]] const DateTime& TimeOf(const Fact& fact);

// One text for "the same thing": system and code, else the lower-case name. Two facts with one key are two entries of one thing.
[[nodiscard]] std::string KeyOf(const Fact& fact);

// Same resource, so the components of one measurement (systolic and diastolic).
[[nodiscard]] bool SameResource(const Fact& a, const Fact& b);

}  // namespace aegle
