#!/usr/bin/env python3
"""The texts that memlong-nano learns from beside books: make_texts.py KIND BOOKS COUNT [--seed N] > KIND.jsonl

  short    a few words and numbers, said three or four times: from these a small model learns to copy
  long     the same with longer parts and, at times, something else in between
  plain    pieces of the books; --words sets their length
  recall   documents of several chunks in which parts come back long after they stood first
  lessons  a passage with made-up facts and a question about one; --fairytaleqa adds its training split
  far      lessons whose fact stands some chunks before the question
  facts    documents with questions about such facts, for `train instruct`
"""
import argparse, csv, json, pathlib, random, re

THINGS = ("pass key", "pass key", "pass key", "secret number", "number of the house", "price of the ring",
          "code of the gate", "number of the ship", "count of the sheep", "year of the coin", "age of the tree",
          "weight of the bell", "number of the letter", "cost of the horse")
FIRST = ("Ma", "Be", "Lo", "Ti", "Ra", "So", "Ve", "Ku", "Pel", "Dor", "Han", "Gri", "El", "Ar", "Mo", "Wil", "Cor",
         "Isa", "Fen", "Jo", "Nel", "Os", "Ul", "Bri", "Car")
LAST = ("ra", "lin", "dor", "na", "bert", "mund", "ly", "gar", "tha", "rick", "bel", "son", "wen", "to", "mir", "las",
        "vin", "dette", "ford", "ham")
RELATIONS = ("brother", "sister", "friend", "teacher", "servant", "master", "cousin", "neighbour")
PLACES = ("king", "queen", "capital", "river", "harbour", "mayor")
FILLER = (("The grass is green.", "The sky is blue.", "The sun is yellow.", "Here we go.", "There and back again."),
          ("The rain fell.", "The wind blew.", "The road was long.", "On and on they went."),
          ("One day is like another.", "The clock ticks.", "The fire burns low.", "Nobody comes."))


def name(rng):
    return rng.choice(FIRST) + rng.choice(LAST)


def number(rng):
    digits = rng.choice((2, 3, 4, 5, 5, 5, 5, 6))
    return str(rng.randint(10 ** (digits - 1), 10 ** digits - 1))


def fact(rng):
    """A sentence, a question about it, and the answer, which begins as the sentence does: that is what a copy follows."""
    kind = rng.randrange(5)
    if kind <= 2:
        thing, value = rng.choice(THINGS), number(rng)
        said = f"The {thing} is {value}."
        if rng.random() < 0.5:
            said += f" Remember it. {value} is the {thing}."
        return said, f"What is the {thing}?", f"The {thing} is {value}."
    who, other = name(rng), name(rng)
    if kind == 3:
        place = rng.choice(PLACES)
        said = f"The name of the {place} of {who} was {other}."
        return said, f"What was the name of the {place} of {who}?", said
    relation = rng.choice(RELATIONS)
    said = f"The {relation} of {who} was {other}."
    return said, f"Who was the {relation} of {who}?", said


class Books:
    """Sentences and words of a folder of texts, drawn at random."""

    def __init__(self, folder, rng):
        self.rng, self.books = rng, []
        for file in sorted(folder.glob("*.txt")):
            text = re.sub(r"\s+", " ", file.read_text(encoding="utf-8", errors="replace"))
            sentences = [s for s in re.split(r"(?<=[.!?]) (?=[A-Z])", text) if 20 <= len(s) <= 400]
            if len(sentences) > 500:
                self.books.append(sentences)

    def sentences(self, words):
        """Neighbouring ones, about as many words as asked for."""
        book = self.rng.choice(self.books)
        at, out, count = self.rng.randrange(len(book)), [], 0
        while count < words and at < len(book):
            out.append(book[at])
            count += book[at].count(" ") + 1
            at += 1
        return out

    def excerpt(self, words):
        return " ".join(" ".join(self.sentences(words)).split()[:words])

    def jumble(self, words):
        """Words from everywhere, and numbers: nothing but a copy can foretell them."""
        out = []
        while len(out) < words:
            if self.rng.random() < 0.25:
                out.append(number(self.rng))
            else:
                out.append(self.rng.choice(self.rng.choice(self.rng.choice(self.books)).split()))
        return " ".join(out)

    def part(self, words):
        kind = self.rng.random()
        if kind < 0.45:
            return self.excerpt(words)
        if kind < 0.8:
            return self.jumble(words)
        return " ".join(fact(self.rng)[0] for _ in range(max(1, words // 10)))


def copies(books, rng, words, times, apart):
    part = books.part(rng.randint(*words))
    pieces = []
    for _ in range(rng.randint(*times)):
        pieces.append(part)
        if rng.random() < apart:
            pieces.append(books.excerpt(rng.randint(5, 40)))
    return " ".join(pieces)


def recall(books, rng):
    parts = [books.part(rng.randint(40, 120)) for _ in range(rng.randint(8, 14))]
    text = []
    for index, part in enumerate(parts):
        text.append(part)
        if index >= 4 and rng.random() < 0.7:
            text.append(parts[rng.randrange(index - 3)])
    return " ".join(text)


def ask(rng, asked):
    """One of the facts whose question nothing else in the text answers, or None."""
    _, question, answer = rng.choice(asked)
    return (question, answer) if sum(a[1] == question for a in asked) == 1 else None


def background(books, rng, words):
    """Sentences to hide facts among; long ones are at times the same few over and over, as pass-key tests have them."""
    if words > 200 and rng.random() < 0.3:
        return list(rng.choice(FILLER)) * (words // 18)
    return books.sentences(words)


def lesson(books, rng, words, facts):
    text = background(books, rng, words)
    asked = [fact(rng) for _ in range(facts)]
    for said, _, _ in asked:
        text.insert(rng.randint(0, len(text)), said)
    chosen = ask(rng, asked)
    return chosen and f"{' '.join(text)}\n\nQuestion: {chosen[0]}\nAnswer: {chosen[1]}"


def fairytales(folder):
    for file in sorted((folder / "questions" / "train").glob("*-questions.csv")):
        story = folder / "section-stories" / "train" / file.name.replace("-questions", "-story")
        sections = {row["section"]: row["text"] for row in csv.DictReader(story.open(encoding="utf-8"))}
        for row in csv.DictReader(file.open(encoding="utf-8")):
            passage = "\n\n".join(sections[s.strip()] for s in row["cor_section"].split(",") if s.strip() in sections)
            if passage and len(passage) < 1600:
                yield f"{passage.strip()}\n\nQuestion: {row['question'].strip()}\nAnswer: {row['answer1'].strip()}"


def document_with_questions(books, rng):
    text, questions = background(books, rng, rng.choice((250, 500, 1000, 2000))), {}
    for _ in range(8):
        said, question, answer = fact(rng)
        if question not in questions:
            text.insert(rng.randint(0, len(text)), said)
            questions[question] = answer
    return {"document": " ".join(text), "questions": [{"question": q, "answer": a} for q, a in questions.items()]}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=("short", "long", "plain", "recall", "lessons", "far", "facts"))
    parser.add_argument("books", type=pathlib.Path)
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--words", type=int, default=180)
    parser.add_argument("--fairytaleqa", type=pathlib.Path)
    options = parser.parse_args()
    rng = random.Random(f"{options.kind} {options.seed}")
    books = Books(options.books, rng)
    make = {
        "short": lambda: copies(books, rng, words=(5, 15), times=(3, 4), apart=0.0),
        "long": lambda: copies(books, rng, words=(20, 80), times=(2, 3), apart=0.4),
        "plain": lambda: books.excerpt(options.words),
        "recall": lambda: recall(books, rng),
        "lessons": lambda: lesson(books, rng, rng.randint(20, 220), rng.randint(1, 4)),
        "far": lambda: lesson(books, rng, rng.randint(300, 1000), rng.randint(2, 8)),
        "facts": lambda: document_with_questions(books, rng),
    }[options.kind]
    lines = list(fairytales(options.fairytaleqa)) if options.fairytaleqa else []
    made = 0
    while made < options.count:
        if text := make():
            lines.append(text)
            made += 1
    rng.shuffle(lines)
    for line in lines:
        print(json.dumps(line if isinstance(line, dict) else {"text": line}, ensure_ascii=False))


main()
