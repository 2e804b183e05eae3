#include "deid/korean.h"

#include <array>
#include <unordered_set>

namespace aegle::korean {
namespace {

using Set = std::unordered_set<std::string_view>;

// Every three bytes of `text` is a member.
Set SyllableSet(std::string_view text) {
  Set set;
  for (std::size_t i = 0; i + 3 <= text.size(); i += 3) set.insert(text.substr(i, 3));
  return set;
}

// Words of a list separated by spaces.
Set WordSet(std::string_view text) {
  Set set;
  while (!text.empty()) {
    std::size_t end = text.find(' ');
    if (end != 0) set.insert(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return set;
}

// Longest member that `text` begins with, up to `most` syllables; its syllables.
std::size_t LongestStart(const Set& set, std::string_view text, std::size_t most) {
  for (std::size_t count = std::min(most, Syllables(text)); count > 0; --count)
    if (set.contains(Prefix(text, count))) return count;
  return 0;
}

const Set& Surnames() {
  static const Set kSet = SyllableSet(
      "김이박최정강조윤장임한오서신권황안송전홍류유고문양손배백허노남심하주구곽성차우진민나지엄채원천방공현함변염여추도소석선설마길연위표명"
      "기반왕금옥육인맹제모탁국어은편용예봉경사부가복태목형계피두감음빈동온호범좌팽승간상시갈단견당리림라려");
  return kSet;
}
const Set& LongSurnames() {
  static const Set kSet = WordSet("남궁 황보 제갈 사공 선우 서문 독고 동방 어금 망절");
  return kSet;
}
const Set& FrequentSurnames() {
  static const Set kSet =
      SyllableSet("김이박최정강조윤장임한오서신권황안송전홍류유고문양손배백허노남심하곽성차우민나엄채원천방공현함변염추석설길표");
  return kSet;
}
const Set& GivenFirst() {
  static const Set kSet = SyllableSet(
      "민서지현준예수은영정재성승태상동진경미혜윤하시유도주건우다소가나채연아선순옥명종병광철기인원용규창희효보세슬한해형호홍화환찬대덕문복"
      "봉말점춘금남라로리루란린빈솔별새초관국근길두만범석설숙신애양여오완의일자장제중충치필학향헌혁현화흥희권균무배백삼석송양왕외욱운웅위율"
      "음응이임잔정조창천청태택평표항행허후훈휘이채온담율결봄빛샘슬찬힘구강람고노");
  return kSet;
}
const Set& GivenLast() {
  static const Set kSet = SyllableSet(
      "준우민서연현진호수영희숙자순미경정은아원훈석철식용규환혁욱빈율윤하린나라리지주선옥애례임분남배길복만태택표필한해헌협형홍화후일인이재"
      "제찬창천성승섭상범병봉삼기구국근금란람령모무문슬별솔곤관광권균년달대덕도동두득로록룡률리림명목백보비산새세소송신안양언엽예오온완왕운"
      "웅월유의익자장전조종중직집채청춘치파평학향혜효휘흠흥건겸결경담루빛샘휴균강");
  return kSet;
}

const Set& Particles() {
  static const Set kSet = WordSet(
      "은 는 이 가 을 를 의 에 께 와 과 도 만 로 으로 에게 에게서 께서 께서는 에서 이라고 라고 이라는 라는 이며 이고 이다 임 입니다 이었다 "
      "였다 한테 하고 부터 까지 보다 처럼 이나 나 이란 란 이라 라 이랑 랑 이는 이가 이를 이의 이에게 이도 야 아 에게는 에게도 으로부터 "
      "로부터 께는 과의 와의 에는 에서는 조차 마저 이에요 예요 이신데 인데 이라며 라며 이시며 인 이요 요 및 등 등의 측 이었으며 였으며 "
      "이어서 여서");
  return kSet;
}

const Set& Titles() {
  static const Set kSet = WordSet(
      "님 씨 군 양 환자 환아 산모 교수 과장 원장 선생 선생님 의사 간호사 수간호사 전공의 전문의 레지던트 인턴 보호자 할머니 할아버지 "
      "어르신 약사 기사 방사선사 임상병리사 물리치료사 작업치료사 치료사 박사 부장 실장 팀장 계장 대표 주임 영양사 사회복지사 복지사 아기 "
      "어머님 어머니 아버님 아버지 부인 남편 배상 드림 올림 서명 조무사 간호조무사 주치의 집도의 고객 회원 대리 사원 이사 본부장 센터장 "
      "병원장 부원장 수녀 목사 신부 코디네이터 상담사 검사자 시술자 작성 전임의 임상강사 펠로우 학생 여사 옹 사장 회장 조교 연구원 "
      "구급대원 소방관 경찰관 형사");
  return kSet;
}

const Set& Roles() {
  static const Set kSet = WordSet(
      "환자 환아 산모 보호자 담당의 주치의 집도의 의사 간호사 작성자 기록자 판독의 판독자 의뢰의 의뢰인 남편 아내 부인 배우자 아들 딸 "
      "어머니 아버지 모친 부친 자녀 형 동생 누나 언니 오빠 시술자 검사자 확인자 신청인 피보험자 예금주 담당자 담당 담당간호사 담당의사 "
      "전공의 전문의 교수 과장 원장 대리인 수술자 마취의 면담자 상담자 동거인 장남 차남 장녀 차녀 며느리 사위 손자 손녀 처 시어머니 친구 "
      "간병인 약사 레지던트 인턴 지도교수 수혜자 수진자 피검자 의뢰자 보고자 입회자 참관 증인 간호 발신자 수신자 수신 발신 고객 회원 대표 "
      "책임자 연구자 책임연구자 이모 고모 삼촌 조카 사촌");
  return kSet;
}

const Set& NameLabels() {
  static const Set kSet = WordSet(
      "작성 판독 기록 확인 의뢰 성명 이름 환자명 환자성명 성함 보호자명 보호자성명 담당의 담당의사 주치의 의사명 간호사명 작성자 작성자명 "
      "기록자 서명 판독의 판독자 판독의사 의뢰의 집도의 수술의 수술자 시술자 검사자 보고자 확인자 예금주 수진자명 수진자 피보험자명 담당자 "
      "담당자명 처방의 진료의 진료의사 마취의 의료진 발급자 신청인 대리인 성명은 이름은 피검자 산모명 환아명 보호자 환자 전공의 담당간호사 "
      "간호사 교수 지도전문의");
  return kSet;
}

// Words that begin with a family name's syllable. Two or three syllables; what stands behind them is not looked at.
const Set& PlainWords() {
  static const Set kSet = WordSet(
      "이상 이전 이후 이번 이날 이때 이미 이유 이외 이내 이하 이용 이동 이에 이를 이는 이런 이러 이렇 이어 이명 이뇨 이식 이완 이송 이학 "
      "이관 이비 이차 이중 이물 이형 이환 이력 이틀 이름 이란 이라 이고 이며 이나 이상은 이상이 이야기 이산화 이에요 이십 "
      "김치 김밥 박동 박리 박출 박테 최근 최대 최소 최초 최종 최고 최저 최상 최적 최하 최선 최우 "
      "정상 정도 정맥 정신 정형 정기 정밀 정제 정확 정보 정서 정지 정책 정체 정중 정신과 정형외 정관 정액 정자 정량 정오 정복 정시 정돈 "
      "정리 정말 정해 "
      "강한 강도 강화 강직 강압 강심 강력 강박 강의 강제 강조 조직 조절 조영 조기 조금 조치 조사 조건 조정 조산 조제 조현 조혈 조증 조율 "
      "조용 조심 조언 조루 "
      "장기 장애 장염 장루 장폐 장관 장액 장소 장시 장치 장골 장딴 장내 장음 장운 장력 장점 장비 장기간 임상 임신 임의 임파 임시 임플 임종 "
      "임산 임부 "
      "한번 한쪽 한국 한방 한의 한달 한편 한계 한차 한글 한도 한동 한두 한랭 한기 오른 오전 오후 오늘 오심 오한 오래 오염 오류 오랜 오진 "
      "오줌 "
      "서맥 서울 서류 서서 서혜 서방 서명 서식 서양 서로 서술 신경 신장 신체 신생 신부 신속 신기 신규 신우 신증 신호 신청 신고 신뢰 신세 "
      "신질 신독 신물 신발 신분 신선 신염 신이식 신기능 신부전 신경과 신경외 신생아 신장내 "
      "권고 권유 권장 황달 황색 황체 황반 황인 안정 안과 안면 안압 안전 안구 안내 안쪽 안검 안저 안심 안색 안녕 안경 안부 송부 송치 송과 "
      "전신 전체 전반 전이 전후 전방 전립 전문 전일 전달 전화 전원 전혀 전산 전기 전공 전극 전두 전해 전완 전자 전염 전도 전날 전신상 "
      "전립선 전해질 전반적 전년 전증 전정 전부 전처 전향 전락 전담 전치 전통 "
      "홍반 홍조 홍역 홍채 유방 유지 유의 유발 유무 유전 유사 유아 유착 유출 유산 유두 유증 유도 유독 유병 유리 유연 유치 유행 유형 유효 "
      "유해 유일 유관 유량 유당 고혈 고열 고령 고지 고관 고통 고용 고려 고위 고정 고막 고환 고름 고형 고농 고도 고식 고압 고체 고온 고혈압 "
      "고지혈 고칼 고나트 고주파 고감도 고민 고가 고기 고등 "
      "문의 문진 문제 문맥 문헌 문서 문화 문합 문장 문구 양측 양성 양호 양상 양쪽 양극 양안 양하 양자 양수 양막 양치 양육 양식 양극성 손상 "
      "손목 손가 손바 손실 손톱 손발 손등 손떨 배뇨 배변 배액 배양 배란 배출 배우 배경 배부 배설 배치 배꼽 배가 배아 배제 백혈 백내 백신 "
      "백분 백반 백색 백선 백일 허혈 허리 허벅 허약 허용 허가 허위 노인 노력 노출 노란 노년 노화 노뇨 노동 노쇠 노폐 "
      "남성 남자 남편 남아 남은 남용 남녀 남측 남동 심장 심전 심한 심부 심방 심실 심근 심리 심각 심박 심정 심와 심혈 심초 심음 심막 심내 "
      "심기 심계 심부전 심전도 심호흡 심야 하지 하부 하루 하복 하악 하강 하행 하대 하고 하며 하여 하는 하였 하나 하반 하엽 하방 하향 하품 "
      "하시 주의 주로 주사 주기 주요 주관 주증 주치 주변 주말 주간 주차 주입 주기적 주호소 주거 주민 주소 주문 주당 주위 주부 주된 주임 "
      "구토 구강 구급 구역 구성 구체 구분 구간 구축 구음 구개 구내 구균 구순 구진 구조 구매 구리 구두 구인 "
      "성인 성별 성장 성격 성분 성공 성향 성기 성대 성형 성숙 성실 성함 성명 성적 성상 성관 차트 차이 차후 차도 차단 차례 차가 차량 차원 "
      "우측 우심 우울 우선 우회 우려 우연 우상 우하 우엽 우성 우식 우세 우유 우방 진료 진단 진통 진찰 진행 진정 진전 진균 진술 진폐 진구 "
      "진피 진입 진동 진해 진심 민감 민원 민간 나이 나타 나머 나쁜 나중 나오 나트 지속 지난 지시 지방 지금 지도 지역 지남 지연 지혈 지지 "
      "지정 지원 지능 지질 지표 지침 지급 지체 지각 지낸 지내 엄지 엄격 엄마 채혈 채취 채뇨 채널 채식 원인 원발 원위 원무 원활 원하 원래 "
      "원내 원장 원외 원격 원추 원형 천식 천자 천천 천공 천골 천명 천부 천장 방사 방문 방법 방광 방지 방향 방실 방금 방어 방추 방치 방안 "
      "방출 공복 공급 공동 공포 공통 공기 공장 공황 공간 공개 공격 공무 공식 현재 현병 현기 현저 현상 현미 현실 현장 함께 함유 함몰 함량 "
      "함암 변비 변화 변경 변이 변형 변색 변동 변연 변을 염증 염색 염좌 염분 염려 염화 여성 여자 여러 여부 여전 여과 여아 여행 여유 여드 "
      "여름 여권 여기 추가 추적 추정 추후 추천 추간 추체 추궁 추위 추세 추측 추출 도움 도착 도말 도관 도중 도포 도달 도뇨 도파 도수 도플 "
      "도시 소견 소변 소화 소아 소실 소량 소염 소장 소독 소뇌 소견서 소요 소식 소음 소양 소개 소득 소속 소재 소아과 석회 석고 석출 석션 "
      "선택 선천 선종 선암 선별 선행 선명 선생 선호 설사 설명 설정 설문 설치 설하 설태 설염 마취 마비 마약 마지 마스 마찰 마그 마음 마사 "
      "길이 길랭 연결 연하 연부 연령 연구 연락 연골 연속 연관 연고 연습 연장 연중 연변 연동 위장 위암 위염 위험 위치 위내 위식 위궤 위산 "
      "위해 위약 위와 위축 위탁 위원 위쪽 위반 위출 위절 표시 표면 표준 표재 표적 표피 표현 표식 명확 명료 명시 명의 명백 명치 기침 기능 "
      "기관 기록 기존 기저 기분 기타 기왕 기력 기간 기도 기립 기억 기본 기흉 기초 기운 기형 기구 기기 기상 기대 기준 기관지 기저질 반복 "
      "반응 반사 반대 반드 반흔 반신 반면 반점 반코 반월 반감 반찬 왕복 왕래 금일 금식 금연 금주 금기 금지 금속 금단 금번 금년 금방 옥시 "
      "인공 인후 인지 인슐 인대 인계 인한 인두 인격 인식 인근 인플 인력 인원 인산 인중 인터 제거 제한 제출 제공 제왕 제산 제대 제시 제제 "
      "제외 제자 제일 제안 제반 제품 모두 모든 모니 모세 모친 모양 모발 모유 모자 모집 모근 모낭 국소 국내 국한 국가 국민 국립 국제 어지 "
      "어깨 어려 어제 어머 어느 어린 어휘 어눌 어떤 어지럼 은색 편두 편도 편마 편측 편안 편평 편식 편의 용량 용종 용혈 용액 용해 용어 용기 "
      "용이 용법 예정 예방 예후 예약 예민 예상 예전 예시 경구 경과 경부 경미 경련 경동 경막 경우 경험 경도 경화 경증 경추 경피 경직 경향 "
      "경계 경색 경정 경비 경기 경고 경유 경로 사용 사망 사지 사건 사고 사진 사례 사정 사회 사이 사람 사실 사구 사타 사전 사후 사유 사마 "
      "사시 사경 사항 사춘 부종 부위 부정 부착 부작 부분 부친 부모 부담 부족 부하 부갑 부신 부비 부인 부검 부전 부속 부수 부산 부탁 부작용 "
      "부적 부목 부산물 가슴 가능 가래 가족 가정 가려 가벼 가스 가끔 가피 가운 가장 가동 가족력 가성 가임 가소 가격 가능성 가입 복통 복부 "
      "복용 복막 복수 복강 복약 복합 복귀 복직 복사 복시 복와 복무 복학 태아 태반 태도 태변 태양 목표 목적 목소 목욕 목뼈 목에 목이 목발 "
      "형태 형제 형성 형광 형식 형편 계획 계속 계단 계측 계열 계산 계절 계면 계통 계좌 피부 피로 피임 피하 피검 피해 피질 피곤 피가 피보 "
      "피복 피험 두통 두부 두근 두드 두경 두개 두께 두번 감염 감소 감각 감기 감별 감시 감정 감안 감량 감독 감사 음식 음성 음주 음낭 음압 "
      "음료 음영 음경 음수 빈혈 빈맥 빈뇨 빈도 빈번 동맥 동반 동의 동통 동일 동공 동정 동시 동작 동안 동생 동결 동네 동거 동요 동료 호흡 "
      "호전 호소 호르 호산 호중 호기 호출 호스 호발 범위 범발 범혈 승모 승압 승인 간호 간경 간염 간암 간기 간질 간수 간헐 간격 간단 간이 "
      "간병 간문 간내 간외 간접 간세 간부 간동 상태 상기 상부 상지 상담 상처 상승 상복 상세 상황 상완 상행 상악 상의 상피 상급 상실 상당 "
      "상대 상엽 상병 상습 상해 시행 시작 시술 시간 시력 시야 시신 시험 시각 시점 시기 시도 시상 시진 시설 시경 시내 시판 갈증 갈색 갈비 "
      "단백 단순 단계 단기 단일 단위 단독 단면 단락 단기간 단발 단축 단순촬 견갑 견관 견인 당뇨 당시 당일 당일은 당화 당직 당분 당원 당황 "
      "리튬 림프 라텍 려고 "
      "환자 보호 의사 간호사 대변 대동 대퇴 대장 대상 대뇌 대화 대사 대체 대신 대량 대략 대증 대부분 결과 결핵 결절 결장 결막 결정 결석 "
      "결국 결손 결혼 결핍 "
      "배란일 정신건강 하루에 이상소견 유지중 전원되 전원됨 전원함 조절중 조절됨 오전에 오후에 신환 전일 전주 성상은 현증 주증상 강북 강남 "
      "강동 강서 고양 고창 남양 남해 서초 서산 송파 송도 안산 안양 안동 양주 양산 양천 여주 여수 연천 용산 용인 원주 인천 전주 전남 전북 "
      "정읍 제주 진주 진천 천안 하남 한강 함안 홍천 임실 이천 나주 노원 도봉 마포 구로 금천 강원 경기 경남 경북 김포 김해 문경 성남 성북 "
      "강릉 장흥 장성 장수 정선 조치원 함평 "
      "연락처 차트번호 이메일 우편번호 전화번호 주민등록 주민번호 여권번호 계좌번호 차량번호 고유번호 지점 원외처방 한림 고려대 연세대 "
      "서울대 인하대 전남대 경북대 한양대 조선대 이대 임플란트 유산소 심도자술 이화");
  return kSet;
}

constexpr std::array<std::string_view, 17> kShortProvinces{"서울", "부산", "대구", "인천", "광주", "대전", "울산", "세종", "경기",
                                                           "강원", "충북", "충남", "전북", "전남", "경북", "경남", "제주"};
constexpr std::array<std::string_view, 6> kLongProvinces{"충청북", "충청남", "전라북", "전라남", "경상북", "경상남"};

}  // namespace

int SurnameLength(std::string_view text) {
  if (Syllables(text) >= 3 && LongSurnames().contains(Prefix(text, 2))) return 2;
  return Surnames().contains(Prefix(text, 1)) ? 1 : 0;
}
bool IsFrequentSurname(std::string_view syllable) { return FrequentSurnames().contains(syllable); }
bool IsGivenFirst(std::string_view syllable) { return GivenFirst().contains(syllable); }
bool IsGivenLast(std::string_view syllable) { return GivenLast().contains(syllable); }
bool IsParticle(std::string_view text) { return text.empty() || Particles().contains(text); }

bool StartsWithTitle(std::string_view text) {
  std::size_t count = LongestStart(Titles(), text, 6);
  if (count == 0) return false;
  std::string_view rest = Behind(text, count);
  if (IsParticle(rest)) return true;
  // "선생님께서는", "환자분이", "교수님"
  for (std::string_view more : {"님", "분", "분들"})
    if (rest.starts_with(more) && IsParticle(rest.substr(more.size()))) return true;
  return StartsWithTitle(rest);
}

bool IsRole(std::string_view text) {
  std::size_t count = LongestStart(Roles(), text, 6);
  return count != 0 &&
         (IsParticle(Behind(text, count)) || Behind(text, count) == "인" || Behind(text, count) == "분" || Behind(text, count) == "님");
}
bool IsNameLabel(std::string_view text) { return NameLabels().contains(text); }
bool IsPlainWord(std::string_view text) { return LongestStart(PlainWords(), text, 5) >= 2; }
bool IsPlainWhole(std::string_view text) {
  for (std::size_t count = std::min<std::size_t>(5, Syllables(text)); count >= 2; --count)
    if (PlainWords().contains(Prefix(text, count)) && IsParticle(Behind(text, count))) return true;
  return false;
}

std::size_t ProvinceLength(std::string_view text) {
  std::size_t count = 0;
  for (std::string_view name : kLongProvinces)
    if (text.starts_with(name)) count = 3;
  for (std::string_view name : kShortProvinces)
    if (count == 0 && text.starts_with(name)) count = 2;
  if (count == 0) return 0;
  std::string_view rest = Behind(text, count);
  for (std::string_view ending : {"특별자치시", "특별자치도", "특별시", "광역시", "도", "시"})
    if (rest.starts_with(ending)) return count + Syllables(ending);
  return count == 3 ? 0 : count;
}

}  // namespace aegle::korean
