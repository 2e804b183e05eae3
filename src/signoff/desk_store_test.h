// A store in memory with answers and entities, one example patient in it, and a key: what the tests of this module work with.
#pragma once

#include <gtest/gtest.h>
#include <sodium.h>

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/hash.h"
#include "signoff/signing_desk.h"
#include "tasks/answer_json.h"
#include "tasks/fake_store_test.h"
#include "tasks/task.h"

namespace aegle::test {

class DeskStore : public FakeStore {
 public:
  std::vector<Document> documents;
  std::vector<StoredAnswer> answers;
  std::map<std::pair<std::string, std::string>, Entity> entities;
  std::int64_t versions = 0;

  Result<std::vector<Document>> Documents(std::optional<PatientId>) override { return documents; }
  Result<AnswerId> SaveAnswer(const StoredAnswer& answer) override {
    answers.push_back(answer);
    answers.back().id = AnswerId(static_cast<std::int64_t>(answers.size()));
    return answers.back().id;
  }
  Result<StoredAnswer> GetAnswer(AnswerId id) override {
    auto at = static_cast<std::size_t>(id.value() - 1);
    if (at >= answers.size()) return Fail(ErrorCode::kNotFound, "no such answer");
    return answers[at];
  }
  Result<Entity> GetEntity(std::string_view kind, std::string_view key) override {
    auto found = entities.find({std::string(kind), std::string(key)});
    if (found == entities.end()) return Fail(ErrorCode::kNotFound, "no such entity");
    return found->second;
  }
  Result<std::vector<Entity>> Entities(std::string_view kind, std::string_view prefix) override {
    std::vector<Entity> found;
    for (const auto& [id, entity] : entities)
      if (id.first == kind && id.second.starts_with(prefix)) found.push_back(entity);
    return found;
  }
  Result<std::int64_t> PutEntity(const Entity& entity) override {
    Entity& place = entities[{entity.kind, entity.key}];
    if (place.version != entity.version) return Fail(ErrorCode::kConflict, "somebody else was first");
    place = entity;
    return place.version = ++versions;
  }
};

template <class T>
T Must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().ToString());
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

inline SiteKey TestKey(char fill = 's') {
  std::string seed(crypto_sign_SEEDBYTES, fill);
  return MakeSiteKey(seed);
}

inline const Signer kAnna{"anna", "Dr. Anna Example", "clinician", "MD, licence 12345"};
inline const Signer kBert{"bert", "Dr. Bert Example", "clinician", ""};
inline const Signer kNurse{"nora", "Nora Example", "nurse", ""};

// A desk over one of the example patients, with drafts of its tasks, and what was recorded.
class Desk {
 public:
  explicit Desk(const std::string& patient) {
    std::filesystem::path folder = std::filesystem::path(AEGLE_SOURCE_DIR) / "examples/patients" / patient;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      std::string name = entry.path().filename().string();
      if (name.starts_with("truth")) continue;
      files_[name] = ReadFile(entry.path());
    }
    store.Import(files_.at("bundle.json"), "bundle.json");
    std::string subject;
    for (PatientId id : store.AllPatients()) subject = Must(store.GetPatient(id)).logical_id;
    for (const auto& [name, bytes] : files_)
      if (name.starts_with("note")) store.Import(bytes, name, subject);
    for (std::size_t i = 0; i < files_.size(); ++i) {
      Document document;
      document.id = DocumentId(static_cast<std::int64_t>(i) + 1);
      document.sha256 = Sha256Hex(std::to_string(i));
      store.documents.push_back(document);
    }
    RegisterClinicalTasks(tasks_);
  }

  AnswerId Draft(const std::string& task, Language language = Language::kEnglish, const std::string& question = {}) {
    TaskInput input;
    input.patient = store.AllPatients().front();
    input.language = language;
    input.use_model = false;
    input.question = question;
    input.now = now += kMinuteMs;
    TaskContext context{store, nullptr, nullptr};
    Answer answer = Must(tasks_.Find(task)->Run(input, context, {}, {}));
    AnswerId id = Must(store.SaveAnswer({{}, answer.patient, task, answer.created, ToJson(answer)}));
    Must(desk().Register(id));
    return id;
  }

  // Another wording of the stored answer, as a model might have left it: for the tests only.
  void Change(AnswerId id, const std::function<void(Answer&)>& change) {
    StoredAnswer& stored = store.answers.at(static_cast<std::size_t>(id.value() - 1));
    Answer answer = Must(ParseAnswer(stored.json));
    change(answer);
    stored.json = ToJson(answer);
    std::erase_if(store.entities, [&](const auto& one) { return one.first.second.ends_with("/" + id.ToString()); });
  }

  SigningDesk desk() {
    return SigningDesk({store, key, [this](const DeskEvent& event) -> Result<void> {
                          if (audit_fails) return Fail(ErrorCode::kNoSpace, "the audit is full");
                          events.push_back(event);
                          return {};
                        },
                        "aegle test", FindPdfFonts("")});
  }

  // Reviews and confirms everything as `who`.
  OpenDraft MakeReady(AnswerId id, const Signer& who = kAnna) {
    OpenDraft open = Must(desk().Open(id));
    open = Must(desk().Review(id, open.draft.version, who, ++now, 60));
    DraftEdit edit;
    for (const Risk& risk : open.risks) edit.confirm.push_back(risk.key);
    return Must(desk().Edit(id, open.draft.version, edit, who, ++now));
  }
  OpenDraft MakeSigned(AnswerId id, const Signer& who = kAnna) {
    OpenDraft open = MakeReady(id, who);
    return Must(desk().Sign(id, open.draft.version, who, ++now));
  }

  DeskStore store;
  SiteKey key = TestKey();
  std::vector<DeskEvent> events;
  bool audit_fails = false;
  Instant now = 1'772'000'000'000;

 private:
  std::map<std::string, std::string> files_;
  TaskRegistry tasks_;
};

}  // namespace aegle::test
