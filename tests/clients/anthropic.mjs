// npm @anthropic-ai/sdk.
import Anthropic from '@anthropic-ai/sdk';
import { all, key, parameters, prompt, recordingFetch } from './recording.mjs';

export function calls(address) {
  const anthropic = new Anthropic({ apiKey: key, maxRetries: 0, fetch: recordingFetch, baseURL: address });
  const message = { model: 'claude-haiku-4-5', max_tokens: 300, messages: [{ role: 'user', content: prompt }] };
  return {
    messages: () => anthropic.messages.create(message),
    'messages stream': async () => all(await anthropic.messages.create({ ...message, stream: true })),
    'stream helper': () => anthropic.messages.stream({ ...message, max_tokens: 301 }).finalMessage(),
    thinking: () =>
      anthropic.messages.create({ ...message, max_tokens: 2048, thinking: { type: 'enabled', budget_tokens: 1024 } }),
    'tool stream': async () =>
      all(
        await anthropic.messages.create({
          ...message,
          stream: true,
          tools: [{ name: 'read', input_schema: parameters }],
          tool_choice: { type: 'any' },
        }),
      ),
    'count tokens': () => anthropic.messages.countTokens({ model: message.model, messages: message.messages }),
    models: async () => (await anthropic.models.list()).data,
    overloaded: () => anthropic.messages.create(message, { headers: { 'x-sim': 'status=529' } }),
  };
}
