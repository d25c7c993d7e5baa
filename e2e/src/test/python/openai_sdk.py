"""The unchanged OpenAI SDK against the gateway: prints the usage that each call reported, as JSON."""
import json
import os

from openai import OpenAI

client = OpenAI(base_url=os.environ["TOLLGATE_URL"] + "/v1", api_key=os.environ["TOLLGATE_API_KEY"], max_retries=0)
messages = [{"role": "user", "content": "Hello"}]

chat = client.chat.completions.create(model="gpt-4o-mini", messages=messages)
chunks = list(client.chat.completions.create(model="gpt-4o-mini", messages=messages, stream=True))
asked = list(client.chat.completions.create(model="gpt-4o-mini", messages=messages, stream=True, stream_options={"include_usage": True}))
embeddings = client.embeddings.create(model="text-embedding-3-small", input=["one text", "and another"])
print(json.dumps({
    "chat": [chat.usage.prompt_tokens, chat.usage.completion_tokens],
    "streamed": "".join(c.choices[0].delta.content or "" for c in chunks),
    "unasked_usage": sum(1 for c in chunks if c.usage is not None or not c.choices),
    "asked": [asked[-1].usage.prompt_tokens, asked[-1].usage.completion_tokens],
    "embeddings": [len(embeddings.data), embeddings.usage.prompt_tokens],
    "models": sorted(m.id for m in client.models.list().data)[:1],
}))
