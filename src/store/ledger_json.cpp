#include "store/ledger_json.h"

#include <nlohmann/json.hpp>

namespace aegle {
namespace {

using Json = nlohmann::json;

// Ledger text quotes the input, which may not be UTF-8.
std::string Dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

ImportLedger Read(const Json& json) {
  ImportLedger ledger;
  ledger.format = json.at("format");
  ledger.in = json.at("in");
  ledger.kept = json.at("kept");
  ledger.kept_as_document = json.at("kept_as_document");
  ledger.refused = json.at("refused");
  ledger.facts = json.at("facts");
  ledger.bytes = json.at("bytes");
  ledger.lines_left_out = json.at("lines_left_out");
  for (const auto& [type, count] : json.at("by_type").items()) ledger.by_type[type] = {count.at(0), count.at(1), count.at(2), count.at(3)};
  for (const Json& line : json.at("lines"))
    ledger.lines.push_back({static_cast<Disposition>(line.at(0).get<int>()), line.at(1), line.at(2), line.at(3), line.at(4)});
  return ledger;
}

}  // namespace

std::string LedgerToJson(const ImportLedger& ledger) {
  Json by_type = Json::object();
  for (const auto& [type, count] : ledger.by_type) by_type[type] = {count.facts, count.document, count.refused, count.fact_count};
  Json lines = Json::array();
  for (const LedgerLine& line : ledger.lines)
    lines.push_back(Json::array({static_cast<int>(line.disposition), line.type, line.logical_id, line.reason, line.offset}));
  return Dump({{"format", ledger.format},
               {"in", ledger.in},
               {"kept", ledger.kept},
               {"kept_as_document", ledger.kept_as_document},
               {"refused", ledger.refused},
               {"facts", ledger.facts},
               {"bytes", ledger.bytes},
               {"lines_left_out", ledger.lines_left_out},
               {"by_type", std::move(by_type)},
               {"lines", std::move(lines)}});
}

Result<ImportLedger> LedgerFromJson(std::string_view text) {
  try {
    return Read(Json::parse(text));
  } catch (const Json::exception&) {
    return Fail(ErrorCode::kIntegrity, "The ledger of an import cannot be read");
  }
}

}  // namespace aegle
