import { sources } from "./engine.js";
import { blank, type State, type Table } from "./state.js";
import type { Language } from "./text.js";

/** The pack that the page opens with. */
export const FIRST = "fenghua-2019";

/** Records that come with a shipped pack, and the day on which they are worth judging. */
async function example(name: string): Promise<Pick<State, "asOf" | "tables"> | null> {
  const response = await fetch(`examples/${encodeURIComponent(name)}.json`);
  if (!response.ok) return null;
  const { asOf, tables } = (await response.json()) as { asOf: string; tables: Record<string, string> };
  const encoder = new TextEncoder();
  return { asOf, tables: Object.fromEntries(Object.entries(tables).map(([table, text]): [string, Table] => [table, encoder.encode(text)])) };
}

const opening = (files: State["files"]) => Object.keys(files).find((path) => path === "teachers.rhai") ?? Object.keys(files)[0] ?? "";

/** What a shipped pack begins with; without records where none come with it. */
export async function shipped(name: string): Promise<Partial<State>> {
  const [files, records] = await Promise.all([sources(name), example(name).catch(() => null)]);
  return { pack: name, files, file: opening(files), params: {}, readings: {}, profile: null, ...records };
}

const today = () => new Date().toLocaleDateString("sv-SE");

/** The page as it is when one comes for the first time. */
export async function first(language: Language): Promise<State> {
  return { ...blank, language, asOf: today(), ...(await shipped(FIRST)) };
}

const chinese = `// 新的规则包：先写条款，再写规则。按 Ctrl 加空格看可用的词。

引用("common/records");

政策("new-policy").名称("新的政策").发文机关("某某区教育局").施行("2020-01-01");

条款("1").条目("一").效力("必须").要求("各校领导班子每学期至少两次一起研究管理");

参数("sessions", 2).称作("每学期班子共研").单位("次").条款("1");

规则("leadership-study").名称("班子共同研究管理").条款("1")
    .每("学校", "学期")
    .统计("次数", 计数("活动").其中("类型", "班子共研").归于("参加学校").称作("班子共研").单位("次"))
    .判定(|m, p| m.次数.至少(p.sessions));
`;

const english = `// A new pack: first a clause, then a rule. Ctrl and space offers the words that there are.

uses("common/records");

policy("new-policy").title("A new policy").issuer("The bureau").in_force("2020-01-01");

clause("1").article("1").force("mandatory").says("the leadership of each school studies management together at least twice a term");

param("sessions", 2).label("sessions a term").unit("sessions").clause("1");

rule("leadership-study").title("Leaderships study together").clause("1")
    .each("school", "term")
    .measure("sessions", count("activities").having("kind", "leadership_study").by("participants").label("sessions").unit("sessions"))
    .judge(|m, p| m.sessions.at_least(p.sessions));
`;

/** A pack to begin with, sound as it stands. */
export const fresh = (language: Language): Partial<State> => ({
  pack: "", files: { "policy.rhai": language === "zh" ? chinese : english }, file: "policy.rhai", params: {}, readings: {}, profile: null, left: "rules", side: "left",
});
