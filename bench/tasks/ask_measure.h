// Questions with known answers (src/synth/questions.h): the floor of `ask`, and beside it the model alone, which reads the facts
// of the record in its prompt and answers freely.
#pragma once

#include "model/engine.h"
#include "records.h"

namespace aegle::bench {

void MeasureAsk(Records& records, Engine& engine, int questions, bool show);

}  // namespace aegle::bench
