// Draws the truth of one patient: who they are, what they have had over years, and the visit that is going on. Internal.
#pragma once

#include <string>
#include <string_view>

#include "base/random.h"
#include "synth/chart.h"
#include "synth/scenario.h"

namespace aegle::synth {

class ChartBuilder {
 public:
  explicit ChartBuilder(const ChartNumber& number);
  Chart Build();

 private:
  // builder.cpp: the person, allergies, family, vaccines, procedures
  void MakePerson();
  void MakeAllergies();
  void MakeFamily();
  void MakeHabits();
  void MakeVaccinesAndProcedures();
  // history.cpp: conditions, their drugs, visits, and results over years
  void MakeConditions();
  void MakeVisits();
  void MakeDrugs();
  void MakeDrugsOf(const PatientProblem& problem);
  void MakeClinicResults();
  void MakeEarlierAdmission();
  // emergency.cpp
  void MakeEmergency();
  void MakeEmergencyVitals();
  void MakeEmergencyLabs();
  void MakeEmergencyOrders();

  [[nodiscard]] std::string NewId();
  // Around `middle`, at most `percent` of it away.
  double Around(double middle, double percent);
  [[nodiscard]] bool Has(std::string_view problem) const;
  [[nodiscard]] bool Takes(std::string_view drug) const;
  [[nodiscard]] const PatientProblem* Find(std::string_view problem) const;
  void AddDrug(std::string_view drug, const Dose& dose, Instant start, const PatientProblem& reason);
  // Ends the drug that is active and starts it again with another dose.
  void ChangeDose(std::string_view drug, std::string_view amount, Instant when, Words why);
  void StopDrug(std::string_view drug, Instant when, Words why);
  void AddLab(std::string_view lab, double value, Instant time, const Visit* visit);
  VitalSet& AddVitals(Instant time, const Visit* visit);

  ChartNumber number_;
  const Scenario& scenario_;
  Random random_;
  Chart chart_;
  int next_id_ = 0;
  Instant arrival_ = 0;
};

}  // namespace aegle::synth
