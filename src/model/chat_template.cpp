#include "model/chat_template.h"

#include <chat.h>

#include <algorithm>
#include <exception>
#include <set>

#include "base/text.h"

namespace aegle {
namespace {

constexpr std::size_t kMaxToolBytes = std::size_t{128} << 10;

// "<|im_start|>" becomes "< |im_start|>": still readable, but no longer a control token.
std::string WithoutControlTokens(std::string text, const std::vector<std::string>& control_texts) {
  for (const std::string& control : control_texts) {
    if (text.find(control) == std::string::npos) continue;
    text = ReplaceAll(std::move(text), control, control.substr(0, 1) + " " + control.substr(1));
  }
  return text;
}

// Deeper than any real tool; llama.cpp walks it by recursion.
bool TooDeep(std::string_view json) {
  int depth = 0;
  for (char c : json) {
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    if (depth > 32) return true;
  }
  return false;
}

common_json ToJson(const Message& message, const std::vector<std::string>& control_texts) {
  common_json json = common_json::object();
  json["role"] = message.role;
  json["content"] = WithoutControlTokens(message.content, control_texts);
  if (!message.tool_calls_json.empty()) json["tool_calls"] = common_json::parse(message.tool_calls_json);
  if (!message.tool_call_id.empty()) json["tool_call_id"] = message.tool_call_id;
  return json;
}

}  // namespace

struct ChatPrompt::State {
  common_chat_params params;
  common_chat_parser_params parser;
  std::set<llama_token> shown;
};

ChatPrompt::ChatPrompt() : state_(std::make_unique<State>()) {}
ChatPrompt::~ChatPrompt() = default;
ChatPrompt::ChatPrompt(ChatPrompt&&) noexcept = default;
ChatPrompt& ChatPrompt::operator=(ChatPrompt&&) noexcept = default;

bool ChatPrompt::IsShown(llama_token token) const { return state_->shown.count(token) > 0; }

Result<LlamaSamplerPtr> ChatPrompt::MakeGrammar(const LlamaModel& model) const {
  const common_chat_params& params = state_->params;
  if (!parses_tool_calls || params.grammar.empty()) return LlamaSamplerPtr();
  std::vector<std::string> patterns;
  std::vector<llama_token> tokens;
  for (const common_grammar_trigger& trigger : params.grammar_triggers) {
    switch (trigger.type) {
      case COMMON_GRAMMAR_TRIGGER_TYPE_TOKEN: tokens.push_back(trigger.token); break;
      case COMMON_GRAMMAR_TRIGGER_TYPE_WORD: {
        std::vector<llama_token> word = model.Tokenize(trigger.value, LlamaModel::Special::kPlain);
        if (word.size() == 1 && IsShown(word[0])) {
          tokens.push_back(word[0]);
        } else {
          patterns.push_back(regex_escape(trigger.value));
        }
        break;
      }
      case COMMON_GRAMMAR_TRIGGER_TYPE_PATTERN: patterns.push_back(trigger.value); break;
      case COMMON_GRAMMAR_TRIGGER_TYPE_PATTERN_FULL: patterns.push_back("^" + trigger.value + "$"); break;
    }
  }
  std::vector<const char*> pattern_texts;
  for (const std::string& pattern : patterns) pattern_texts.push_back(pattern.c_str());
  try {
    LlamaSamplerPtr grammar(params.grammar_lazy
                                ? llama_sampler_init_grammar_lazy_patterns(model.vocab(), params.grammar.c_str(), "root", pattern_texts.data(),
                                                                           pattern_texts.size(), tokens.data(), tokens.size())
                                : llama_sampler_init_grammar(model.vocab(), params.grammar.c_str(), "root"));
    if (!grammar) return Fail(ErrorCode::kCannotEnforce, "the form of the tool calls cannot be enforced", "tools");
    // The template has already written the beginning of the answer; the grammar starts before it.
    if (!params.grammar_lazy)
      for (llama_token token : model.Tokenize(params.generation_prompt, LlamaModel::Special::kPlain)) llama_sampler_accept(grammar.get(), token);
    return grammar;
  } catch (const std::exception& error) {
    return Fail(ErrorCode::kCannotEnforce, std::string("the form of the tool calls cannot be enforced: ") + error.what(), "tools");
  }
}

ChatPrompt::Parsed ChatPrompt::Parse(const std::string& generated, bool whole) const {
  try {
    common_chat_msg message = common_chat_parse(generated, !whole, state_->parser);
    Parsed parsed{message.content, ""};
    if (!whole || message.tool_calls.empty()) return parsed;
    common_json calls = common_json::array();
    for (std::size_t i = 0; i < message.tool_calls.size(); ++i) {
      const common_chat_tool_call& call = message.tool_calls[i];
      common_json function = common_json::object({{"name", call.name}, {"arguments", call.arguments}});
      common_json json = common_json::object();
      json["id"] = call.id.empty() ? "call_" + std::to_string(i) : call.id;
      json["type"] = "function";
      json["function"] = function;
      calls.push_back(json);
    }
    parsed.tool_calls_json = calls.dump_safe();
    return parsed;
  } catch (const std::exception&) {
    return {whole ? generated : std::string(), ""};
  }
}

struct ChatTemplate::State {
  common_chat_templates_ptr templates;
};

ChatTemplate::ChatTemplate(const LlamaModel& model) : model_(model), state_(std::make_unique<State>()) {
  if (llama_model_chat_template(model.model(), nullptr) == nullptr) return;
  try {
    state_->templates = common_chat_templates_init(model.model(), "");
  } catch (const std::exception&) {
    // The template of the file is broken: the model answers prompts, but no chats.
  }
}

ChatTemplate::~ChatTemplate() = default;

Result<ChatPrompt> ChatTemplate::Render(const GenerationRequest& request) const {
  if (!state_->templates)
    return Fail(ErrorCode::kUnsupported, "the model " + model_.info().name + " has no chat template", "messages", "Use a chat model, or a plain prompt.");
  if (request.tools_json.size() > kMaxToolBytes || TooDeep(request.tools_json)) return Fail(ErrorCode::kCannotEnforce, "the tools are too large", "tools");
  bool has_tools = !request.tools_json.empty() && request.tool_choice != "none";
  if (has_tools && request.constraint.kind != Constraint::Kind::kNone)
    return Fail(ErrorCode::kCannotEnforce, "tools and another constraint exclude each other", "tools");
  auto capabilities = common_chat_templates_get_caps(state_->templates.get());
  if (has_tools && !capabilities["supports_tools"])
    return Fail(ErrorCode::kCannotEnforce, "the chat template of " + model_.info().name + " knows no tools", "tools", "Use a model that was trained with tools.");
  try {
    common_json messages = common_json::array();
    for (const Message& message : request.messages) messages.push_back(ToJson(message, model_.control_texts()));
    common_chat_templates_inputs inputs;
    inputs.messages = common_chat_msgs_parse_oaicompat(messages);
    if (!request.tools_json.empty()) inputs.tools = common_chat_tools_parse_oaicompat(common_json::parse(request.tools_json));
    if (!request.tool_choice.empty()) inputs.tool_choice = common_chat_tool_choice_parse_oaicompat(request.tool_choice);
    inputs.parallel_tool_calls = capabilities["supports_parallel_tool_calls"];
    inputs.reasoning_format = COMMON_REASONING_FORMAT_NONE;
    ChatPrompt prompt;
    common_chat_params& params = prompt.state_->params;
    params = common_chat_templates_apply(state_->templates.get(), inputs);
    if (has_tools && request.tool_choice == "required" && params.grammar.empty())
      return Fail(ErrorCode::kCannotEnforce, "a tool call cannot be forced with " + model_.info().name, "tool_choice", "Use \"auto\".");
    prompt.text = params.prompt;
    prompt.stop = params.additional_stops;
    prompt.parses_tool_calls = has_tools;
    prompt.state_->parser = common_chat_parser_params(params);
    if (!params.parser.empty()) prompt.state_->parser.parser.load(params.parser);
    if (has_tools) {
      for (const std::string& text : params.preserved_tokens) {
        std::vector<llama_token> tokens = model_.Tokenize(text, LlamaModel::Special::kPlain);
        if (tokens.size() == 1) prompt.state_->shown.insert(tokens[0]);
      }
    }
    return prompt;
  } catch (const std::exception& error) {
    return Fail(ErrorCode::kBadInput, std::string("the messages do not fit the model's chat template: ") + error.what(), "messages");
  }
}

}  // namespace aegle
