// Makes the package of what the engine's build has left in `js/generated/`, and says how large it is.

import { execFileSync } from "node:child_process";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { build } from "esbuild";
import { nameByLikeness } from "./order.mjs";

const here = import.meta.dirname;
const dist = path.join(here, "dist");
const rules = path.join(here, "../rules");
const generated = path.join(here, "js/generated");

/** What all bundles have in common. */
const shared = { absWorkingDir: here, bundle: true, target: "es2022", legalComments: "none", logLevel: "warning" };

/** What browsers of the last years know, and the compiler uses. */
const FEATURES = ["bulk-memory", "bulk-memory-opt", "call-indirect-overlong", "multivalue", "mutable-globals", "nontrapping-float-to-int", "reference-types", "sign-ext"];

/**
 * How the engine is made smaller. What makes it smaller as it stands makes it larger once it is packed: brotli finds again what the compiler has
 * written alike, so the code is mostly left alone, and like functions are put beside each other. Alignments are only hints, so all are the same.
 */
const PASSES = [
  ...["duplicate-function-elimination", "remove-unused-module-elements", "vacuum"],
  ...["shrink-level=2", "optimize-instructions", "dealign", "reorder-functions-by-name", "strip-debug", "strip-producers"],
];

/** How large the engine may be after brotli, in bytes. */
const LIMIT = 600_000;

await rm(dist, { recursive: true, force: true });
await mkdir(path.join(dist, "packs"), { recursive: true });
await packs();
await optimise();
await bundleForNode();
await statuses();
await bundle();
declarations();
await workbench();
await sizes();

/** Each pack is a file of its own, and so is what they share. */
async function packs() {
  const names = [];
  for (const folder of (await readdir(rules, { withFileTypes: true })).filter((entry) => entry.isDirectory())) {
    const files = (await readdir(path.join(rules, folder.name))).filter((file) => /\.(rhai|html)$/.test(file)).sort();
    if (files.length === 0) continue;
    names.push(folder.name);
    const prefix = folder.name === "common" ? "common/" : "";
    const texts = files.map(async (file) => [prefix + file, await readFile(path.join(rules, folder.name, file), "utf8")]);
    await writeFile(path.join(dist, "packs", `${folder.name}.json`), JSON.stringify(Object.fromEntries(await Promise.all(texts))));
  }
  // Written out one by one, so that bundlers find the files.
  const lines = names.sort().map((name) => `  "${name}": () => new URL("./packs/${name}.json", import.meta.url),`);
  const text = `// The packs that come with the package.\n\nexport const PACKS: Readonly<Record<string, () => URL>> = {\n${lines.join("\n")}\n};\n`;
  await writeFile(path.join(generated, "packs.ts"), text);
}

async function optimise() {
  for (const part of ["engine", "authoring", "forms"]) {
    const file = path.join(dist, `${part}.wasm`);
    wasmOpt(path.join(generated, `${part}_bg.wasm`), file, PASSES);
    await writeFile(file, nameByLikeness(await readFile(file)));
    wasmOpt(file, file, ["reorder-functions-by-name", "strip-debug"]);
  }
}

function wasmOpt(from, to, passes) {
  const options = [...FEATURES.map((feature) => `enable-${feature}`), ...passes].map((option) => `--${option}`);
  execFileSync(path.join(here, "node_modules/.bin/wasm-opt"), [...options, from, "-o", to]);
}

/** In Node, modules have twins that know files and its own workers. */
function twins() {
  return {
    name: "twins",
    setup({ onResolve }) {
      onResolve({ filter: /\/(host|spawn)\.js$/ }, ({ path: asked, resolveDir }) => ({ path: path.join(resolveDir, asked.replace(/\.js$/, ".node.ts")) }));
    },
  };
}

/** What the engine calls its statuses: the elements show them before they have an engine. */
async function statuses() {
  const { statuses } = await import(path.join(dist, "dudao.node.js"));
  const words = JSON.stringify({ zh: await statuses("zh"), en: await statuses("en") }, undefined, 2);
  const text = `// Marks and words of the statuses, from the best known to the rarest.\n\nimport type { Language, StatusWords } from "./types.js";\n\n`;
  await writeFile(path.join(generated, "statuses.ts"), `${text}export const STATUSES: Readonly<Record<Language, readonly StatusWords[]>> = ${words};\n`);
}

async function bundle() {
  const entryPoints = { dudao: "js/index.ts", worker: "js/worker/index.ts", "worker-thread": "js/worker/entry.ts", components: "components/index.ts" };
  await build({ ...shared, outdir: "dist", entryPoints, format: "esm", minify: true });
}

async function bundleForNode() {
  const node = { "dudao.node": "js/index.ts", "worker.node": "js/worker/index.ts" };
  const forNode = { ...shared, outdir: "dist", platform: "node", plugins: [twins()] };
  await build({ ...forNode, entryPoints: { ...node, "worker-thread.node": "js/worker/entry.node.ts" }, format: "esm" });
  await build({
    ...forNode,
    entryPoints: node,
    format: "cjs",
    outExtension: { ".js": ".cjs" },
    // Which a script of CommonJS does not have.
    define: { "import.meta.url": "here" },
    banner: { js: 'const here = require("node:url").pathToFileURL(__filename).href;' },
  });
}

function declarations() {
  execFileSync(path.join(here, "node_modules/.bin/tsc"), ["--project", path.join(here, "tsconfig.build.json")], { stdio: "inherit" });
}

/** The workbench is a folder that any server of files can offer as it is. */
async function workbench() {
  const page = path.join(dist, "workbench");
  await build({
    ...shared,
    entryPoints: { main: "workbench/main.ts" },
    outdir: "dist/workbench",
    format: "esm",
    minify: true,
    alias: { "dudao/worker": "./js/worker/index.ts", "dudao/components": "./components/index.ts" },
  });
  for (const file of ["index.html", "workbench.css"]) await cp(path.join(here, "workbench", file), path.join(page, file));
  for (const part of ["engine.wasm", "authoring.wasm", "forms.wasm", "worker-thread.js", "packs"]) await cp(path.join(dist, part), path.join(page, part), { recursive: true });
  await mkdir(path.join(page, "examples"), { recursive: true });
  const examples = path.join(here, "../tests/data");
  // The first day on which a pack's records are judged there is the one that the page begins with.
  const runs = (await readFile(path.join(examples, "runs.csv"), "utf8")).split("\n").map((line) => line.trim().split(","));
  for (const { name } of (await readdir(examples, { withFileTypes: true })).filter((entry) => entry.isDirectory())) {
    const files = (await readdir(path.join(examples, name))).filter((file) => file.endsWith(".csv")).sort();
    const tables = files.map(async (file) => [path.basename(file, ".csv"), await readFile(path.join(examples, name, file), "utf8")]);
    const asOf = runs.find(([pack]) => pack === name)?.[2];
    await writeFile(path.join(page, "examples", `${name}.json`), JSON.stringify({ asOf, tables: Object.fromEntries(await Promise.all(tables)) }));
  }
}

async function sizes() {
  const packs = (await readdir(path.join(dist, "packs"))).map((file) => `packs/${file}`);
  const files = ["engine.wasm", "authoring.wasm", "forms.wasm", "dudao.js", "worker.js", "worker-thread.js", "components.js", ...packs, "workbench/main.js"];
  console.log("file".padEnd(28), "bytes".padStart(10), "brotli".padStart(10));
  for (const file of files) {
    const bytes = await readFile(path.join(dist, file));
    const compressed = brotli(bytes);
    console.log(file.padEnd(28), String(bytes.length).padStart(10), String(compressed).padStart(10));
    if (file === "engine.wasm" && compressed > LIMIT) throw new Error(`the engine has ${compressed} bytes after brotli, more than ${LIMIT}`);
  }
}

function brotli(bytes) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return brotliCompressSync(bytes, { params }).length;
}
