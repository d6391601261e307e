#!/bin/sh
# tmux_together.sh: a console, an extraction and two looks on one run, all
# killed at once; the cache of facts deleted midway, and all of them again.
# What the index says in the end is what one says that is made anew.
. "$(dirname "$0")/tmux_lib"
XDG_DATA_HOME=$dir/data
export XDG_DATA_HOME
build=$(cd "${top_builddir:-.}" && pwd)

grep -q '#define HAVE_OCR 1' "$build/config.h" || {
	echo "built without OCR: skipped"
	exit 77
}

run=$dir/r
mkdir "$dir/images"
for n in 16 17; do
	cp "$top/data/demo/sheets/sheet-$n.jpg" "$dir/images"
done
for n in 01 04; do
	{
		cat "$top/data/demo/sheets/sheet-07.jpg"
		echo $n
	} >"$dir/images/sheet-$n.jpg"
done

# Older readings, that the facts are held against: by their names alone. The
# two other sheets are for the extraction.
for n in 01 04; do
	printf '{"image":"sheet-%s.jpg","model":"m","provider":"p","dwc":{%s}}\n' \
		$n '"habitat":"in silvis muscosis","recordedBy":"N. Lindeborg"'
done >"$dir/raw"
"$program" import "$run" "$dir/raw" >"$dir/out" 2>&1 || fail "$(cat "$dir/out")"

together()
{
	"$program" extract "$run" --images "$dir/images" --engine local \
		--concurrency 1 >/dev/null 2>"$dir/extract.err" &
	extract=$!
	"$program" look "$run" --images "$dir/images" -j 1 >/dev/null 2>&1 &
	first=$!
	"$program" look "$run" --images "$dir/images" -j 1 >/dev/null 2>&1 &
	second=$!
}

# One that is killed is waited for, so that nothing of it is at work any more.
ended()
{
	wait "$extract" "$first" "$second" 2>/dev/null
}

mux new-session -d -x 80 -y 24 "$(session "$run" --images "$dir/images" --by tester)"
see 'pending 2'
together
until_true has_lines "$run/raw.jsonl" 3
until_true test -s "$run/cache/facts.db-wal"
for pid in $extract $first $second $(pgrep -f "^$program $run"); do
	kill -KILL "$pid" 2>/dev/null
done
ended
rm -rf "$run/cache"

start_again "$run" --images "$dir/images" --by tester
see 'sheet-01.jpg'
together
until_true test -s "$run/cache/facts.db"
rm -rf "$run/cache"
ended

# What is left is looked at once more: the cache was deleted under them.
"$program" look "$run" --images "$dir/images" --json >"$dir/out" 2>"$dir/err" ||
	fail "look: $(cat "$dir/err")"
keys q
ends_with 0
"$program" list "$run" --limit 0 --format jsonl >"$dir/live" ||
	fail 'the list cannot be had'
[ "$(lines "$dir/live")" -eq 4 ] || fail "$(lines "$dir/live") rows, not 4"
grep -q '"evidence":[0-9]' "$dir/live" || fail 'no value has evidence'
rm -f "$run"/index.db*
"$program" list "$run" --limit 0 --format jsonl | cmp -s - "$dir/live" ||
	fail 'the rows are not those of a rebuild'

# Without the cache nothing is known of the sheets; the rows follow.
rm -rf "$run/cache"
"$program" list "$run" --limit 0 --format jsonl >"$dir/live"
grep -q '"evidence":[0-9]' "$dir/live" && fail 'evidence without facts'
rm -f "$run"/index.db*
"$program" list "$run" --limit 0 --format jsonl | cmp -s - "$dir/live" ||
	fail 'without facts the rows are not those of a rebuild'
