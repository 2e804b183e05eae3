// Gate: every request passes here: who asks (session, token, or the person at this machine), may they, is it on record. Then the route.
//
// While there are no users, the principal is "local" (single-person mode; the service then listens on a loopback address only).
// As soon as there is one, everything but Resource::kPublic needs a session cookie or a bearer token. A state-changing request
// with a cookie also needs its CSRF token in the header X-Aegle-Csrf.
// What may not be seen answers as an unknown id. What cannot be recorded is not done (503). Any thread.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "access/directory.h"
#include "access/guarded_store.h"
#include "access/sessions.h"
#include "access/sign_in.h"
#include "audit/audit_event.h"
#include "base/settings.h"
#include "serve/route.h"

namespace aegle {

struct Caller {
  Principal principal;
  std::shared_ptr<GuardedStore> store;
  Session session;              // empty id: none
  bool single_person = false;   // there are no users
};

// Makes a record durable. `emergency`: it may go into the reserve of the log.
using AuditRecorder = std::function<Result<void>(const AuditEvent& event, bool emergency)>;

class Gate {
 public:
  // `store` and `settings` outlive the gate. `record` empty: nothing is recorded (tests).
  Gate(Store& store, const Settings& settings, AuditRecorder record, MonotonicClock clock = SteadyMilliseconds);

  // Decides, records, and lets the route answer.
  Result<HttpReply> Answer(const Route& route, HttpRequest& request);
  Result<void> Record(const AuditEvent& event, bool emergency = false) const;

  [[nodiscard]] Sessions& sessions() { return sessions_; }
  [[nodiscard]] SignIn& sign_in() { return sign_in_; }
  [[nodiscard]] Directory& directory() { return directory_; }
  // Whether the request carries a session or token that is valid, or there are no users. Before the body is read.
  [[nodiscard]] bool Knows(const HttpRequest& head);
  // True: single-person mode.
  [[nodiscard]] Result<bool> SinglePerson();

 private:
  Result<std::shared_ptr<Caller>> Authenticate(const HttpRequest& request, Resource resource);
  Result<std::shared_ptr<Caller>> BySession(const HttpRequest& request);
  Result<void> LimitRate(const Caller& caller, const HttpRequest& request);

  Store& store_;
  AuditRecorder record_;
  Directory directory_;
  Sessions sessions_;
  SignIn sign_in_;
  TokenBuckets by_user_, by_client_;
  std::atomic<bool> has_users_ = false;
};

// The record of a request: what it does, by whom, with whose record.
[[nodiscard]] AuditEvent EventOf(const Route& route, const HttpRequest& request, const Principal& principal, PatientId patient, const Decision& decision);

}  // namespace aegle
