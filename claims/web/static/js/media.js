/* Places in a picture, recording or film: draw a frame, take the player's time. All of it can be typed too.

   Contract of the markup (templates/article/_media.html):
     [data-media]             around it; inside: [data-media-picture] with [data-media-drawn], or [data-media-player]
     [data-media-at="12.5"]   link that plays from there
     [data-media-take="NAME"] button that puts the player's time into the form's input of that name
   The form's inputs are named begins, ends (clock), x, y, width, height (percent). */
(() => {
  "use strict";
  const media = document.querySelector("[data-media]");
  const form = document.querySelector("#new-claim-at form");
  if (!media || !form) return;
  const player = media.querySelector("[data-media-player]");
  const picture = media.querySelector("[data-media-picture]");
  const drawn = media.querySelector("[data-media-drawn]");

  function clock(seconds) {
    const tenths = Math.round(seconds * 10);
    const parts = [Math.floor(tenths / 36000), Math.floor(tenths / 600) % 60, Math.floor(tenths / 10) % 60];
    const shown = parts.slice(parts[0] ? 0 : 1).map((part, index) => (index ? String(part).padStart(2, "0") : part));
    return shown.join(":") + (tenths % 10 ? `.${tenths % 10}` : "");
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-media-at]");
    const button = event.target.closest("[data-media-take]");
    if (link && player) {
      event.preventDefault();
      player.currentTime = Number(link.dataset.mediaAt);
      player.play();
    } else if (button && player) {
      form.elements[button.dataset.mediaTake].value = clock(player.currentTime);
    }
  });

  if (!picture || !drawn) return;
  let from = null;

  function place(event) {
    const box = picture.getBoundingClientRect();
    const percent = (value, size) => Math.min(100, Math.max(0, (100 * value) / size));
    return { x: percent(event.clientX - box.left, box.width), y: percent(event.clientY - box.top, box.height) };
  }

  function draw(to) {
    const frame = {
      x: Math.min(from.x, to.x),
      y: Math.min(from.y, to.y),
      width: Math.abs(from.x - to.x),
      height: Math.abs(from.y - to.y),
    };
    for (const [name, value] of Object.entries(frame)) {
      drawn.setAttribute(name, value);
      form.elements[name].value = value.toFixed(2);
    }
  }

  picture.parentElement.addEventListener("pointerdown", (event) => {
    from = place(event);
    event.preventDefault();
    form.closest("details").open = true;
  });
  addEventListener("pointermove", (event) => from && draw(place(event)));
  addEventListener("pointerup", () => {
    from = null;
  });
})();
