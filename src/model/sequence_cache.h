// The sequences of the KV cache: who uses them, what they hold, and what can be reused.
//
// A sequence that is no longer used keeps its cells until they are needed, so that a later prompt with the same
// beginning starts from there. Sequences share the cells of a common prefix (llama_memory_seq_cp copies no data in a
// unified cache). Knows llama.cpp; owned by the model thread.
#pragma once

#include <llama.h>

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace aegle {

// Parts of a prompt begin at multiples of this.
inline constexpr std::size_t kPromptGrain = 16;

struct Sequence {
  llama_seq_id id = 0;
  std::vector<llama_token> tokens;    // what it holds or, behind `computed`, is going to hold
  std::size_t computed = 0;           // tokens whose keys and values are in the cache
  std::size_t reused = 0;             // of these, how many came from another use
  bool busy = false;
  std::uint64_t last_use = 0;
};

class SequenceCache {
 public:
  SequenceCache(llama_context* context, int sequences, bool prefix_can_be_shared);

  // A sequence for these tokens with the longest prefix that is computed anywhere, but never all of them: the last one
  // is computed again for its logits. Null where all are busy.
  Sequence* Acquire(std::vector<llama_token> tokens);
  // The same, empty and without a look for prefixes.
  Sequence* AcquireEmpty();
  // `target` becomes the first `count` tokens of `source`; cells are shared.
  void Share(const Sequence& source, Sequence& target, std::size_t count);
  // Not used any more; its content stays for others.
  void Release(Sequence& sequence);
  // Not used any more, and its content is gone.
  void Drop(Sequence& sequence);
  // Frees the cells of the unused sequence that was used the longest ago. False where there is none.
  bool EvictOne();
  void Clear();

  // How many of these tokens Acquire would find computed.
  [[nodiscard]] std::size_t ComputedPrefix(std::span<const llama_token> tokens) const;
  // How many it would find once the busy sequences have computed all of their tokens.
  [[nodiscard]] std::size_t ComingPrefix(std::span<const llama_token> tokens) const;
  // Cells that the busy sequences hold or will hold for themselves.
  [[nodiscard]] std::size_t BusyCells() const;

 private:
  [[nodiscard]] const Sequence* Longest(std::span<const llama_token> tokens, std::size_t& length) const;
  Sequence* LeastUseful(const Sequence* spare);
  void Remove(Sequence& sequence, std::size_t from);

  llama_memory_t memory_;
  std::vector<std::unique_ptr<Sequence>> sequences_;
  bool prefix_can_be_shared_;
  std::uint64_t clock_ = 0;
};

}  // namespace aegle
