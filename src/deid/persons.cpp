#include "deid/persons.h"

#include <algorithm>

#include "base/text.h"

namespace aegle {
namespace {

std::string Normal(std::string_view value) {
  std::string out;
  for (char c : value) {
    if (IsLetterAscii(c))
      out += static_cast<char>(c | 32);
    else if (IsDigitAscii(c) || static_cast<unsigned char>(c) >= 0x80)
      out += c;
  }
  return out;
}

}  // namespace

// The digit in front sorts record numbers before the rest.
std::string PersonIndex::RecordNumber(std::string_view value) { return "1mrn:" + Normal(value); }
std::string PersonIndex::ResidentNumber(std::string_view value) { return "2rrn:" + Normal(value); }
std::string PersonIndex::Reference(std::string_view reference) {
  // Of a URL the last two parts: http://server/fhir/Patient/17/_history/2 is Patient/17.
  std::size_t history = reference.find("/_history");
  reference = reference.substr(0, history);
  std::size_t slash = reference.rfind('/');
  std::size_t before = slash == std::string_view::npos || slash == 0 ? std::string_view::npos : reference.rfind('/', slash - 1);
  if (before != std::string_view::npos) reference = reference.substr(before + 1);
  return "3ref:" + std::string(reference);
}

const std::string& PersonIndex::Root(const std::string& key) const {
  const std::string* at = &key;
  for (auto found = parents_.find(*at); found != parents_.end(); found = parents_.find(*at)) at = &found->second;
  return *at;
}

void PersonIndex::Link(const std::string& a, const std::string& b) {
  std::string root_a = Root(a), root_b = Root(b);
  if (root_a == root_b) return;
  if (root_b < root_a) std::swap(root_a, root_b);
  parents_[root_b] = root_a;
}

std::string PersonIndex::Canonical(const std::string& key) const { return Root(key); }
KnownPerson& PersonIndex::Known(const std::string& key) { return known_[Root(key)]; }
const KnownPerson* PersonIndex::FindKnown(const std::string& key) const {
  auto found = known_.find(Root(key));
  return found == known_.end() ? nullptr : &found->second;
}

void PersonIndex::Finish() {
  std::map<std::string, KnownPerson> gathered;
  for (auto& [key, known] : known_) {
    KnownPerson& to = gathered[Root(key)];
    to.names.insert(to.names.end(), known.names.begin(), known.names.end());
    to.numbers.insert(to.numbers.end(), known.numbers.begin(), known.numbers.end());
  }
  for (auto& [key, known] : gathered) {
    for (auto* list : {&known.names, &known.numbers}) {
      std::sort(list->begin(), list->end());
      list->erase(std::unique(list->begin(), list->end()), list->end());
    }
  }
  known_ = std::move(gathered);
}

std::string PersonIndex::TypeOf(const std::string& reference) const {
  auto found = types_.find(reference);
  return found == types_.end() ? std::string() : found->second;
}

}  // namespace aegle
