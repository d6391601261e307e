#!/bin/sh
# network: `vasculum extract` asking the fault server on loopback: how near it
# comes to the ideal rate (window / latency), what a request costs the client's
# processor, how fast sheets are made ready, how much memory it takes, and
# whether its costs are the server's. Times are the server's own, from the
# first request in to the last answer out. Run it on a machine that does
# nothing else.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
top_builddir=$(cd "${top_builddir:-.}" && pwd)
top_srcdir=$(cd "${top_srcdir:-.}" && pwd)
export top_builddir top_srcdir
vasculum=$top_builddir/vasculum
make_sheets=$top_builddir/tests/tools/make_sheets
. "$here/../scripts/server_lib"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"; server_cleanup' EXIT
XDG_RUNTIME_DIR=$tmp XDG_CONFIG_HOME=$tmp XDG_CACHE_HOME=$tmp
export XDG_RUNTIME_DIR XDG_CONFIG_HOME XDG_CACHE_HOME

stop_after=

# ask SHEETS LIMIT WINDOW ARG...: one run; its object in $tmp/out. Peak memory
# in MB in $rss, processor in seconds in $cpu. It is interrupted after
# $stop_after looks at it.
ask()
{
	images=$1 limit=$2 window=$3
	shift 3
	rm -rf "$tmp/run"
	"$vasculum" extract "$tmp/run" --images "$images" --limit "$limit" \
		--engine compatible --base-url "$BASE_URL" --model test \
		--concurrency "$window" --json "$@" \
		>"$tmp/out" 2>"$tmp/err" </dev/null &
	pid=$!
	rss=0 cpu=0 turns=0
	while [ -d /proc/$pid ] && kill -0 $pid 2>/dev/null; do
		now=$(awk '/^VmHWM/ { print int($2 / 1024) }' \
			/proc/$pid/status 2>/dev/null) || now=
		[ -n "$now" ] && rss=$now
		now=$(awk '{ print ($14 + $15) / 100 }' \
			/proc/$pid/stat 2>/dev/null) || now=
		[ -n "$now" ] && cpu=$now
		turns=$((turns + 1))
		[ "$turns" != "$stop_after" ] || kill -INT $pid
		sleep 0.05
	done
	wait $pid || true
	requests=$(ledger requests)
	span=$(($(ledger_rows request_list $((requests - 1)) out_ms) -
		$(ledger_rows request_list 0 in_ms)))
}

value()
{
	sed -n 's/.*"'"$1"'":\([^,}]*\).*/\1/p' "$tmp/out"
}

mkdir "$tmp/small" "$tmp/sheets" "$tmp/large" "$tmp/many"
"$make_sheets" "$tmp/small" 6000 96 64
"$make_sheets" "$tmp/sheets" 400 1600 1068
"$make_sheets" "$tmp/large" 80 3753 5634

echo "rate, small sheets, latency 500 ms (ideal: window / latency; target 0.97)"
for window in 1 16 64 256; do
	count=$((window * 14))
	start_server --latency 500
	ask "$tmp/small" $count $window --send sheet
	echo "$count $window $span $cpu" | awk '{
		rounds = $1 / $2
		printf "  window %3d: %5d sheets, %6.1f a second, ratio %.3f, ",
		    $2, $1, $1 * 1000 / $3, rounds * 500 / $3
		printf "%.2f ms of processor each\n", $4 * 1000 / $1 }'
done

start_server --latency 500
ask "$tmp/small" 640 32 --send sheet
echo "$span" | awk '{ r = 640 * 1000 / $1
	printf "window 32: %.1f a second, %.0f times the original (target 30)\n",
	    r, r / 0.94 }'

start_server --latency 10
ask "$tmp/sheets" 400 64 --send sheet
echo "$span $cpu $rss" | awk '{
	printf "1600x1068, --send sheet: %.0f sheets a second (target 100), ",
	    400000 / $1
	printf "%.1f ms of processor each\n", $2 * 1000 / 400 }'

echo "peak memory at a window of 64, latency 1 s"
start_server --latency 1000
ask "$tmp/sheets" 400 64 --send sheet
echo "  1600x1068, --send sheet: $rss MB (target 64)"
start_server --latency 1000
ask "$tmp/large" 80 64 --send sheet
echo "  3753x5634, --send sheet: $rss MB (target 128)"
start_server --latency 1000
ask "$tmp/sheets" 200 64 --send both
echo "  1600x1068, --send both:  $rss MB"
rm -rf "$tmp/large"
"$make_sheets" "$tmp/many" 100000 16 16
start_server --latency 200
stop_after=500
ask "$tmp/many" 0 64 --send sheet
stop_after=
echo "  100,000 sheets queued:   $rss MB (target 64)"
rm -rf "$tmp/many"

sheets=$top_srcdir/data/demo/sheets
[ ! -d "$top_srcdir/../shared/specimens/sheets" ] ||
	sheets=$top_srcdir/../shared/specimens/sheets
mkdir "$tmp/labels"
i=0
while [ $i -lt 8 ]; do
	for sheet in "$sheets"/*.jpg; do
		copy=$tmp/labels/$i-$(basename "$sheet")
		cat "$sheet" >"$copy"
		echo $i >>"$copy"
	done
	i=$((i + 1))
done
count=$(find "$tmp/labels" -type f | wc -l)
start_server --latency 5000
ask "$tmp/labels" 0 16 --send both
echo "$count $span" | awk '{
	printf "--send both, window 16, latency 5 s: %d sheets, %.2f in flight ",
	    $1, $1 * 5000 / $2
	printf "on the average (ideal %.2f)\n",
	    $1 / int(($1 + 15) / 16) }'

start_server --latency 20 --jitter 30
ask "$tmp/small" 1000 64 --send sheet
echo "$(value cost_usd) $(ledger billed_nano)" | awk '{
	printf "costs: client $%.9f, server $%.9f, difference %d nano-dollars\n",
	    $1, $2 / 1e9, $1 * 1e9 - $2 }'
start_server --latency 20 --jitter 30 --faults all --drip-ms 5000
ask "$tmp/small" 1000 64 --send sheet --timeout 3
echo "$(value cost_usd) $(value cost_lost_usd) $(ledger billed_nano)" | awk '{
	printf "with all faults: client $%.6f, of it $%.6f for lost answers, ",
	    $1, $2
	printf "server $%.6f\n", $3 / 1e9 }'
