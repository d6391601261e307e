#!/bin/sh
# import_images: rows of tables are of pictures that nobody has read; what they
# say of those is no reading, unless it is signed, and stays with the picture
# when it is read.
set -u

vasculum=${top_builddir:-.}/vasculum
case $vasculum in /*) ;; *) vasculum=$PWD/$vasculum ;; esac
top=$(cd "${top_srcdir:-.}" && pwd)
built=$(cd "${top_builddir:-.}" && pwd)
. "$(dirname "$0")/tidy_lib"
tidy_dir tmp import_images
export XDG_CACHE_HOME="$tmp/cache" XDG_CONFIG_HOME="$tmp/config"
export XDG_DATA_HOME="$tmp/data" XDG_STATE_HOME="$tmp/state"
cd "$tmp" || exit 1
bad=0

wrong()
{
	printf 'import_images: %s\n' "$*" >&2
	sed 's/^/    err: /' err >&2
	bad=1
}

# expect CODE COMMAND ARGS...
expect()
{
	code=$1
	shift
	"$vasculum" "$@" >out 2>err </dev/null
	got=$?
	[ "$got" -eq "$code" ] || wrong "exit $got, not $code: $*"
}

says()
{
	grep -qF -- "$1" err || wrong "the last call does not say \"$1\""
}

picture()	# FILE: a blank sheet with bytes of its own
{
	cat "$top/tests/data/sheets/blank.jpg" >"$1"
	echo "$1" >>"$1"
}

mkdir -p im/b im/c other
for i in b/DAO-1 b/DAO-2 c/DAO-2 c/x c/y; do
	picture "im/$i.jpg"
done
picture other/z.jpg
cat >t.csv <<'END'
catalogNumber,image,country,scientificName,recordedBy,eventDate,locality,stateProvince
DAO-1,,Canada,Carex aurea,A. Bee,1983-01-01,Ottawa,Ontario
dao 2,,Peru,,,,,
DAO-9,c/x.jpg,Chile,,,,,
DAO-10,Y.JPG,Chile,,,,,
DAO-11,,Cuba,,,,,
END

# By the number, the path, the name of the file; several and none are told.
expect 3 import --images im --dry-run run t.csv
grep -qF 'first record (line 2): b/DAO-1.jpg, by catalogNumber "DAO-1"' out ||
	wrong 'the dry run does not join the picture'
[ ! -e run ] || wrong 'a dry run makes a run'
expect 3 import --images im --signed --by Ann run t.csv
says 't.csv: row 2 (line 3): no sheet is called "dao 2"'
says 't.csv: row 5 (line 6): no sheet is called "DAO-11"'
says '5 rows, 3 of a sheet, 2 without a sheet'
says '1 signed, 2 not signed'
grep -q '"image":"c/y.jpg","specimen_id":"name:c/y.jpg"' run/raw.jsonl ||
	wrong 'no row is of the picture that it names'
sed 's/^dao 2/DAO-2/' t.csv >two.csv
expect 3 import run two.csv
says 'row 2 (line 3): several sheets have catalogNumber "DAO-2"'
says '5 rows, 3 of a sheet, 1 without a sheet (--without-sheets takes them), 1 of several sheets'
grep -q '"images_root":".*/im"' run/run.json ||
	wrong 'the run does not know where its pictures are'
expect 2 import --images other run t.csv
says 'not of those in'
expect 1 import --images nowhere run t.csv

grep -q '#define HAVE_OCR 1' "$built/config.h" || exit $bad

# A signed sheet is done, one that a table alone tells of is not; the row stays
# with the sheet when that is read.
expect 0 extract run --engine local
says '5 of 5 sheets: 4 read, 0 failed, 1 done before'
grep -q 'image changed' err && wrong 'a picture that was never read has changed'
expect 0 list run --format tsv
[ "$(grep -c c/x.jpg out)" -eq 1 ] || wrong 'a sheet is there twice'
expect 0 show run c/x.jpg
grep -q Chile out || wrong 'what the table said is gone'
expect 3 import --signed --by Ann --override Ledger run t.csv
says '0 imported, 3 skipped'
says '2 signed, 1 signed before'

# A place that is gone is told, and costs those pictures alone.
mv im gone
expect 3 import run two.csv
says 'im'
says '0 imported, 3 skipped'

exit $bad
