// Id<Tag>: a 64-bit id that cannot be mixed up with another kind of id.
//
// Written for people and URLs as a prefix letter and the decimal number ("p17"); 0 means "none".
#pragma once

#include <charconv>
#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace aegle {

template <class Tag>
class Id {
 public:
  constexpr Id() = default;
  constexpr explicit Id(std::int64_t value) : value_(value) {}

  // Accepts "p17" and "17".
  static Result<Id> Parse(std::string_view text) {
    std::string_view digits = text;
    if (!digits.empty() && digits.front() == Tag::kPrefix) digits.remove_prefix(1);
    std::int64_t value = 0;
    auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc{} || end != digits.data() + digits.size() || value <= 0)
      return Fail(ErrorCode::kBadUsage, "\"" + std::string(text.substr(0, 40)) + "\" is not an id", "",
                  std::string("An id looks like ") + Tag::kPrefix + "17.");
    return Id(value);
  }

  [[nodiscard]] constexpr std::int64_t value() const { return value_; }
  [[nodiscard]] constexpr bool empty() const { return value_ == 0; }
  [[nodiscard]] std::string ToString() const {
    std::string text(1, Tag::kPrefix);
    text += std::to_string(value_);
    return text;
  }
  friend constexpr auto operator<=>(Id, Id) = default;

 private:
  std::int64_t value_ = 0;
};

struct PatientTag { static constexpr char kPrefix = 'p'; };
struct FactTag { static constexpr char kPrefix = 'f'; };
struct DocumentTag { static constexpr char kPrefix = 'd'; };
struct JobTag { static constexpr char kPrefix = 'j'; };
struct AnswerTag { static constexpr char kPrefix = 'a'; };

using PatientId = Id<PatientTag>;
using FactId = Id<FactTag>;
using DocumentId = Id<DocumentTag>;
using JobId = Id<JobTag>;
using AnswerId = Id<AnswerTag>;

}  // namespace aegle

template <class Tag>
struct std::hash<aegle::Id<Tag>> {
  std::size_t operator()(aegle::Id<Tag> id) const noexcept { return std::hash<std::int64_t>{}(id.value()); }
};
