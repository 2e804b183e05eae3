#include "trust/verifier.h"

#include <algorithm>

#include "trust/check.h"
#include "trust/findings.h"

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
  bool only_patient_ = true;
  VerifyResult result_;
};

}  // namespace

Verifier::Verifier(const Patient& patient, std::span<const Evidence> evidence, DateTime as_of, Language language)
    : index_(new Index{EvidenceIndex(patient, evidence, as_of), language}) {}

Verifier::~Verifier() { delete index_; }

VerifyResult Verifier::Check(const VerifyInput& claim) const { return Judge(index_->evidence, index_->language, claim).Run(); }

}  // namespace aegle
