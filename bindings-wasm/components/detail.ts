import { css, html, nothing, type TemplateResult } from "lit";
import { periodId, periodName, span, withUnit, shown } from "./format.js";
import { failure } from "./loading.js";
import type { ClauseCoverage, Explanation, Finding, Language, MeasureBehind, MeasureShown, RecordBehind, View } from "./report-types.js";
import { statusTag, type Statuses } from "./status.js";
import type { Texts } from "./text.js";

/** What the detail of a finding is drawn with. */
export interface Words {
  readonly text: Texts;
  readonly statuses: Statuses;
  readonly language: Language;
  /** What tables are called. */
  readonly tables: View["tables"];
  /** What phases are called. */
  readonly periods: View["periods"];
}

/** An explanation is looked up when its finding is opened; it may not come. */
export type Explained = { readonly explanation: Explanation } | { readonly error: unknown } | undefined;

const section = (title: string, body: unknown): TemplateResult => html`<section><h4>${title}</h4>${body}</section>`;

/** The line under which a finding folds: its status, its period, and how it stands. */
export function summary(finding: Finding, { text, statuses, language, periods }: Words): TemplateResult {
  const { measured, required, unit } = finding;
  return html`<span class="line">
      ${statusTag(finding.status, statuses)}
      <span class="period">${periodName(finding, language, periods)}</span>
      ${finding.waiver ? html`<span class="flag">${text.waived}</span>` : nothing}
      ${finding.depends_on.length ? html`<span class="flag">${text.depends}</span>` : nothing}
    </span>
    ${measured === null
      ? nothing
      : html`<span class="stand quiet">${withUnit(measured, unit, language)}${required === null ? "" : ` / ${text.against(shown(required, language))}`}</span>`}`;
}

export function detail(finding: Finding, explained: Explained, words: Words): TemplateResult {
  const { text, statuses, language } = words;
  const explanation = explained && "explanation" in explained ? explained.explanation : undefined;
  const { remedy, due, waiver, reason, depends_on: others } = finding;
  return html`<div class="finding">
    <p class="message">${finding.message}</p>
    ${remedy ? html`<div class="call"><b>${text.remedy}</b><p>${remedy}${due && !remedy.includes(due) ? html` <span class="quiet">${text.by(due)}</span>` : nothing}</p></div>` : nothing}
    ${waiver
      ? html`<div class="call">
          <b>${text.waiver}</b>
          <p>${waiver.reason} <span class="quiet">${[waiver.who, waiver.through && text.until(waiver.through)].filter(Boolean).join(text.separator)}</span></p>
        </div>`
      : nothing}
    ${facts(finding, words)}
    ${reason.length
      ? section(
          text.why,
          html`<ul class="points">
            ${reason.map((cause) => html`<li>${cause.text}</li>`)}
            ${finding.reasons_left_out ? html`<li class="quiet">${text.moreReasons(finding.reasons_left_out)}</li>` : nothing}
          </ul>`,
        )
      : nothing}
    ${finding.note ? section(text.note, html`<p>${finding.note}</p>`) : nothing}
    ${explained && "error" in explained ? failure(explained.error, text.openFailed, language) : nothing}
    ${explanation?.clauses.length ? section(text.clauses, explanation.clauses.map((clause) => quoted(clause, text))) : !explanation && finding.clauses.length ? section(text.clauses, html`<p>${finding.clauses.join(text.comma)}</p>`) : nothing}
    ${explanation?.says ? section(text.judged, html`<p>${explanation.says}</p>`) : nothing}
    ${finding.measures.length ? section(text.measures, (explanation?.measures ?? finding.measures).map((measure) => measureShown(measure, words))) : nothing}
    ${explanation?.params.length
      ? section(
          text.parameters,
          html`<dl class="pairs">
            ${explanation.params.map((param) => html`<dt>${param.label || param.param}</dt><dd>${withUnit(param.value, param.unit, language)}</dd>`)}
          </dl>`,
        )
      : nothing}
    ${explanation?.readings.length
      ? section(
          text.readings,
          html`<ul class="points">
            ${explanation.readings.map((reading) => html`<li>${reading.asks}<br /><b>${reading.text || reading.choice}</b></li>`)}
          </ul>`,
        )
      : nothing}
    ${others.length
      ? section(
          text.otherReadings,
          html`<ul class="points">
            ${others.map((other) => html`<li><code>${other.reading} = ${other.choice}</code> → ${other.status ? statusTag(other.status, statuses) : text.noSuchFinding}</li>`)}
          </ul>`,
        )
      : nothing}
    ${finding.local.length ? section(text.local, html`<ul class="points">${finding.local.map((why) => html`<li>${why}</li>`)}</ul>`) : nothing}
    <p class="print quiet">${text.fingerprint} <code>${finding.fingerprint}</code></p>
  </div>`;
}

function facts(finding: Finding, { text, language }: Words): TemplateResult {
  const { measured, required, gap, unit, due } = finding;
  const pair = (name: string, value: string | null) => (value === null ? nothing : html`<div><dt>${name}</dt><dd>${value}</dd></div>`);
  return html`<dl class="facts-of">
    ${pair(text.measured, measured === null ? null : withUnit(measured, unit, language))}
    ${pair(text.required, required === null ? null : withUnit(required, unit, language))}
    ${pair(text.gap, gap === null ? null : withUnit(gap, unit, language))} ${pair(text.due, due)}
    ${pair(text.level, text.levels[finding.level] ?? finding.level)} ${pair(text.period, span(finding.period_start, finding.period_end))}
  </dl>`;
}

const quoted = (clause: ClauseCoverage, text: Texts): TemplateResult =>
  html`<blockquote>
    <p>${clause.says}</p>
    <footer class="quiet">${clause.article} <code>${clause.clause}</code>${clause.force ? ` · ${text.levels[clause.force] ?? clause.force}` : ""}</footer>
  </blockquote>`;

function measureShown(measure: MeasureShown | MeasureBehind, words: Words): TemplateResult {
  const { text, language } = words;
  const window = span(measure.from, measure.to);
  return html`<div class="measure">
    <div class="name"><span>${measure.label || measure.name}</span><b>${withUnit(measure.value, measure.unit, language)}</b></div>
    <div class="quiet">${window}${measure.open ? html` <span class="flag">${text.stillOpen}</span>` : nothing}</div>
    ${"records" in measure && measure.table !== null ? records(measure.records, words.tables[measure.table] ?? measure.table, text) : nothing}
    ${"findings" in measure && measure.findings.length ? behind(measure, words) : nothing}
  </div>`;
}

const few = 24;

function records(all: readonly RecordBehind[], table: string, text: Texts): TemplateResult {
  const counted = all.filter((record) => record.certain).length;
  const name = html`<span>${table}</span>`;
  if (!all.length) return html`<div class="quiet">${name} · ${text.noRecords}</div>`;
  const list = (some: readonly RecordBehind[]) =>
    html`<ul class="records">
      ${some.map(
        (record) =>
          html`<li class=${record.certain ? "" : "unsure"} title=${text.record(record.row)}><code>${record.id || `#${record.row}`}</code>${record.certain ? nothing : html` ${text.uncertain}`}</li>`,
      )}
    </ul>`;
  return html`<div class="quiet">${name} · ${text.evidenceCounts(counted, all.length - counted)}</div>
    ${list(all.slice(0, few))}
    ${all.length > few ? html`<details class="rest"><summary>${text.showAll(all.length)}</summary>${list(all.slice(few))}</details>` : nothing}`;
}

function behind(measure: MeasureBehind, { text, statuses, language, periods }: Words): TemplateResult {
  const list = (some: MeasureBehind["findings"]) =>
    html`<ul class="points">
      ${some.map(
        (other) =>
          html`<li>${statusTag(other.status, statuses)} ${other.entity_name} · ${other.rule} · ${periodId(other.period, language, periods)}${other.certain ? nothing : html` <span class="flag">${text.uncertain}</span>`}</li>`,
      )}
    </ul>`;
  const all = measure.findings;
  return html`<div class="quiet">${text.basedOn}</div>
    ${list(all.slice(0, few))}
    ${all.length > few ? html`<details class="rest"><summary>${text.showAll(all.length)}</summary>${list(all.slice(few))}</details>` : nothing}`;
}

export const detailStyles = css`
  section {
    display: grid;
    gap: 0.375rem;
  }
  h4 {
    font-size: 0.93em;
    font-weight: 600;
    color: var(--_quiet);
  }
  .finding {
    display: grid;
    gap: 0.875rem;
    padding: 0.25rem 1rem 1.125rem;
    overflow-wrap: anywhere;
  }
  .message {
    font-size: 1.14em;
    line-height: 1.65;
  }
  .call {
    padding: 0.5rem 0.75rem;
    border-inline-start: 3px solid var(--_accent);
    border-radius: 0 6px 6px 0;
    background: var(--_raised);
  }
  .call b {
    font-size: 0.93em;
    font-weight: 600;
    color: var(--_quiet);
  }
  .facts-of {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(6.5rem, 1fr));
    gap: 0.625rem 0.75rem;
  }
  .facts-of > :last-child {
    grid-column: span 2;
  }
  .facts-of dt {
    font-size: 0.93em;
    line-height: 1.4;
    color: var(--_quiet);
  }
  .facts-of dd {
    font-weight: 500;
  }
  .pairs {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 0.125rem 1rem;
  }
  .pairs dd {
    font-weight: 500;
    text-align: end;
  }
  .points {
    display: grid;
    gap: 0.25rem;
  }
  .points li {
    padding-inline-start: 0.875rem;
    position: relative;
  }
  .points li::before {
    content: "";
    position: absolute;
    left: 0.125rem;
    top: 0.68em;
    width: 4px;
    height: 4px;
    border-radius: 50%;
    background: var(--_quiet);
  }
  .points b {
    font-weight: 500;
  }
  blockquote {
    padding-inline-start: 0.75rem;
    border-inline-start: 3px solid var(--_line);
  }
  blockquote footer {
    font-size: 0.93em;
  }
  .measure {
    display: grid;
    gap: 0.125rem;
    padding: 0.5rem 0.75rem;
    border: 1px solid var(--_line);
    border-radius: 6px;
  }
  .measure > .quiet {
    font-size: 0.93em;
  }
  .measure .name {
    display: flex;
    gap: 1rem;
    justify-content: space-between;
  }
  .measure b {
    font-weight: 600;
    white-space: nowrap;
  }
  .records {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem;
    padding-top: 0.25rem;
  }
  .records li {
    padding: 0 0.375rem;
    border-radius: 4px;
    background: var(--_raised);
    font-size: 0.93em;
  }
  .records .unsure {
    outline: 1px dashed var(--_quiet);
    outline-offset: -1px;
  }
  .rest summary {
    width: fit-content;
    font-size: 0.93em;
    color: var(--_accent);
    cursor: pointer;
  }
  .flag {
    padding: 0 0.4em;
    border: 1px solid var(--_line);
    border-radius: 4px;
    font-size: 0.86em;
    white-space: nowrap;
    color: var(--_quiet);
  }
  .print {
    font-size: 0.86em;
  }
`;
