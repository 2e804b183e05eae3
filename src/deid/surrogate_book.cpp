#include "deid/surrogate_book.h"

#include <sodium.h>

#include <charconv>

#include "base/text.h"

namespace aegle {
namespace {

constexpr std::string_view kMagic = "AEGLEDEIDMAP1\n";
constexpr char kSeparator = '\x1f', kEnd = '\x1e';

std::string OriginalKey(PhiClass phi_class, std::string_view scope, std::string_view original) {
  std::string key(1, static_cast<char>('A' + static_cast<int>(phi_class)));
  key += scope;
  key += kSeparator;
  key += original;
  return key;
}
std::string SurrogateKey(std::string_view scope, std::string_view surrogate) {
  std::string key(scope);
  key += kSeparator;
  key += surrogate;
  return key;
}

bool IsWordByte(char c) { return IsLetterAscii(c) || IsDigitAscii(c); }
bool IsHangulByte(char c) { return static_cast<unsigned char>(c) >= 0x80; }

// A word begins here: no letter or digit joins the byte before.
bool StartsWord(std::string_view text, std::size_t at) { return at == 0 || !IsWordByte(text[at - 1]) || !IsWordByte(text[at]); }
bool EndsWord(std::string_view text, std::size_t end) {
  return end == text.size() || !IsWordByte(text[end]) || IsHangulByte(text[end - 1]) || !IsWordByte(text[end - 1]);
}

}  // namespace

const std::string& SurrogateBook::Add(Entry entry) {
  by_original_[OriginalKey(entry.phi_class, entry.scope, entry.original)] = entries_.size();
  by_surrogate_.emplace(SurrogateKey(entry.scope, entry.surrogate), entries_.size());
  entries_.push_back(std::move(entry));
  return entries_.back().surrogate;
}

const std::string& SurrogateBook::Get(PhiClass phi_class, std::string_view scope, std::string_view original,
                                      const std::function<std::string(int)>& make) {
  constexpr int kMostAttempts = 64;
  auto known = by_original_.find(OriginalKey(phi_class, scope, original));
  if (known != by_original_.end()) return entries_[known->second].surrogate;
  // Taken by another original; the same original of another class may have it.
  auto taken = [&](const std::string& candidate) {
    auto found = by_surrogate_.find(SurrogateKey(scope, candidate));
    return candidate == original || (found != by_surrogate_.end() && entries_[found->second].original != original);
  };
  std::string surrogate = make(0);
  for (int attempt = 1; attempt < kMostAttempts && taken(surrogate); ++attempt) surrogate = make(attempt);
  return Add({phi_class, std::string(scope), std::string(original), std::move(surrogate)});
}

void SurrogateBook::Note(PhiClass phi_class, std::string_view scope, std::string_view original, std::string_view surrogate) {
  if (by_original_.contains(OriginalKey(phi_class, scope, original))) return;
  Add({phi_class, std::string(scope), std::string(original), std::string(surrogate)});
}

const std::string* SurrogateBook::Original(std::string_view scope, std::string_view surrogate) const {
  auto found = by_surrogate_.find(SurrogateKey(scope, surrogate));
  return found == by_surrogate_.end() ? nullptr : &entries_[found->second].original;
}

std::string SurrogateBook::Undo(std::string_view text, std::string_view scope) const {
  // Surrogates of the person and of the project by their first four bytes; longest first.
  std::unordered_map<std::string, std::vector<const Entry*>> by_start;
  auto start = [](std::string_view of) { return std::string(of.substr(0, 4)); };
  for (const Entry& entry : entries_)
    if (entry.scope.empty() || entry.scope == scope) by_start[start(entry.surrogate)].push_back(&entry);
  for (auto& [key, list] : by_start)
    std::stable_sort(list.begin(), list.end(), [](const Entry* a, const Entry* b) { return a->surrogate.size() > b->surrogate.size(); });
  std::string out;
  out.reserve(text.size());
  std::size_t at = 0;
  while (at < text.size()) {
    const Entry* taken = nullptr;
    for (std::size_t length = std::min<std::size_t>(4, text.size() - at); length >= 1 && !taken; --length) {
      auto found = by_start.find(std::string(text.substr(at, length)));
      if (found == by_start.end() || !StartsWord(text, at)) continue;
      for (const Entry* entry : found->second)
        if (text.substr(at).starts_with(entry->surrogate) && EndsWord(text, at + entry->surrogate.size())) {
          taken = entry;
          break;
        }
    }
    if (taken) {
      out += taken->original;
      at += taken->surrogate.size();
    } else {
      out += text[at++];
    }
  }
  return out;
}

std::string SurrogateBook::Seal(std::string_view key) const {
  std::string plain;
  for (const auto& [person, days] : shifts_)
    plain += "shift" + std::string(1, kSeparator) + person + kSeparator + std::to_string(days) + kEnd;
  for (const Entry& entry : entries_)
    plain += std::string(Info(entry.phi_class).name) + kSeparator + entry.scope + kSeparator + entry.original + kSeparator +
             entry.surrogate + kEnd;
  std::string nonce(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, '\0');
  randombytes_buf(nonce.data(), nonce.size());
  std::string cipher(plain.size() + crypto_aead_xchacha20poly1305_ietf_ABYTES, '\0');
  unsigned long long size = 0;
  crypto_aead_xchacha20poly1305_ietf_encrypt(
      reinterpret_cast<unsigned char*>(cipher.data()), &size, reinterpret_cast<const unsigned char*>(plain.data()), plain.size(),
      reinterpret_cast<const unsigned char*>(kMagic.data()), kMagic.size(), nullptr, reinterpret_cast<const unsigned char*>(nonce.data()),
      reinterpret_cast<const unsigned char*>(key.data()));
  sodium_memzero(plain.data(), plain.size());
  return std::string(kMagic) + nonce + cipher;
}

Result<SurrogateBook> SurrogateBook::Unseal(std::string_view sealed, std::string_view key) {
  constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;
  if (!sealed.starts_with(kMagic) || sealed.size() < kMagic.size() + kNonce + kTag)
    return Fail(ErrorCode::kBadInput, "It is not a re-identification map");
  std::string_view nonce = sealed.substr(kMagic.size(), kNonce), cipher = sealed.substr(kMagic.size() + kNonce);
  std::string plain(cipher.size() - kTag, '\0');
  unsigned long long size = 0;
  int opened = crypto_aead_xchacha20poly1305_ietf_decrypt(
      reinterpret_cast<unsigned char*>(plain.data()), &size, nullptr, reinterpret_cast<const unsigned char*>(cipher.data()), cipher.size(),
      reinterpret_cast<const unsigned char*>(kMagic.data()), kMagic.size(), reinterpret_cast<const unsigned char*>(nonce.data()),
      reinterpret_cast<const unsigned char*>(key.data()));
  if (opened != 0) return Fail(ErrorCode::kIntegrity, "The re-identification map was sealed with another key, or was changed");
  SurrogateBook book;
  for (std::string_view line : Split(plain, kEnd)) {
    std::vector<std::string_view> parts = Split(line, kSeparator);
    if (parts.size() == 3 && parts[0] == "shift") {
      int days = 0;
      std::from_chars(parts[2].data(), parts[2].data() + parts[2].size(), days);
      book.NoteShift(parts[1], days);
    }
    if (parts.size() != 4) continue;
    for (const PhiClassInfo& info : kPhiClasses)
      if (info.name == parts[0]) book.Note(info.phi_class, parts[1], parts[2], parts[3]);
  }
  sodium_memzero(plain.data(), plain.size());
  return book;
}

}  // namespace aegle
