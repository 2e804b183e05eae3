// The sequences of the KV cache: who uses them, what they hold, and what can be reused.
//
// Busy sequences share the cells of a common prefix (llama_memory_seq_cp copies no data in a unified cache). A sequence
// that is no longer used is parked: its keys and values go to main memory, because attention looks at every cell that is
// in use, also at those of others. A later prompt with the same beginning takes them back from there (a copy, far
// cheaper than computing). Knows llama.cpp; owned by the model thread.
#pragma once

#include <llama.h>

#include <cstdint>
#include <list>
#include <memory>
#include <span>
#include <vector>

namespace aegle {

struct Sequence {
  llama_seq_id id = 0;
  std::vector<llama_token> tokens;  // what it holds or, behind `computed`, is going to hold
  std::size_t computed = 0;         // tokens whose keys and values are in the cache
  std::size_t reused = 0;           // of these, how many came from another use
  std::size_t shared = 0;           // and how many lie in the cells of another sequence
  bool busy = false;
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
  // Not used any more; its content is parked for others.
  void Release(Sequence& sequence);
  // Not used any more, and its content is gone.
  void Drop(Sequence& sequence);
  // Empties everything, the parked too.
  void Clear();

  // How many of these tokens Acquire would find computed.
  [[nodiscard]] std::size_t ComputedPrefix(std::span<const llama_token> tokens) const;
  // How many of them in a busy sequence: these take no cells.
  [[nodiscard]] std::size_t SharedPrefix(std::span<const llama_token> tokens) const;
  // How many it would find once the busy sequences have computed all of their tokens.
  [[nodiscard]] std::size_t ComingPrefix(std::span<const llama_token> tokens) const;
  // Cells that the busy sequences hold or will hold for themselves.
  [[nodiscard]] std::size_t BusyCells() const;

 private:
  struct Parked {
    std::vector<llama_token> tokens;
    std::vector<std::uint8_t> state;  // as llama_state_seq_get_data writes it
  };

  [[nodiscard]] const Sequence* LongestBusy(std::span<const llama_token> tokens, std::size_t& length) const;
  [[nodiscard]] std::list<Parked>::const_iterator LongestParked(std::span<const llama_token> tokens, std::size_t& length) const;
  void Park(const Sequence& sequence);
  void Restore(std::list<Parked>::const_iterator parked, Sequence& target, std::size_t length);
  void Forget(std::list<Parked>::iterator parked);
  void Empty(Sequence& sequence);

  llama_context* context_;
  llama_memory_t memory_;
  std::vector<std::unique_ptr<Sequence>> sequences_;
  std::list<Parked> parked_;  // the latest first
  std::size_t parked_bytes_ = 0;
  bool prefix_can_be_shared_;
};

}  // namespace aegle
