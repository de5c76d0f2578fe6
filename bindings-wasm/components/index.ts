/** Registers `<dudao-findings>` and `<dudao-scoreboard>`. */

import { DudaoFindings } from "./findings.js";
import { Matrix } from "./matrix.js";
import { Panel } from "./panel.js";
import { Ranking } from "./ranking.js";
import { DudaoScoreboard } from "./scoreboard.js";

export { DudaoFindings, DudaoScoreboard };
export type { Finding, Report } from "./report-types.js";

export interface DudaoTagNameMap {
  "dudao-findings": DudaoFindings;
  "dudao-scoreboard": DudaoScoreboard;
}

declare global {
  interface HTMLElementTagNameMap extends DudaoTagNameMap {}
  interface HTMLElementEventMap {
    "dudao-select": CustomEvent<import("./report-types.js").Finding>;
  }
}

const elements: Record<string, CustomElementConstructor> = {
  "dudao-panel": Panel,
  "dudao-findings-matrix": Matrix,
  "dudao-scoreboard-ranking": Ranking,
  "dudao-findings": DudaoFindings,
  "dudao-scoreboard": DudaoScoreboard,
};

// The module may come onto a page twice, from two bundles.
for (const [name, element] of Object.entries(elements)) if (!customElements.get(name)) customElements.define(name, element);
