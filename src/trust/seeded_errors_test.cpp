// The verifier measured: true sentences pass, sentences with one seeded error do not.
//
// Development and held-out parts have other templates and other people; the figures that are asserted are those of the held-out part.
// Sentences come from the sample bundles where AEGLE_DATA has them, and always from made people as well.
// A wrong citation counts as found when the sentence is struck or its citation is corrected to the right evidence; any other error
// counts as found only when the sentence is struck.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "trust/seeded_sentences.h"
#include "trust/verifier.h"

namespace aegle::seeded {
namespace {

struct Rate {
  int hits = 0, n = 0;
  [[nodiscard]] double value() const { return n == 0 ? 0 : static_cast<double>(hits) / n; }
};

// Wilson score interval, 95 % (E. B. Wilson, J Am Stat Assoc 1927;22:209-212).
std::pair<double, double> Wilson(const Rate& rate) {
  if (rate.n == 0) return {0, 1};
  double z = 1.959964, n = rate.n, p = rate.value(), d = 1 + z * z / n;
  double centre = p + z * z / (2 * n), half = z * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
  return {(centre - half) / d, (centre + half) / d};
}

struct Figures {
  std::array<Rate, kErrorKinds> found;
  Rate english_alarms, korean_alarms;
};

bool Verbose() { return std::getenv("AEGLE_SEEDED_VERBOSE") != nullptr; }

void Tell(const char* what, const Sample& sample, const VerifyResult& result) {
  std::string cites, why;
  for (const std::string& label : sample.cites) cites += " " + label;
  for (const Finding& f : result.why) why += "\n      " + f.message;
  std::printf("  %s [%s] %s ->%s%s\n", what, cites.c_str(), sample.text.c_str(), std::string(Name(result.verdict)).c_str(), why.c_str());
}

const std::string& NameOf(const Person& person, const std::string& label) {
  static const std::string kNone;
  for (const Evidence& e : person.evidence)
    if (e.label == label) return e.facts.front().code.display.empty() ? e.text : e.facts.front().code.display;
  return kNone;
}

// A corrected citation names the true evidence, or other results of the same name (a sentence without a date may be true of several).
bool RightCitation(const Person& person, const Sample& sample, const std::vector<std::string>& cites) {
  auto names = [&](const std::vector<std::string>& labels) {
    std::vector<std::string> all;
    for (const std::string& label : labels) all.push_back(NameOf(person, label));
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
  };
  return names(cites) == names(sample.true_cites);
}

bool Found(ErrorKind kind, const Person& person, const Sample& sample, const VerifyResult& result) {
  if (result.verdict == Verdict::kStruck) return true;
  return kind == ErrorKind::kCitation && result.verdict == Verdict::kCorrected && RightCitation(person, sample, result.cites);
}

class Run {
 public:
  Run(Part part, Figures& figures) : part_(part), figures_(figures) {}

  void Try(const Person& person, Tongue tongue, Random& random) {
    Verifier verifier(person.patient, person.evidence, person.as_of, tongue == Tongue::kKorean ? Language::kKorean : Language::kEnglish);
    for (const Material& material : MaterialsOf(person, tongue, random)) {
      std::vector<const char*> fitting;
      for (const Template& t : Templates(part_, tongue))
        if (material.family == t.family) fitting.push_back(t.text);
      if (fitting.empty()) continue;
      const char* pattern = random.Pick(fitting);
      // A result that is not dated is true only if nothing else of that name could be meant; it is.
      TryOne(verifier, person, material, pattern, tongue, random);
    }
  }

 private:
  void TryOne(const Verifier& verifier, const Person& person, const Material& material, const char* pattern, Tongue tongue,
              Random& random) {
    if (MissesSlot(pattern, material)) return;
    Sample truth{Fill(pattern, material.slots), material.cites, material.cites, pattern};
    VerifyResult result = verifier.Check({truth.text, truth.cites});
    Rate& alarms = tongue == Tongue::kKorean ? figures_.korean_alarms : figures_.english_alarms;
    ++alarms.n;
    if (result.verdict != Verdict::kSupported) {
      ++alarms.hits;
      if (Verbose() && part_ == Part::kDevelopment) Tell("ALARM", truth, result);
    }
    for (const auto& [kind, changes] : material.errors) {
      std::vector<Slots> usable;
      for (const Slots& change : changes)
        if (Uses(pattern, change)) usable.push_back(change);
      if (usable.empty()) continue;
      Slots slots = material.slots;
      for (const auto& [slot, words] : random.Pick(usable)) slots[slot] = words;
      Inject(verifier, person, kind, {Fill(pattern, slots), material.cites, material.cites, pattern});
    }
    WrongCitation(verifier, person, truth, random);
  }

  static bool MissesSlot(const char* pattern, const Material& material) {
    std::string text(pattern);
    for (const char* slot : {"{no}", "{No}", "{denies}", "{reports}", "{month}", "{problem2}"}) {
      std::string key(slot + 1, std::string(slot).size() - 2);
      for (char& c : key) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      if (text.find(slot) != std::string::npos && !material.slots.contains(key)) return true;
    }
    return false;
  }

  void Inject(const Verifier& verifier, const Person& person, ErrorKind kind, const Sample& sample) {
    VerifyResult result = verifier.Check({sample.text, sample.cites});
    Rate& rate = figures_.found[static_cast<std::size_t>(kind)];
    ++rate.n;
    if (Found(kind, person, sample, result))
      ++rate.hits;
    else if (Verbose() && part_ == Part::kDevelopment)
      Tell(kErrorNames[static_cast<std::size_t>(kind)], sample, result);
  }

  // One citation is replaced by that of another, unrelated fact.
  void WrongCitation(const Verifier& verifier, const Person& person, const Sample& truth, Random& random) {
    if (person.evidence.size() < 5 || truth.cites.empty()) return;
    Sample wrong = truth;
    std::size_t which = static_cast<std::size_t>(random.Integer(0, static_cast<std::int64_t>(wrong.cites.size()) - 1));
    const std::string& name = NameOf(person, wrong.cites[which]);
    for (int attempt = 0; attempt < 20; ++attempt) {
      const Evidence& other = random.Pick(person.evidence);
      bool cited = std::find(truth.cites.begin(), truth.cites.end(), other.label) != truth.cites.end();
      if (cited || NameOf(person, other.label) == name || name.empty()) continue;
      wrong.cites[which] = other.label;
      // A sentence of demographics only is carried by the patient, whatever it cites.
      bool demographic =
          std::string(truth.pattern).find("{problem}") == std::string::npos && std::string(truth.pattern).find("ge}") != std::string::npos;
      if (!demographic) Inject(verifier, person, ErrorKind::kCitation, wrong);
      return;
    }
  }

  Part part_;
  Figures& figures_;
};

std::vector<Person> People(Part part, bool& sampled) {
  std::vector<Person> people;
  std::vector<Person> sample = ReadSamplePeople();
  sampled = !sample.empty();
  for (std::size_t i = 0; i < sample.size(); ++i)
    if ((i % 2 == 0) == (part == Part::kDevelopment)) people.push_back(std::move(sample[i]));
  for (Person& made : MakePeople(24, part == Part::kDevelopment ? 1000 : 900000)) people.push_back(std::move(made));
  Random random(part == Part::kDevelopment ? 11 : 77);
  for (Person& person : people) AddMadeFacts(person, random);
  return people;
}

Figures Measure(Part part, bool& sampled) {
  Figures figures;
  std::vector<Person> people = People(part, sampled);
  Random random(part == Part::kDevelopment ? 5 : 6);
  for (const Person& person : people) {
    for (int round = 0; round < 2; ++round) Run(part, figures).Try(person, Tongue::kEnglish, random);
    Run(part, figures).Try(person, Tongue::kKorean, random);
  }
  return figures;
}

void PrintRate(const char* name, const Rate& rate) {
  auto [low, high] = Wilson(rate);
  std::printf("  %-16s %5d %7.2f %%   %6.2f - %6.2f\n", name, rate.n, 100 * rate.value(), 100 * std::max(0.0, low), 100 * high);
}

void Print(const char* title, const Figures& figures) {
  std::printf("%s\n  %-16s %5s %9s   95 %% interval\n", title, "error", "n", "found");
  for (int kind = 0; kind < kErrorKinds; ++kind)
    PrintRate(kErrorNames[static_cast<std::size_t>(kind)], figures.found[static_cast<std::size_t>(kind)]);
  std::printf("  true sentences that were not passed\n");
  PrintRate("English", figures.english_alarms);
  PrintRate("Korean", figures.korean_alarms);
}

TEST(SeededErrors, HeldOut) {
  bool sampled = false;
  Figures development = Measure(Part::kDevelopment, sampled);
  Figures held_out = Measure(Part::kHeldOut, sampled);
  if (!sampled) std::printf("sample bundles not there (set AEGLE_DATA): made people only\n");
  Print("Development part", development);
  Print("Held-out part", held_out);
  for (int kind = 0; kind < kErrorKinds; ++kind) {
    auto which = static_cast<ErrorKind>(kind);
    bool strict = which == ErrorKind::kNumber || which == ErrorKind::kUnit || which == ErrorKind::kDrug ||
                  which == ErrorKind::kLaterality || which == ErrorKind::kNegation;
    EXPECT_GE(held_out.found[static_cast<std::size_t>(kind)].value(), strict ? 0.95 : 0.90) << kErrorNames[static_cast<std::size_t>(kind)];
    EXPECT_GE(held_out.found[static_cast<std::size_t>(kind)].n, 40) << kErrorNames[static_cast<std::size_t>(kind)];
  }
  Rate alarms{held_out.english_alarms.hits + held_out.korean_alarms.hits, held_out.english_alarms.n + held_out.korean_alarms.n};
  EXPECT_LE(alarms.value(), 0.03);
  EXPECT_GE(held_out.english_alarms.n, 2000);
  EXPECT_GE(held_out.korean_alarms.n, 500);
}

}  // namespace
}  // namespace aegle::seeded
