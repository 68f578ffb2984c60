// How the official clients take what a budget says: a refusal, with their own retries left on, and a stream that is cut.
// Prints JSON: for each call how many requests went out, and what its user got.
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';

const [address, what] = process.argv.slice(2);
const key = 'sk-functional-test-key-3b1f9c';
let requests = 0;
const fetch = (input, init) => {
  requests++;
  return globalThis.fetch(input, init);
};
const headers = what === 'cut' ? { 'x-sim': 'words=12000' } : {};
const openai = new OpenAI({ apiKey: key, fetch, baseURL: address + '/v1', defaultHeaders: headers });
const anthropic = new Anthropic({ apiKey: key, fetch, baseURL: address, defaultHeaders: headers });
const messages = [{ role: 'user', content: 'Tell me everything about ledgers.' }];
const chat = { model: 'gpt-4o-mini', messages };
const message = { model: 'claude-haiku-4-5', max_tokens: 64000, messages };

const refused = {
  chat: () => openai.chat.completions.create(chat),
  'chat stream': () => openai.chat.completions.create({ ...chat, stream: true }),
  responses: () => openai.responses.create({ model: 'gpt-5-mini', input: 'Hello' }),
  messages: () => anthropic.messages.create({ ...message, max_tokens: 400 }),
  'messages stream': () => anthropic.messages.stream(message).finalMessage(),
};

const cut = {
  chat: async () => {
    const answer = await openai.chat.completions
      .stream({ ...chat, stream_options: { include_usage: true } })
      .finalChatCompletion();
    return [answer.choices[0].finish_reason, answer.choices[0].message.content.length > 0, answer.usage.completion_tokens > 0];
  },
  responses: async () => {
    const answer = await openai.responses.stream({ model: 'gpt-5-mini', input: 'Everything, please.' }).finalResponse();
    return [answer.incomplete_details.reason, answer.output_text.length > 0, answer.usage.output_tokens > 0];
  },
  messages: async () => {
    const answer = await anthropic.messages.stream(message).finalMessage();
    return [answer.stop_reason, answer.content[0].text.length > 0, answer.usage.output_tokens > 0];
  },
};

const results = {};
for (const [name, call] of Object.entries(what === 'cut' ? cut : refused)) {
  requests = 0;
  try {
    results[name] = { got: await call(), requests };
  } catch (error) {
    results[name] = { status: error.status, code: error.error?.error?.code ?? error.code, message: error.message, requests };
  }
}

process.stdout.write(JSON.stringify(results));
