// What a page fetches, and when: the engine for a pack that is sound, and the words for authors once there is something to say.

import assert from "node:assert/strict";
import { test } from "node:test";
import { launch, open, serve } from "./chromium.js";

/** The modules of WebAssembly that a page fetches while it does something. */
async function fetching(page, does, given) {
  const modules = [];
  const listen = (request) => {
    const [, module] = /\/dist\/(\w+)\.wasm$/.exec(request.url()) ?? [];
    if (module) modules.push(module);
  };
  page.on("request", listen);
  const value = await page.evaluate(does, given);
  page.off("request", listen);
  return { modules, value };
}

test("words for authors are fetched when somebody wants to know", async () => {
  const server = await serve({ "/": "<!doctype html><title>dudao</title>" });
  const browser = await launch();
  try {
    const { page, wrong } = await open(browser, `${server.address}/`);
    await page.evaluate(async () => {
      globalThis.dudao = await import("/dist/dudao.js");
    });
    const sound = await fetching(page, async () => {
      globalThis.pack = await dudao.Pack.load("huishan-2019");
      return globalThis.pack.evaluate({}, { asOf: "2019-12-31" }).json().length > 0;
    });
    assert.deepEqual(sound, { modules: ["engine"], value: true });
    const broken = await fetching(page, async () => {
      const error = await dudao.Pack.load({ "policy.rhai": "政策(\"p\").施行(\"2020-01-01\"）;" }).catch((error) => error);
      return [error.name, error.code, error.place, error.help.zh.length > 0];
    });
    const place = { kind: "script", file: "policy.rhai", line: 1, column: 24, length: 1 };
    assert.deepEqual(broken, { modules: ["authoring"], value: ["PackError", "script.full_width", place, true] });
    const asked = await fetching(page, async () => [(await globalThis.pack.check()).length, (await globalThis.pack.test()).tests.length > 0]);
    assert.deepEqual(asked, { modules: [], value: [0, true] });
    assert.deepEqual(wrong, []);
  } finally {
    await browser.close();
    await server.close();
  }
});
