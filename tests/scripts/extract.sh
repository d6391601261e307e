#!/bin/sh
# extract.sh: `vasculum extract` from outside: bad inputs, signals, a second
# process, steering from another process, the terminal going away.
set -u

build=$(cd "${top_builddir:-.}" && pwd)
top=$(cd "${top_srcdir:-.}" && pwd)
program=$build/vasculum
steer=$build/tests/scripts/steer
LC_ALL=C
export LC_ALL

. "$(dirname "$0")/tidy_lib"
tidy_dir dir extract
XDG_RUNTIME_DIR=$dir XDG_CONFIG_HOME=$dir XDG_CACHE_HOME=$dir
export XDG_RUNTIME_DIR XDG_CONFIG_HOME XDG_CACHE_HOME
failed=0

wrong()
{
	printf 'extract.sh: %s: %s\n' "$case" "$*" >&2
	sed 's/^/    /' "$dir/err" >&2
	failed=1
}

# run CODE ARGS...: runs `vasculum extract` and looks at its exit code.
run()
{
	expected=$1
	shift
	"$program" extract "$@" >"$dir/out" 2>"$dir/err" </dev/null
	code=$?
	[ $code -eq "$expected" ] || wrong "exit $code, not $expected ($*)"
}

# says TEXT: stderr holds it.
says()
{
	grep -qF -- "$1" "$dir/err" || wrong "does not say \"$1\""
}

# answers TEXT: stdout holds it.
answers()
{
	grep -qF -- "$1" "$dir/out" || wrong "does not answer \"$1\""
}

# until_true COMMAND...: waits until it succeeds; gives up after minutes.
until_true()
{
	tries=0
	while ! "$@"; do
		tries=$((tries + 1))
		[ $tries -lt 1800 ] || {
			wrong "waited in vain for: $*"
			return 1
		}
		sleep 0.1
	done
}

successes()
{
	cat "$1/raw.jsonl" 2>/dev/null | grep -c '"dwc":'
}

has_begun()
{
	[ "$(successes "$1")" -gt 0 ]
}

# sheets DIR N: demo sheets, each with bytes of its own; a third of a second to
# read: long enough for what comes between.
sheets()
{
	mkdir -p "$1"
	n=0
	while [ $n -lt "$2" ]; do
		cat "$top/data/demo/sheets/sheet-16.jpg" >"$1/s$n.jpg"
		printf '%d' $n >>"$1/s$n.jpg"
		n=$((n + 1))
	done
}

# blank FILE TAIL: a small white sheet.
blank()
{
	cat "$top/tests/data/sheets/blank.jpg" >"$1"
	printf '%s' "$2" >>"$1"
}

# --- wrong calls -------------------------------------------------------------
case=calls
run 2
says 'name one run directory'
run 2 a b
run 2 a --limit -3
says '--limit'
run 2 a --concurrency many
run 2 a --engine quill --images "$dir"
says 'there is no engine "quill"'
[ ! -e a ] || wrong 'made a run for an unknown engine'
run 2 "$dir/none"
says '--images DIR'
mkdir "$dir/other" && : >"$dir/other/file"
run 2 "$dir/other" --images "$dir"
mkdir "$dir/original" && echo '{}' >"$dir/original/raw.jsonl"
run 2 "$dir/original" --images "$dir"
says 'vasculum import'

# --- directories ----------------------------------------------------------------
case=directories
run 1 "$dir/none" --images "$dir/missing"
says "$dir/missing"
says '--images DIR'
[ ! -e "$dir/none" ] || wrong 'a missing directory made a run'
run 1 "$dir/none" --images "$dir/other/file"
says "$dir/other/file"
mkdir "$dir/empty"

mkdir "$dir/few"
blank "$dir/few/a.jpg" a
"$program" extract "$dir/probe" --images "$dir/few" >/dev/null \
	2>"$dir/err" </dev/null
if grep -qF 'without tesseract' "$dir/err"; then
	[ $failed -eq 0 ] && exit 77
	exit 1
fi
for option in --budget=5 '--budget 5' '--model x' '--rpm 3' '--send both' \
	'--base-url http://x' '--batch-size 5' '--batch-pause 1' --zdr; do
	# shellcheck disable=SC2086
	run 2 "$dir/none" --engine local $option
	says 'means nothing to the engine "local"'
done
run 0 "$dir/probe" --images "$dir/few"
run 1 "$dir/nothing" --images "$dir/empty"
says 'is empty'
[ ! -e "$dir/nothing" ] || wrong 'an empty directory made a run'
if [ "$(id -u)" -ne 0 ]; then
	mkdir -m 0 "$dir/locked"
	run 1 "$dir/none" --images "$dir/locked"
	says "$dir/locked"
	chmod -R a-w "$dir/probe"
	run 1 "$dir/probe" --again
	says 'cannot be written'
	chmod -R u+w "$dir/probe"
fi

# --- files that are not good sheets -----------------------------------------------
case=files
mkdir "$dir/bad"
blank "$dir/bad/a.jpg" a
blank "$dir/bad/z.jpg" z
echo 'not an image' >"$dir/bad/b.jpg"
: >"$dir/bad/c.jpg"
head -c 100 "$top/tests/data/sheets/blank.jpg" >"$dir/bad/d.jpg"
# a header that says 60,000 by 60,000 pixels
{
	printf '\377\330\377\300\0\021\010\352\140\352\140\003'
	printf '\001\021\0\002\021\0\003\021\0\377\331'
} >"$dir/bad/e.jpg"
mkdir "$dir/bad/f.jpg"
ln -s nowhere "$dir/bad/g.jpg"
echo hello >"$dir/bad/notes.txt"
printf 'x' >"$dir/bad/$(printf 'esc\033[31m.txt')"
run 3 "$dir/badrun" --images "$dir/bad" --json
says 'notes.txt'
says 'b.jpg'
says '--retry-failed'
grep -q "$(printf '\033')" "$dir/err" && wrong 'let an escape through'
answers '"stopped":null'
succeeded=$(sed -n 's/.*"succeeded":\([0-9]*\).*/\1/p' "$dir/out")
[ "$succeeded" -ge 2 ] || wrong 'good sheets were not read'
grep -q '"image":"b.jpg".*"error_kind":"image","error_scope":"request"' \
	"$dir/badrun/raw.jsonl" || wrong 'the failure is not journaled'
grep '"image":"e.jpg"' "$dir/badrun/raw.jsonl" | grep -q '"error":' ||
	wrong 'a header of 60,000 pixels passed'
# failed ones stay out, until they are asked for
run 0 "$dir/badrun"
says 'failed before and'
says '--retry-failed'
run 3 "$dir/badrun" --retry-failed --json
grep -q '"retried":[1-9]' "$dir/out" || wrong 'nothing was retried'

# --- the object of --json -----------------------------------------------------------
case=json
run 0 "$dir/probe" --json
keys=$(sed 's/"[^"]*":/\n&\n/g' "$dir/out" | grep '^".*":$' | tr -d '\n')
expected='"run_id":"total":"skipped":"succeeded":"failed":"retried":"rescued":'
expected=$expected'"in_batches":"cost_usd":"cost_lost_usd":"stopped":"elapsed_s":'
[ "$keys" = "$expected" ] || wrong "keys are $keys"
answers '"total":1,"skipped":1,"succeeded":0'

# --- closed descriptors, a locale with commas -----------------------------------------
case=descriptors
"$program" extract "$dir/probe" --again <&- >&- 2>"$dir/err" ||
	wrong "exit $? with stdin and stdout closed"
# What is asked for and cannot be said is an error; the sheets are read.
"$program" extract "$dir/probe" --again --json <&- >&- 2>"$dir/err" &&
	wrong 'the object was lost and the exit is 0'
grep -q 'cannot write the output' "$dir/err" || wrong 'no word on the output'
"$program" extract "$dir/probe" --again <&- >&- 2>&- ||
	wrong "exit $? with all closed"
tail -n 1 "$dir/probe/raw.jsonl" | grep -q '^{.*}$' ||
	wrong 'something else went into the journal'
case=locale
if command -v localedef >/dev/null 2>&1 &&
	localedef -i de_DE -f UTF-8 "$dir/de_DE.UTF-8" 2>/dev/null; then
	# the C library itself leaks a little with LOCPATH
	ASAN_OPTIONS=${ASAN_OPTIONS:-}:detect_leaks=0 \
		LOCPATH=$dir LC_ALL=de_DE.UTF-8 "$program" extract "$dir/probe" \
		--again --json >"$dir/out" 2>"$dir/err" || wrong "exit $?"
	grep -q '"cost_usd":0[.]0,' "$dir/out" || wrong 'a comma in a number'
fi

# --- a torn tail ------------------------------------------------------------------------
case=torn
printf '{"image":"half' >>"$dir/probe/raw.jsonl"
run 0 "$dir/probe" --again
says 'torn journal tail was set aside'
grep -q half "$dir/probe"/raw.jsonl.torn-* || wrong 'the tail was not kept'

# --- signals ------------------------------------------------------------------------------
case=interrupt
sheets "$dir/slow" 12
"$program" extract "$dir/int" --images "$dir/slow" --json \
	>"$dir/out" 2>"$dir/err" &
pid=$!
until_true has_begun "$dir/int"
kill -INT $pid
wait $pid
code=$?
[ $code -eq 4 ] || wrong "exit $code"
answers '"stopped":"signal"'
says 'finishing the sheets in flight'
n=$(successes "$dir/int")
answers "\"succeeded\":$n,"
grep -q '"run.paused"' "$dir/int/events.jsonl" || wrong 'no event'

case='interrupt twice'
"$program" extract "$dir/int" --json >"$dir/out" 2>"$dir/err" &
pid=$!
until_true "$steer" "$dir/int" until running >/dev/null 2>&1
kill -TERM $pid
until_true grep -q 'finishing' "$dir/err"
kill -TERM $pid
wait $pid
code=$?
[ $code -eq 4 ] || wrong "exit $code"
answers '"stopped":"signal"'

case='a second process'
"$program" extract "$dir/int" >"$dir/first" 2>&1 &
pid=$!
until_true "$steer" "$dir/int" until running >/dev/null 2>&1
run 1 "$dir/int"
says "process $pid"

case=steering
"$steer" "$dir/int" pause >"$dir/out" 2>"$dir/err" || wrong 'no answer'
"$steer" "$dir/int" until paused >"$dir/out" 2>"$dir/err" || wrong 'no pause'
"$steer" "$dir/int" resume >"$dir/out" 2>"$dir/err"
"$steer" "$dir/int" until running >"$dir/out" 2>"$dir/err" ||
	wrong 'goes not on'

case='hang-up'
# without a terminal it goes on
kill -HUP $pid
"$steer" "$dir/int" progress >"$dir/out" 2>"$dir/err" || wrong 'it ended'
"$steer" "$dir/int" stop >"$dir/out" 2>"$dir/err"
wait $pid
code=$?
[ $code -eq 4 ] || wrong "exit $code"
"$steer" "$dir/int" progress >"$dir/out" 2>"$dir/err" &&
	wrong 'the socket is still there'

case='the terminal goes away'
if command -v tmux >/dev/null 2>&1; then
	rm -f "$dir/int/events.jsonl"
	tmux -S "$dir/tmux" -f /dev/null new-session -d \
		"exec '$program' extract '$dir/int' --concurrency 1"
	until_true "$steer" "$dir/int" until running >/dev/null 2>&1
	tmux -S "$dir/tmux" kill-server
	until_true grep -q '"extraction.completed"' "$dir/int/events.jsonl"
	[ "$(successes "$dir/int")" -eq 12 ] || wrong 'not all was read'
fi

case='exactly once'
run 0 "$dir/int"
twice=$(sed -n 's/.*"specimen_id":"\([0-9a-f]*\)".*/\1/p' \
	"$dir/int/raw.jsonl" | sort | uniq -d)
[ -z "$twice" ] || wrong "written twice: $twice"

# --- what it would do -------------------------------------------------------------------------
case='dry run'
mkdir "$dir/planned"
blank "$dir/planned/1.jpg" p
blank "$dir/planned/2.jpg" q
run 0 "$dir/planrun" --images "$dir/planned" --dry-run
answers '2 sheets, no cost, time unknown'
[ ! -e "$dir/planrun" ] || wrong 'a run was made'
run 0 "$dir/planrun" --images "$dir/planned" --dry-run --engine openai \
	--budget 5
answers ' by list prices'
run 0 "$dir/planrun" --images "$dir/planned" --limit 1
lines=$(cat "$dir/planrun/raw.jsonl" | wc -l)
run 0 "$dir/planrun" --dry-run --json
answers '"sheets":1,"unlooked":1,"selected":2,"done":1,"failed":0'
[ "$(cat "$dir/planrun/raw.jsonl" | wc -l)" -eq "$lines" ] || wrong 'it read'
run 1 "$dir/planrun" --images "$dir/nowhere" --dry-run
says "$dir/nowhere"
run 2 "$dir/planrun" --engine abacus --dry-run
says abacus

# --- the same bytes under two names -----------------------------------------------------------
case=duplicates
mkdir "$dir/duplicates"
blank "$dir/duplicates/1.jpg" x
blank "$dir/duplicates/2.jpg" x
run 0 "$dir/copiesrun" --images "$dir/duplicates" --json
answers '"skipped":1,"succeeded":1'
grep -q -e '"image":"2.jpg".*"copy_of":"1.jpg"' \
	-e '"image":"1.jpg".*"copy_of":"2.jpg"' \
	"$dir/copiesrun/raw.jsonl" || wrong 'the second name is not recorded'

exit $failed
