#include "cli/runtime.h"

#include <pwd.h>
#include <unistd.h>

#include <filesystem>

#include "access/guarded_store.h"
#include "model/local_engine.h"
#include "model/remote_engine.h"
#include "model/url.h"
#include "parser/isolated_readers.h"
#include "store/sqlite_store.h"
#include "tasks/deidentifying_engine.h"

namespace aegle {
namespace {

constexpr std::uint64_t kMebibyte = std::uint64_t{1} << 20;

Result<void> MakeHome(const std::string& home) {
  std::error_code error;
  bool created = std::filesystem::create_directories(home, error);
  if (error) return Fail(ErrorCode::kIo, "cannot make the data folder: " + error.message(), home, "Choose another with --home.");
  if (created) std::filesystem::permissions(home, std::filesystem::perms::owner_all, error);
  return {};
}

}  // namespace

Result<Runtime> Runtime::Open(std::string home) {
  Runtime runtime;
  runtime.home_ = home.empty() ? DefaultHome() : std::move(home);
  AEGLE_TRY(settings, Settings::Load(runtime.home_ + "/aegle.toml"));
  runtime.settings_ = std::move(settings);
  return runtime;
}

std::string Runtime::key_file() const {
  const std::string& elsewhere = settings_.Text("store.key_file");
  return elsewhere.empty() ? home_ + "/key" : elsewhere;
}

DataFolder Runtime::data_folder() const {
  const std::string& elsewhere = settings_.Text("audit.head_file");
  return {home_, key_file(), elsewhere.empty() ? home_ + "/audit.head" : elsewhere};
}

Result<StoreKey> Runtime::key() {
  if (!use_) {
    AEGLE_CHECK(MakeHome(home_));
    AEGLE_TRY(use, UseDataFolder(data_folder()));
    use_ = std::move(use);
  }
  return ReadOrCreateKeyFile(key_file(), store_file());
}

void Runtime::Close() {
  store_.reset();   // the guard first
  site_store_.reset();
  audit_.reset();
  use_.reset();
}

Result<AuditOptions> Runtime::audit_options() {
  AEGLE_TRY(site_key, key());
  return data_folder().audit_options(site_key);
}

Result<AuditLog*> Runtime::audit() {
  if (audit_) return audit_.get();
  AEGLE_TRY(options, audit_options());
  AEGLE_TRY(opened, AuditLog::Open(std::move(options)));
  audit_ = std::move(opened);
  return audit_.get();
}

Result<void> Runtime::Audit(AuditEvent event) { return AuditAll({std::move(event)}); }

Result<void> Runtime::AuditAll(std::vector<AuditEvent> events) {
  AEGLE_TRY(log, audit());
  for (AuditEvent& event : events) {
    event.actor = ActorOfProcess();
    event.role = "owner";
  }
  AEGLE_CHECK(log->AppendAll(events));
  return {};
}

Result<void> Runtime::KeepAuditHead() {
  if (!audit_ || !site_store_) return {};
  return site_store_->PutSetting("audit.head", HeadJson(audit_->Head()));
}

Result<Store*> Runtime::site_store() {
  if (site_store_) return site_store_.get();
  AEGLE_TRY(site_key, key());
  AEGLE_TRY(opened, OpenSqliteStore(store_file(), site_key));
  site_store_ = std::move(opened);
  return site_store_.get();
}

Result<Store*> Runtime::store() {
  AEGLE_TRY(site, site_store());
  if (!store_) store_ = std::make_unique<GuardedStore>(*site, principal(), Now());
  return store_.get();
}

Result<SiteKey> Runtime::signing_key() {
  AEGLE_CHECK(store());
  AEGLE_TRY(key, ReadKeyFile(key_file()));
  std::string seed = key.Derive("aegle signature 1");
  SiteKey signing = MakeSiteKey(seed);
  WipeString(seed);
  return signing;
}

Principal Runtime::principal() { return Principal::Owner(ActorOfProcess()); }

const ReaderRegistry& Runtime::readers() {
  if (!readers_) {
    readers_ = std::make_unique<ReaderRegistry>();
    RegisterIsolatedReaders(*readers_);
  }
  return *readers_;
}

const TaskRegistry& Runtime::tasks() {
  if (!tasks_) {
    tasks_ = std::make_unique<TaskRegistry>();
    RegisterClinicalTasks(*tasks_);
  }
  return *tasks_;
}

Result<ModelStore*> Runtime::models() {
  if (!models_) {
    AEGLE_TRY(opened, ModelStore::Open(ModelStore::OptionsFromEnvironment(home_)));
    models_ = std::make_unique<ModelStore>(std::move(opened));
  }
  return models_.get();
}

Result<std::unique_ptr<Engine>> Runtime::OpenLocal(const std::string& name, bool embedding, std::string* note) {
  AEGLE_TRY(store, models());
  auto path = store->VerifiedPath(name);
  if (!path && path.error().code == ErrorCode::kNotFound) {
    if (note) *note = "The model " + name + " is not on this machine; aegle models pull " + name + " fetches it.";
    return std::unique_ptr<Engine>{};
  }
  if (!path) return tl::unexpected(path.error());
  AEGLE_TRY(model, store->Find(name));
  LocalEngineOptions options;
  options.model_path = path->string();
  options.name = name;
  options.sha256 = model.entry.sha256;
  options.cache_tokens = embedding ? 0 : settings_.Integer("model.context");
  options.parallel = settings_.Integer("model.parallel");
  options.threads = settings_.Integer("model.threads");
  options.memory_cap_bytes = static_cast<std::uint64_t>(settings_.Number("model.memory_cap")) * kMebibyte;
  options.embedding = embedding;
  options.queue_limit = settings_.Integer("model.queue");
  AEGLE_TRY(engine, MakeLocalEngine(options));
  return std::unique_ptr<Engine>(std::move(engine));
}

// The one list of what may be reached: the host of the configured engine.
Result<void> Runtime::StartBroker() {
  const std::string& address = settings_.Text("model.remote_url");
  if (broker_ || address.empty()) return {};
  AEGLE_TRY(url, Url::Parse(address));
  AEGLE_TRY(started, EgressBroker::Start({{url.host, url.port, url.scheme == "https", {}}}));
  broker_ = std::move(started);
  return {};
}

Result<void> Runtime::CloseEgress() {
  AEGLE_CHECK(StartBroker());
  return aegle::CloseEgress();
}

Result<Engine*> Runtime::chat(std::string* note) {
  if (chat_) return chat_.get();
  const std::string& name = settings_.Text("model.chat");
  if (!settings_.Text("model.remote_url").empty()) {
    RemoteOptions options;
    options.base_url = settings_.Text("model.remote_url");
    options.model = settings_.Text("model.remote_name");
    options.api_key_file = settings_.Text("model.remote_key_file");
    const std::string& kind = settings_.Text("model.remote_kind");
    options.kind = kind == "llama-server" ? RemoteKind::kLlamaServer : kind == "vllm" ? RemoteKind::kVllm : RemoteKind::kOther;
    options.context = settings_.Integer("model.context");
    AEGLE_CHECK(StartBroker());
    options.connect = [broker = broker_.get()](const std::string& host, std::uint16_t port, int timeout_ms) { return broker->Connect(host, port, timeout_ms); };
    AEGLE_TRY(remote, RemoteEngine::Create(options));
    if (settings_.Flag("model.remote_deidentify")) chat_ = std::make_unique<DeidentifyingEngine>(std::move(remote));
    else chat_ = std::move(remote);
    return chat_.get();
  }
  if (name == "none") return nullptr;
  AEGLE_TRY(local, OpenLocal(name, false, note));
  chat_ = std::move(local);
  return chat_.get();
}

Result<Engine*> Runtime::embed(std::string* note) {
  if (embed_) return embed_.get();
  const std::string& name = settings_.Text("model.embed");
  if (name == "none") return nullptr;
  AEGLE_TRY(local, OpenLocal(name, true, note));
  embed_ = std::move(local);
  return embed_.get();
}

std::string ActorOfProcess() {
  const passwd* user = ::getpwuid(::geteuid());
  return "os:" + (user && user->pw_name ? std::string(user->pw_name) : std::to_string(::geteuid()));
}

}  // namespace aegle
