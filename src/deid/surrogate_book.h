// The book of surrogates: which original became what, so that two originals never share a surrogate and all can be undone.
//
// An entry belongs to a class and to a scope: the project (names, numbers) or one person (dates). Given again, an original gets the
// same surrogate; where two originals would get the same, the second takes the next choice. Sealed with a key of its own
// (docs/formats/deid-map.md); without the file, surrogates are still the same from run to run but for such collisions.
// One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "deid/deid.h"

namespace aegle {

class SurrogateBook {
 public:
  struct Entry {
    PhiClass phi_class;
    std::string scope;  // empty: the project; else the person
    std::string original, surrogate;
  };

  // The surrogate of `original`; made by `make(attempt)` (attempt 0, 1, ...) the first time.
  const std::string& Get(PhiClass phi_class, std::string_view scope, std::string_view original,
                         const std::function<std::string(int attempt)>& make);
  // Records a pair that another rule has made (a shifted date). The first original of a surrogate stays.
  void Note(PhiClass phi_class, std::string_view scope, std::string_view original, std::string_view surrogate);
  void NoteShift(std::string_view person, int days) { shifts_[std::string(person)] = days; }

  // The original of a surrogate, null where it is none.
  [[nodiscard]] const std::string* Original(std::string_view scope, std::string_view surrogate) const;
  // Bytes of the longest surrogate, and the surrogates in `text` undone (whole words, the longest first).
  [[nodiscard]] std::string Undo(std::string_view text, std::string_view scope) const;

  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }
  [[nodiscard]] const std::map<std::string, int, std::less<>>& shifts() const { return shifts_; }

  // Sealed bytes of the whole book, and back. `key` is 32 bytes. Errors: kIntegrity (another key, or changed bytes), kBadInput.
  [[nodiscard]] std::string Seal(std::string_view key) const;
  [[nodiscard]] static Result<SurrogateBook> Unseal(std::string_view sealed, std::string_view key);

 private:
  const std::string& Add(Entry entry);

  std::vector<Entry> entries_;
  std::unordered_map<std::string, std::size_t> by_original_, by_surrogate_;  // class|scope|original, scope|surrogate
  std::map<std::string, int, std::less<>> shifts_;
};

}  // namespace aegle
