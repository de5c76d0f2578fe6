// An engine that breaks down is replaced, and says so.

import assert from "node:assert/strict";
import { test } from "node:test";

/** Memories of all instances, so that a test can use them up. */
const memories = [];
const { instantiate, Instance } = WebAssembly;
WebAssembly.instantiate = async (...given) => {
  const made = await instantiate(...given);
  memories.push((made.instance ?? made).exports.memory);
  return made;
};
WebAssembly.Instance = class extends Instance {
  constructor(...given) {
    super(...given);
    memories.push(this.exports.memory);
  }
};

const { authoring, DataError, EngineError, Pack } = await import("dudao");

/** Takes all memory that an engine could still get. */
function exhaust() {
  const memory = memories.at(-1);
  // A machine that is short of memory may refuse what it gives a moment later.
  for (let had = -1; had < memory.buffer.byteLength; ) {
    had = memory.buffer.byteLength;
    for (let pages = 65536; pages > 0; pages >>= 1) {
      try {
        for (;;) memory.grow(pages);
      } catch {
        // Less may still be there.
      }
    }
  }
}

const BOOK = { schools: [{ id: "L", name: "牵头校", role: "lead" }], terms: [{ id: "2020a", start: "2020-09-01", end: "2021-01-22" }] };
const asOf = "2021-02-01";

test("packs and record books are read again, a report is gone", async () => {
  const pack = await Pack.load("fenghua-2019");
  const data = pack.dataset(BOOK);
  const report = pack.evaluate(data, { asOf });
  const written = report.json();
  const large = { activities: `id,title\n1,${"长".repeat(20_000_000)}\n` };
  const before = memories.length;
  exhaust();
  assert.throws(() => pack.dataset(large), EngineError);
  assert.equal(memories.length, before + 1, "another instance has taken its place");
  assert.throws(() => report.json(), (error) => error instanceof EngineError && error.code === "engine.failed" && /引擎/.test(error.message));
  assert.equal(pack.evaluate(data, { asOf }).json(), written);
  pack.free();
  data.free();
  report.free();
});

test("it breaks down and is replaced any number of times", async () => {
  const pack = await Pack.load("fenghua-2019");
  for (let time = 0; time < 3; time += 1) {
    const before = memories.length;
    exhaust();
    assert.throws(() => pack.dataset({ activities: `id,title\n1,${"长".repeat(20_000_000)}\n` }), EngineError);
    assert.equal(memories.length, before + 1);
    assert.deepEqual(pack.dataset(BOOK).tables(), ["terms", "schools"]);
  }
});

test("so is the module that tells authors what is wrong", async () => {
  const pack = await Pack.load("fenghua-2019");
  assert.deepEqual(await pack.check(), []);
  const before = memories.length;
  exhaust();
  await assert.rejects(authoring.check({ "policy.rhai": `// ${"长".repeat(20_000_000)}` }), EngineError);
  assert.equal(memories.length, before + 1);
  assert.deepEqual(await pack.check(), []);
});

test("what is merely wrong breaks nothing", async () => {
  const pack = await Pack.load("fenghua-2019");
  const before = memories.length;
  assert.throws(() => pack.dataset("{"), DataError);
  assert.equal(memories.length, before);
});
