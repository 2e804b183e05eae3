#include "audit/head_file.h"

#include <algorithm>
#include <bit>
#include <nlohmann/json.hpp>

#include "base/text.h"

namespace aegle {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kSlot = 8192;

std::string Hex(const Sha256Digest& digest) { return ToHex({reinterpret_cast<const char*>(digest.data()), digest.size()}); }

bool ReadDigest(const Json& json, Sha256Digest& digest) {
  auto bytes = json.is_string() ? HexToBytes(json.get<std::string>()) : std::nullopt;
  if (!bytes || bytes->size() != digest.size()) return false;
  std::copy(bytes->begin(), bytes->end(), digest.begin());
  return true;
}

std::optional<HeadState> ParseSlot(std::string_view slot, const AuditKeys& keys) {
  auto head = ParseHeadJson(slot, "");
  if (!head || !keys.IsOurs(*head)) return std::nullopt;
  HeadState state;
  state.head = *head;
  Json json = Json::parse(slot, nullptr, false);
  if (!json["peaks"].is_array() || !json["segment"].is_number_unsigned() || !json["end"].is_number_unsigned()) return std::nullopt;
  for (const Json& peak : json["peaks"])
    if (!ReadDigest(peak, state.peaks.emplace_back())) return std::nullopt;
  if (!ReadDigest(json["last"], state.last)) return std::nullopt;
  state.segment = json["segment"];
  state.end = json["end"];
  if (state.peaks.size() != static_cast<std::size_t>(std::popcount(state.head.size))) return std::nullopt;
  if (MerkleFrontier(state.head.size, state.peaks).Root() != state.head.root) return std::nullopt;
  return state;
}

}  // namespace

Result<std::optional<HeadState>> ReadHeadFile(const std::string& path, const AuditKeys& keys) {
  auto bytes = ReadWholeFile(path, std::size_t{1} << 20);
  if (!bytes && bytes.error().code == ErrorCode::kNotFound) return std::optional<HeadState>{};
  if (!bytes) return tl::unexpected(bytes.error());
  std::optional<HeadState> best;
  for (std::size_t at = 0; at < bytes->size(); at += kSlot) {
    auto state = ParseSlot(std::string_view(*bytes).substr(at, kSlot), keys);
    if (state && (!best || state->head.size >= best->head.size)) best = std::move(state);
  }
  const bool written = bytes->find_first_not_of(std::string_view("\0 \n", 3)) != std::string::npos;
  if (!best && written)
    return Fail(ErrorCode::kIntegrity, "The file holds no head that this site has signed", path, "Restore the file from a backup, or remove it and run: aegle audit verify");
  return best;
}

Result<void> WriteHeadFile(const std::string& path, const HeadState& state) {
  Json json = Json::parse(HeadJson(state.head));
  json["last"] = Hex(state.last);
  json["segment"] = state.segment;
  json["end"] = state.end;
  json["peaks"] = Json::array();
  for (const Sha256Digest& peak : state.peaks) json["peaks"].push_back(Hex(peak));
  std::string slot = json.dump();
  slot.resize(kSlot - 1, ' ');
  slot += '\n';
  AEGLE_TRY(file, File::Open(path, FileMode::kCreate));
  return file.WriteAt(state.head.size % 2 * kSlot, slot);
}

}  // namespace aegle
