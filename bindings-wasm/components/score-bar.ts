import { css, html, nothing, type TemplateResult } from "lit";
import type { Interval } from "./format.js";
import { setStyle } from "./set-style.js";

/** A score as a bar: what is certain is full, what may still come is hatched. Its numbers are told beside it, so that it is hidden from readers. */
export function scoreBar(interval: Interval | null, points: number): TemplateResult | typeof nothing {
  if (!interval || points <= 0) return nothing;
  const share = (value: number) => `${Math.max(0, Math.min(1, value / points)) * 100}%`;
  return html`<span class="score-bar" aria-hidden="true">
    <span class="may" ${setStyle({ width: share(interval.high) })}></span>
    <span class="sure" ${setStyle({ width: share(interval.low) })}></span>
  </span>`;
}

export const scoreBarStyles = css`
  .score-bar {
    position: relative;
    display: block;
    height: 0.75rem;
    border-radius: 3px;
    overflow: hidden;
    background: var(--_faint);
    print-color-adjust: exact;
  }
  .score-bar > span {
    position: absolute;
    inset: 0 auto 0 0;
  }
  .score-bar .may {
    background: repeating-linear-gradient(
      -45deg,
      color-mix(in srgb, var(--_accent) 55%, var(--_ground)) 0 2px,
      color-mix(in srgb, var(--_accent) 22%, var(--_ground)) 2px 5px
    );
  }
  .score-bar .sure {
    background: var(--_accent);
  }
`;
