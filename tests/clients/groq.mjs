// npm groq-sdk, which appends /openai/v1 to its address by itself.
import Groq from 'groq-sdk';
import { all, key, parameters, prompt, recordingFetch } from './recording.mjs';

export function calls(address) {
  const groq = new Groq({ apiKey: key, baseURL: address, maxRetries: 0, fetch: recordingFetch });
  const chat = { model: 'llama-3.3-70b-versatile', messages: [{ role: 'user', content: prompt }] };
  return {
    chat: () => groq.chat.completions.create(chat),
    'chat, reasoning': () => groq.chat.completions.create({ ...chat, model: 'openai/gpt-oss-120b' }),
    'chat stream': async () => all(await groq.chat.completions.create({ ...chat, stream: true })),
    'chat stream with usage': async () =>
      all(await groq.chat.completions.create({ ...chat, seed: 1, stream: true, stream_options: { include_usage: true } })),
    'chat tool': () =>
      groq.chat.completions.create({
        ...chat,
        tools: [{ type: 'function', function: { name: 'read', parameters } }],
        tool_choice: 'required',
      }),
    models: async () => (await groq.models.list()).data,
    'rate limit': () => groq.chat.completions.create(chat, { headers: { 'x-sim': 'status=429' } }),
  };
}
