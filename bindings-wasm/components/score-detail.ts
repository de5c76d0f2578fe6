import { css, html, nothing, type TemplateResult } from "lit";
import type { Words } from "./detail.js";
import { intervalOf, number, periodId, shown } from "./format.js";
import type { ItemScore, Score } from "./report-types.js";
import { scoreBar } from "./score-bar.js";
import { listed, statusMark, statusTag } from "./status.js";

const section = (title: string, body: unknown): TemplateResult => html`<section><h4>${title}</h4>${body}</section>`;

/** What a score is made of. */
export function scoreDetail(score: Score, titles: ReadonlyMap<string, string>, cards: ReadonlyMap<string, string>, words: Words): TemplateResult {
  const { text, statuses, language } = words;
  const rule = (id: string) => titles.get(id) ?? id;
  const points = number(score.points, language);
  const waived = score.with_waivers;
  return html`<div class="finding">
    <div class="figure">
      <div><strong>${score.score === null ? text.unrated : shown(score.score, language)}</strong> <span class="quiet">${text.outOf(points)}</span></div>
      ${score.score === null ? nothing : html`<b>${score.band ?? html`<span class="quiet">${text.band}${text.colon}${text.bandOpen}</span>`}</b>`}
      ${scoreBar(intervalOf(score.score), score.points)}
      ${score.counted !== score.points && score.items.length ? html`<p class="quiet">${text.counted(number(score.counted, language), points)}</p>` : nothing}
    </div>
    ${waived ? html`<div class="call"><b>${text.withWaivers}</b><p>${shown(waived.score, language)} ${waived.band ?? ""}</p></div>` : nothing}
    ${score.vetoes.length
      ? section(
          text.vetoes,
          html`<ul class="points">
            ${score.vetoes.map((veto) => html`<li>${statusTag(veto.status, statuses)} ${rule(veto.rule)} → ${text.capsAt(veto.band)}</li>`)}
            ${score.band_without_veto && score.band_without_veto !== score.band ? html`<li class="quiet">${text.bandWithout(score.band_without_veto)}</li>` : nothing}
          </ul>`,
        )
      : nothing}
    ${score.reason.length ? section(text.why, html`<ul class="points">${score.reason.map((cause) => html`<li>${cause.text}</li>`)}</ul>`) : nothing}
    ${sectionsOf(score.items).map(([name, items]) => section(name ?? (score.items.some((item) => item.section) ? text.itemsOther : text.items), html`<ul class="score-items">${items.map((item) => itemShown(item, words))}</ul>`))}
    ${score.to_win.length
      ? section(
          text.toWin,
          html`<ul class="win">
            ${score.to_win.map(
              (win) => html`<li>
                <b>+${number(win.points, language)}</b>
                <span>${rule(win.rule)}${win.entity === score.entity ? nothing : html` · ${win.entity_name}`} <span class="quiet">${periodId(win.period, language, words.periods)}</span
                  ><br /><span class="quiet">${win.remedy ?? (win.due ? text.by(win.due) : "")}</span></span>
              </li>`,
            )}
          </ul>`,
        )
      : nothing}
    ${score.not_counted.length
      ? section(text.notCounted, html`<ul class="points">${score.not_counted.map((left) => html`<li>${rule(left.rule)}${text.colon}${left.text}${left.count > 1 ? ` × ${left.count}` : ""}</li>`)}</ul>`)
      : nothing}
    ${score.beside.length
      ? section(
          text.beside,
          html`<dl class="pairs">
            ${score.beside.map(
              (other) =>
                html`<dt>${other.entity_name} <span class="quiet">${cards.get(other.card) ?? other.card} ${periodId(other.period, language, words.periods)}${other.percent === null ? "" : ` · ${text.blended(number(other.percent, language))}`}</span></dt>
                  <dd>${shown(other.score, language)} ${other.band ?? ""}</dd>`,
            )}
          </dl>`,
        )
      : nothing}
    ${score.local.length ? section(text.local, html`<ul class="points">${score.local.map((why) => html`<li>${why}</li>`)}</ul>`) : nothing}
  </div>`;
}

/** Items by section, in the order in which the card has them. */
function sectionsOf(items: readonly ItemScore[]): [string | null, ItemScore[]][] {
  const sections = new Map<string | null, ItemScore[]>();
  for (const item of items) sections.set(item.section, [...(sections.get(item.section) ?? []), item]);
  return [...sections];
}

function itemShown(item: ItemScore, { text, statuses, language }: Words): TemplateResult {
  const rests = listed.filter((status) => item.statuses[status]);
  return html`<li>
    <div class="name"><span>${item.title || item.rule}</span><b>${item.earned === null ? text.leavesCard : html`${shown(item.earned, language)}<span class="quiet"> / ${number(item.points, language)}</span>`}</b></div>
    ${scoreBar(intervalOf(item.earned), item.points)}
    <div class="rests quiet">
      ${rests.map(
        (status) => html`<span title=${statuses[status].words}>${statusMark(status, statuses)}<span class="aside">${statuses[status].words}</span> ${item.statuses[status]}</span>`,
      )}
      ${item.to_come ? html`<span>${text.toCome(item.to_come)}</span>` : nothing}
    </div>
  </li>`;
}

export const scoreDetailStyles = css`
  .finding {
    padding-top: 0.875rem;
  }
  .figure {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 0.375rem 1rem;
    align-items: baseline;
  }
  .figure strong {
    font-size: 2em;
    font-weight: 600;
    line-height: 1.2;
  }
  .figure b {
    font-size: 1.29em;
    font-weight: 600;
  }
  .figure .score-bar,
  .figure p {
    grid-column: 1 / -1;
  }
  .score-items {
    display: grid;
    gap: 0.75rem;
  }
  .score-items li {
    display: grid;
    gap: 0.25rem;
  }
  .score-items .name {
    display: flex;
    gap: 1rem;
    justify-content: space-between;
  }
  .score-items b {
    font-weight: 600;
    white-space: nowrap;
  }
  .score-items b .quiet {
    font-weight: 400;
  }
  .score-items .score-bar {
    height: 0.375rem;
  }
  .rests {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 0.75rem;
    font-size: 0.93em;
  }
  .rests > span {
    display: inline-flex;
    gap: 0.25rem;
    align-items: center;
  }
  .rests .mark {
    width: 1.25rem;
    height: 1.125rem;
    font-size: 0.86em;
  }
  .win {
    display: grid;
    gap: 0.5rem;
  }
  .win li {
    display: grid;
    grid-template-columns: 4.5rem minmax(0, 1fr);
    gap: 0.5rem;
  }
  .win b {
    font-weight: 600;
    white-space: nowrap;
    color: var(--_pass);
  }
`;
