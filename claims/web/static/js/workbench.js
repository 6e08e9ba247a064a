/* The workbench: text and claim list find each other, keys do all the work, an action changes one card.
   Everything works without this file too: cards hold buttons and links, each leads to a page.

   Contract of the markup (templates/article/_parts.html makes most of it; /desk/look shows it):
     [data-workbench]           root; one on a page; data-keys: {key: action} (claims/web/keys.py)
     [data-text]                the text; mark[data-claim="12 15"][data-state] are words of claims 12 and 15
     [data-card="ID"]           one claim's card, focusable; inside it, as far as the claim allows:
       [data-action="…"]            button or link of an action; [data-asks]: its page is a form, shown in the card
       [data-show="ID"]             link to the words in the text
       form[data-in-card]           a form that was asked for
     template[data-menu="…"]    a menu of reasons for that action; [data-digit="1"] is chosen by that key
     [data-ticked]              what is done with the ticked claims; [data-many="…"] the part of an action
     #said                      says what happened, also to who cannot see it
   The server answers an action with cards that replace theirs (htmx, out of band), and names in the event
   "claims-changed" the marks to change and where to go on (claims/web/card.py). */
(() => {
  "use strict";
  const root = document.querySelector("[data-workbench]");
  if (!root || "ready" in root.dataset) return; // run twice, every key would act twice
  root.dataset.ready = "";
  const text = root.querySelector("[data-text]");
  const list = root.querySelector(".workbench__list");
  const triage = root.querySelector("form#triage");
  const ticked = root.querySelector("[data-ticked]");
  const help = document.querySelector("dialog[data-key-help]");
  const said = root.querySelector("#said");
  const keys = JSON.parse(root.dataset.keys ?? "{}");
  const stash = new Map();
  let currentId = "";
  let remembering = 0;

  const cards = () => [...root.querySelectorAll("[data-card]")].filter((card) => card.checkVisibility());
  const cardOf = (id) => root.querySelector(`[data-card="${CSS.escape(id)}"]`);
  const marksOf = (id) => [...(text?.querySelectorAll(`mark[data-claim~="${CSS.escape(id)}"]`) ?? [])];
  const current = () => (currentId ? cardOf(currentId) : null);
  const ticks = () => [...root.querySelectorAll(".card__tick:checked")];
  const say = (words) => said && (said.textContent = words);

  /* ---- the cursor ---- */

  /* At once: whoever goes on by keys must not wait for a page that glides. What stands in a list that scrolls by
     itself moves that list alone, so that the text beside it stays where it is. */
  function bringIntoView(element, block = "nearest") {
    if (!element) return;
    if (list?.contains(element) && list.scrollHeight > list.clientHeight) scrollInList(element);
    if (!isInView(element)) element.scrollIntoView({ block, behavior: "instant" });
  }

  function scrollInList(element) {
    const pane = list.getBoundingClientRect();
    const bar = list.querySelector(".bench-bar");
    const above = bar?.contains(element) ? 0 : (bar?.offsetHeight ?? 0);
    const top = Math.max(pane.top, 0) + above + 8;
    const bottom = Math.min(pane.bottom, innerHeight) - 8;
    const box = element.getBoundingClientRect();
    if (box.top < top) list.scrollTop += box.top - top;
    else if (box.bottom > bottom) list.scrollTop += Math.min(box.bottom - bottom, box.top - top);
  }

  function makeCurrent(id, { focus = false, show = "both" } = {}) {
    const card = cardOf(id);
    if (!card) return;
    if (id !== currentId) closeMenus();
    currentId = id;
    root.querySelectorAll(".is-current").forEach((element) => element.classList.remove("is-current"));
    card.closest("details:not([open])")?.setAttribute("open", "");
    card.classList.add("is-current");
    const marks = marksOf(id);
    marks.forEach((mark) => mark.classList.add("is-current"));
    const showsText = show === "words" || (show !== "card" && isBeside());
    if (showsText && marks[0]) bringIntoView(marks[0], "center");
    if (show === "card" || show === "both") bringIntoView(card);
    if (focus) card.focus({ preventScroll: true });
    clearTimeout(remembering); // browsers refuse to be told many times a second
    remembering = setTimeout(() => history.replaceState(history.state, "", `#card-${id}`), 300);
  }

  /* On a phone the list stands below the text: then a card that is worked on must not scroll away to its words. */
  function isBeside() {
    return !list || !text || list.getBoundingClientRect().top < text.getBoundingClientRect().bottom;
  }

  function isInView(element) {
    const box = element.getBoundingClientRect();
    return box.top >= 0 && box.bottom <= innerHeight;
  }

  /* A click on shared words goes through their claims one after the other, the innermost first. */
  function clickMark(mark) {
    const ids = mark.dataset.claim.split(" ").reverse();
    const next = ids[(ids.indexOf(currentId) + 1) % ids.length];
    if (cardOf(next)) makeCurrent(next, { focus: true, show: "card" });
    else goToWindowOf(next);
  }

  /* A long article shows some of its cards at a time. */
  function goToWindowOf(id) {
    const address = new URL(location.href);
    address.searchParams.set("at", id);
    address.hash = `card-${id}`;
    location.assign(address);
  }

  function move(step) {
    const all = cards();
    const place = all.indexOf(current());
    const next = place < 0 ? all.at(step > 0 ? 0 : -1) : all[place + step];
    if (next) makeCurrent(next.dataset.card, { focus: true });
    else follow(step > 0 ? "later" : "earlier");
    return next;
  }

  function follow(action) {
    root.querySelector(`.windows [data-action="${action}"]`)?.click();
  }

  function goNextSuggested() {
    const all = cards();
    const place = all.indexOf(current());
    const isSuggested = (card) => card.dataset.state === "suggested";
    const next = all.slice(place + 1).find(isSuggested) ?? all.slice(0, Math.max(place, 0)).find(isSuggested);
    if (next) makeCurrent(next.dataset.card, { focus: true });
    else {
      current()?.focus({ preventScroll: true });
      say(`${said?.textContent ?? ""} ${root.dataset.noneLeft ?? ""}`.trim());
    }
  }

  /* ---- what is open in a card ---- */

  const closeMenus = () => root.querySelectorAll("[data-open-menu]").forEach((menu) => menu.remove());

  /* A card as it was before it showed a form comes back without asking the server. */
  function closeForm(card) {
    const before = stash.get(card.dataset.card);
    stash.delete(card.dataset.card);
    if (!before) return ask("GET", root.dataset.urlOfCard.replace("0", card.dataset.card), card);
    card.replaceWith(before);
    makeCurrent(before.dataset.card, { focus: true, show: "card" });
  }

  function openMenu(card, action, url) {
    const menu = root.querySelector(`template[data-menu="${action}"]`)?.content.firstElementChild.cloneNode(true);
    if (!menu) return false;
    const isOpen = card.querySelector("[data-open-menu]");
    closeMenus();
    if (isOpen?.dataset.openMenu === action) return true;
    menu.dataset.openMenu = action;
    menu.querySelectorAll("button").forEach((button) => button.setAttribute("formaction", url));
    card.append(menu);
    bringIntoView(menu);
    menu.querySelector("button").focus({ preventScroll: true });
    return true;
  }

  function close() {
    if (root.querySelector("[data-open-menu]")) closeMenus();
    else if (current()?.querySelector("form[data-in-card]")) return closeForm(current());
    else if (root.querySelector("details.ask[open]")) {
      root.querySelectorAll("details.ask[open]").forEach((box) => box.removeAttribute("open"));
    } else untick();
    (current() ?? cards()[0])?.focus({ preventScroll: true });
  }

  /* ---- asking the server ---- */

  function ask(method, url, source, submitter) {
    const article = { article: triage.elements.article.value, back: triage.elements.back.value };
    return window.htmx.ajax(method, url, { source, event: { submitter }, swap: "none", ...(method === "GET" ? { values: article } : {}) });
  }

  root.addEventListener("submit", (event) => {
    const form = event.target;
    const isOurs = form === triage || "inCard" in form.dataset || form.querySelector('[data-action="undo"]');
    if (form.closest("[data-finish]") && current()?.dataset.state !== "suggested") form.action += location.hash; // comes back here
    if (!window.htmx || !triage || !isOurs) return;
    event.preventDefault();
    const url = event.submitter?.getAttribute("formaction") ?? form.getAttribute("action");
    ask(form.method.toUpperCase(), url, form, event.submitter);
  });

  document.addEventListener("claims-changed", ({ detail }) => {
    for (const { id, state } of detail.cards) {
      changeMarks(String(id), state);
      if (!detail.forms.includes(id)) stash.delete(String(id));
    }
    for (const [id, like] of Object.entries(detail.added)) changeClaims(String(like), (ids) => [...ids, id]);
    for (const [id, into] of Object.entries(detail.gone)) {
      changeClaims(id, (ids) => [...new Set(ids.map((one) => (one === id ? String(into) : one)))]);
    }
    countTicked();
    const target = detail.forms.length ? String(detail.forms[0]) : detail.go;
    if (target === "next") goNextSuggested();
    else settle(target === "stay" ? String(detail.cards[0]?.id ?? currentId) : target, detail.forms.length > 0);
  });

  function settle(id, hasForm) {
    const card = cardOf(id) ?? current() ?? cards()[0];
    if (!card) return;
    makeCurrent(card.dataset.card, { focus: true });
    if (hasForm) {
      const form = card.querySelector("form[data-in-card]");
      const field = form?.querySelector('[aria-invalid="true"], textarea, input:not([type="hidden"]), select, button');
      bringIntoView(card.querySelector(".card__form"));
      field?.focus({ preventScroll: true });
      if (field?.tagName === "TEXTAREA") field.setSelectionRange(field.value.length, field.value.length); // most edits add
    }
  }

  function changeMarks(id, state) {
    for (const mark of marksOf(id)) if (mark.dataset.claim.split(" ").at(-1) === id) mark.dataset.state = state;
  }

  function changeClaims(id, change) {
    for (const mark of marksOf(id)) mark.dataset.claim = change(mark.dataset.claim.split(" ")).join(" ");
  }

  document.addEventListener("htmx:error", () => say(root.dataset.failed ?? ""));
  document.addEventListener("htmx:finally:request", () => {
    if (document.activeElement === document.body) current()?.focus({ preventScroll: true });
  });

  /* ---- several at once ---- */

  function countTicked() {
    const number = ticks().length;
    const shown = ticked?.querySelector("[data-ticked-number]");
    if (shown) shown.textContent = number ? (root.dataset.tickedCount ?? "{}").replace("{}", number) : "";
    ticked?.classList.toggle("is-used", number > 0);
    if (ticked && number === 0) ticked.open = false;
  }

  function tick(card, on) {
    const box = card?.querySelector(".card__tick");
    if (box) box.checked = on ?? !box.checked;
    countTicked();
  }

  function untick() {
    ticks().forEach((box) => { box.checked = false; });
    countTicked();
  }

  function tickAll() {
    const boxes = cards().map((card) => card.querySelector(".card__tick")).filter(Boolean);
    const on = boxes.some((box) => !box.checked);
    boxes.forEach((box) => { box.checked = on; });
    countTicked();
  }

  function tickAndMove(step) {
    tick(current() ?? cards()[0], true);
    if (move(step)) tick(current(), true);
  }

  /* ---- what keys do ---- */

  /* Without a claim to act on, the first key shows which one it would be. */
  function act(action) {
    if (!current() && !ticks().length) return goNextSuggested();
    const many = ticks().length ? ticked?.querySelector(`[data-action="${action}"], [data-many="${action}"]`) : null;
    if (many) actOnTicked(many);
    else click(current()?.querySelector(`[data-action="${action}"]`));
  }

  function actOnTicked(part) {
    ticked.open = true;
    if (part.matches("button")) part.click();
    else part.querySelector("button, select")?.focus();
  }

  function click(control) {
    if (!control) return;
    control.click();
    if (control.tagName === "SUMMARY" && control.parentElement.open) {
      control.parentElement.querySelector("button, input:not([type=hidden]), select, textarea")?.focus();
    }
  }

  function newClaim() {
    const form = root.querySelector("form[data-new-claim]");
    if (!form) return;
    form.closest("details")?.setAttribute("open", "");
    const words = form.elements.words;
    if (!words.value && current()) words.value = (marksOf(currentId).map((mark) => mark.textContent).join("") || "").trim();
    words.focus();
    bringIntoView(form);
  }

  function lookAtWords() {
    if (current()) makeCurrent(currentId, { show: "words" });
  }

  const deeds = {
    next: () => move(1),
    previous: () => move(-1),
    first: () => { currentId = ""; move(1); },
    last: () => { currentId = ""; move(-1); },
    later: () => follow("later"),
    earlier: () => follow("earlier"),
    "next-suggested": goNextSuggested,
    words: lookAtWords,
    new: newClaim,
    undo: () => click(root.querySelector('[data-action="undo"]')),
    finish: () => click(root.querySelector('[data-action="finish"]')),
    save: () => document.activeElement?.closest("form[data-in-card], form[data-new-claim]")?.requestSubmit(),
    tick: () => tick(current()),
    "tick-next": () => tickAndMove(1),
    "tick-previous": () => tickAndMove(-1),
    "tick-all": tickAll,
    filter: () => root.querySelector("[data-filter]")?.focus(),
    close,
    help: () => help?.showModal(),
  };

  function isTyping(target) {
    const writes = 'input:not([type="checkbox"], [type="radio"]), textarea, select';
    return target.isContentEditable || target.matches(writes) || document.querySelector("dialog[open]");
  }

  function chooseByDigit(key) {
    const open = '[data-open-menu] , details[data-finish][open], [data-ticked][open]';
    const button = [...root.querySelectorAll(open)].at(-1)?.querySelector(`[data-digit="${key}"]`);
    button?.click();
    return Boolean(button);
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if ((event.ctrlKey || event.metaKey) && keys[`Control+${event.key}`] === "save") return deeds.save();
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const writing = isTyping(event.target);
    if (writing && event.key === "Escape" && root.contains(event.target) && !help?.open) {
      event.target.closest("form[data-in-card]") ? close() : current()?.focus();
      return;
    }
    if (writing) return;
    if (/^[1-9]$/.test(event.key) && chooseByDigit(event.key)) return event.preventDefault();
    const action = keys[event.key];
    if (!action || (event.key.startsWith("Arrow") && text?.contains(event.target))) return;
    event.preventDefault();
    (deeds[action] ?? (() => act(action)))();
  });

  root.addEventListener("click", (event) => {
    const link = event.target.closest("[data-show]");
    const mark = event.target.closest("mark[data-claim]");
    const card = event.target.closest("[data-card]");
    const control = event.target.closest("[data-action]");
    if (control && !event.ctrlKey && !event.metaKey && !event.shiftKey && clickControl(control, card)) {
      event.preventDefault();
    } else if (link && marksOf(link.dataset.show).length) {
      event.preventDefault();
      makeCurrent(link.dataset.show, { show: "words" });
    } else if (mark && text.contains(mark) && getSelection().isCollapsed) {
      clickMark(mark);
    } else if (card && !event.target.closest("button, a, input, textarea, select, label, summary")) {
      makeCurrent(card.dataset.card, { show: "text" });
    }
  });

  /* Links and buttons that the script carries out itself; true: it did. */
  function clickControl(control, card) {
    const action = control.dataset.action;
    if (action === "tick-all" || action === "help" || (action === "close" && card)) {
      deeds[action]();
      return true;
    }
    if (!card || !("asks" in control.dataset) || !window.htmx || !triage) return false;
    makeCurrent(card.dataset.card, { show: "card" });
    if (openMenu(card, action, control.getAttribute("href"))) return true;
    stash.set(card.dataset.card, card.cloneNode(true));
    ask("GET", control.getAttribute("href"), control);
    return true;
  }

  root.addEventListener("change", (event) => {
    if (event.target.matches(".card__tick")) countTicked();
  });

  root.addEventListener("focusin", (event) => {
    const card = event.target.closest("[data-card]");
    if (card && card.dataset.card !== currentId) makeCurrent(card.dataset.card, { show: "text" });
  });

  const asked = location.hash.match(/^#(?:card|mark)-(\d+)$/)?.[1];
  if (asked && cardOf(asked)) makeCurrent(asked, { focus: true });
  else if (asked && marksOf(asked).length && !new URLSearchParams(location.search).has("at")) goToWindowOf(asked);
  countTicked();
})();
