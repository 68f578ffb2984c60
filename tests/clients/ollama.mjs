// npm ollama.
import { Ollama } from 'ollama';
import { all, parameters, prompt, recordingFetch } from './recording.mjs';

export function calls(address) {
  const ollama = new Ollama({ host: address, fetch: recordingFetch });
  const chat = { model: 'llama3.2', messages: [{ role: 'user', content: prompt }] };
  return {
    chat: () => ollama.chat(chat),
    'chat stream': async () => all(await ollama.chat({ ...chat, stream: true })),
    'chat tool': () =>
      ollama.chat({
        model: 'llama3.2',
        messages: [{ role: 'user', content: 'use tool read' }],
        tools: [{ type: 'function', function: { name: 'read', parameters } }],
      }),
    generate: () => ollama.generate({ model: 'llama3.2', prompt }),
    'generate stream': async () => all(await ollama.generate({ model: 'llama3.2', prompt, stream: true })),
    embed: () => ollama.embed({ model: 'llama3.2', input: ['a', 'b'] }),
    models: () => ollama.list(),
  };
}
