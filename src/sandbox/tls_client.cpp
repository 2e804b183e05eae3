#include "sandbox/tls_client.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <thread>

namespace aegle {
namespace {

struct SslDeleter {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
};
using SslPtr = std::unique_ptr<SSL, SslDeleter>;

constexpr std::size_t kPart = std::size_t{16} << 10;   // the largest record of TLS

void SetBlocking(int socket, bool blocking) {
  int flags = ::fcntl(socket, F_GETFL);
  ::fcntl(socket, F_SETFL, blocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK);
}

void SetTimeout(int socket, int timeout_ms) {
  timeval limit{timeout_ms / 1000, (timeout_ms % 1000) * 1000};
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

bool NameHost(SSL* ssl, const std::string& host) {
  in6_addr space;
  const bool address = ::inet_pton(AF_INET, host.c_str(), &space) == 1 || ::inet_pton(AF_INET6, host.c_str(), &space) == 1;
  if (address) return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str()) == 1;
  return SSL_set_tlsext_host_name(ssl, host.c_str()) == 1 && SSL_set1_host(ssl, host.c_str()) == 1;
}

bool SendAll(int socket, const char* bytes, std::size_t size) {
  while (size > 0) {
    ssize_t sent = ::send(socket, bytes, size, MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes += sent;
    size -= static_cast<std::size_t>(sent);
  }
  return true;
}

// All of it; the socket does not block, so what the library waits for is waited for here.
bool WriteAll(SSL* ssl, int secure, const char* bytes, int size) {
  for (;;) {
    int written = SSL_write(ssl, bytes, size);
    if (written == size) return true;
    int reason = SSL_get_error(ssl, written);
    pollfd waiting{secure, static_cast<short>(reason == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT), 0};
    if ((reason != SSL_ERROR_WANT_READ && reason != SSL_ERROR_WANT_WRITE) || ::poll(&waiting, 1, -1) <= 0) return false;
  }
}

// Passes on what has arrived. A record without data (a session ticket) is no end.
bool PassBack(SSL* ssl, int plain) {
  char bytes[kPart];
  int got = SSL_read(ssl, bytes, static_cast<int>(kPart));
  if (got > 0) return SendAll(plain, bytes, static_cast<std::size_t>(got));
  int reason = SSL_get_error(ssl, got);
  return reason == SSL_ERROR_WANT_READ || reason == SSL_ERROR_WANT_WRITE;
}

bool PassOn(SSL* ssl, int secure, int plain) {
  char bytes[kPart];
  ssize_t got = ::recv(plain, bytes, kPart, MSG_DONTWAIT);
  return got > 0 && WriteAll(ssl, secure, bytes, static_cast<int>(got));
}

// Both ways, until one end has closed.
void Relay(SslPtr ssl, int secure, int plain) {
  SetBlocking(secure, false);
  for (bool open = true; open;) {
    pollfd waiting[2] = {{secure, POLLIN, 0}, {plain, POLLIN, 0}};
    if (SSL_pending(ssl.get()) == 0 && ::poll(waiting, 2, -1) <= 0) break;
    if (SSL_pending(ssl.get()) > 0 || waiting[0].revents != 0) open = PassBack(ssl.get(), plain);
    if (open && waiting[1].revents != 0) open = PassOn(ssl.get(), secure, plain);
  }
  SSL_shutdown(ssl.get());
  ssl.reset();
  ::close(secure);
  ::close(plain);
}

}  // namespace

std::unique_ptr<TlsClient> TlsClient::Create(const std::string& ca_file) {
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  if (context == nullptr) return nullptr;
  std::unique_ptr<TlsClient> client(new TlsClient(context));
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_mode(context, SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  const int trusted = ca_file.empty() ? SSL_CTX_set_default_verify_paths(context) : SSL_CTX_load_verify_locations(context, ca_file.c_str(), nullptr);
  return trusted == 1 ? std::move(client) : nullptr;
}

TlsClient::~TlsClient() { SSL_CTX_free(context_); }

Result<int> TlsClient::Secure(int connected, const std::string& host, int timeout_ms) const {
  int ends[2] = {-1, -1};
  SslPtr ssl(SSL_new(context_));
  SetBlocking(connected, true);
  SetTimeout(connected, timeout_ms);
  const bool shaken = ssl != nullptr && SSL_set_fd(ssl.get(), connected) == 1 && NameHost(ssl.get(), host) && SSL_connect(ssl.get()) == 1;
  const bool accepted = ssl != nullptr && SSL_get_verify_result(ssl.get()) == X509_V_OK;
  if (!shaken || !accepted || ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    ssl.reset();
    ::close(connected);
    return accepted ? Fail(ErrorCode::kUnavailable, "the host does not speak TLS") : Fail(ErrorCode::kIntegrity, "the certificate was not accepted");
  }
  SetTimeout(connected, 0);
  std::thread([relayed = std::move(ssl), connected, plain = ends[0]]() mutable { Relay(std::move(relayed), connected, plain); }).detach();
  return ends[1];
}

}  // namespace aegle
