// What the OpenAI SDK asks for beside chat and embeddings: prints what each call reported, as openai_shapes.py does.
import { createRequire } from "node:module";

const require = createRequire(process.env.NODE_SDKS + "/");
const OpenAI = require("openai");
const client = new OpenAI({ baseURL: process.env.TOLLGATE_URL + "/v1", apiKey: process.env.TOLLGATE_API_KEY, maxRetries: 0 });
const ask = { model: "gpt-4.1-mini", input: "[mock prompt=31 cached=8 output=17 reasoning=12]" };
const file = async (bytes) => OpenAI.toFile(Buffer.alloc(bytes), "speech.mp3");

async function last(iterable) {
  let item;
  for await (item of await iterable);
  return item;
}

const whole = await client.responses.create(ask);
const completed = await last(client.responses.create({ ...ask, stream: true }));
const completion = await client.completions.create({ model: "gpt-3.5-turbo-instruct", prompt: "12345678", max_tokens: 5 });
const pieces = await client.images.generate({ model: "dall-e-2", prompt: "A point", size: "256x256", n: 2 });
const image = await client.images.generate({ model: "gpt-image-1", prompt: "A point", quality: "low", size: "1024x1024" });
const moderation = await client.moderations.create({ input: "some violence" });
const speech = await client.audio.speech.create({ model: "tts-1", voice: "alloy", input: "Hello" });
const heard = await client.audio.transcriptions.create({ model: "whisper-1", file: await file(2500) });
const done = await last(client.audio.transcriptions.create({ model: "gpt-4o-transcribe", file: await file(2500), stream: true }));
console.log(JSON.stringify({
  responses: [whole, completed.response].map(({ usage: u }) => [u.input_tokens, u.output_tokens]),
  completion: completion.usage.total_tokens,
  images: [pieces.data.length, image.usage.output_tokens],
  flagged: moderation.results[0].flagged,
  speech: (await speech.arrayBuffer()).byteLength,
  heard: [heard.usage.seconds, done.usage.output_tokens],
}));
