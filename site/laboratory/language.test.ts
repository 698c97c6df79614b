/** All texts in the site's own code exist in both languages. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const folders = ["laboratory", "start", "programs", "benchmarks", "gallery", ".vitepress/theme"];
const files = folders
  .flatMap((folder) =>
    readdirSync(`site/${folder}`, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)),
  )
  // programs are the same in both languages
  .filter((path) => /(?<!\.test|-code|program)\.(ts|vue)$/.test(path));

/** Lines of code and of a terminal, and what networks read. */
const sameInBoth = /^["'`]?(import |for \(|npm |npx |the cat sat on the mat|The old captain )/;

/** Three words one after the other. */
const isSentence = (text: string) => /[A-Za-z]{2,}'?\w* [a-z]+ [a-z]{2,}/.test(text) && !sameInBoth.test(text);
const hasChinese = (text: string) => /\p{Script=Han}/u.test(text);

/** The sentences of a program that have no Chinese beside them, as the value of `zh` or of the English as a name. */
function inEnglishAlone(program: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && ts.isObjectLiteralExpression(node.parent)) {
      const beside = node.parent.properties.find((each) => each.name?.getText() === "zh");
      if (node.name.getText() === "en" && beside && hasChinese(beside.getText())) return;
      if (ts.isStringLiteral(node.name) && hasChinese(node.initializer.getText())) return;
    }
    if ((ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) && isSentence(node.getText()))
      found.push(node.getText());
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("program.ts", program, ts.ScriptTarget.Latest, true));
  return found;
}

/** Translated words with narrow punctuation after or before them, which is wrong in Chinese: `list`, `names`, `clauses` and `colon` know. */
function narrowBesideWords(program: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTemplateExpression(node) && /\bpick\(/.test(node.getText())) {
      const between = node.templateSpans.map(({ literal }) => literal.text);
      if (between.some((text) => /^ ?[,;:!?]( |$)/.test(text))) found.push(node.getText());
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("program.ts", program, ts.ScriptTarget.Latest, true));
  return found;
}

/** The literal texts of a component: text between tags, and attributes that are read aloud or shown. */
function wordsOfTemplate(template: string): string[] {
  const bare = template.replaceAll(/<!--[\s\S]*?-->|<(style|script)[\s\S]*?<\/\1>/g, "");
  const shown = bare
    .replaceAll(/\{\{[\s\S]*?\}\}/g, "")
    .matchAll(/>([^<>]+)<|\s(?:aria-label|title|alt|placeholder)="([^"]+)"/g);
  return [...shown].map(([, text, attribute]) => text ?? attribute!).filter(isSentence);
}

describe.each(files)("%s", (path) => {
  const source = readFileSync(`site/${path}`, "utf8");
  it("says nothing in English alone", () => {
    if (path.endsWith(".ts")) {
      expect([...inEnglishAlone(source), ...narrowBesideWords(source)]).toEqual([]);
      return;
    }
    const [, script = ""] = /<script[^>]*>([\s\S]*?)<\/script>/.exec(source) ?? [];
    const [, template = ""] = /<template>([\s\S]*)<\/template>/.exec(source) ?? [];
    const expressions = [...template.matchAll(/\{\{([\s\S]*?)\}\}|="([^"]*[{(][^"]*)"/g)].map(
      ([, a, b]) => `(${a ?? b})`,
    );
    expect([script, ...expressions].flatMap(inEnglishAlone)).toEqual([]);
    expect([script, ...expressions].flatMap(narrowBesideWords)).toEqual([]);
    expect(wordsOfTemplate(template)).toEqual([]);
  });
});

it("finds what is in English alone", () => {
  expect(inEnglishAlone("throw new Error(`It is too short`)")).toHaveLength(1);
  expect(inEnglishAlone('x({ en: "This is too short", zh: "太短" })')).toEqual([]);
  expect(inEnglishAlone('x({ en: "This is too short", zh: "This is too short" })')).toHaveLength(2);
  expect(narrowBesideWords(`x = \`\${count} \${pick(words.batches)}, \${pick(words.loss)}\``)).toHaveLength(1);
  expect(
    narrowBesideWords(`x = \`\${pick(words.most)} \${most} · \${pick(words.mean)}\`; y = \`a, \${b}: \${c}\``),
  ).toEqual([]);
  expect(wordsOfTemplate('<p>All of this.</p><img alt="a picture of it">')).toHaveLength(2);
});
