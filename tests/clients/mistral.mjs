// npm @mistralai/mistralai.
import { Mistral } from '@mistralai/mistralai';
import { HTTPClient } from '@mistralai/mistralai/lib/http.js';
import { all, key, parameters, prompt, recordingFetch } from './recording.mjs';

export function calls(address) {
  const httpClient = new HTTPClient({ fetcher: (request) => recordingFetch(request) });
  const mistral = new Mistral({ apiKey: key, serverURL: address, httpClient, retryConfig: { strategy: 'none' } });
  const chat = { model: 'mistral-small-latest', messages: [{ role: 'user', content: prompt }] };
  return {
    chat: () => mistral.chat.complete(chat),
    'chat stream': async () => all(await mistral.chat.stream(chat)),
    'chat tool': () =>
      mistral.chat.complete({
        ...chat,
        tools: [{ type: 'function', function: { name: 'read', parameters } }],
        toolChoice: 'any',
      }),
    fim: () => mistral.fim.complete({ model: 'codestral-latest', prompt: 'def add(', suffix: 'return sum' }),
    embeddings: () => mistral.embeddings.create({ model: 'mistral-embed', inputs: ['a', 'b'] }),
    ocr: () =>
      mistral.ocr.process({
        model: 'mistral-ocr-latest',
        document: { type: 'document_url', documentUrl: 'https://example.org/a.pdf' },
      }),
    'rate limit': () => mistral.chat.complete(chat, { headers: { 'x-sim': 'status=429' } }),
  };
}
