#include "audit/signed_head.h"

#include <sodium.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace aegle {
namespace {

using Json = nlohmann::ordered_json;

void AppendBigEndian(std::string& out, std::uint64_t value) {
  for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift);
}

std::string_view View(const Sha256Digest& digest) { return {reinterpret_cast<const char*>(digest.data()), digest.size()}; }

std::string HexOf(const Json& json, const char* name, std::size_t bytes) {
  auto found = json.find(name);
  auto value = found != json.end() && found->is_string() ? HexToBytes(found->get<std::string>()) : std::nullopt;
  return value && value->size() == bytes ? *value : std::string();
}

template <class T>
T NumberOf(const Json& json, const char* name) {
  auto found = json.find(name);
  return found != json.end() && found->is_number_integer() ? found->get<T>() : T{};
}

}  // namespace

std::string HeadBytesToSign(const SignedHead& head) {
  std::string bytes{'\0', '\1'};
  AppendBigEndian(bytes, static_cast<std::uint64_t>(head.time));
  AppendBigEndian(bytes, head.size);
  bytes += View(head.root);
  return bytes;
}

bool HasValidSignature(const SignedHead& head) {
  if (head.public_key.size() != crypto_sign_PUBLICKEYBYTES || head.signature.size() != crypto_sign_BYTES) return false;
  const std::string bytes = HeadBytesToSign(head);
  return crypto_sign_verify_detached(reinterpret_cast<const unsigned char*>(head.signature.data()),
                                     reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                                     reinterpret_cast<const unsigned char*>(head.public_key.data())) == 0;
}

std::string HeadJson(const SignedHead& head) {
  return Json{{"size", head.size},
              {"root", ToHex(View(head.root))},
              {"time", DateTime::FromInstant(head.time, TimePrecision::kMillisecond).ToString()},
              {"timestamp", head.time},
              {"epoch", head.epoch},
              {"public_key", ToHex(head.public_key)},
              {"signature", ToHex(head.signature)}}
      .dump();
}

Result<SignedHead> ParseHeadJson(std::string_view text, const std::string& place) {
  Json json = Json::parse(text, nullptr, false);
  auto fail = [&] { return Fail(ErrorCode::kBadInput, "It is not a signed head of an audit log", place, "aegle audit head prints one."); };
  if (!json.is_object()) return fail();
  SignedHead head;
  head.size = NumberOf<std::uint64_t>(json, "size");
  head.time = NumberOf<Instant>(json, "timestamp");
  head.epoch = NumberOf<std::uint16_t>(json, "epoch");
  head.public_key = HexOf(json, "public_key", crypto_sign_PUBLICKEYBYTES);
  head.signature = HexOf(json, "signature", crypto_sign_BYTES);
  const std::string root = HexOf(json, "root", head.root.size());
  if (root.empty()) return fail();
  std::copy(root.begin(), root.end(), head.root.begin());
  if (!HasValidSignature(head)) return Fail(ErrorCode::kBadInput, "The signature of the head is wrong", place);
  return head;
}

}  // namespace aegle
