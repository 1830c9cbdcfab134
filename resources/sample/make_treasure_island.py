#!/usr/bin/env python3
"""Typesets the sample book: treasure_island.txt and treasure_island.pdf from Project Gutenberg's text 120.

Usage: make_treasure_island.py GUTENBERG_TEXT OUTPUT_FOLDER

Needs pdflatex (on Debian: texlive-latex-recommended, texlive-fonts-recommended). The same text and the same TeX
give the same bytes. Only needed to change the sample; both results are in the repository.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

PREAMBLE = r"""\documentclass[11pt,twoside,openany]{book}
\usepackage[T1]{fontenc}
\usepackage[utf8]{inputenc}
\usepackage[paperwidth=129mm,paperheight=198mm,inner=18mm,outer=16mm,top=22mm,bottom=20mm]{geometry}
\usepackage{mathpazo}
\usepackage{fancyhdr}
\usepackage[hidelinks,bookmarksnumbered]{hyperref}
\hypersetup{pdftitle={Treasure Island},pdfauthor={Robert Louis Stevenson},pdfsubject={Novel, 1883; public domain}}
\pdfsuppressptexinfo=-1
\pdftrailerid{}
\pdfinfoomitdate=1
\pagestyle{fancy}
\fancyhf{}
\setlength{\headheight}{14pt}
\fancyhead[LE,RO]{\thepage}
\fancyhead[CE]{\small TREASURE ISLAND}
\fancyhead[CO]{\small\rightmark}
\renewcommand{\headrulewidth}{0pt}
\renewcommand{\chaptermark}[1]{\markboth{#1}{#1}}
\emergencystretch=2em
\begin{document}
\frontmatter
\begin{titlepage}\centering\vspace*{40mm}{\Huge Treasure Island\par}\vspace{10mm}
{\Large Robert Louis Stevenson\par}\end{titlepage}
"""


def escape(text):
    text = re.sub(r"([#$%&_{}])", r"\\\1", text)
    text = text.replace("--", "---").replace("...", r"\ldots{}")
    return text.replace("'", "’")


def blocks(lines):
    """Paragraphs as lists of lines; blank lines separate."""
    block = []
    for line in lines + [""]:
        if line.strip():
            block.append(line.rstrip())
        elif block:
            yield block
            block = []


def body(block):
    indent = min(len(line) - len(line.lstrip()) for line in block)
    if indent >= 9:  # verse
        rows = [escape(line.strip()) for line in block]
        return "\\begin{verse}\n" + "\\\\\n".join(rows) + "\n\\end{verse}\n"
    text = escape(" ".join(line.strip() for line in block))
    text = re.sub(r"  +", " ", text)
    return f"\\begin{{quote}}\n{text}\n\\end{{quote}}\n" if indent >= 3 else text + "\n"


def title_case(line):
    return line[:1].upper() + line[1:]


def typeset(text):
    lines = text.split("\n")
    start = next(i for i, line in enumerate(lines) if line.startswith("PART ONE--"))
    dedication = next(i for i, line in enumerate(lines) if line.startswith("To S.L.O."))
    contents = next(i for i, line in enumerate(lines) if line.strip() == "CONTENTS")
    out = [PREAMBLE, "\\thispagestyle{empty}\n"]
    for block in blocks(lines[dedication:contents]):
        if block[0].strip().isupper():
            out.append("\\clearpage\\thispagestyle{empty}\n\\begin{center}" + escape(block[0].strip()) +
                       "\\end{center}\n")
        else:
            out.append(body(block))
    out.append("\\tableofcontents\n\\mainmatter\n")
    number = None
    for block in blocks(lines[start:]):
        first = block[0]
        part = re.match(r"PART [A-Z]+--(.*)", first)
        if part:
            out.append(f"\\part{{{escape(title_case(part.group(1)))}}}\n")
        elif re.fullmatch(r"\d+", first) and len(block) == 1:
            number = int(first)
        elif number is not None:
            title = escape(" ".join(line.strip() for line in block))
            out.append(f"\\chapter{{{title}}}\n")
            number = None
        else:
            out.append(body(block))
    out.append("\\end{document}\n")
    return "\n".join(out)


def main():
    source, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    text = pathlib.Path(source).read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    (folder / "treasure_island.txt").write_text(text, encoding="utf-8")
    environment = dict(os.environ, SOURCE_DATE_EPOCH="0", FORCE_SOURCE_DATE="1")
    with tempfile.TemporaryDirectory() as work:
        (pathlib.Path(work) / "treasure_island.tex").write_text(typeset(text), encoding="utf-8")
        for _ in range(3):  # contents and outline settle
            subprocess.run(["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "treasure_island.tex"],
                           cwd=work, env=environment, check=True, stdout=subprocess.DEVNULL)
        (folder / "treasure_island.pdf").write_bytes((pathlib.Path(work) / "treasure_island.pdf").read_bytes())


if __name__ == "__main__":
    main()
