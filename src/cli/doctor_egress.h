// aegle doctor --egress: tries to reach the network from every kind of process and shows what was refused.
#pragma once

#include "cli/verb.h"

namespace aegle {

// 0 where nothing leaves, 1 where something does or the proof could not be made. The result goes into the audit log.
Result<int> ShowEgress(const Cli& cli, Runtime& runtime);

}  // namespace aegle
