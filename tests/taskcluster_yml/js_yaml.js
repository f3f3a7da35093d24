// Parses YAML documents with js-yaml. Reads one JSON string per line, writes one result per line.
// Usage: node js_yaml.js FOLDER, where FOLDER contains js-yaml.

"use strict";

const readline = require("node:readline");

const yaml = require(process.argv[2]);

// Converts js-yaml's values like JSON-e does: a date has no fields, bytes have indices as keys.
function json(value) {
  if (value === undefined || value === null || typeof value !== "object") return value ?? null;
  if (Array.isArray(value)) return value.map(json);
  const copy = Object.create(null);
  for (const key of Object.keys(value)) {
    Object.defineProperty(copy, key, { value: json(value[key]), enumerable: true });
  }
  return copy;
}

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  let found;
  try {
    found = { value: json(yaml.load(JSON.parse(line))) };
  } catch (error) {
    found = { refused: String(error.message).split("\n")[0] };
  }
  process.stdout.write(`${JSON.stringify(found)}\n`);
});
