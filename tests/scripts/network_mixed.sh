#!/bin/sh
# network_mixed: all faults of the fault server mixed, 64 requests at once:
# each sheet ends with one line, a success where the server ever gave one;
# nothing is asked too often, and the money is right.
set -u

here=$(cd "$(dirname "$0")" && pwd)
program=$(cd "${top_builddir:-.}" && pwd)/vasculum
make_sheets=$(cd "${top_builddir:-.}" && pwd)/tests/tools/make_sheets
LC_ALL=C
export LC_ALL
. "$here/tidy_lib"
. "$here/server_lib"

sheets=${NETWORK_MIXED_SHEETS:-400}
seed=${NETWORK_MIXED_SEED:-7}
window=64
# More of those that cost money or time, or end a connection, than the rest.
more='silent:p=0.01,ms=1500;short_body:p=0.01;rate_retry_after:p=0.01,s=1'
more="$more;reset_after_answer_billed:p=0.01;refusal:p=0.01;sse_cut:p=0.01"
more="$more;close_keepalive:p=0.02"
bad=0

tidy_dir dir mixed
run=$dir/run
XDG_RUNTIME_DIR=$dir XDG_CONFIG_HOME=$dir XDG_CACHE_HOME=$dir
OPENROUTER_API_KEY=sk-or-mixed-0123456789
export XDG_RUNTIME_DIR XDG_CONFIG_HOME XDG_CACHE_HOME OPENROUTER_API_KEY

wrong()
{
	echo "network_mixed: $*"
	bad=1
}

# is WHAT GOT WANTED
is()
{
	[ "$2" = "$3" ] || wrong "$1 is $2, not $3"
}

# value KEY: of the object that extract printed.
value()
{
	sed -n 's/.*"'"$1"'":\([^,}]*\).*/\1/p' "$dir/out"
}

# nano KEY: the sum of this cost in raw.jsonl, in nano-dollars.
nano()
{
	sed -n 's/.*"'"$1"'":\([0-9.e-]*\).*/\1/p' "$run/raw.jsonl" |
		awk '{ sum += $1 * 1e9 } END { printf "%.0f", sum }'
}

# The sheets of the outcomes that have this key; lines that only say what was
# paid are none.
ids()
{
	sed -n '/"error_kind":"unused"/d;/"'"$1"'":/s/.*"sha256":"\([0-9a-f]*\)".*/\1/p' \
		"$run/raw.jsonl" | sort
}

mkdir "$dir/sheets"
"$make_sheets" "$dir/sheets" "$sheets" 96 64 || exit 99
# Prices are those of the model's entry: what is reserved covers what is lost.
start_server --seed "$seed" --latency 100 --jitter 50 --faults "all;$more" \
	--price-prompt 0.00000015 --price-completion 0.0000006
"$program" extract "$run" --images "$dir/sheets" --engine openrouter \
	--base-url "$BASE_URL" --model gpt-4o-mini --send sheet \
	--concurrency $window --json \
	>"$dir/out" 2>"$dir/err" </dev/null
code=$?

read=$(value succeeded)
is 'the exit code' $code $(($(value failed) > 0 ? 3 : 0))
is 'sheets read and failed' $((read + $(value failed))) "$sheets"
is 'successes in raw.jsonl' "$(ids dwc | grep -c '')" "$read"
is 'sheets read twice' "$(ids dwc | uniq -d | grep -c '')" 0
is 'sheets that the server gave a record for' "$(ledger sheets_once)" "$read"
is 'sheets that it gave several' "$(ledger sheets_more)" 0
[ "$(ledger sheets_asked)" -ge "$sheets" ] ||
	wrong "only $(ledger sheets_asked) sheets were asked about"
is 'sheets with one outcome' "$(ids specimen_id | uniq -u | grep -c '')" "$sheets"
is violations "$(ledger violations)" 0
[ "$(ledger peak)" -le $window ] || wrong "$(ledger peak) at once"
[ "$(ledger peak)" -ge $((window / 4)) ] ||
	wrong "only $(ledger peak) at once: the window is not used"
grep -rlF "$OPENROUTER_API_KEY" "$dir" && wrong 'a key is shown'

# What came, or was told of afterwards, is counted to the nano-dollar, the rest
# at least as it was billed.
lost=$(nano cost_lost) told=$(ledger told_nano)
is 'what is known to have been paid' $(($(nano cost) - lost)) \
	$(($(ledger delivered_nano) + told))
[ "$told" -gt 0 ] || wrong 'no cost of a lost answer was asked for'
[ $((lost + told)) -ge "$(ledger lost_nano)" ] ||
	wrong "lost answers count $lost and $told, of $(ledger lost_nano)"

[ $bad -eq 0 ] || {
	tail -n 30 "$dir/err"
	violations
}
[ $bad -eq 0 ] && echo "network_mixed: $sheets sheets, $read read," \
	"$(ledger requests) requests"
exit $bad
