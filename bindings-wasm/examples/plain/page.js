// Judges the files that somebody chooses, without leaving this page.

import { DudaoError, Pack } from "/dudao/worker.js";

const form = document.querySelector("form");
const status = document.querySelector("[role=status]");
const elements = document.querySelectorAll("dudao-findings, dudao-scoreboard");
const pack = Pack.load("fenghua-2019");
let running = new AbortController();

form.addEventListener("change", async () => {
  running.abort();
  running = new AbortController();
  const { signal } = running;
  try {
    const files = [...form.elements.files.files];
    if (files.length === 0) return;
    const tables = files.map(async (file) => [file.name.replace(/\.csv$/i, ""), new Uint8Array(await file.arrayBuffer())]);
    const report = await (await pack).evaluate(Object.fromEntries(await Promise.all(tables)), {
      asOf: form.elements.day.value,
      signal,
      onProgress: ({ done, total }) => (status.textContent = `正在判定：${done} / ${total}`),
    });
    for (const element of elements) {
      element.report = report;
      element.hidden = false;
    }
    status.textContent = `共 ${report.length} 条结果。`;
  } catch (error) {
    if (signal.aborted) return;
    // What is wrong with the files is told line by line, with what to do about it.
    status.textContent = error instanceof DudaoError ? error.problems.map(({ message, help }) => message.zh + (help ? `（${help.zh}）` : "")).join("\n") : String(error);
  }
});
