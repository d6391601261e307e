#!/bin/sh
# network_kill: `vasculum extract` asks the fault server, which plays every
# fault, about many sheets, and is killed (-9) at random moments. After the
# last resume every sheet has exactly one success, or one failure of its own;
# no answer was paid for twice but those that were in flight at a kill.
set -u

sheets=${NETWORK_KILL_SHEETS:-600}
kills=${NETWORK_KILL_KILLS:-10}
window=32
program=${top_builddir:-.}/vasculum
make_sheets=${top_builddir:-.}/tests/tools/make_sheets
LC_ALL=C
export LC_ALL

. "$(dirname "$0")/tidy_lib"
. "$(dirname "$0")/server_lib"
tidy_dir dir netkill
run=$dir/run
XDG_RUNTIME_DIR=$dir XDG_CONFIG_HOME=$dir XDG_CACHE_HOME=$dir
OPENROUTER_API_KEY=sk-or-killed-0123456789
export XDG_RUNTIME_DIR XDG_CONFIG_HOME XDG_CACHE_HOME OPENROUTER_API_KEY

fail()
{
	printf 'network_kill: %s\n' "$*" >&2
	[ ! -s "$dir/log" ] || tail -n 15 "$dir/log" >&2
	exit 1
}

# The ids of whole lines of success; one that a kill cut has no newline yet.
succeeded()
{
	[ -f "$run/raw.jsonl" ] || return 0
	grep '}$' "$run/raw.jsonl" | grep '"dwc":' | grep -v '"error":' |
		sed -n 's/.*"specimen_id":"\([0-9a-f]*\)".*/\1/p'
}

lines()
{
	cat "$run/raw.jsonl" 2>/dev/null | wc -l
}

# 0 to 255
random()
{
	od -An -tu1 -N1 /dev/urandom | tr -d ' \n'
}

# A random moment: now and then while it starts, else after so many outcomes.
await_moment()
{
	if [ "$(random)" -lt 40 ]; then
		sleep "0.$(printf '%03d' "$(random)")"
		return
	fi
	aim=$(($(lines) + $(random) % (sheets / kills)))
	while [ "$(lines)" -le $aim ] && kill -0 $pid 2>/dev/null; do
		sleep 0.01
	done
}

mkdir "$dir/sheets" && "$make_sheets" "$dir/sheets" "$sheets" 64 48 || exit 99
start_server --latency 100 --jitter 100 --seed 3 --faults all --drip-ms 5000 \
	--price-prompt 0.00000015 --price-completion 0.0000006
set -- extract "$run" --images "$dir/sheets" --engine openrouter \
	--base-url "$BASE_URL" --model gpt-4o-mini --send sheet --timeout 3 \
	--concurrency $window

i=0 killed=0
while [ $i -lt "$kills" ]; do
	(exec "$program" "$@") >"$dir/log" 2>&1 </dev/null &
	pid=$!
	await_moment
	kill -9 $pid 2>/dev/null && killed=$((killed + 1))
	wait $pid 2>/dev/null
	i=$((i + 1))
done
done_by_then=$(succeeded | wc -l)

"$program" "$@" --json >"$dir/out" 2>"$dir/log" </dev/null
code=$?
[ $code -eq 0 ] || [ $code -eq 3 ] || fail "the last resume ends with $code"

twice=$(succeeded | sort | uniq -d)
[ -z "$twice" ] || fail "written twice: $twice"
n=$(succeeded | wc -l)
others=$(grep '"error":' "$run/raw.jsonl" | grep -v '"error_kind":"unused"' |
	sed -n 's/.*"specimen_id":"\([0-9a-f]*\)".*/\1/p' | sort -u | wc -l)
[ $((n + others)) -eq "$sheets" ] ||
	fail "$n successes and $others failures of $sheets sheets"
# Every failure is one that the preset means to be final.
odd=$(sed -n 's/.*"error_kind":"\([a-z_]*\)".*/\1/p' "$run/raw.jsonl" |
	grep -v -x -e image -e refusal -e content_filter -e unused \
		-e too_large_answer -e context -e bad_request | sort | uniq -c)
[ -z "$odd" ] || fail "failures of kinds: $odd"

# What a server asked to wait for is forgotten by who is killed; all else
# holds.
[ "$(ledger violations)" -eq "$(ledger violation_counts too_early)" ] ||
	fail "violations: $(violations)"
more=$(ledger sheets_more)
[ "$more" -le $((killed * window)) ] ||
	fail "$more sheets were answered more than once after $killed kills"
[ "$(ledger peak)" -le $window ] || fail "$(ledger peak) requests at once"

# Paid and forgotten is at most what was in flight at a kill.
counted=$(sed -n 's/.*"cost":\([0-9.e-]*\).*/\1/p' "$run/raw.jsonl" |
	awk '{ sum += $1 * 1e9 } END { printf "%.0f", sum }')
billed=$(ledger billed_nano)
most=$((killed * window * $(ledger dearest_nano)))
[ "$counted" -gt 0 ] && [ $((billed - counted)) -le "$most" ] ||
	fail "counts $counted of $billed nano-dollars, more than $most too few"

"$program" "$@" >"$dir/log" 2>&1 </dev/null
[ "$(succeeded | wc -l)" -eq "$n" ] || fail "something was asked again"
echo "network_kill: $killed kills, $done_by_then of $sheets sheets done by" \
	"then, $n read and $others failed in the end, $(ledger requests)" \
	"requests, $more answered more than once, $((billed - counted)) of" \
	"$billed nano-dollars forgotten"
