// A program that is only the attacking end of the self test, or the broker, for the tests of this module; the product starts itself instead.
#include <string_view>

#include "sandbox/egress.h"
#include "sandbox/probe.h"

int main(int count, char** arguments) {
  std::span<char*> all(arguments, static_cast<std::size_t>(count));
  if (all.size() < 2) return 2;
  if (std::string_view(all[1]) == "sandbox-probe") return aegle::RunProbeFromArguments(all.subspan(2));
  if (std::string_view(all[1]) == "egress-broker") return aegle::RunBrokerFromArguments(all.subspan(2));
  return 2;
}
