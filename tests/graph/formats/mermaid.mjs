// Reads flowcharts with Mermaid's parser: one JSON string per line, with one result per line.
// Usage: node mermaid.mjs FOLDER, where FOLDER contains the packages mermaid and jsdom.

import { createRequire } from "node:module";
import path from "node:path";
import readline from "node:readline";
import { pathToFileURL } from "node:url";

const folder = process.argv[2];
const { JSDOM } = createRequire(path.join(folder, "mermaid", "package.json"))("jsdom");
globalThis.window = new JSDOM("").window;
globalThis.document = window.document;
const file = path.join(folder, "mermaid", "dist", "mermaid.core.mjs");
const { default: mermaid } = await import(pathToFileURL(file));

// The parser leaves characters that are written as numbers in a form of its own.
const decoded = (text) => text.replace(/ﬂ°°(\d+)¶ß/g, (_, code) => String.fromCodePoint(code));

async function read(text) {
  await mermaid.parse(text); // also loads the module for flowcharts
  const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
  const boxes = [...db.getVertices().values()].map(({ id, text, classes }) => [
    id,
    { text: decoded(text), classes },
  ]);
  return {
    boxes: Object.fromEntries(boxes),
    arrows: db.getEdges().map(({ start, end }) => [start, end]),
    frames: db.getSubGraphs().map(({ title, nodes }) => [decoded(title), nodes]),
  };
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  let found;
  try {
    found = await read(JSON.parse(line));
  } catch (error) {
    found = { refused: String(error.message) };
  }
  process.stdout.write(`${JSON.stringify(found)}\n`);
}
