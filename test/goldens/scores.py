"""Makes scores.json, what BLEU and chrF are of made-up translations, with sacrebleu: python3 scores.py > scores.json"""

import json
import random

import sacrebleu

random.seed(4)
ENGLISH = "the a cat dog sat on mat, ran. 3.5 1,000 state-of-the-art (yes) isn't \"quoted\" end! x; y: 50% it's &quot; A/B".split()
CHINESE = list("无法在类型上使用导出的变量“模块”，请参阅。参数必须 A1 是 x.y 文件")


def text(words, joint):
    return joint.join(random.choice(words) for _ in range(random.randint(1, 18)))


def spoiled(words, reference, joint):
    parts = reference.split(joint) if joint else list(reference)
    kept = [random.choice(words) if random.random() < 0.3 else part for part in parts if random.random() > 0.1]
    return joint.join(kept)


cases = []
for words, joint, tokenize in [(ENGLISH, " ", "13a"), (CHINESE, "", "zh"), (CHINESE, "", "char")]:
    for count in [1, 3, 12]:
        references = [text(words, joint) for _ in range(count)]
        hypotheses = [spoiled(words, reference, joint) for reference in references]
        bleu = sacrebleu.corpus_bleu(hypotheses, [references], tokenize=tokenize).score
        chrf = sacrebleu.corpus_chrf(hypotheses, [references]).score
        cases.append({"tokenize": tokenize, "hypotheses": hypotheses, "references": references, "bleu": bleu, "chrf": chrf})
made = {"sacrebleu": sacrebleu.__version__, "cases": cases}
print(json.dumps(made, ensure_ascii=False, indent=1))
