#include "signoff/document_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"

namespace aegle {
namespace {

std::string_view Pick(Language language, std::string_view english, std::string_view korean) { return language == Language::kKorean ? korean : english; }

std::string GenderWord(std::string_view code, Language language) {
  if (code == "male") return std::string(Pick(language, "male", "남성"));
  if (code == "female") return std::string(Pick(language, "female", "여성"));
  if (code == "other") return std::string(Pick(language, "other", "기타"));
  return std::string(Pick(language, "sex not recorded", "성별 미상"));
}

struct Tally {
  std::size_t by_code = 0, by_model = 0, edited = 0, added = 0, removed = 0, unsupported = 0;
};

Tally Count(const Draft& draft) {
  Tally tally;
  for (const DraftSection& section : draft.sections)
    for (const Statement& one : section.statements) {
      if (one.removed) {
        tally.removed += one.added() ? 0 : 1;
        continue;
      }
      ++(one.added() ? tally.added : one.edited() ? tally.edited : one.drafted.by_model ? tally.by_model : tally.by_code);
      tally.unsupported += one.verdict == Verdict::kStruck ? 1 : 0;
    }
  return tally;
}

}  // namespace

DocumentHead HeadOf(const Patient& patient) {
  static const AuditedAccess kAccess("head of a document that a clinician signs");
  return {patient.name.Reveal(kAccess), patient.identifier.Reveal(kAccess), patient.birth_date.ToString(), std::string(Name(patient.gender))};
}

std::string DocumentTitle(std::string_view task, Language language) {
  if (task == "handoff") return std::string(Pick(language, "Handoff", "인수인계"));
  if (task == "summarize") return std::string(Pick(language, "Summary of the record", "의무기록 요약"));
  if (task == "ask") return std::string(Pick(language, "Answer from the record", "기록에 근거한 답변"));
  return std::string(task);
}

std::string PatientLine(const DocumentHead& head, Language language) {
  std::string line = head.patient_name;
  auto add = [&](const std::string& part) {
    if (!part.empty()) line += (line.empty() ? "" : " · ") + part;
  };
  add(head.patient_identifier);
  if (!head.birth_date.empty()) add(fmt::format("{} {}", Pick(language, "born", "생년월일"), head.birth_date));
  add(GenderWord(head.gender, language));
  return line;
}

std::vector<std::string> AuthorshipLines(const Draft& draft, const Answer& answer) {
  Tally tally = Count(draft);
  bool korean = draft.language == Language::kKorean;
  std::vector<std::string> lines;
  std::string model = answer.model.model.empty() ? std::string() : answer.model.model;
  if (korean) {
    lines.push_back(model.empty() ? "인공지능 표시: Aegle이 기록에서 자동으로 작성한 초안이며, 언어 모델은 쓰지 않았습니다."
                                  : fmt::format("인공지능 표시: Aegle이 언어 모델 {}을(를) 사용해 기록에서 자동으로 작성한 초안입니다.", model));
    lines.push_back(fmt::format("문장: 코드 작성 {}, 모델 작성·검증 {}, 서명자가 수정 {}, 추가 {}, 삭제 {}.", tally.by_code, tally.by_model, tally.edited, tally.added, tally.removed));
  } else {
    lines.push_back(model.empty() ? "Artificial intelligence: drafted automatically from the record by Aegle, without a language model."
                                  : fmt::format("Artificial intelligence: drafted automatically from the record by Aegle with the language model {}.", model));
    lines.push_back(fmt::format("Sentences: {} by code, {} by the model and checked, {} edited, {} added and {} removed by the signer.", tally.by_code, tally.by_model, tally.edited,
                                tally.added, tally.removed));
  }
  return lines;
}

std::string_view UnsupportedMark() { return "‡"; }

std::string UnsupportedNote(Language language) {
  return fmt::format("{} {}", UnsupportedMark(), Pick(language, "Stated by the signer; not found in the record.", "서명자의 진술이며 기록에서 확인되지 않았습니다."));
}

std::vector<const Evidence*> CitedEvidence(const Draft& draft, const Answer& answer) {
  std::set<std::string_view> labels;
  for (const DraftSection& section : draft.sections)
    for (const Statement& one : section.statements)
      if (!one.removed) labels.insert(one.cites.begin(), one.cites.end());
  std::vector<const Evidence*> cited;
  for (const Evidence& evidence : answer.evidence)
    if (labels.contains(evidence.label)) cited.push_back(&evidence);
  return cited;
}

std::string CitationText(const Statement& statement) {
  std::string text = statement.cites.empty() ? "" : "[" + Join(statement.cites, ", ") + "]";
  if (statement.verdict == Verdict::kStruck) text += (text.empty() ? "" : " ") + std::string(UnsupportedMark());
  return text;
}

std::string_view Word(DocumentWord word, Language language) {
  static constexpr std::array<std::array<std::string_view, 2>, 14> kWords = {{{"Sources", "근거"},
                                                                             {"Left out", "제외된 내용"},
                                                                             {"Electronic signature", "전자서명"},
                                                                             {"Signed by", "서명자"},
                                                                             {"Signed at", "서명 시각"},
                                                                             {"SHA-256 of the text", "본문 SHA-256"},
                                                                             {"Key", "서명 키"},
                                                                             {"Model", "모델"},
                                                                             {"none", "없음"},
                                                                             {"Version of the record", "기록 버전"},
                                                                             {"Version of the prompt", "프롬프트 버전"},
                                                                             {"Page", "쪽"},
                                                                             {"As of", "기준 시각"},
                                                                             {"Question", "질문"}}};
  return kWords[static_cast<std::size_t>(word)][language == Language::kKorean ? 1 : 0];
}

std::string DocumentText(const Draft& draft, const Answer& answer, const DocumentHead& head) {
  Language language = draft.language;
  std::string text = DocumentTitle(draft.task, language) + "\n" + PatientLine(head, language) + "\n";
  if (!draft.as_of.empty()) text += fmt::format("{}: {}\n", Word(DocumentWord::kAsOf, language), draft.as_of.Readable());
  if (!draft.question.empty()) text += fmt::format("{}: {}\n", Word(DocumentWord::kQuestion, language), draft.question);
  for (const std::string& line : AuthorshipLines(draft, answer)) text += line + "\n";
  bool unsupported = false;
  for (const DraftSection& section : draft.sections) {
    if (std::all_of(section.statements.begin(), section.statements.end(), [](const Statement& one) { return one.removed; })) continue;
    text += "\n" + section.title + "\n";
    for (const Statement& one : section.statements) {
      if (one.removed) continue;
      std::string cites = CitationText(one);
      text += "- " + one.text + (cites.empty() ? "" : " " + cites) + "\n";
      unsupported = unsupported || one.verdict == Verdict::kStruck;
    }
  }
  if (unsupported) text += "\n" + UnsupportedNote(language) + "\n";
  if (std::vector<const Evidence*> cited = CitedEvidence(draft, answer); !cited.empty()) {
    text += fmt::format("\n{}\n", Word(DocumentWord::kSources, language));
    for (const Evidence* evidence : cited) text += "[" + evidence->label + "] " + evidence->text + "\n";
  }
  if (!answer.left_out.empty()) {
    text += fmt::format("\n{}\n", Word(DocumentWord::kLeftOut, language));
    for (const LeftOut& one : answer.left_out) text += "- " + std::to_string(one.count) + " " + one.what + "\n";
  }
  return text;
}

}  // namespace aegle
