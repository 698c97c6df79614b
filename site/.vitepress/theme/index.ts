/** The default theme with Recurve's colours and the system's letters, and the service worker that keeps the site. */
import type { Theme } from "vitepress";
import DefaultTheme from "vitepress/theme-without-fonts";
import RunnableProgram from "../../programs/RunnableProgram.vue";
import "./colors.css";
import "./style.css";

/** Paper is white: letters for the dark could not be read on it. */
function printLight(): void {
  const { classList } = document.documentElement;
  let isDark = false;
  addEventListener("beforeprint", () => {
    isDark = classList.contains("dark");
    classList.remove("dark");
  });
  addEventListener("afterprint", () => classList.toggle("dark", isDark));
}

export default {
  extends: DefaultTheme,
  enhanceApp({ app, siteData }) {
    app.component("RunnableProgram", RunnableProgram);
    if (!import.meta.env.SSR) printLight();
    if (import.meta.env.SSR || import.meta.env.DEV || !("serviceWorker" in navigator)) return;
    const keep = () => navigator.serviceWorker.register(`${siteData.value.base}sw.js`).catch(() => {});
    // what the page in view needs comes first
    if (document.readyState === "complete") keep();
    else addEventListener("load", keep);
  },
} satisfies Theme;
