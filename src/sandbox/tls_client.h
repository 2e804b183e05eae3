// TLS at the broker: a connected socket in, a plain one out, with a thread between them. Internal to the module.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"

struct ssl_ctx_st;

namespace aegle {

class TlsClient {
 public:
  // Reads the certificates to trust: `ca_file`, or the system's where it is empty. Null where they cannot be read.
  static std::unique_ptr<TlsClient> Create(const std::string& ca_file);
  ~TlsClient();
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;

  // Takes over `connected`. Shakes hands (TLS 1.2 or later, the certificate must be for `host`), then relays on a thread of
  // its own until either end closes. Returns the plain end, which the caller closes.
  // Errors: kIntegrity (the certificate), kUnavailable (no hands were shaken).
  Result<int> Secure(int connected, const std::string& host, int timeout_ms) const;

 private:
  explicit TlsClient(ssl_ctx_st* context) : context_(context) {}
  ssl_ctx_st* context_;
};

}  // namespace aegle
