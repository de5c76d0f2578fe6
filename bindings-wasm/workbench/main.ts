import { WorkbenchApp } from "./app.js";
import { register } from "./elements.js";
import { packs } from "./engine.js";
import { Model } from "./model.js";
import { Runner } from "./run.js";
import { first, fresh, shipped } from "./shipped.js";
import { keep, recall } from "./store.js";
import { say } from "./text.js";

const SAVE_AFTER = 400;

/** Keeps the state a moment after it last changed, and at once when the page is left. */
function keepAlong(model: Model): void {
  let timer = 0;
  let said = false;
  const save = () => {
    clearTimeout(timer);
    timer = 0;
    keep(model.state).catch(() => {
      if (!said) model.notify(model.say("not_kept"));
      said = true;
    });
  };
  model.addEventListener("state", () => {
    clearTimeout(timer);
    timer = window.setTimeout(save, SAVE_AFTER);
  });
  addEventListener("pagehide", () => {
    if (timer !== 0) save();
  });
}

function speak(model: Model): void {
  const { language } = model.state;
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  document.title = [model.live.description?.title, model.say("product")].filter(Boolean).join(" · ");
}

async function start(): Promise<void> {
  register();
  const model = new Model();
  const [kept, names] = await Promise.all([recall(), packs()]);
  const broken = kept === "broken";
  model.change(kept === null || broken ? await first("zh") : kept);
  model.show({ packs: names });
  if (broken) model.notify(model.say("state_dropped"));

  const runner = new Runner(model);
  const failed = (error: unknown) => model.notify(model.say("failed", { why: error instanceof Error ? error.message : String(error) }));
  const app = new WorkbenchApp();
  app.model = model;
  app.runner = runner;
  app.openPack = (name) => {
    shipped(name).then((patch) => model.replace(patch, [model.say("loaded_pack", { name }), patch.tables ? "" : model.say("not_offered", { name })].join(" ").trim()), failed);
  };
  app.newPack = () => model.replace(fresh(model.state.language), model.say("loaded_new"));
  app.reset = () => {
    first(model.state.language).then((state) => model.replace(state, model.say("back_done")), failed);
  };
  model.addEventListener("change", () => speak(model));
  speak(model);
  document.getElementById("workbench")?.replaceChildren(app);
  keepAlong(model);
  runner.start();
}

start().catch((error: unknown) => {
  const place = document.getElementById("workbench");
  const why = error instanceof Error ? error.message : String(error);
  const words = document.createElement("p");
  words.setAttribute("role", "alert");
  words.className = "banner bad";
  words.textContent = (["zh", "en"] as const).map((language) => say(language, "load_failed", { why })).join(" ");
  place?.replaceChildren(words);
});

