import { html, render } from "lit";
import type { Model } from "./model.js";
import type { Words } from "./text.js";

const command = /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘" : "Ctrl";

const keys: readonly (readonly [keys: string[], what: Words])[] = [
  [["Ctrl Space"], "key_complete"],
  [[`${command} .`], "key_fix"],
  [["F8", "Shift F8"], "key_next"],
  [["Shift Alt F"], "key_format"],
  [[`${command} F`], "key_search"],
  [[`${command} Z`, `${command} Y`], "key_undo"],
  [[`${command} /`], "key_comment"],
  [["Esc", "Tab"], "key_leave"],
  [["←", "→"], "key_tabs"],
  [["Esc"], "key_escape"],
];

const shown = (names: readonly string[]) => names.map((name) => html`<span class="keys">${name.split(" ").map((key) => html`<kbd>${key}</kbd>`)}</span>`);

/** The keys of the editor that one wants first. */
export const keyHints = (model: Model) =>
  keys.filter(([, what]) => ["key_complete", "key_fix", "key_format", "key_leave"].includes(what)).map(([names, what]) => html`<span>${shown(names)} ${model.say(what)}</span>`);

/** What the page is and the keys that it knows. */
export function showHelp(model: Model): void {
  const dialog = document.body.appendChild(document.createElement("dialog"));
  dialog.className = "help";
  dialog.setAttribute("aria-labelledby", "help-title");
  render(
    html`<h2 id="help-title">${model.say("help_title")}</h2>
      <p>${model.say("help_intro")}</p>
      <p>${model.say("privacy")}</p>
      <h3>${model.say("help_keys")}</h3>
      <dl>${keys.map(([names, what]) => html`<dt>${shown(names)}</dt><dd>${model.say(what)}</dd>`)}</dl>
      <div class="dialog-buttons"><button type="button" class="button primary" @click=${() => dialog.close()}>${model.say("close")}</button></div>`,
    dialog,
  );
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.showModal();
}
