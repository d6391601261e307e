"""A strict reader of Darwin Core Archives, written from the text guide
(https://dwc.tdwg.org/text/) and apart from what writes them. Nothing is guessed
and nothing forgiven: Archive(path) raises ValueError for the first thing that is
not as the guide, or an archive's own meta.xml, says.

usage: read_archive.py FILE.zip     prints what is in it, as JSON
"""

import csv
import hashlib
import io
import json
import sys
import unicodedata
import zipfile
from xml.etree import ElementTree

TEXT = "{http://rs.tdwg.org/dwc/text/}"
EML = "{eml://ecoinformatics.org/eml-2.1.1}eml"
ESCAPES = {"\\t": "\t", "\\n": "\n", "\\r": "\r", "": ""}
csv.field_size_limit(1 << 30)


def need(holds, what):
    if not holds:
        raise ValueError(what)


def caseless(text):
    """What two texts have alike that differ by case or by how an accent is
    written alone (Unicode Standard, D145)."""
    folded = unicodedata.normalize("NFD", text).casefold()
    return unicodedata.normalize("NFC", folded)


class Table:
    """A core or an extension: its terms in order, and rows as dictionaries."""

    def __init__(self, archive, element, is_core):
        for name in ("encoding", "fieldsTerminatedBy", "linesTerminatedBy",
                     "fieldsEnclosedBy", "ignoreHeaderLines", "rowType"):
            need(name in element.attrib, "%s is left out" % name)
        need(element.get("encoding") == "UTF-8", "encoding")
        self.row_type = element.get("rowType")
        tags = [child.tag for child in element]
        id_tag = TEXT + ("id" if is_core else "coreid")
        need(tags[:2] == [TEXT + "files", id_tag], "order of elements")
        need(set(tags[2:]) == {TEXT + "field"}, "only fields follow")
        locations = [node.text for node in element[0]]
        need(len(locations) == 1, "one file")
        self.id_index = int(element[1].get("index"))
        fields = {}
        for field in element[2:]:
            index = int(field.get("index"))
            need(index not in fields, "an index stands there twice")
            need(field.get("term") not in fields.values(), "a term twice")
            fields[index] = field.get("term")
        self.fields = fields
        self.read(archive.data(locations[0]), element)

    def read(self, data, element):
        need(not data.startswith(b"\xef\xbb\xbf"), "a byte order mark")
        text = data.decode("utf-8")  # strict
        ends = ESCAPES[element.get("linesTerminatedBy")]
        need(ends == "\n" and text.endswith("\n"), "the last line has no end")
        separator = ESCAPES[element.get("fieldsTerminatedBy")]
        need(element.get("fieldsEnclosedBy") == "", "something encloses")
        # What readers take for the end of a line is in no value.
        need(text.splitlines() == text[:-1].split("\n"), "stray line breaks")
        rows = list(csv.reader(io.StringIO(text, newline="\n"),
                               delimiter=separator, quoting=csv.QUOTE_NONE,
                               quotechar=None, lineterminator="\n"))
        need(len(rows) == text.count("\n"), "rows are not lines")
        skip = int(element.get("ignoreHeaderLines"))
        need(skip == 1, "one header line")
        self.header, rows = rows[0], rows[1:]
        width = max(list(self.fields) + [self.id_index]) + 1
        need(len(self.header) == width, "the header is not as meta.xml says")
        for index, term in self.fields.items():
            need(term.endswith(self.header[index]), "header of column %d" % index)
        for row in rows:
            need(len(row) == width, "a row of %d columns" % len(row))
            need(row[self.id_index] != "", "a row without an identifier")
            for cell in row:
                need(not any(ord(c) < 32 or ord(c) == 127 for c in cell),
                     "a control")
        self.ids = [row[self.id_index] for row in rows]
        self.rows = [{self.fields[i].rsplit("/", 1)[-1]: row[i]
                      for i in self.fields} for row in rows]


class Archive:
    def __init__(self, path):
        self.zip = zipfile.ZipFile(path)
        need(self.zip.testzip() is None, "a checksum of the zip")
        names = self.zip.namelist()
        need(len(set(names)) == len(names), "a name twice")
        for info in self.zip.infolist():
            need(not info.filename.startswith("/") and
                 ".." not in info.filename, "a path")
            need(info.date_time == (1980, 1, 1, 0, 0, 0), "a time")
        root = ElementTree.fromstring(self.data("meta.xml"))
        need(root.tag == TEXT + "archive", "root of meta.xml")
        need(root[0].tag == TEXT + "core", "the core comes first")
        need(all(e.tag == TEXT + "extension" for e in root[1:]), "extensions")
        self.core = Table(self, root[0], True)
        self.extensions = [Table(self, e, False) for e in root[1:]]
        need(len(set(self.core.ids)) == len(self.core.ids), "an id twice")
        need(len({caseless(i) for i in self.core.ids}) == len(self.core.ids),
             "an id twice but for case")
        need([i.encode() for i in self.core.ids] ==
             sorted(i.encode() for i in self.core.ids), "not sorted")
        for extension in self.extensions:
            need(set(extension.ids) <= set(self.core.ids), "an id of no row")
        self.read_eml(root.get("metadata"))
        self.read_manifest()

    def data(self, name):
        return self.zip.read(name)

    def read_eml(self, name):
        root = ElementTree.fromstring(self.data(name))
        need(root.tag == EML, "root of eml.xml")
        for path in ("dataset/title", "dataset/creator",
                     "dataset/metadataProvider", "dataset/contact",
                     "dataset/pubDate", "dataset/abstract/para",
                     "dataset/intellectualRights/para/ulink"):
            need(root.find(path) is not None, "eml.xml lacks " + path)
        self.package = root.get("packageId")
        self.licence = root.find(
            "dataset/intellectualRights/para/ulink").get("url")

    def read_manifest(self):
        manifest = json.loads(self.data("manifest.json"))
        named = [entry["name"] for entry in manifest["files"]]
        need(named + ["manifest.json"] == self.zip.namelist(), "the manifest")
        need(manifest["records"] == len(self.core.rows), "number of records")
        for entry in manifest["files"]:
            data = self.data(entry["name"])
            need(entry["bytes"] == len(data), "size of " + entry["name"])
            need(entry["sha256"] == hashlib.sha256(data).hexdigest(),
                 "checksum of " + entry["name"])

    def extension(self, name):
        for extension in self.extensions:
            if extension.row_type.rsplit("/", 1)[-1] == name:
                return extension
        return None


def main():
    archive = Archive(sys.argv[1])
    json.dump({"package": archive.package, "licence": archive.licence,
               "records": archive.core.rows,
               "extensions": {e.row_type.rsplit("/", 1)[-1]:
                              [dict(row, coreid=i)
                               for i, row in zip(e.ids, e.rows)]
                              for e in archive.extensions}},
              sys.stdout, ensure_ascii=False, indent=1)


if __name__ == "__main__":
    main()
