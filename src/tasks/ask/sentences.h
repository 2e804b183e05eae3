// The sentences of answers, English and Korean side by side: Say2(language, english, korean, values).
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "tasks/render/phrases.h"

namespace aegle {

inline std::string Say2(Language language, std::string_view english, std::string_view korean, std::initializer_list<std::string_view> values) {
  if (language == Language::kKorean) return AgreeParticles(Fill(korean, values));
  return Fill(english, values);
}

}  // namespace aegle
