// For tests: a temporary folder, a log in it, and the records of a segment as separate byte strings.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "audit/audit_log.h"
#include "audit/segments.h"
#include "audit/verify.h"

namespace aegle {

template <class T>
T Must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().ToString());
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

class TemporaryFolder {
 public:
  explicit TemporaryFolder(const std::string& parent = std::filesystem::temp_directory_path().string()) {
    std::string name = parent + "/aegle-audit-XXXXXX";
    if (!::mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

inline std::string ReadText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}
inline void WriteText(const std::string& path, const std::string& text) { std::ofstream(path, std::ios::binary | std::ios::trunc) << text; }

class AuditTest : public ::testing::Test {
 protected:
  [[nodiscard]] AuditOptions Options() const { return OptionsIn(folder_); }
  [[nodiscard]] static AuditOptions OptionsIn(const TemporaryFolder& folder) {
    AuditOptions options;
    options.folder = folder.path() + "/audit";
    options.second_head = folder.path() + "/audit.head";
    options.key = std::string(32, 'k');
    options.reserve_bytes = 64 << 10;
    return options;
  }
  [[nodiscard]] std::string LogFile() const { return SegmentPath(Options().folder, 0); }
  static AuditEvent Event(int i) {
    return {i % 3 == 0 ? AuditAction::kWrite : AuditAction::kRead, "anna", "clinician", PatientId(1 + i % 4), "timeline", AuditOutcome::kDone, "treatment",
            R"({"number":)" + std::to_string(i) + "}"};
  }
  // A log of 1 + `count` records: the first says that the log began.
  void Fill(int count) {
    auto log = Must(AuditLog::Open(Options()));
    for (int i = 0; i < count; ++i) Must(log->Append(Event(i)));
  }
  [[nodiscard]] AuditReport Verify(std::vector<SignedHead> kept = {}) const {
    return Must(VerifyAudit({Options().folder, Options().second_head, Options().key, std::move(kept)}));
  }
  [[nodiscard]] static std::vector<std::string> Records(const std::string& path) {
    const std::string bytes = ReadText(path);
    std::vector<std::string> records;
    WalkSegment(bytes, 0, [&](const SegmentItem& item) {
      records.emplace_back(item.bytes);
      return true;
    });
    return records;
  }
  [[nodiscard]] static std::string Joined(const std::vector<std::string>& records) {
    std::string bytes;
    for (const auto& record : records) bytes += record;
    return bytes;
  }

  TemporaryFolder folder_;
};

}  // namespace aegle
