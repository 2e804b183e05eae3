// ConsentBook: the consents of the store. Granting, withdrawing, and the proof that a withdrawal took effect.
//
// A refusal of treatment for everybody and the whole record takes the person out of the full-text index and the vectors; one of
// training removes what waits for training. The decision itself is read from the store at each request, so a change counts from
// the next one on. Any thread. Errors: those of the store; kNotFound (patient or consent), kConflict (changed meanwhile).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "access/consent.h"
#include "store/store.h"

namespace aegle {

// Entities of this kind wait for training, with keys "p17/...". They go when the person withdraws.
inline constexpr std::string_view kTrainingQueue = "training";

// What is left of the person after a withdrawal: all zero, or it did not take effect.
struct WithdrawalProof {
  IndexedRows removed;            // what was there before
  IndexedRows left;
  std::uint64_t queue_removed = 0, queue_left = 0;
  [[nodiscard]] bool holds() const { return left == IndexedRows{} && queue_left == 0; }
};
[[nodiscard]] std::string ToJson(const WithdrawalProof& proof);

class ConsentBook {
 public:
  explicit ConsentBook(Store& store) : store_(store) {}

  [[nodiscard]] Result<std::vector<Consent>> Of(PatientId patient);  // oldest first
  [[nodiscard]] Result<Consent> Get(std::string_view id);
  // Writes a permission or refusal down; `id` is given. A permission ends earlier refusals of what it covers, and a refusal
  // earlier permissions. Brings index and queues to what now counts. Returns the consent with its id.
  Result<Consent> Grant(Consent consent, Instant now);
  // Ends all permissions for the purpose and refuses it from now on. Errors: kIntegrity (something is left; the refusal stands).
  Result<WithdrawalProof> Withdraw(PatientId patient, Purpose purpose, const std::string& by, const std::string& note, Instant now);

  // Index and queues as the consents say now, also where one has begun or expired since. True: nothing had to be done.
  Result<bool> Reconcile(PatientId patient, Instant now);
  Result<bool> ReconcileAll(Instant now);
  [[nodiscard]] Result<WithdrawalProof> CountLeft(PatientId patient);

 private:
  Result<void> End(const Consent& consent, Instant now);
  Result<Consent> Add(Consent consent, Instant now);
  Result<std::uint64_t> ClearQueue(PatientId patient);

  Store& store_;
};

}  // namespace aegle
