#!/bin/sh
# import_bad: what is no table, or a broken one, is refused in a sentence; a
# full disk, a failed write and kill -9 in the midst leave whole rows, and the
# next import takes in the others, each once. Takes three to four seconds of
# processor: what was taken in is folded before more is.
set -u

build=$(cd "${top_builddir:-.}" && pwd)
vasculum=$build/vasculum
. "$(dirname "$0")/tidy_lib"
. "$(dirname "$0")/shim_lib"
tidy_dir tmp import_bad
export XDG_CACHE_HOME="$tmp/cache" XDG_CONFIG_HOME="$tmp/config"
export XDG_DATA_HOME="$tmp/data" XDG_STATE_HOME="$tmp/state"
cd "$tmp" || exit 1
bad=0

wrong()
{
	printf 'import_bad: %s\n' "$*" >&2
	sed 's/^/    err: /' err >&2
	bad=1
}

# expect CODE FILE...: imports into the run of that name.
expect()
{
	code=$1
	shift
	"$vasculum" import --without-sheets "$@" >out 2>err </dev/null
	got=$?
	[ "$got" -eq "$code" ] || wrong "exit $got, not $code: $*"
}

says()
{
	grep -qF -- "$1" err || wrong "the last call does not say \"$1\""
}

# --- what is no table ---------------------------------------------------------
mkdir folder.csv
: >empty.csv
printf 'catalogNumber,country' >header.csv
printf 'one\n' >word.csv
printf '\377\376c\0a\0' >utf16.txt
mkfifo pipe.csv
expect 1 run folder.csv
says 'folder.csv is a directory'
expect 1 run empty.csv
says 'empty.csv has no line that names its columns: it is empty'
expect 0 run header.csv
says '0 rows'
expect 1 run word.csv
says 'none of its columns ("one" is the first) is a term'
expect 1 run utf16.txt
says 'text in UTF-16; save it as UTF-8'
expect 1 --dry-run run utf16.txt
says 'utf16.txt is text in UTF-16; save it as UTF-8'
expect 1 --dry-run run absent.csv
says 'cannot open absent.csv: No such file'
expect 1 --dry-run run folder.csv
says 'folder.csv is not a table: there is nothing that --dry-run could show'
expect 1 run /dev/zero
says '/dev/zero is not text'
expect 1 run absent.csv
says 'absent.csv: No such file'
printf 'catalogNumber,country\nA1,b\n' >pipe.csv &
expect 1 run pipe.csv
says 'pipe.csv is a table (catalogNumber,country); name its file'
wait
[ ! -e run/raw.jsonl ] || wrong 'something was written'

# One column alone, by the name of the file; rows that are not whole.
printf 'catalogNumber\nA1\n\nA2\n' >one.csv
expect 0 run one.csv
says '2 imported'
printf 'catalogNumber,country\nB1,x,y\nB2\nB3,a\0b\nB4,"a\n\0b",c\nB5,fine\nB6\n' >ragged.csv
expect 3 run ragged.csv
says 'row 1 (line 2): it has 3 cells, and the table has 2 columns'
says 'row 2 (line 3): it has 1 cell, and'
says 'row 3 (line 4): it has a NUL in it'
says '1 imported'
printf '\357\273\277\357\273\277catalogNumber,country\007\nC1,x\n' >named.csv
expect 0 run named.csv
# A name that would go beyond what a record keeps.
awk 'BEGIN { printf "catalogNumber,"; for (i = 0; i < 300; i++) printf "n"
	print "\nD1,x" }' >long.csv
expect 1 run long.csv
says 'has a name of more than 256 bytes'
# A value that is larger than a record keeps, and a row larger than any, are
# told, and no other lost.
awk 'BEGIN { print "catalogNumber,locality"; printf "E1,"
	for (i = 0; i < 70000; i++) printf "v"; print "\nE2,w"; printf "E3,\""
	for (i = 0; i < 40000; i++) print "a, long \"\"row\"\", it is so long it"
	print "\"\nE4,x" }' >large.csv
expect 3 run large.csv
says 'row 1 (line 2): its locality has more than 65536 bytes'
says 'row 3 (line 4): it has more than 1048576 bytes and goes on to line 40004'
says '2 imported'

# --- when something breaks ------------------------------------------------------
# Batches end at eight megabytes: these three hundred rows are three of them.
awk 'BEGIN { print "catalogNumber,country,Own"
	for (i = 0; i < 60000; i++) v = v "v"
	for (i = 1; i <= 300; i++) printf "K%d,Canada,%s\n", i, v }' >k.csv
if ! shim_loads "$vasculum"; then
	echo 'import_bad: nothing is broken, the shim cannot be loaded' >&2
	exit $bad
fi

# whole AT-LEAST: so many lines at least, all JSON, of different rows.
whole()
{
	[ "$(wc -l <broken/raw.jsonl)" -ge "$1" ] ||
		wrong "only $(wc -l <broken/raw.jsonl) rows are there"
	[ -z "$(tail -c 1 broken/raw.jsonl)" ] || wrong 'there is a torn line'
	[ -z "$(LC_ALL=C grep -v '^{.*}$' broken/raw.jsonl)" ] ||
		wrong 'there is a bad line'
	[ -z "$(grep -o '"row":[0-9]*' broken/raw.jsonl | sort | uniq -d)" ] ||
		wrong 'a row is there twice'
}

# breaks CODE SETTINGS...: an import that ends so, into the same run each time.
breaks()
{
	code=$1
	shift
	env LD_PRELOAD="$shim" FAIL_PATH=broken/raw.jsonl "$@" \
		"$vasculum" import --without-sheets broken k.csv >out 2>err
	got=$?
	[ $got -eq "$code" ] || wrong "exit $got, not $code: $*"
}

breaks 137 KILL_AT=1
whole 1
breaks 1 FAIL_CALLS=write:ENOSPC:1
says 'No space left'
whole 1
breaks 1 FAIL_CALLS=fdatasync:EIO:1
whole 1
breaks 137 KILL_AT=1
whole 200
breaks 0 FAIL_CALLS=write:SHORT:2
whole 300
says '300 rows'
expect 0 broken k.csv
says '0 imported, 300 skipped'
whole 300
[ "$(wc -l <broken/raw.jsonl)" -eq 300 ] || wrong 'there are too many rows'

exit $bad
