// Generated patients in an encrypted store in a temporary folder that goes with it.
#pragma once

#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "readers/reader.h"
#include "store/store.h"
#include "synth/generator.h"

namespace aegle::bench {

[[noreturn]] void Stop(const std::string& why);

template <class T>
T Must(Result<T> result) {
  if (!result) Stop(result.error().ToString());
  return std::move(*result);
}

class Records {
 public:
  Records(std::uint32_t seed, int patients, SynthLanguage language);
  ~Records();
  Records(const Records&) = delete;
  Records& operator=(const Records&) = delete;
  [[nodiscard]] Store& store() { return *store_; }
  [[nodiscard]] const std::vector<PatientId>& patients() const { return patients_; }
  // In the order of patients().
  [[nodiscard]] const std::vector<SynthPatient>& truths() const { return truths_; }

 private:
  std::filesystem::path folder_;
  std::unique_ptr<Store> store_;
  ReaderRegistry readers_;
  std::vector<PatientId> patients_;
  std::vector<SynthPatient> truths_;
};

}  // namespace aegle::bench
