#!/usr/bin/env python3
"""Brings the .ts files up to date with the sources: run from anywhere, needs Qt's lupdate (qt6-l10n-tools).

lupdate does not know namespaces written as memlong::ui, so the contexts of classes get theirs here. English needs
only its plurals, which follow from the sources: "%n page(s)"."""
import pathlib, re, shutil, subprocess, tempfile
import xml.etree.ElementTree as ET

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = pathlib.Path(__file__).resolve().parent
LUPDATE = shutil.which("lupdate6") or "/usr/lib/qt6/bin/lupdate"
PLURALS = {"en": 2, "de": 2, "zh_CN": 1}


def extracted():
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "all.ts"
        subprocess.run([LUPDATE, "-silent", "-locations", "none", "-recursive", "ui", "app/desktop", "-ts", str(file)], cwd=ROOT,
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        root = ET.parse(file).getroot()
    free = set()  # contexts named in translate("Context", ...)
    for source in [*ROOT.glob("ui/**/*.cpp"), *ROOT.glob("app/desktop/*.cpp")]:
        free |= set(re.findall(r'translate\(\s*"(\w+)"', source.read_text()))
    messages = {}  # (context, source) -> is a plural
    for context in root.iter("context"):
        name = context.find("name").text
        name = name if name in free or name.startswith("memlong::") else "memlong::ui::" + name
        for message in context.iter("message"):
            messages[(name, message.find("source").text)] = message.get("numerus") == "yes"
    return messages


def known(file):
    translations = {}
    if file.exists():
        for context in ET.parse(file).getroot().iter("context"):
            for message in context.iter("message"):
                translation = message.find("translation")
                if translation.get("type") is None:
                    forms = [form.text or "" for form in translation.iter("numerusform")]
                    key = (context.find("name").text, message.find("source").text)
                    translations[key] = forms or [translation.text or ""]
    return translations


def write(language, messages, translations):
    root = ET.Element("TS", version="2.1", language=language, sourcelanguage="en")
    contexts = {}
    for (name, source), plural in sorted(messages.items()):
        if language == "en" and not plural:
            continue
        if name not in contexts:
            contexts[name] = ET.SubElement(root, "context")
            ET.SubElement(contexts[name], "name").text = name
        message = ET.SubElement(contexts[name], "message", {"numerus": "yes"} if plural else {})
        ET.SubElement(message, "source").text = source
        translation = ET.SubElement(message, "translation")
        forms = translations.get((name, source))
        if language == "en":
            forms = [source.replace("(s)", ""), source.replace("(s)", "s")]
        if not forms or (plural and len(forms) != PLURALS[language]):
            translation.set("type", "unfinished")
            forms = forms if forms and not plural else [""] * (PLURALS[language] if plural else 1)
        if plural:
            for form in forms:
                ET.SubElement(translation, "numerusform").text = form
        else:
            translation.text = forms[0]
    ET.indent(root, " ")
    text = ET.tostring(root, encoding="unicode")
    (HERE / f"memlong_{language}.ts").write_text('<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n' + text + "\n")


def main():
    messages = extracted()
    for language in PLURALS:
        translations = known(HERE / f"memlong_{language}.ts")
        write(language, messages, translations)
        if language != "en":
            left = [key for key in messages if key not in translations]
            print(f"{language}: {len(messages)} texts, {len(left)} to translate", *left[:20], sep="\n  ")


if __name__ == "__main__":
    main()
