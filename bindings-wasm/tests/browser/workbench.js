// The workbench in a browser, and what tests do with it.

import { launch, open, serve } from "./chromium.js";

/** A browser, and where the workbench is; `WORKBENCH` says where another build of it is served. */
export async function begin() {
  const server = await serve();
  const browser = await launch();
  const address = process.env.WORKBENCH ?? `${server.address}/dist/workbench/`;
  return {
    /** A fresh visitor's page. */
    async visit(options) {
      const opened = await open(browser, address, options);
      opened.page.on("request", (request) => {
        const { protocol, origin } = new URL(request.url());
        if (protocol !== "blob:" && (request.method() !== "GET" || origin !== new URL(address).origin)) opened.wrong.push(`${request.method()} ${request.url()}`);
      });
      return opened;
    },
    async end() {
      await browser.close();
      await server.close();
    },
  };
}

/** Waits until a function of the page gives something. Playwright's own `waitForFunction` evaluates text, which the page's policy forbids. */
export async function until(page, look, argument) {
  for (const end = Date.now() + 20_000; Date.now() < end; ) {
    const found = await page.evaluate(look, argument);
    if (found) return found;
    await page.waitForTimeout(50);
  }
  throw new Error(`in vain: ${look}`);
}

/** The sentence on how many were judged, once it says something other than before. */
export const standing = (page, before = "") =>
  until(
    page,
    (old) => {
      const text = document.getElementById("standing")?.textContent ?? "";
      return text !== "" && text !== old && !document.querySelector(".bar progress") && text;
    },
    before,
  );

/** How many were judged, and how many of them failed. */
export const counts = (text) => text.match(/[\d,]+/g).map((number) => Number(number.replaceAll(",", "")));

export const focusEditor = (page) => page.locator("workbench-editor .cm-content").focus();

/** The text of a line of the editor, from 1; of the last one without a number. */
export const line = (page, number = 0) =>
  page.evaluate((at) => [...document.querySelector("workbench-editor").shadowRoot.querySelectorAll(".cm-line")].at(at - 1).textContent, number);

/** Lets files, of text or of bytes, fall onto the page. */
export async function drop(page, files) {
  const transfer = await page.evaluateHandle((all) => {
    const data = new DataTransfer();
    for (const { name, text, bytes } of all) data.items.add(new File([text ?? Uint8Array.from(bytes)], name));
    return data;
  }, files);
  await page.dispatchEvent("workbench-app", "drop", { dataTransfer: transfer });
}
