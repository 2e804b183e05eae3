#include "serve/controls.h"

#include "deid/deid.h"
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

// Planted identifiers in English and Korean must be found, an eponym must stay, and the surrogates must be undone.
Control CheckDeid() {
  Deidentifier deid(ProjectKey::Generate(), {});
  std::string planted = "Dr. Sarah Brown, MRN: 48213377, (555) 234-9871, has no Parkinson's disease. 환자명: 김철수, 900101-1234568, 2024년 3월 2일";
  std::string safe = deid.Deidentify(planted, "canary").text;
  for (const char* phi : {"Sarah", "Brown", "48213377", "234-9871", "김철수", "900101-1234568", "3월 2일"})
    if (safe.find(phi) != std::string::npos) return {"deid", false, "a planted identifier was not found"};
  if (safe.find("Parkinson's disease") == std::string::npos) return {"deid", false, "a clinical word was taken for a name"};
  bool undone = deid.Reidentify(safe, "canary") == planted;
  return {"deid", undone, undone ? "" : "surrogates could not be undone"};
}

Control CheckStore(Store& store) {
  auto statistics = store.Statistics();
  return {"store", statistics.has_value(), statistics ? "" : statistics.error().ToString()};
}

}  // namespace

std::vector<Control> RunControls(Services& services) { return {CheckStore(services.site_store), CheckVerifier(), CheckDeid()}; }

}  // namespace aegle
