#!/bin/sh
# threads: sheets a minute of `vasculum extract` with one, two, … reading
# threads, and what the scheduler itself costs a sheet (blank ones). Run it on
# a machine that does nothing else.
set -eu

vasculum=${top_builddir:-.}/vasculum
src=${top_srcdir:-.}
. "$(dirname "$0")/../scripts/tidy_lib"
tidy_dir tmp threads
processors=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)

# rate THREADS SHEETS: prints sheets, seconds and sheets a minute.
rate()
{
	"$vasculum" extract "$tmp/run$1" --images "$2" --concurrency "$1" \
		--json 2>/dev/null |
		sed 's/.*"succeeded":\([0-9]*\).*"elapsed_s":\([0-9.]*\).*/\1 \2/'
	rm -rf "$tmp/run$1"
}

threads=1
first=
while [ "$threads" -le "$processors" ]; do
	rate $threads "$src/data/demo/sheets" >"$tmp/rate"
	read -r n seconds <"$tmp/rate"
	[ -n "$first" ] || first=$seconds
	echo "$threads $n $seconds $first" | awk '{
		printf "%d thread%s %3d sheets in %6.2f s, %6.1f a minute, ",
		    $1, $1 == 1 ? ": " : "s:", $2, $3, $2 * 60 / $3
		printf "%.2f times one thread\n", $4 / $3 }'
	threads=$((threads * 2))
done

mkdir "$tmp/blank"
i=0
while [ $i -lt 2000 ]; do
	cat "$src/tests/data/sheets/blank.jpg" >"$tmp/blank/$i.jpg"
	echo $i >>"$tmp/blank/$i.jpg"
	i=$((i + 1))
done
rate "$processors" "$tmp/blank" >"$tmp/rate"
read -r n seconds <"$tmp/rate"
echo "$n $seconds" | awk '{
	printf "blank sheets, hashed, read and journaled: %d in %.2f s, ",
	    $1, $2
	printf "%.2f ms each\n", $2 * 1000 / $1 }'
