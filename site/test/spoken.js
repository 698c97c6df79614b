/**
 * What a screen reader says of a page, by Chromium's accessibility tree, and what is wrong with it: a control, region or picture
 * without a name; on Chinese pages English phrases of the page's own, and narrow punctuation beside Chinese characters.
 */
const named =
  /^(button|link|checkbox|radio|switch|slider|combobox|textbox|searchbox|spinbutton|tab|navigation|region|image|heading|form|dialog)$/;
const han = /\p{Script=Han}/u;
const narrow = /\p{Script=Han} ?[,;:!?]|[,;:!?] ?\p{Script=Han}/u;
const english = /\p{Script=Latin}{2,} \p{Script=Latin}{2,}/u;
/** Titles and names that stay as they are in every language. */
const proper = /^(Recurve|GitHub|TensorFlow\.js|PyTorch|Keras|ONNX)/;

/** @param isOwn whether all of the page's words are its own; pages of docs name works and programs in English */
export async function faultsOfSpeech(page, isOwn) {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  await session.detach();
  const language = await page.evaluate(() => document.documentElement.lang);
  return faultsOf(nodes, language.startsWith("zh"), isOwn);
}

export function faultsOf(nodes, isChinese, isOwn) {
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const isWithin = (node, roles) =>
    node !== undefined && (roles.test(node.role?.value ?? "") || isWithin(byId.get(node.parentId), roles));
  const faults = new Set();
  for (const node of nodes) {
    if (node.ignored) continue;
    const role = node.role?.value ?? "";
    const name = (node.name?.value ?? "").trim();
    // what the page shows of programs, files and names in code is not its own
    if (isWithin(node, /^(code|textbox|MenuListPopup|table)$/)) continue;
    if (named.test(role) && role !== "form" && role !== "link" && name === "") faults.add(`${role} without a name`);
    if (!isChinese || !(named.test(role) || (isOwn && role === "StaticText"))) continue;
    if (narrow.test(name)) faults.add(`narrow punctuation: ${role} ${name}`);
    const isPhrase = english.test(name) && !han.test(name) && !proper.test(name);
    if (isPhrase && (isOwn || role !== "link") && role !== "heading") faults.add(`in English: ${role} ${name}`);
    if (/^Permalink/.test(name)) faults.add(`in English: ${name}`);
  }
  return [...faults];
}
