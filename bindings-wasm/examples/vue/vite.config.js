import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";

export default defineConfig({
  // Elements of dudao are the browser's, not Vue's.
  plugins: [vue({ template: { compilerOptions: { isCustomElement: (tag) => tag.startsWith("dudao-") } } })],
  // The package finds its engine and its worker by where its own files are.
  optimizeDeps: { exclude: ["dudao"] },
  worker: { format: "es" },
});
