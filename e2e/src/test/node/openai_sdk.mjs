// The unchanged OpenAI SDK against the gateway: prints the usage that each call reported, as openai_sdk.py does.
import { createRequire } from "node:module";

const OpenAI = createRequire(process.env.NODE_SDKS + "/")("openai");
const client = new OpenAI({ baseURL: process.env.TOLLGATE_URL + "/v1", apiKey: process.env.TOLLGATE_API_KEY, maxRetries: 0 });
const ask = { model: "gpt-4o-mini", messages: [{ role: "user", content: "Hello" }] };

async function all(iterable) {
  const items = [];
  for await (const item of await iterable) items.push(item);
  return items;
}

const counts = (usage) => [usage.prompt_tokens, usage.completion_tokens];
const chat = await client.chat.completions.create(ask);
const chunks = await all(client.chat.completions.create({ ...ask, stream: true }));
const asked = await all(client.chat.completions.create({ ...ask, stream: true, stream_options: { include_usage: true } }));
const embeddings = await client.embeddings.create({ model: "text-embedding-3-small", input: ["one text", "and another"] });
const models = await all(client.models.list());
console.log(JSON.stringify({
  chat: counts(chat.usage),
  streamed: chunks.map((c) => c.choices[0].delta.content ?? "").join(""),
  unasked_usage: chunks.filter((c) => c.usage != null || c.choices.length === 0).length,
  asked: counts(asked.at(-1).usage),
  embeddings: [embeddings.data.length, embeddings.usage.prompt_tokens],
  models: models.map((m) => m.id).sort().slice(0, 1),
}));
