#include "access/consent.h"

#include <algorithm>

#include "access/json.h"

namespace aegle {
namespace {

template <class T>
bool Has(const std::vector<T>& values, const auto& wanted) {
  return std::find(values.begin(), values.end(), wanted) != values.end();
}

}  // namespace

std::string_view Name(ConsentKind kind) { return kind == ConsentKind::kPermit ? "permit" : "refuse"; }

bool IsInForce(const Consent& consent, Instant now) {
  return consent.from <= now && (consent.until == 0 || now < consent.until) && (consent.withdrawn == 0 || now < consent.withdrawn);
}

bool SpeaksOf(const Consent& consent, const ConsentQuestion& question) {
  if (!consent.purposes.empty() && !Has(consent.purposes, question.purpose)) return false;
  if (!consent.actors.empty() && !Has(consent.actors, question.user) && !Has(consent.actors, question.role)) return false;
  if (consent.labels.empty()) return true;
  return consent.kind == ConsentKind::kPermit ? consent.labels.Contains(question.labels) : consent.labels.Touches(question.labels);
}

ConsentVerdict Evaluate(const std::vector<Consent>& consents, const ConsentQuestion& question) {
  ConsentVerdict verdict = ConsentVerdict::kSilent;
  for (const Consent& consent : consents) {
    if (!IsInForce(consent, question.now) || !SpeaksOf(consent, question)) continue;
    if (consent.kind == ConsentKind::kRefuse) return ConsentVerdict::kDenied;
    verdict = ConsentVerdict::kPermitted;
  }
  return verdict;
}

std::string ToJson(const Consent& consent) {
  AccessJson purposes = AccessJson::array();
  for (Purpose purpose : consent.purposes) purposes.push_back(Name(purpose));
  return DumpAccessJson({{"id", consent.id},
                         {"patient", consent.patient.ToString()},
                         {"kind", Name(consent.kind)},
                         {"purposes", purposes},
                         {"actors", consent.actors},
                         {"labels", LabelsJson(consent.labels)},
                         {"from", consent.from},
                         {"until", consent.until},
                         {"withdrawn", consent.withdrawn},
                         {"recorded_by", consent.recorded_by},
                         {"recorded", consent.recorded},
                         {"note", consent.note}});
}

Result<Consent> ParseConsent(std::string_view json) {
  return ParseAccessJson<Consent>(json, "consent", [](const AccessJson& in) {
    Consent consent;
    consent.id = in.at("id");
    consent.patient = PatientId::Parse(in.at("patient").get<std::string>()).value();
    consent.kind = in.at("kind") == "permit" ? ConsentKind::kPermit : ConsentKind::kRefuse;
    for (const auto& purpose : in.at("purposes")) consent.purposes.push_back(ParsePurpose(purpose.get<std::string>()).value());
    consent.actors = in.at("actors").get<std::vector<std::string>>();
    consent.labels = LabelsOfJson(in.at("labels"));
    consent.from = in.at("from");
    consent.until = in.at("until");
    consent.withdrawn = in.at("withdrawn");
    consent.recorded_by = in.at("recorded_by");
    consent.recorded = in.at("recorded");
    consent.note = in.at("note");
    return consent;
  });
}

}  // namespace aegle
