#include "access/rate_limits.h"

#include <algorithm>

namespace aegle {
namespace {

constexpr std::size_t kMostKeys = 100'000;  // somebody who invents keys must not take the memory
constexpr std::int64_t kFirstWaitMs = 30'000, kLongestWaitMs = 15 * 60'000;

}  // namespace

bool TokenBuckets::Take(std::string_view key, std::int64_t* wait_ms) {
  const std::int64_t now = clock_();
  std::lock_guard lock(mutex_);
  auto full = [&](const Bucket& bucket) { return bucket.tokens + static_cast<double>(now - bucket.at) * per_ms_ >= burst_; };
  if (buckets_.size() >= kMostKeys) std::erase_if(buckets_, [&](const auto& entry) { return full(entry.second); });
  auto found = buckets_.try_emplace(std::string(key), Bucket{burst_, now}).first;
  Bucket& bucket = found->second;
  bucket.tokens = std::min(burst_, bucket.tokens + static_cast<double>(now - bucket.at) * per_ms_);
  bucket.at = now;
  if (bucket.tokens >= 1) {
    bucket.tokens -= 1;
    return true;
  }
  if (wait_ms) *wait_ms = static_cast<std::int64_t>((1 - bucket.tokens) / per_ms_) + 1;
  return false;
}

std::int64_t BackOff::WaitMs(std::string_view key) {
  std::lock_guard lock(mutex_);
  auto found = entries_.find(key);
  return found == entries_.end() ? 0 : std::max<std::int64_t>(0, found->second.until - clock_());
}

void BackOff::Failed(std::string_view key) {
  const std::int64_t now = clock_();
  std::lock_guard lock(mutex_);
  if (entries_.size() >= kMostKeys) std::erase_if(entries_, [&](const auto& entry) { return entry.second.until <= now; });
  Entry& entry = entries_[std::string(key)];
  ++entry.failures;
  if (entry.failures < kFree) return;
  std::int64_t wait = kFirstWaitMs;
  for (int i = kFree; i < entry.failures && wait < kLongestWaitMs; ++i) wait *= 2;
  entry.until = now + std::min(wait, kLongestWaitMs);
}

void BackOff::Succeeded(std::string_view key) {
  std::lock_guard lock(mutex_);
  if (auto found = entries_.find(key); found != entries_.end()) entries_.erase(found);
}

}  // namespace aegle
