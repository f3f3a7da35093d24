// The search runs in a Worker, but browsers don't start workers for file:// pages, so an invisible frame
// replaces it. mkdocs-material's offline plugin loads such a script from the network, unless
// `extra.polyfills` lists a file with "iframe-worker" in its name, such as this one.
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    constructor(url) {
      super();
      const frame = document.createElement("iframe");
      frame.hidden = true;
      this.started = new Promise((resolve) => {
        frame.onload = () => {
          const { contentWindow: inside, contentDocument: page } = frame;
          inside.postMessage = (data) => this.dispatchEvent(new MessageEvent("message", { data }));
          const script = page.createElement("script");
          script.src = url;
          script.onload = () => resolve(inside);
          page.head.append(script);
        };
      });
      frame.srcdoc = "<!doctype html>";
      document.documentElement.append(frame);
    }

    async postMessage(data) {
      const inside = await this.started;
      inside.dispatchEvent(new MessageEvent("message", { data }));
    }
  };
}
