#include "trust/verifier.h"

#include <algorithm>
#include <optional>

#include "trust/check.h"
#include "trust/findings.h"
#include "trust/verbatim.h"

namespace aegle {

using verify::Atom;
using verify::Checker;
using verify::EvidenceIndex;
using verify::Support;

struct Verifier::Index {
  EvidenceIndex evidence;
  Language language;
};

namespace {

using Numbers = std::vector<std::uint32_t>;

bool Contains(const Numbers& all, std::uint32_t one) { return std::find(all.begin(), all.end(), one) != all.end(); }

struct Cited {
  Numbers known;
  std::vector<std::string> unknown;
};

Cited LookUp(const EvidenceIndex& index, std::span<const std::string> labels) {
  Cited cited;
  for (const std::string& label : labels) {
    int at = index.Find(label);
    if (at < 0)
      cited.unknown.push_back(label);
    else if (!Contains(cited.known, static_cast<std::uint32_t>(at)))
      cited.known.push_back(static_cast<std::uint32_t>(at));
  }
  return cited;
}

std::string Labels(const EvidenceIndex& index, const Numbers& evidence) {
  std::string text;
  for (std::uint32_t e : evidence) text += (text.empty() ? "" : ", ") + index.evidence(e).label;
  return text;
}

// The fewest further pieces of evidence that carry what the cited ones do not: the piece that carries most first. An atom that several
// pieces carry together (a series, the two halves of a blood pressure) brings all of them.
Numbers Complete(const Checker& checker, const std::vector<Atom>& open, const std::vector<Support>& anywhere, Numbers cites) {
  std::vector<bool> done(open.size(), false);
  auto settle = [&] {
    bool all = true;
    for (std::size_t i = 0; i < open.size(); ++i) {
      done[i] = done[i] || anywhere[i].by_patient || checker.With(open[i], cites).holds;
      all = all && done[i];
    }
    return all;
  };
  while (!settle()) {
    std::uint32_t best = 0;
    int most = 0;
    for (std::size_t i = 0; i < open.size(); ++i) {
      if (done[i]) continue;
      for (std::uint32_t e : anywhere[i].evidence) {
        if (Contains(cites, e)) continue;
        int carries = 0;
        for (std::size_t j = 0; j < open.size(); ++j) carries += !done[j] && Contains(anywhere[j].evidence, e) ? 1 : 0;
        if (carries > most) most = carries, best = e;
      }
    }
    if (most == 0) break;
    cites.push_back(best);
  }
  return cites;
}

class Judge {
 public:
  Judge(const EvidenceIndex& index, Language language, const VerifyInput& claim)
      : index_(index),
        language_(language),
        sentence_(verify::ReadSentence(claim.sentence, index.vocabulary())),
        checker_(index, sentence_) {
    cited_ = LookUp(index, claim.cites);
    result_.cites.assign(claim.cites.begin(), claim.cites.end());
  }

  VerifyResult Run() {
    if (OtherPerson()) return std::move(result_);
    std::vector<Atom> open;
    for (const Atom& atom : checker_.Atoms()) {
      Support support = checker_.With(atom, cited_.known);
      if (!support.holds) support = Copied(atom);
      only_patient_ = only_patient_ && support.by_patient;
      for (std::uint32_t e : support.evidence)
        if (!Contains(used_, e)) used_.push_back(e);
      if (!support.holds) open.push_back(atom);
    }
    if (open.empty())
      Accept();
    else
      Mend(open);
    return std::move(result_);
  }

 private:
  void Add(FindingKind kind, std::string found, std::string expected) {
    result_.why.push_back(verify::MakeFinding(kind, std::move(found), std::move(expected), language_));
  }

  // What is copied word for word from the cited evidence is carried by it.
  Support Copied(const Atom& atom) {
    if (!copied_) copied_ = verify::FindVerbatim(sentence_.text, index_, cited_.known);
    Support support;
    for (const verify::Verbatim& part : *copied_) {
      if (!CarriesAtom(part, atom)) continue;
      support.holds = true;
      if (!Contains(support.evidence, part.evidence)) support.evidence.push_back(part.evidence);
    }
    return support;
  }

  // Dates that are said of it and stand outside of the part are compared with the same evidence.
  bool DatesHold(const verify::Verbatim& part, const std::vector<int>& dates) const {
    return std::all_of(dates.begin(), dates.end(), [&](int date) {
      auto index = static_cast<std::size_t>(date);
      return date < 0 || verify::Carries(part, sentence_.dates[index].where) ||
             checker_.With({verify::AtomKind::kDate, index}, {part.evidence}).holds;
    });
  }

  // A name alone does not say what follows of it ("chest pain: no"): the facts have to say the same.
  bool AssertsTheSame(const verify::Verbatim& part, const verify::Group& group) const {
    const auto& facts = index_.evidence(part.evidence).facts;
    std::string_view text = index_.evidence(part.evidence).text;
    bool says_family = text.find("amily") != std::string_view::npos || text.find("가족") != std::string_view::npos;
    auto of_family = [](const Fact& fact) { return fact.assertion == Assertion::kFamily; };
    if (part.complete && says_family && !facts.empty() && std::all_of(facts.begin(), facts.end(), of_family)) return true;
    bool says_no = group.assertion != Assertion::kPresent;  // "no growth", "without aura": the copied words say it
    return says_no || std::all_of(facts.begin(), facts.end(), [&](const Fact& fact) { return fact.assertion == group.assertion; });
  }

  bool CarriesAtom(const verify::Verbatim& part, const Atom& atom) const {
    using verify::AtomKind;
    switch (atom.kind) {
      case AtomKind::kName:
      case AtomKind::kTrend: {
        const verify::Group& group = sentence_.groups[atom.index];
        return verify::CarriesGroup(part, group, index_) && AssertsTheSame(part, group) && DatesHold(part, group.dates);
      }
      case AtomKind::kMeasure:
      case AtomKind::kChange:
      case AtomKind::kCount: {
        const verify::Measure& measure = sentence_.measures[atom.index];
        return verify::Carries(part, measure.where) && DatesHold(part, {measure.date});
      }
      case AtomKind::kDate:
        return verify::Carries(part, sentence_.dates[atom.index].where);
      case AtomKind::kDuration:
        return verify::Carries(part, sentence_.durations[atom.index].where);
      case AtomKind::kFrequency:
        return verify::Carries(part, sentence_.frequencies[atom.index].where);
      case AtomKind::kRoute:
        return verify::Carries(part, sentence_.routes[atom.index].where);
      case AtomKind::kWord:
        return verify::Carries(part, sentence_.unknown[atom.index].first);
      default:
        return CarriesLoose(part, atom);
    }
  }

  bool CarriesLoose(const verify::Verbatim& part, const Atom& atom) const {
    using verify::AtomKind;
    const auto& status = part.alone.loose_status;
    if (atom.kind == AtomKind::kLooseStatus)
      return std::find(status.begin(), status.end(), sentence_.loose_status[atom.index]) != status.end();
    if (atom.kind == AtomKind::kLooseInterpretation) return (sentence_.loose_interpretation & ~part.alone.loose_interpretation) == 0;
    if (atom.kind == AtomKind::kLooseTrend) return sentence_.loose_trend == part.alone.loose_trend;
    return atom.kind == AtomKind::kOverlap && part.complete;
  }

  bool OtherPerson() {
    bool other = std::any_of(cited_.known.begin(), cited_.known.end(), [&](std::uint32_t e) { return index_.Words(e).other_person; });
    if (other) Add(FindingKind::kPerson, Labels(index_, cited_.known), "");
    return other;
  }

  // Everything is carried. What remains is a citation that does not exist, or none at all.
  void Accept() {
    bool cites_nothing = cited_.known.empty() && !only_patient_;
    if (cites_nothing) {
      result_.verdict = Verdict::kStruck;
      Add(FindingKind::kNoCitation, "", "");
      return;
    }
    result_.verdict = cited_.unknown.empty() ? Verdict::kSupported : Verdict::kCorrected;
    if (cited_.unknown.empty()) return;
    for (const std::string& label : cited_.unknown) Add(FindingKind::kUnknownCitation, label, Labels(index_, cited_.known));
    SetCites(cited_.known);
  }

  void SetCites(const Numbers& evidence) {
    result_.cites.clear();
    for (std::uint32_t e : evidence) result_.cites.push_back(index_.evidence(e).label);
  }

  // Looks for other evidence of the answer that carries what the cited does not; strikes the claim where there is none.
  void Mend(const std::vector<Atom>& open) {
    std::vector<Support> anywhere;
    bool all = true;
    for (const Atom& atom : open) {
      anywhere.push_back(checker_.Anywhere(atom, cited_.known));
      if (anywhere.back().holds) continue;
      all = false;
      verify::Problem problem = checker_.Explain(atom, cited_.known);
      bool told = std::any_of(result_.why.begin(), result_.why.end(),
                              [&](const Finding& f) { return f.kind == problem.kind && f.found == problem.found; });
      if (!told) Add(problem.kind, problem.found, problem.expected);
    }
    Numbers cites = all ? Complete(checker_, open, anywhere, used_) : Numbers{};
    all = all && std::all_of(open.begin(), open.end(), [&](const Atom& atom) { return checker_.With(atom, cites).holds; });
    if (!all) {
      result_.verdict = Verdict::kStruck;
      for (const std::string& label : cited_.unknown) Add(FindingKind::kUnknownCitation, label, "");
      if (result_.why.empty()) Add(FindingKind::kWrongCitation, Labels(index_, cited_.known), "");
      return;
    }
    result_.verdict = Verdict::kCorrected;
    std::string now = Labels(index_, cites);
    if (!cited_.unknown.empty())
      Add(FindingKind::kUnknownCitation, cited_.unknown.front(), now);
    else if (cited_.known.empty())
      Add(FindingKind::kNoCitation, "", now);
    else
      Add(FindingKind::kWrongCitation, Labels(index_, cited_.known), now);
    SetCites(cites);
  }

  const EvidenceIndex& index_;
  Language language_;
  verify::Sentence sentence_;
  Checker checker_;
  Cited cited_;
  Numbers used_;
  std::optional<std::vector<verify::Verbatim>> copied_;
  bool only_patient_ = true;
  VerifyResult result_;
};

}  // namespace

Verifier::Verifier(const Patient& patient, std::span<const Evidence> evidence, DateTime as_of, Language language)
    : index_(new Index{EvidenceIndex(patient, evidence, as_of), language}) {}

Verifier::~Verifier() { delete index_; }

VerifyResult Verifier::Check(const VerifyInput& claim) const { return Judge(index_->evidence, index_->language, claim).Run(); }

}  // namespace aegle
