#include "tasks/ask/retrieve.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "base/hash.h"
#include "base/text.h"
#include "tasks/ask/answer_by_code.h"
#include "tasks/ask/concepts.h"
#include "tasks/evidence/passages.h"
#include "tasks/render/phrases.h"
#include "tasks/render/values.h"
#include "tasks/wording/prompts.h"
#include "trust/verifier.h"

namespace aegle {
namespace {

constexpr int kCandidates = 24;
constexpr std::size_t kShown = 4;

std::set<std::string> ContentTerms(std::string_view text) {
  std::set<std::string> terms;
  for (std::string& term : SearchTerms(text))
    if (term.size() > 2) terms.insert(std::move(term));
  return terms;
}

// What the question is about: words of every laboratory result's name would find all of them.
std::set<std::string> WantedTerms(std::string_view text) {
  static const std::set<std::string> kOfEveryResult{"serum", "plasma", "level", "levels", "value", "values", "result", "results", "test", "tests", "mass", "volume"};
  std::set<std::string> terms = ContentTerms(text), wanted;
  std::set_difference(terms.begin(), terms.end(), kOfEveryResult.begin(), kOfEveryResult.end(), std::inserter(wanted, wanted.end()));
  return wanted.empty() ? terms : wanted;
}

// A term of the question stands in the text, a plural or other ending aside.
std::size_t Overlap(const std::set<std::string>& wanted, std::string_view text) {
  std::set<std::string> words = ContentTerms(text);
  return static_cast<std::size_t>(std::count_if(wanted.begin(), wanted.end(), [&](const std::string& term) {
    if (words.contains(term)) return true;
    auto at = words.lower_bound(term);
    if (at != words.end() && at->starts_with(term)) return true;
    return term.size() > 4 && term.ends_with('s') && words.contains(term.substr(0, term.size() - 1));
  }));
}

struct Passage {
  const Fact* fact;
  std::string_view text;
  double score;
};

// Of a note the sentences with most words of the question; of another fact the fact.
void AddPassages(const RankedFact& ranked, const std::set<std::string>& wanted, std::vector<Passage>& passages) {
  std::size_t enough = (wanted.size() + 1) / 2;
  if (ranked.fact->kind != FactKind::kNote) {
    if (Overlap(wanted, OneLine(*ranked.fact)) >= enough) passages.push_back({ranked.fact, {}, ranked.score + 1});
    return;
  }
  std::size_t of_title = Overlap(wanted, ranked.fact->code.display + " " + ranked.fact->section);
  for (std::string_view sentence : SentencesOf(*ranked.fact, 60)) {
    std::size_t found = std::min(wanted.size(), Overlap(wanted, sentence) + of_title);
    if (found >= enough && found > 0) passages.push_back({ranked.fact, sentence, ranked.score + static_cast<double>(found)});
  }
}

std::string Shown(const Passage& passage) {
  std::string text = OneLineText(passage.text);
  return text.ends_with('?') || text.ends_with('!') ? text : text + ".";
}

}  // namespace

Result<void> PlanRetrieval(const Question& question, std::string_view text, const Chart& chart, TaskContext& context, Plan& plan) {
  std::string query = question.subject.empty() ? std::string(text) : question.subject;
  std::set<std::string> wanted = WantedTerms(query);
  AEGLE_TRY(ranked, FindRelevant(context.store, context.embed, chart, query, kCandidates));
  std::vector<Passage> passages;
  for (const RankedFact& item : ranked)
    if (!wanted.empty() && InPeriod(*item.fact, question)) AddPassages(item, wanted, passages);
  std::stable_sort(passages.begin(), passages.end(), [](const Passage& a, const Passage& b) { return a.score > b.score; });
  if (passages.empty()) {
    AddNotInRecord(plan, {}, {});
    return {};
  }
  PlannedSection& section = plan.AddSection("answer", Words(Phrase::kTitleAnswer, plan.evidence.language()));
  for (const Passage& passage : passages) {
    if (section.lines.size() == kShown) break;
    bool note = passage.fact->kind == FactKind::kNote;
    std::string shown = note ? Shown(passage) : RenderFact(*passage.fact, plan.evidence.language()) + ".";
    std::string label = note ? plan.evidence.CitePassage(*passage.fact, passage.text, shown) : plan.evidence.Cite(*passage.fact);
    bool known = std::any_of(section.lines.begin(), section.lines.end(), [&](const Line& line) { return line.text == shown; });
    if (!known) section.lines.push_back({shown, {label}, {}, {}, {}});
  }
  if (passages.size() > section.lines.size())
    plan.left_out.push_back({std::string(Words(Phrase::kLeftPassages, plan.evidence.language())), static_cast<int>(passages.size() - section.lines.size())});
  return {};
}

std::string CitedSentencesGrammar(const std::vector<Evidence>& evidence, Language language) {
  std::string labels;
  for (const Evidence& item : evidence) labels += std::string(labels.empty() ? "" : " | ") + "\"" + item.label + "\"";
  return "root ::= none | sentence sentence?\n"
         "none ::= \"" + std::string(NotInPassages(language)) + "\"\n"
         "sentence ::= text \" [\" label (\", \" label)? \"]\" \"\\n\"?\n"
         "text ::= [^\\[\\]{}\\n]{8,240} [.!?]\n"
         "label ::= " + labels + "\n";
}

Result<void> WordAnswer(std::string_view text, const TaskInput& input, TaskContext& context, const Chart& chart, Answer& answer,
                        std::stop_token stop) {
  GenerationRequest request;
  request.messages = {{"system", AskInstruction(input.language), "", ""}, {"user", AskRequest(text, answer.evidence, input.language), "", ""}};
  request.constraint = {Constraint::Kind::kGrammar, CitedSentencesGrammar(answer.evidence, input.language)};
  request.sampling.seed = input.seed;
  request.max_tokens = 200;
  auto generation = GenerateOne(*context.chat, request, stop);
  ModelUse& use = answer.model;
  use.model = context.chat->info().name;
  use.sha256 = context.chat->info().sha256;
  use.prompt_sha256 = Sha256Hex(AskInstruction(input.language));
  use.seed = input.seed;
  use.calls = 1;
  use.planned = 1;
  if (!generation) {
    if (generation.error().code == ErrorCode::kCancelled) return tl::unexpected(generation.error());
    use.fell_back = 1;
    return {};
  }
  use.prompt_tokens = generation->prompt_tokens;
  use.generated_tokens = generation->generated_tokens;
  use.reused_tokens = generation->reused_prompt_tokens;
  use.seconds = generation->seconds;
  use.seconds_to_first_sentence = generation->seconds;
  if (Trim(generation->text) == NotInPassages(input.language)) {
    use.fell_back = 1;
    return {};
  }
  Verifier verifier(chart.patient(), answer.evidence, answer.as_of, answer.language);
  std::vector<Claim> claims;
  for (const SplitClaim& split : SplitClaims(generation->text)) {
    VerifyResult result = verifier.Check({split.text, split.cites});
    claims.push_back({split.text, result.cites, result.verdict, result.why, true, {}});
    ++(result.verdict == Verdict::kStruck ? use.refused : use.said);
  }
  if (use.said == 0) use.fell_back = 1;
  if (generation->finish == FinishReason::kLength) use.truncated = 1;
  std::vector<Claim>& shown = answer.sections.front().claims;
  shown.insert(shown.begin(), claims.begin(), claims.end());
  return {};
}

}  // namespace aegle
