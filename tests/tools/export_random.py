"""Random records, exported and read back: `make` writes raw.jsonl, `compare`
holds what was exported against it.

usage: export_random.py make SEED TERMS.tsv >raw.jsonl
       export_random.py compare LIST.jsonl FILE.zip FILE.csv FILE.tsv FILE.jsonl

LIST.jsonl is what `list --format jsonl` says of the records: what came into the
run was cleaned there.
"""

import csv
import json
import random
import re
import sys

import read_archive

PIECES = ["\t", "\n", "\r\n", "\r", '"', '""', ",", "'", ";", "|", "\\", "\\n",
          "\u0085", "\u2028", "\u2029", "\u00a0", "\u00e9", "e\u0301",
          "\u4e2d\u6587", "\U0001f33f", "\u202e", "=1+1", "<&>", "]]>", "a", "b c",
          "\x01", "\x1f", "\x7f", "0", "x" * 50]
# What the program means by a value, and mends in an archive.
MENDED = {"scientificName", "eventDate", "dateIdentified", "verbatimEventDate",
          "scientificName_verbatim", "identificationQualifier", "taxonRank",
          "basisOfRecord", "occurrenceID", "identificationHistory"}
FOLDED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def terms(path):
    with open(path, encoding="utf-8") as table:
        lines = [l.rstrip("\n").split("\t") for l in table
                 if not l.startswith("#")]
    return [line[0] for line in lines[1:]]


def make(seed, path):
    rand = random.Random(seed)
    names = [t for t in terms(path) if t != "identificationHistory"]
    for n in range(60):
        dwc = {}
        for term in names + ["ownWord", "own word"]:
            if rand.random() < .6:
                dwc[term] = {"value": "".join(rand.choices(PIECES, k=rand.randint(1, 9))),
                             "confidence": .5}
        dwc.pop("occurrenceID", None)
        if n == 7:
            dwc["habitat"] = {"value": "long \t" * 10000, "confidence": .5}
        if n == 8:
            dwc["locality"] = {"value": "a\x00b", "confidence": .5}
        if n == 9:
            dwc["locality"] = {"value": "z" * 1000000, "confidence": .5}
        sheet = "%064x" % rand.getrandbits(256)
        print(json.dumps({"image": "d%d/%s.jpg" % (n % 3, sheet),
                          "specimen_id": sheet, "sha256": sheet, "model": "m",
                          "provider": "openai", "dwc": dwc,
                          "timestamp": "2026-01-01T00:00:00Z"}))


def said(jsonl):
    """What the program has of each record: its JSON lines."""
    with open(jsonl, encoding="utf-8", newline="\n") as lines:
        return [json.loads(line) for line in lines]


def compare(listed, archive, table, tabbed, jsonl):
    records = said(jsonl)
    with open(listed, encoding="utf-8") as lines:
        given = {l["specimen_id"]: l for l in map(json.loads, lines)}
    assert len(records) == len(given)
    # JSON lines have every value as the run has it.
    for record in records:
        had = given[record["specimen_id"]]["dwc"]
        assert len(had) > 0 and set(had) == set(record["dwc"])
        for term, value in had.items():
            assert record["dwc"][term]["value"] == value["value"], term
    with open(table, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    assert [r["occurrenceID"] for r in rows] == [r["occurrenceID"] for r in records]
    for record, row in zip(records, rows):
        for term, value in record["dwc"].items():
            assert row[term] == value["value"], term
    with open(tabbed, encoding="utf-8", newline="\n") as file:
        lines = [l.rstrip("\n").split("\t") for l in file]
    for record, line in zip(records, lines[1:]):
        row = dict(zip(lines[0], line))
        assert len(line) == len(lines[0])
        for term, value in record["dwc"].items():
            assert row[term] == FOLDED.sub(" ", value["value"]), term
    read = read_archive.Archive(archive)
    assert read.core.ids == [r["occurrenceID"] for r in records]
    for record, row in zip(records, read.core.rows):
        for term, value in record["dwc"].items():
            if term not in MENDED and not term.startswith("own"):
                name = next((k for k in row if k.rsplit(":", 1)[-1] == term), None)
                assert row[name] == FOLDED.sub(" ", value["value"]), term


if __name__ == "__main__":
    {"make": make, "compare": compare}[sys.argv[1]](*sys.argv[2:])
