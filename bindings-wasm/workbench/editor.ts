import { closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab, toggleComment } from "@codemirror/commands";
import { bracketMatching, indentUnit } from "@codemirror/language";
import { highlightSelectionMatches, openSearchPanel, search, searchKeymap } from "@codemirror/search";
import { ChangeSet, Compartment, EditorState, Text, type Extension } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers, tooltips } from "@codemirror/view";
import { completing } from "./complete.js";
import { authoring, type Action } from "./engine.js";
import { highlighting } from "./highlight.js";
import { hovering } from "./hover.js";
import { hangingIndentation } from "./indentation.js";
import { linting, showProblems } from "./lint.js";
import type { Model } from "./model.js";
import { phrases } from "./phrases.js";
import { offset, span, type Position } from "./position.js";
import { theme } from "./theme.js";

/** The part of a text that another one replaces: what is equal at both ends stays, and the cursor with it. */
function difference(before: string, after: string): { from: number; to: number; insert: string } {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) };
}

/**
 * The files of the pack in an editor. It lives in a shadow root, where its styles are adopted sheets: the page's content-security policy
 * allows no style elements.
 */
export class WorkbenchEditor extends HTMLElement {
  model!: Model;
  readonly #language = new Compartment();
  readonly #attributes = new Compartment();
  /** Each file keeps its cursor and its history while another one is open. */
  readonly #states = new Map<string, EditorState>();
  #view: EditorView | null = null;
  #file = "";
  #height = 0;
  /** Whoever types keeps the cursor in sight when the editor becomes smaller, as above a keyboard on the screen. */
  readonly #resized = new ResizeObserver(() => {
    const view = this.#view;
    const before = this.#height;
    this.#height = this.clientHeight;
    if (!view?.hasFocus || this.#height >= before) return;
    const { head } = view.state.selection.main;
    const top = (view.coordsAtPos(head)?.top ?? Infinity) - this.getBoundingClientRect().top;
    if (top >= 0 && top <= before) view.dispatch({ effects: EditorView.scrollIntoView(head, { yMargin: 24 }) });
  });
  #shown: { problems: unknown; language: string } = { problems: null, language: "" };

  connectedCallback(): void {
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    this.#file = this.model.state.file;
    this.#view = new EditorView({ root, parent: root, state: this.#state(this.#file) });
    this.model.addEventListener("change", this.#follow);
    this.#resized.observe(this);
    this.#follow();
  }

  disconnectedCallback(): void {
    this.model.removeEventListener("change", this.#follow);
    this.#resized.disconnect();
    this.#view?.destroy();
    this.#view = null;
  }

  override focus(): void {
    this.#view?.focus();
  }

  /** Opens a file at a place. */
  async go(file: string, place: Position): Promise<void> {
    if (file !== this.model.state.file) this.model.change({ file });
    const view = this.#view;
    if (!view) return;
    const at = offset(view.state.doc, place);
    view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
    view.focus();
  }

  /** Makes a repair. The file that is open, or else the first that changes, is repaired in the editor, so that it can be undone there. */
  readonly repair = ({ edits }: Action): void => {
    const { model } = this;
    const scripts = edits.flatMap(({ place, insert }) => (place.kind === "script" && model.state.files[place.file] !== undefined ? [{ place, insert }] : []));
    const changed = [...new Set(scripts.map(({ place }) => place.file))];
    const here = changed.includes(model.state.file) ? model.state.file : changed[0];
    if (here === undefined) return;
    const set = (file: string, document: Text) => {
      const changes = scripts.filter(({ place }) => place.file === file).map(({ place, insert }) => ({ ...span(document, place), insert }));
      return { changes: ChangeSet.of(changes, document.length), first: Math.min(...changes.map(({ from }) => from)) };
    };
    for (const file of changed.filter((other) => other !== here)) {
      const document = Text.of((model.state.files[file] ?? "").split("\n"));
      model.change({ files: { ...model.state.files, [file]: set(file, document).changes.apply(document).toString() } });
    }
    if (here !== model.state.file) model.change({ file: here });
    const view = this.#view;
    if (!view) return;
    const { changes, first } = set(here, view.state.doc);
    view.dispatch({ changes, selection: { anchor: changes.mapPos(first, 1) }, scrollIntoView: true, userEvent: "input.repair" });
    view.focus();
  };

  async format(): Promise<void> {
    const view = this.#view;
    if (!view || this.#file.endsWith(".html")) return;
    const { doc } = view.state;
    const before = doc.toString();
    try {
      const after = await authoring.format(before);
      if (view.state.doc === doc && after !== before) view.dispatch({ changes: difference(before, after), userEvent: "format" });
    } catch (error) {
      this.model.notify(this.model.say("failed", { why: error instanceof Error ? error.message : String(error) }));
    }
  }

  search(): void {
    if (this.#view) openSearchPanel(this.#view);
  }

  #state(file: string): EditorState {
    const text = this.model.state.files[file] ?? "";
    const known = this.#states.get(file);
    if (known?.doc.toString() === text) return known;
    return EditorState.create({ doc: text, extensions: this.#extensions(file) });
  }

  #labels(): Extension {
    return EditorView.contentAttributes.of({
      "aria-label": this.model.say("editor", { file: this.#file }), "aria-description": this.model.say("editor_leave"),
      tabindex: "0", autocapitalize: "off", autocorrect: "off", spellcheck: "false",
    });
  }

  #extensions(path: string): Extension[] {
    const file = () => this.#file;
    return [
      lineNumbers(), highlightActiveLine(), highlightActiveLineGutter(), history(), drawSelection(), EditorState.tabSize.of(4), indentUnit.of("    "),
      EditorState.languageData.of(() => [{ commentTokens: { line: "//" }, closeBrackets: { brackets: ["(", "[", "{", '"', "`"] } }]),
      bracketMatching(), closeBrackets(), highlightSelectionMatches(), search({ top: true }), EditorView.lineWrapping, hangingIndentation, tooltips({ position: "fixed" }),
      this.#language.of(phrases(this.model.state.language)), this.#attributes.of(this.#labels()),
      // A template is written in another language than rules are.
      path.endsWith(".html") ? [] : [highlighting, completing(this.model, file), hovering(this.model, file)], linting(this.model, file, this.repair), theme,
      keymap.of([
        { key: "Shift-Alt-f", run: () => (void this.format(), true), preventDefault: true },
        { key: "Mod-/", run: toggleComment },
        ...closeBracketsKeymap, ...completionKeymap, ...searchKeymap, ...historyKeymap, ...defaultKeymap, indentWithTab,
      ]),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) this.#typed(update.state.doc.toString());
      }),
    ];
  }

  #typed(text: string): void {
    const { files } = this.model.state;
    if (files[this.#file] !== text) this.model.change({ files: { ...files, [this.#file]: text } });
  }

  /** Takes over what the model says: another file, a text that was replaced from outside, problems, the language. */
  readonly #follow = () => {
    const view = this.#view;
    if (!view) return;
    // An input method keeps its text in the page while it composes, and loses it if the page is redrawn under it.
    if (view.composing) {
      setTimeout(this.#follow, 200);
      return;
    }
    const { file, files, language } = this.model.state;
    const text = files[file] ?? "";
    const other = file !== this.#file;
    if (other) this.#states.set(this.#file, view.state);
    if (other || view.state.doc.toString() !== text) {
      this.#file = file;
      view.setState(this.#state(file));
      this.#shown = { problems: null, language: "" };
    }
    for (const known of this.#states.keys()) if (files[known] === undefined) this.#states.delete(known);
    const { problems } = this.model.live;
    if (this.#shown.language !== language) {
      view.dispatch({ effects: [this.#language.reconfigure(phrases(language)), this.#attributes.reconfigure(this.#labels())] });
    }
    if (this.#shown.language !== language || this.#shown.problems !== problems) {
      this.#shown = { problems, language };
      showProblems(view, this.model, file, this.repair);
    }
  };
}
