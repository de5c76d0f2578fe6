/** Registers the elements of the page. */

import { WorkbenchApp } from "./app.js";
import { WorkbenchBar } from "./bar.js";
import { WorkbenchClauses } from "./clauses.js";
import { WorkbenchDivider } from "./divider.js";
import { WorkbenchEditor } from "./editor.js";
import { WorkbenchForms } from "./forms.js";
import { WorkbenchGrid } from "./grid.js";
import { WorkbenchMenu } from "./menu.js";
import { WorkbenchNotice } from "./notice.js";
import { WorkbenchParams } from "./params.js";
import { WorkbenchProblems } from "./problems.js";
import { WorkbenchReadings } from "./readings.js";
import { WorkbenchRecords } from "./records.js";
import { WorkbenchResults } from "./results.js";
import { WorkbenchRules } from "./rules.js";

const elements: Record<string, CustomElementConstructor> = {
  "workbench-app": WorkbenchApp,
  "workbench-bar": WorkbenchBar,
  "workbench-clauses": WorkbenchClauses,
  "workbench-divider": WorkbenchDivider,
  "workbench-editor": WorkbenchEditor,
  "workbench-forms": WorkbenchForms,
  "workbench-grid": WorkbenchGrid,
  "workbench-menu": WorkbenchMenu,
  "workbench-notice": WorkbenchNotice,
  "workbench-params": WorkbenchParams,
  "workbench-problems": WorkbenchProblems,
  "workbench-readings": WorkbenchReadings,
  "workbench-records": WorkbenchRecords,
  "workbench-results": WorkbenchResults,
  "workbench-rules": WorkbenchRules,
};

export function register(): void {
  for (const [name, element] of Object.entries(elements)) customElements.define(name, element);
}
