// usage: node tiktoken.mjs ENCODING FOLDER
// Counts every file of a folder with npm's tiktoken, on one thread. Prints one line of JSON: the milliseconds until the
// first count, and for each file its bytes, tokens and best seconds, all of processor time. A file is read as UTF-8.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { get_encoding } from "tiktoken";

const roundsFor = 200; // milliseconds spent on a file after its first round

const [name, folder] = process.argv.slice(2);
const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const began = cpuMs();
const encoding = get_encoding(name);
encoding.encode_ordinary("x");
const loadMs = cpuMs() - began;

const files = {};
for (const file of readdirSync(folder).sort()) {
  const text = readFileSync(join(folder, file), "utf8");
  let best = Infinity;
  let tokens = 0;
  const until = cpuMs() + roundsFor;
  do {
    const start = cpuMs();
    tokens = encoding.encode_ordinary(text).length;
    best = Math.min(best, (cpuMs() - start) / 1000);
  } while (cpuMs() < until);
  files[file] = { bytes: Buffer.byteLength(text), tokens, seconds: best };
}

console.log(JSON.stringify({ load_ms: loadMs, files }));
