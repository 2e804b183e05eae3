// /v1: the API that the field's clients speak, over the same engine as the tasks.
#include <atomic>
#include <nlohmann/json.hpp>

#include "base/hash.h"
#include "serve/openai_json.h"
#include "serve/controls.h"
#include "serve/routes.h"
#include "tasks/intended_use.h"

namespace aegle {
namespace {

Result<Engine*> Need(Engine* engine, const char* what) {
  if (!engine) return Fail(ErrorCode::kUnavailable, std::string("no ") + what + " model is configured", "", std::string("Set model.") + what + " in aegle.toml.");
  return engine;
}

OpenAiReplyHead NewHead(const char* prefix, const Engine& engine) {
  static std::atomic<std::uint64_t> counter{0};
  std::string unique = std::to_string(Now()) + "/" + std::to_string(++counter);
  return {prefix + Sha256Hex(unique).substr(0, 24), engine.info().name, Now() / kSecondMs};
}

// A call that was required and did not come is an error, not an answer.
Result<std::vector<Generation>> Generate(Engine& engine, const OpenAiRequest& request, const TokenSink& sink, std::stop_token stop) {
  AEGLE_TRY(samples, engine.Generate(request.generation, sink, stop));
  if (request.generation.tool_choice == "required")
    for (const auto& sample : samples)
      if (sample.tool_calls_json.empty()) return Fail(ErrorCode::kCannotEnforce, "the model did not call a tool, though a call was required", "tool_choice", "Use \"auto\".");
  return std::move(samples);
}

// A stream of chunks, ended by [DONE], or by one error object where the model failed: never a silent cut.
void Stream(Engine& engine, const OpenAiReplyHead& head, const OpenAiRequest& request, bool chat, StreamWriter& out, std::stop_token stop) {
  bool whole = !request.generation.tools_json.empty();   // a tool call is parsed when it is complete
  if (chat)
    for (int sample = 0; sample < request.generation.samples; ++sample) out.Event("", RoleChunk(head, sample));
  auto sink = [&](int sample, std::string_view piece) { return whole || out.Event("", PieceChunk(head, chat, sample, piece)); };
  auto samples = Generate(engine, request, sink, stop);
  if (!samples) {
    out.Event("", ErrorJson(samples.error()));
    return;
  }
  for (std::size_t i = 0; i < samples->size(); ++i) {
    const Generation& sample = (*samples)[i];
    if (whole && !sample.text.empty()) out.Event("", PieceChunk(head, chat, static_cast<int>(i), sample.text));
    out.Event("", LastChunk(head, chat, static_cast<int>(i), sample, request));
  }
  if (request.include_usage) out.Event("", UsageChunk(head, chat, *samples));
  out.Write("data: [DONE]\n\n");
}

Result<HttpReply> Complete(Services& services, const HttpRequest& http, bool chat) {
  AEGLE_TRY(request, chat ? ParseChatRequest(http.body) : ParseCompletionRequest(http.body));
  AEGLE_CHECK(RequireUse(services.settings, "chat"));
  if (services.chat != nullptr) AEGLE_CHECK(RequireControl(services, services.chat->info().remote ? "remote" : "model"));
  AEGLE_TRY(engine, Need(services.chat, "chat"));
  OpenAiReplyHead head = NewHead(chat ? "chatcmpl-" : "cmpl-", *engine);
  if (request.stream)
    return HttpReply::EventStream([engine, head, request, chat](StreamWriter& out, std::stop_token stop) { Stream(*engine, head, request, chat, out, stop); });
  AEGLE_TRY(samples, Generate(*engine, request, {}, {}));
  return HttpReply::Json(chat ? ChatCompletionJson(head, request, samples) : CompletionJson(head, request, samples));
}

Result<HttpReply> EmbedTexts(Services& services, const HttpRequest& http) {
  AEGLE_TRY(request, ParseEmbeddingRequest(http.body));
  AEGLE_TRY(engine, Need(services.embed, "embed"));
  AEGLE_TRY(vectors, engine->Embed(request.texts));
  int tokens = 0;
  for (const auto& text : request.texts) tokens += engine->CountTokens(text).value_or(0);
  return HttpReply::Json(EmbeddingsJson(engine->info().name, request, vectors, tokens));
}

Result<HttpReply> ListModels(Services& services) {
  nlohmann::ordered_json data = nlohmann::ordered_json::array();
  for (const Engine* engine : {services.chat, services.embed})
    if (engine) data.push_back({{"id", engine->info().name}, {"object", "model"}, {"created", 0}, {"owned_by", "aegle"}});
  return HttpReply::Json(nlohmann::ordered_json{{"object", "list"}, {"data", data}}.dump());
}

}  // namespace

void AddOpenAiRoutes(RouteTable& routes, Services& services) {
  routes.Get("/v1/models", {Resource::kChat, Action::kGenerate}, [&](const HttpRequest&) { return ListModels(services); }).Summary("The models that answer here").Returns("OpenAi").Tag("openai");
  routes.Post("/v1/chat/completions", {Resource::kChat, Action::kGenerate}, [&](const HttpRequest& request) { return Complete(services, request, true); })
      .Summary("A reply to a conversation; stream, tools and response_format as OpenAI").Takes("OpenAi").Returns("OpenAi").Tag("openai")
      .Fails(ErrorCode::kBadUsage).Fails(ErrorCode::kBusy).Fails(ErrorCode::kModelFailed);
  routes.Post("/v1/completions", {Resource::kChat, Action::kGenerate}, [&](const HttpRequest& request) { return Complete(services, request, false); })
      .Summary("A continuation of a text").Takes("OpenAi").Returns("OpenAi").Tag("openai")
      .Fails(ErrorCode::kBadUsage).Fails(ErrorCode::kBusy).Fails(ErrorCode::kModelFailed);
  routes.Post("/v1/embeddings", {Resource::kChat, Action::kGenerate}, [&](const HttpRequest& request) { return EmbedTexts(services, request); })
      .Summary("Embeddings of texts, L2-normalised").Takes("OpenAi").Returns("OpenAi").Tag("openai").Fails(ErrorCode::kBadUsage).Fails(ErrorCode::kUnavailable);
}

}  // namespace aegle
