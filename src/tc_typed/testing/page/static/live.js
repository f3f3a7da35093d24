// Keeps the page up to date: when the server says that something changed, the page is fetched
// again, and only what differs is changed, so that scroll, focus, selection and open parts stay.
"use strict";

const PAUSE = 500; // Milliseconds between two fetches.
const SHARE = 5; // Pause between two fetches, relative to the time that the first one took.
const light = document.getElementById("live");
let stream = null;
let streamAddress = "";
let isFetching = false;
let isWanted = false;

function keyOf(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return null;
  return node.id || node.dataset?.key || null;
}

function isAlike(one, other) {
  return one.nodeName === other.nodeName && keyOf(one) === keyOf(other);
}

function copyAttributes(from, to) {
  for (const { name, value } of [...from.attributes]) {
    if (name === "open") continue; // The reader opened or closed it.
    if (to.getAttribute(name) !== value) to.setAttribute(name, value);
  }
  for (const { name } of [...to.attributes]) {
    if (name !== "open" && !from.hasAttribute(name)) to.removeAttribute(name);
  }
}

// Change a node so that it looks like another one, and keep its children where possible.
function update(node, wanted) {
  if (node.isEqualNode(wanted)) return;
  if (node.nodeType !== Node.ELEMENT_NODE) {
    if (wanted.nodeValue.startsWith(node.nodeValue)) {
      node.appendData(wanted.nodeValue.slice(node.nodeValue.length)); // It keeps a selection.
    } else {
      node.nodeValue = wanted.nodeValue;
    }
    return;
  }
  if (node.closest("form")) return; // The reader may be typing in it.
  copyAttributes(wanted, node);
  const keyed = new Map();
  for (const child of node.children) {
    const key = keyOf(child);
    if (key !== null) keyed.set(key, child);
  }
  let place = node.firstChild;
  for (const child of [...wanted.childNodes]) {
    const key = keyOf(child);
    let match = key === null ? place : keyed.get(key);
    if (!match || !isAlike(match, child)) match = null;
    if (match === null) {
      node.insertBefore(document.importNode(child, true), place);
      continue;
    }
    if (match === place) place = place.nextSibling;
    else node.insertBefore(match, place);
    update(match, child);
  }
  while (place !== null) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
}

function isAtEnd() {
  return window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - 40;
}

function show(text) {
  const wanted = new DOMParser().parseFromString(text, "text/html");
  const main = document.getElementById("main");
  const replacement = wanted.getElementById("main");
  if (!replacement) return;
  const follows = main.querySelector("pre.log") !== null && isAtEnd();
  document.title = wanted.title;
  update(main, replacement);
  if (follows) window.scrollTo(0, document.documentElement.scrollHeight);
  connect(); // A live log may have begun or ended.
}

async function refresh() {
  isWanted = true;
  if (isFetching) return;
  isFetching = true;
  while (isWanted && !document.hidden) {
    isWanted = false;
    const began = performance.now();
    try {
      const response = await fetch(location.href, { cache: "no-store" });
      show(await response.text());
    } catch {
      // The server has stopped; the stream notices when it is there again.
    }
    // A page that takes long to make is fetched less often, so that it never slows down the tasks.
    const pause = Math.max(PAUSE, SHARE * (performance.now() - began));
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  isFetching = false;
}

function setLight(state, text) {
  light.dataset.state = state;
  light.textContent = text;
}

// Only visible pages have a stream: browsers allow few connections to a server.
function connect() {
  if (document.hidden) {
    stream?.close();
    stream = null;
    return;
  }
  const { about, log } = document.getElementById("main").dataset;
  const address = "/live?" + new URLSearchParams({ about, log });
  const isOpen = stream !== null && stream.readyState !== EventSource.CLOSED;
  if (isOpen && address === streamAddress) return;
  stream?.close();
  streamAddress = address;
  stream = new EventSource(address);
  let isFirst = !document.body.dataset.seen;
  stream.onopen = () => {
    setLight("on", "live");
    if (!isFirst) refresh();
    isFirst = false;
    document.body.dataset.seen = "yes";
  };
  stream.onmessage = refresh;
  stream.onerror = () => {
    setLight("off", "offline");
    if (stream.readyState === EventSource.CLOSED) setTimeout(connect, 3000);
  };
}

if (!("still" in document.getElementById("main").dataset)) {
  document.addEventListener("visibilitychange", connect);
  connect();
}
