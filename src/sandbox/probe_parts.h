// What the planting end of a self test lays out, and how it reads the report. Internal to the module. One thread.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "sandbox/attacks.h"
#include "sandbox/probe.h"
#include "sandbox/probe_line.h"

namespace aegle {

// A listener and a datagram socket of this process: what arrives there has left.
class Trap {
 public:
  Trap();
  ~Trap();
  Trap(const Trap&) = delete;
  Trap& operator=(const Trap&) = delete;
  [[nodiscard]] int tcp_port() const { return Port(tcp_); }
  [[nodiscard]] int udp_port() const { return Port(udp_); }
  // False where this process itself may open no socket any more: then nobody in it may, and nothing can arrive.
  [[nodiscard]] bool open() const { return tcp_ >= 0 && udp_ >= 0; }
  [[nodiscard]] bool caught() const;

 private:
  static int Open(int type);
  static int Port(int opened);
  int tcp_, udp_;
};

// A folder with a secret that the attacking user itself owns: only the sandbox is in the way.
class Bait {
 public:
  explicit Bait(std::optional<uid_t> owner);
  ~Bait();
  Bait(const Bait&) = delete;
  Bait& operator=(const Bait&) = delete;
  [[nodiscard]] const std::string& folder() const { return folder_; }

 private:
  std::string folder_;
};

// An attack that was begun and not reported has taken the process over (it became another program), or broke it.
void ReadReport(LineChannel& channel, const std::vector<Attack>& attacks, ProbeRun& run);

}  // namespace aegle
