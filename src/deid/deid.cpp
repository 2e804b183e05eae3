#include "deid/deid.h"

#include <charconv>

#include "base/text.h"
#include "deid/check_digits.h"
#include "deid/dates.h"
#include "deid/folded_text.h"
#include "deid/korean.h"
#include "deid/recogniser.h"
#include "deid/surrogate_book.h"
#include "deid/surrogates.h"

namespace aegle {
namespace {

constexpr int kWeeks = 52;
constexpr int kOldestKept = 89;  // HIPAA: ages above 89 are one group

bool HasHangulByte(std::string_view text) {
  for (char c : text)
    if (static_cast<unsigned char>(c) >= 0xEA && static_cast<unsigned char>(c) <= 0xED) return true;
  return false;
}

// Addresses of standards name no person.
bool IsStandardUrl(std::string_view url) {
  for (std::string_view known : {"http://www.w3.org/", "http://hl7.org/", "http://terminology.hl7.org/", "http://loinc.org",
                                 "http://snomed.info/", "http://unitsofmeasure.org"})
    if (url.starts_with(known)) return true;
  return false;
}

// Letters and digits only, folded, lower case: two ways of writing one identifier are the same.
std::string Normalised(std::string_view text) {
  FoldedText folded(text);
  std::string out;
  for (char c : folded.text()) {
    if (static_cast<unsigned char>(c) >= 0x80 || IsDigitAscii(c))
      out += c;
    else if (IsLetterAscii(c))
      out += static_cast<char>(c | 32);
  }
  return out;
}

// The replacement of one value of one class.
class Replacer {
 public:
  Replacer(const ProjectKey& key, SurrogateBook& book, std::string_view person, int days)
      : key_(key), book_(book), person_(person), days_(days) {}

  std::string Replace(PhiClass phi_class, std::string_view original) {
    switch (phi_class) {
      case PhiClass::kName:
        return Name(original);
      case PhiClass::kBirthDate:
      case PhiClass::kDate:
        return Date(phi_class, original);
      case PhiClass::kAge:
        return Age(original);
      case PhiClass::kZip:
        return ZipSurrogate(original);
      case PhiClass::kResidentNumber:
      case PhiClass::kForeignerNumber:
        return Resident(phi_class, original);
      default:
        return Other(phi_class, original);
    }
  }

 private:
  SurrogateStream Stream(std::string_view purpose, std::string_view message, int attempt) const {
    return {key_, purpose, attempt == 0 ? std::string(message) : std::string(message) + '\x1e' + std::to_string(attempt)};
  }

  std::string Date(PhiClass phi_class, std::string_view original) {
    FoldedText folded(original);
    bool moved = false;
    std::string shifted = ShiftWrittenDate(folded.text(), days_, &moved);
    if (!moved) {
      // A date that cannot be read is not left as it is.
      SurrogateStream stream = Stream("date", Normalised(original), 0);
      shifted = ShapeSurrogate(stream, original);
    }
    book_.Note(phi_class, person_, original, shifted);
    return shifted;
  }

  std::string Age(std::string_view original) {
    int age = 0;
    FoldedText folded(original);
    std::string_view text = folded.text();
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), age);
    if (error == std::errc{} && age > kOldestKept) return "90+";
    bool spelled = EqualsIgnoreCase(text.substr(0, 6), "ninety") || EqualsIgnoreCase(text, "hundred");
    return spelled ? "90+" : std::string(original);
  }

  std::string Resident(PhiClass phi_class, std::string_view original) {
    return book_.Get(phi_class, person_, original, [&](int attempt) {
      SurrogateStream stream = Stream("resident", Normalised(original), attempt);
      return ResidentNumberSurrogate(stream, original, days_);
    });
  }

  std::string Other(PhiClass phi_class, std::string_view original) {
    std::string normal = Normalised(original);
    bool hangul = HasHangulByte(original);
    bool shaped = phi_class > PhiClass::kIp || phi_class == PhiClass::kPhone || phi_class == PhiClass::kFax;
    // One identifier in two layouts ("12-34" and "1234") gets the same characters; the book keeps each layout.
    std::string_view purpose = shaped ? "identifier" : Info(phi_class).name;
    return book_.Get(phi_class, "", original, [&](int attempt) {
      SurrogateStream stream = Stream(purpose, normal, attempt);
      switch (phi_class) {
        case PhiClass::kHospital:
          return HospitalSurrogate(stream, hangul, original);
        case PhiClass::kOrganization:
          return OrganizationSurrogate(stream, hangul);
        case PhiClass::kState:
        case PhiClass::kCity:
          return CitySurrogate(stream, hangul, original);
        case PhiClass::kAddress:
          return AddressSurrogate(stream, hangul);
        case PhiClass::kEmail:
          return EmailSurrogate(stream);
        case PhiClass::kUrl:
          return UrlSurrogate(stream);
        case PhiClass::kIp:
          return IpSurrogate(stream, original);
        case PhiClass::kPhone:
        case PhiClass::kFax:
          return PhoneSurrogate(stream, original);
        default:
          return ShapeSurrogate(stream, original);
      }
    });
  }

  // Word by word, so that "John Smith", "Mr. Smith" and "Smith, John" agree; titles stay.
  std::string Name(std::string_view original) {
    FoldedText folded(original);
    std::vector<Token> tokens;
    Tokenise(folded.text(), tokens);
    std::string out;
    std::size_t at = 0;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      const Token& token = tokens[i];
      out += folded.text().substr(at, token.begin - at);
      at = token.end;
      std::string_view text = folded.text().substr(token.begin, token.size());
      if (token.kind == TokenKind::kHangul)
        out += Hangul(tokens, i, text);
      else if (token.kind == TokenKind::kHan)
        out += Word(text, [&](SurrogateStream& stream) { return HanjaNameSurrogate(stream, text.size() / 3); });
      else if (token.kind == TokenKind::kWord && !IsKeptWord(token, i))
        out += Word(text, [&](SurrogateStream& stream) { return LatinNameSurrogate(stream, text); });
      else
        out += text;
    }
    return out + std::string(folded.text().substr(at));
  }
  static bool IsKeptWord(const Token& token, std::size_t i) {
    if ((token.flags & (word::kTitle | word::kRole)) != 0 && i == 0) return true;
    return (token.flags & word::kNameParticle) != 0 && token.shape == TokenShape::kLower;
  }

  // The words of a name are known to the book in their own layout; surrogates follow from the word in lower case.
  template <class Make>
  std::string Word(std::string_view text, Make make) {
    return book_.Get(PhiClass::kName, "", text, [&](int attempt) {
      SurrogateStream stream = Stream("name", ToLowerAscii(text), attempt);
      return make(stream);
    });
  }

  // "김철수" is family and given name; "김" and "철수" apart give the same.
  std::string Hangul(const std::vector<Token>& tokens, std::size_t i, std::string_view text) {
    std::size_t count = korean::Syllables(text);
    bool family_apart = i > 0 && tokens[i - 1].kind == TokenKind::kHangul;
    if (family_apart) {
      // "김 철 수": the syllables of the given name go together
      if (count == 1 && i + 1 < tokens.size()) return std::string(Given(text));
      return Given(text);
    }
    // One syllable is a family name, two are a given name (but for "남궁"), so that FHIR's family and given agree with the whole name.
    bool long_family = count == 2 && korean::SurnameLength(std::string(text) + "가") == 2;
    if (long_family || (count == 1 && korean::SurnameLength(text) == 1)) return Family(text);
    auto family = static_cast<std::size_t>(korean::SurnameLength(text));
    if (family == 0 || count <= 2 || count <= family) return Given(text);
    return Family(korean::Prefix(text, family)) + Given(korean::Behind(text, family));
  }
  std::string Family(std::string_view text) {
    SurrogateStream stream = Stream("family", text, 0);
    return HangulFamilySurrogate(stream, text);
  }
  std::string Given(std::string_view text) {
    std::size_t count = korean::Syllables(text);
    if (count == 1) {
      SurrogateStream stream = Stream("given", text, 0);
      return HangulGivenSurrogate(stream, 1);
    }
    return book_.Get(PhiClass::kName, "", text, [&](int attempt) {
      SurrogateStream stream = Stream("given", text, attempt);
      return HangulGivenSurrogate(stream, count);
    });
  }

  const ProjectKey& key_;
  SurrogateBook& book_;
  std::string_view person_;
  int days_;
};

}  // namespace

Deidentifier::Deidentifier(const ProjectKey& key, const DeidOptions& options)
    : key_(key), options_(options), book_(std::make_unique<SurrogateBook>()) {}
Deidentifier::~Deidentifier() = default;
Deidentifier::Deidentifier(Deidentifier&&) noexcept = default;
Deidentifier& Deidentifier::operator=(Deidentifier&&) noexcept = default;

int Deidentifier::ShiftDays(std::string_view person) const {
  std::array<unsigned char, 32> mac = key_.Mac("shift", person);
  int weeks = 1 + (mac[0] << 8 | mac[1]) % kWeeks;
  return (mac[2] & 1) != 0 ? 7 * weeks : -7 * weeks;
}

std::string Deidentifier::Replace(PhiClass phi_class, std::string_view value, std::string_view person) {
  int days = ShiftDays(person);
  book_->NoteShift(person, days);
  // A resident number is one in every field that it stands in.
  bool number = phi_class >= PhiClass::kSsn && phi_class != PhiClass::kAccount && phi_class != PhiClass::kForeignerNumber;
  if (number && LooksLikeResidentNumber(Normalised(value))) phi_class = PhiClass::kResidentNumber;
  std::string surrogate = Replacer(key_, *book_, person, days).Replace(phi_class, value);
  // The whole of a name, so that it can be undone where Hangul names have lost the space between their parts.
  if (phi_class == PhiClass::kName) book_->Note(phi_class, "", value, surrogate);
  return surrogate;
}

std::string Deidentifier::ReplaceId(std::string_view id) {
  return book_->Get(PhiClass::kOtherId, "", id, [&](int attempt) {
    SurrogateStream stream(key_, "id", attempt == 0 ? std::string(id) : std::string(id) + '\x1e' + std::to_string(attempt));
    return IdSurrogate(stream, id);
  });
}

DeidText Deidentifier::Deidentify(std::string_view text, std::string_view person, const KnownPerson* known) {
  thread_local Recogniser recogniser;
  const std::vector<FoundPhi>& spans = recogniser.Find(text, known);
  DeidText out;
  out.text.reserve(text.size() + text.size() / 16);
  std::size_t at = 0;
  for (const FoundPhi& span : spans) {
    const PhiClassInfo& info = Info(span.phi_class);
    PhiTreatment treatment = options_.profile == DeidProfile::kStrict ? info.strict : info.safe_harbor;
    if (treatment == PhiTreatment::kKeep) continue;
    std::string_view original = text.substr(span.begin, span.end - span.begin);
    if (span.phi_class == PhiClass::kUrl && IsStandardUrl(original)) continue;
    std::string surrogate = Replace(span.phi_class, original, person);
    if (surrogate == original) continue;
    out.text += text.substr(at, span.begin - at);
    out.text += surrogate;
    out.found.push_back(span);
    at = span.end;
  }
  out.text += text.substr(at);
  return out;
}

std::string Deidentifier::Reidentify(std::string_view text, std::string_view person) const { return book_->Undo(text, person); }

}  // namespace aegle
