/** The default theme with Recurve's colours and the system's letters, and the service worker that keeps the site. */
import type { Theme } from "vitepress";
import DefaultTheme from "vitepress/theme-without-fonts";
import "./colors.css";
import "./style.css";

export default {
  extends: DefaultTheme,
  enhanceApp({ siteData }) {
    if (import.meta.env.SSR || import.meta.env.DEV || !("serviceWorker" in navigator)) return;
    addEventListener("load", () => navigator.serviceWorker.register(`${siteData.value.base}sw.js`).catch(() => {}));
  },
} satisfies Theme;
