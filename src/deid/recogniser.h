// Recogniser: the identifiers of one text, of every class, whether they are replaced later or not.
//
// The text is folded (folded_text.h), cut into tokens (tokens.h) and read once by each detector (scan.h). Linear in its size; no
// regular expressions. Detectors: labels, shapes and check digits for numbers; a lexicon, titles, particles and a small tagger for
// names and places. Spans are bytes of the input, in order, and do not overlap; they begin and end at whole characters.
// Threads: a Recogniser keeps buffers, so one thread each.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "deid/deid.h"
#include "deid/scan.h"

namespace aegle {

class Recogniser {
 public:
  // The spans of `text`; valid until the next call. `known`: names and numbers of the person whose record it is.
  const std::vector<FoundPhi>& Find(std::string_view text, const KnownPerson* known = nullptr);

 private:
  void FindKnown(const KnownPerson& known);
  void Resolve();

  Scan scan_;
  std::vector<FoundPhi> found_;
};

}  // namespace aegle
