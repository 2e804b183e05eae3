// Compiled by the tests phi.*: each variant but the control has to be refused by the compiler.
#include <fmt/format.h>
#include <fmt/ostream.h>
#include <fmt/ranges.h>

#include <iostream>
#include <string>

#include "base/phi.h"

int main() {
  aegle::Phi<std::string> name(std::string("somebody"));
#if AEGLE_PHI_VARIANT == 0  // the control: with an access object the value can be read and formatted
  std::cout << fmt::format("{}", name.Reveal(aegle::AuditedAccess("test")));
#elif AEGLE_PHI_VARIANT == 1
  std::cout << fmt::format("{}", name);
#elif AEGLE_PHI_VARIANT == 2
  std::cout << name;
#elif AEGLE_PHI_VARIANT == 3
  std::cout << fmt::format("{}", fmt::streamed(name));
#elif AEGLE_PHI_VARIANT == 4
  const std::string text = name;
  std::cout << text;
#endif
  return 0;
}
