#!/bin/sh
# tmux_claims.sh: three consoles and a headless editor on one run: who has which
# record open is seen, passed over and freed; a headless edit is told at once,
# and what was not seen is not signed over; a console that is killed holds
# nothing.
. "$(dirname "$0")/tmux_lib"

value()
{
	printf '"%s":{"value":"%s","confidence":0.9}' "$1" "$2"
}

i=1
while [ $i -le 6 ]; do
	printf '{"image":"sheet-0%s.jpg","model":"m",' $i
	printf '"provider":"openrouter","timestamp":"2026-01-02T03:04:05",'
	printf '"dwc":{%s,%s}}\n' "$(value scientificName 'Rosa acicularis')" \
		"$(value locality "Place $i")"
	i=$((i + 1))
done >"$dir/raw.jsonl"
"$program" import "$dir/r" "$dir/raw.jsonl" >"$dir/out" 2>&1 ||
	fail "$(cat "$dir/out")"

# open NAME: a console of theirs, whose process takes the place of the shell.
open()
{
	mux new-session -d -s "$1" -x 100 -y 30 \
		"exec '$program' '$dir/r' --by $1 2>'$dir/stderr-$1'"
}

# shows NAME TEXT: waits until that console shows it.
shows()
{
	n=0
	until mux capture-pane -p -t "=$1:" 2>/dev/null | grep -qF -- "$2"; do
		n=$((n + 1))
		[ $n -le $patience ] || {
			mux capture-pane -p -t "=$1:"
			fail "$1 never saw: $2"
		}
		sleep 0.1
	done
}

press()
{
	mux send-keys -t "=$1:" "$2"
}

open anna
shows anna 'sheet-01.jpg'
shows anna '1/6'
open ben
shows ben 'open at anna'
# The next one that nobody has is the second; for the third it is the third.
press ben J
shows ben 'sheet-02.jpg'
open cleo
shows cleo 'open at anna'
shows cleo 'sheet-01.jpg'
press cleo o
shows cleo 'open at ben'
press cleo o
press cleo J
shows cleo 'sheet-03.jpg'

# A headless edit of the record that anna looks at is told her.
id=$("$program" list "$dir/r" --where text:sheet-01 --format jsonl |
	sed 's/.*"specimen_id":"\([^"]*\)".*/\1/')
"$program" edit "$dir/r" "$id" locality=Regina --by batch ||
	fail 'the headless edit was refused'
shows anna 'Regina'

# What ben rejects is gone from the queue of the others.
press ben r
shows ben 'unreadable'
press ben 2
shows anna 'rejected 1'
shows cleo 'rejected 1'

# A console that is killed holds nothing.
kill -KILL "$(mux list-panes -t '=anna:' -F '#{pane_pid}')"
press cleo K
shows cleo 'sheet-01.jpg'
no_claim()
{
	! mux capture-pane -p -t '=cleo:' | grep -q 'open at anna'
}
until_true no_claim

# The directory may go at any time: it is there again.
rm -rf "$dir/r/claims"
until_true test -d "$dir/r/claims"
press ben q
press cleo q
empty()
{
	[ -z "$(ls -A "$dir/r/claims")" ]
}
until_true empty
# Whatever they did, the journals parse and the index is what they say.
"$program" list "$dir/r" >"$dir/before"
rm -f "$dir/r/index.db"*
"$program" list "$dir/r" >"$dir/after"
cmp -s "$dir/before" "$dir/after" || fail 'a rebuild says something else'
"$program" stats "$dir/r" --json | grep -q '"by":"ben","approved":0,"rejected":1,"told":1' ||
	fail 'what the rejection cost is not told'
echo ok
