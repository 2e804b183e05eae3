#include "model/sequence_cache.h"

#include <algorithm>
#include <new>

namespace aegle {
namespace {

constexpr std::size_t kParkedBytes = std::size_t{512} << 20;  // main memory for what may be used again
constexpr std::size_t kWorthParking = 16;                     // tokens

std::size_t CommonPrefix(std::span<const llama_token> a, std::span<const llama_token> b) {
  std::size_t limit = std::min(a.size(), b.size());
  return static_cast<std::size_t>(std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(limit), b.begin()).first - a.begin());
}

// Of a common prefix, what is taken over: never all of it, the last token is computed again for its logits.
std::size_t Reusable(std::size_t common, std::size_t total) { return std::min(common, total - 1); }

}  // namespace

SequenceCache::SequenceCache(llama_context* context, int sequences, bool prefix_can_be_shared)
    : context_(context), memory_(llama_get_memory(context)), prefix_can_be_shared_(prefix_can_be_shared) {
  for (int id = 0; id < sequences; ++id) {
    sequences_.push_back(std::make_unique<Sequence>());
    sequences_.back()->id = id;
  }
}

const Sequence* SequenceCache::LongestBusy(std::span<const llama_token> tokens, std::size_t& length) const {
  length = 0;
  const Sequence* best = nullptr;
  if (!prefix_can_be_shared_ || tokens.empty()) return best;
  for (const auto& sequence : sequences_) {
    std::size_t common = Reusable(CommonPrefix(std::span(sequence->tokens).first(sequence->computed), tokens), tokens.size());
    if (common > length) {
      length = common;
      best = sequence.get();
    }
  }
  return best;
}

std::list<SequenceCache::Parked>::const_iterator SequenceCache::LongestParked(std::span<const llama_token> tokens,
                                                                              std::size_t& length) const {
  length = 0;
  auto best = parked_.end();
  for (auto parked = parked_.begin(); parked != parked_.end(); ++parked) {
    std::size_t common = Reusable(CommonPrefix(parked->tokens, tokens), tokens.size());
    if (common > length) {
      length = common;
      best = parked;
    }
  }
  return best;
}

std::size_t SequenceCache::SharedPrefix(std::span<const llama_token> tokens) const {
  std::size_t length = 0;
  static_cast<void>(LongestBusy(tokens, length));
  return length;
}

std::size_t SequenceCache::ComputedPrefix(std::span<const llama_token> tokens) const {
  std::size_t parked = 0;
  static_cast<void>(LongestParked(tokens, parked));
  return std::max(parked, SharedPrefix(tokens));
}

std::size_t SequenceCache::ComingPrefix(std::span<const llama_token> tokens) const {
  std::size_t length = 0;
  if (!prefix_can_be_shared_ || tokens.empty()) return length;
  for (const auto& sequence : sequences_)
    if (sequence->busy && sequence->computed < sequence->tokens.size())
      length = std::max(length, Reusable(CommonPrefix(sequence->tokens, tokens), tokens.size()));
  return length;
}

Sequence* SequenceCache::Acquire(std::vector<llama_token> tokens) {
  std::size_t shared = 0, parked_length = 0;
  const Sequence* source = LongestBusy(tokens, shared);
  auto parked = LongestParked(tokens, parked_length);
  Sequence* target = AcquireEmpty();
  if (target == nullptr) return nullptr;
  if (parked_length > shared) Restore(parked, *target, parked_length);
  if (target->computed == 0 && source != nullptr) Share(*source, *target, shared);
  target->tokens = std::move(tokens);
  return target;
}

Sequence* SequenceCache::AcquireEmpty() {
  auto free = std::find_if(sequences_.begin(), sequences_.end(), [](const auto& sequence) { return !sequence->busy; });
  if (free == sequences_.end()) return nullptr;
  (*free)->busy = true;
  return free->get();
}

void SequenceCache::Share(const Sequence& source, Sequence& target, std::size_t count) {
  llama_memory_seq_cp(memory_, source.id, target.id, 0, static_cast<llama_pos>(count));
  target.tokens.assign(source.tokens.begin(), source.tokens.begin() + static_cast<std::ptrdiff_t>(count));
  target.computed = target.reused = target.shared = count;
}

// Without room for it in the cache, the prompt is computed.
void SequenceCache::Restore(std::list<Parked>::const_iterator parked, Sequence& target, std::size_t length) {
  bool restored = llama_state_seq_set_data(context_, parked->state.data(), parked->state.size(), target.id) > 0 &&
                  (length == parked->tokens.size() || llama_memory_seq_rm(memory_, target.id, static_cast<llama_pos>(length), -1));
  if (!restored) {
    llama_memory_seq_rm(memory_, target.id, -1, -1);
    return;
  }
  target.computed = target.reused = length;
  parked_.splice(parked_.begin(), parked_, parked);
}

void SequenceCache::Park(const Sequence& sequence) {
  if (!prefix_can_be_shared_ || sequence.computed < kWorthParking) return;
  std::span<const llama_token> tokens = std::span(sequence.tokens).first(sequence.computed);
  for (auto parked = parked_.begin(); parked != parked_.end();) {
    auto next = std::next(parked);
    std::size_t common = CommonPrefix(parked->tokens, tokens);
    if (common == tokens.size()) return;
    if (common == parked->tokens.size()) Forget(parked);
    parked = next;
  }
  try {
    Parked fresh{{tokens.begin(), tokens.end()}, std::vector<std::uint8_t>(llama_state_seq_get_size(context_, sequence.id))};
    if (fresh.state.size() > kParkedBytes) return;
    if (llama_state_seq_get_data(context_, fresh.state.data(), fresh.state.size(), sequence.id) != fresh.state.size()) return;
    parked_bytes_ += fresh.state.size();
    parked_.push_front(std::move(fresh));
  } catch (const std::bad_alloc&) {
    return;  // under a cap of memory there is no room to keep it
  }
  while (parked_bytes_ > kParkedBytes) Forget(std::prev(parked_.end()));
}

void SequenceCache::Forget(std::list<Parked>::iterator parked) {
  parked_bytes_ -= parked->state.size();
  parked_.erase(parked);
}

void SequenceCache::Empty(Sequence& sequence) {
  sequence.tokens.clear();
  sequence.computed = sequence.reused = sequence.shared = 0;
  sequence.busy = false;
}

void SequenceCache::Release(Sequence& sequence) {
  Park(sequence);
  Drop(sequence);
}

void SequenceCache::Drop(Sequence& sequence) {
  llama_memory_seq_rm(memory_, sequence.id, -1, -1);
  Empty(sequence);
}

void SequenceCache::Clear() {
  llama_memory_clear(memory_, false);
  for (const auto& sequence : sequences_) Empty(*sequence);
  parked_.clear();
  parked_bytes_ = 0;
}

std::size_t SequenceCache::BusyCells() const {
  std::size_t cells = 0;
  for (const auto& sequence : sequences_)
    if (sequence->busy) cells += sequence->tokens.size() - std::min(sequence->shared, sequence->tokens.size());
  return cells;
}

}  // namespace aegle
