// De-identification: identifiers in a text are found and replaced by surrogates that look like them.
//
//   ProjectKey key = *ProjectKey::ReadOrCreate(home + "/deid.key");
//   Deidentifier deid(key, {});
//   DeidText safe = deid.Deidentify("김철수님, DOB 1970-03-02", "MRN-17");   // safe.text leaves the house
//   std::string answer = deid.Reidentify(reply_of_the_remote_engine, "MRN-17");
//
// The same name becomes the same name, the same number the same number, in every text and format that one project key is used
// for; dates of one person move by one number of days (a multiple of 7, 7 to 364, forward or back, never 0), so that order,
// intervals and days of the week stay. Different project keys give surrogates that cannot be linked. Surrogates come from
// HMAC-SHA256(project key, class, normalised original): without the key nothing can be tried out.
//
// Kept (profile safe-harbor): years alone, times of the day, states and countries, ages up to 89. An age above 89 is "90+", a ZIP
// code keeps three digits at most. What was found but kept is not in `DeidText::found` of kReplace.
// De-identified is not anonymous: rare diseases and combinations of quasi-identifiers stay.
//
// Threads: one Deidentifier, one thread at a time; it remembers its surrogates (book.h) so that two originals of a project never
// share one, and so that Reidentify can undo them. Recogniser and ProjectKey may be shared.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "deid/phi_class.h"

namespace aegle {

// 32 random bytes that belong to one project.
class ProjectKey {
 public:
  static constexpr std::size_t kBytes = 32;
  explicit ProjectKey(std::string_view bytes);  // exactly kBytes; throws std::invalid_argument otherwise
  ~ProjectKey();
  ProjectKey(const ProjectKey&) = default;
  ProjectKey& operator=(const ProjectKey&) = default;

  // A file of 32 bytes that only its owner can read (0600); made where there is none.
  // Errors: kDenied (others can read it), kBadInput (not 32 bytes), kIo.
  [[nodiscard]] static Result<ProjectKey> ReadOrCreate(const std::string& path);
  [[nodiscard]] static ProjectKey Generate();

  // HMAC-SHA256 of `message`; `purpose` separates uses.
  [[nodiscard]] std::array<unsigned char, 32> Mac(std::string_view purpose, std::string_view message) const;

 private:
  std::array<unsigned char, kBytes> bytes_{};
};

enum class DeidProfile : std::uint8_t { kSafeHarbor, kStrict };

struct DeidOptions {
  DeidProfile profile = DeidProfile::kSafeHarbor;
};

struct FoundPhi {
  std::size_t begin = 0, end = 0;  // bytes of the input
  PhiClass phi_class = PhiClass::kName;
};

struct DeidText {
  std::string text;
  std::vector<FoundPhi> found;  // what was replaced, in order
};

// What is known of a person from a structured source: found in free text without any doubt.
struct KnownPerson {
  std::vector<std::string> names;    // whole names and their parts
  std::vector<std::string> numbers;  // record numbers, telephone numbers, other identifiers
};

class SurrogateBook;

class Deidentifier {
 public:
  Deidentifier(const ProjectKey& key, const DeidOptions& options);
  ~Deidentifier();
  Deidentifier(Deidentifier&&) noexcept;
  Deidentifier& operator=(Deidentifier&&) noexcept;

  // `person` names whose record the text belongs to (any stable string: a record number); empty: nobody's, dates then move with the
  // project. Any bytes are taken; malformed UTF-8 is kept as it is.
  [[nodiscard]] DeidText Deidentify(std::string_view text, std::string_view person, const KnownPerson* known = nullptr);

  // The surrogates that this object has given for `person` (and for the project) back to the originals, wherever they stand in `text`;
  // dates in it move back. What has no original stays.
  [[nodiscard]] std::string Reidentify(std::string_view text, std::string_view person) const;

  // One value whose class is known (a field of a structured format).
  [[nodiscard]] std::string Replace(PhiClass phi_class, std::string_view value, std::string_view person);
  // A technical id of a record format (FHIR id, UUID): another one, the same everywhere.
  [[nodiscard]] std::string ReplaceId(std::string_view id);
  // Days that dates of `person` move by: -364 .. 364, a multiple of 7, never 0.
  [[nodiscard]] int ShiftDays(std::string_view person) const;

  [[nodiscard]] SurrogateBook& book() { return *book_; }
  [[nodiscard]] const SurrogateBook& book() const { return *book_; }
  [[nodiscard]] const DeidOptions& options() const { return options_; }
  [[nodiscard]] const ProjectKey& key() const { return key_; }

 private:
  ProjectKey key_;
  DeidOptions options_;
  std::unique_ptr<SurrogateBook> book_;
};

}  // namespace aegle
