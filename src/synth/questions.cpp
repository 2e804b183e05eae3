#include "synth/questions.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "base/text.h"
#include "record/quantity.h"
#include "synth/json_text.h"
#include "synth/question_source.h"

namespace aegle {
namespace {

using synth::AskedDrug;
using synth::AskedProblem;
using synth::AskedRecord;
using synth::AskedSeries;
using synth::BothNames;
using synth::Object;
using synth::Quote;
using synth::SeriesPoint;

double Value(const SeriesPoint& point) {
  auto decimal = Decimal::Parse(point.value);
  return decimal ? decimal->value() : 0;
}

// Two different values at the last moment: "the latest" has no single answer.
bool LatestIsPlain(const AskedSeries& series) {
  const SeriesPoint& last = series.points.back();
  return std::all_of(series.points.begin(), series.points.end(),
                     [&](const SeriesPoint& p) { return p.time.start() != last.time.start() || p.value == last.value; });
}

// Rising or falling by the Mann-Kendall statistic (Mann 1945; Kendall 1975) with |tau| of at least 0.6 and a change from
// the first to the last value of at least a tenth; empty where people could disagree.
std::string PlainTrend(const AskedSeries& series) {
  std::size_t n = series.points.size();
  if (n < 4) return {};
  double sign = 0, pairs = 0;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = i + 1; j < n; ++j, ++pairs) {
      double difference = Value(series.points[j]) - Value(series.points[i]);
      sign += difference > 0 ? 1 : difference < 0 ? -1 : 0;
    }
  double first = Value(series.points.front()), change = Value(series.points.back()) - first;
  if (std::abs(sign / pairs) < 0.6 || std::abs(change) < 0.1 * std::abs(first)) return {};
  if ((sign > 0) != (change > 0)) return {};
  return sign > 0 ? "rising" : "falling";
}

class QuestionWriter {
 public:
  QuestionWriter(const AskedRecord& record, const QuestionOptions& options) : record_(record), options_(options) {}

  std::vector<RecordQuestion> Write() {
    for (const AskedSeries& series : record_.series) AskSeries(series);
    AskProblems();
    AskDrugs();
    AskAllergies();
    AskVisits();
    AskDecoys();
    AskAbsent();
    return Choose();
  }

 private:
  void Ask(const std::string& kind, const std::string& en, const std::string& ko, const std::string& answer,
           std::vector<std::string> evidence) {
    for (bool korean : {false, true}) {
      RecordQuestion question{"", record_.patient, korean ? ko : en, korean ? "ko" : "en", kind, answer, evidence};
      by_kind_[{kind, question.language}].push_back(std::move(question));
    }
  }

  // Evenly spread over the record, so that not only its first tests are asked about.
  std::vector<RecordQuestion> Choose() {
    std::vector<RecordQuestion> chosen;
    for (auto& [kind, questions] : by_kind_) {
      std::size_t all = questions.size(), most = std::min(all, static_cast<std::size_t>(std::max(0, options_.per_kind)));
      for (std::size_t i = 0; i < most; ++i) {
        RecordQuestion& question = questions[i * all / most];
        question.id = record_.patient + "-" + kind.second + "-" + kind.first + "-" + std::to_string(i + 1);
        chosen.push_back(std::move(question));
      }
    }
    return chosen;
  }

  static std::string ValueAnswer(const AskedSeries& series, const SeriesPoint& point) {
    return Object({{"value", Quote(point.value)}, {"unit", Quote(series.unit)}, {"date", Quote(point.time.DateString())}});
  }
  static std::vector<std::string> Keys(const AskedSeries& series) {
    std::vector<std::string> keys;
    for (const SeriesPoint& point : series.points) keys.push_back(point.key);
    return keys;
  }
  // A name that two series share cannot be asked about.
  [[nodiscard]] bool Unique(const AskedSeries& series) const {
    return std::count_if(record_.series.begin(), record_.series.end(),
                         [&](const AskedSeries& s) { return EqualsIgnoreCase(s.name.en, series.name.en); }) == 1;
  }

  void AskSeries(const AskedSeries& series) {
    if (series.points.empty() || series.name.en.empty() || !Unique(series)) return;
    const auto& [en, ko] = series.name;
    if (LatestIsPlain(series))
      Ask("latest", "What is the latest " + en + " result, and when was it taken?", "가장 최근 " + ko + " 결과와 날짜는?",
          ValueAnswer(series, series.points.back()), {series.points.back().key});
    Ask("exists", "Is there any " + en + " result in the record?", ko + " 결과가 기록에 있습니까?", Object({{"yes", "true"}}),
        Keys(series));
    if (series.points.size() < 3) return;
    Ask("count", "How many " + en + " results are in the record?", ko + " 검사는 몇 번 시행되었습니까?",
        Object({{"number", std::to_string(series.points.size())}}), Keys(series));
    AskStatistics(series);
    std::string trend = PlainTrend(series);
    if (!trend.empty())
      Ask("trend", "How has " + en + " changed over time?", ko + " 수치는 시간에 따라 어떻게 변했습니까?",
          Object({{"direction", Quote(trend)}}), Keys(series));
  }

  void AskStatistics(const AskedSeries& series) {
    const auto& [en, ko] = series.name;
    auto less = [](const SeriesPoint& a, const SeriesPoint& b) { return Value(a) < Value(b); };
    const SeriesPoint& low = *std::min_element(series.points.begin(), series.points.end(), less);  // the first of equal ones
    const SeriesPoint& high = *std::max_element(series.points.begin(), series.points.end(), less);
    double sum = 0;
    int decimals = 0;
    for (const SeriesPoint& point : series.points) {
      sum += Value(point);
      decimals = std::max(decimals, Decimal::Parse(point.value).value_or(Decimal{}).decimals());
    }
    std::string mean = FormatDecimal(sum / static_cast<double>(series.points.size()), decimals + 2);
    std::string tolerance = FormatDecimal(0.5 * std::pow(10, -decimals), decimals + 1);
    Ask("minimum", "What was the lowest " + en + " on record?", ko + " 최저값은 얼마입니까?", ValueAnswer(series, low), {low.key});
    Ask("maximum", "What was the highest " + en + " on record?", ko + " 최고값은 얼마입니까?", ValueAnswer(series, high), {high.key});
    Ask("mean", "What is the average " + en + "?", ko + " 평균은 얼마입니까?",
        Object({{"number", mean}, {"unit", Quote(series.unit)}, {"tolerance", tolerance}}), Keys(series));
  }

  // Problems that are named once: a second episode makes "when" ambiguous.
  [[nodiscard]] std::vector<const AskedProblem*> PlainProblems() const {
    std::vector<const AskedProblem*> plain;
    for (const AskedProblem& problem : record_.problems) {
      auto same = std::count_if(record_.problems.begin(), record_.problems.end(),
                                [&](const AskedProblem& p) { return p.name.en == problem.name.en; });
      if (same == 1 && !problem.onset.empty() && problem.onset.precision() >= TimePrecision::kDay) plain.push_back(&problem);
    }
    return plain;
  }

  void AskProblems() {
    std::vector<const AskedProblem*> plain = PlainProblems();
    for (const AskedProblem* problem : plain) {
      const auto& [en, ko] = problem->name;
      Ask("date", "When was " + en + " diagnosed?", ko + " 진단일은 언제입니까?", Object({{"date", Quote(problem->onset.DateString())}}),
          {problem->key});
      if (!record_.birth.empty())
        Ask("age", "How old was the patient when " + en + " was diagnosed?", ko + " 진단 당시 환자의 나이는?",
            Object({{"years", std::to_string(AgeInYears(record_.birth, problem->onset))}}), {problem->key, "Patient/" + record_.patient});
      Ask("active", "Is " + en + " an active problem?", ko + "은(는) 현재 활성 문제입니까?",
          Object({{"yes", synth::Bool(problem->active)}, {"reason", Quote(problem->active ? "active" : "resolved")}}), {problem->key});
    }
    for (std::size_t i = 0; i + 1 < plain.size(); ++i) {
      const AskedProblem &a = *plain[i], &b = *plain[i + 1];
      std::int64_t days = (DateTime::Parse(b.onset.DateString())->start() - DateTime::Parse(a.onset.DateString())->start()) / kDayMs;
      Ask("interval", "How many days lie between the diagnosis of " + a.name.en + " and that of " + b.name.en + "?",
          a.name.ko + " 진단과 " + b.name.ko + " 진단 사이는 며칠입니까?", Object({{"days", std::to_string(days < 0 ? -days : days)}}),
          {a.key, b.key});
    }
  }

  static std::string ListAnswer(const std::vector<std::string>& items, const std::vector<std::string>& items_ko) {
    return Object({{"items", synth::Array(items)}, {"items_ko", synth::Array(items_ko)}});
  }

  void AskDrugs() {
    std::map<std::string, std::pair<const AskedDrug*, std::vector<std::string>>> by_name;  // active wins over stopped
    for (const AskedDrug& drug : record_.drugs) {
      auto& [shown, keys] = by_name[drug.name.en];
      if (!shown || (drug.active && !shown->active)) keys.clear();
      if (!shown || drug.active || !shown->active) keys.push_back(drug.key);
      if (!shown || drug.active) shown = &drug;
    }
    std::vector<std::string> items, items_ko, keys;
    for (const auto& [name, one] : by_name) {
      bool active = one.first->active;
      if (active) {
        items.push_back(Quote(name));
        items_ko.push_back(Quote(one.first->name.ko));
        keys.insert(keys.end(), one.second.begin(), one.second.end());
      }
      Ask("taking", "Is the patient taking " + name + " now?", "환자는 현재 " + one.first->name.ko + "을(를) 복용 중입니까?",
          Object({{"yes", synth::Bool(active)}, {"reason", Quote(active ? "active" : "stopped")}}), one.second);
    }
    if (!items.empty()) Ask("list", "Which medications are active?", "현재 복용 중인 약은 무엇입니까?", ListAnswer(items, items_ko), keys);
  }

  void AskAllergies() {
    std::vector<std::string> items, items_ko, keys;
    for (const auto& allergy : record_.allergies) {
      items.push_back(Quote(allergy.name.en));
      items_ko.push_back(Quote(allergy.name.ko));
      keys.push_back(allergy.key);
    }
    if (!items.empty())
      Ask("list", "What allergies does the patient have?", "환자의 알레르기는 무엇입니까?", ListAnswer(items, items_ko), keys);
  }

  void AskVisits() {
    for (auto [kind, en, ko] : {std::array<const char*, 3>{"emergency", "emergency department visits", "응급실 방문은"},
                                {"inpatient", "hospital admissions", "입원은"},
                                {"ambulatory", "outpatient visits", "외래 진료는"}}) {
      std::vector<std::string> keys;
      for (const auto& visit : record_.visits)
        if (visit.kind == kind) keys.push_back(visit.key);
      if (!keys.empty())
        Ask("count", std::string("How many ") + en + " are recorded?", std::string(ko) + " 몇 번입니까?",
            Object({{"number", std::to_string(keys.size())}}), keys);
    }
  }

  [[nodiscard]] bool HasProblem(const std::string& name) const {
    return std::any_of(record_.problems.begin(), record_.problems.end(),
                       [&](const AskedProblem& p) { return EqualsIgnoreCase(p.name.en, name); });
  }

  void AskDecoys() {
    for (const auto& member : record_.family)
      if (!HasProblem(member.name.en))
        Ask("family", "Does the patient have " + member.name.en + "?", "환자에게 " + member.name.ko + "이(가) 있습니까?",
            Object({{"yes", "false"}, {"reason", Quote("family")}}), {member.key});
    for (const auto& symptom : record_.denied)
      Ask("negated", "Does the patient have " + symptom.name.en + "?", "환자에게 " + symptom.name.ko + "이(가) 있습니까?",
          Object({{"yes", "false"}, {"reason", Quote("negated")}}), {symptom.key});
  }

  // Things that the record does not hold, by their whole name.
  void AskAbsent() {
    static const std::vector<BothNames> kTests = {{"ferritin", "페리틴"}, {"vitamin B12", "비타민 B12"}, {"lipase", "리파아제"},
                                                  {"PSA", "PSA"},         {"ammonia", "암모니아"},       {"cortisol", "코르티솔"}};
    static const std::vector<BothNames> kProblems = {
        {"multiple sclerosis", "다발성 경화증"}, {"tuberculosis", "결핵"}, {"epilepsy", "뇌전증"}, {"gout", "통풍"}, {"psoriasis", "건선"}};
    auto named = [&](const std::string& word) {
      std::string lower = ToLowerAscii(word);
      auto holds = [&](const std::string& name) { return ToLowerAscii(name).find(lower) != std::string::npos; };
      return std::any_of(record_.series.begin(), record_.series.end(), [&](const AskedSeries& s) { return holds(s.name.en); }) ||
             std::any_of(record_.problems.begin(), record_.problems.end(), [&](const AskedProblem& p) { return holds(p.name.en); });
    };
    for (std::size_t i = 0; i < kTests.size(); ++i) {
      if (!named(kTests[i].en))
        Ask("absent", "What is the latest " + kTests[i].en + " result?", "가장 최근 " + kTests[i].ko + " 결과는?",
            Object({{"not_in_record", "true"}}), {});
      if (i < kProblems.size() && !named(kProblems[i].en))
        Ask("absent", "When was " + kProblems[i].en + " diagnosed?", kProblems[i].ko + " 진단일은 언제입니까?",
            Object({{"not_in_record", "true"}}), {});
    }
  }

  const AskedRecord& record_;
  const QuestionOptions& options_;
  std::map<std::pair<std::string, std::string>, std::vector<RecordQuestion>> by_kind_;
};

}  // namespace

Result<std::vector<RecordQuestion>> QuestionsFromTruth(std::string_view truth_json, const QuestionOptions& options) {
  AEGLE_TRY(record, synth::FromTruth(truth_json));
  return QuestionWriter(record, options).Write();
}

Result<std::vector<RecordQuestion>> QuestionsFromBundle(std::string_view bundle_json, const QuestionOptions& options) {
  AEGLE_TRY(record, synth::FromBundle(bundle_json));
  return QuestionWriter(record, options).Write();
}

std::string ToJsonLines(const std::vector<RecordQuestion>& questions) {
  std::string text;
  for (const RecordQuestion& q : questions) {
    std::vector<std::string> evidence;
    for (const std::string& key : q.evidence) evidence.push_back(Quote(key));
    text += Object({{"id", Quote(q.id)},
                    {"patient", Quote(q.patient)},
                    {"question", Quote(q.question)},
                    {"language", Quote(q.language)},
                    {"kind", Quote(q.kind)},
                    {"answer", q.answer},
                    {"evidence", synth::Array(evidence)}}) +
            "\n";
  }
  return text;
}

}  // namespace aegle
