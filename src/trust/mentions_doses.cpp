// How often and by which way a medicine is given: "twice daily", "b.i.d.", "every 6 hours", "하루 2회", "by mouth".
#include "trust/mentions.h"

namespace aegle::verify {

void ReadFrequencies(Draft& draft) {
  for (const Hit& hit : draft.hits) {
    if (draft.used[hit.first]) continue;
    Where where{draft.sentence.lexemes[hit.first].begin, draft.sentence.lexemes[hit.last - 1].end};
    if (hit.entry->role == Role::kFrequency)
      draft.sentence.frequencies.push_back({where, hit.first, hit.entry->value, -1});
    else if (hit.entry->role == Role::kRoute)
      draft.sentence.routes.push_back({where, hit.first, hit.entry->value, -1});
    else
      continue;
    draft.Use(hit.first, hit.last);
  }
}

}  // namespace aegle::verify
