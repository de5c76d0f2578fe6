import { EditorState } from "@codemirror/state";
import type { Language } from "./text.js";

/** The editor's own texts in Chinese; it speaks English by itself. */
const chinese: Record<string, string> = {
  "Control character": "控制字符",
  "Selection deleted": "已删除所选内容",
  "current match": "当前匹配",
  "on line": "在行",
  "replaced match on line $": "已替换第 $ 行的一处",
  "replaced $ matches": "已替换 $ 处",
  "Go to line": "转到行",
  go: "转到",
  Find: "查找",
  Replace: "替换为",
  next: "下一处",
  previous: "上一处",
  all: "全选",
  "match case": "区分大小写",
  "by word": "整词",
  regexp: "正则表达式",
  replace: "替换",
  "replace all": "全部替换",
  close: "关闭",
  Completions: "补全",
  Diagnostics: "问题",
  "No diagnostics": "没有问题",
  to: "到",
};

export const phrases = (language: Language) => EditorState.phrases.of(language === "zh" ? chinese : {});
