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
    overview: "개요", handoff: "인수인계", summary: "요약", ask: "질문", documents: "문서", consent: "동의", born: "출생", sections: "기록의 부분",
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
  access: {
    signIn: "로그인", signOut: "로그아웃", signedInAs: "로그인한 사용자", user: "사용자 이름", password: "비밀번호", code: "인증 앱의 코드",
    codeHint: "2단계 인증을 설정한 경우에만", wrong: "이름, 비밀번호 또는 코드가 맞지 않습니다.", ended: "세션이 끝났습니다. 다시 로그인하십시오.", account: "내 계정",
    menu: "계정 메뉴", admin: "관리", consent: "동의", audit: "감사 기록", emergencies: "응급 열람",
    roles: { clinician: "의사", nurse: "간호사", researcher: "연구자", patient: "환자", operator: "운영자", auditor: "감사자", owner: "이 컴퓨터", none: "없음", unknown: "알 수 없음", system: "시스템" } as Record<string, string>,
    labels: { psychiatry: "정신건강", hiv: "HIV", "substance-use": "물질 사용", reproductive: "생식 건강", restricted: "제한" } as Record<string, string>,
    purposes: { treatment: "진료", research: "연구", training: "모델 학습" } as Record<string, string>,
    notYours: "이 역할로는 이 화면을 열 수 없습니다.", single: "아직 사용자가 없습니다. 이 컴퓨터를 쓰는 누구나 열 수 있습니다.",
    singleHint: "명령줄에서 첫 운영자를 추가하십시오: aegle users add NAME --role operator",
    save: "저장", add: "추가", cancel: "취소", remove: "삭제", until: "기한", never: "기한 없음", at: "시각", by: "작성",
  },
  users: {
    title: "사용자", name: "사용자 이름", display: "이름", role: "역할", labels: "추가 열람", signIn: "로그인 방식", state: "상태", none: "추가 열람 없음",
    active: "사용 중", disabled: "중지됨", password: "비밀번호", passwordCode: "비밀번호와 코드", noPassword: "비밀번호 없음", addUser: "사용자 추가", edit: "변경", newPassword: "새 비밀번호 (12자 이상)",
    disable: "사용 중지", enable: "다시 사용", record: "본인 기록 (ID)", cares: "담당 환자", addRelation: "환자 추가", patient: "환자 ID", kind: "관계", treating: "진료", endRelation: "종료", noRelations: "없음: 이 사용자는 어떤 기록도 볼 수 없습니다.",
    resetCode: "2단계 인증 해제", count: (count: number) => `사용자 ${n(count)}명`, saved: "저장했습니다. 다음 요청부터 적용됩니다.",
  },
  tokens: {
    title: "API 토큰", none: "토큰이 없습니다.", name: "용도", scopes: "권한", days: "유효 기간 (일)", make: "토큰 만들기", end: "종료", shown: "지금 복사하십시오. 다시 표시되지 않습니다.",
    scope: { read: "기록 열람", generate: "초안 작성", chat: "모델 사용", import: "가져오기", export: "내보내기", admin: "관리", audit: "감사 기록 열람", status: "상태 열람" } as Record<string, string>,
  },
  account: {
    title: "내 계정", changePassword: "비밀번호 변경", current: "현재 비밀번호", next: "새 비밀번호", changed: "변경했습니다. 다른 세션은 모두 끝났습니다.",
    second: "2단계 인증", secondOn: "로그인할 때마다 코드를 묻습니다.", secondOff: "비밀번호만 묻습니다.", setUp: "인증 앱 설정", secret: "앱에 넣을 비밀키", confirm: "확인", first: "첫 코드",
  },
  consents: {
    title: "동의", now: "현재 효력", verdicts: { silent: "의사 표시 없음", permitted: "허용", denied: "거부" } as Record<string, string>, silentMeans: "의사 표시가 없으면 진료는 허용되고 연구와 학습은 허용되지 않습니다.",
    grant: "허용", refuse: "거부", withdraw: "철회", kinds: { permit: "허용", refuse: "거부" } as Record<string, string>, everything: "모든 목적", everybody: "모든 사람", whole: "전체 기록", write: "기록하기", purpose: "목적", who: "대상자", part: "기록의 범위",
    note: "메모: 서식, 장소, 참석자", inForce: "유효", ended: "종료", recordedBy: "기록한 사람", history: "기록된 모든 의사 표시", empty: "아직 기록된 의사 표시가 없습니다.", indexed: (search: number, vectors: number, training: number) => `검색 색인 ${n(search)}행, 벡터 ${n(vectors)}개, 학습 대기 ${n(training)}건.`,
    proof: "철회되었고 집계로 확인했습니다", removed: "삭제", left: "남음", confirm: "다음 요청부터 응급 상황을 제외하고 아무도 이 기록을 열람, 검색하거나 초안에 쓸 수 없습니다. 검색 색인에서도 삭제됩니다. 철회할까요?", until: "종료일 (비우면 기한 없음)",
    refusedHere: "본인이 이 기록의 사용에 동의하지 않았습니다. 이 화면만 열 수 있습니다.",
  },
  glass: {
    title: "응급 열람", open: "응급 열람", why: "담당 관계 없이 한 환자의 기록을 한 시간 동안 엽니다. 모두 기록되며 사후에 검토됩니다.", whose: "등록번호 또는 환자 ID", reason: "사유",
    reasons: { emergency: "응급", covering: "동료 대신 진료", "patient-request": "환자 요청", other: "기타" } as Record<string, string>, text: "자세한 사유 (10자 이상)", submit: "기록 열기",
    active: (time: string) => `${time}까지 응급 열람 중입니다. 기록되고 검토됩니다.`, review: "검토 대기", reviewed: "검토함", justified: "정당함", notJustified: "정당하지 않음", none: "응급 열람이 없습니다.", findings: { justified: "정당함", "not-justified": "정당하지 않음" } as Record<string, string>,
    waiting: (count: number) => `검토 대기 ${n(count)}건`,
  },
  auditLog: {
    title: "감사 기록", when: "시각", who: "사용자", role: "역할", what: "행위", patient: "환자", resource: "대상", outcome: "결과", all: "전체", filter: "필터", none: "해당하는 기록이 없습니다.", older: "이전 기록",
    actions: { read: "열람", write: "쓰기", generate: "초안", export: "내보내기", sign: "서명", deny: "거부됨", login: "로그인", logout: "로그아웃", consent: "동의", "break-glass": "응급 열람", admin: "관리", system: "시스템" } as Record<string, string>,
    outcomes: { done: "완료", refused: "거부됨", failed: "실패" } as Record<string, string>, verify: "기록 검증", verifying: "검증 중 …", intact: (records: number) => `이상 없음: 기록 ${n(records)}건이 모두 제자리에 있습니다.`, broken: (count: number) => `이상 ${n(count)}건`, head: "서명된 헤드",
  },
};
