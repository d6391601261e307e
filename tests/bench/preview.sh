#!/bin/sh
# preview: whole runs of `vasculum preview` against img2sixel, one after the
# other in turn, so that a busy machine is busy for both; medians.
set -eu

vasculum=${top_builddir:-.}/vasculum
src=${top_srcdir:-.}
rounds=11
. "$(dirname "$0")/../scripts/tidy_lib"
tidy_dir tmp preview

command -v img2sixel >/dev/null 2>&1 || {
	echo "preview: img2sixel is missing"
	exit 0
}

case $(date +%N) in
*[!0-9]*)
	echo "preview: this date(1) knows no nanoseconds"
	exit 0
	;;
esac

# once NAME COMMAND...: notes the milliseconds and the bytes of one run.
once()
{
	name=$1
	shift
	start=$(date +%s%N)
	"$@" >"$tmp/out" 2>/dev/null </dev/null
	end=$(date +%s%N)
	echo $(((end - start) / 10000)) >>"$tmp/$name"
	wc -c <"$tmp/out" >"$tmp/$name.bytes"
}

median()
{
	sort -n "$tmp/$1" | sed -n "$(((rounds + 1) / 2))p"
}

report()		# NAME WORDS
{
	awk -v t="$(median "$1")" -v b="$(cat "$tmp/$1.bytes")" \
	    -v t0="$(median ours)" -v b0="$(cat "$tmp/ours.bytes")" \
	    -v w="$2" 'BEGIN {
		printf "  %-28s %7.1f ms x%-5.1f %5d KB x%.1f\n", w,
		    t / 100, t / t0, b / 1024, b / b0 }'
}

race()			# SHEET WIDTH HEIGHT
{
	rm -f "$tmp"/ours* "$tmp"/plain* "$tmp"/even*
	i=0
	while [ $i -lt $rounds ]; do
		once ours "$vasculum" preview "$1" --format sixel \
		    --size "$2x$3"
		once plain img2sixel -w "$2" "$1"
		once even img2sixel -p64 -d none -w "$2" "$1"
		i=$((i + 1))
	done
	echo "$(basename "$1") at $2 pixels"
	report ours 'vasculum preview'
	report plain 'img2sixel'
	report even 'img2sixel -p64 -d none'
}

race "$src/data/demo/sheets/sheet-01.jpg" 666 2000
for sheet in "$src"/../shared/specimens/sheets/0a470c*.jpg; do
	[ -f "$sheet" ] && race "$sheet" 666 2000
done
if command -v convert >/dev/null 2>&1; then
	convert "$src/data/demo/sheets/sheet-01.jpg" -resize '3753x5634!' \
	    -quality 80 "$tmp/large.jpg"
	race "$tmp/large.jpg" 666 2000
fi
