/* The workbench: text and claim list find each other, words become new claims, ten keys do the common work.
   Everything works without this file too: cards hold forms and links, new claims take typed words.

   Contract of the markup (templates/_macros.html makes most of it; /desk/look shows it):
     [data-workbench]           root; one on a page
     [data-text]                its textContent is exactly the version's normalised text, character by character
       mark[data-claim="12 15"] words of claims 12 and 15
     [data-card="ID"]           one claim's card, focusable (tabindex="-1"); inside it, as far as allowed:
       [data-action="select"]       button that selects the claim            key s
       [data-action="set-aside"]    summary of the menu of reasons            key x
       [data-action="edit"]         link or summary that opens the edit form  key e
       [data-show="ID"]             link to the words in the text
     [data-action="undo"]       button that undoes the last change, anywhere in the root   key u
     [data-new-claim]           form with inputs named start, end (hidden) and words (textarea);
       [data-taken]                 empty element inside it; its data-message is shown when words were taken
                                    and start and end are filled in. A <details> around the form opens by itself.
     [data-key-help]            <dialog> behind the key "?"
   start and end are code points into the text, end exclusive. When somebody edits the words afterwards, start
   and end are emptied: then the server looks for the words. */
(() => {
  "use strict";
  const root = document.querySelector("[data-workbench]");
  if (!root || "ready" in root.dataset) return; // run twice, every key would act twice
  root.dataset.ready = "";
  const text = root.querySelector("[data-text]");
  const form = root.querySelector("form[data-new-claim]");
  const help = document.querySelector("dialog[data-key-help]");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  const cards = () => [...root.querySelectorAll("[data-card]")].filter((card) => card.checkVisibility());
  const cardOf = (id) => root.querySelector(`[data-card="${CSS.escape(id)}"]`);
  const marksOf = (id) => [...(text?.querySelectorAll(`mark[data-claim~="${CSS.escape(id)}"]`) ?? [])];
  const current = () => root.querySelector("[data-card].is-current");

  function bringIntoView(element) {
    element?.scrollIntoView({ block: "nearest", behavior: calm.matches ? "auto" : "smooth" });
  }

  function makeCurrent(id, { focus = false, show = "both" } = {}) {
    const card = cardOf(id);
    if (!card) return;
    root.querySelectorAll(".is-current").forEach((element) => element.classList.remove("is-current"));
    card.closest("details:not([open])")?.setAttribute("open", "");
    card.classList.add("is-current");
    const marks = marksOf(id);
    marks.forEach((mark) => mark.classList.add("is-current"));
    const showsText = show === "words" || (show !== "card" && isBeside());
    if (show === "card" || show === "both") bringIntoView(card);
    if (showsText && marks[0] && !isInView(marks[0])) {
      marks[0].scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
    }
    if (focus) card.focus({ preventScroll: true });
  }

  /* On a phone the list stands below the text: then a card that is worked on must not scroll away to its words. */
  function isBeside() {
    const list = root.querySelector(".workbench__list");
    return !list || !text || list.getBoundingClientRect().top < text.getBoundingClientRect().bottom;
  }

  function isInView(element) {
    const box = element.getBoundingClientRect();
    return box.top >= 0 && box.bottom <= innerHeight;
  }

  /* A click on shared words goes through their claims one after the other, the innermost first. */
  function clickMark(mark) {
    const ids = mark.dataset.claim.split(" ").reverse();
    const next = ids[(ids.indexOf(current()?.dataset.card) + 1) % ids.length];
    makeCurrent(next, { focus: true, show: "card" });
  }

  function move(step) {
    const all = cards();
    const place = all.indexOf(current());
    const next = place < 0 ? all.at(step > 0 ? 0 : -1) : all[place + step];
    if (next) makeCurrent(next.dataset.card, { focus: true });
  }

  function act(action) {
    const place = action === "undo" ? root : current();
    const control = place?.querySelector(`[data-action="${action}"]`);
    if (!control) return;
    control.click();
    if (control.tagName === "SUMMARY" && control.parentElement.open) {
      control.parentElement.querySelector("button, input:not([type=hidden]), select, textarea")?.focus();
    }
  }

  const keys = {
    j: () => move(1),
    k: () => move(-1),
    s: () => act("select"),
    x: () => act("set-aside"),
    e: () => act("edit"),
    u: () => act("undo"),
    "?": () => help?.showModal(),
  };

  function isTyping(target) {
    return target.isContentEditable || target.matches("input, textarea, select") || document.querySelector("dialog[open]");
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
    const key = keys[event.key];
    if (!key) return;
    event.preventDefault();
    key();
  });

  root.addEventListener("click", (event) => {
    const link = event.target.closest("[data-show]");
    const mark = event.target.closest("mark[data-claim]");
    const card = event.target.closest("[data-card]");
    if (link && marksOf(link.dataset.show).length) {
      event.preventDefault();
      makeCurrent(link.dataset.show, { show: "words" });
    } else if (mark && text.contains(mark) && getSelection().isCollapsed) {
      clickMark(mark);
    } else if (card && !event.target.closest("button, a, input, textarea, select, label")) {
      makeCurrent(card.dataset.card, { show: "text" });
    }
  });

  root.addEventListener("focusin", (event) => {
    const card = event.target.closest("[data-card]");
    if (card && card !== current()) makeCurrent(card.dataset.card, { show: "text" });
  });

  /* Selected words → new claim. Browsers count UTF-16 units; a string's iterator goes by code points. */
  const codePoints = (string) => [...string].length;

  function selectedWords() {
    const selection = getSelection();
    if (!text || selection.isCollapsed || !selection.rangeCount) return null;
    const range = selection.getRangeAt(0);
    if (!text.contains(range.startContainer) || !text.contains(range.endContainer)) return null;
    const words = range.toString();
    const trimmed = words.trim();
    if (!trimmed) return null;
    const before = document.createRange();
    before.selectNodeContents(text);
    before.setEnd(range.startContainer, range.startOffset);
    const start = codePoints(before.toString()) + codePoints(words.slice(0, words.indexOf(trimmed)));
    return { words: trimmed, start, end: start + codePoints(trimmed) };
  }

  function takeWords() {
    const taken = form && selectedWords();
    if (!taken) return;
    for (const name of ["words", "start", "end"]) form.elements[name].value = taken[name];
    form.closest("details")?.setAttribute("open", "");
    const note = form.querySelector("[data-taken]");
    if (note) note.textContent = note.dataset.message ?? "";
    bringIntoView(form);
  }

  function forgetPlace() {
    form.elements.start.value = form.elements.end.value = "";
    const note = form.querySelector("[data-taken]");
    if (note) note.textContent = "";
  }

  document.addEventListener("pointerup", () => setTimeout(takeWords));
  text?.addEventListener("keyup", takeWords);
  form?.elements.words.addEventListener("input", forgetPlace);

  const asked = location.hash.match(/^#(?:card|mark)-(\d+)$/)?.[1];
  if (asked) makeCurrent(asked, { focus: true });
})();
