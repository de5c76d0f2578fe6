import { html, render } from "lit";

/** Asks for one line of text; nothing if it was called off. `refuse` says what is wrong with an answer. */
export function ask(words: { title: string; value: string; ok: string; cancel: string }, refuse: (value: string) => string | null): Promise<string | null> {
  const dialog = document.body.appendChild(document.createElement("dialog"));
  dialog.setAttribute("aria-labelledby", "ask-label");
  return new Promise((resolve) => {
    let answer: string | null = null;
    const submit = (event: SubmitEvent) => {
      event.preventDefault();
      const input = dialog.querySelector("input") as HTMLInputElement;
      const value = input.value.trim();
      const why = refuse(value);
      (dialog.querySelector(".refusal") as HTMLElement).textContent = why ?? "";
      if (why !== null) return;
      answer = value;
      dialog.close();
    };
    render(
      html`<form @submit=${submit}>
        <label id="ask-label" for="ask-input">${words.title}</label>
        <input id="ask-input" autocomplete="off" spellcheck="false" .value=${words.value} aria-describedby="ask-refusal" />
        <p class="refusal" id="ask-refusal" role="alert"></p>
        <div class="dialog-buttons"><button type="button" class="button" @click=${() => dialog.close()}>${words.cancel}</button>
          <button class="button primary">${words.ok}</button></div>
      </form>`,
      dialog,
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(answer);
    });
    dialog.showModal();
    (dialog.querySelector("input") as HTMLInputElement).select();
  });
}
