// What the page asks of the studio, and what it has done.

const root = `/p/${document.body.dataset.production}`;

/** What went wrong, in the studio's words. */
export class StudioError extends Error {
  constructor(message, remedy = "", status = 0) {
    super(message);
    this.remedy = remedy;
    this.status = status;
  }
}

async function answered(response) {
  if (response.ok) return response;
  const said = await response.json().catch(() => ({ message: response.statusText }));
  throw new StudioError(said.message, said.remedy, response.status);
}

async function reached(url, options) {
  try {
    return await fetch(url, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new StudioError("The studio does not answer.", "Open it again: bookcast studio OUT");
  }
}

function place(path, query) {
  const said = Object.entries(query).filter(([, value]) => value != null);
  return `${path.startsWith("/p/") ? "" : root}${path}${said.length ? `?${new URLSearchParams(said)}` : ""}`;
}

export async function read(path, query = {}, options = {}) {
  return (await answered(await reached(place(path, query), options))).json();
}

export async function readBytes(path, options = {}) {
  return new Uint8Array(await (await answered(await reached(path, options))).arrayBuffer());
}

export async function change(path, body = {}) {
  const headers = { "content-type": "application/json", "x-bookcast-studio": "1" };
  const response = await reached(place(path, {}), { method: "POST", headers, body: JSON.stringify(body) });
  return (await answered(response)).json();
}

/** Call `changed` with the state of the render whenever it changes; the browser connects again by itself. */
export function watch(changed, lost) {
  const source = new EventSource(`${root}/watch`);
  source.onmessage = (event) => changed(JSON.parse(event.data));
  source.onerror = () => lost();
  return source;
}

export const address = (path, query = {}) => place(path, query);
