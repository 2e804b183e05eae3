#include "ask_measure.h"

#include <chrono>
#include <future>

#include "tasks/ask_score_test.h"
#include "tasks/chart/chart.h"
#include "tasks/evidence/evidence_set.h"
#include "tasks/render/values.h"

namespace aegle::bench {
namespace {

constexpr int kFactTokens = 2000;  // of the record, newest first; the rest is not seen by the model
constexpr std::size_t kTogether = 8;

// What the model reads before the question: the same for all questions of a patient.
std::string RecordText(const Chart& chart, Language language) {
  std::vector<std::string> lines;
  int tokens = 0;
  for (auto fact = chart.facts().rbegin(); fact != chart.facts().rend() && tokens < kFactTokens; ++fact) {
    lines.push_back(RenderFact(**fact, language));
    tokens += EstimateTokens(lines.back()) + 2;
  }
  bool male = chart.patient().gender == AdministrativeGender::kMale;
  std::string text = std::string("Patient: ") + (male ? "male" : "female") + ", born " + chart.patient().birth_date.ToString() +
                     ", today is " + chart.as_of().DateString() + ".\nRecord, newest first:\n";
  for (const std::string& line : lines) text += "- " + line + "\n";
  return text;
}

GenerationRequest RequestFor(const std::string& record, const RecordQuestion& question) {
  bool korean = question.language == "ko";
  GenerationRequest request;
  request.messages.resize(2);
  request.messages[0].role = "system";
  request.messages[0].content = korean ? "기록만 보고 한 문장으로 답하라. 수치와 날짜(YYYY-MM-DD)를 쓰고, 있는지 묻는 질문에는 예 또는 "
                                         "아니요로 시작하라. 기록에 없으면 '기록에 없음'이라고 답하라."
                                       : "Answer from the record only, in one sentence. Give values and dates (YYYY-MM-DD); begin with Yes "
                                         "or No where you are asked whether. "
                                         "Where the record does not say, answer 'Not in the record'.";
  request.messages[1].role = "user";
  request.messages[1].content = record + "\n" + question.question;
  request.max_tokens = 48;
  request.sampling.temperature = 0;
  return request;
}

Answer AnswerOf(const std::string& text) {
  Answer answer;
  Claim claim;
  claim.text = text;
  claim.verdict = Verdict::kSupported;
  answer.not_in_record = text.find("ot in the record") != std::string::npos || text.find("기록에 없") != std::string::npos;
  answer.sections.push_back({});
  answer.sections.back().claims.push_back(std::move(claim));
  return answer;
}

std::vector<RecordQuestion> QuestionsOf(const SynthPatient& patient, std::size_t most) {
  std::vector<RecordQuestion> all = Must(QuestionsFromTruth(patient.truth, {2}));
  std::vector<RecordQuestion> spread;
  const std::size_t count = std::min(most, all.size());
  for (std::size_t i = 0; i < count; ++i) spread.push_back(all[i * all.size() / count]);
  return spread;
}

void AskModel(Engine& engine, const std::string& record, std::span<const RecordQuestion> questions, AskScore& score) {
  for (std::size_t begin = 0; begin < questions.size(); begin += kTogether) {
    std::vector<std::future<std::string>> answers;
    std::size_t end = std::min(questions.size(), begin + kTogether);
    for (std::size_t i = begin; i < end; ++i)
      answers.push_back(std::async(std::launch::async, [&, i] {
        auto generations = engine.Generate(RequestFor(record, questions[i]), {}, {});
        return generations ? generations->front().text : "error: " + generations.error().ToString();
      }));
    for (std::size_t i = begin; i < end; ++i) score.Mark(questions[i], AnswerOf(answers[i - begin].get()));
  }
}

}  // namespace

void MeasureAsk(Records& records, Engine& engine, int questions, bool show) {
  AskScore floor, model;
  const std::size_t most = static_cast<std::size_t>(questions) / records.patients().size();
  auto begin = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < records.patients().size(); ++i) {
    std::vector<RecordQuestion> asked = QuestionsOf(records.truths()[i], most);
    for (const RecordQuestion& question : asked) floor.Add(records.store(), records.patients()[i], question, nullptr);
    Chart chart = Must(Chart::Load(records.store(), records.patients()[i], std::nullopt, 0));
    for (Language language : {Language::kEnglish, Language::kKorean}) {
      std::vector<RecordQuestion> of_language;
      for (const RecordQuestion& question : asked)
        if ((question.language == "ko") == (language == Language::kKorean)) of_language.push_back(question);
      AskModel(engine, RecordText(chart, language), of_language, model);
    }
    std::cerr << i + 1 << " of " << records.patients().size() << " patients\n";
  }
  std::cout << "floor (code)\n" << floor.Table() << "model alone\n" << model.Table();
  std::cout << "seconds " << std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count() << "\n";
  if (show) std::cout << model.Mistakes();
}

}  // namespace aegle::bench
