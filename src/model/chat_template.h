// Messages and tools to the prompt that the model was trained on, and the model's text back to content and tool calls,
// by the chat template of the model's own file. Knows llama.cpp; owned by the model thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "model/engine.h"
#include "model/llama_model.h"
#include "model/token_sampler.h"

namespace aegle {

// One rendered request.
class ChatPrompt {
 public:
  ChatPrompt();
  ~ChatPrompt();
  ChatPrompt(ChatPrompt&&) noexcept;
  ChatPrompt& operator=(ChatPrompt&&) noexcept;

  std::string text;
  std::vector<std::string> stop;                 // beside those of the request
  bool parses_tool_calls = false;

  // Tokens that are part of the text though they are control tokens ("<tool_call>").
  [[nodiscard]] bool IsShown(llama_token token) const;
  // The grammar that makes a tool call well formed; null where there is none. Errors: kCannotEnforce.
  [[nodiscard]] Result<LlamaSamplerPtr> MakeGrammar(const LlamaModel& model) const;

  struct Parsed {
    std::string content;
    std::string tool_calls_json;                 // OpenAI array, empty where the model called none
  };
  // `whole`: nothing follows. Text that does not parse is content as it is.
  [[nodiscard]] Parsed Parse(const std::string& generated, bool whole) const;

 private:
  friend class ChatTemplate;
  struct State;
  std::unique_ptr<State> state_;
};

class ChatTemplate {
 public:
  explicit ChatTemplate(const LlamaModel& model);
  ~ChatTemplate();

  // Control tokens that are written out in a message's content are broken up, so that a document cannot speak as the
  // system or end the user's turn.
  // Errors: kUnsupported (the model has no chat template), kBadInput (messages or tools that make no sense).
  Result<ChatPrompt> Render(const GenerationRequest& request) const;

 private:
  struct State;
  const LlamaModel& model_;
  std::unique_ptr<State> state_;
};

}  // namespace aegle
