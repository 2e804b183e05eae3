#include "base/error.h"

namespace aegle {

std::string Error::ToString() const {
  std::string text{Info(code).name};
  text += ": ";
  text += message;
  if (!place.empty()) {
    text += " (";
    text += place;
    text += ')';
  }
  if (!remedy.empty()) {
    text += ". ";
    text += remedy;
  }
  return text;
}

}  // namespace aegle
