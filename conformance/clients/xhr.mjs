// XMLHttpRequest as far as strophe.js uses it, on what Node has: fetch.
import { DOMParser } from "@xmldom/xmldom";

globalThis.XMLHttpRequest = class {
  readyState = 0;
  status = 0;
  responseText = "";
  responseXML = null;
  #headers = {};
  #gone = new AbortController();

  open(method, url) {
    this.method = method;
    this.url = url;
    this.#change(1);
  }

  setRequestHeader(name, value) {
    this.#headers[name] = value;
  }

  async send(body) {
    try {
      const answer = await fetch(this.url, { method: this.method, headers: this.#headers, body, signal: this.#gone.signal });
      this.status = answer.status;
      this.responseText = await answer.text();
      if (answer.ok) this.responseXML = new DOMParser().parseFromString(this.responseText, "text/xml");
    } catch {
      this.status = 0;
    }
    if (!this.#gone.signal.aborted) this.#change(4);
  }

  getAllResponseHeaders() {
    return "";
  }

  getResponseHeader() {
    return null;
  }

  abort() {
    this.#gone.abort();
  }

  #change(state) {
    this.readyState = state;
    this.onreadystatechange?.();
  }
};
