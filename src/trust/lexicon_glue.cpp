// Narrative words that assert nothing by themselves: a sentence may use them without a source.
#include "trust/lexicon.h"

namespace aegle::verify {

std::string_view GlueTable() {
  return R"(
glue = about; above; according; account; accounted; acetate; across; act; action; actions; activity; add; added; addition
glue = additional; additionally; adequate; adequately; adjust; adjusted; administer; administered; administration; admission
glue = admit; admitted; adult; advice; advised; affect; affected; after; afterwards; again; against; age; aged; ago; agree
glue = alert; all; allow; along; already; also; alternatively; altogether; always; am; amid; among; amount; and; annual
glue = another; any; appear; appeared; appears; appointment; appropriate; appropriately; apr; april; are; area; around
glue = arrival; arrive; arrived; as; aside; ask; asked; assess; assessed; assessment; associated; at; attend; attended; aug
glue = august; automated; available; average; avoid; aware; away; back; based; baseline; be; became; because; become; bed
glue = bedside; been; before; began; begin; being; below; beside; best; besylate; between; beyond; bit; bitartrate; blood
glue = body; both; bring; brought; by; calcium-salt; calculation; call; called; came; can; cap; caps; capsule; capsules; care
glue = caregiver; case; cause; caused; causes; celsius; center; certain; change; changed; changes; characterized; chart
glue = check; checked; chief; chosen; citrate; class; clear; clearly; clerk; clinic; clinical; clinically; clinician; close
glue = closely; cm; coated; code; coded; combination; combined; come; comes; common; community; compared; comparison
glue = complaint; complaints; complete; completely; concern; concerned; concerning; condition; conditions; confirm; confirmed
glue = confirms; consider; considered; consistent; consistently; consult; consultation; contact; contain; contained; contains
glue = content; context; contingency; continue; continued; continues; continuing; continuous; control; controlled; could
glue = count; course; covered; covering; cream; create; currently; cycle; data; date; dated; dates; day; days; dec; december
glue = decided; degree; degrees; delayed; deliver; delivered; demonstrate; demonstrated; demonstrates; department; describe
glue = described; describes; despite; detail; details; detect; determine; determined; develop; developed; diagnose; diagnosed
glue = diagnoses; diagnosis; diagnostic; did; difference; different; directed; discharge; discharged; discuss; discussed
glue = disorder; disposition; dl; do; doctor; document; documentation; documented; documents; does; doing; done; dosage; dose
glue = dosed; doses; dosing; down; dr; drop; drops; due; duration; during; each; earlier; early; ed; effect; effective
glue = effects; ehr; either; else; emergency; emr; encounter; encounters; end; ended; ends; enough; enter; entered; entitic
glue = entry; enzymatic; episode; episodes; er; especially; establish; established; etc; evaluate; evaluated; evaluation
glue = even; event; events; ever; every; evidence; evident; exam; examination; examined; except; exist; existing; expected
glue = experience; experienced; experiences; explain; extended; extent; fahrenheit; far; feb; february; few; figure; figures
glue = film; final; find; finding; findings; finished; first; five; fl; floor; fluctuated; fluctuating; fluctuation; focus
glue = follow; follow-up; followed; following; follows; followup; for; form; formal; found; four; frequency; frequent
glue = frequently; friday; from; full; fully; fumarate; further; furthermore; gave; general; generally; get; give; given
glue = gives; go; goes; going; gone; good; got; great; greater; group; guidance; had; half; handoff; happened; has; have
glue = having; hcl; health; held; help; helped; hence; here; high; highly; history; home; hospital; hospitalization
glue = hospitalized; hour; hours; how; however; hr; hrs; hydrobromide; hydrochloride; icu; identified; if; immediate
glue = immediately; important; in; inch; include; included; includes; including; increment; indeed; indicate; indicated
glue = indicates; indicating; indication; individual; inform; information; informed; initial; initially; initiated
glue = injectable; injection; inpatient; inside; instead; instruct; instructed; instructions; intake; interval; into; involve
glue = involved; involves; involving; issue; issued; it; item; items; its; itself; iu; jan; january; jul; july; jun; june
glue = just; keep; kept; key; kg; kind; know; known; l; lab; laboratory; labs; last; lasted; lasting; late; later; latter
glue = least; led; less; let; level; levels; lie; like; limit; limited; line; list; listed; lists; little; live; lives
glue = living; located; location; long; longer; look; looked; low; made; main; mainly; maintain; maintained; maintenance
glue = major; make; making; maleate; manage; managed; management; many; mar; march; mark; marked; markedly; marker; mass
glue = massvolume; match; may; mcg; md; mean; meaning; means; meanwhile; measure; measured; measurement; measurements
glue = measures; measuring; medical; medically; medication; medications; medicine; medicines; medium; meet; member; mention
glue = mentioned; meq; mesylate; met; metered; method; mg; might; min; minor; minute; minutes; miu; ml; mm; mmhg; mmol
glue = moderate; moderately; mol; moment; monday; monitor; monitored; monitoring; month; monthly; months; more; moreover
glue = morning; most; mostly; mouth; mouthwash; move; moved; mr; mrs; ms; much; multiple; must; name; named; namely; near
glue = nearly; need; needed; needs; new; newly; next; ng; night; nmol; no; none; nor; normal; normally; not; notable; notably
glue = note; noted; notes; nothing; nov; november; now; np; number; numeric; nurse; observation; observations; observe
glue = observed; obtain; obtained; occasion; occasional; occasionally; occur; occurred; occurring; oct; october; of; off
glue = office; often; ointment; old; older; on; once; one; ongoing; only; onset; onto; open; opened; option; or; oral; order
glue = ordered; orders; other; others; otherwise; our; out; outcome; outpatient; outside; over; overall; overnight; own; pa
glue = page; paragraph; part; partial; particular; particularly; past; patch; patient; patients; pattern; per; percent
glue = percentage; perform; performed; performing; perhaps; period; persist; persisted; persistent; persistently; persists
glue = person; pg; phosphate-salt; physical; physician; pill; place; placed; plan; planned; plans; plasma; point; points
glue = possible; post; potential; powder; pre; precise; prefilled; prescribe; prescribed; prescription; prescriptions
glue = presence; present; presentation; presented; presenting; presents; prevent; preventive; previous; previously; primary
glue = prior; problem; problems; procedure; procedures; proceed; process; produce; profile; progress; prompt; prompted
glue = proper; properly; propionate; protocol; provide; provided; provider; provides; providing; pulse; purpose; quality
glue = quantity; question; quickly; quite; range; ranged; ranges; ranging; rapid; rapidly; rate; rather; ratio; reach
glue = reached; reaching; reaction; reactions; read; reading; readings; ready; real; reason; reasons; receive; received
glue = receives; receiving; recent; recently; recommend; recommended; record; recorded; recording; recordings; records
glue = reevaluate; refer; reference; referral; referred; refill; refills; reflect; reflecting; reflects; regard; regarding
glue = regime; regimen; region; regular; regularly; relate; related; relation; relative; relatively; release; relevant
glue = remain; remained; remaining; remains; remove; removed; repeat; repeated; replace; replaced; report; reported
glue = reportedly; reporting; reports; represent; representing; request; requested; require; required; requires; respectively
glue = respond; response; rest; result; resulted; resulting; results; retain; return; returned; reveal; revealed; reveals
glue = review; reviewed; right; risk; rn; room; round; routine; run; said; same; sample; samples; saturday; saw; say; says
glue = schedule; scheduled; score; scored; scores; sec; section; see; seek; seem; seemed; seen; select; self; send; sent; sep
glue = separate; sept; september; series; serious; serum; service; session; set; setting; seven; several; short; should; show
glue = showed; showing; shown; shows; side; sign; sign-out; significant; significantly; signout; signs; similar; similarly
glue = simple; since; single; site; situation; six; size; slight; slightly; slow; slowly; small; so; sodium-salt; solution
glue = some; something; sometimes; soon; source; specific; specifically; specified; specimen; spell; spray; sr; staff; stage
glue = standard; start; started; starting; starts; state; stated; states; status; stay; stayed; stays; steadily; still; stop
glue = stopped; strength; strong; subject; subsequent; subsequently; succinate; such; suffer; suffered; suffers; suggest
glue = suggested; suggesting; suggests; suitable; sulfate; sulphate; summary; sunday; supply; support; supported; supports
glue = supposed; sure; surveillance; suspension; symptom; symptomatic; symptoms; syringe; system; tab; tablet; tablets; tabs
glue = take; taken; takes; taking; target; tartrate; team; temporarily; temporary; ten; term; terms; test; tested; testing
glue = tests; than; that; the; their; them; themselves; then; therapy; there; thereafter; therefore; these; they; thing
glue = think; third; this; those; though; three; through; throughout; thursday; thus; till; time; timeline; times; to; today
glue = together; told; tolerate; tolerated; tolerating; tomorrow; too; took; total; toward; towards; track; transfer
glue = transferred; transition; treat; treated; treating; treatment; treatments; trend; trended; trending; trends; triage
glue = trial; tried; true; try; tuesday; turn; turned; twelve; two; type; typical; typically; ug; umol; under; undergo
glue = undergoes; undergoing; undergone; understand; underwent; unit; units; unknown; unless; unlike; until; up; upon; urgent
glue = us; use; used; useful; uses; using; usual; usually; value; values; variable; variation; varied; various; vary; varying
glue = verbal; version; very; via; view; visit; visited; visits; vital; vitals; voiced; volume; wait; ward; warrant
glue = warranted; warrants; was; watch; way; we; wednesday; week; weeks; well; went; were; what; when; where; whereas
glue = whether; which; while; who; whole; whom; whose; why; wide; will; with; within; without; word; work; would; written; xr
glue = year; years; yes; yesterday; yet; young; your
glue = 환자; 환자는; 검사; 결과; 수치; 측정; 기록; 소견; 치료; 진료; 병원; 응급실; 입원; 퇴원; 외래; 방문; 처방; 투약; 투여; 복용; 약물; 용량; 증상; 호소; 확인; 관찰; 보고; 시행; 날짜; 시점; 상태; 문제; 진단받; 질병; 검증
)";
}

}  // namespace aegle::verify
