// usage: node compare.mjs TOKENLEDGER [--texts N] [--seed S] [--every-character] [--save FILE]
// Holds `tokenledger tokens --jsonl` against npm's tiktoken, id by id, on random and hostile texts in every encoding.
// TOKENLEDGER is the built program (a .dll is run with dotnet). --every-character tries each of Unicode's 1,112,064
// scalar values inside a small text instead. --save writes the first texts with their ids as a test's reference.
// Exit code 0: all equal; 1: not.

import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { get_encoding } from "tiktoken";

const [program, ...rest] = process.argv.slice(2);
const option = (name, fallback) => (rest.includes(name) ? Number(rest[rest.indexOf(name) + 1]) : fallback);
const encodings = ["o200k_base", "cl100k_base", "p50k_base", "p50k_edit", "r50k_base"];
let state = option("--seed", 1) >>> 0;

// A small generator of our own, so that a seed gives the same texts everywhere.
function random(below) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
}

const pick = (items) => items[random(items.length)];
const range = (from, to) => () => String.fromCodePoint(from + random(to - from + 1));
const alphabets = [
  range(0x20, 0x7e),
  range(0x61, 0x7a),
  range(0x41, 0x5a),
  range(0x30, 0x39),
  () => pick([" ", " ", "  ", "\t", "\n", "\r\n", "\r", "\n\n", "\u00a0", "\u2003", "\u3000", "\u0085", "\u2028", "\v", "\f"]),
  () => pick(["'s", "'S", "'ſ", "'t", "'RE", "'ve", "'Ll", "'d", "'m", "'", "’s", "'K", "''s"]),
  () => pick(["<|endoftext|>", "<|im_start|>", "<|fim_prefix|>", "<|endofprompt|>", "<|", "|>"]),
  () => pick(["\ufeff", "\u200b", "\u200d", "\u00ad", "\u180e", "\u0000", "\u007f", "\ufffd", "\ufffe", "\u2060"]),
  () => pick(["\u0301", "\u0300", "\u20dd", "\u0903", "\u093e", "\u1ab0", "\ud800", "\udc00", "\udfff\ud800"]),
  () => pick(["ǅ", "ǈ", "ᾈ", "ʰ", "ˠ", "ⁿ", "ª", "º", "ー", "々", "〇", "Ⅷ", "²", "½", "٣", "๓", "𝟘", "𐍊"]),
  () => pick(["😀", "👨‍👩‍👧", "🏳️‍🌈", "🇩🇪", "✊🏽", "☺", "❤️", "𝔘", "𝔲", "𐐀", "𐐨", "𠀀"]),
  () => pick(["/", "//", "/\n", "!\n/", "---", "===", "***", "{}", "();", "</p>", "\\n", "```\n", "://"]),
  range(0x00c0, 0x024f),
  range(0x0370, 0x03ff),
  range(0x0400, 0x04ff),
  range(0x0590, 0x06ff),
  range(0x0900, 0x097f),
  range(0x0e00, 0x0e7f),
  range(0x3040, 0x30ff),
  range(0x4e00, 0x9fff),
  range(0xac00, 0xd7a3),
  range(0x0000, 0xd7ff),
  range(0xe000, 0xffff),
  range(0x10000, 0x10ffff),
];

function hostile() {
  const mine = Array.from({ length: 1 + random(6) }, () => pick(alphabets));
  let text = "";
  for (let parts = random(60); parts > 0; parts--) {
    const part = pick(mine)();
    text += random(40) === 0 ? part.repeat(random(120)) : part.repeat(1 + random(random(8) === 0 ? 12 : 2));
  }
  return text;
}

function* texts() {
  if (rest.includes("--every-character")) {
    for (let point = 0; point <= 0x10ffff; point++) {
      if (point < 0xd800 || point > 0xdfff) {
        const c = String.fromCodePoint(point);
        yield `a${c}B ${c}1${c}${c}'s ${c}x\n${c}`;
      }
    }
  } else {
    for (let left = option("--texts", 5000); left > 0; left--) yield hostile();
  }
}

async function compare(name) {
  const [command, args] = program.endsWith(".dll") ? ["dotnet", [program]] : [program, []];
  const ours = spawn(command, [...args, "tokens", "--ids", "--encoding", name, "--jsonl", "-"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const expected = [];
  const encoding = get_encoding(name);
  const writing = (async () => {
    let id = 0;
    for (const text of texts()) {
      expected.push([text, encoding.encode_ordinary(text)]);
      if (!ours.stdin.write(JSON.stringify({ id: id++, text }) + "\n")) {
        await new Promise((resolve) => ours.stdin.once("drain", resolve));
      }
    }
    ours.stdin.end();
  })();
  let compared = 0;
  let different = 0;
  let tokens = 0;
  for await (const line of createInterface({ input: ours.stdout })) {
    const { id, count, ids } = JSON.parse(line);
    const [text, wanted] = expected[id];
    compared++;
    tokens += wanted.length;
    if (count !== wanted.length || ids.length !== count || ids.some((token, at) => token !== wanted[at])) {
      if (different++ < 5) console.log(`${name}: ${JSON.stringify(text)}\n  ours ${ids}\n  theirs ${[...wanted]}`);
    }
    if (!rest.includes("--save")) expected[id] = undefined;
  }
  await writing;
  const missing = expected.length - compared;
  console.log(`${name}: ${compared} texts, ${tokens} tokens, ${different} different, ${missing} not answered`);
  return { equal: different === 0 && missing === 0, expected };
}

let allEqual = true;
const saved = [];
for (const name of encodings) {
  const start = state;
  const { equal, expected } = await compare(name);
  state = start;
  allEqual &&= equal;
  if (rest.includes("--save")) {
    expected.forEach(([text, ids], id) => ((saved[id] ??= { text, ids: {} }).ids[name] = [...ids]));
  }
}
if (rest.includes("--save")) {
  writeFileSync(
    rest[rest.indexOf("--save") + 1],
    JSON.stringify({ made_with: "npm tiktoken 1.0.22, encode_ordinary", cases: saved }) + "\n",
  );
}
process.exit(allEqual ? 0 : 1);
