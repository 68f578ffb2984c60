// Reads a Parquet file with the Rust implementation of Apache Arrow and prints what it makes of it: rows, types, the metadata's
// pairs, exact sums of decimal and whole columns, and the texts of one column.
import { readFileSync } from "node:fs";
import { tableFromIPC } from "apache-arrow";
import { readParquet } from "parquet-wasm/node";

const [file, text, ...columns] = process.argv.slice(2);
const bytes = new Uint8Array(readFileSync(file));
const table = tableFromIPC(readParquet(bytes).intoIPCStream());

const whole = (value) => {
  if (value === null) return 0n;
  if (typeof value === "bigint" || typeof value === "number") return BigInt(value);
  let number = 0n; // 128 bits, the lowest 32 first
  for (let i = value.length - 1; i >= 0; i--) number = (number << 32n) | BigInt(value[i] >>> 0);
  return BigInt.asIntN(128, number);
};
const sums = {};
for (const name of columns) {
  let sum = 0n;
  for (const value of table.getChild(name)) sum += whole(value);
  sums[name] = sum.toString();
}

const metadata = Object.fromEntries(table.schema.metadata);
console.log(
  JSON.stringify({
    rows: table.numRows,
    types: Object.fromEntries(table.schema.fields.map((field) => [field.name, field.type.toString()])),
    metadata,
    sums,
    texts: [...table.getChild(text)].slice(0, 3),
  }),
);
