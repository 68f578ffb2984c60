// A fetch that keeps what went over the wire below the clients, so that direct and relayed exchanges can be compared.
import { createHash } from 'node:crypto';

const exchanges = [];

// What the gateway adds by contract, and what differs between any two answers.
export const unstable = (name) => name === 'date' || name.startsWith('x-tokenledger-');

const originalFetch = globalThis.fetch;

export async function recordingFetch(input, init) {
  const response = await originalFetch(input, init);
  const exchange = {
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

// Runs one call of a client, whose request must differ from every other's, so that its answer is booked by itself: what it hands to its user, or the error it throws, and the exchanges below it.
export async function record(name, call) {
  exchanges.length = 0;
  let received;
  try {
    received = await call();
  } catch (error) {
    const status = error.status ?? error.statusCode ?? error.status_code ?? error.$metadata?.httpStatusCode;
    received = { error: error.constructor.name, status, body: error.error, message: error.message };
  }
  await Promise.all(exchanges.map((exchange) => exchange.done));
  return { name, received, wire: exchanges.map(({ done, ...exchange }) => exchange) };
}

// The same calls with another global fetch while each is under way, for clients that take none of one's own.
export function withFetch(other, calls) {
  return Object.fromEntries(
    Object.entries(calls).map(([name, call]) => [
      name,
      async () => {
        globalThis.fetch = other;
        try {
          return await call();
        } finally {
          globalThis.fetch = originalFetch;
        }
      },
    ]),
  );
}

// Every event of a stream.
export async function all(stream) {
  const events = [];
  for await (const event of stream) {
    events.push(event);
  }
  return events;
}

export const key = 'sk-npm-client-key';
export const prompt = 'Tell me about ledgers from node.';
export const parameters = { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] };
