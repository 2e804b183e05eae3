// Korean words of the inbox and of the signature.
import type { Dictionary } from "./en";

const n = (value: number) => value.toLocaleString("ko-KR");

export const signKo: Dictionary["sign"] = {
  inbox: "서명함", title: "서명함", waiting: "서명 대기", waitingCount: (count) => `서명을 기다리는 초안 ${n(count)}건`,
  showWaiting: "대기", showAll: "전체", show: "보기", none: "서명을 기다리는 초안이 없습니다.", noneHint: "인수인계와 요약은 초안으로 여기에 들어옵니다.",
  document: "문서", patient: "환자", drafted: "작성", state: "상태", statements: (count) => `문장 ${n(count)}개`, struck: (count) => `기록에 없음 ${n(count)}`,
  states: { draft: "새 초안", reviewed: "검토함", edited: "수정함", signed: "서명됨", exported: "서명·내보냄", superseded: "새 초안으로 대체됨", discarded: "폐기됨" },
  open: "검토·서명", byModel: (count) => `모델 작성 ${n(count)}`, edits: (count) => `수정 ${n(count)}`,
  notSigned: "초안 – 서명되지 않음. 최종 문서로 내보낼 수 없습니다.", drafts: "서명함으로",
  edit: "수정", remove: "삭제", restore: "되돌리기", add: "문장 추가", save: "저장하고 검증", cancel: "취소", revert: "초안 문장으로 되돌리기",
  editHelp: "문장의 근거는 그대로 유지됩니다. [f4]처럼 쓰면 다른 근거를 인용합니다. 저장하면 기록과 다시 대조합니다.",
  newText: "새 문장", wording: "문장", difference: "초안과의 차이", was: "이전", removedWord: "삭제:", addedWord: "추가:", removed: "삭제됨", edited: "수정됨", added: "추가됨",
  notInRecord: "기록에 없음", struckHelp: "기록이 뒷받침하지 않습니다. 고치거나 삭제하거나, 본인의 진술로 남길 수 있습니다. 남기면 따로 확인해야 하고 문서에 ‡로 표시됩니다.",
  steps: "서명 전 확인", stepRead: "검토", stepConfirm: "확인", stepSign: "서명",
  read: "초안 전체를 읽었습니다", readBy: (name) => `검토자: ${name}`, readAgain: "아직 검토되지 않았거나, 다른 사람이 그 뒤에 수정했습니다.", readYou: "이 초안을 검토했습니다.",
  risks: "고위험 항목", risksNone: "이 초안에는 없습니다.", risksOpen: (open, all) => `${n(all)}건 중 ${n(all - open)}건 확인`, risksHelp: "항목마다 직접 확인해야 합니다. 문장이 바뀌면 다시 확인해야 합니다.",
  checked: "맞습니다", find: "본문에서 보기", source: "근거",
  riskKinds: {
    allergy: "알레르기", anticoagulant: "항응고제", medication_change: "변경된 약물", critical_value: "위험 수치", negated_critical: "부정된 중대 소견", code_status: "심폐소생 여부",
    struck_kept: "기록에 없음", edited_value: "직접 바꾼 값", removed: "고위험 문장 삭제", record_changed: "기록이 바뀜",
  },
  recordChanged: "초안 작성 후 이 환자의 자료를 새로 가져왔습니다. 초안에는 반영되지 않았습니다.",
  sign: "서명", signAs: (name) => `${name} 이름으로 서명`, signTitle: "이 문서에 서명", signQuestion: "이 내용에 대한 책임은 서명자에게 있습니다. 서명하면 내보낼 수 있고, 더는 바꿀 수 없습니다.",
  signFacts: (edits, confirmed) => `직접 바꾼 문장 ${n(edits)}개, 확인한 고위험 항목 ${n(confirmed)}건.`,
  keepsWord: (count) => `기록의 근거 없이 서명자의 진술로 남는 문장 ${n(count)}개에 ‡가 표시됩니다.`,
  cannot: "아직 서명할 수 없습니다", account: "서명에는 임상의 계정이 필요합니다", accountHelp: "이 서비스는 계정 없이 한 사람이 쓰고 있습니다. 임상의마다 계정을 만들고 로그인하세요:",
  whyNot: { conflict: "위 단계가 남아 있습니다.", denied: "임상의만 서명할 수 있습니다.", model_failed: "모델의 글이 중간에 끊겼습니다. 초안을 다시 작성하세요.", integrity: "저장된 초안이 손상되었습니다. 백업에서 복원하세요." },
  discard: "폐기", discardTitle: "이 초안 폐기", discardReason: "사유", discardHelp: "서명함에서 사라집니다. 작성 기록은 남습니다.",
  signedBy: (name, when) => `${name} 서명, ${when}`, signature: "서명 정보", valid: "서명이 유효합니다. 본문이 바뀌지 않았습니다.", invalid: "서명이 맞지 않습니다. 이 문서를 사용하지 마세요.",
  textHash: "본문 SHA-256", key: "서명 키 (Ed25519)", model: "모델", noModel: "없음: 코드로 작성", prompt: "프롬프트 버전", signedText: "서명된 본문", aiLabel: "인공지능으로 작성한 초안에 기초함",
  exports: "내보내기", exportPdf: "PDF", exportFhir: "FHIR", exportText: "텍스트", exported: (count) => `내보내기 ${n(count)}회`, exporting: "내보내는 중",
  history: "처리 이력", closed: "더는 처리하지 않는 초안입니다.",
  limitsTitle: "이 도구의 한계", limitsOk: "읽었습니다", limits: [
    "임상의를 위한 초안을 씁니다. 의료기기가 아니며 아무것도 결정하지 않습니다.",
    "가져온 기록만 압니다. “기록에 없음”이 사실이 아니라는 뜻은 아닙니다.",
    "기록의 오류는 출처와 함께 그대로 반복됩니다.",
    "언어 모델은 없는 내용을 지어냅니다. 모델의 문장은 코드가 기록과 대조하지만, 그 검증은 완전하지 않습니다.",
    "삭제선 문장은 기록이 뒷받침하지 않습니다. 서명 전에 문장마다 근거를 확인하세요. 서명의 책임은 서명자에게 있습니다.",
  ],
};
