#!/bin/sh
# reading: how well and how fast the built-in engine reads the demo sheets,
# and the real ones where they are at hand.
set -eu

vasculum=${top_builddir:-.}/vasculum
score=${top_builddir:-.}/tests/bench/score
src=${top_srcdir:-.}
. "$(dirname "$0")/../scripts/tidy_lib"
tidy_dir tmp reading

# cpu_seconds COMMAND...: processor seconds of a command, on stdout.
cpu_seconds()
{
	(
		"$@" >/dev/null 2>"$tmp/err" || [ $? -eq 3 ] || cat "$tmp/err" >&2
		times
	) | awk 'NR == 2 {
		for (i = 1; i <= 2; i++) {
			split($i, t, /[ms]/)
			s += t[1] * 60 + t[2]
		}
		print s }'
}

read_sheets()		# NAME SHEETS TRUTH
{
	n=$(wc -l <"$3")
	cpu=$(cpu_seconds "$vasculum" extract "$tmp/$1" --images "$2" \
	    --engine local)
	printf '%-6s %s sheets, %s CPU s, ' "$1" "$n" "$cpu"
	echo "$cpu $n" | awk '{ printf "%.1f CPU s a sheet\n       ", $1 / $2 }'
	"$score" "$3" "$tmp/$1/raw.jsonl" ${VERBOSE:+--verbose}
}

read_sheets demo "$src/data/demo/sheets" "$src/data/demo/truth.jsonl"
real=$src/../shared/specimens
if [ -d "$real/sheets" ]; then
	read_sheets real "$real/sheets" "$real/truth.jsonl"
else
	echo "real   not at hand, left out"
fi
