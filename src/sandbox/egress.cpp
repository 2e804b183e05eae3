#include "sandbox/egress.h"

#include <linux/seccomp.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstring>

#include "sandbox/probe_line.h"
#include "sandbox/syscall_filter.h"

namespace aegle {
namespace {

std::atomic<bool> closed{false};

// The descriptor that came with the answer '+', or -1; `answer` says what it was.
int ReceiveDescriptor(int socket, int patience_ms, char& answer) {
  pollfd waiting{socket, POLLIN, 0};
  if (::poll(&waiting, 1, patience_ms) <= 0) return -1;
  iovec part{&answer, 1};
  alignas(cmsghdr) char space[CMSG_SPACE(sizeof(int))] = {};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = space;
  message.msg_controllen = sizeof space;
  if (::recvmsg(socket, &message, MSG_CMSG_CLOEXEC) != 1 || answer != '+') return -1;
  const cmsghdr* header = CMSG_FIRSTHDR(&message);
  if (header == nullptr || header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) return -1;
  int descriptor = -1;
  std::memcpy(&descriptor, CMSG_DATA(header), sizeof descriptor);
  return descriptor;
}

}  // namespace

Result<void> CloseEgress() {
  SyscallFilter filter(SyscallAction::kAllow);
  filter.On({SYS_socket, SYS_connect, SYS_bind, SYS_listen, SYS_sendmsg, SYS_sendmmsg}, SyscallAction::kDeny);
  // With an address: the way around connect. Both halves of the pointer are looked at.
  filter.OnArguments(SYS_sendto, {{4, 0xffffffff, 0}, {4 | kHighHalf, 0xffffffff, 0}}, SyscallAction::kAllow);
  filter.On({SYS_sendto}, SyscallAction::kDeny);
  // Ways to do the same by another hand: rings of calls, other processes' sockets and memory, other networks.
  filter.On({SYS_io_uring_setup, SYS_io_uring_enter, SYS_io_uring_register, SYS_pidfd_getfd, SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_setns,
             SYS_unshare, SYS_bpf},
            SyscallAction::kDeny);
  AEGLE_CHECK(filter.Install(SyscallFilter::Scope::kAllThreads));
  closed = true;
  return {};
}

bool EgressIsClosed() { return closed; }

Result<std::unique_ptr<EgressBroker>> EgressBroker::Start(std::vector<EgressHost> allowed, const std::vector<std::string>& command) {
  AEGLE_TRY(process, WorkerProcess::Start(command));
  LineChannel channel(process->socket());
  for (const EgressHost& each : allowed) {
    channel.Send("host " + each.host);
    channel.Send("port " + std::to_string(each.port));
    if (each.tls) channel.Send("tls on");
    if (!each.ca_file.empty()) channel.Send("ca " + each.ca_file);
  }
  if (!channel.Send("go")) return Fail(ErrorCode::kUnavailable, "the process for outbound connections did not start");
  return std::unique_ptr<EgressBroker>(new EgressBroker(std::move(allowed), std::move(process)));
}

Result<int> EgressBroker::Connect(const std::string& host, std::uint16_t port, int timeout_ms) {
  auto found = std::find_if(allowed_.begin(), allowed_.end(), [&](const EgressHost& each) { return each.host == host && each.port == port; });
  if (found == allowed_.end())
    return Fail(ErrorCode::kDenied, "no connection to this host is allowed", host + ":" + std::to_string(port), "Only the host of model.remote_url can be reached.");
  std::lock_guard lock(mutex_);
  LineChannel channel(process_->socket());
  const bool asked = channel.Send("connect " + std::to_string(found - allowed_.begin())) && channel.Send("within " + std::to_string(timeout_ms));
  // Names are looked up in the same time, so twice the time is the end of all patience.
  char answer = 0;
  int descriptor = asked ? ReceiveDescriptor(process_->socket(), 2 * timeout_ms + 1000, answer) : -1;
  if (answer == 'c') return Fail(ErrorCode::kIntegrity, "the certificate of the configured host was not accepted", host + ":" + std::to_string(port));
  if (descriptor < 0) return Fail(ErrorCode::kUnavailable, "no connection to the configured host", host + ":" + std::to_string(port));
  return descriptor;
}

}  // namespace aegle
