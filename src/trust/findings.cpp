#include "trust/findings.h"

#include <array>
#include <string_view>

#include "base/text.h"

namespace aegle::verify {
namespace {

// {f}: what the sentence says. The second form is used where the evidence says something else, {e}.
struct Wording {
  FindingKind kind;
  std::string_view english, english_expected, korean, korean_expected;
};

constexpr std::array<Wording, 18> kWordings = {{
    {FindingKind::kNoCitation, "The sentence names no source.", "The sentence named no source; {e} carries it.",
     "문장에 근거 표시가 없습니다.", "문장에 근거 표시가 없어 {e}을(를) 붙였습니다."},
    {FindingKind::kUnknownCitation, "The cited source {f} does not exist.",
     "The cited source {f} does not exist; {e} carries the sentence.", "인용한 근거 {f}이(가) 없습니다.",
     "인용한 근거 {f}이(가) 없어 {e}(으)로 바꾸었습니다."},
    {FindingKind::kWrongCitation, "The cited source {f} does not say this.", "The cited source {f} does not say this; {e} does.",
     "인용한 근거 {f}에 이 내용이 없습니다.", "인용한 근거 {f}이(가) 아니라 {e}에 있는 내용입니다."},
    {FindingKind::kNumber, "The value \"{f}\" is not in the cited record.", "The sentence says \"{f}\"; the record says {e}.",
     "인용한 기록에 \"{f}\" 값이 없습니다.", "문장은 \"{f}\", 기록은 {e}입니다."},
    {FindingKind::kUnit, "The unit of \"{f}\" is not that of the record.", "The unit of \"{f}\" is wrong; the record says {e}.",
     "\"{f}\"의 단위가 기록과 다릅니다.", "\"{f}\"의 단위가 다릅니다. 기록은 {e}입니다."},
    {FindingKind::kDate, "The date or time \"{f}\" is not in the cited record.", "The sentence says \"{f}\"; the record says {e}.",
     "인용한 기록에 \"{f}\" 시점이 없습니다.", "문장은 \"{f}\", 기록은 {e}입니다."},
    {FindingKind::kAge, "The age \"{f}\" has no source: the record gives no birth date.",
     "The sentence says \"{f}\"; by the birth date the age is {e}.", "나이 \"{f}\"의 근거가 없습니다. 기록에 생년월일이 없습니다.",
     "문장은 \"{f}\", 생년월일로 계산한 나이는 {e}세입니다."},
    {FindingKind::kSex, "The sex \"{f}\" has no source in the record.", "The sentence says \"{f}\"; the record says {e}.",
     "성별 \"{f}\"의 근거가 기록에 없습니다.", "문장은 \"{f}\", 기록의 성별은 {e}입니다."},
    {FindingKind::kDrug, "The medicine \"{f}\" is not in the cited record.",
     "The medicine \"{f}\" is not in the cited record, which names {e}.", "인용한 기록에 \"{f}\" 약물이 없습니다.",
     "인용한 기록의 약물은 \"{f}\"이(가) 아니라 {e}입니다."},
    {FindingKind::kDose, "The dose or schedule \"{f}\" is not in the cited record.", "The sentence says \"{f}\"; the record says {e}.",
     "인용한 기록에 \"{f}\" 용량·용법이 없습니다.", "문장은 \"{f}\", 기록은 {e}입니다."},
    {FindingKind::kProblem, "\"{f}\" is not in the cited record.", "\"{f}\" is not in the cited record, which names {e}.",
     "인용한 기록에 \"{f}\"이(가) 없습니다.", "인용한 기록은 \"{f}\"이(가) 아니라 {e}입니다."},
    {FindingKind::kLaterality, "The record names no side for \"{f}\".", "The side of \"{f}\" is wrong; the record says {e}.",
     "기록에 \"{f}\"의 좌우 표시가 없습니다.", "\"{f}\"의 좌우가 다릅니다. 기록은 {e}입니다."},
    {FindingKind::kNegation, "The record does not say so of \"{f}\".", "Of \"{f}\" the record says: {e}.",
     "기록은 \"{f}\"에 대해 그렇게 말하지 않습니다.", "\"{f}\"에 대해 기록은 {e}입니다."},
    {FindingKind::kStatus, "The status said of \"{f}\" is not that of the record.", "Of \"{f}\" the record says: {e}.",
     "\"{f}\"의 상태가 기록과 다릅니다.", "\"{f}\"의 상태가 기록({e})과 다릅니다."},
    {FindingKind::kTrend, "The trend said of \"{f}\" does not follow from the numbers.",
     "The trend said of \"{f}\" does not follow from the numbers: {e}.", "\"{f}\"의 추세가 수치와 맞지 않습니다.",
     "\"{f}\"의 추세가 수치와 맞지 않습니다: {e}."},
    {FindingKind::kInterpretation, "The judgement of \"{f}\" has no source.", "\"{f}\" is {e} by the record.",
     "\"{f}\"의 판정에 근거가 없습니다.", "\"{f}\"은(는) 기록상 {e}입니다."},
    {FindingKind::kPerson, "\"{f}\" is not the name of this patient.", "\"{f}\" is not the name of this patient.",
     "\"{f}\"은(는) 이 환자의 이름이 아닙니다.", "\"{f}\"은(는) 이 환자의 이름이 아닙니다."},
    {FindingKind::kUnsupported, "The cited record does not carry \"{f}\".", "The cited record does not carry \"{f}\".",
     "인용한 기록에 \"{f}\"의 근거가 없습니다.", "인용한 기록에 \"{f}\"의 근거가 없습니다."},
}};

}  // namespace

Finding MakeFinding(FindingKind kind, std::string found, std::string expected, Language language) {
  Finding finding{kind, std::move(found), std::move(expected), ""};
  for (const Wording& wording : kWordings) {
    if (wording.kind != kind) continue;
    bool told = !finding.expected.empty();
    std::string_view form = language == Language::kKorean ? (told ? wording.korean_expected : wording.korean)
                                                          : (told ? wording.english_expected : wording.english);
    finding.message = ReplaceAll(ReplaceAll(std::string(form), "{e}", finding.expected), "{f}", finding.found);
  }
  return finding;
}

}  // namespace aegle::verify
