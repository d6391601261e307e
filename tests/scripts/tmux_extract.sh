#!/bin/sh
# tmux_extract.sh: sheets are read from the console's form, while one looks at
# the first ones; pause, resume, leaving.
. "$(dirname "$0")/tmux_lib"
grep -q '#define HAVE_OCR 1' "${top_builddir:-.}/config.h" || {
	echo "this build reads no sheets: skipped"
	exit 77
}

# One that is read quickly, again and again, each with bytes of its own.
mkdir "$dir/sheets"
n=0
while [ $n -lt 14 ]; do
	cat "$top/data/demo/sheets/sheet-07.jpg" >"$dir/sheets/s$n.jpg"
	printf '%d' $n >>"$dir/sheets/s$n.jpg"
	n=$((n + 1))
done

start 100x30 "'$dir/r'" --images "'$dir/sheets'" --by tester
see 'No sheet has been read yet'
keys s
see 'Read sheets'
# Limit: the fourth line of the form.
keys Tab Tab Tab
type_text 5x
keys Enter
see 'whole number'
keys BSpace Enter
see 'extraction ── '
# Records come in while it runs.
see 'catalogNumber'
until_true has_lines "$dir/r/raw.jsonl" 5
see 'finished'
see 'ok 5'
[ "$(lines "$dir/r/raw.jsonl")" -eq 5 ] || fail 'not five outcomes'

# Once more, all of them this time; paused, resumed, left.
keys s
see 'Read sheets'
keys Tab Tab Tab C-u Enter
see 'running'
keys p
see 'Pause the reading'
keys Enter
see 'paused'
keys R
see 'Go on reading'
keys Enter
see 'running'
keys C-z
see 'would stop it'
keys q
see 'then leave'
keys s
ends_with 0
[ "$(sort "$dir/r/raw.jsonl" | uniq -d | wc -l)" -eq 0 ] ||
	fail 'an outcome was written twice'

# Without a terminal: one line that says what to do.
"$program" "$dir/r" </dev/null >"$dir/out" 2>&1
code=$?
[ $code -eq 2 ] || fail "exit $code without a terminal"
[ "$(lines "$dir/out")" -eq 1 ] || fail 'more than one line'
# A server that was just ended may still be going: another one.
mux kill-server
socket=$dir/tmux2
mux new-session -d -x 80 -y 24 \
	"TERM=dumb '$program' '$dir/r' 2>'$dir/stderr'; exec sleep 600"
until_true grep -q 'TERM=dumb' "$dir/stderr"
