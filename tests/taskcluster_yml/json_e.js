// Renders JSON-e templates, or parameters of version 0, with Taskcluster's own libraries.
// Reads one JSON object per line, writes one result per line.
// Usage: node json_e.js FOLDER, where FOLDER contains json-e or json-parameterization.

"use strict";

const readline = require("node:readline");

const render = require(process.argv[2]);

// Functions can't be sent as JSON, so each request gets its own.
function functionsFor(request) {
  const functions = {};
  if (request.hasSlugids) functions.as_slugid = (label) => `slugid of ${label}`;
  if (request.fromNow !== undefined) functions.$fromNow = (offset = "") => request.fromNow[offset];
  return functions;
}

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const request = JSON.parse(line);
  let found;
  try {
    const context = { ...request.context, ...functionsFor(request) };
    found = { value: render(request.template, context) ?? null };
  } catch (error) {
    found = { refused: String(error.message).split("\n")[0] };
  }
  process.stdout.write(`${JSON.stringify(found)}\n`);
});
