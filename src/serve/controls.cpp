#include "serve/controls.h"

#include "trust/verifier.h"

namespace aegle {
namespace {

// "Potassium 5.9 mmol/L" is in the evidence; a sentence with 9.5 must be struck, the true one must not.
Control CheckVerifier() {
  Patient patient;
  Fact fact;
  fact.id = FactId(1);
  fact.kind = FactKind::kLaboratory;
  fact.code = {std::string(system_uri::kLoinc), "2823-3", "Potassium"};
  fact.value = Quantity{*Decimal::Parse("5.9"), "mmol/L", "", Comparator::kNone};
  fact.effective.start = *DateTime::Parse("2026-03-01");
  fact.status = FactStatus::kFinal;
  std::vector<Evidence> evidence{{"f1", EvidenceKind::kFact, {fact}, {}, OneLine(fact)}};
  Verifier verifier(patient, evidence, fact.effective.start, Language::kEnglish);
  std::vector<std::string> cites{"f1"};
  bool kept = verifier.Check({"Potassium was 5.9 mmol/L.", cites}).verdict == Verdict::kSupported;
  bool struck = verifier.Check({"Potassium was 9.5 mmol/L.", cites}).verdict == Verdict::kStruck;
  return {"verifier", kept && struck, kept && struck ? "" : "a planted false sentence was not struck, or a true one was"};
}

Control CheckStore(Store& store) {
  auto statistics = store.Statistics();
  return {"store", statistics.has_value(), statistics ? "" : statistics.error().ToString()};
}

}  // namespace

std::vector<Control> RunControls(Services& services) { return {CheckStore(services.site_store), CheckVerifier()}; }

}  // namespace aegle
