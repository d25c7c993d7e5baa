"""What the OpenAI SDK asks for beside chat and embeddings: prints what each call reported, as JSON."""
import json
import os

from openai import OpenAI

client = OpenAI(base_url=os.environ["TOLLGATE_URL"] + "/v1", api_key=os.environ["TOLLGATE_API_KEY"], max_retries=0)
ask = {"model": "gpt-4.1-mini", "input": "[mock prompt=31 cached=8 output=17 reasoning=12]"}
file = ("speech.mp3", bytes(2500))

whole = client.responses.create(**ask)
completed = list(client.responses.create(**ask, stream=True))[-1]
completion = client.completions.create(model="gpt-3.5-turbo-instruct", prompt="12345678", max_tokens=5)
pieces = client.images.generate(model="dall-e-2", prompt="A point", size="256x256", n=2)
image = client.images.generate(model="gpt-image-1", prompt="A point", quality="low", size="1024x1024")
moderation = client.moderations.create(input="some violence")
speech = client.audio.speech.create(model="tts-1", voice="alloy", input="Hello")
heard = client.audio.transcriptions.create(model="whisper-1", file=file)
done = list(client.audio.transcriptions.create(model="gpt-4o-transcribe", file=file, stream=True))[-1]
print(json.dumps({
    "responses": [[r.usage.input_tokens, r.usage.output_tokens] for r in (whole, completed.response)],
    "completion": completion.usage.total_tokens,
    "images": [len(pieces.data), image.usage.output_tokens],
    "flagged": moderation.results[0].flagged,
    "speech": len(speech.read()),
    "heard": [int(heard.usage.seconds), done.usage.output_tokens],
}))
