// The slots of true sentences, and for each kind of error the slots that make it false.
#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "trust/seeded_sentences.h"

namespace aegle::seeded {
namespace {

const std::vector<const char*> kMonthNames = {"January", "February", "March",     "April",   "May",      "June",
                                              "July",    "August",   "September", "October", "November", "December"};

struct Ymd {
  int year, month, day;
};
Ymd Parts(const std::string& date) { return {std::atoi(date.c_str()), std::atoi(date.c_str() + 5), std::atoi(date.c_str() + 8)}; }

std::string Iso(Ymd d) {
  char buffer[24];
  std::snprintf(buffer, sizeof buffer, "%04d-%02d-%02d", d.year, d.month, d.day);
  return buffer;
}

std::string SayDate(const std::string& date, Tongue tongue, Random& random) {
  Ymd d = Parts(date);
  char buffer[64];
  int form = static_cast<int>(random.Integer(0, 3));
  if (form == 0) return date;
  if (tongue == Tongue::kKorean) {
    if (form == 1)
      std::snprintf(buffer, sizeof buffer, "%d년 %d월 %d일", d.year, d.month, d.day);
    else if (form == 2)
      std::snprintf(buffer, sizeof buffer, "%d월 %d일", d.month, d.day);
    else
      std::snprintf(buffer, sizeof buffer, "%04d.%02d.%02d", d.year, d.month, d.day);
    return buffer;
  }
  if (form == 1)
    std::snprintf(buffer, sizeof buffer, "%s %d, %d", kMonthNames[static_cast<std::size_t>(d.month - 1)], d.day, d.year);
  else if (form == 2)
    std::snprintf(buffer, sizeof buffer, "%d %s %d", d.day, kMonthNames[static_cast<std::size_t>(d.month - 1)], d.year);
  else
    std::snprintf(buffer, sizeof buffer, "%02d/%02d/%d", d.month, d.day, d.year);
  return buffer;
}

// Another day that is not among `taken`.
std::string OtherDate(const std::string& date, const std::vector<std::string>& taken, Random& random) {
  while (true) {
    Ymd d = Parts(date);
    switch (random.Integer(0, 2)) {
      case 0:
        d.year += random.Chance(0.5) ? 1 : -1;
        break;
      case 1:
        d.month = d.month % 12 + 1;
        break;
      default:
        d.day = d.day % 27 + 1;
        break;
    }
    // A date that is said without its year must differ in month or day.
    if (d.month == Parts(date).month && d.day == Parts(date).day) d.day = d.day % 27 + 1;
    std::string other = Iso(d);
    bool used = std::any_of(taken.begin(), taken.end(), [&](const std::string& t) { return t.substr(5) == other.substr(5); });
    if (!used && d.day <= 28) return other;
  }
}

std::vector<std::string> DatesOf(const Person& person, const std::string& key) {
  std::vector<std::string> dates;
  for (const Result& r : person.results)
    if (r.key == key) dates.push_back(r.date);
  Ymd now{person.as_of.year(), person.as_of.month(), person.as_of.day()};
  dates.push_back(Iso(now));
  return dates;
}

// A value that no result of that analyte has, written with as many decimals.
std::string OtherNumber(const Person& person, const Result& result, double said, double factor, int decimals, Random& random) {
  for (int attempt = 0; attempt < 50; ++attempt) {
    double other = said;
    switch (random.Integer(0, 4)) {
      case 0:
        other = said * 10;
        break;
      case 1:
        other = said / 10;
        break;
      case 2:
        other = said * random.Uniform(1.06, 1.4);
        break;
      case 3:
        other = said * random.Uniform(0.6, 0.94);
        break;
      default:
        other = said + std::pow(10, std::floor(std::log10(std::max(said, 1.0))));
        break;
    }
    std::string text = FixedDecimals(other, decimals);
    double shown = std::stod(text), step = 1.01 * std::pow(10.0, -decimals);
    bool taken = std::any_of(person.results.begin(), person.results.end(), [&](const Result& r) {
      return r.key == result.key && std::fabs(r.value * factor - shown) < std::max(step, 0.015 * shown);
    });
    if (!taken && shown > 0) return text;
  }
  return "";
}

std::string OtherUnit(const std::string& unit) {
  static const std::map<std::string, std::string> kOther = {
      {"mg/dL", "mg/L"},      {"mmol/L", "mg/dL"}, {"g/dL", "mg/dL"}, {"%", "mg/dL"},     {"10^3/uL", "10^6/uL"}, {"K/uL", "10^6/uL"},
      {"U/L", "U/mL"},        {"kg", "lb"},        {"cm", "in"},      {"°C", "°F"},       {"fL", "pg"},           {"mEq/L", "g/L"},
      {"umol/L", "mmol/L"},   {"lb", "kg"},        {"m", "cm"},       {"pg", "fL"},       {"g/L", "g/dL"},        {"mm[Hg]", "kPa"},
      {"10^6/uL", "10^3/uL"}, {"/min", "mmHg"},    {"kg/m2", "kg"},   {"pg/mL", "ng/mL"}, {"mL/min", "mL"}};
  auto found = kOther.find(unit);
  return found == kOther.end() ? "" : found->second;
}

std::string NameOf(const Result& r, Tongue tongue, Random& random) {
  if (tongue == Tongue::kKorean) return r.korean;
  if (r.other_names.empty() || random.Chance(0.5)) return r.name;
  return random.Pick(r.other_names);
}

struct Said {
  double value = 0, factor = 1;
  int decimals = 0;
  std::string text, unit;
};

// As recorded, rounded by a digit, or in another unit.
Said SayValue(const Result& r, const AnalyteWords* words, Random& random) {
  Said said{r.value, 1, r.decimals, "", r.unit};
  bool other = words != nullptr && words->to_other != 0 && random.Chance(0.15);
  if (other) {
    said.factor = words->to_other;
    said.value = r.value * said.factor;
    said.unit = words->other_unit;
    said.decimals = said.value >= 50 ? 0 : said.value >= 10 ? 1 : 2;
  } else if (r.decimals > 0 && random.Chance(0.3)) {
    said.decimals = r.decimals - 1;
  }
  said.text = FixedDecimals(said.value, said.decimals);
  return said;
}

const AnalyteWords* WordsOf(const Person& person, const Result& r) {
  for (const Evidence& e : person.evidence)
    if (e.label == r.label) return FindAnalyte(e.facts.front().code.code);
  return nullptr;
}

Material OfResult(const Person& person, const Result& r, Tongue tongue, Random& random) {
  Material m{"result", {}, {}, {r.label}};
  Said said = SayValue(r, WordsOf(person, r), random);
  m.slots = {{"name", NameOf(r, tongue, random)}, {"value", said.text}, {"unit", said.unit}, {"date", SayDate(r.date, tongue, random)}};
  if (std::string other = OtherNumber(person, r, said.value, said.factor, said.decimals, random); !other.empty())
    m.errors[ErrorKind::kNumber].push_back({{"value", other}});
  if (std::string unit = OtherUnit(said.unit); !unit.empty()) m.errors[ErrorKind::kUnit].push_back({{"unit", unit}});
  m.errors[ErrorKind::kDate].push_back({{"date", SayDate(OtherDate(r.date, DatesOf(person, r.key), random), tongue, random)}});
  return m;
}

void Prefix(Material& into, const Material& second) {
  for (const char* slot : {"name", "value", "unit"}) into.slots[std::string(slot) + "2"] = second.slots.at(slot);
  into.cites.push_back(second.cites.front());
}

void AddTwoResults(const Person& person, Tongue tongue, Random& random, std::vector<Material>& out) {
  for (std::size_t i = 0; i + 1 < person.results.size(); ++i) {
    const Result &a = person.results[i], &b = person.results[i + 1];
    if (a.key == b.key || a.date != b.date) continue;
    Material m = OfResult(person, a, tongue, random), second = OfResult(person, b, tongue, random);
    m.family = "two_results";
    Prefix(m, second);
    // The values change places.
    double near = std::fabs(a.value - b.value) / std::max(a.value, b.value);
    if (near > 0.2 && m.slots["unit"] == m.slots["unit2"])
      m.errors[ErrorKind::kNumber].push_back({{"value", m.slots["value2"]}, {"value2", m.slots["value"]}});
    m.errors.erase(ErrorKind::kDate);
    out.push_back(std::move(m));
  }
}

void AddChanges(const Person& person, Tongue tongue, Random& random, std::vector<Material>& out) {
  for (std::size_t i = 0; i < person.results.size(); ++i)
    for (std::size_t j = i + 1; j < person.results.size(); ++j) {
      const Result &a = person.results[i], &b = person.results[j];
      double change = (b.value - a.value) / std::max(a.value, 0.001);
      if (a.key != b.key || a.date >= b.date || std::fabs(change) < 0.08 || a.unit != b.unit) continue;
      Material m{"change", {}, {}, {a.label, b.label}};
      static const std::vector<std::string> kUp = {"rose", "increased", "went up"}, kDown = {"fell", "decreased", "declined"},
                                            kUpKorean = {"상승", "증가"}, kDownKorean = {"하락", "감소"};
      const auto& up = tongue == Tongue::kKorean ? kUpKorean : kUp;
      const auto& down = tongue == Tongue::kKorean ? kDownKorean : kDown;
      m.slots = {{"name", NameOf(a, tongue, random)},
                 {"value", FixedDecimals(a.value, a.decimals)},
                 {"value2", FixedDecimals(b.value, b.decimals)},
                 {"unit", a.unit},
                 {"date", SayDate(a.date, tongue, random)},
                 {"date2", SayDate(b.date, tongue, random)},
                 {"trend", random.Pick(change > 0 ? up : down)}};
      m.errors[ErrorKind::kTrend].push_back({{"trend", random.Pick(change > 0 ? down : up)}});
      if (std::string other = OtherNumber(person, b, b.value, 1, b.decimals, random); !other.empty())
        m.errors[ErrorKind::kNumber].push_back({{"value2", other}});
      out.push_back(std::move(m));
      break;
    }
}

void AddPressures(const Person& person, Tongue tongue, Random& random, std::vector<Material>& out) {
  for (const Pressure& p : person.pressures) {
    Material m{"pressure", {}, {}, {p.label}};
    auto say = [](int a, int b) { return std::to_string(a) + "/" + std::to_string(b); };
    m.slots = {{"value", say(p.systolic, p.diastolic)}, {"date", SayDate(p.date, tongue, random)}};
    m.errors[ErrorKind::kNumber].push_back(
        {{"value", random.Chance(0.5) ? say(p.systolic + 17, p.diastolic) : say(p.systolic, p.diastolic - 9)}});
    std::vector<std::string> taken;
    for (const Pressure& other : person.pressures) taken.push_back(other.date);
    m.errors[ErrorKind::kDate].push_back({{"date", SayDate(OtherDate(p.date, taken, random), tongue, random)}});
    out.push_back(std::move(m));
  }
}

std::string SayDisease(const Disease& d, Tongue tongue, Random& random) {
  if (tongue == Tongue::kKorean) return d.korean;
  if (d.other_names.empty() || random.Chance(0.55)) return d.name;
  return random.Pick(d.other_names);
}

// A disease that the record does not have, nor has in part.
std::string OtherDisease(const Person& person, Tongue tongue, Random& random) {
  while (true) {
    const NamePair& words = random.Pick(DiseaseWords());
    std::string name = words.name, last = name.substr(name.rfind(' ') + 1);
    auto shares = [&](const std::string& other) {
      return other.find(last) != std::string::npos || (last.size() > 4 && other.find(last.substr(0, 5)) != std::string::npos);
    };
    bool known = std::any_of(person.diseases.begin(), person.diseases.end(), [&](const Disease& d) { return shares(d.name); });
    if (!known) return tongue == Tongue::kKorean ? words.korean : words.name;
  }
}

std::string SayStatus(bool active, Tongue tongue) {
  if (tongue == Tongue::kKorean) return active ? "활동성" : "해결";
  return active ? "active" : "resolved";
}

Material OfDisease(const Person& person, const Disease& d, Tongue tongue, Random& random) {
  Material m{"disease", {}, {}, {d.label}};
  m.slots = {
      {"problem", SayDisease(d, tongue, random)}, {"status", SayStatus(d.active, tongue)}, {"date", SayDate(d.onset, tongue, random)}};
  m.errors[ErrorKind::kProblem].push_back({{"problem", OtherDisease(person, tongue, random)}});
  m.errors[ErrorKind::kStatus].push_back({{"status", SayStatus(!d.active, tongue)}});
  std::vector<std::string> taken = {d.onset};
  if (!d.end.empty()) taken.push_back(d.end);
  m.errors[ErrorKind::kDate].push_back({{"date", SayDate(OtherDate(d.onset, taken, random), tongue, random)}});
  return m;
}

void AddDiseases(const Person& person, Tongue tongue, Random& random, std::vector<Material>& out) {
  for (std::size_t i = 0; i < person.diseases.size(); ++i) {
    out.push_back(OfDisease(person, person.diseases[i], tongue, random));
    if (i == 0) continue;
    Material m = out.back(), other = OfDisease(person, person.diseases[i - 1], tongue, random);
    bool overlap = m.slots["problem"].find(other.slots["problem"]) != std::string::npos ||
                   other.slots["problem"].find(m.slots["problem"]) != std::string::npos;
    if (overlap) continue;
    m.family = "two_diseases";
    m.slots["problem2"] = other.slots["problem"];
    m.slots["status2"] = other.slots["status"];
    m.cites.push_back(other.cites.front());
    m.errors.erase(ErrorKind::kDate);
    out.push_back(std::move(m));
  }
}

std::string OtherDrug(const Person& person, Tongue tongue, Random& random) {
  while (true) {
    const NamePair& words = random.Pick(MedicineWords());
    bool known = std::any_of(person.medicines.begin(), person.medicines.end(), [&](const Medicine& m) { return m.name == words.name; });
    if (!known) return tongue == Tongue::kKorean ? words.korean : words.name;
  }
}

std::string Trimmed(double value) {
  std::string text = FixedDecimals(value, 3);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

void AddMedicines(const Person& person, Tongue tongue, Random& random, std::vector<Material>& out) {
  bool korean = tongue == Tongue::kKorean;
  for (const Medicine& d : person.medicines) {
    Material m{"medicine", {}, {}, {d.label}};
    auto status = [&](bool active) {
      return korean ? std::string(active ? "복용 중" : "중단") : std::string(active ? "active" : "stopped");
    };
    m.slots = {{"drug", korean ? d.korean : d.name},
               {"dose", Trimmed(d.dose) + " " + d.unit},
               {"frequency", korean ? d.frequency_korean : d.frequency},
               {"status", status(d.active)},
               {"date", SayDate(d.start, tongue, random)}};
    m.errors[ErrorKind::kDrug].push_back({{"drug", OtherDrug(person, tongue, random)}});
    std::string wrong = d.unit == "mg" ? "mcg" : "mg";
    m.errors[ErrorKind::kDose] = {{{"dose", Trimmed(d.dose * 10) + " " + d.unit}},
                                  {{"dose", Trimmed(d.dose / 2) + " " + d.unit}},
                                  {{"dose", Trimmed(d.dose) + " " + wrong}},
                                  {{"frequency", korean ? (d.frequency == "twice daily" ? "하루 3회" : "하루 2회")
                                                        : (d.frequency == "twice daily" ? "three times daily" : "twice daily")}}};
    m.errors[ErrorKind::kStatus].push_back({{"status", status(!d.active)}});
    m.errors[ErrorKind::kDate].push_back({{"date", SayDate(OtherDate(d.start, {d.start}, random), tongue, random)}});
    out.push_back(m);
    m.family = d.active ? "medicine_active" : "medicine_stopped";
    if (d.active) m.errors.erase(ErrorKind::kStatus);
    out.push_back(std::move(m));
  }
}

void AddPerson(const Person& person, Tongue tongue, Random& random, std::vector<Material>& out) {
  bool korean = tongue == Tongue::kKorean, male = person.patient.gender == AdministrativeGender::kMale;
  Ymd birth{person.patient.birth_date.year(), person.patient.birth_date.month(), person.patient.birth_date.day()};
  Ymd now{person.as_of.year(), person.as_of.month(), person.as_of.day()};
  int age = now.year - birth.year - (now.month < birth.month || (now.month == birth.month && now.day < birth.day) ? 1 : 0);
  if (age < 2) return;
  auto sex = [&](bool m) {
    return korean ? std::string(m ? "남성" : "여성")
                  : std::string(m ? (random.Chance(0.5) ? "male" : "man") : (random.Chance(0.5) ? "female" : "woman"));
  };
  for (const Disease& d : person.diseases) {
    Material m{"person", {}, {}, {d.label}};
    m.slots = {{"age", std::to_string(age)}, {"sex", sex(male)}, {"problem", SayDisease(d, tongue, random)}};
    static const std::vector<int> kShifts = {-10, -3, -1, 1, 2, 7, 12};
    m.errors[ErrorKind::kAgeSex] = {{{"age", std::to_string(std::max(1, age + random.Pick(kShifts)))}}, {{"sex", sex(!male)}}};
    if (m.errors[ErrorKind::kAgeSex][0]["age"] == std::to_string(age)) m.errors[ErrorKind::kAgeSex][0]["age"] = std::to_string(age + 5);
    m.errors[ErrorKind::kProblem].push_back({{"problem", OtherDisease(person, tongue, random)}});
    out.push_back(std::move(m));
  }
}

void AddSided(const Person& person, Tongue tongue, Random& random, std::vector<Material>& out) {
  bool korean = tongue == Tongue::kKorean;
  for (const Sided& s : person.sided) {
    Material m{"sided", {}, {}, {s.label}};
    auto side = [&](bool left) { return korean ? std::string(left ? "좌측" : "우측") : std::string(left ? "left" : "right"); };
    m.slots = {{"finding", korean ? s.finding_korean : s.finding},
               {"site", korean ? s.site_korean : s.site},
               {"side", side(s.left)},
               {"date", SayDate(s.date, tongue, random)}};
    m.errors[ErrorKind::kLaterality].push_back({{"side", side(!s.left)}});
    m.errors[ErrorKind::kDate].push_back({{"date", SayDate(OtherDate(s.date, {s.date}, random), tongue, random)}});
    out.push_back(std::move(m));
  }
}

void AddSymptoms(const Person& person, Tongue tongue, std::vector<Material>& out) {
  bool korean = tongue == Tongue::kKorean;
  for (const Symptom& s : person.symptoms) {
    Material m{s.present ? "present" : "absent", {}, {}, {s.label}};
    m.slots = {{"symptom", korean ? s.korean : s.name}};
    if (s.present) {
      m.slots["reports"] = korean ? "호소함" : "reports";
      m.errors[ErrorKind::kNegation].push_back({{"reports", korean ? "부인함" : "denies"}});
    } else {
      m.slots["denies"] = korean ? "부인함" : "denies";
      m.slots["no"] = korean ? "없음" : "no";
      m.errors[ErrorKind::kNegation] = {{{"denies", korean ? "호소함" : "reports"}}, {{"no", korean ? "있음" : "new"}}};
    }
    out.push_back(std::move(m));
  }
}

void AddOthers(const Person& person, Tongue tongue, Random& random, std::vector<Material>& out) {
  bool korean = tongue == Tongue::kKorean;
  for (const Act& a : person.acts) {
    Material m{"act", {}, {}, {a.label}};
    Ymd d = Parts(a.date);
    std::string other = OtherDate(a.date, {a.date}, random);
    auto month = [](Ymd when) {
      return std::string(kMonthNames[static_cast<std::size_t>(when.month - 1)]) + " " + std::to_string(when.year);
    };
    m.slots = {{"act", korean ? a.korean : a.name}, {"date", SayDate(a.date, tongue, random)}, {"month", month(d)}};
    m.errors[ErrorKind::kDate] = {{{"date", SayDate(other, tongue, random)}}, {{"month", month({d.year + 1, d.month, d.day})}}};
    out.push_back(std::move(m));
  }
  for (const Allergen& a : person.allergies) {
    Material m{"allergy", {}, {}, {a.label}};
    m.slots = {{"drug", korean ? a.korean : a.name}};
    m.errors[ErrorKind::kDrug].push_back({{"drug", OtherDrug(person, tongue, random)}});
    if (m.errors[ErrorKind::kDrug][0]["drug"] != m.slots["drug"]) out.push_back(std::move(m));
  }
  for (const Order& o : person.orders) {
    Material m{"order", {}, {}, {o.label}};
    auto status = [&](bool pending) {
      return korean ? std::string(pending ? "대기 중" : "완료") : std::string(pending ? "pending" : "completed");
    };
    m.slots = {{"act", korean ? o.korean : o.name}, {"status", status(o.pending)}};
    m.errors[ErrorKind::kStatus].push_back({{"status", status(!o.pending)}});
    out.push_back(std::move(m));
  }
}

}  // namespace

std::vector<Material> MaterialsOf(const Person& person, Tongue tongue, Random& random) {
  std::vector<Material> out;
  for (const Result& r : person.results) out.push_back(OfResult(person, r, tongue, random));
  AddTwoResults(person, tongue, random, out);
  AddChanges(person, tongue, random, out);
  AddPressures(person, tongue, random, out);
  AddDiseases(person, tongue, random, out);
  AddMedicines(person, tongue, random, out);
  AddPerson(person, tongue, random, out);
  AddSided(person, tongue, random, out);
  AddSymptoms(person, tongue, out);
  AddOthers(person, tongue, random, out);
  return out;
}

}  // namespace aegle::seeded
