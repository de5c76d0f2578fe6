import { html, nothing, type TemplateResult } from "lit";
import { classMap } from "lit/directives/class-map.js";

export interface Tab {
  readonly id: string;
  readonly label: string | TemplateResult;
  readonly title?: string;
  readonly name?: string;
  readonly className?: string;
}

/** The id of the tab's button, by which its panel is labelled; such a reference holds no spaces. */
export const tabId = (group: string, id: string) => `${group}-tab-${encodeURIComponent(id)}`;

function move(event: KeyboardEvent): void {
  const tabs = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>("[role=tab]")].filter((tab) => tab.offsetParent !== null);
  const at = tabs.indexOf(event.target as HTMLElement);
  const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: tabs.length - 1 }[event.key];
  if (at < 0 || to === undefined) return;
  event.preventDefault();
  const next = tabs[(to + tabs.length) % tabs.length];
  next?.focus();
  next?.click();
}

/** A row of tabs: one stop for the Tab key, arrows within. */
export function tabs(group: string, label: string, all: readonly Tab[], current: string, choose: (id: string) => void): TemplateResult {
  return html`<div class="tabs" role="tablist" aria-label=${label} @keydown=${move}>
    ${all.map((tab) => html`<button
      class=${classMap({ tab: true, [tab.className ?? "plain"]: true })} role="tab" type="button" id=${tabId(group, tab.id)}
      aria-selected=${tab.id === current} aria-controls="${group}-panel" tabindex=${tab.id === current ? 0 : -1}
      aria-label=${tab.name ?? nothing} title=${tab.title ?? nothing} @click=${() => choose(tab.id)}>${tab.label}</button>`)}
  </div>`;
}
