// deid_train OUT [SENTENCES] [SEED]: makes tagger.weights again from synthetic sentences. The same arguments give the same bytes.
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/text.h"
#include "deid/embedded.h"
#include "deid/lexicon.h"
#include "deid/tagger.h"
#include "deid/train/templates.h"

namespace aegle {
namespace {

constexpr std::size_t kSentences = 120'000;
constexpr std::uint64_t kSeed = 20'261'123;
constexpr int kRounds = 4;

std::string Capital(std::string_view word_text) {
  std::string text(word_text);
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 32);
  return text;
}
std::string Upper(std::string text) {
  for (char& c : text) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
  return text;
}

std::vector<std::string> Lines(std::string_view name) {
  std::vector<std::string> lines;
  ForEachLine(EmbeddedText(name), [&lines](std::string_view line) { lines.emplace_back(line); });
  return lines;
}

// The entries of a section of terms.txt.
std::vector<std::string> Section(std::string_view wanted) {
  std::vector<std::string> entries;
  std::string section;
  ForEachLine(EmbeddedText("terms.txt"), [&](std::string_view line) {
    if (line.front() == '[')
      section = line.substr(1, line.size() - 2);
    else if (section == wanted)
      for (std::string_view part : Split(line, ',')) entries.emplace_back(Trim(part));
  });
  std::erase_if(entries, [](const std::string& entry) { return entry.empty(); });
  return entries;
}

struct Piece {
  std::string text;
  NameTag tag = NameTag::kNone;
};

// Sentences with their labels.
class Writer {
 public:
  explicit Writer(std::uint64_t seed)
      : random_(seed),
        female_(Lines("given_female.txt")),
        male_(Lines("given_male.txt")),
        surnames_(Lines("surnames.txt")),
        words_(Lines("words.txt")),
        cities_(Section("city")),
        states_(Section("state")),
        eponyms_(Section("eponym")),
        clinical_(Section("clinical")),
        korean_(Section("korean_surname")),
        more_surnames_(Section("surname")),
        organizations_(Section("organization")) {
    std::vector<std::string> more = Section("given_female");
    more_given_ = Section("given_male");
    more_given_.insert(more_given_.end(), more.begin(), more.end());
    for (const std::string& entry : words_)
      if ((PhiLexicon::BuiltIn().Flags(WordHash(entry)) & (word::kGivenFemale | word::kGivenMale | word::kSurname)) != 0)
        ambiguous_.push_back(entry);
    std::erase_if(eponyms_, [](const std::string& entry) { return entry.find(' ') != std::string::npos || entry.size() < 4; });
  }

  std::vector<Piece> Sentence() {
    pieces_.clear();
    std::string_view text = kTrainingTemplates[static_cast<std::size_t>(random_.Next() % std::size(kTrainingTemplates))];
    upper_ = random_.Chance(0.03);
    lower_names_ = random_.Chance(0.02);
    while (!text.empty()) {
      std::size_t open = text.find('{');
      Put(text.substr(0, open), NameTag::kNone);
      if (open == std::string_view::npos) break;
      Fill(text[open + 1]);
      text.remove_prefix(open + 3);
    }
    return pieces_;
  }

 private:
  void Put(std::string_view text, NameTag tag) {
    if (text.empty()) return;
    pieces_.push_back({upper_ ? Upper(std::string(text)) : std::string(text), tag});
  }
  void PutName(const std::string& text) { Put(lower_names_ ? ToLowerAscii(text) : text, NameTag::kPerson); }

  // Frequent entries come first in the lists of names.
  const std::string& Frequent(const std::vector<std::string>& list) {
    double x = random_.Uniform();
    return list[static_cast<std::size_t>(x * x * x * static_cast<double>(list.size()))];
  }

  // A name that no list has.
  std::string Invented() {
    static const std::vector<std::string> kOnsets{"b",  "br", "c", "ch", "d", "dr", "f",  "g",  "gr", "h",  "j", "k",
                                                  "kr", "l",  "m", "n",  "p", "qu", "r",  "s",  "sh", "st", "t", "th",
                                                  "tr", "v",  "w", "y",  "z", "",   "ml", "kh", "sz", "gh"};
    static const std::vector<std::string> kVowels{"a",  "e",  "i", "o",  "u", "ai", "ea", "ee", "ie",
                                                  "oo", "ia", "y", "au", "á", "é",  "ö",  "ü"};
    static const std::vector<std::string> kCodas{"",   "",   "",   "n",  "r",  "s",  "l",  "m",  "th", "nd", "rt",  "ck",  "x",
                                                 "ng", "ll", "ra", "la", "ne", "wa", "va", "sh", "ko", "ez", "sen", "ski", "ova"};
    std::string name;
    for (std::int64_t i = random_.Integer(2, 3); i > 0; --i)
      name += random_.Pick(kOnsets) + random_.Pick(kVowels) + (i == 1 || random_.Chance(0.3) ? random_.Pick(kCodas) : "");
    return Capital(name);
  }
  std::string Given() {
    if (random_.Chance(0.22)) return Invented();
    if (random_.Chance(0.15)) return Capital(random_.Pick(more_given_));
    return Capital(random_.Chance(0.5) ? Frequent(female_) : Frequent(male_));
  }
  std::string Surname() {
    if (random_.Chance(0.22)) return Invented();
    if (random_.Chance(0.15)) return Each(random_.Pick(more_surnames_));
    if (random_.Chance(0.06)) return "Mc" + Capital(Frequent(surnames_));
    if (random_.Chance(0.05)) return Capital(Frequent(surnames_)) + "-" + Capital(Frequent(surnames_));
    return Capital(Frequent(surnames_));
  }
  // Each word of a phrase with a capital.
  std::string Each(const std::string& phrase) {
    std::string out;
    for (std::string_view part : Split(phrase, ' '))
      out += (out.empty() ? "" : " ") + (part == "of" || part == "and" ? std::string(part) : Capital(part));
    return out;
  }

  void Person() {
    std::string name = Given() + " " + Surname();
    double form = random_.Uniform();
    if (form < 0.08)
      name = Given() + " " + static_cast<char>('A' + random_.Integer(0, 25)) + ". " + Surname();
    else if (form < 0.12)
      name = std::string(1, static_cast<char>('A' + random_.Integer(0, 25))) + ". " + Surname();
    else if (form < 0.16)
      name = Given() + " " + Given() + " " + Surname();
    else if (form < 0.22)
      name = Capital(random_.Pick(korean_)) + " " + Invented() + (random_.Chance(0.6) ? "-" + ToLowerAscii(Invented().substr(0, 4)) : "");
    else if (form < 0.25)
      name = Upper(name);
    PutName(name);
  }
  void Hospital() {
    static const std::vector<std::string> kKinds{
        "Hospital",    "Clinic",        "Medical Center", "General Hospital", "Health Center", "Memorial Hospital", "Children's Hospital",
        "Urgent Care", "Medical Group", "Pharmacy"};
    static const std::vector<std::string> kFirst{"St. Mary's", "Mercy",    "Riverside",  "Central", "City",
                                                 "Sunrise",    "Lakeview", "University", "North",   "Good Samaritan"};
    std::string first = random_.Chance(0.4) ? random_.Pick(kFirst) : random_.Chance(0.5) ? Invented() : Each(random_.Pick(cities_));
    Put(first + " " + random_.Pick(kKinds), NameTag::kOrganization);
  }
  void Organization() {
    static const std::vector<std::string> kKinds{"Inc",       "Corp",      "University", "Insurance",   "Bank",       "Foundation",
                                                 "Institute", "Solutions", "Group",      "Association", "School",     "Technologies",
                                                 "Hotel",     "Records",   "Society",    "Police",      "Restaurant", "Partners"};
    double form = random_.Uniform();
    if (form < 0.3)
      Put(Upper(random_.Pick(organizations_)).size() <= 4 ? Upper(random_.Pick(organizations_)) : Capital(random_.Pick(organizations_)),
          NameTag::kOrganization);
    else if (form < 0.5)
      Put(Invented() + " " + random_.Pick(kKinds), NameTag::kOrganization);
    else if (form < 0.65)
      Put(Each(random_.Pick(cities_)) + " " + random_.Pick(kKinds), NameTag::kOrganization);
    else if (form < 0.85)
      Put(Capital(random_.Pick(words_)) + " " + Capital(random_.Pick(words_)) + " " + random_.Pick(kKinds), NameTag::kOrganization);
    else
      Put(Invented() + Capital(random_.Pick(words_)), NameTag::kOrganization);
  }
  void Street() {
    static const std::vector<std::string> kKinds{"Street", "Road", "Avenue", "Lane", "Drive", "Court", "Way"};
    Put(std::to_string(random_.Integer(1, 2000)) + " " + (random_.Chance(0.5) ? Invented() : Capital(random_.Pick(words_))) + " " +
            random_.Pick(kKinds),
        NameTag::kPlace);
  }
  void City() {
    static const std::vector<std::string> kLand{"Harbor", "Falls", "Heights", "Springs", "Creek", "Valley", "Hill",   "Grove",
                                                "Lake",   "Beach", "Park",    "Ridge",   "Hills", "Bay",    "Island", "Point"};
    if (random_.Chance(0.12)) return Put(Capital(random_.Pick(words_)) + " " + random_.Pick(kLand), NameTag::kPlace);
    Put(random_.Chance(0.25) ? Invented() : Each(random_.Pick(cities_)), NameTag::kPlace);
  }
  void Date() {
    static const std::vector<std::string> kDates{"March 3, 2023", "05/06/2021",   "2024-01-09",
                                                 "July 15th",     "12 June 2019", "October 1st, 2022"};
    Put(random_.Pick(kDates), NameTag::kNone);
  }
  void Title() {
    static const std::vector<std::string> kTitles{"Dr.", "Mr.", "Mrs.", "Ms.", "Prof.", "Dr", "Nurse", "Miss"};
    Put(random_.Pick(kTitles), NameTag::kNone);
  }

  // Every fourth word is one that is a name, too ("read", "will", "rose"): only the context tells.
  const std::string& Word() { return random_.Pick(random_.Chance(0.25) ? ambiguous_ : words_); }

  void Fill(char kind) {
    switch (kind) {
      case 'P':
        return Person();
      case 'F':
        return PutName(Given());
      case 'S':
        return PutName(Surname());
      case 'C':
        return City();
      case 'R':
        return Put(Each(random_.Pick(states_)), NameTag::kPlace);
      case 'H':
        return Hospital();
      case 'O':
        return Organization();
      case 'A':
        return Street();
      case 'd':
        return Date();
      case 't':
        return Title();
      case 'n':
        return Put(std::to_string(random_.Integer(1, 2024)), NameTag::kNone);
      case 'w':
        return Put(Word(), NameTag::kNone);
      case 'W':
        return Put(Capital(Word()), NameTag::kNone);
      case 'M':
        return Put(Capital(random_.Pick(clinical_)), NameTag::kNone);
      case 'E':
        return Put(Capital(random_.Pick(eponyms_)), NameTag::kNone);
      default:
        throw std::logic_error("training: no filling for {" + std::string(1, kind) + "}");
    }
  }

  Random random_;
  std::vector<std::string> female_, male_, surnames_, words_, cities_, states_, eponyms_, clinical_, korean_, more_surnames_, more_given_,
      organizations_, ambiguous_;
  std::vector<Piece> pieces_;
  bool upper_ = false, lower_names_ = false;
};

struct Example {
  std::string text;
  std::vector<std::pair<std::size_t, NameTag>> ends;  // end byte of each piece
};

// Weights of an averaged perceptron: the sum over all steps is kept lazily.
class Perceptron {
 public:
  Perceptron() : weights_(Tagger::kRows), sums_(Tagger::kRows), stamps_(Tagger::kRows) {}

  NameTag Best(const Tagger::Features& rows) const {
    std::array<float, kNameTags> scores{};
    for (std::uint32_t row : rows)
      for (std::size_t tag = 0; tag < kNameTags; ++tag) scores[tag] += weights_[row][tag];
    return static_cast<NameTag>(std::max_element(scores.begin(), scores.end()) - scores.begin());
  }
  void Learn(const Tagger::Features& rows, NameTag gold, NameTag guess) {
    ++step_;
    if (gold == guess) return;
    for (std::uint32_t row : rows) {
      Settle(row);
      weights_[row][static_cast<std::size_t>(gold)] += 1;
      weights_[row][static_cast<std::size_t>(guess)] -= 1;
    }
  }
  std::string Bytes() {
    float most = 1;
    for (std::uint32_t row = 0; row < Tagger::kRows; ++row) {
      Settle(row);
      for (double sum : sums_[row]) most = std::max(most, static_cast<float>(std::abs(sum / static_cast<double>(step_))));
    }
    std::string bytes;
    for (const auto& row : sums_)
      for (double sum : row) {
        auto value = static_cast<std::int16_t>(sum / static_cast<double>(step_) / static_cast<double>(most) * 32000.0);
        bytes += static_cast<char>(value & 0xFF);
        bytes += static_cast<char>((value >> 8) & 0xFF);
      }
    return bytes;
  }

 private:
  void Settle(std::uint32_t row) {
    double steps = static_cast<double>(step_ - stamps_[row]);
    for (std::size_t tag = 0; tag < kNameTags; ++tag) sums_[row][tag] += steps * static_cast<double>(weights_[row][tag]);
    stamps_[row] = step_;
  }
  std::vector<std::array<float, kNameTags>> weights_;
  std::vector<std::array<double, kNameTags>> sums_;
  std::vector<std::uint64_t> stamps_;
  std::uint64_t step_ = 0;
};

// One text of a few sentences: some share a line, some do not.
Example Write(Writer& writer, Random& random) {
  Example example;
  for (std::int64_t count = random.Integer(1, 4); count > 0; --count) {
    if (!example.text.empty()) example.text += random.Chance(0.7) ? " " : "\n";
    if (!example.ends.empty()) example.ends.back().first = std::max(example.ends.back().first, std::size_t{0});
    for (const Piece& piece : writer.Sentence()) {
      example.text += piece.text;
      example.ends.emplace_back(example.text.size(), piece.tag);
    }
  }
  return example;
}

int Train(const char* path, std::size_t sentences, std::uint64_t seed) {
  Perceptron perceptron;
  Scan scan;
  Tagger::Features rows;
  std::vector<NameTag> tags;
  for (int round = 0; round < kRounds; ++round) {
    Writer writer(seed + static_cast<std::uint64_t>(round));
    Random random(seed * 31 + static_cast<std::uint64_t>(round));
    std::uint64_t wrong = 0, seen = 0;
    for (std::size_t n = 0; n < sentences / 2; ++n) {
      Example example = Write(writer, random);
      scan.text = example.text;
      Tokenise(scan.text, scan.tokens);
      // Half of the time the word itself is not looked at, so that its lexicon flags and its context count.
      NameTag before = NameTag::kNone;
      std::size_t piece = 0;
      for (std::size_t i = 0; i < scan.size(); ++i) {
        while (piece < example.ends.size() && example.ends[piece].first <= scan.tokens[i].begin) ++piece;
        NameTag gold = piece < example.ends.size() ? example.ends[piece].second : NameTag::kNone;
        bool joined = i > 0 && scan.tokens[i - 1].end == scan.tokens[i].begin;
        if (!Tagger::IsCandidate(scan.tokens[i])) {
          before = joined ? before : NameTag::kNone;
          before = NameTag::kNone;
          continue;
        }
        std::uint64_t hash = scan.tokens[i].hash;
        if (gold != NameTag::kNone && random.Chance(0.5)) scan.tokens[i].hash = random.Next();
        Tagger::Extract(scan, i, before, rows);
        scan.tokens[i].hash = hash;
        NameTag guess = perceptron.Best(rows);
        perceptron.Learn(rows, gold, guess);
        wrong += guess != gold;
        ++seen;
        before = guess;
      }
    }
    std::printf("round %d: %.3f %% of %llu words wrong\n", round + 1, 100.0 * static_cast<double>(wrong) / static_cast<double>(seen),
                static_cast<unsigned long long>(seen));
  }
  std::ofstream out(path, std::ios::binary);
  std::string bytes = perceptron.Bytes();
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return out.good() ? 0 : 1;
}

}  // namespace
}  // namespace aegle

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "deid_train OUT [SENTENCES] [SEED]\n");
    return 2;
  }
  std::size_t sentences = argc > 2 ? std::stoul(argv[2]) : aegle::kSentences;
  std::uint64_t seed = argc > 3 ? std::stoull(argv[3]) : aegle::kSeed;
  return aegle::Train(argv[1], sentences, seed);
}
