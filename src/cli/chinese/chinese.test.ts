/** Errors and help of commands in Chinese. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { afterEach, describe, expect, it, vi } from "vitest";
import { lacking } from "../../cluster/launchers/launcher.ts";
import { type data, tasks } from "../../index.ts";
import { ConfigError, type RecurveError } from "../../tensor/index.ts";
import { runCommand } from "../program.ts";
import { errorInChinese, inChinese, messageInChinese, phrases, sentences } from "./index.ts";
import { ofReceived } from "./received.ts";

/** What a command writes to both of its outputs. */
async function said(...args: string[]): Promise<string> {
  const texts: string[] = [];
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, "write").mockImplementation((text) => texts.push(String(text)) > 0),
  );
  await runCommand(args);
  for (const spy of spies) spy.mockRestore();
  return texts.join("");
}

afterEach(() => vi.unstubAllEnvs());

const filesIn = (folder: string, ending = /(?<!\.test)\.[tj]s$/) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => ending.test(path) && !path.includes("chinese"));

/** All that Recurve's code says, on hosts too, and commander's, without line ends. */
const code = [
  ...["src", "node_modules/commander/lib"].flatMap((folder) => filesIn(folder)),
  ...filesIn("cluster", /\.py$/),
]
  .map((path) => readFileSync(path, "utf8"))
  .join("\n")
  .replaceAll("\\`", "`")
  .replaceAll('\\"', '"')
  .replaceAll(/\s+/g, " ");

/** The longest run of a sentence's own words. */
const wordsOf = (sentence: string) =>
  sentence
    .split(/\{\d\}/)
    .sort((a, b) => b.length - a.length)[0]!
    .trim()
    .replaceAll("\n", "\\n");

describe("what has Chinese is what is said", () => {
  it.each([...Object.keys(sentences), ...Object.keys(ofReceived)])("%s", (sentence) => {
    expect(code.includes(wordsOf(sentence))).toBe(true);
  });

  it.each(Object.keys(phrases))("%s", (phrase) => {
    expect(code.includes(phrase)).toBe(true);
  });

  it.each([...Object.entries(sentences), ...Object.entries(ofReceived)])("%s has its parts", (sentence, chinese) => {
    const parts = (text: string) => [...new Set(text.match(/\d(?=\})/g))].sort();
    for (const part of parts(chinese)) expect(parts(sentence)).toContain(part);
  });
});

describe("no help is English", () => {
  const commands = readFileSync("src/cli/program.ts", "utf8")
    .match(/^ {2}\w+(?=: \[")/gm)!
    .map((name) => name.trim());
  const subcommands = {
    train: ["lm", "translate", "forecast", "classify"],
    cluster: ["check", "train", "shard", "predict", "attach", "logs", "stop", "fetch"],
  } as Record<string, string[]>;
  const all = [[], ...commands.flatMap((name) => [[name], ...(subcommands[name] ?? []).map((each) => [name, each])])];

  it.each(all.map((path) => [path.join(" ") || "recurve", path]))("%s", async (_, path) => {
    const help = await said(...path, "--help", "--lang=zh");
    for (const name of path.length === 1 ? (subcommands[path[0]!] ?? []) : []) expect(help).toContain(`  ${name} `);
    const paragraphs = help.trim().split(/\n\s*\n/);
    expect(paragraphs.length).toBeGreaterThan(2);
    for (const paragraph of paragraphs.slice(1)) {
      const [first, ...lines] = paragraph.split("\n");
      expect(first).toMatch(/\p{Script=Han}/u);
      if (first === "示例：") continue;
      // an option, an argument or a command, and what it is
      for (const line of lines.filter((each) => /^ {2}\S/.test(each))) expect(line).toMatch(/\p{Script=Han}/u);
    }
  });
});

/** Functions that make an error or a warning of the sentence that they are given first. */
const makers = ["fileError", "refuse", "unknownNames", "warn", "this.warn"];

type Part = "what" | "expected" | "received" | "hint";

/** What a part of errors says in these files, with X for what varies. */
function* saidIn(paths: readonly string[], part: Part): Generator<string> {
  const textsOf = (node: ts.Expression): string[] => {
    if (ts.isStringLiteralLike(node)) return [node.text];
    if (ts.isParenthesizedExpression(node)) return textsOf(node.expression);
    if (ts.isConditionalExpression(node)) return [...textsOf(node.whenTrue), ...textsOf(node.whenFalse)];
    if (!ts.isTemplateExpression(node)) return [];
    return [node.head.text + node.templateSpans.map(({ literal }) => `X${literal.text}`).join("")];
  };
  for (const path of paths) {
    const found: string[] = [];
    const visit = (node: ts.Node) => {
      if (ts.isPropertyAssignment(node) && node.name.getText() === part) found.push(...textsOf(node.initializer));
      if (part === "what" && ts.isCallExpression(node) && makers.includes(node.expression.getText()))
        found.push(...textsOf(node.arguments[0]!));
      if (part === "hint" && ts.isCallExpression(node) && node.expression.getText() === "readNow")
        found.push(...textsOf(node.arguments[1]!));
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true));
    yield* found;
  }
}

describe("no error of a command is English", () => {
  const paths = [
    ...["src/cli", "src/cluster", "src/files", "src/io", "src/data/times", "src/tasks/forecaster"].flatMap((folder) =>
      filesIn(folder),
    ),
    ...["src/data/csv.ts", "src/data/text-chunks.ts", "src/data/written-numbers.ts"],
  ];
  /** What only programs meet. */
  const ofPrograms = [
    "The option delimiter of X is not valid.",
    "No data can be read from this.",
    "A piece of X is neither text nor bytes.",
    "X: X must have a value for each of truth.",
    "The forecaster has no rows to continue from.",
    "The forecaster has no target.",
    "A model cannot be read from this.",
    "The source returned no bytes for X.",
    "X X: X",
    "The launcher is not valid.",
    "A callback cannot be sent to other machines.",
    "cluster.writeData met something that is not a batch.",
    "attach takes the folder of a job.",
    "X of cluster.train are not what it takes.",
    "cluster.train: X is for samples in memory.",
    'cluster.train: passes: "all" is for a dataset, which is read anew for each epoch.',
  ];
  /** What is made of other sentences and numbers. */
  const ofParts = ["X (X)", "X X, X", "X X", "X XHint: X.", "XX."];

  it.each([...new Set(saidIn(paths, "what"))].filter((what) => ![...ofPrograms, ...ofParts].includes(what)))(
    "%s",
    (what) => expect(inChinese(what)).toMatch(/\p{Script=Han}/u),
  );

  /** What is code. */
  const ofCode = [
    "X -m pip install X",
    "npm install hyparquet hyparquet-compressors",
    "const bytes = await saveModel(model)",
  ];
  const isSentence = (text: string) => /[a-z]{2} [a-z]{2}/.test(text) && !ofCode.includes(text);

  it.each(
    (["expected", "received", "hint"] as const).flatMap((part) =>
      [...new Set(saidIn(paths, part))].filter(isSentence).map((text) => [part, text] as const),
    ),
  )("%s: %s", (part, text) => {
    expect(
      errorInChinese({ what: "", [part]: text })
        .split("：")
        .slice(1)
        .join(),
    ).toMatch(/\p{Script=Han}/u);
  });
});

it("what recurve cluster check finds is Chinese", async () => {
  const lines = (
    await said("cluster", "check", "--launcher", "ray", "--address", "http://127.0.0.1:9", "--lang=zh")
  ).split("\n");
  expect(lines[0]).toMatch(/^缺少 {2}Ray：http:\/\/127.0.0.1:9 上没有 Ray 的仪表板应答。$/);
  expect(lines[2]).toMatch(/^ {2}提示：请用 --address 指定/);
  expect((await said("cluster", "check", "--python", "/nowhere/python3", "--lang=zh")).split("\n").slice(0, 2)).toEqual(
    ["缺少  本机上的 Python：本机上没有 /nowhere/python3。", "  提示：请用 --python 指定 3.10 或更新的版本"],
  );
  expect(inChinese("2 of Slurm's nodes can be used, 1 asked for")).toBe("Slurm 有 2 个节点可用，需要 1 个");
  const ended = "The job has ended without a result. The last line of its log: ";
  expect(inChinese(`${ended}Ray knows the job a no more: it was started anew, or forgot it.`)).toMatch(
    /：Ray 已不知道作业 a：/,
  );
  expect(inChinese(`${ended}a line`)).toBe("作业已结束，没有结果。日志的最后一行：a line");
});

it("several things that a launcher lacks have a Chinese sentence each", () => {
  const lacks = lacking([
    {
      name: "Python",
      isFine: false,
      what: "python of Ray has no keras.",
      hint: "on all hosts of Ray's: pip install keras",
    },
    { name: "CPU", isFine: false, what: "8 processes ask for 8 CPU, and Ray's cluster has 4." },
  ]);
  expect(errorInChinese(lacks.toJSON())).toBe(`这种启动方式还不能使用：Python, CPU。
  Python：Ray 的 python 缺少 keras。
    提示：在 Ray 的所有主机上执行：pip install keras
  CPU：8 个进程需要 8 CPU，Ray 集群有 4。`);
});

it("a message is read again as the parts that it was made of", () => {
  const message = "There is no a.csv.\n  expected: an existing file\n  received: hint: none";
  expect(messageInChinese(message)).toBe("没有 a.csv。\n  应为：存在的文件\n  实为：hint: none");
});

const errorOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return (error as RecurveError).toJSON();
  }
  throw new Error("nothing was thrown");
};

describe("an error in Chinese", () => {
  const rows = Array.from({ length: 24 }, (_, i) => ({ month: `20${10 + Math.floor(i / 12)}-${(i % 12) + 1}`, y: i }));
  const read = (changed: data.CsvRecord[]) => () => tasks.readSeries(changed, { columns: ["y"] });

  it.each<[string, () => unknown, RegExp]>([
    [
      "a cell",
      read(rows.with(4, { ...rows[4]!, y: "many" as never })),
      /^第 5 行的列“y”不是数。\n {2}应为：一个数，或空白\n {2}实为："many"$/,
    ],
    [
      "a gap",
      read(rows.with(4, { ...rows[4]!, y: null as never })),
      /^列“y”有缺失。\n {2}应为：每 month 一个数\n[\s\S]*提示：--fill-gaps/,
    ],
    ["a total", read([...rows, { month: "Total", y: 3 }]), /^第 25 行[\s\S]*提示：请去掉合计行/],
    ["a time twice", read([...rows, rows[23]!]), /^第 24 行和第 25 行的时间相同：2011-12-01。/],
    ["a column", () => tasks.readSeries(rows, { columns: ["x"] }), /^表中没有列“x”。\n {2}应为：其中之一：month, y/],
  ])("tells %s", (_, work, told) => {
    expect(errorInChinese(errorOf(work))).toMatch(told);
  });

  it("leaves in English what has no Chinese, and shows what would break a line", () => {
    expect(inChinese("Something rare.")).toBe("Something rare.");
    expect(errorInChinese({ what: "Something rare.", received: "a\nb" })).toBe("Something rare.\n  实为：a\\nb");
    expect(errorInChinese({ what: "Something rare.", received: "a list of 3" })).toMatch(/实为：3 个的列表$/);
  });

  it("leaves what varies as it is, though it were a phrase", () => {
    expect(inChinese("There is no the opening.")).toBe("没有 the opening。");
    expect(inChinese("error: option '--epochs <n>' argument '0' is invalid. It must be a positive integer.")).toBe(
      "选项 '--epochs <n>' 的值 '0' 无效。应为正整数。",
    );
  });

  it("is asked for by --lang of every command, which the library does not get as an option", async () => {
    expect(await said("plot", "test/fixtures/keras/graph.keras", "--output", "-", "--lang", "zh")).toMatch(/^<svg/);
  });

  it("is what inspect says with --lang zh, explanations too", async () => {
    const out = await said("inspect", "test/fixtures/keras/graph.keras", "--explain", "--lang", "zh");
    expect(out).toMatch(/格式的模型，[\s\S]*个参数[\s\S]*输入“[\s\S]*计算方式/);
    expect(out.split("\n\n").at(-1)).toMatch(/。/);
  });

  it("is what commands say under --lang zh or LANG, and English otherwise", async () => {
    vi.stubEnv("LC_ALL", "en_US");
    expect(await said("forecast", "no-such-run", "--lang", "zh")).toBe(
      "recurve: 没有 no-such-run。\n  应为：存在的文件\n",
    );
    expect(await said("forecast", "no-such-run")).toContain("There is no file no-such-run.");
    expect(await said("forecast", "--lagn", "zh")).toMatch(/^recurve: unknown option '--lagn'\n/);
    vi.stubEnv("LC_ALL", "zh_CN.UTF-8");
    expect(await said("forecast", "no-such-run")).toContain("没有 no-such-run。");
    expect(await said("forecast", "no-such-run", "--lang=en")).toContain("There is no file no-such-run.");
    expect(await said("forecast", "--lagn", "zh")).toMatch(
      /^recurve: 没有选项 '--lagn'\n（是否指 --lang？）\n（recurve/,
    );
    expect(await said("train", "lm", "x", "--epochs", "0")).toMatch(
      /^recurve: 选项 '--epochs <n>' 的值 '0' 无效。应为/,
    );
  });
});

it("a count of one has Chinese as others have", () => {
  const said = (count: number) =>
    errorInChinese(new ConfigError({ what: "x", received: `${count} bytes that start with 78` }));
  expect(said(1)).toBe(said(2).replace("2", "1"));
  expect(said(1)).toMatch(/字节/);
});
