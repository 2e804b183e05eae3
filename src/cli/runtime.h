// Runtime: the data folder and what is opened from it, each part when it is first asked for. One thread.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "access/principal.h"
#include "audit/audit_log.h"
#include "audit/verify.h"
#include "base/settings.h"
#include "model/engine.h"
#include "model/model_store.h"
#include "readers/reader.h"
#include "sandbox/egress.h"
#include "signoff/signature.h"
#include "store/store.h"
#include "upkeep/data_folder.h"
#include "tasks/task.h"

namespace aegle {

class Runtime {
 public:
  // `home` empty: DefaultHome(). Creates nothing yet. Errors: kBadUsage (a setting is wrong, with its line).
  static Result<Runtime> Open(std::string home);

  [[nodiscard]] const std::string& home() const { return home_; }
  [[nodiscard]] Settings& settings() { return settings_; }
  [[nodiscard]] std::string key_file() const;
  [[nodiscard]] std::string store_file() const { return home_ + "/store.db"; }

  [[nodiscard]] DataFolder data_folder() const;
  // The key of the site; made with the folder at the first use. From here on the folder is in use (UseDataFolder).
  Result<StoreKey> key();
  // Closes the store, the audit and the folder.
  void Close();

  // The audit of this data folder; made with the folder and the key at the first use. Errors: those of AuditLog::Open.
  Result<AuditLog*> audit();
  [[nodiscard]] Result<AuditOptions> audit_options();
  // Keeps the newest signed head in the store, as the third place: a store that is restored or cut alone shows it.
  Result<void> KeepAuditHead();
  // Appends a record of the person at this terminal. The verb refuses its work where this fails.
  Result<void> Audit(AuditEvent event);
  Result<void> AuditAll(std::vector<AuditEvent> events);

  // The store as the holder of the key file may see it: consent counts here too. Makes the folder and the key at the first use.
  // Errors: kDenied (a key that others can read), kIntegrity, kIo.
  Result<Store*> store();
  // The key that signs documents, derived from the key of the store. Errors: as store().
  Result<SiteKey> signing_key();
  // Unguarded: for serving (each request has its own guard) and for users, consents and backups.
  Result<Store*> site_store();
  // Who runs the command line: "os:anna".
  [[nodiscard]] static Principal principal();
  [[nodiscard]] const ReaderRegistry& readers();
  [[nodiscard]] const TaskRegistry& tasks();
  Result<ModelStore*> models();
  // No process of this command reaches the network any more, but for the configured engine, through its broker. Call it
  // before anything from outside is read; a server binds first. Errors: kUnavailable (the kernel has no seccomp: said to the
  // user by the caller), kBadInput (model.remote_url).
  Result<void> CloseEgress();
  // Null where none is configured or its file is not there (`note` then says so); the process of the model starts with the first request.
  Result<Engine*> chat(std::string* note = nullptr);
  Result<Engine*> embed(std::string* note = nullptr);

 private:
  Runtime() = default;
  Result<void> StartBroker();
  Result<std::unique_ptr<Engine>> OpenLocal(const std::string& name, bool embedding, std::string* note);

  std::string home_;
  Settings settings_;
  std::optional<File> use_;
  std::unique_ptr<AuditLog> audit_;
  std::unique_ptr<Store> site_store_, store_;
  std::unique_ptr<ReaderRegistry> readers_;
  std::unique_ptr<TaskRegistry> tasks_;
  std::unique_ptr<ModelStore> models_;
  std::unique_ptr<EgressBroker> broker_;  // before the engines, which use it
  std::unique_ptr<Engine> chat_, embed_;
};

// "os:anna": who runs this process, for the audit.
[[nodiscard]] std::string ActorOfProcess();

}  // namespace aegle
