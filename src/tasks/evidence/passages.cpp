#include "tasks/evidence/passages.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "base/text.h"
#include "trust/instruction_text.h"
#include "trust/verifier.h"

namespace aegle {
namespace {

constexpr double kFusion = 60;
constexpr std::size_t kMostNewVectors = 256;
constexpr std::size_t kEmbedBytes = 1200;   // of a section: what a sentence encoder reads

struct TitleWord {
  std::string_view word;
  NoteTopic topic;
};
// The first that the lower-case title contains.
constexpr TitleWord kTitles[] = {
    {"pending", NoteTopic::kPending},          {"대기", NoteTopic::kPending},
    {"code status", NoteTopic::kCodeStatus},   {"연명", NoteTopic::kCodeStatus},        {"심폐소생", NoteTopic::kCodeStatus},
    {"return precaution", NoteTopic::kContingency}, {"contingency", NoteTopic::kContingency}, {"대비", NoteTopic::kContingency},
    {"주의사항", NoteTopic::kContingency},     {"chief complaint", NoteTopic::kComplaint}, {"presenting", NoteTopic::kComplaint},
    {"주호소", NoteTopic::kComplaint},         {"주소", NoteTopic::kComplaint},         {"present illness", NoteTopic::kPresent},
    {"hpi", NoteTopic::kPresent},              {"현병력", NoteTopic::kPresent},         {"course", NoteTopic::kCourse},
    {"경과", NoteTopic::kCourse},              {"plan", NoteTopic::kPlan},              {"recommendation", NoteTopic::kPlan},
    {"consult", NoteTopic::kPlan},             {"협진", NoteTopic::kPlan},
    {"follow", NoteTopic::kPlan},              {"instruction", NoteTopic::kPlan},              {"계획", NoteTopic::kPlan},              {"추적", NoteTopic::kPlan},
    {"disposition", NoteTopic::kDisposition},  {"처치 결과", NoteTopic::kDisposition},  {"귀가", NoteTopic::kDisposition},
    {"assessment", NoteTopic::kAssessment},    {"decision making", NoteTopic::kAssessment},    {"impression", NoteTopic::kAssessment},  {"diagnos", NoteTopic::kAssessment},
    {"평가", NoteTopic::kAssessment},          {"진단", NoteTopic::kAssessment},        {"인상", NoteTopic::kAssessment},
};

double Dot(const std::vector<float>& a, const std::vector<float>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
  return sum;
}

using Scores = std::unordered_map<FactId, double>;

void AddRank(Scores& scores, FactId fact, std::size_t rank) { scores[fact] += 1.0 / (kFusion + static_cast<double>(rank) + 1); }

using Vectors = std::vector<std::pair<FactId, std::vector<float>>>;

// Embeds the newest notes that have no vector yet and stores what came of it.
Result<void> AddMissingVectors(Store& store, Engine& embed, const Chart& chart, const std::string& model, Vectors& known) {
  std::unordered_map<FactId, bool> have;
  for (const auto& [fact, vector] : known) have[fact] = true;
  std::vector<FactId> ids;
  std::vector<std::string> texts;
  const FactList& notes = chart.OfKind(FactKind::kNote);
  for (auto at = notes.rbegin(); at != notes.rend() && ids.size() < kMostNewVectors; ++at) {
    if (have.contains((*at)->id)) continue;
    ids.push_back((*at)->id);
    texts.emplace_back((*at)->code.display + ": " + std::string(Utf8Prefix((*at)->text, kEmbedBytes)));
  }
  if (ids.empty()) return {};
  AEGLE_TRY(vectors, embed.Embed(texts));
  Vectors fresh;
  for (std::size_t i = 0; i < std::min(ids.size(), vectors.size()); ++i) fresh.emplace_back(ids[i], std::move(vectors[i]));
  AEGLE_CHECK(store.PutVectors(model, fresh));
  for (auto& item : fresh) known.push_back(std::move(item));
  return {};
}

Result<void> RankByMeaning(Store& store, Engine& embed, const Chart& chart, std::string_view query, int limit, Scores& scores) {
  std::string model = embed.info().name;
  AEGLE_TRY(vectors, store.Vectors(chart.patient().id, model));
  AEGLE_CHECK(AddMissingVectors(store, embed, chart, model, vectors));
  if (vectors.empty()) return {};
  std::array<std::string, 1> queries{std::string(query)};
  AEGLE_TRY(embedded, embed.Embed(queries));
  if (embedded.empty()) return {};
  std::vector<std::pair<double, FactId>> ranked;
  for (const auto& [fact, vector] : vectors) ranked.emplace_back(-Dot(vector, embedded.front()), fact);
  auto count = std::min(ranked.size(), static_cast<std::size_t>(limit));
  std::partial_sort(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(count), ranked.end());
  for (std::size_t i = 0; i < count; ++i) AddRank(scores, ranked[i].second, i);
  return {};
}

// An order and what it wants said stand together, so the whole line goes.
std::vector<std::string_view> LinesForPrograms(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::string_view line : Split(text, '\n')) {
    bool found = AddressesAProgram(line);
    for (const SplitClaim& claim : SplitClaims(line)) found = found || AddressesAProgram(line.substr(claim.where.begin, claim.where.end - claim.where.begin));
    if (found) lines.push_back(line);
  }
  return lines;
}

// `at` begins within one of the lines; all are views of one text.
bool StandsIn(const std::vector<std::string_view>& lines, std::string_view at) {
  return std::any_of(lines.begin(), lines.end(), [&](std::string_view line) { return at.data() >= line.data() && at.data() < line.data() + line.size(); });
}

}  // namespace

int CountLinesForPrograms(const Chart& chart) {
  std::size_t count = 0;
  for (const Fact* note : chart.OfKind(FactKind::kNote)) count += LinesForPrograms(note->text).size();
  return static_cast<int>(count);
}

std::vector<std::string_view> SentencesOf(const Fact& note, std::size_t most) {
  std::vector<std::string_view> sentences;
  std::string_view text = note.text;
  const std::vector<std::string_view> for_programs = LinesForPrograms(text);
  for (const SplitClaim& claim : SplitClaims(text)) {
    if (sentences.size() >= most) break;
    if (StandsIn(for_programs, text.substr(claim.where.begin))) continue;
    std::string_view sentence = Trim(text.substr(claim.where.begin, claim.where.end - claim.where.begin));
    while (!sentence.empty() && (sentence.front() == '-' || sentence.front() == '*')) sentence = Trim(sentence.substr(1));
    if (!sentence.empty()) sentences.push_back(sentence);
  }
  return sentences;
}

NoteTopic TopicOf(const Fact& note) {
  std::string title = ToLowerAscii(note.code.display + " " + note.section);
  for (const TitleWord& row : kTitles)
    if (title.find(row.word) != std::string::npos) return row.topic;
  return NoteTopic::kOther;
}

bool IsContingency(std::string_view sentence) {
  std::string lower = ToLowerAscii(sentence);
  if (lower.starts_with("if ")) return true;
  for (std::string_view cue : {"return if", "call if", "return to the", "in case of", "watch for", "escalate", "악화 시", "만약", "발생 시", "경우 즉시", "있으면"})
    if (lower.find(cue) != std::string::npos) return true;
  return false;
}

Result<std::vector<RankedFact>> FindRelevant(Store& store, Engine* embed, const Chart& chart, std::string_view query, int limit) {
  Scores scores;
  AEGLE_TRY(hits, store.Search(chart.patient().id, query, limit));
  std::size_t rank = 0;
  for (const SearchHit& hit : hits)
    if (!hit.fact.empty()) AddRank(scores, hit.fact, rank++);
  if (embed) {
    auto by_meaning = RankByMeaning(store, *embed, chart, query, limit, scores);
    if (!by_meaning && by_meaning.error().code == ErrorCode::kIntegrity) return tl::unexpected(by_meaning.error());
  }
  std::vector<RankedFact> ranked;
  for (const Fact* fact : chart.facts())
    if (auto found = scores.find(fact->id); found != scores.end()) ranked.push_back({fact, found->second});
  std::stable_sort(ranked.begin(), ranked.end(), [](const RankedFact& a, const RankedFact& b) { return a.score > b.score; });
  if (ranked.size() > static_cast<std::size_t>(limit)) ranked.resize(static_cast<std::size_t>(limit));
  return ranked;
}

}  // namespace aegle
