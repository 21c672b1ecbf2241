// Elements are built, never written as HTML: the text of a book is only ever text.

export const byId = (id) => document.getElementById(id);

/** `make("button", { class: "main", onclick }, "Play")` */
export function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "value") made.value = value;
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

export const clock = (seconds) => {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
};

let last = "";

/** For a screen reader; what is the same again is said again. */
export function announce(words) {
  byId("announcer").textContent = words === last ? `${words}\u00a0` : words;
  last = byId("announcer").textContent;
}

let hiding = 0;

/** For everybody, for a while; errors stay longer. */
export function show(words, remedy = "") {
  const toast = byId("toast");
  toast.replaceChildren(words, remedy ? make("span", { class: "remedy" }, remedy) : "");
  toast.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => (toast.hidden = true), remedy ? 12_000 : 5_000);
}

/** Do something that may fail, and tell how it failed. */
export async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    if (error.name === "AbortError") return undefined;
    if (!("remedy" in error)) console.error(error);
    show(error.message, error.remedy || " ");
    return undefined;
  }
}

/** Open the dialog with a title and what is in it; returns when it is closed, with its return value. */
export function ask(title, content, { wide = false } = {}) {
  // A new one each time: that the former one has closed may be told only after this one is open.
  byId("dialog")?.removeAttribute("id");
  const dialog = make("dialog", { id: "dialog", class: wide ? "wide" : null, "aria-label": title }, make("h2", {}, title), content);
  document.body.append(dialog);
  dialog.showModal();
  // What has the focus may stand at the end of a long table, which is read from its beginning.
  dialog.scrollTop = 0;
  return new Promise((resolve) =>
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue);
    }),
  );
}

export const buttons = (...made) => make("div", { class: "tools end" }, made);
export const closer = (words, value = "", attributes = {}) =>
  make("button", { type: "button", onclick: (event) => event.target.closest("dialog").close(value), ...attributes }, words);
