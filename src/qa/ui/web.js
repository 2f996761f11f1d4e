// The page around the terminal: keeps what is typed before the program is there, fits any window,
// gives each tab a name that outlives a reload, and says when the server is gone.
"use strict";

const terminal = document.getElementById("terminal");
const opening = document.getElementById("opening");
const tab = (sessionStorage.tab ||= crypto.randomUUID().replaceAll("-", ""));
terminal.dataset.sessionWebsocketUrl += "/" + tab;

let typed = "";

function keep(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Backspace") typed = typed.slice(0, -1);
  else if (event.key.length === 1) typed += event.key;
  else return;
  event.preventDefault();
  event.stopImmediatePropagation();
  opening.textContent = "Opening qa… " + typed;
}

function input() {
  return document.querySelector(".xterm-helper-textarea");
}

function give() {
  document.removeEventListener("keydown", keep, true);
  input().focus();
  if (!typed) return;
  const data = new DataTransfer();
  data.setData("text/plain", typed);
  input().dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
}

function fit() {
  window.dispatchEvent(new Event("resize"));
}

document.addEventListener("keydown", keep, true);
document.fonts.ready.then(fit);
const waiting = setInterval(() => {
  if (!document.body.classList.contains("-first-byte") || !input()) return;
  clearInterval(waiting);
  fit();
  // The program takes keys once it has drawn its screen, a moment after its first byte.
  setTimeout(give, 400);
}, 50);
window.addEventListener("focus", () => input()?.focus());
