// npm cohere-ai, the second version of its API.
import { CohereClientV2 } from 'cohere-ai';
import { all, key, parameters, prompt, recordingFetch, withFetch } from './recording.mjs';

export function calls(address) {
  const cohere = new CohereClientV2({ token: key, environment: address, maxRetries: 0 });
  const chat = { model: 'command-a-03-2025', messages: [{ role: 'user', content: prompt }] };
  const told = (text) => ({ headers: { 'x-sim': text }, maxRetries: 0 });
  return withFetch(recordingFetch, {
    chat: () => cohere.chat(chat),
    'chat stream': async () => all(await cohere.chatStream(chat)),
    'chat tool': () =>
      cohere.chat({ ...chat, tools: [{ type: 'function', function: { name: 'read', parameters } }], toolChoice: 'REQUIRED' }),
    embed: () =>
      cohere.embed({ model: 'embed-v4.0', texts: ['a', 'b'], inputType: 'search_document', embeddingTypes: ['float'] }),
    rerank: () => cohere.rerank({ model: 'rerank-v3.5', query: 'ledger', documents: ['one', 'two', 'three'] }),
    'rate limit': () => cohere.chat(chat, told('status=429')),
  });
}
