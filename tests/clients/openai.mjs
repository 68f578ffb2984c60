// npm openai.
import OpenAI, { toFile } from 'openai';
import { all, key, parameters, prompt, recordingFetch } from './recording.mjs';

export function calls(address) {
  const openai = new OpenAI({ apiKey: key, maxRetries: 0, fetch: recordingFetch, baseURL: address + '/v1' });
  const chat = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: prompt }] };
  const sound = () => toFile(Buffer.alloc(64_000, 7), 'speech.wav', { type: 'audio/wav' });
  return {
    chat: () => openai.chat.completions.create(chat),
    'chat, three choices': () => openai.chat.completions.create({ ...chat, n: 3 }),
    'chat stream': async () => all(await openai.chat.completions.create({ ...chat, stream: true })),
    'chat stream with usage': async () =>
      all(await openai.chat.completions.create({ ...chat, seed: 1, stream: true, stream_options: { include_usage: true } })),
    'chat tool': () =>
      openai.chat.completions.create({
        ...chat,
        tools: [{ type: 'function', function: { name: 'read', parameters } }],
        tool_choice: 'required',
      }),
    responses: () => openai.responses.create({ model: 'gpt-5-mini', input: 'Hello from node' }),
    'responses stream': async () =>
      all(await openai.responses.create({ model: 'gpt-5-mini', input: 'Hello from node', stream: true })),
    embeddings: () => openai.embeddings.create({ model: 'text-embedding-3-small', input: ['a', 'b'] }),
    completions: () => openai.completions.create({ model: 'gpt-3.5-turbo-instruct', prompt: 'Once' }),
    models: async () => (await openai.models.list()).data,
    'rate limit': () => openai.chat.completions.create(chat, { headers: { 'x-sim': 'status=429,retry_after=7' } }),
    images: () => openai.images.generate({ model: 'gpt-image-1', prompt: 'A ledger on a table' }),
    speech: async () => {
      const answer = await openai.audio.speech.create({ model: 'tts-1', voice: 'alloy', input: 'A ledger speaks.' });
      return Buffer.from(await answer.arrayBuffer()).toString('base64');
    },
    transcription: async () =>
      openai.audio.transcriptions.create({ model: 'gpt-4o-transcribe', file: await sound() }),
    moderation: () => openai.moderations.create({ input: prompt }),
    batch: async () => {
      const lines = ['one', 'two'].map((id) =>
        JSON.stringify({ custom_id: id, method: 'POST', url: '/v1/chat/completions', body: chat }),
      );
      const file = await openai.files.create({
        file: await toFile(Buffer.from(lines.join('\n')), 'lines.jsonl'),
        purpose: 'batch',
      });
      const { id } = await openai.batches.create({
        input_file_id: file.id,
        endpoint: '/v1/chat/completions',
        completion_window: '24h',
      });
      await openai.batches.retrieve(id);
      const batch = await openai.batches.retrieve(id);
      const output = await openai.files.content(batch.output_file_id);
      return { batch, output: await output.text() };
    },
  };
}
