#!/bin/sh
# reading: how well, how truly doubted and how fast the built-in engine reads:
# the demo sheets, and where they are at hand the ten real ones and those of
# two further sets, whole and by halves (choices are made on half 0 alone;
# half 1 is only reported).
#
#   READING_SETS="demo ten herbarium labels"	which sets
#   VERBOSE=1					each field
set -eu

vasculum=${top_builddir:-.}/vasculum
score=${top_builddir:-.}/tests/bench/score
src=${top_srcdir:-.}
real=$src/../shared/specimens
. "$(dirname "$0")/../scripts/tidy_lib"
tidy_dir tmp reading

# The one who reads takes no list of names or settings of somebody's home.
HOME=$tmp
XDG_CONFIG_HOME=$tmp/config XDG_DATA_HOME=$tmp/data XDG_CACHE_HOME=$tmp/cache
export HOME XDG_CONFIG_HOME XDG_DATA_HOME XDG_CACHE_HOME

# median: of numbers, one a line.
median()
{
	sort -n | awk '{ v[NR] = $1 } END {
		print NR == 0 ? "-" : v[int((NR + 1) / 2)] }'
}

# cpu_median SHEETS: processor seconds that a sheet takes by itself, every
# fifth asked.
cpu_median()
{
	n=0
	for sheet in "$1"/*; do
		n=$((n + 1))
		[ $((n % 5)) -ne 0 ] || \
		    "${top_builddir:-.}/tests/tools/look_sheets" "$sheet" \
		    2>/dev/null
	done | sed 's/.*"cpu":\([0-9.]*\).*/\1/' | median
}

# figures TRUTH NAME [OPTION]...: what score says of the run of that name.
figures()
{
	truth=$1 name=$2
	shift 2
	"$score" "$truth" "$tmp/$name.list" --check "$tmp/$name.check" \
	    --doubt "$@" | sed 's/^/  /'
}

read_sheets()		# NAME SHEETS TRUTH HALVES
{
	if [ ! -d "$2" ]; then
		echo "$1: not at hand, left out"
		return
	fi
	"$vasculum" extract "$tmp/$1" --images "$2" --engine local \
	    >/dev/null 2>"$tmp/err" || [ $? -eq 3 ] || cat "$tmp/err" >&2
	"$vasculum" list "$tmp/$1" --limit 0 --format jsonl >"$tmp/$1.list"
	"$vasculum" check "$tmp/$1" --format jsonl >"$tmp/$1.check"
	echo "$1: $(wc -l <"$3") sheets, median $(cpu_median "$2") CPU s a sheet"
	figures "$3" "$1" ${VERBOSE:+--verbose}
	for half in $4; do
		echo " half $half"
		figures "$3" "$1" --half "$half"
	done
}

for set in ${READING_SETS:-demo ten herbarium labels}; do
	case $set in
	demo)	read_sheets demo "$src/data/demo/sheets" \
		    "$src/data/demo/truth.jsonl" "" ;;
	ten)	read_sheets ten "$real/sheets" "$real/truth.jsonl" "" ;;
	*)	read_sheets "$set" "$real/$set/sheets" \
		    "$real/$set/truth.jsonl" "0 1" ;;
	esac
done
