import { css, html, nothing, type TemplateResult } from "lit";
import { periodId } from "./format.js";
import type { Language, Task, View, WorkItem } from "./report-types.js";
import { statusMark, type Statuses } from "./status.js";
import type { Texts } from "./text.js";

/** Units that are drawn at once; more come when asked for. */
export const step = 40;

/** What is due, was missed or is unclear, unit by unit. A task opens the finding that it comes from. */
export function worklist(
  work: readonly WorkItem[],
  count: number,
  { text, statuses, language, periods, open, more }: { text: Texts; statuses: Statuses; language: Language; periods: View["periods"]; open: (item: WorkItem, task: Task) => void; more: () => void },
): TemplateResult {
  const task = (item: WorkItem, task: Task) => {
    const says = task.remedy && task.status === "not_due" ? task.remedy : task.message;
    return html`<li>
      <button class="task" @click=${() => open(item, task)}>
        ${statusMark(task.status, statuses)}
        <span class="what">
          <span class="title"><span class="aside">${statuses[task.status].words}</span> ${task.title || task.rule} <span class="quiet">${periodId(task.period, language, periods)}</span></span>
          <span class="quiet">${says}${task.depends ? html` <span class="flag">${text.depends}</span>` : nothing}</span>
        </span>
        <span class="when ${task.due && says.includes(task.due) ? "said" : ""}">${task.due ?? ""}</span>
      </button>
    </li>`;
  };
  const part = (item: WorkItem, title: string, tasks: readonly Task[]) =>
    tasks.length
      ? html`<section>
          <h4>${title} <span>${tasks.length}</span></h4>
          <ul>
            ${tasks.map((each) => task(item, each))}
          </ul>
        </section>`
      : nothing;
  const left = work.length - count;
  return html`<ol class="work">
      ${work.slice(0, count).map(
        (item) =>
          html`<li class="item">
            <h3>${item.name || item.entity}</h3>
            ${part(item, text.dueTasks, item.due)} ${part(item, text.missedTasks, item.missed)} ${part(item, text.unclearTasks, item.unclear)}
          </li>`,
      )}
    </ol>
    ${left > 0 ? html`<button class="plain more" @click=${more}>${text.more(Math.min(step, left), left)}</button>` : nothing}`;
}

export const worklistStyles = css`
  .work {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 34rem), 1fr));
    gap: 0.75rem;
    align-items: start;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .item {
    padding: 0.75rem 1rem;
    background: var(--_ground);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    break-inside: avoid;
  }
  .item h3 {
    font-size: 1.14em;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .item section {
    display: grid;
    grid-template-columns: 5.5rem minmax(0, 1fr);
    gap: 0 0.5rem;
    padding-top: 0.375rem;
  }
  .item h4 {
    padding-top: 0.5rem;
    white-space: nowrap;
  }
  .item h4 span {
    font-weight: 400;
  }
  .task {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    gap: 0 0.75rem;
    align-items: start;
    width: 100%;
    padding: 0.5rem;
    border: 0;
    border-radius: 6px;
    background: none;
    text-align: start;
    overflow-wrap: anywhere;
  }
  .task:hover {
    background: var(--_raised);
  }
  .task .mark {
    width: 1.75rem;
    height: 1.5rem;
  }
  .what {
    display: grid;
  }
  .title {
    font-weight: 500;
  }
  .title .quiet {
    font-weight: 400;
    margin-inline-start: 0.25em;
  }
  .when {
    color: var(--_quiet);
    white-space: nowrap;
  }
  .more {
    margin: 0.75rem auto 0;
    display: block;
  }
  @container (max-width: 40rem) {
    .item section {
      grid-template-columns: minmax(0, 1fr);
    }
    .item {
      padding: 0.75rem;
    }
    .task {
      grid-template-columns: auto minmax(0, 1fr);
      padding-inline: 0;
    }
    .when {
      grid-column: 2;
      font-size: 0.93em;
    }
    .when.said,
    .when:empty {
      display: none;
    }
  }
  @media print {
    .more {
      display: none;
    }
  }
`;
