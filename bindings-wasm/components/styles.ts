import { css } from "lit";

/**
 * The look of both elements. A page sets these variables on an element or above it:
 *
 * --dudao-color-scheme   `light`, `dark`, or `light dark` to follow the system; as the page has it if it is not set; the attribute `theme` sets it too
 * --dudao-font           family of the text
 * --dudao-font-size      size of the text, 14px
 * --dudao-height         greatest height of the box that scrolls
 * --dudao-radius         radius of corners
 * --dudao-ground         background
 * --dudao-raised         background of heads and bars
 * --dudao-ink            text
 * --dudao-quiet          text of less weight
 * --dudao-line           lines
 * --dudao-accent         what is chosen or has the focus
 * --dudao-pass, --dudao-fail, --dudao-due, --dudao-unknown, --dudao-review, --dudao-none
 *                        text of a status: pass; fail and error; not due; unknown; needs review; not applicable and informational
 * --dudao-pass-soft, …   the ground behind it
 *
 * `::part(heading)` is the title with the day, which a page that says both itself can hide.
 */
export const tokens = css`
  :host {
    color-scheme: var(--dudao-color-scheme, inherit);
    --_font: var(
      --dudao-font,
      system-ui,
      "PingFang SC",
      "Hiragino Sans GB",
      "Microsoft YaHei",
      "Noto Sans SC",
      "Noto Sans CJK SC",
      "Source Han Sans SC",
      "WenQuanYi Micro Hei",
      sans-serif
    );
    --_height: var(--dudao-height, max(24rem, min(68vh, 52rem)));
    --_radius: var(--dudao-radius, 8px);
    --_ground: var(--dudao-ground, light-dark(#ffffff, #14181d));
    --_raised: var(--dudao-raised, light-dark(#f5f7f9, #1c2229));
    --_ink: var(--dudao-ink, light-dark(#1b232d, #e3e8ed));
    --_quiet: var(--dudao-quiet, light-dark(#576270, #9ca7b3));
    --_line: var(--dudao-line, light-dark(#d9dfe5, #343d47));
    --_faint: color-mix(in srgb, var(--_line) 50%, var(--_ground));
    --_accent: var(--dudao-accent, light-dark(#1d5aa8, #86b8f5));
    --_pass: var(--dudao-pass, light-dark(#18693f, #7fd1a5));
    --_pass-soft: var(--dudao-pass-soft, light-dark(#e6f4eb, #193326));
    --_fail: var(--dudao-fail, light-dark(#a9251c, #ffa197));
    --_fail-soft: var(--dudao-fail-soft, light-dark(#fbdfdb, #512420));
    --_due: var(--dudao-due, light-dark(#1c5794, #93c0f5));
    --_due-soft: var(--dudao-due-soft, light-dark(#e2eefb, #1b3350));
    --_unknown: var(--dudao-unknown, light-dark(#744c00, #ecc772));
    --_unknown-soft: var(--dudao-unknown-soft, light-dark(#fcedc4, #433510));
    --_review: var(--dudao-review, light-dark(#67399a, #cfb1f4));
    --_review-soft: var(--dudao-review-soft, light-dark(#efe5fa, #39284f));
    --_none: var(--dudao-none, light-dark(#5b6673, #9ca7b3));
    --_none-soft: var(--dudao-none-soft, light-dark(#f1f3f5, #222931));
    display: block;
    container-type: inline-size;
    color: var(--_ink);
    font: 400 var(--dudao-font-size, 14px) / 1.6 var(--_font);
    font-variant-numeric: tabular-nums;
    line-break: strict;
    text-align: start;
  }
  :host([hidden]) {
    display: none;
  }
  :host([theme="light"]) {
    color-scheme: light;
  }
  :host([theme="dark"]) {
    color-scheme: dark;
  }
  @media print {
    :host,
    :host([theme]) {
      color-scheme: light;
    }
  }
`;

/** What every part draws with. */
export const shared = css`
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }
  .pass {
    --tone: var(--_pass);
    --soft: var(--_pass-soft);
  }
  .fail {
    --tone: var(--_fail);
    --soft: var(--_fail-soft);
  }
  .error {
    --tone: var(--_ground);
    --soft: var(--_fail);
  }
  .not_due {
    --tone: var(--_due);
    --soft: var(--_due-soft);
  }
  .unknown {
    --tone: var(--_unknown);
    --soft: var(--_unknown-soft);
  }
  .needs_review {
    --tone: var(--_review);
    --soft: var(--_review-soft);
  }
  .not_applicable,
  .informational {
    --tone: var(--_none);
    --soft: var(--_none-soft);
  }
  .mark {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    border-radius: 5px;
    font-weight: 600;
    line-height: 1;
    color: var(--tone);
    background: var(--soft);
    print-color-adjust: exact;
  }
  .tag {
    display: inline-block;
    padding: 0 0.55em;
    border-radius: 1em;
    font-size: 0.875em;
    font-weight: 600;
    white-space: nowrap;
    color: var(--tone);
    background: var(--soft);
    print-color-adjust: exact;
  }
  .quiet {
    color: var(--_quiet);
  }
  h2,
  h3,
  h4,
  p,
  ul,
  dl,
  dd,
  blockquote {
    margin: 0;
    padding: 0;
  }
  ul {
    list-style: none;
  }
  code {
    font: 0.875em ui-monospace, "SF Mono", Consolas, "Noto Sans Mono CJK SC", monospace;
    overflow-wrap: anywhere;
  }
  button,
  input,
  select {
    font: inherit;
    color: inherit;
  }
  button {
    cursor: pointer;
  }
  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
  .aside {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .notice {
    display: flex;
    gap: 0.75rem;
    align-items: center;
    justify-content: center;
    padding: 3rem 1.5rem;
    text-align: center;
    color: var(--_quiet);
    background: var(--_ground);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
  }
  .notice b {
    font-weight: 600;
    color: var(--_ink);
  }
  .notice p {
    overflow-wrap: anywhere;
  }
  .notice.failure {
    justify-content: flex-start;
    padding: 1rem 1.25rem;
    text-align: start;
    color: var(--_fail);
    background: var(--_fail-soft);
    border-color: transparent;
  }
  .notice.failure b {
    color: inherit;
  }
  .spinner {
    width: 1.125rem;
    height: 1.125rem;
    border: 2px solid var(--_line);
    border-top-color: var(--_accent);
    border-radius: 50%;
    animation: turn 0.9s linear infinite;
  }
  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .spinner {
      animation-duration: 6s;
    }
  }
`;

/** Title line, tabs, filters: what stands above a grid in both elements. */
export const frame = css`
  .top h2 {
    font-size: 1.43em;
    font-weight: 600;
    line-height: 1.35;
    text-wrap: balance;
  }
  .facts {
    color: var(--_quiet);
  }
  .facts > * + *::before {
    content: "·";
    margin: 0 0.5em;
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
    align-items: center;
  }
  .tabs {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 1.25rem;
    border-bottom: 1px solid var(--_line);
  }
  .tabs button {
    padding: 0.5rem 0;
    border: 0;
    border-bottom: 2px solid transparent;
    margin-bottom: -1px;
    background: none;
    color: var(--_quiet);
  }
  .tabs button[aria-selected="true"] {
    color: var(--_ink);
    font-weight: 600;
    border-bottom-color: var(--_accent);
  }
  .tabs button:hover {
    color: var(--_ink);
  }
  .chip,
  .plain {
    min-height: 2rem;
    padding: 0 0.75rem;
    border: 1px solid var(--_line);
    border-radius: 1rem;
    background: var(--_ground);
  }
  .chip {
    display: inline-flex;
    gap: 0.4rem;
    align-items: center;
    padding-inline-start: 0.375rem;
  }
  .chip .mark {
    min-width: 1.375rem;
    height: 1.375rem;
    font-size: 1em;
    border-radius: 0.6875rem;
  }
  .chip b {
    font-weight: 600;
  }
  .chip:hover,
  .plain:hover {
    border-color: var(--_quiet);
  }
  .chip[aria-pressed="true"] {
    border-color: var(--tone, var(--_accent));
    box-shadow: inset 0 0 0 1px var(--tone, var(--_accent));
    background: var(--soft, var(--_raised));
  }
  .chip.error[aria-pressed="true"] {
    --tone: var(--_fail);
    --soft: var(--_fail-soft);
  }
  .field {
    min-height: 2.125rem;
    max-width: 100%;
    padding: 0 0.625rem;
    border: 1px solid var(--_line);
    border-radius: 6px;
    background: var(--_ground);
    text-overflow: ellipsis;
  }
  .field:hover {
    border-color: var(--_quiet);
  }
  .tick {
    display: inline-flex;
    gap: 0.4rem;
    align-items: center;
    min-height: 2rem;
    cursor: pointer;
  }
  .tick input {
    width: 1rem;
    height: 1rem;
    margin: 0;
    accent-color: var(--_accent);
  }
  .beside {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 1rem;
    align-items: start;
  }
  .beside.open {
    grid-template-columns: minmax(0, 1fr) minmax(22rem, 28rem);
  }
  .beside dudao-panel {
    position: sticky;
    top: 0.75rem;
  }
  dudao-panel:not([open]) {
    display: none;
  }
  @container (max-width: 60rem) {
    .beside.open {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  @media print {
    .controls {
      display: none;
    }
    .beside.open {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;

/** Below this width, in pixels, what stands behind a choice covers the element instead of standing beside it. */
export const narrow = 960;
