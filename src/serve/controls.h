// Positive controls: each safety function is shown a case that it must catch, at start and whenever /health is asked.
#pragma once

#include <string>
#include <vector>

#include "serve/services.h"

namespace aegle {

struct Control {
  std::string name;
  bool ok = false;
  std::string detail;      // what went wrong, for an operator
};

std::vector<Control> RunControls(Services& services);

}  // namespace aegle
