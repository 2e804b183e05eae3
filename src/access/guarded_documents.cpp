// GuardedStore: originals and answers, which hold what is about several people or made of several facts.
#include <algorithm>

#include "access/guarded_store.h"
#include "access/json.h"
#include "base/text.h"

namespace aegle {
namespace {

tl::unexpected<Error> FailUnknown() { return tl::unexpected(UnknownError()); }

// The ids of all facts that an answer rests on.
Result<std::vector<FactId>> FactsOfAnswer(const std::string& json) {
  return ParseAccessJson<std::vector<FactId>>(json, "answer", [](const AccessJson& answer) {
    std::vector<FactId> ids;
    for (const auto& evidence : answer.at("evidence"))
      for (const auto& id : evidence.at("facts")) ids.push_back(FactId::Parse(id.get<std::string>()).value());
    return ids;
  });
}

struct EntityOwner {
  PatientId patient;
  AnswerId answer;
};

// Only what is made of an answer is open to tasks and routes.
Result<void> CheckKind(std::string_view kind) {
  if (kind == "draft") return {};
  return Fail(ErrorCode::kDenied, "This part of the store is not open here");
}

Result<EntityOwner> OwnerOfEntity(std::string_view kind, std::string_view key) {
  AEGLE_CHECK(CheckKind(kind));
  const std::vector<std::string_view> parts = Split(key, '/');
  if (parts.size() < 2) return FailUnknown();
  AEGLE_TRY(patient, PatientId::Parse(parts[0]));
  AEGLE_TRY(answer, AnswerId::Parse(parts[1]));
  return EntityOwner{patient, answer};
}

}  // namespace

// ---- originals

Result<bool> GuardedStore::MaySeeDocument(DocumentId id) {
  if (RuleOf(principal_.role, Resource::kRecord, Action::kRead) == Rule::kAlways) return true;
  AEGLE_TRY(documents, Documents(std::nullopt));
  return std::any_of(documents.begin(), documents.end(), [&](const Document& document) { return document.id == id; });
}

Result<std::vector<Document>> GuardedStore::Documents(std::optional<PatientId> patient) {
  AEGLE_CHECK(Require(Resource::kRecord, Action::kRead, patient.value_or(PatientId())));
  if (patient || RuleOf(principal_.role, Resource::kRecord, Action::kRead) == Rule::kAlways) return base_.Documents(patient);
  AEGLE_TRY(people, ListedPatients());
  std::map<DocumentId, Document> found;
  for (PatientId id : people) {
    AEGLE_TRY(decision, Check(Resource::kRecord, Action::kRead, id));
    if (!decision.allowed()) continue;
    AEGLE_TRY(documents, base_.Documents(id));
    for (Document& document : documents) found.emplace(document.id, std::move(document));
  }
  std::vector<Document> all;
  for (auto& entry : found) all.push_back(std::move(entry.second));
  std::sort(all.begin(), all.end(), [](const Document& a, const Document& b) {
    return a.imported != b.imported ? a.imported > b.imported : a.id > b.id;
  });
  return all;
}

Result<Document> GuardedStore::GetDocument(DocumentId id) {
  if (Gave(id)) return base_.GetDocument(id);
  AEGLE_CHECK(Require(Resource::kRecord, Action::kRead, {}));
  AEGLE_TRY(visible, MaySeeDocument(id));
  if (!visible) return FailUnknown();
  auto document = base_.GetDocument(id);
  if (!document) return tl::unexpected(Unknown(std::move(document.error())));
  return document;
}

Result<bool> GuardedStore::MaySeeItem(const ItemSpan& item) {
  AEGLE_TRY(decision, Check(Resource::kRecord, Action::kRead, item.patient));
  if (!decision.allowed()) return false;
  if (item.patient.empty()) return true;
  AEGLE_TRY(filter, FilterFor(item.patient, {}));
  if (!filter) return true;
  AEGLE_TRY(person, GetPerson(item.patient));
  if (item.span == person->resource) return true;   // who the person is
  if (item.facts == 0) return filter(Fact());
  for (std::int64_t i = 0; i < item.facts; ++i) {
    AEGLE_TRY(fact, base_.GetFact(FactId(item.first.value() + i)));
    if (!filter(fact)) return false;
  }
  return true;
}

Result<std::vector<ItemSpan>> GuardedStore::Items(DocumentId id, std::uint64_t begin, std::uint64_t end) {
  AEGLE_CHECK(GetDocument(id));
  AEGLE_TRY(items, base_.Items(id, begin, end));
  std::vector<ItemSpan> visible;
  for (const ItemSpan& item : items) {
    AEGLE_TRY(may_see, MaySeeItem(item));
    if (may_see) visible.push_back(item);
  }
  return visible;
}

Result<std::string> GuardedStore::ReadBytes(DocumentId id, std::uint64_t begin, std::uint64_t end) {
  AEGLE_CHECK(GetDocument(id));
  AEGLE_TRY(bytes, base_.ReadBytes(id, begin, end));
  AEGLE_TRY(everything, SeesEverything());
  if (everything) return std::move(bytes);
  AEGLE_TRY(items, Items(id, begin, end));
  std::string shown(bytes.size(), ' ');
  for (std::size_t i = 0; i < bytes.size(); ++i)
    if (bytes[i] == '\n' || bytes[i] == '\r') shown[i] = bytes[i];
  for (const ItemSpan& item : items) {
    const std::uint64_t from = std::max(begin, item.span.begin), to = std::min(end, item.span.end);
    if (from < to) shown.replace(from - begin, to - from, bytes, from - begin, to - from);
  }
  return shown;
}

// The lines name resources of everybody in the file.
Result<ImportLedger> GuardedStore::GetLedger(DocumentId id) {
  AEGLE_CHECK(GetDocument(id));
  AEGLE_TRY(ledger, base_.GetLedger(id));
  if (Gave(id)) return std::move(ledger);
  if (RuleOf(principal_.role, Resource::kRecord, Action::kRead) == Rule::kAlways) return std::move(ledger);
  ledger.lines_left_out += ledger.lines.size();
  ledger.lines.clear();
  return std::move(ledger);
}

// ---- answers

// An answer shows what it rests on, so it is seen by those who may see all of that.
Result<bool> GuardedStore::MaySeeAnswer(const StoredAnswer& answer) {
  AEGLE_TRY(person, GetPerson(answer.patient));
  if (SeesAllLabels(*person)) return true;
  AEGLE_TRY(ids, FactsOfAnswer(answer.json));
  for (FactId id : ids) {
    auto fact = base_.GetFact(id);
    if (!fact) return false;
    AEGLE_TRY(visible, MaySee(*fact));
    if (!visible) return false;
  }
  return true;
}

Result<AnswerId> GuardedStore::SaveAnswer(const StoredAnswer& answer) {
  const bool is_new = answer.id.empty();
  AEGLE_CHECK(Require(is_new ? Resource::kTask : Resource::kAnswer, is_new ? Action::kGenerate : Action::kWrite, answer.patient));
  if (!is_new) {
    AEGLE_TRY(before, GetAnswer(answer.id));
    if (before.patient != answer.patient) return FailUnknown();
  }
  return base_.SaveAnswer(answer);
}

Result<StoredAnswer> GuardedStore::GetAnswer(AnswerId id) {
  AEGLE_CHECK(Require(Resource::kAnswer, Action::kRead, {}));
  auto answer = base_.GetAnswer(id);
  if (!answer) return tl::unexpected(Unknown(std::move(answer.error())));
  AEGLE_CHECK(Require(Resource::kAnswer, Action::kRead, answer->patient));
  AEGLE_TRY(visible, MaySeeAnswer(*answer));
  if (!visible) return FailUnknown();
  return answer;
}

Result<std::vector<StoredAnswer>> GuardedStore::Answers(PatientId patient) {
  AEGLE_CHECK(Require(Resource::kAnswer, Action::kRead, patient));
  AEGLE_TRY(answers, base_.Answers(patient));
  std::vector<StoredAnswer> visible;
  for (StoredAnswer& answer : answers) {
    AEGLE_TRY(may_see, MaySeeAnswer(answer));
    if (may_see) visible.push_back(std::move(answer));
  }
  return visible;
}

// ---- entities that belong to an answer: key "p17/a3..."

Result<bool> GuardedStore::MaySeeEntity(const Entity& entity) {
  AEGLE_TRY(owner, OwnerOfEntity(entity.kind, entity.key));
  AEGLE_TRY(decision, Check(Resource::kAnswer, Action::kRead, owner.patient));
  if (!decision.allowed()) return false;
  auto answer = base_.GetAnswer(owner.answer);
  if (!answer) return answer.error().code == ErrorCode::kNotFound ? Result<bool>(false) : tl::unexpected(answer.error());
  AEGLE_TRY(of_answer, Check(Resource::kAnswer, Action::kRead, answer->patient));
  if (!of_answer.allowed()) return false;
  return MaySeeAnswer(*answer);
}

Result<Entity> GuardedStore::GetEntity(std::string_view kind, std::string_view key) {
  AEGLE_TRY(owner, OwnerOfEntity(kind, key));
  AEGLE_CHECK(Require(Resource::kAnswer, Action::kRead, owner.patient));
  auto entity = base_.GetEntity(kind, key);
  if (!entity) return tl::unexpected(Unknown(std::move(entity.error())));
  AEGLE_TRY(visible, MaySeeEntity(*entity));
  if (!visible) return FailUnknown();
  return entity;
}

Result<std::vector<Entity>> GuardedStore::Entities(std::string_view kind, std::string_view key_prefix) {
  AEGLE_CHECK(CheckKind(kind));
  AEGLE_CHECK(Require(Resource::kAnswer, Action::kRead, {}));
  AEGLE_TRY(entities, base_.Entities(kind, key_prefix));
  std::vector<Entity> visible;
  for (Entity& entity : entities) {
    AEGLE_TRY(may_see, MaySeeEntity(entity));
    if (may_see) visible.push_back(std::move(entity));
  }
  return visible;
}

// Who may make a draft may also put it on the list of drafts.
Result<std::int64_t> GuardedStore::PutEntity(const Entity& entity) {
  AEGLE_TRY(owner, OwnerOfEntity(entity.kind, entity.key));
  const bool is_new = entity.version == 0;
  AEGLE_CHECK(Require(is_new ? Resource::kTask : Resource::kAnswer, is_new ? Action::kGenerate : Action::kWrite, owner.patient));
  if (!is_new) AEGLE_CHECK(GetEntity(entity.kind, entity.key));
  return base_.PutEntity(entity);
}

Result<void> GuardedStore::RemoveEntity(std::string_view kind, std::string_view key, std::int64_t version) {
  AEGLE_TRY(owner, OwnerOfEntity(kind, key));
  AEGLE_CHECK(Require(Resource::kAnswer, Action::kWrite, owner.patient));
  AEGLE_CHECK(GetEntity(kind, key));
  return base_.RemoveEntity(kind, key, version);
}

}  // namespace aegle
