/* Menus (<details data-menu>) close by Escape, by a click elsewhere, and when the focus leaves them. Without this
   script their summary opens and closes them, and opening one of a name closes the other. */
(() => {
  "use strict";
  const open = () => [...document.querySelectorAll("details[data-menu][open]")];

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      const inside = menu.contains(document.activeElement);
      menu.open = false;
      if (inside) menu.querySelector("summary").focus();
      event.stopImmediatePropagation();
    }
  }, true);

  document.addEventListener("click", (event) => {
    for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
  });

  document.addEventListener("focusout", (event) => {
    const menu = event.target.closest("details[data-menu][open]");
    if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
})();
