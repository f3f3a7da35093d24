// Runs the search of the built site, material's worker, outside of a browser.
// Usage: node search.cjs SITE QUERY...; prints a list for each query: the pages found, the best first.

const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");

const [site, ...queries] = process.argv.slice(2);
const folder = path.join(site, "assets", "javascripts", "workers");
const [program] = fs.readdirSync(folder).filter((name) => name.endsWith(".js"));
const index = JSON.parse(fs.readFileSync(path.join(site, "search", "search_index.json")));

let receive;
let result;
const worker = {
  URL,
  location: new URL("https://site.example/assets/javascripts/workers/search.js"),
  addEventListener: (_, listener) => (receive = listener),
  postMessage: (message) => (result = message.data),
};
worker.self = worker;
vm.createContext(worker);
vm.runInContext(fs.readFileSync(path.join(folder, program), "utf8"), worker);

// Types of the worker's messages.
const SETUP = 0;
const QUERY = 2;

(async () => {
  await receive({ data: { type: SETUP, data: { ...index, options: { suggest: false } } } });
  const found = [];
  for (const query of queries) {
    await receive({ data: { type: QUERY, data: query } });
    found.push(result.items.map(([page]) => page.location.replace(/#.*/, "")));
  }
  console.log(JSON.stringify(found));
})();
