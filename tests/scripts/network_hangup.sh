#!/bin/sh
# network_hangup: the terminal goes away under a console that asks a server:
# the same process goes on asking to the end, without one. A console opened
# meanwhile shows it live, traffic and all, and steers it: pause, resume,
# retry, stop. Every sheet is read once.
. "$(dirname "$0")/tmux_lib"
. "$(dirname "$0")/server_lib"
steer=$(cd "${top_builddir:-.}" && pwd)/tests/scripts/steer
make_sheets=$(cd "${top_builddir:-.}" && pwd)/tests/tools/make_sheets
sheets=80
run=$dir/r
pid=

# is WHAT GOT WANTED
is()
{
	[ "$2" = "$3" ] || fail "$1 is $2, not $3"
}

# open_console ARG...: by a tmux of its own; one that was killed may still be
# going.
open_console()
{
	consoles=$((${consoles:-0} + 1))
	socket=$dir/tmux$consoles
	rm -f "$dir/exit"
	start 100x30 "'$run'" --by tester "$@"
}

server_idle()
{
	[ "$(ledger in_flight)" -eq 0 ]
}

asked_more_than()
{
	[ "$(ledger requests)" -gt "$1" ]
}

gone()
{
	! kill -0 "$pid"
}

# ids KEY: of the sheets whose lines hold it.
ids()
{
	sed -n '/"'"$1"'":/s/.*"sha256":"\([0-9a-f]*\)".*/\1/p' \
		"$run/raw.jsonl" | sort
}

mkdir "$dir/sheets"
"$make_sheets" "$dir/sheets" $sheets 96 64 || exit 99
start_server --latency 400 --faults 'invalid_image:first=2'

# --- the terminal goes away -----------------------------------------------------

open_console --images "'$dir/sheets'" --engine compatible \
	--base-url "$BASE_URL" --model test --send sheet --concurrency 4 \
	--start
see 'extraction ── '
until_true has_lines "$run/raw.jsonl" 4
pid=$(sed -n 's/.*"pid":\([0-9]*\).*/\1/p' "$run/lock")
[ -n "$pid" ] || fail 'the lock does not say who holds it'
mux kill-server
asked=$(ledger requests)
until_true asked_more_than $((asked + 4))
kill -0 "$pid" || fail 'the process ended with its terminal'

# --- another console shows it, and steers it --------------------------------------

# Held meanwhile, however long a console takes to open here.
until_true "$steer" "$run" pause
open_console
see 'in another process'
see 'paused'
keys R
see 'Go on reading'
keys Enter
see 'running'
see '/4 in flight'
see '$0.0'
keys p
see 'Pause the reading'
keys Enter
see 'paused'
until_true server_idle
asked=$(ledger requests)
[ "$asked" -lt $sheets ] || fail 'it was over before it could be paused'
until_true has_lines "$run/raw.jsonl" "$asked"
is 'requests while it is paused' "$(ledger requests)" "$asked"
see 'failed 2'
keys T
see 'Read the failed sheets'
keys Enter
see 'read again after the others'
keys R
see 'Go on reading'
keys Enter
see 'running'
until_true asked_more_than "$asked"
see 'finished'
see 'failed 0'
until_true gone
pid=
keys q
ends_with 0
mux kill-server

is 'sheets read' "$(ids dwc | uniq | grep -c '')" $sheets
is 'sheets read twice' "$(ids dwc | uniq -d | grep -c '')" 0
is 'failures' "$(ids error | grep -c '')" 2
is 'requests' "$(ledger requests)" $((sheets + 2))
is violations "$(ledger violations)" 0
[ "$(ledger peak)" -le 4 ] || fail "$(ledger peak) at once"

# --- one without any terminal, stopped from a console -------------------------------

reset_ledger
nohup "$program" extract "$run" --again --concurrency 4 --json >"$dir/out" \
	2>"$dir/err" </dev/null &
pid=$!
until_true asked_more_than 3
until_true "$steer" "$run" pause
open_console
see 'in another process'
see 'paused'
keys R
see 'Go on reading'
keys Enter
see 'running'
keys S
see 'Stop reading sheets?'
keys y
wait $pid
is 'the exit code' $? 4
pid=
see 'extraction ── finished'
grep -q '"stopped":"' "$dir/out" || fail 'does not say that it was stopped'
is 'answers kept' $(($(lines "$run/raw.jsonl") - sheets - 2)) \
	"$(ledger requests)"
keys q
ends_with 0
