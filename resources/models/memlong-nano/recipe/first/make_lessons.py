#!/usr/bin/env python3
"""Texts that show memlong-nano how a question follows a passage: make_lessons.py FairytaleQA BOOKS > lessons.jsonl

Two kinds, one a line: a section of FairytaleQA's training split with one of its questions, and sentences of the books
with a made-up fact in between that is asked for. With --facts N: documents for `train instruct` instead, each some
hundred sentences of a book with a few such facts.
"""
import argparse, csv, json, pathlib, random, re

THINGS = ("pass key", "pass key", "pass key", "secret number", "number of the house", "price of the ring", "code of the gate",
          "number of the ship", "count of the sheep", "year of the coin")
FIRST = ("Ma", "Be", "Lo", "Ti", "Ra", "So", "Ve", "Ku", "Pel", "Dor", "Han", "Gri", "El", "Ar", "Mo", "Wil", "Cor", "Isa")
LAST = ("ra", "lin", "dor", "na", "bert", "mund", "ly", "gar", "tha", "rick", "bel", "son", "wen", "to", "mir", "las")


def name(rng):
    return rng.choice(FIRST) + rng.choice(LAST)


def fact(rng):
    """A sentence, a question about it, the answer."""
    kind = rng.randrange(4)
    if kind <= 1:
        thing, number = rng.choice(THINGS), str(rng.randint(10000, 99999))
        if rng.random() < 0.6:
            text = f"The {thing} is {number}. Remember it. {number} is the {thing}."
        else:
            text = f"The {thing} is {number}."
        return text, f"What is the {thing}?", number
    who, other = name(rng), name(rng)
    if kind == 2:
        return (f"The name of the king of {who} was {other}.", f"What was the name of the king of {who}?", other)
    relation = rng.choice(("brother", "sister", "friend", "teacher", "servant", "master"))
    return (f"{who} had a {relation} named {other}.", f"Who was the {relation} of {who}?", other)


def sentences(folder, rng):
    pool = []
    for file in sorted(folder.glob("*.txt")):
        text = re.sub(r"\s+", " ", file.read_text(encoding="utf-8", errors="replace"))
        pool.append([s for s in re.split(r"(?<=[.!?]) (?=[A-Z])", text) if 20 <= len(s) <= 200])
    return [p for p in pool if len(p) > 500]


def run_of(pool, rng, count):
    book = rng.choice(pool)
    start = rng.randrange(len(book) - count)
    return book[start:start + count]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("fairytaleqa", type=pathlib.Path)
    parser.add_argument("books", type=pathlib.Path)
    parser.add_argument("--facts", type=int, default=0)
    parser.add_argument("--lessons", type=int, default=9000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    pool = sentences(options.books, rng)
    if options.facts:
        for _ in range(options.facts):
            text, questions = run_of(pool, rng, rng.choice((15, 30, 60))), []
            for _ in range(3):
                said, question, answer = fact(rng)
                if question in [q["question"] for q in questions]:
                    continue
                text.insert(rng.randint(0, len(text)), said)
                questions.append({"question": question, "answer": answer})
            print(json.dumps({"document": " ".join(text), "questions": questions}, ensure_ascii=False))
        return
    lines = []
    for file in sorted((options.fairytaleqa / "questions" / "train").glob("*-questions.csv")):
        story = options.fairytaleqa / "section-stories" / "train" / file.name.replace("-questions", "-story")
        sections = {row["section"]: row["text"] for row in csv.DictReader(story.open(encoding="utf-8"))}
        for row in csv.DictReader(file.open(encoding="utf-8")):
            passage = "\n\n".join(sections[s.strip()] for s in row["cor_section"].split(",") if s.strip() in sections)
            if passage and len(passage) < 2500:
                lines.append(f"{passage.strip()}\n\nQuestion: {row['question'].strip()}\nAnswer: {row['answer1'].strip()}")
    for _ in range(options.lessons):
        text = run_of(pool, rng, rng.randint(2, 7))
        asked = [fact(rng) for _ in range(rng.randint(1, 3))]
        for said, _, _ in asked:
            text.insert(rng.randint(0, len(text)), said)
        _, question, answer = rng.choice(asked)
        clear = [a for a in asked if a[1] == question]
        if len(clear) == 1:
            lines.append(f"{' '.join(text)}\n\nQuestion: {question}\nAnswer: {answer}")
    rng.shuffle(lines)
    for line in lines:
        print(json.dumps({"text": line}, ensure_ascii=False))


main()
