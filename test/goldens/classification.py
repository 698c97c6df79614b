"""Makes classification.json, scores of made-up guesses, with scikit-learn: python3 classification.py > classification.json"""

import json
import random

import sklearn
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, precision_recall_fscore_support

random.seed(6)
cases = []
for classes, count, right in [(2, 40, 0.9), (2, 7, 0.0), (5, 60, 0.6), (6, 9, 0.5), (18, 200, 0.8)]:
    # small classes, some of which nobody meets
    truths = [min(random.randrange(classes), random.randrange(classes)) for _ in range(count)]
    guesses = [truth if random.random() < right else random.randrange(classes) for truth in truths]
    labels = list(range(classes))
    precision, recall, f1, support = precision_recall_fscore_support(truths, guesses, labels=labels, zero_division=0)
    cases.append(
        {
            "classes": classes,
            "truths": truths,
            "guesses": guesses,
            "accuracy": accuracy_score(truths, guesses),
            "macro_f1": f1_score(truths, guesses, average="macro", zero_division=0),
            "precision": list(precision),
            "recall": list(recall),
            "f1": list(f1),
            "support": support.tolist(),
            "confusion": confusion_matrix(truths, guesses, labels=labels).tolist(),
        }
    )
print(json.dumps({"scikit-learn": sklearn.__version__, "cases": cases}))
