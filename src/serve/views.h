// JSON of the shapes that only the service shows; facts, answers and ledgers are in tasks/answer_json.h.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "base/progress.h"
#include "record/fact.h"
#include "store/importer.h"
#include "store/store.h"

namespace aegle {

nlohmann::ordered_json PatientView(const PatientSummary& summary, Instant now);
nlohmann::ordered_json DocumentView(const Document& document);
// {"document","ledger","counts"}: what an import ends with.
std::string ImportReportJson(const ImportReport& report);
std::string ProgressJson(const Progress& progress);
std::string DumpJson(const nlohmann::ordered_json& json);

// Columns of equal length, oldest first, facts without a date (start_ms null) before all others.
std::string TimelineJson(const std::vector<Fact>& facts);

// Numbers over time. `code` chooses the facts by code, or by name where they have no code.
std::string SeriesJson(const std::vector<Fact>& facts, std::string_view code);
std::string SeriesListJson(const std::vector<Fact>& facts);

}  // namespace aegle
