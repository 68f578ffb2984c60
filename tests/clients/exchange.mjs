// Runs the same calls with the official npm clients against one base URL and prints what they received, as JSON: per
// call the object the client hands to its user, and the raw exchange below it. Run once against the provider and once
// through the gateway, the two outputs must be equal.
import { createHash } from 'node:crypto';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';

const base = process.argv[2];
const exchanges = [];

// What the gateway adds by contract, and what differs between any two answers.
const unstable = (name) => name === 'date' || name.startsWith('x-tokenledger-');

async function recordingFetch(url, init) {
  const response = await fetch(url, init);
  const exchange = {
    path: new URL(url).pathname,
    status: response.status,
    headers: Object.fromEntries([...response.headers].filter(([name]) => !unstable(name))),
  };
  exchanges.push(exchange);
  const copy = response.clone();
  exchange.done = copy.arrayBuffer().then((body) => {
    exchange.bytes = body.byteLength;
    exchange.sha256 = createHash('sha256').update(Buffer.from(body)).digest('hex');
  });
  return response;
}

const common = { apiKey: 'sk-npm-client-key', maxRetries: 0, fetch: recordingFetch };
const openai = new OpenAI({ ...common, baseURL: base + '/v1' });
const anthropic = new Anthropic({ ...common, baseURL: base });
const chat = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Tell me about ledgers from node.' }] };
const message = {
  model: 'claude-haiku-4-5',
  max_tokens: 300,
  messages: [{ role: 'user', content: 'Tell me about ledgers from node.' }],
};
const parameters = { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] };

async function all(stream) {
  const events = [];
  for await (const event of stream) {
    events.push(event);
  }
  return events;
}

const calls = {
  'openai chat': () => openai.chat.completions.create(chat),
  'openai chat, three choices': () => openai.chat.completions.create({ ...chat, n: 3 }),
  'openai chat stream': async () => all(await openai.chat.completions.create({ ...chat, stream: true })),
  'openai chat stream with usage': async () =>
    all(await openai.chat.completions.create({ ...chat, stream: true, stream_options: { include_usage: true } })),
  'openai chat tool': () =>
    openai.chat.completions.create({
      ...chat,
      tools: [{ type: 'function', function: { name: 'read', parameters } }],
      tool_choice: 'required',
    }),
  'openai responses': () => openai.responses.create({ model: 'gpt-5-mini', input: 'Hello from node' }),
  'openai responses stream': async () =>
    all(await openai.responses.create({ model: 'gpt-5-mini', input: 'Hello from node', stream: true })),
  'openai embeddings': () => openai.embeddings.create({ model: 'text-embedding-3-small', input: ['a', 'b'] }),
  'openai completions': () => openai.completions.create({ model: 'gpt-3.5-turbo-instruct', prompt: 'Once' }),
  'openai models': async () => (await openai.models.list()).data,
  'openai rate limit': () => openai.chat.completions.create(chat, { headers: { 'x-sim': 'status=429,retry_after=7' } }),
  'anthropic messages': () => anthropic.messages.create(message),
  'anthropic messages stream': async () => all(await anthropic.messages.create({ ...message, stream: true })),
  'anthropic stream helper': () => anthropic.messages.stream(message).finalMessage(),
  'anthropic thinking': () =>
    anthropic.messages.create({ ...message, max_tokens: 2048, thinking: { type: 'enabled', budget_tokens: 1024 } }),
  'anthropic tool stream': async () =>
    all(
      await anthropic.messages.create({
        ...message,
        stream: true,
        tools: [{ name: 'read', input_schema: parameters }],
        tool_choice: { type: 'any' },
      }),
    ),
  'anthropic count tokens': () => anthropic.messages.countTokens({ model: message.model, messages: message.messages }),
  'anthropic models': async () => (await anthropic.models.list()).data,
  'anthropic overloaded': () => anthropic.messages.create(message, { headers: { 'x-sim': 'status=529' } }),
};

const results = [];
for (const [name, call] of Object.entries(calls)) {
  exchanges.length = 0;
  let received;
  try {
    received = await call();
  } catch (error) {
    received = { error: error.constructor.name, status: error.status, body: error.error, message: error.message };
  }
  await Promise.all(exchanges.map((exchange) => exchange.done));
  results.push({ name, received, wire: exchanges.map(({ done, ...exchange }) => exchange) });
}

process.stdout.write(JSON.stringify(results));
