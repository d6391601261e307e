#!/bin/sh
# demo_read: the built-in engine reads the demo sheets, well enough that a
# rule which broke shows, and invents nothing where there is no specimen.
set -u

vasculum=${top_builddir:-.}/vasculum
src=${top_srcdir:-.}
. "$(dirname "$0")/tidy_lib"
tidy_dir tmp demo-read

if ! "$vasculum" doctor 2>/dev/null | grep -q '^  tesseract '; then
	echo "demo_read: skipped, built without tesseract" >&2
	exit 77
fi
"$vasculum" extract "$tmp/run" --images "$src/data/demo/sheets" \
    --engine local || exit 1
"${top_builddir:-.}/tests/bench/score" "$src/data/demo/truth.jsonl" \
    "$tmp/run/raw.jsonl" --verbose --min 0.75 || exit 1

# Again: all is done, nothing is written.
before=$(cksum <"$tmp/run/raw.jsonl")
"$vasculum" extract "$tmp/run" --images "$src/data/demo/sheets" || exit 1
[ "$before" = "$(cksum <"$tmp/run/raw.jsonl")" ] || {
	echo "demo_read: a second extraction wrote outcomes again" >&2
	exit 1
}
