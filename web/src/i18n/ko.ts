// Korean.
import type { Dictionary } from "./en";
import { signKo } from "./sign.ko";

const n = (value: number) => value.toLocaleString("ko-KR");

export const ko: Dictionary = {
  code: "ko",
  number: n,
  sign: signKo,
  app: {
    skip: "본문으로 건너뛰기", language: "언어", patients: "환자", import: "가져오기", modelReady: (name) => `모델 준비됨: ${name}`,
    modelOff: "모델 없음: 초안은 코드로 작성됩니다", modelLoading: (name) => `모델을 불러오는 중: ${name}`, offline: "서버가 응답하지 않습니다",
    ready: "모델 준비됨", noModel: "모델 없음", loading: "모델 불러오는 중", retry: "다시 시도", close: "닫기", back: "뒤로",
    notDevice: "임상의를 위한 초안입니다. 의료기기가 아닙니다.", keys: "키보드", loadingData: "불러오는 중 …", more: "더 보기", fewer: "접기",
    notFound: "이 주소에는 아무것도 없습니다.", error: "처리하지 못했습니다",
  },
  patients: {
    title: "환자", search: "이름 또는 등록번호 검색", name: "이름", sexAge: "성별, 나이", identifier: "등록번호", last: "최근 기록",
    facts: "기록 항목", documents: "문서", count: (total) => `환자 ${n(total)}명`, none: "일치하는 환자가 없습니다.",
    empty: "아직 환자가 없습니다. FHIR 번들, NDJSON 또는 의무기록 텍스트를 이 화면에 놓으세요.", hint: "/ 검색 · ↑ ↓ 이동 · Enter 열기",
    drop: "가져올 파일을 화면 어디에나 놓으세요", choose: "파일 가져오기", died: "사망",
  },
  sex: { male: "남성", female: "여성", other: "기타", unknown: "성별 미상" },
  sexShort: { male: "남", female: "여", other: "기타", unknown: "–" },
  age: (years) => `${years}세`,
  patient: {
    overview: "개요", handoff: "인수인계", summary: "요약", ask: "질문", documents: "문서", born: "출생", sections: "기록의 부분",
    allergies: "알레르기", noAllergies: "기록된 알레르기 없음", problems: "문제", medications: "약물", currentProblems: "현재 문제",
    currentMedications: "현재 약물", noneInRecord: "기록 없음", results: "검사 결과 추이", since: "시작", upTo: "종료",
    facts: (count) => `항목 ${n(count)}개`, died: "사망",
  },
  timeline: {
    title: "시간순 기록", search: "이 기록에서 찾기", hits: (count) => `${n(count)}건 일치`, noHits: "일치 없음", next: "다음 일치", previous: "이전 일치",
    clear: "검색 지우기", zoomIn: "확대", zoomOut: "축소", all: "전체", year: "1년", fiveYears: "5년",
    month: "최근 1개월", lanes: "줄", shown: (lane) => `${lane}: 표시`, expand: (lane) => `${lane}: 줄 높이기`,
    help: "시간순 기록. 좌우 화살표: 이전·다음 항목. 상하 화살표: 줄. 더하기·빼기: 확대·축소. Shift와 화살표: 이동. 0: 전체. Enter: 원본 열기.",
    wheelHint: "휠로 확대하려면 먼저 클릭하거나 Ctrl을 누르세요", undated: (count) => `날짜가 없는 항목 ${n(count)}개: 시간순 기록에 없음`,
    several: (count) => `항목 ${n(count)}개`, open: "Enter 또는 클릭: 원본 열기", list: "목록", chart: "시간순",
    listOf: (shown, total) => (shown < total ? `보이는 항목 ${n(total)}개 중 처음 ${n(shown)}개` : `보이는 항목 ${n(total)}개`),
    date: "날짜", kind: "종류", entry: "항목", value: "값", brush: "보이는 기간", keys: "← → 항목 · ↑ ↓ 줄 · + − 확대 · ⇧← ⇧→ 이동 · 0 전체 · Enter 원본",
    docHits: "문서에서", ongoing: "지속", range: "보이는 기간",
  },
  kinds: {
    patient: "인적 사항", encounter: "내원", condition: "문제", allergy: "알레르기", medication: "약물", laboratory: "검사",
    vital_sign: "활력징후", social_history: "사회력", observation: "관찰", procedure: "시술", immunization: "예방접종",
    imaging: "영상", report: "보고서", order: "오더", care_plan: "진료 계획", family_history: "가족력", device: "기기",
    note: "의무기록", other: "기타",
  },
  flags: { L: "낮음", H: "높음", LL: "위험하게 낮음", HH: "위험하게 높음", A: "비정상", POS: "양성", NEG: "음성", N: "정상" },
  statuses: {
    unknown: "", active: "활성", recurrence: "재발", inactive: "비활성", remission: "관해", resolved: "해결됨", planned: "예정",
    in_progress: "진행 중", on_hold: "보류", completed: "완료", stopped: "중단", cancelled: "취소", preliminary: "예비", final: "최종",
    amended: "수정", corrected: "정정", entered_in_error: "잘못 입력됨",
  },
  assertions: { negated: "부정", possible: "가능성", conditional: "조건부", family: "가족", historical: "과거", refuted: "배제" },
  charts: {
    points: (count) => `결과 ${n(count)}개`, reference: "참고치", none: "수치 결과가 없습니다.", open: "이 결과의 원본 열기",
    help: "좌우 화살표: 결과 이동. Enter: 원본 열기.", latest: "최근", showAll: (count) => `전체 ${n(count)}개 보기`,
  },
  source: {
    title: "원본", document: "문서", bytes: (begin, end, total) => `전체 ${n(total)}바이트 중 ${n(begin)}–${n(end)}`,
    moreContext: "앞뒤 더 보기", highlighted: "강조: 인용된 바이트 그대로", highlightedItem: "강조: 이 바이트에서 시작하는 항목", noPassage: "기록 전체에서 계산했습니다. 이를 말하는 한 곳의 원문은 없습니다.", toMark: "인용 위치로", copy: "인용 복사", copied: "복사됨",
    resource: "리소스", code: "코드", status: "상태", reference: "참고치", date: "날짜", category: "분류", text: "내용", site: "부위", assertion: "단정",
    several: (count) => `항목 ${n(count)}개`, superseded: "이전 판: 새로운 판으로 바뀌었습니다", evidence: "근거", basis: "계산에 쓴 항목", section: "절",
    truncated: "인용이 길어 앞부분만 보입니다.",
  },
  answer: {
    draft: "초안 – 서명되지 않음. 의료기기가 아닙니다.", check: "사용하기 전에 각 문장을 원본과 대조하세요.", run: "초안 작성", again: "다시 작성", stop: "중지",
    withModel: "모델 사용", withoutModel: "모델 없이", writer: "작성", noModelThere: "모델이 없습니다", language: "초안 언어",
    copy: "텍스트 복사", copied: "복사됨", print: "인쇄", working: "작업 중", stages: { word: "문장 작성과 검증", evidence: "근거 수집" },
    asOf: "기준", claims: (count) => `문장 ${n(count)}개`, source: (label, text) => `근거 ${label}: ${text}`,
    verdicts: { floor: "코드 작성", supported: "검증됨", corrected: "인용 정정", struck: "삭제" },
    verdictHelp: {
      floor: "기록에서 코드로 작성한 문장", supported: "모델이 쓰고, 확인할 수 있는 모든 부분이 근거와 일치",
      corrected: "모델이 쓰고, 인용을 맞는 근거로 바꿈", struck: "근거가 뒷받침하지 않음: 사용하지 마세요",
    },
    refusedShow: "거부된 모델 문장", refusedHide: "거부된 문장 숨기기", refusedBy: "모델이 쓴 문장", struckBecause: "삭제 이유", says: "문장", record: "기록",
    leftOut: "제외된 내용", leftOutNone: "제외된 내용이 없습니다.", modelUse: "모델 사용", noModelUsed: "모델을 쓰지 않았습니다. 모든 문장은 코드로 작성되었습니다.",
    use: {
      model: "모델", calls: "호출", tokens: "토큰 (입력, 작성, 재사용)", seconds: "초 (첫 문장)", said: "계획한 문장, 쓴 문장", refused: "거부, 재시도, 코드로 대체",
    },
    earlier: "이전 초안", current: "이 초안", stopped: "중지됨. 여기 있는 문장은 검증되었습니다.", failed: "초안을 끝내지 못했습니다", empty: "이 부분에 해당하는 기록이 없습니다.",
    legend: "범례", sources: "근거", updated: "문장이 바뀜", floorReady: "코드 초안이 준비됨", done: "초안 완료", checked: (count) => `모델 작성·검증 ${n(count)}`,
    byCode: (count) => `코드 작성 ${n(count)}`, struckCount: (count) => `삭제 ${n(count)}`, correctedCount: (count) => `인용 정정 ${n(count)}`, language_en: "영어", language_ko: "한국어",
  },
  ask: {
    title: "이 기록에 대해 질문", placeholder: "예: 최근 칼륨 수치와 추이", submit: "질문", suggestions: "추천 질문", history: "이번 세션의 질문",
    notInRecord: "기록에 없음", notInRecordText: "이 질문에 답할 내용이 기록에 없습니다. 사실이 아니라는 뜻은 아닙니다.", you: "질문", none: "답변은 이 기록에서만 나오며, 문장마다 근거가 있습니다.",
    suggested: ["기록된 알레르기는 무엇인가요?", "가장 최근 크레아티닌 수치는?", "혈압이 어떻게 변했나요?", "현재 복용 중인 약물은?", "마지막 내원은 언제인가요?", "뇌졸중 기록이 있나요?"],
  },
  documents: {
    title: "문서", name: "이름", format: "형식", size: "크기", imported: "가져온 시각", source: "시스템", open: "열기", none: "문서가 없습니다.", ledger: "장부",
  },
  imports: {
    title: "가져오기", drop: "파일을 여기 또는 화면 어디에나 놓으세요", formats: "FHIR R4 번들 (JSON), FHIR NDJSON, 텍스트 의무기록 (UTF-8, EUC-KR)", choose: "파일 선택", dropNow: "놓으면 가져옵니다",
    sending: "보내는 중", reading: "읽는 중", waiting: "대기 중", done: "완료", failed: "가져오지 못함", cancelled: "취소됨", cancel: "취소",
    stages: { check: "확인 중", import: "가져오는 중" },
    ledger: "장부", inCount: "전체", kept: "항목으로 보관", keptDocument: "문서로 보관", refused: "거부", balance: "빠진 항목 없음",
    unbalanced: "합계가 맞지 않습니다. 알려 주세요.", type: "종류", factCount: "기록 항목", added: "신규", updated: "변경", unchanged: "동일",
    refusals: "거부된 항목", asDocuments: "항목 없이 문서로 보관", at: (offset) => `바이트 ${n(offset)}`, openAt: (offset) => `원본의 바이트 ${n(offset)} 위치 열기`, leftOut: (count) => `${n(count)}줄은 표시하지 않았습니다. 개수는 정확합니다.`,
    earlier: "가져온 문서", reason: "이유", item: "항목", where: "위치", noRefusals: "거부된 항목이 없습니다.", facts: (count) => `기록 항목 ${n(count)}개`, alreadyThere: "같은 파일을 이미 가져왔습니다. 바뀐 것이 없습니다.",
  },
};
