#!/bin/sh
# tmux_hangup.sh: the terminal goes away while sheets are read: they are all
# read, once, without it, and what was typed is offered again.
. "$(dirname "$0")/tmux_lib"
grep -q '#define HAVE_OCR 1' "${top_builddir:-.}/config.h" || {
	echo "this build reads no sheets: skipped"
	exit 77
}

# Sheets enough that it is not over before the terminal is gone: each takes
# nearly a second of a processor, what is typed meanwhile takes one.
mkdir "$dir/sheets"
total=10 n=0
while [ $n -lt $total ]; do
	# Not cp: what make distcheck unpacks may not be written to.
	cat "$top/data/demo/sheets/sheet-07.jpg" >"$dir/sheets/s$n.jpg"
	printf '%d' $n >>"$dir/sheets/s$n.jpg"
	n=$((n + 1))
done

start 80x24 "'$dir/r'" --images "'$dir/sheets'" --start --by tester
see 'pending'
until_true has_lines "$dir/r/raw.jsonl" 2
see 'catalogNumber'
keys e
see 'take back'
type_text 'half a wo'
see 'half a wo'
until_true grep -rq 'half a wo' "$dir/r/drafts"
mux kill-server
[ "$(lines "$dir/r/raw.jsonl")" -lt "$total" ] ||
	echo 'note: it was over before the terminal went away'

until_true has_lines "$dir/r/raw.jsonl" "$total"
[ "$(lines "$dir/r/raw.jsonl")" -eq "$total" ] || fail 'too many outcomes'
[ "$(sed 's/.*"specimen_id":"\([^"]*\)".*/\1/' "$dir/r/raw.jsonl" |
	sort -u | wc -l)" -eq "$total" ] || fail 'a sheet was read twice'
# The process ends by itself: the run is free again.
free_again()
{
	"$program" extract "$dir/r" --limit 1 >"$dir/out" 2>&1
}
until_true free_again

start 80x24 "'$dir/r'" --by tester
see 'half a wo'
see 'you had typed this'
keys Escape
see 'Enter right'
keys q
ends_with 0
