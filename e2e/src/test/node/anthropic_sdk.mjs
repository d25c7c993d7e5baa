// The unchanged Anthropic SDK against the gateway: prints what each call reported, as anthropic_sdk.py does.
import { createRequire } from "node:module";

const Anthropic = createRequire(process.env.NODE_SDKS + "/")("@anthropic-ai/sdk").default;
const { TOLLGATE_URL: baseURL, TOLLGATE_API_KEY: apiKey } = process.env;
const content = "[mock prompt=21 cached=6 write=5 hour=7 output=15]";
const ask = { model: "claude-sonnet-4-5", max_tokens: 100, messages: [{ role: "user", content }] };

const client = (credential) => new Anthropic({ baseURL, maxRetries: 0, apiKey: null, authToken: null, ...credential });
const usage = ({ usage: u }) => [u.input_tokens, u.cache_read_input_tokens, u.cache_creation_input_tokens, u.output_tokens];

async function refused(model) {
  try {
    await client({ apiKey }).messages.create({ ...ask, model });
  } catch (e) {
    return [e.status, e.error.error.type];
  }
}

const whole = await client({ apiKey }).messages.create(ask);
let streamed = "";
const stream = client({ apiKey }).messages.stream(ask).on("text", (text) => { streamed += text; });
const final = await stream.finalMessage();
const bearer = await client({ authToken: apiKey }).messages.create(ask);
console.log(JSON.stringify({
  whole: usage(whole),
  streamed: streamed.slice(0, 4),
  final: usage(final),
  bearer: usage(bearer),
  stop: [whole.stop_reason, final.stop_reason],
  refused: [await refused("mock-claude-error-529"), await refused("claude-nobody"), await refused("gpt-4o-mini")],
}));
