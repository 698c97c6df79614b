/** The Chinese of what `parts.ts` says; pages read it, too. */

/** What values mean, and remarks instead of pictures: Chinese by the English of `parts.ts`. */
export const tracedInChinese: Readonly<Record<string, string>> = {
  "what the model takes": "模型的输入",
  "what the layer gives": "层的输出",
  "input gate: how much of the candidate comes in": "输入门：候选值进入多少",
  "forget gate: how much of the old cell state stays": "遗忘门：旧的细胞状态留下多少",
  "candidate: what may come into the cell state": "候选值：可能进入细胞状态的内容",
  "output gate: how much of the cell state shows": "输出门：细胞状态显露多少",
  "cell state": "细胞状态",
  "hidden state": "隐藏状态",
  "update gate: how much of the old state stays": "更新门：旧状态留下多少",
  "reset gate: how much of the old state the candidate sees": "重置门：候选值看到多少旧状态",
  "what the state may become": "状态可能变成什么",
  "how much each step of the query (line) takes of each step of the value (column)":
    "查询的每一步（行）从值的每一步（列）取多少",
  "passes on what it takes": "原样传递输入",
  "its rows are not those of the data": "它的行不是数据的行",
  texts: "文本",
  "a state after each step": "每一步之后的状态",
};
