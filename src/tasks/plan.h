// Plan: the content of a document, decided by code before any model is asked. Read this after task.h.
//
// A line is one sentence: its floor wording, which code wrote from the evidence, and, where a model may word it as well, the slots
// that its wording has to hold. The slots of a line are filled with the exact text; no digit of an answer comes from a model.
#pragma once

#include <string>
#include <vector>

#include "tasks/evidence/evidence_set.h"
#include "trust/answer.h"

namespace aegle {

struct Slot {
  std::string label;   // of its evidence: the model writes {f4}
  std::string text;    // what code puts there
  FactKind kind = FactKind::kOther;   // which verbs may govern it: nobody is "diagnosed with" a drug
};

struct Line {
  std::string text;                  // the floor's sentence, without citation marks
  std::vector<std::string> cites;
  std::vector<Slot> slots;           // empty: always the floor's wording
  std::string lead;                  // what code puts before the model's words: "2024-03-02 10:05: "
  std::string about;                 // for the model: what the sentence is about, without a value
};

struct PlannedSection {
  std::string id;
  std::string title;
  std::vector<Line> lines;
};

struct Plan {
  EvidenceSet evidence;
  std::vector<PlannedSection> sections;
  std::vector<LeftOut> left_out;
  bool not_in_record = false;

  PlannedSection& AddSection(std::string id, std::string_view title) {
    sections.push_back({std::move(id), std::string(title), {}});
    return sections.back();
  }
};

}  // namespace aegle
