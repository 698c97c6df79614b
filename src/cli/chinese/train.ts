/** The help of `recurve train` and of what uses its models, in Chinese. Long texts are keyed by their words, whatever lines they stand on. */
export const ofTraining: Readonly<Record<string, string>> = {
  "Every run leaves a folder with the model, its settings, the history and a report. One that was interrupted goes on when the same command is given again.":
    "每次训练都会留下一个目录，其中有模型、设置、训练历史和报告。中断后再次输入同一命令即可继续。",
  "a language model from a text: it learns what comes next, and writes":
    "由文本训练语言模型：学习接下来是什么，并能生成文本",
  "a translator from pairs: dates, phonemes, sentences": "由成对的文本训练翻译模型：日期、音素、句子",
  "a forecaster from a table of times and numbers": "由时间与数值的表格训练预测模型",
  "a classifier from a table of texts or readings with labels": "由带标签的文本或读数表格训练分类模型",
  // what all have
  "the folder of the run; by default under runs/, named after the file": "训练目录；默认在 runs/ 下，以文件名命名",
  "passes over the data": "遍历数据的轮数",
  "samples per step": "每步的样本数",
  "size of the optimizer's steps": "优化器的步长",
  "width of the recurrent layers": "循环层的宽度",
  "the same seed gives the same model": "种子相同，模型相同",
  "the language of the output; by default from LANG": "输出的语言；默认由 LANG 决定",
  "write the figures as JSON; progress goes to standard error": "以 JSON 输出数值；进度写到标准错误",
  "the encoding of the data, such as gbk, big5, shift_jis; by default UTF-8":
    "数据的编码，如 gbk、big5、shift_jis；默认 UTF-8",
  "what a token is": "词元的单位",
  "maximum number of tokens, the most frequent ones": "词元数上限，取最常见的",
  "width of a token's vector": "词元向量的宽度",
  "recurrent layers": "循环层数",
  "the recurrent layers": "循环层的种类",
  "share of the inputs dropped in training": "训练时丢弃的输入比例",
  // lm
  "files of text; folders with all texts in them": "文本文件；也可以是目录，读取其中所有文本",
  "every line is a separate text, such as a poem; the default if lines end like sentences":
    "每行是一篇独立的文本，如一首诗；各行都像句子一样结尾时默认如此",
  "all lines are one running text": "所有行合为一篇连续文本",
  'the line that stands between documents of several lines, such as %; "" for an empty line':
    '多行文档之间的分隔行，如 %；"" 表示空行',
  "tokens of a training sequence": "每个训练序列的词元数",
  "share of each layer's input dropped in training": "训练时每层输入的丢弃比例",
  "share of the tokens whose vectors are dropped in training": "训练时丢弃向量的词元比例",
  "share of the recurrent weights dropped in training": "训练时循环权重的丢弃比例",
  "the softmax has the embedding's matrix": "softmax 与嵌入共用矩阵",
  "train in several processes, as recurve cluster does: local:processes=2, slurm:nodes=2,storage=/shared":
    "像 recurve cluster 那样用多个进程训练：local:processes=2、slurm:nodes=2,storage=/shared",
  "weights become their moving average over the last steps": "权重取最后若干步的滑动平均",
  "What is not given is chosen by the size of the text: 256 units, windows of 64, batches of 16 and a learning rate of 0.005, some ten million tokens in 3 to 8 epochs; below 300,000 tokens 128 units, dropout 0.5, windows of 32, batches of 8 and 0.01, some million tokens in 12 to 40 epochs. A twentieth of the text is held out to choose the best epoch, and another to measure bits per character beside an n-gram model of order 5, which becomes a part of the model where both together are ahead. Files are read piece by piece, so a corpus may be larger than memory is. Documents of several lines are told apart by --separator; a line of % or --- that comes often is found.":
    "未给出的选项由文本大小决定：宽度 256、窗口 64、每步 16 个序列、学习率 0.005，3 到 8 轮共约一千万个词元；不足 30 万个词元时为宽度 128、dropout 0.5、窗口 32、每步 8 个序列、学习率 0.01，12 到 40 轮共约一百万个词元。留出二十分之一的文本用来选择最好的一轮，另外二十分之一用来测量每字符比特数，并与 5 元语法比较；两者合用更好时，5 元语法成为模型的一部分。文件逐段读取，语料可以大于内存。多行文档用 --separator 分开；经常出现的 % 或 --- 行会被自动识别。",
  // translate
  "pairs for choosing the best epoch; by default a twentieth of <pairs>":
    "选择最好一轮所用的句对；默认取 <pairs> 的二十分之一",
  "pairs to test on; by default another twentieth": "测试用的句对；默认另取二十分之一",
  "what a token of the source is": "原文词元的单位",
  "what a token of the target is": "译文词元的单位",
  "maximum number of words or byte pairs": "词或字节对的数量上限",
  "the scores": "注意力的打分方式",
  "recurrent layers of encoder and decoder each": "编码器和解码器各自的循环层数",
  "how often, in the end, the decoder reads its own output in training": "训练末期解码器读取自身输出的概率",
  "the width of the beam search in the evaluation": "评估时束搜索的宽度",
  "a line for each pair: a text, a tab, its translation; or CSV, JSON lines (.jsonl), a catalogue (.po)":
    "每行一对：原文、制表符、译文；也可以是 CSV、JSON 行（.jsonl）或消息目录（.po）",
  "a file whose lines are the translations of the lines of <pairs>": "各行是 <pairs> 各行译文的文件",
  "Without --source-split and --target-split the texts decide: few different words are tokens, short texts are cut into characters, long ones into byte pairs. Beside the network, copying the source and taking the most alike of the known pairs are measured: what has the highest chrF on the pairs that the epoch is chosen by is what `recurve translate` does.":
    "没有 --source-split 和 --target-split 时由文本决定：不同的词很少时以词为词元，短文本切成字符，长文本切成字节对。除网络外还测量照抄原文和最相近的已知句对：在选择轮次的句对上 chrF 最高的方法就是 `recurve translate` 所用的方法。",
  // forecast
  "what to forecast; by default the last column of numbers": "预测的列；默认为最后一个数值列",
  "further input columns, known up to now": "其他输入列，只知道到现在为止的值",
  "columns that are known ahead, such as price,promo: the last rows of the table may have only these":
    "预先已知的列，如 price,promo：表格最后几行可以只有这些列",
  "what names the series of a row, in a table of several, or region,product; by default found where times repeat":
    "表中有多个序列时指明各行所属序列的列，也可以是 region,product；时间重复时默认自动找出",
  "the columns of times; by default the first one, or year and month": "时间列；默认为第一个时间列，或年和月",
  "there are no times; rows are in order": "没有时间；各行按顺序排列",
  "how times are written, such as dd/mm/yyyy or %d.%m.%Y; by default found":
    "时间的写法，如 dd/mm/yyyy 或 %d.%m.%Y；默认自动识别",
  "whose clock the times are of, such as Europe/Berlin, where they name no zone; by default UTC":
    "时间没有写明时区时所用的时区，如 Asia/Shanghai；默认 UTC",
  "steps ahead; by default 24 of hours, 28 of days, 12 of months": "向前预测的步数；默认小时 24、天 28、月 12",
  "length of the season in steps, 1 for none; by default a day of hours, a week of days, a year of months":
    "季节周期的步数，1 表示没有；默认小时为一天、天为一周、月为一年",
  "steps that the network reads; by default 168 of hours, 56 of days, 24 of months":
    "网络读取的步数；默认小时 168、天 56、月 24",
  "the table has a column for each time (2019, 2020, ... or Jan to Dec), and a row for each series or year":
    "表的每个时间占一列（2019、2020……或 Jan 至 Dec），每个序列或每年占一行",
  "public holidays are known ahead, such as of DE or US-NY; from the package date-holidays, where it is installed":
    "事先知道公共节假日，如 DE 或 US-NY；来自软件包 date-holidays（须已安装）",
  "the forecasting method; by default the best in a trial of all; direct and recursive are the network alone":
    "预测方法；默认逐一试验后取最好的；direct 和 recursive 只用神经网络",
  "the quantiles of the band": "预测区间的分位数",
  "share of the recurrent layers' inputs dropped in training": "训练时循环层输入的丢弃比例",
  "share of the rows, the last ones, to test on; by default a tenth, or three horizons":
    "留作测试的最后若干行的比例；默认十分之一，或三个 horizon",
  "interpolate missing rows and cells linearly; they are not learned from": "缺失的行和单元格用直线补上；不从中学习",
  "CSV or JSON lines (.jsonl) with a row for every step of time, or - for CSV from standard input":
    "CSV 或 JSON 行（.jsonl），每个时间一行；- 表示标准输入的 CSV",
  "Rows are sorted by time. Without --date-format the whole column decides between day and month first; what it decides is said. A short table gets a shorter horizon and window than usual. The last rows are held out, and forecast from many places by a network and by methods that need none (naive, smoothing, Theta, ARIMA ...); what was best forecasts, and learns from the held-out rows, too. Without --epochs the rows are read until the network has seen some seventy-five thousand windows.":
    "各行按时间排序。没有 --date-format 时由整列决定日在前还是月在前，并说明结果。表格较短时 horizon 和 window 也较小。留出最后若干行，从许多起点用神经网络和无需网络的方法（naive、指数平滑、Theta、ARIMA 等）预测；最好的方法负责预测，并再从留出的行中学习。没有 --epochs 时，训练到网络看过约七万五千个窗口为止。",
  // classify
  "a table to test on; by default a tenth of <data>, of every class": "测试用的表格；默认取 <data> 每个类别的十分之一",
  "the column of texts; by default the one with the longest": "文本列；默认为文本最长的列",
  "the column of labels; by default the one with a name such as label, class or y, else the last one":
    "标签列；默认为名称如 label、class、y 的列，否则为最后一列",
  "the separator of labels, for texts that may have several, or none":
    "一条文本可有多个标签或没有标签时，标签之间的分隔符",
  "the column that identifies series; by default found by its name and values": "区分各序列的列；默认由名称和值找出",
  "the columns of readings; by default all numbers except times and row numbers":
    "读数列；默认为时间和行号以外的所有数值列",
  "what a token of a text is": "文本词元的单位",
  "how many tokens of a text the network reads, from the start; n-grams use the whole text":
    "网络从开头读取的词元数；n 元语法读取全文",
  "forward: for a label at every step that depends only on earlier steps": "forward：只由先前各步给出标签，可逐步判断",
  "let rare classes count as much as frequent ones": "少见的类别与常见的类别同等重要",
  "a table (CSV, or JSON lines: .jsonl): a text or readings in each row, and a label":
    "表格（CSV，或 JSON 行：.jsonl）：每行一条文本或若干读数，以及一个标签",
  'Of texts, n-grams are read beside the network, of readings a logistic regression on windows; how much each counts is found on samples that neither learned from. Where all columns but the label are numbers, rows are the readings of a series in their order, and every reading is given a label: anomalies, activities, states. A column such as "id" tells series apart; where all rows of a series have one label, the whole series is given one: gestures, recordings. Columns of times are no readings. Without --split, texts of 40 characters or fewer are cut into characters, longer ones into words. What is not given is chosen by the data: 128 units for characters and readings, 64 for words; epochs until the network has read some two million tokens, of readings some 600 steps of training.':
    "除网络外，文本还读取 n 元语法，读数还用窗口上的逻辑回归；各占多少由两者都没学过的样本决定。除标签外各列都是数值时，各行按顺序是一个序列的读数，每个读数得到一个标签：异常、活动、状态。如有“id”之类的列，则用它区分序列；一个序列各行标签相同时，整个序列得到一个标签：手势、录音。时间列不是读数。没有 --split 时，平均不超过 40 个字符的文本切成字符，更长的切成词。未给出的选项由数据决定：字符和读数的宽度为 128，词为 64；训练到网络读过约两百万个词元，读数则约 600 步。",
};

/** The help of the commands that use those models. */
export const ofUses: Readonly<Record<string, string>> = {
  "the opening": "开头",
  "tokens at most": "最多写多少个词元",
  "1: the model's probabilities; lower: safer; 0: always the most probable":
    "1：按模型的概率；越低越稳妥；0：总取概率最大的",
  "choose among the n most probable tokens": "从概率最大的 n 个词元中选择",
  "choose among the most probable tokens that together have probability p": "从概率之和达到 p 的最可能词元中选择",
  "above 1: repeat less": "大于 1：减少重复",
  "stop before one of these texts": "遇到这些文本之一时停止",
  "the same seed gives the same text": "种子相同，文本相同",
  "write the most probable text, found by beam search of width n; nothing is random":
    "用宽度为 n 的束搜索写出概率最大的文本；没有随机性",
  "write the whole text as JSON": "以 JSON 输出全文",
  "a model file of `recurve train lm`, or the folder of its run": "`recurve train lm` 的模型文件或训练目录",
  "the width of the beam search": "束搜索的宽度",
  "0 prefers short translations, 1 long ones": "0 偏向短译文，1 偏向长译文",
  "draw the attention of the first translation, as SVG": "把第一条译文的注意力画成 SVG",
  "write texts, log probabilities, tokens and attention as JSON": "以 JSON 输出文本、对数概率、词元和注意力",
  "a model file of `recurve train translate`, or the folder of its run":
    "`recurve train translate` 的模型文件或训练目录",
  "what to translate; without it every line of standard input": "要翻译的文本；没有时读取标准输入的每一行",
  "only these of several series": "有多个序列时只预测这些",
  "also write a picture of the forecast, as SVG": "同时把预测画成 SVG",
  "write JSON: times, medians and quantiles by column": "输出 JSON：各列的时间、中位数和分位数",
  "the language of the picture; by default from LANG": "图的语言；默认由 LANG 决定",
  "a model file of `recurve train forecast`, or the folder of its run": "`recurve train forecast` 的模型文件或训练目录",
  "CSV with the columns that it was trained on; by default it goes on from the data of the training":
    "含有训练时各列的 CSV；默认接着训练数据预测",
  "a table of readings, for a classifier of series": "读数表格，用于序列分类模型",
  "classes to print for each text": "每条文本输出几个类别",
  "the probability from which a class is assigned; assigned classes come first":
    "判为某类的概率阈值；判定的类别排在前面",
  "write all classes and probabilities as JSON": "以 JSON 输出所有类别和概率",
  "a model file of `recurve train classify`, or the folder of its run": "`recurve train classify` 的模型文件或训练目录",
  "what to classify; without it every line of standard input": "要分类的文本；没有时读取标准输入的每一行",
  "translators: the width of the beam search": "翻译模型：束搜索的宽度",
  "classifiers: the column of texts": "分类模型：文本列",
  "classifiers: the column of labels": "分类模型：标签列",
  "write the figures as JSON": "以 JSON 输出数值",
  "a model file of `recurve train`, or the folder of its run": "`recurve train` 的模型文件或训练目录",
  "a file like the one that it was trained on": "与训练文件形式相同的文件",
};
