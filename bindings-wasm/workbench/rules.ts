import { html, nothing } from "lit";
import { ask } from "./dialog.js";
import type { WorkbenchEditor } from "./editor.js";
import { Panel } from "./panel.js";
import { tabId, tabs } from "./tabs.js";

/** Endings of rule files and of templates. */
const ENDING = ".rhai";
const ENDINGS = [ENDING, ".html"];

const ended = (name: string) => ENDINGS.some((ending) => name.endsWith(ending));

/** The files of the pack, the editor and its problems. */
export class WorkbenchRules extends Panel {
  #shown = "";

  get editor(): WorkbenchEditor | null {
    return this.querySelector("workbench-editor");
  }

  #problemsOf(file: string) {
    return this.model.live.problems.filter((problem) => problem.place?.kind === "script" && problem.place.file === file);
  }

  async #name(title: string, value: string): Promise<string | null> {
    const { files } = this.model.state;
    const full = (name: string) => (ended(name) ? name : name + ENDING);
    const refuse = (name: string) => {
      if (name === "" || ENDINGS.includes(name)) return this.say("file_name_empty");
      return full(name) !== full(value) && files[full(name)] !== undefined ? this.say("file_name_taken") : null;
    };
    const name = await ask({ title, value, ok: this.say("ok"), cancel: this.say("cancel") }, refuse);
    return name === null ? null : full(name);
  }

  async #add(): Promise<void> {
    const file = await this.#name(this.say("file_name"), "");
    if (file === null) return;
    this.model.change({ files: { ...this.model.state.files, [file]: "" }, file });
    await this.updateComplete;
    this.editor?.focus();
  }

  async #rename(): Promise<void> {
    const { file } = this.model.state;
    const name = await this.#name(this.say("rename_file"), file.endsWith(ENDING) ? file.slice(0, -ENDING.length) : file);
    if (name === null || name === file) return;
    const files = Object.fromEntries(Object.entries(this.model.state.files).map(([path, text]) => [path === file ? name : path, text]));
    this.model.change({ files, file: name });
  }

  #delete(): void {
    const { file, files } = this.model.state;
    const { [file]: _gone, ...rest } = files;
    this.model.replace({ files: rest, file: Object.keys(rest)[0] ?? "" }, this.say("deleted_file", { file }));
  }

  /** On a narrow screen the tabs go on beyond its edge. */
  protected override updated(): void {
    const { file } = this.model.state;
    const tab = document.getElementById(tabId("file", file));
    // What is hidden cannot be scrolled to.
    if (file === this.#shown || !tab?.offsetParent) return;
    this.#shown = file;
    // `scrollIntoView` would also move the place from which the Tab key goes on.
    const list = tab.parentElement as HTMLElement;
    const [inner, outer] = [tab.getBoundingClientRect(), list.getBoundingClientRect()];
    list.scrollLeft += Math.max(0, inner.right - outer.right) - Math.max(0, outer.left - inner.left);
  }

  protected override render() {
    const { model } = this;
    const { files, file } = model.state;
    const all = Object.keys(files).map((path) => {
      const problems = this.#problemsOf(path);
      const bad = problems.some((problem) => problem.severity === "error");
      const name = path.endsWith(ENDING) ? path.slice(0, -ENDING.length) : path;
      return {
        id: path, label: html`${name}${problems.length > 0 ? html`<span class="dot ${bad ? "bad" : "warn"}" aria-hidden="true"></span>` : nothing}`,
        title: path, className: "file",
        ...(problems.length > 0 ? { name: this.say("file_with_problems", { file: name, count: problems.length }) } : {}),
      };
    });
    const actions = [
      { label: this.say("add_file"), act: () => void this.#add() },
      { label: this.say("rename_file"), act: () => void this.#rename() },
      { label: this.say("delete_file"), act: () => this.#delete(), disabled: Object.keys(files).length < 2 },
      { label: this.say("search"), act: () => this.editor?.search() },
      { label: this.say("format"), act: () => void this.editor?.format() },
    ];
    return html`<div class="files">
        ${tabs("file", this.say("files"), all, file, (path) => model.change({ file: path }))}
        <workbench-menu icon .label=${this.say("file_actions")} .choices=${actions}></workbench-menu>
      </div>
      <div class="editor-panel" role="tabpanel" id="file-panel" aria-labelledby=${tabId("file", file)}>
        <workbench-editor .model=${model}></workbench-editor>
      </div>
      <workbench-problems .model=${model} .editor=${() => this.editor}></workbench-problems>`;
  }
}
