#include "access/sessions.h"

#include <algorithm>
#include <chrono>

#include "access/credentials.h"
#include "base/hash.h"

namespace aegle {

std::int64_t SteadyMilliseconds() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

bool Sessions::Expired(const Entry& entry, std::int64_t now) const {
  return now - entry.used >= limits_.idle_ms || now - entry.started >= limits_.absolute_ms;
}

void Sessions::Sweep(std::int64_t now) {
  std::erase_if(entries_, [&](const auto& entry) { return Expired(entry.second, now); });
}

Sessions::Started Sessions::Start(const std::string& user) {
  std::string cookie = RandomSecret();
  Session session{Sha256Hex(cookie), user, RandomSecret()};
  const std::int64_t now = clock_();
  std::lock_guard lock(mutex_);
  Sweep(now);
  auto of_user = [&](const auto& entry) { return entry.second.session.user == user; };
  if (static_cast<std::size_t>(std::count_if(entries_.begin(), entries_.end(), of_user)) >= limits_.most_of_one_user) {
    auto oldest = entries_.end();
    for (auto entry = entries_.begin(); entry != entries_.end(); ++entry)
      if (of_user(*entry) && (oldest == entries_.end() || entry->second.used < oldest->second.used)) oldest = entry;
    entries_.erase(oldest);
  }
  entries_[session.id] = {session, now, now};
  return {std::move(cookie), std::move(session)};
}

std::optional<Session> Sessions::Use(std::string_view cookie) {
  const std::string id = Sha256Hex(cookie);
  const std::int64_t now = clock_();
  std::lock_guard lock(mutex_);
  auto found = entries_.find(id);
  if (found == entries_.end()) return std::nullopt;
  if (Expired(found->second, now)) {
    entries_.erase(found);
    return std::nullopt;
  }
  found->second.used = now;
  return found->second.session;
}

bool Sessions::Alive(std::string_view id) {
  std::lock_guard lock(mutex_);
  auto found = entries_.find(id);
  return found != entries_.end() && !Expired(found->second, clock_());
}

void Sessions::End(std::string_view id) {
  std::lock_guard lock(mutex_);
  if (auto found = entries_.find(id); found != entries_.end()) entries_.erase(found);
}

void Sessions::EndAllOf(std::string_view user) {
  std::lock_guard lock(mutex_);
  std::erase_if(entries_, [&](const auto& entry) { return entry.second.session.user == user; });
}

std::size_t Sessions::size() {
  std::lock_guard lock(mutex_);
  Sweep(clock_());
  return entries_.size();
}

}  // namespace aegle
