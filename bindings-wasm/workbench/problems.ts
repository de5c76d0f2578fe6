import { html, nothing } from "lit";
import type { Action, Diagnostic, Difference } from "./engine.js";
import type { WorkbenchEditor } from "./editor.js";
import { keyHints } from "./help.js";
import { Panel } from "./panel.js";

const rank = { error: 0, warning: 1, note: 2 } as const;
const marks = { error: "✗", warning: "!", note: "i" } as const;

/** All problems of all files. */
export class WorkbenchProblems extends Panel {
  editor: () => WorkbenchEditor | null = () => null;

  #where(problem: Diagnostic): string {
    const { place } = problem;
    return place?.kind === "script" ? this.say("line", { file: place.file, line: place.line }) : this.say("whole_pack");
  }

  #go(problem: Diagnostic): void {
    if (problem.place?.kind === "script") void this.editor()?.go(problem.place.file, problem.place);
  }

  #item(problem: Diagnostic, number: number) {
    const { model } = this;
    return html`<li class="problem ${problem.severity}">
      <button type="button" class="problem-text" @click=${() => this.#go(problem)}>
        <span class="mark" aria-hidden="true">${marks[problem.severity]}</span>
        <span><span class="visually-hidden">${this.say(`severity_${problem.severity}`)} </span>${model.read(problem.message)}
          ${problem.help ? html`<span class="problem-help">${model.read(problem.help)}</span>` : nothing}
          <span class="problem-where">${this.#where(problem)} · <code>${problem.code}</code></span></span>
      </button>
      ${model.repairsOf(number).map((action) => this.#repair(action))}
    </li>`;
  }

  /** An expectation of a test in the pack that was not met. */
  #difference(test: string, { place, rule, expected, found, why }: Difference) {
    const { model } = this;
    const words = (status?: string) => model.statuses.find((known) => known.status === status)?.words ?? status;
    const wanted = [words(expected.status), expected.measured, expected.gap, expected.message].filter((part) => part !== undefined).map((part) => JSON.stringify(part).replace(/^"|"$/g, ""));
    const there = found ? [words(found.status), found.message].join(" · ") : this.say("test_found_nothing");
    return html`<li class="problem warning">
      <button type="button" class="problem-text" @click=${() => place.kind === "script" && void this.editor()?.go(place.file, place)}>
        <span class="mark" aria-hidden="true">✗</span>
        <span>${this.say("test_expected", { test, rule, expected: wanted.join(" · ") })}
          <span class="problem-help">${this.say("test_found", { found: there })} ${why ? model.read(why) : nothing}</span>
          ${place.kind === "script" ? html`<span class="problem-where">${this.say("line", { file: place.file, line: place.line })}</span>` : nothing}</span>
      </button>
    </li>`;
  }

  #repair(action: Action) {
    const words = this.model.read(action.title);
    return html`<button type="button" class="button small" title=${words} @click=${() => this.editor()?.repair(action)}>${words}</button>`;
  }

  protected override render() {
    const { problems, checked, phase, tests } = this.model.live;
    const errors = this.model.errors.length;
    const sorted = problems.map((problem, number) => ({ problem, number })).sort((a, b) => rank[a.problem.severity] - rank[b.problem.severity]);
    const several = this.model.live.repairs.filter((action) => action.diagnostic === undefined);
    const words = !checked
      ? phase === "idle" ? "" : this.say("checking")
      : problems.length === 0 ? this.say("no_problems") : this.say("problem_count", { errors, warnings: problems.length - errors });
    const tested = !tests || tests.tests.length === 0
      ? ""
      : tests.failed > 0 ? this.say("tests_failed", { failed: tests.failed, passed: tests.passed }) : this.say("tests_passed", { count: tests.passed });
    const differences = tests?.tests.flatMap((test) => test.differences.map((difference) => this.#difference(test.name, difference))) ?? [];
    return html`<section class="problems" aria-labelledby="problems-heading">
      <h3 id="problems-heading">${this.say("problems")} <span class="summary ${errors > 0 ? "bad" : ""}" role="status">${words} ${tested}</span></h3>
      ${several.length > 0 ? html`<div class="repairs">${several.map((action) => this.#repair(action))}</div>` : nothing}
      ${sorted.length + differences.length > 0 ? html`<ul>${sorted.map(({ problem, number }) => this.#item(problem, number))}${differences}</ul>` : html`<p class="keys-hint">${keyHints(this.model)}</p>`}
    </section>`;
  }
}
