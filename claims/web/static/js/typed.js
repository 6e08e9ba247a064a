/* What is typed into a verdict's form outlives a lost connection and a closed browser. Works with this markup:
     form[data-keep]        the address that keeps what is typed, without saving it; data-store: its name in
                            localStorage, where it lies until the desk has it
     [data-typed-status]    says how it stands; its data-open, data-away and data-out are the sentences
     [data-typed-said]      a live region: told only when keeping fails, or works again
     [data-typed-offer]     hidden; shown when this browser has something that the desk has not, with
                            [data-typed-take] and [data-typed-drop] inside
   Without this script the button “Save for later” keeps it. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-keep]");
  if (!form) return;
  const status = document.querySelector("[data-typed-status]");
  const said = document.querySelector("[data-typed-said]");
  const offer = document.querySelector("[data-typed-offer]");
  const { keep: address, store } = form.dataset;
  const PAUSE = 1500, STORE_PAUSE = 200, AGAIN = 5000, LIFETIME = 30 * 24 * 3600 * 1000;
  const LARGEST_LAST = 60000; /* browsers send at most 64 KiB after a page is left */
  const OWN = ["csrf_token", "edits"];
  let version = 0, kept = 0, sending = null, timer = 0, storing = 0, failing = false, leaving = false;

  function content() {
    const found = {};
    for (const [name, value] of new FormData(form)) if (!OWN.includes(name)) found[name] = value;
    return found;
  }

  const plain = (text) => (text ?? "").replaceAll("\r\n", "\n").trim();

  function same(one, other) {
    return [...new Set([...Object.keys(one), ...Object.keys(other)])].every((name) => plain(one[name]) === plain(other[name]));
  }

  function read() {
    try {
      const entry = JSON.parse(localStorage.getItem(store) ?? "null");
      return entry && typeof entry.content === "object" && Date.now() - entry.at < LIFETIME ? entry : null;
    } catch {
      return null; /* somebody else's value, or a browser that stores nothing */
    }
  }

  function write() {
    clearTimeout(storing);
    try {
      localStorage.setItem(store, JSON.stringify({ at: Date.now(), edits: form.elements.edits.value, content: content() }));
    } catch {
      /* a full or forbidden store: the desk keeps it all the same */
    }
  }

  function forget() {
    clearTimeout(storing);
    try {
      localStorage.removeItem(store);
    } catch {
      /* nothing could be stored either */
    }
  }

  function tell(text, fails) {
    if (status) status.textContent = text;
    if (said && fails !== failing) said.textContent = text;
    failing = fails;
  }

  async function send(last = false) {
    const sent = version, body = new URLSearchParams(new FormData(form));
    const keepalive = last && body.toString().length < LARGEST_LAST;
    try {
      const answer = await fetch(address, { method: "POST", body, keepalive, headers: { Accept: "application/json" } });
      const told = await answer.json();
      if (!answer.ok) return tell(answer.status === 401 ? status.dataset.out : told.detail, true);
      kept = sent;
      if (version === sent) {
        forget();
        tell(told.said, false);
      }
    } catch {
      tell(status.dataset.away, true);
    }
  }

  async function flush() {
    clearTimeout(timer);
    if (sending) await sending;
    if (kept === version) return;
    sending = send();
    await sending;
    sending = null;
    if (kept !== version && !leaving) timer = setTimeout(flush, failing ? AGAIN : PAUSE);
  }

  function changed() {
    version += 1;
    if (!failing && status) status.textContent = status.dataset.open;
    clearTimeout(storing);
    storing = setTimeout(write, STORE_PAUSE);
    clearTimeout(timer);
    timer = setTimeout(flush, PAUSE);
  }

  function take(entry) {
    for (const [name, value] of Object.entries(entry.content)) {
      const field = form.elements[name];
      if (field && typeof value === "string") field.value = value;
    }
    form.elements.edits.value = entry.edits; /* so that what somebody saved meanwhile is not overwritten */
    form.dispatchEvent(new Event("input", { bubbles: true }));
    offer.hidden = true;
    form.querySelector("textarea")?.focus();
  }

  function propose() {
    const entry = read();
    if (!entry) return;
    if (same(entry.content, content())) return forget();
    const at = offer.querySelector("[data-typed-at]");
    at.textContent = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" }).format(entry.at);
    offer.hidden = false;
    offer.querySelector("[data-typed-take]").addEventListener("click", () => take(entry));
    offer.querySelector("[data-typed-drop]").addEventListener("click", () => {
      forget();
      offer.hidden = true;
      form.querySelector("textarea")?.focus();
    });
  }

  /* Who signs out leaves nothing behind in this browser: the desk keeps it, and keeps it first. */
  async function signOut(event) {
    const leave = event.target;
    if (leave.dataset.signOut === undefined || leaving) return;
    event.preventDefault();
    leaving = true;
    await flush();
    if (!failing) forget();
    leave.submit();
  }

  propose();
  form.addEventListener("input", changed);
  form.addEventListener("submit", () => {
    leaving = true;
    clearTimeout(timer);
    write(); /* should the answer never come; the next page that shows the same forgets it */
  });
  document.addEventListener("submit", signOut);
  addEventListener("online", flush);
  addEventListener("pageshow", () => (leaving = false));
  addEventListener("pagehide", () => {
    if (kept === version || leaving) return;
    write();
    send(true);
  });
})();
