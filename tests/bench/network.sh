#!/bin/sh
# network: `vasculum extract` asking the fault server on loopback: how near it
# comes to the ideal rate (window / latency), what a request costs the client's
# processor, how fast sheets are made ready, how much memory it takes, and
# whether its costs are the server's. Run it on a machine that does nothing
# else; how long the pictures alone take is bench_payload's to say.
#
# Times are the server's own, of whole requests: "in all" from the first one
# in to the last answer out, the filling and the emptying of the window with
# it; "once full" is the mean of the requests in flight, as a part of the
# window, from one latency after the first request to the last one.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
top_builddir=$(cd "${top_builddir:-.}" && pwd)
top_srcdir=$(cd "${top_srcdir:-.}" && pwd)
export top_builddir top_srcdir
vasculum=$top_builddir/vasculum
make_sheets=$top_builddir/tests/tools/make_sheets
. "$here/../scripts/tidy_lib"
. "$here/../scripts/server_lib"
tidy_dir tmp network
XDG_RUNTIME_DIR=$tmp XDG_CONFIG_HOME=$tmp XDG_CACHE_HOME=$tmp
export XDG_RUNTIME_DIR XDG_CONFIG_HOME XDG_CACHE_HOME

stop_after= # seconds, then it is interrupted

# Peak memory in kB, and what part of its processor is that of the threads
# that make sheets ready; both only where there is a /proc.
look()
{
	now=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' \
		"/proc/$pid/status" 2>/dev/null) || now=
	[ -z "$now" ] || rss=$now
	now=$(cat "/proc/$pid"/task/*/stat 2>/dev/null | awk '
		{ all += $14 + $15 }
		/\(reader\)/ { readers += $14 + $15 }
		END { if (readers > 0) print readers / all }')
	[ -z "$now" ] || part=$now
}

# ask SHEETS LIMIT WINDOW ARG...: one run against the server that was started,
# which ends with it. What it printed is in $tmp/out, the server's ledger in
# $server_dir/ledger; $rss in MB, $cpu in seconds, $part of it for preparing.
ask()
{
	images=$1 limit=$2 window=$3
	shift 3
	rm -rf "$tmp/run" "$tmp/times"
	(
		"$vasculum" extract "$tmp/run" --images "$images" \
			--limit "$limit" --engine compatible \
			--base-url "$BASE_URL" --model test \
			--concurrency "$window" --json "$@" \
			>"$tmp/out" 2>"$tmp/err" </dev/null &
		echo $! >"$tmp/pid"
		wait $! || true
		times >"$tmp/times"
	) &
	asking=$! rss=0 part=0 turns=0
	until [ -s "$tmp/pid" ]; do sleep 0.01; done
	pid=$(cat "$tmp/pid")
	while [ ! -s "$tmp/times" ]; do
		look
		turns=$((turns + 1))
		[ "$turns" != "$((${stop_after:--1} * 2))" ] || kill -INT "$pid"
		sleep 0.5
	done
	wait $asking || true
	rm "$tmp/pid"
	rss=$((rss / 1024))
	cpu=$(tail -n 1 "$tmp/times" | tr 'ms' '  ' |
		awk '{ print $1 * 60 + $2 + $3 * 60 + $4 }')
	billed=$(ledger billed_nano)
	stop_server
}

value()
{
	sed -n 's/.*"'"$1"'":\([^,}]*\).*/\1/p' "$tmp/out"
}

# flow WINDOW LATENCY_MS: requests, seconds, part of the ideal in all, and
# once full.
flow()
{
	tr '{' '\n' <"$server_dir/ledger" | sed -n \
		's/.*"in_ms":\([0-9]*\).*"out_ms":\([0-9]*\).*/\1 \2/p' |
		awk -v window="$1" -v latency="$2" '{
			from[n] = $1; to[n++] = $2
			if (n == 1 || $1 < first) first = $1
			if ($1 > last) last = $1
			if ($2 > end) end = $2
		} END {
			full = first + latency
			for (i = 0; i < n; i++) {
				a = from[i] > full ? from[i] : full
				b = to[i] < last ? to[i] : last
				if (b > a) busy += b - a
			}
			span = last > full ? last - full : 1
			print n, (end - first) / 1000,
			    n * latency / window / (end - first),
			    busy / span / window
		}'
}

mkdir "$tmp/small" "$tmp/queue" "$tmp/queue/first" "$tmp/large" "$tmp/labels"
"$make_sheets" "$tmp/small" 6144 96 64

echo "rates of small sheets, and the client's processor, preparation included"
echo "(targets: 0.970 of the ideal, 3 ms)"
while read -r window latency rounds; do
	start_server --latency "$latency"
	ask "$tmp/small" $((window * rounds)) "$window" --send sheet
	echo "$(flow "$window" "$latency") $cpu $window $latency" | awk '{
		printf "  window %3d, %4d ms: %5.1f sheets/s, ", $6, $7, $1 / $2
		printf "in all %.3f of the ideal, ", $3
		printf "once full %.3f", $4
		if ($1 > 100) # else it is the start that counts
			printf ", %.2f ms CPU each", $5 * 1000 / $1
		if ($6 == 32)
			printf ", %.0f times 0.94 sheets/s (target 30)",
			    $1 / $2 / 0.94
		printf "\n" }'
done <<END
1 500 14
16 500 20
32 500 20
64 500 20
256 500 24
256 1000 12
END

echo "sheets of 1600 x 1068, --send sheet, no latency (targets: 100 sheets/s;"
echo "3 ms beyond their preparation, by how often which thread was seen to run)"
"$make_sheets" "$tmp/queue/first" 600 1600 1068
start_server
ask "$tmp/queue/first" 0 64 --send sheet
echo "$(flow 64 1) $cpu $part" | awk '{
	each = $5 * 1000 / $1
	printf "  %.1f sheets/s, %.1f ms CPU each", $1 / $2, each
	if ($6 > 0)
		printf ": preparation %.1f ms, all else %.2f ms",
		    each * $6, each * (1 - $6)
	printf "\n" }'

echo "peak RSS at a window of 64, latency 500 ms"
start_server --latency 500
ask "$tmp/queue/first" 0 64 --send sheet
echo "  1600 x 1068, --send sheet:   $rss MB (target 64)"
start_server --latency 500
ask "$tmp/queue/first" 64 64 --send both
echo "  1600 x 1068, --send both:    $rss MB"
"$make_sheets" "$tmp/large" 80 3753 5634
start_server --latency 500
ask "$tmp/large" 0 64 --send sheet
echo "  3753 x 5634, --send sheet:   $rss MB (target 128)"
start_server --latency 500
ask "$tmp/large" 64 64 --send both
echo "  3753 x 5634, --send both:    $rss MB"
rm -rf "$tmp/large"
mkdir "$tmp/queue/then"
"$make_sheets" "$tmp/queue/then" 100000 32 24
start_server --latency 50
stop_after=20
ask "$tmp/queue" 0 64 --send sheet
stop_after=
echo "  1600 x 1068, 100,000 queued: $rss MB (target 64)," \
	"after $(value succeeded) of them"
rm -rf "$tmp/queue"

sheets=$top_srcdir/data/demo/sheets
[ ! -d "$top_srcdir/../shared/specimens/sheets" ] ||
	sheets=$top_srcdir/../shared/specimens/sheets
i=0
while [ $i -lt 8 ]; do
	for sheet in "$sheets"/*.jpg; do
		copy=$tmp/labels/$i-$(basename "$sheet")
		cat "$sheet" >"$copy"
		echo $i >>"$copy"
	done
	i=$((i + 1))
done
start_server --latency 5000
ask "$tmp/labels" 80 16 --send both
echo "$(flow 16 5000) $rss" | awk '{
	printf "labels, --send both, window 16, latency 5 s: %d sheets, ", $1
	printf "%.2f in flight once full, in all %.3f of the ideal, ", $4 * 16, $3
	printf "RSS %d MB\n", $5 }'

start_server --latency 20 --jitter 30
ask "$tmp/small" 1000 64 --send sheet
echo "$(value cost_usd) $billed" | awk '{
	printf "costs: client $%.9f, server $%.9f, ", $1, $2 / 1e9
	printf "difference %d nano-dollars\n", $1 * 1e9 - $2 }'
start_server --latency 20 --jitter 30 --faults all
ask "$tmp/small" 200 64 --send sheet
echo "$(value cost_usd) $(value cost_lost_usd) $billed" | awk '{
	printf "with all faults: client $%.6f, of it $%.6f for lost answers, ",
	    $1, $2
	printf "server $%.6f (target: not below it)\n", $3 / 1e9 }'
