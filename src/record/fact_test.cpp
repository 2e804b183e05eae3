#include "record/fact.h"

#include <gtest/gtest.h>

#include <set>

#include "record/patient.h"

namespace aegle {
namespace {

Decimal D(std::string_view text) { return Decimal::Parse(text).value(); }

TEST(Fact, EveryKindHasOneName) {
  std::set<std::string_view> names;
  for (int i = 0; i < kFactKindCount; ++i) {
    auto kind = static_cast<FactKind>(i);
    EXPECT_EQ(ParseFactKind(Name(kind)), kind);
    names.insert(Name(kind));
  }
  EXPECT_EQ(names.size(), static_cast<std::size_t>(kFactKindCount));
  EXPECT_EQ(ParseFactKind("measurement"), std::nullopt);
  EXPECT_EQ(Name(FactStatus::kEnteredInError), "entered-in-error");
  EXPECT_EQ(Name(FactStatus::kFinal), "final");
  EXPECT_EQ(Name(Assertion::kRefuted), "refuted");
  EXPECT_EQ(Name(Interpretation::kCriticalHigh), "HH");
  EXPECT_EQ(Name(AdministrativeGender::kFemale), "female");
}

TEST(Fact, ValuesAsText) {
  EXPECT_EQ(ValueText(Quantity{D("5.40"), "mmol/L"}), "5.40 mmol/L");
  EXPECT_EQ(ValueText(Quantity{D("118"), "mm[Hg]"}), "118 mmHg");
  EXPECT_EQ(ValueText(Quantity{D("3"), "{score}"}), "3");
  EXPECT_EQ(ValueText(Coding{"", "266919005", "Never smoker"}), "Never smoker");
  EXPECT_EQ(ValueText(true), "yes");
  EXPECT_EQ(ValueText(std::int64_t{15}), "15");
  EXPECT_EQ(ValueText(Range{Quantity{D("120"), "mm[Hg]"}, Quantity{D("140"), "mm[Hg]"}}), "120-140 mmHg");
  EXPECT_EQ(ValueText(Range{{}, Quantity{D("140"), "mm[Hg]"}}), "<=140 mmHg");
  EXPECT_EQ(ValueText(Ratio{Quantity{D("1"), ""}, Quantity{D("128"), ""}}), "1 / 128");
  EXPECT_EQ(ValueText(DateTime::Parse("2026-03-01T08:30:00Z").value()), "2026-03-01 08:30");
  EXPECT_EQ(ValueText({}), "");
}

TEST(Fact, OneLine) {
  Fact fact;
  fact.code.display = "Glucose";
  fact.value = Quantity{D("5.4"), "mmol/L"};
  fact.reference_range = {D("3.9"), D("5.6"), ""};
  fact.interpretation = Interpretation::kHigh;
  fact.effective.start = DateTime::Parse("2026-03-01").value();
  fact.status = FactStatus::kFinal;
  EXPECT_EQ(OneLine(fact), "2026-03-01 Glucose 5.4 mmol/L (reference 3.9-5.6, high)");

  Fact negated;
  negated.code.display = "Chest pain";
  negated.assertion = Assertion::kNegated;
  negated.text = "denies chest pain\nat rest";
  EXPECT_EQ(OneLine(negated), "Chest pain (negated): denies chest pain at rest");
}

TEST(Fact, NameFallsBack) {
  Fact fact;
  fact.code = {"http://loinc.org", "2345-7", ""};
  EXPECT_EQ(fact.name(), "2345-7");
  fact.text = "Sugar";
  EXPECT_EQ(fact.name(), "Sugar");
  fact.code.display = "Glucose";
  EXPECT_EQ(fact.name(), "Glucose");
}

}  // namespace
}  // namespace aegle
