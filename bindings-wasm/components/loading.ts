import { html, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from "lit";
import type { Texts } from "./text.js";

type State<Value> = { readonly is: "waiting" } | { readonly is: "ready"; readonly value: Value } | { readonly is: "failed"; readonly error: unknown };

/** A value that is waited for; of several that are asked for in turn, only the last one counts. */
export class Loading<Value> implements ReactiveController {
  state: State<Value> = { is: "waiting" };
  #turn = 0;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostConnected(): void {}

  get value(): Value | undefined {
    return this.state.is === "ready" ? this.state.value : undefined;
  }

  async load(get: () => Value | Promise<Value>): Promise<void> {
    const turn = ++this.#turn;
    try {
      const value = await get();
      if (turn === this.#turn) this.#become({ is: "ready", value });
    } catch (error) {
      if (turn === this.#turn) this.#become({ is: "failed", error });
    }
  }

  reset(): void {
    this.#turn++;
    this.#become({ is: "waiting" });
  }

  #become(state: State<Value>): void {
    this.state = state;
    this.host.requestUpdate();
  }
}

export const waiting = (text: Texts): TemplateResult =>
  html`<div class="notice" role="status" aria-busy="true"><span class="spinner" aria-hidden="true"></span>${text.loading}</div>`;

export const emptiness = (title: string, hint = ""): TemplateResult => html`<div class="notice" role="status"><div><b>${title}</b><p>${hint}</p></div></div>`;

/** An error in its own words; those of the engine have a code and may know help in both languages. */
export function failure(error: unknown, title: string, language: "zh" | "en"): TemplateResult {
  const { message, code, help } = (error instanceof Error ? error : { message: String(error) }) as { message: string; code?: unknown; help?: Partial<Record<string, string>> };
  const advice = help?.[language];
  return html`<div class="notice failure" role="alert">
    <div><b>${title}</b><p>${message}</p>${advice ? html`<p>${advice}</p>` : ""}${typeof code === "string" ? html`<code>${code}</code>` : ""}</div>
  </div>`;
}
