#!/bin/sh
# look: what sheets show is found out once, whoever looks, beside an extraction,
# and stopped or killed at any moment; what is missing is said.
set -u

build=$(cd "${top_builddir:-.}" && pwd)
source=$(cd "${top_srcdir:-.}" && pwd)
program=$build/vasculum
LC_ALL=C
export LC_ALL

. "$(dirname "$0")/tidy_lib"
tidy_dir dir look
XDG_DATA_HOME=$dir/data XDG_CONFIG_HOME=$dir XDG_CACHE_HOME=$dir
XDG_RUNTIME_DIR=$dir
export XDG_DATA_HOME XDG_CONFIG_HOME XDG_CACHE_HOME XDG_RUNTIME_DIR
failed=0

grep -q '#define HAVE_OCR 1' "$build/config.h" ||
	{ echo "look: built without OCR"; exit 77; }

wrong()
{
	printf 'look: %s\n' "$*" >&2
	failed=1
}

# look CODE ARGS...: ends so; what it printed is in $dir/out and $dir/err.
look()
{
	want=$1
	shift
	"$program" look "$@" >"$dir/out" 2>"$dir/err"
	got=$?
	[ $got -eq "$want" ] ||
		wrong "look $*: exit $got, not $want: $(cat "$dir/err")"
}

# counts KEY N: the object printed last says so.
counts()
{
	grep -q "\"$1\":$2[,}]" "$dir/out" ||
		wrong "no $1 of $2 in: $(cat "$dir/out")"
}

says()
{
	grep -q -e "$1" "$dir/err" || wrong "no '$1' in: $(cat "$dir/err")"
}

mkdir "$dir/images" "$dir/other"
# Those that are looked at soonest; the second takes a little longer.
n=0
for sheet in 16 07 17 16; do
	n=$((n + 1))
	{
		cat "$source/data/demo/sheets/sheet-$sheet.jpg"
		printf '%d' $n
	} >"$dir/images/sheet-0$n.jpg"
done
run=$dir/run

# --- what it needs ------------------------------------------------------------
look 2
look 2 "$run"
look 2 "$dir/images"

"$program" extract "$run" --images "$dir/images" --limit 2 2>"$dir/err" ||
	wrong "extract: $(cat "$dir/err")"
cksum "$run"/*.jsonl >"$dir/before"

# --- once, in parts -----------------------------------------------------------
look 0 "$run" --limit 3 --json
counts total 3
counts looked 1
counts known 2

# Two at once, the lock of an extraction being held: all is found out, each
# sheet by one of them or, where they meet, by both.
"$program" look "$run" -j 1 --json >"$dir/first" 2>/dev/null &
first=$!
look 0 "$run" -j 1 --json
counts failed 0
wait $first || wrong "the first of two ends with $?"
look 0 "$run" --json
counts known 4
counts looked 0
cksum "$run"/*.jsonl | cmp -s - "$dir/before" || wrong "a journal was written"

# --- rows are those of a rebuild ----------------------------------------------
"$program" list "$run" --format jsonl >"$dir/live"
rm -f "$run"/index.db*
"$program" list "$run" --format jsonl | cmp -s - "$dir/live" ||
	wrong "rows are not those of a rebuild"

# --- a sheet that is missing, one that is broken -------------------------------
mv "$dir/images/sheet-01.jpg" "$dir/other"
head -c 3000 "$dir/images/sheet-04.jpg" >"$dir/images/sheet-07.jpg"
look 3 "$run" --json
counts failed 2
counts known 3
says 'sheet-01.jpg: .*--images'
says 'sheet-07.jpg: '
rm "$dir/images/sheet-07.jpg"
mv "$dir/other/sheet-01.jpg" "$dir/images"

# --- a cache that is deleted, of another version or broken ----------------------
rm -rf "$run/cache"
look 0 "$run" --limit 1 --json
counts looked 1
printf 'this is not a database, whatever its name may say' \
	>"$run/cache/facts.db"
rm -f "$run"/cache/facts.db-*
look 0 "$run" --limit 1 --json
counts looked 1
look 0 "$run" --limit 1 --json
counts known 1

# --- stopped and killed ---------------------------------------------------------
# One thread comes to the second sheet when the facts of the first are kept.
begun()
{
	until grep -q sheet-02.jpg "$run"/cache/facts.db* 2>/dev/null; do
		kill -0 "$1" 2>/dev/null || break
		sleep 0.05
	done
}

for signal in INT KILL; do
	rm -rf "$run/cache"
	"$program" look "$run" -j 1 --json >"$dir/out" 2>"$dir/err" &
	looking=$!
	begun $looking
	kill -$signal $looking
	wait $looking
	got=$?
	case $signal:$got in
	INT:4) says 'the same command goes on'; counts stopped true ;;
	KILL:137) ;;
	*) wrong "SIG$signal: exit $got: $(cat "$dir/err")" ;;
	esac
	look 0 "$run" --json
	counts failed 0
	grep -q '"known":0' "$dir/out" && wrong "SIG$signal: nothing was kept"
done

exit $failed
