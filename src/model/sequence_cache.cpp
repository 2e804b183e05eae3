#include "model/sequence_cache.h"

#include <algorithm>
#include <tuple>

namespace aegle {
namespace {

std::size_t CommonPrefix(std::span<const llama_token> a, std::span<const llama_token> b) {
  std::size_t limit = std::min(a.size(), b.size());
  return static_cast<std::size_t>(std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(limit), b.begin()).first - a.begin());
}

// Of a common prefix, what is taken over. Kernels compute four rows or one row at a time in different ways, so the part
// that is computed again begins at a multiple and is never one token: a prompt gives the same logits with and without.
std::size_t Reusable(std::size_t common, std::size_t total) {
  std::size_t length = std::min(common, total - 1) / kPromptGrain * kPromptGrain;
  return length > 0 && total - length < 2 ? length - kPromptGrain : length;
}

}  // namespace

SequenceCache::SequenceCache(llama_context* context, int sequences, bool prefix_can_be_shared)
    : memory_(llama_get_memory(context)), prefix_can_be_shared_(prefix_can_be_shared) {
  for (int id = 0; id < sequences; ++id) {
    sequences_.push_back(std::make_unique<Sequence>());
    sequences_.back()->id = id;
  }
}

const Sequence* SequenceCache::Longest(std::span<const llama_token> tokens, std::size_t& length) const {
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

std::size_t SequenceCache::ComputedPrefix(std::span<const llama_token> tokens) const {
  std::size_t length = 0;
  static_cast<void>(Longest(tokens, length));
  return length;
}

std::size_t SequenceCache::ComingPrefix(std::span<const llama_token> tokens) const {
  std::size_t length = 0;
  if (!prefix_can_be_shared_ || tokens.empty()) return length;
  for (const auto& sequence : sequences_)
    if (sequence->busy && sequence->computed < sequence->tokens.size())
      length = std::max(length, Reusable(CommonPrefix(sequence->tokens, tokens), tokens.size()));
  return length;
}

// An empty one, else the one that was used the longest ago; `spare` only where there is no other.
Sequence* SequenceCache::LeastUseful(const Sequence* spare) {
  Sequence* found = nullptr;
  for (const auto& sequence : sequences_) {
    if (sequence->busy) continue;
    auto rank = [&](const Sequence& s) { return std::make_tuple(&s == spare, s.computed > 0, s.last_use); };
    if (found == nullptr || rank(*sequence) < rank(*found)) found = sequence.get();
  }
  return found;
}

Sequence* SequenceCache::Acquire(std::vector<llama_token> tokens) {
  std::size_t length = 0;
  const Sequence* source = Longest(tokens, length);
  Sequence* target = LeastUseful(source);
  if (target == nullptr) return nullptr;
  if (target == source) {
    Remove(*target, length);
  } else {
    Remove(*target, 0);
    if (source != nullptr) Share(*source, *target, length);
  }
  target->tokens = std::move(tokens);
  target->reused = target->computed;
  target->busy = true;
  target->last_use = ++clock_;
  return target;
}

Sequence* SequenceCache::AcquireEmpty() {
  Sequence* target = LeastUseful(nullptr);
  if (target == nullptr) return nullptr;
  Remove(*target, 0);
  target->reused = 0;
  target->busy = true;
  return target;
}

void SequenceCache::Share(const Sequence& source, Sequence& target, std::size_t count) {
  llama_memory_seq_cp(memory_, source.id, target.id, 0, static_cast<llama_pos>(count));
  target.tokens.assign(source.tokens.begin(), source.tokens.begin() + static_cast<std::ptrdiff_t>(count));
  target.computed = count;
  target.reused = count;
}

void SequenceCache::Remove(Sequence& sequence, std::size_t from) {
  if (sequence.computed <= from) return;
  if (!llama_memory_seq_rm(memory_, sequence.id, static_cast<llama_pos>(from), -1)) {
    llama_memory_seq_rm(memory_, sequence.id, -1, -1);
    from = 0;
  }
  sequence.computed = from;
  sequence.tokens.resize(from);
}

void SequenceCache::Release(Sequence& sequence) {
  sequence.busy = false;
  sequence.last_use = ++clock_;
  sequence.tokens.resize(sequence.computed);
}

void SequenceCache::Drop(Sequence& sequence) {
  llama_memory_seq_rm(memory_, sequence.id, -1, -1);
  sequence.computed = 0;
  sequence.tokens.clear();
  sequence.busy = false;
}

bool SequenceCache::EvictOne() {
  Sequence* oldest = nullptr;
  for (const auto& sequence : sequences_)
    if (!sequence->busy && sequence->computed > 0 && (oldest == nullptr || sequence->last_use < oldest->last_use)) oldest = sequence.get();
  if (oldest == nullptr) return false;
  Drop(*oldest);
  return true;
}

void SequenceCache::Clear() {
  llama_memory_clear(memory_, false);
  for (const auto& sequence : sequences_) {
    sequence->tokens.clear();
    sequence->computed = 0;
    sequence->busy = false;
  }
}

std::size_t SequenceCache::BusyCells() const {
  std::size_t cells = 0;
  for (const auto& sequence : sequences_)
    if (sequence->busy) cells += sequence->tokens.size() - std::min(sequence->reused, sequence->tokens.size());
  return cells;
}

}  // namespace aegle
