"""The unchanged Anthropic SDK against the gateway: prints what each call reported, as JSON."""
import json
import os

import anthropic

URL, KEY = os.environ["TOLLGATE_URL"], os.environ["TOLLGATE_API_KEY"]
ASKED = "[mock prompt=21 cached=6 write=5 hour=7 output=15]"


def client(**credential):
    return anthropic.Anthropic(base_url=URL, max_retries=0, **credential)


def call(model="claude-sonnet-4-5", content=ASKED):
    return {"model": model, "max_tokens": 100, "messages": [{"role": "user", "content": content}]}


def usage(message):
    u = message.usage
    return [u.input_tokens, u.cache_read_input_tokens, u.cache_creation_input_tokens, u.output_tokens]


def refused(model):
    try:
        client(api_key=KEY).messages.create(**call(model))
    except anthropic.APIStatusError as e:
        return [e.status_code, e.body["error"]["type"]]


ours = client(api_key=KEY)
whole = ours.messages.create(**call())
with ours.messages.stream(**call()) as stream:
    streamed = "".join(stream.text_stream)
    final = stream.get_final_message()
bearer = client(auth_token=KEY).messages.create(**call())
print(json.dumps({
    "whole": usage(whole),
    "streamed": streamed[:4],
    "final": usage(final),
    "bearer": usage(bearer),
    "stop": [whole.stop_reason, final.stop_reason],
    "refused": [refused(m) for m in ("mock-claude-error-529", "claude-nobody", "gpt-4o-mini")],
}))
