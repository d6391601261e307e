#!/bin/sh
# walk.sh: keys at random in real consoles, which are killed now and then, also
# two at once beside commands: the journals stay whole, what the index says is
# what one says that is made anew, and undoing everything gives the start. Last,
# in a run of one record, and of none.
#
#	WALK_WRITES=20000 WALK_SEED=7	a longer walk, another one
#	WALK_RECORDS=1000		over more records
set -u

writes=${WALK_WRITES:-300}
seed=${WALK_SEED:-1}
records=${WALK_RECORDS:-30}
program=${top_builddir:-.}/vasculum
walk=${top_builddir:-.}/tests/tools/walk_keys
LC_ALL=C.UTF-8
export LC_ALL

[ -x "$walk" ] || {
	echo 'built without libvterm: skipped'
	exit 77
}
. "$(dirname "$0")/tidy_lib"
tidy_dir dir walk
run=$dir/run
XDG_RUNTIME_DIR=$dir/r XDG_CONFIG_HOME=$dir/c XDG_CACHE_HOME=$dir/k
XDG_DATA_HOME=$dir/d XDG_STATE_HOME=$dir/s
export XDG_RUNTIME_DIR XDG_CONFIG_HOME XDG_CACHE_HOME XDG_DATA_HOME \
	XDG_STATE_HOME
mkdir -m 700 "$dir/r"

fail()
{
	printf 'walk: %s (seed %s)\n' "$*" "$seed" >&2
	exit 1
}

# An editor that changes what it gets, fails, deletes it, or says nothing.
cat >"$dir/editor" <<'END'
#!/bin/sh
for last; do :; done
case $(($(date +%N | sed 's/^0*//; s/^$/0/') / 1000 % 4)) in
0) echo 'from the editor' >>"$last" ;;
1) exit 3 ;;
2) rm -f "$last" ;;
esac
END
chmod +x "$dir/editor"
EDITOR=$dir/editor
export EDITOR
unset VISUAL

awk -v n="$records" 'BEGIN {
	split("Looman, J.|J. Looman|LOOMAN J|\\u05e9\\u05dc B.|e\\u0301", who, "|")
	for (i = 1; i <= n; i++)
		printf "{\"image\":\"%05d.jpg\",\"specimen_id\":\"%064x\"," \
		    "\"sha256\":\"%064x\",\"model\":\"m\",\"provider\":" \
		    "\"openrouter\",\"dwc\":{\"recordedBy\":{\"value\":" \
		    "\"%s\",\"confidence\":0.8},\"locality\":{\"value\":" \
		    "\"Regina\",\"confidence\":0.5},\"country\":{\"value\":" \
		    "\"Canada\",\"confidence\":0.9},\"eventDate\":{\"value\":" \
		    "\"1935-06-27\",\"confidence\":%s},\"catalogNumber\":" \
		    "{\"value\":\"%05d\",\"confidence\":0.97}," \
		    "\"scientificName\":{\"value\":\"Carex aurea\"," \
		    "\"confidence\":0.95}},\"timestamp\":" \
		    "\"2026-01-01T00:00:00Z\"}\n", i, i, i, who[i % 5 + 1],
		    i % 2 ? "0.5" : "0.95", i
}' </dev/null >"$dir/raw.jsonl"
"$program" import "$run" "$dir/raw.jsonl" >/dev/null 2>&1 || fail 'no run'

# What the run says of its records, but for when and how often.
state()
{
	"$program" list "$run" --sort name --limit 0 --format tsv
}

values()
{
	"$program" list "$run" --sort name --limit 0 --format jsonl |
		sed 's/"revision":[0-9]*,*//'
}

# Each record with its history.
whole()
{
	n=0
	while [ $n -lt "$records" ]; do
		n=$((n + 1))
		"$program" show "$run" "$(printf '%064x' $n)" --format json
	done
}

check()
{
	"$program" status "$run" >"$dir/status" 2>&1 ||
		fail "status: $(cat "$dir/status")"
	if [ -e "$run/edits.jsonl" ]; then
		# One that was cut by a kill is closed by the next to write.
		grep -v '}$' "$run/edits.jsonl" >"$dir/torn" &&
			fail "torn: $(head -c 300 "$dir/torn")"
	fi
	state >"$dir/live" || fail 'no list'
	whole >"$dir/live.whole" || fail 'a record cannot be shown'
	rm -f "$run"/index.db*
	state | cmp -s - "$dir/live" || fail 'rows are not those of a rebuild'
	whole >"$dir/anew.whole"
	cmp -s "$dir/anew.whole" "$dir/live.whole" ||
		fail "records are not those of a rebuild:
$(diff "$dir/live.whole" "$dir/anew.whole" | head -20)"
}

# --- one console; all of it undone
values >"$dir/start"
# A slow build may be killed before it has shown a record: it is walked again.
round=0
while [ ! -s "$run/edits.jsonl" ] && [ "$round" -lt 12 ]; do
	"$walk" "$((seed + round))" "$writes" 150 "$program" "$run" --by ann \
		>"$dir/out" 2>"$dir/err" || fail "$(cat "$dir/err")"
	round=$((round + 1))
done
check
[ -s "$run/edits.jsonl" ] || fail 'nothing was changed: no test'
echo "acts: $(cat "$run/edits.jsonl" | wc -l)"
"$walk" undo "of ann's to undo" "$program" "$run" --by ann >"$dir/out" \
	2>"$dir/err" || fail "undo: $(cat "$dir/err")"
values >"$dir/end"
cmp -s "$dir/start" "$dir/end" || fail "undo does not give the start:
$(diff "$dir/start" "$dir/end" | head -20)"
check

# --- two of them, and commands beside
"$walk" "$((seed + 1))" "$writes" 60 "$program" "$run" --by ann \
	>"$dir/out1" 2>"$dir/err1" &
one=$!
"$walk" "$((seed + 2))" "$writes" 60 "$program" "$run" --by ben \
	>"$dir/out2" 2>"$dir/err2" &
two=$!
n=0
while kill -0 $one 2>/dev/null || kill -0 $two 2>/dev/null; do
	n=$((n + 1))
	"$program" edit "$run" "$(printf '%064x' $((n % records + 1)))" \
		"locality=Place $n" --by cid >/dev/null 2>&1
	"$program" bulk "$run" --where open "habitat=dry $n" --by cid \
		>/dev/null 2>&1 &
	bulk=$!
	[ $((n % 3)) = 0 ] && kill -KILL $bulk 2>/dev/null
	[ $((n % 5)) = 0 ] && rm -rf "$run/claims"
	wait $bulk 2>/dev/null
done
wait $one || fail "the first of two: $(cat "$dir/err1")"
wait $two || fail "the second of two: $(cat "$dir/err2")"
check

# --- a run of one record, and of none
head -n 1 "$dir/raw.jsonl" >"$dir/one.jsonl"
"$program" import "$dir/one" "$dir/one.jsonl" >/dev/null 2>&1 ||
	fail 'no run of one'
for records in 1 0; do
	run=$dir/one
	[ $records = 1 ] || run=$dir/none
	"$walk" "$((seed + 3))" "$((writes / 5))" 30 "$program" "$run" \
		--images "${top_srcdir:-.}/data/demo/sheets" --by ann \
		>"$dir/out" 2>"$dir/err" || fail "$records: $(cat "$dir/err")"
	check
done
