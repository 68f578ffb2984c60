// npm @google/genai, which knows no fetch of one's own: it uses the global one.
import { GoogleGenAI } from '@google/genai';
import { all, key, parameters, prompt, recordingFetch, withFetch } from './recording.mjs';

export function calls(address) {
  const genai = new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: address } });
  const content = { model: 'gemini-2.5-flash', contents: prompt };
  const tools = [{ functionDeclarations: [{ name: 'read', parametersJsonSchema: parameters }] }];
  return withFetch(recordingFetch, {
    generate: () => genai.models.generateContent(content),
    'generate, thinking': () => genai.models.generateContent({ ...content, model: 'gemini-2.5-pro' }),
    'generate stream': async () => all(await genai.models.generateContentStream(content)),
    'generate tool': () =>
      genai.models.generateContent({
        ...content,
        config: { tools, toolConfig: { functionCallingConfig: { mode: 'ANY' } } },
      }),
    'generate, grounded': () => genai.models.generateContent({ ...content, config: { tools: [{ googleSearch: {} }] } }),
    embed: () => genai.models.embedContent({ model: 'gemini-embedding-001', contents: ['a', 'b'] }),
    'count tokens': () => genai.models.countTokens(content),
    models: async () => (await genai.models.list()).page,
    'rate limit': () => genai.models.generateContent({ ...content, config: { httpOptions: { headers: { 'x-sim': 'status=429' } } } }),
  });
}
