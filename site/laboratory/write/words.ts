/** The words of the page, in each language. */
import type { Texts } from "../language.ts";
import type { Property } from "./found-units.ts";

export const words = {
  lead: {
    en: "Type, and a small network writes on: it reads one character after the other, and draws the next from what it finds probable. It runs in this page.",
    zh: "你来写开头，小网络接着写：它一个字一个字地读，再从它认为可能的字里抽出下一个。全部在这个页面里运行。",
  },
  writer: { en: "Who writes", zh: "谁来写" },
  writers: {
    novel: { en: "Moby-Dick", zh: "《白鲸记》（英文）" },
    poems: { en: "Tang poems", zh: "唐诗" },
    own: { en: "your own text", zh: "你自己的文字" },
  },
  switches: { en: "How it writes", zh: "怎么写" },
  prompt: { en: "Beginning", zh: "开头" },
  temperature: { en: "Temperature", zh: "温度" },
  temperatureText: {
    en: "0: always the most probable character; 1: as probable as the network says; above: bolder.",
    zh: "0：总是最可能的字；1：按网络给的概率；更高：更大胆。",
  },
  topK: { en: "Top-k: how many it draws from", zh: "Top-k：只从前几个里抽" },
  all: { en: "all", zh: "全部" },
  seed: { en: "Seed", zh: "随机种子" },
  length: { en: "Characters", zh: "字数" },
  written: { en: "The text", zh: "文字" },
  writtenText: {
    en: "Coloured by one unit of the memory: orange above zero, purple below. The beginning is underlined. Choose a character to see what could have followed it.",
    zh: "按记忆里一个单元的值着色：大于零为橙色，小于零为紫色。开头带下划线。点一个字，看它后面可能接什么。",
  },
  next: { en: "What could follow", zh: "后面可能接什么" },
  character: { en: "Character", zh: "第几个字" },
  end: { en: "end", zh: "结束" },
  unit: { en: "Unit", zh: "单元" },
  units: { en: "Units that learned something", zh: "学会了东西的单元" },
  unitsText: {
    en: "Found automatically: the network writes a thousand characters, and each unit is compared with the text. The number is a correlation; nobody taught the network any of this.",
    zh: "自动找到的：让网络写一千多个字，把每个单元的值和文字的特点比较。数字是相关系数；没有人教过网络这些。",
  },
  looking: { en: "Looking…", zh: "正在寻找……" },
  own: { en: "Let it learn your own text", zh: "让它学你自己的文字" },
  ownText: {
    en: "Some pages are best; 200 characters are enough to see it begin. The text stays in this page.",
    zh: "几页最好，200 个字就能看到它开始学。文字不会离开这个页面。",
  },
  size: { en: "Units of the network", zh: "网络的单元数" },
  learn: { en: "Learn", zh: "学习" },
  goOn: { en: "Go on", zh: "继续" },
  pause: { en: "Pause", zh: "暂停" },
  again: { en: "Start over", zh: "重新开始" },
  loss: { en: "Loss", zh: "损失" },
  samples: { en: "What it writes while learning, newest first", zh: "学习途中写的，最新的在上" },
  use: { en: "Write with it above", zh: "让它在上面写" },
  download: { en: "Model (.keras)", zh: "模型（.keras）" },
  code: { en: "The program", zh: "程序" },
  batches: { en: "batches", zh: "批" },
  refused: {
    en: "The link asks for something that is not possible here; it is ignored:",
    zh: "链接里有这里不可能的内容，已忽略：",
  },
} as const;

export const properties: Readonly<Record<Property, Texts>> = {
  lineStart: { en: "a line or clause begins", zh: "一句开头" },
  lineEnd: { en: "a line or clause ends next", zh: "一句将尽" },
  quotes: { en: "inside quotes", zh: "在引号里" },
  wordStart: { en: "a word begins", zh: "单词开头" },
  afterSpace: { en: "a space", zh: "空格" },
  capital: { en: "a capital letter", zh: "大写字母" },
  vowel: { en: "a vowel", zh: "元音" },
  position: { en: "how far into the clause", zh: "句中第几个字" },
};
