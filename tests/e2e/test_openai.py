"""The official client speaks to the service as to any other."""
import json
import math

import openai
import pytest

from conftest import Server


@pytest.fixture(scope="module")
def client(server):
    return openai.OpenAI(base_url=server.url + "/v1", api_key="none", max_retries=0)


@pytest.fixture(scope="module")
def model(client):
    return client.models.list().data[0].id


def chat(client, model, text, **options):
    return client.chat.completions.create(model=model, messages=[{"role": "user", "content": text}], **options)


def test_a_reply(client, model):
    reply = chat(client, model, "Name one vital sign.", max_tokens=24, temperature=0)
    assert reply.choices[0].message.content.strip()
    assert reply.usage.completion_tokens <= 24
    assert reply.choices[0].finish_reason in ("stop", "length")


def test_the_same_seed_gives_the_same_text(client, model):
    texts = {chat(client, model, "Tell a short story.", max_tokens=24, temperature=0.8, seed=7, extra_body={"reproducible": True}).choices[0].message.content for _ in range(2)}
    assert len(texts) == 1


def test_a_stream_equals_the_whole(client, model):
    options = {"max_tokens": 24, "temperature": 0, "extra_body": {"reproducible": True}}
    whole = chat(client, model, "Count to five.", **options).choices[0].message.content
    chunks = list(chat(client, model, "Count to five.", **options, stream=True, stream_options={"include_usage": True}))
    assert "".join(c.choices[0].delta.content or "" for c in chunks if c.choices) == whole
    assert chunks[-1].usage.completion_tokens > 0
    assert [c.choices[0].finish_reason for c in chunks if c.choices][-1] in ("stop", "length")


def test_several_samples_share_the_prompt(client, model):
    reply = chat(client, model, "A word:", n=3, max_tokens=8, temperature=1.0, seed=3)
    assert len(reply.choices) == 3


def test_a_schema_is_kept(client, model):
    schema = {"type": "object", "properties": {"name": {"type": "string", "maxLength": 20}, "age": {"type": "integer"}}, "required": ["name", "age"], "additionalProperties": False}
    reply = chat(client, model, "Invent a person.", max_tokens=200, temperature=0.5, seed=1,
                 response_format={"type": "json_schema", "json_schema": {"name": "person", "schema": schema}})
    person = json.loads(reply.choices[0].message.content)
    assert set(person) == {"name", "age"} and isinstance(person["age"], int)


def test_a_schema_that_cannot_be_kept_is_refused(client, model):
    with pytest.raises(openai.BadRequestError):
        chat(client, model, "x", response_format={"type": "json_schema", "json_schema": {"name": "s", "schema": {"type": "array", "items": {}, "uniqueItems": True}}})


def test_what_is_not_supported_is_an_error(client, model):
    with pytest.raises(openai.BadRequestError):
        chat(client, model, "x", logit_bias={"1": 5})


def test_log_probabilities(client, model):
    reply = chat(client, model, "Say yes.", max_tokens=4, temperature=0, logprobs=True, top_logprobs=3)
    content = reply.choices[0].logprobs.content
    assert content and all(len(token.top_logprobs) == 3 and token.logprob <= 0 for token in content)


def test_stop_text_is_not_shown(client, model):
    reply = client.completions.create(model=model, prompt="1, 2, 3, 4, 5, 6,", max_tokens=16, temperature=0, stop=["8"])
    assert "8" not in reply.choices[0].text


TOOLS = [{"type": "function", "function": {"name": "get_result", "description": "A laboratory result",
          "parameters": {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}}}]


def test_tools_that_the_template_does_not_know_are_refused(client, model):
    with pytest.raises(openai.BadRequestError):
        chat(client, model, "What is the potassium? Use the tool.", tools=TOOLS)


def test_tools_reach_the_prompt_of_a_model_that_knows_them(home):
    model = "qwen2.5-coder-1.5b-instruct-q4_k_m"
    if not next(m["present"] for m in home.json("models", "list")["models"] if m["name"] == model):
        pytest.skip(f"{model} is not on this machine")
    server = Server(home, environment={"AEGLE_MODEL_CHAT": model})
    try:
        client = openai.OpenAI(base_url=server.url + "/v1", api_key="none", max_retries=0, timeout=300)
        ask = lambda **options: chat(client, model, "What is the potassium? Use the tool.", max_tokens=40, temperature=0, **options)
        with_tools = ask(tools=TOOLS)
        assert with_tools.usage.prompt_tokens > ask().usage.prompt_tokens + 50
        assert "get_result" in str(with_tools.choices[0].message)
        with pytest.raises(openai.BadRequestError):   # this model writes its calls as text: a call cannot be forced
            ask(tools=TOOLS, tool_choice="required")
    finally:
        server.stop()


def test_embeddings_are_unit_vectors_and_near_for_near_texts(client):
    texts = ["high blood pressure", "hypertension", "a broken bicycle"]
    vectors = [item.embedding for item in client.embeddings.create(model="all-minilm-l6-v2", input=texts).data]
    dot = lambda a, b: sum(x * y for x, y in zip(a, b))
    assert all(math.isclose(dot(v, v), 1, abs_tol=1e-3) for v in vectors)
    assert dot(vectors[0], vectors[1]) > dot(vectors[0], vectors[2]) + 0.2


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"messages":[]}', b'{"messages":[{"role":"king","content":"x"}]}',
                                  b'{"messages":[{"role":"user","content":"x"}],"temperature":9}', b'{"messages":[{"role":"user","content":"x"}],"n":1000000}'])
def test_bad_requests_are_named(server, body):
    status, _, reply = server.status("/v1/chat/completions", body, {"Content-Type": "application/json"})
    assert status == 400 and reply["error"]["message"]
