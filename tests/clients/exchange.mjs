// Runs the same calls with official npm clients against providers' addresses and prints what they received, as JSON: per
// call the object the client hands to its user, and the raw exchange below it. Run once against the provider and once
// through the gateway, the two outputs must be equal.
//
// node exchange.mjs '{"openai":"http://…","groq":"http://…"}' runs the clients named there.
import { record, unstable } from './recording.mjs';

const addresses = JSON.parse(process.argv[2]);
const results = [];
for (const [client, address] of Object.entries(addresses)) {
  const { calls } = await import(`./${client}.mjs`);
  for (const [name, call] of Object.entries(calls(address))) {
    results.push(await record(`${client} ${name}`, call));
  }
}

// Some clients hand the response headers to their user as well.
process.stdout.write(JSON.stringify(results, (name, value) => (unstable(name) ? undefined : value)));
