// Cues: negation, certainty, status, trend, interpretation, side, sex, time, frequency, route. "role value = phrases".
// Values: see the enums of lexicon.h; a status line gives the bits of which one is enough.
#include "trust/lexicon.h"

namespace aegle::verify {

std::string_view CueTable() {
  return R"(
neg< = no; not found to have; not known to have; without; denies; denied; deny; denying; negative for; no evidence of; no sign of; no signs of; no history of; absence of; free of; never had; never; none of; rules out; nor; neither; lacks; no known; has no; had no; did not have; does not have; no documented; no record of; no current; w/o; not have; no complaints of; no complaint of; no active; no prior history of; no past history of; no new; no acute
neg> = absent; was ruled out; is ruled out; were ruled out; ruled out; are ruled out; has been ruled out; been ruled out; not present; not seen; not found; not observed; not noted; not detected; not identified; not reported; not evident; are denied; is denied; was denied; were denied; refuted; was refuted; is refuted; excluded; was excluded; 없; 부인; 아님; 아니; 아닙; 배제; 부정됨; 부정하; 않; 미복용; 무 소견
neg= = not; cannot; isn't; wasn't; doesn't; didn't
glue = came back; come back; comes back; went back; back to; back from; back at; back on; back in; back up; brought back; heads up; face to face; on the other hand; at hand; by hand; on the one hand; past records; past record; past notes; prior records; prior record; previous records; previous record; previous visit; prior visit; past visit; 과거 기록; 이전 기록; 눈에 띄; 눈에 띈; 손에; 머리말; no change; no changes; unchanged status; not only; 부인과; 산부인과; 문제없이; 끊임없이; whether or not; no longer than; 뿐만 아니라; 뿐 아니라
hist = history of; hx of; h/o; past medical history of; medical history of; past history of; pmh of; known history of; a history of; personal history of; surgical history of; past surgical history of; known; 과거력; 병력; 기왕력; 기저질환; 기왕
past = previous; previously; prior; past; formerly; former; s/p; status post; 이전의; 과거의; 과거; 이전에; 예전; 기왕의; used to
fam = family history of; family history; mother; father; brother; sister; maternal; paternal; grandmother; grandfather; parent; parents; sibling; siblings; aunt; uncle; family member; first degree relative; fhx; fh of; 가족력; 어머니; 아버지; 모친; 부친; 형제; 자매; 누나; 오빠; 부모; 조부; 조모; 할머니; 할아버지; 가족 중
poss = possible; possibly; probable; probably; suspected; suspicion of; suspicious for; concern for; concerning for; likely; presumed; presumptive; questionable; may have; might have; could have; cannot exclude; r/o; rule out; differential includes; is suspected; was suspected; 의심; 가능성; 추정; 의증; 감별
end = but; however; although; though; except; yet; whereas; while; despite; nevertheless; 하지만; 그러나; 반면; 으나; 지만; 있으며; 있고; 있으나; 있지만; 이며; 였으며; 였고; 하였고; 하였으며; 했고; 했으며; 되었고; 되었으며; 됐고; 됐으며; 반면에; 하고 있으며; 있었고; 있었으며; 있었으나; 이었으나; 였으나; 이고; 이었고; 이었으며
verb = has; have; had; is; are; was; were; reports; reported; presents; presented; complains; complained; shows; showed; received; underwent; developed; 있다; 있음; 있었; 있습; 있는
list = and; or; plus; as well as; along with; & ; 및; 또는; 그리고; 이랑; 와; 과
conn = of; the; in; at; a; an; to; 의
allergy = 알레르기 목록; 알레르기 물질; 알레르기 항목; 알레르기 원인; allergic to; allergic reaction to; allergy to; allergies to; allergies include; known allergies; allergy list; hypersensitivity to; intolerance to; intolerant to
lat 1 = left; left sided; lt; 좌측; 왼쪽; 왼; 좌측의; 왼편
lat 2 = right; right sided; rt; 우측; 오른쪽; 오른; 오른편
lat 3 = bilateral; bilaterally; both sides; 양측; 양쪽; 양측성; 좌우
glue = right now; right away; right after; right before; left the; left against; left ama; left untreated; left unchanged; left hospital; was left; were left; been left; left over; all right; the right to
sex 1 = male; man; men; gentleman; boy; he; his; him; himself; 남성; 남자; 남아; 남환; 남학생; 소년
sex 2 = female; woman; women; lady; girl; she; her; hers; herself; 여성; 여자; 여아; 여환; 그녀; 여학생; 소녀
st 1 = active; actively; ongoing; active problem; active problems; 활동성; 활성; 활동 중; 진행 중; 진행중; 활동중; 지속 중; 지속되고; 지속중
st 8193 = current; currently; at present; presently; now; 현재; 현재는
st 8193 = continues; continued on; remains on; is taking; are taking; is currently taking; currently taking; is on; actively taking; 복용 중; 복용중; 투여 중; 투약 중; 사용 중; 투여중; 복용하고 있; 앓고 있; 사용하고 있; 투여받고 있
st 8192 = takes; taking; has active; continues to take; 치료 중
st 2 = resolved; resolution; resolved problem; cleared; healed; cured; recovered; recovered from; has resolved; 해결; 해결됨; 완치; 해소; 회복; 치유; 소실
st 4 = inactive; dormant; 비활동성; 비활성
st 8 = in remission; remission; 관해
st 16 = stopped; discontinued; stop; discontinuation; no longer taking; no longer takes; no longer on; was taken off; taken off; not taking; not on; ceased; halted; withdrawn; 중단; 중지; 끊음; 끊었; 투약 중단; 복용 중단; 더 이상 복용하지 않
st 34 = no longer present; no longer active; no longer has
st 48 = ended; finished; 종료
st 32 = completed; complete; finished successfully; was performed; performed; was done; done; 완료; 시행됨; 시행하였; 시행했; 시행되었; 시행받
st 64 = pending; awaiting; outstanding; awaited; awaits; in progress; not yet available; not yet resulted; to follow; 대기; 대기 중; 미결; 미확정; 결과 대기; 미보고
st 192 = planned; scheduled; will undergo; to be done; upcoming; 예정; 계획; 예약
st 256 = on hold; held; withheld; paused; 보류
st 512 = cancelled; canceled; called off; 취소
st 1024 = preliminary; provisional; interim; 예비; 잠정
st 2048 = final; finalized; finalised; 최종; 최종 결과; 확정
st 4096 = amended; corrected; revised; 정정; 수정
tr 1 = rising; rose; risen; rise; rises; increase; increased; increasing; increases; went up; going up; gone up; up from; climbed; climbing; trending up; upward; upward trend; uptrending; grew; gained; up trending; higher than before; 상승; 증가; 오름; 올랐; 올라; 늘어; 늘었; 높아졌; 높아지; 높아짐; 상승세
tr 2 = falling; fell; fallen; fall in; decrease; decreased; decreasing; decreases; decline; declined; declining; went down; going down; dropped; dropping; drop; drops; down from; trending down; downward; downward trend; downtrending; lost; down trending; reduced; reduction; came down; lower than before; lowered; 하락; 감소; 떨어; 내려; 내렸; 줄어; 줄었; 하강; 낮아졌; 낮아지; 낮아짐; 저하; 감소세; 하락세
tr 3 = stable; steady; unchanged; constant; flat; plateaued; remained stable; no change; no significant change; no change in; has not changed; 안정; 안정적; 변화 없; 변동 없; 변화가 없; 변화는 없; 변동이 없; 유지; 큰 변화 없; 일정
tr 4 = improving; improved; improve; improvement; improves; better; 개선; 호전; 나아; 좋아
tr 5 = worsening; worsened; worse; worsen; worsens; deteriorated; deteriorating; progressive; 악화; 나빠; 진행성
tr 6 = doubled; doubling; twofold increase; 두 배로; 2배로 증가
tr 7 = halved; halving; 절반으로
in 1 = high; elevated; above normal; above range; above the reference range; above the normal range; above reference; raised; above the upper limit; above the limit; hypertensive range; 높; 상승된; 증가된; 상한 초과; 기준 초과; 참고치 초과; 정상보다 높; 참고치보다 높; 기준치보다 높; 고치; 정상 상한
in 2 = low; below normal; below range; below the reference range; below the normal range; below reference; below the lower limit; depressed; 낮; 감소된; 저하된; 하한 미만; 기준 미만; 정상보다 낮; 참고치보다 낮; 기준치보다 낮
in 4 = normal; within normal limits; within normal range; within the normal range; within the reference range; within reference range; in range; in the normal range; within range; in the reference range; unremarkable; wnl; normal limits; 정상; 정상 범위; 정상범위; 정상 범위 내; 정상치; 참고 범위 내; 참고범위 내; 참고치 이내; 이상 없; 이상 소견 없; 특이 소견 없; 이상소견 없; 특이소견 없
in 8 = abnormal; abnormality; out of range; outside the reference range; outside the normal range; outside normal limits; flagged abnormal; 비정상; 이상 소견; 이상소견; 이상치; 정상 범위를 벗어; 참고 범위를 벗어; 참고범위를 벗어
in 16 = critical; critically; panic; life threatening value; 위급; 위험 수치; 위험치; 위급 수치; 치명적
in 32 = positive; tested positive; reactive; 양성; 양성 반응
in 64 = negative; tested negative; nonreactive; non reactive; 음성; 음성 반응
in 32 = detected; 검출됨; 검출
glue = current medications; high alert; high criticality; severe rule; normal saline; low dose; high dose; high risk; low risk; low sodium diet; low salt diet; low fat diet; high school; high flow; low grade; high grade; high quality; low income; critical care; positive attitude; normal delivery; high priority; 높이; 양성자; critical access; high deductible; st segment elevation; non st segment elevation; non-st elevation; st분절 상승; 비st분절 상승; 급성 악화; acute exacerbation
freq 1000 = daily; once daily; once a day; every day; qd; q.d.; q day; qday; each day; per day; od; every morning; each morning; every evening; nightly; at bedtime; qhs; qam; qpm; every 24 hours; q24h; 1 time per day; once per day; one time daily; once every day; every 1 day; every night; 매일; 하루 한 번; 하루 한번; 하루 1회; 하루 1번; 1일 1회; 1일1회; 취침 전; 자기 전; 매일 아침; 매일 저녁; 하루에 한 번; 하루에 1회; 일 1회
freq 2000 = twice daily; twice a day; bid; b.i.d.; two times daily; two times a day; 2 times a day; 2 times daily; every 12 hours; q12h; twice per day; 2 times per day; two times per day; 하루 두 번; 하루 두번; 하루 2회; 하루 2번; 1일 2회; 1일2회; 하루에 두 번; 하루에 2회; 12시간마다; 일 2회; 12시간 간격
freq 3000 = three times daily; three times a day; tid; t.i.d.; 3 times a day; 3 times daily; every 8 hours; q8h; thrice daily; 3 times per day; three times per day; 하루 세 번; 하루 세번; 하루 3회; 하루 3번; 1일 3회; 1일3회; 하루에 세 번; 하루에 3회; 8시간마다; 일 3회; 8시간 간격
freq 4000 = four times daily; four times a day; qid; q.i.d.; 4 times a day; 4 times daily; every 6 hours; q6h; 4 times per day; four times per day; 하루 네 번; 하루 네번; 하루 4회; 하루 4번; 1일 4회; 1일4회; 하루에 네 번; 하루에 4회; 6시간마다; 일 4회; 6시간 간격
freq 6000 = every 4 hours; q4h; six times daily; six times a day; 4시간마다; 1일 6회; 하루 6회; 하루 여섯 번; 4시간 간격
freq 5000 = five times daily; five times a day; 1일 5회; 하루 5회
freq 8000 = every 3 hours; q3h; 3시간마다
freq 12000 = every 2 hours; q2h; 2시간마다
freq 24000 = hourly; every hour; q1h; 매시간
freq 500 = every other day; every 2 days; every 48 hours; q48h; qod; q.o.d.; on alternate days; 격일; 이틀에 한 번; 2일마다; 2일에 1회
freq 333 = every 72 hours; every 3 days; q72h; 3일마다
freq 143 = weekly; once weekly; once a week; every week; every 7 days; once per week; qweek; 주 1회; 매주; 일주일에 한 번; 주1회; 1주 1회; 일주일에 1회
freq 286 = twice weekly; twice a week; two times a week; 주 2회; 일주일에 두 번
freq 429 = three times weekly; three times a week; 3 times a week; 주 3회; 일주일에 세 번
freq 71 = every 2 weeks; every two weeks; biweekly; every other week; every 14 days; 격주; 2주마다; 2주 1회
freq 33 = monthly; once monthly; once a month; every month; every 30 days; every 4 weeks; 매월; 월 1회; 한 달에 한 번; 매달
freq 0 = as needed; prn; p.r.n.; when needed; if needed; as required; 필요시; 필요 시; 필요할 때; 필요에 따라
route 1 = oral; orally; by mouth; po; p.o.; per os; 경구; 경구로; 먹는
route 2 = iv; i.v.; intravenous; intravenously; 정맥; 정맥주사; 정맥 주사; 정맥내
route 3 = subcutaneous; subcutaneously; subq; sc injection; 피하; 피하주사; 피하 주사
route 4 = intramuscular; intramuscularly; 근육주사; 근육 주사; 근주
route 5 = inhaled; inhalation; inhaler; by inhalation; 흡입; 흡입제
route 6 = topical; topically; 국소 도포; 외용
route 7 = rectally; per rectum; 직장 투여; 좌제
route 8 = sublingual; sublingually; 설하
route 9 = intranasal; intranasally; nasal spray; 비강 분무
sup 1 = latest; most recent; last measured; most recently; newest; last recorded; last known; last value; 가장 최근; 최신; 마지막; 최종값; 가장 마지막
sup 2 = earliest; first recorded; first measured; initial; 최초; 첫 번째; 처음
sup 3 = highest; maximum; peak; peaked at; max; 최고; 최대; 최고치; 가장 높은
sup 4 = lowest; minimum; nadir; min; 최저; 최소; 최저치; 가장 낮은
hedge = about; approximately; around; roughly; nearly; almost; approx; circa; ~; some; 약; 대략; 정도; 가량; 거의
cmp 1 = less than; under; below; fewer than; lower than
cmp 2 = at most; no more than; up to; not exceeding
cmp 3 = at least; no less than; not less than
cmp 4 = greater than; more than; above; exceeding; higher than; over
ref = reference range; reference interval; reference; ref; normal range; normal value; normal values; ref range; target; upper limit; lower limit; limit; goal; 참고치; 참고 범위; 참고범위; 기준치; 정상 범위는; 참고구간; 기준 범위; 목표
role 1 = since; started; started on; began; begun; onset; onset of; starting; initiated; diagnosed; diagnosed on; diagnosed in; dating from; dating back to; beginning; first noted; first diagnosed; 시작; 발병; 진단; 개시; 부터; 처음 진단; 이후; 이래
role 3 = compared with; compared to; as compared with; versus; relative to; from baseline; 대비; 비해; 비교
role 2 = until; through; till; thru; 까지; 사망
glue = 까지의; 진단검사
num 1 = one; once; single; 한; 하나
num 2 = two; twice; 두; 둘
num 3 = three; 세 번; 세 차례; 셋
num 4 = four; 네 번; 네 차례
num 5 = five; 다섯
num 6 = six; 여섯
num 7 = seven; 일곱
num 8 = eight; 여덟
num 9 = nine; 아홉
num 10 = ten; 열 번
num 12 = twelve
rel 0 = today; this morning; this evening; this afternoon; 오늘; 금일
rel 1 = yesterday; last night; 어제; 전일; 작일
rel 2 = day before yesterday; the day before yesterday; 그저께; 그제; 엊그제
count = reading; readings; measurement; measurements; result; results; value; values; times; occasion; occasions; episode; episodes; test; tests; medication; medications; problem; problems; condition; conditions; visit; visits; encounter; encounters; dose; doses; item; items; check; checks; study; studies; admission; admissions; procedure; procedures; drug; drugs; allergy entries; observations; points; 회; 번; 건; 차례; 개; 가지; 종; 종류
)";
}

}  // namespace aegle::verify
