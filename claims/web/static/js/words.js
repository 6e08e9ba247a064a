/* Selected words of an article become a new claim, on the workbench. Works with the markup that workbench.js names:
     [data-text]                its textContent is exactly the version's normalised text, character by character
     [data-new-claim]           form with inputs named start, end (hidden) and words (textarea);
       [data-taken]                 empty element inside it; its data-message is shown when words were taken
                                    and start and end are filled in. A <details> around the form opens by itself.
   start and end are code points into the text, end exclusive. When somebody edits the words afterwards, start
   and end are emptied: then the server looks for the words. */
(() => {
  "use strict";
  const root = document.querySelector("[data-workbench]");
  const text = root?.querySelector("[data-text]");
  const form = root?.querySelector("form[data-new-claim]");
  if (!text || !form || "ready" in form.dataset) return;
  form.dataset.ready = "";

  /* Browsers count UTF-16 units; a string's iterator goes by code points. */
  const codePoints = (string) => [...string].length;

  function selectedWords() {
    const selection = getSelection();
    if (selection.isCollapsed || !selection.rangeCount) return null;
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
    const taken = selectedWords();
    if (!taken) return;
    for (const name of ["words", "start", "end"]) form.elements[name].value = taken[name];
    form.closest("details")?.setAttribute("open", "");
    const note = form.querySelector("[data-taken]");
    if (note) note.textContent = note.dataset.message ?? "";
    form.scrollIntoView({ block: "nearest" });
  }

  function forgetPlace() {
    form.elements.start.value = form.elements.end.value = "";
    const note = form.querySelector("[data-taken]");
    if (note) note.textContent = "";
  }

  document.addEventListener("pointerup", () => setTimeout(takeWords));
  text.addEventListener("keyup", takeWords);
  form.elements.words.addEventListener("input", forgetPlace);
})();
