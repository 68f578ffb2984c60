// npm @aws-sdk/client-bedrock-runtime, with a bearer key: a signature would name the host it was made for.
import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime';
import { all, key, parameters, prompt } from './recording.mjs';

export function calls(address) {
  const client = new BedrockRuntimeClient({
    region: 'us-east-1',
    endpoint: address,
    token: { token: key },
    authSchemePreference: ['httpBearerAuth'],
    maxAttempts: 1,
  });
  const converse = { modelId: 'amazon.nova-lite-v1:0', messages: [{ role: 'user', content: [{ text: prompt }] }] };
  const claude = {
    modelId: 'us.anthropic.claude-haiku-4-5-20251001-v1:0',
    contentType: 'application/json',
    body: JSON.stringify({
      anthropic_version: 'bedrock-2023-05-31',
      max_tokens: 300,
      messages: [{ role: 'user', content: prompt }],
    }),
  };
  const toolConfig = {
    tools: [{ toolSpec: { name: 'read', inputSchema: { json: parameters } } }],
    toolChoice: { any: {} },
  };
  const text = (bytes) => Buffer.from(bytes).toString('utf8');
  const plain = ({ $metadata, ...answer }) => ({ ...answer, requestId: $metadata.requestId });
  return {
    converse: async () => plain(await client.send(new ConverseCommand(converse))),
    'converse tool': async () => plain(await client.send(new ConverseCommand({ ...converse, toolConfig }))),
    'converse stream': async () => all((await client.send(new ConverseStreamCommand(converse))).stream),
    invoke: async () => text((await client.send(new InvokeModelCommand(claude))).body),
    'invoke stream': async () =>
      (await all((await client.send(new InvokeModelWithResponseStreamCommand(claude))).body)).map((event) =>
        text(event.chunk.bytes),
      ),
    embed: async () =>
      text(
        (
          await client.send(
            new InvokeModelCommand({
              modelId: 'amazon.titan-embed-text-v2:0',
              contentType: 'application/json',
              body: JSON.stringify({ inputText: prompt }),
            }),
          )
        ).body,
      ),
  };
}
