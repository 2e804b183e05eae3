// The classes of identifiers: the 18 of HIPAA Safe Harbor (45 CFR 164.514(b)(2)), those of Korea, and the neighbours that a
// recogniser sees but that need not go (a year, a time of day, "last week").
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace aegle {

enum class PhiClass : std::uint8_t {
  kName,
  kHospital,
  kOrganization,
  kAddress,  // street, lot, building, room
  kCity,     // smaller than a state or province
  kState,    // states, provinces, countries
  kZip,
  kBirthDate,
  kDate,          // with a day or a month
  kYear,          // a year alone
  kTime,          // of the day
  kRelativeTime,  // "two weeks ago"
  kAge,
  kPhone,
  kFax,
  kEmail,
  kUrl,
  kIp,
  kSsn,
  kResidentNumber,   // Korean resident registration number
  kForeignerNumber,  // Korean foreigner registration number
  kPassport,
  kDriverLicence,
  kHealthPlan,
  kMedicalRecord,
  kAccount,  // bank accounts, cards
  kBusinessNumber,
  kLicence,  // professional licences and certificates
  kVehicle,
  kDevice,  // serial numbers, MAC addresses
  kBiometric,
  kMessenger,  // KakaoTalk, Twitter and other handles
  kOtherId,
};
inline constexpr std::size_t kPhiClassCount = 33;

// What happens to a class in the output.
enum class PhiTreatment : std::uint8_t { kReplace, kKeep };

struct PhiClassInfo {
  PhiClass phi_class;
  std::string_view name;     // in JSON, in figures
  PhiTreatment safe_harbor;  // profile "safe-harbor", the default
  PhiTreatment strict;       // profile "strict": everything that tells a place, an employer or a time
};

inline constexpr std::array<PhiClassInfo, kPhiClassCount> kPhiClasses{{
    {PhiClass::kName, "name", PhiTreatment::kReplace, PhiTreatment::kReplace},
    {PhiClass::kHospital, "hospital", PhiTreatment::kReplace, PhiTreatment::kReplace},
    {PhiClass::kOrganization, "organization", PhiTreatment::kReplace, PhiTreatment::kReplace},
    {PhiClass::kAddress, "address", PhiTreatment::kReplace, PhiTreatment::kReplace},
    {PhiClass::kCity, "city", PhiTreatment::kReplace, PhiTreatment::kReplace},
    {PhiClass::kState, "state", PhiTreatment::kKeep, PhiTreatment::kReplace},
    {PhiClass::kZip, "zip", PhiTreatment::kReplace, PhiTreatment::kReplace},
    {PhiClass::kBirthDate, "birth_date", PhiTreatment::kReplace, PhiTreatment::kReplace},
    {PhiClass::kDate, "date", PhiTreatment::kReplace, PhiTreatment::kReplace},
    {PhiClass::kYear, "year", PhiTreatment::kKeep, PhiTreatment::kKeep},
    {PhiClass::kTime, "time", PhiTreatment::kKeep, PhiTreatment::kKeep},
    {PhiClass::kRelativeTime, "relative_time", PhiTreatment::kKeep, PhiTreatment::kKeep},
    {PhiClass::kAge, "age", PhiTreatment::kReplace, PhiTreatment::kReplace},  // only above 89
    {PhiClass::kPhone, "phone", PhiTreatment::kReplace, PhiTreatment::kReplace},
    {PhiClass::kFax, "fax", PhiTreatment::kReplace, PhiTreatment::kReplace},
    {PhiClass::kEmail, "email", PhiTreatment::kReplace, PhiTreatment::kReplace},
    {PhiClass::kUrl, "url", PhiTreatment::kReplace, PhiTreatment::kReplace},
    {PhiClass::kIp, "ip", PhiTreatment::kReplace, PhiTreatment::kReplace},
    {PhiClass::kSsn, "ssn", PhiTreatment::kReplace, PhiTreatment::kReplace},
    {PhiClass::kResidentNumber, "resident_number", PhiTreatment::kReplace, PhiTreatment::kReplace},
    {PhiClass::kForeignerNumber, "foreigner_number", PhiTreatment::kReplace, PhiTreatment::kReplace},
    {PhiClass::kPassport, "passport", PhiTreatment::kReplace, PhiTreatment::kReplace},
    {PhiClass::kDriverLicence, "driver_licence", PhiTreatment::kReplace, PhiTreatment::kReplace},
    {PhiClass::kHealthPlan, "health_plan", PhiTreatment::kReplace, PhiTreatment::kReplace},
    {PhiClass::kMedicalRecord, "medical_record", PhiTreatment::kReplace, PhiTreatment::kReplace},
    {PhiClass::kAccount, "account", PhiTreatment::kReplace, PhiTreatment::kReplace},
    {PhiClass::kBusinessNumber, "business_number", PhiTreatment::kReplace, PhiTreatment::kReplace},
    {PhiClass::kLicence, "licence", PhiTreatment::kReplace, PhiTreatment::kReplace},
    {PhiClass::kVehicle, "vehicle", PhiTreatment::kReplace, PhiTreatment::kReplace},
    {PhiClass::kDevice, "device", PhiTreatment::kReplace, PhiTreatment::kReplace},
    {PhiClass::kBiometric, "biometric", PhiTreatment::kReplace, PhiTreatment::kReplace},
    {PhiClass::kMessenger, "messenger", PhiTreatment::kReplace, PhiTreatment::kReplace},
    {PhiClass::kOtherId, "other_id", PhiTreatment::kReplace, PhiTreatment::kReplace},
}};

constexpr const PhiClassInfo& Info(PhiClass phi_class) { return kPhiClasses[static_cast<std::size_t>(phi_class)]; }

static_assert([] {
  for (std::size_t i = 0; i < kPhiClasses.size(); ++i)
    if (static_cast<std::size_t>(kPhiClasses[i].phi_class) != i) return false;
  return true;
}());

}  // namespace aegle
