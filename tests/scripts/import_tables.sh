#!/bin/sh
# import_tables: tables of records: what their columns are taken for, which
# sheets their rows are of, and what is said of the rest.
set -u

vasculum=${top_builddir:-.}/vasculum
case $vasculum in /*) ;; *) vasculum=$PWD/$vasculum ;; esac
. "$(dirname "$0")/tidy_lib"
tidy_dir tmp import_tables
export XDG_CACHE_HOME="$tmp/cache" XDG_CONFIG_HOME="$tmp/config"
cd "$tmp" || exit 1
bad=0

wrong()
{
	printf 'import_tables: %s\n' "$*" >&2
	sed 's/^/    err: /' err >&2
	bad=1
}

# expect CODE ARGS...: runs `vasculum import`.
expect()
{
	code=$1
	shift
	"$vasculum" import "$@" >out 2>err </dev/null
	got=$?
	[ "$got" -eq "$code" ] || wrong "exit $got, not $code: $*"
}

says()
{
	grep -qF -- "$1" err || wrong "the last call does not say \"$1\""
}

shows()
{
	grep -qE -- "$1" out || wrong "the last call does not show \"$1\""
}

# lines N: raw.jsonl of the run has so many.
lines()
{
	[ "$(wc -l <run/raw.jsonl)" -eq "$1" ] ||
		wrong "raw.jsonl has not $1 lines"
}

hash_a=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa

# A run of five sheets: by number, by occurrenceID, by name; and two of one
# number.
cat >sheets.jsonl <<'END'
{"image":"box1/DAO 1.jpg","dwc":{"catalogNumber":"DAO 1"}}
{"image":"x/two.jpg","dwc":{"occurrenceID":"urn:two","catalogNumber":"T-2"}}
{"image":"DAO-000003.JPG","dwc":{"country":"Canada"}}
{"image":"e1.jpg","dwc":{"catalogNumber":"SAME"}}
{"image":"e2.jpg","dwc":{"catalogNumber":"same"}}
END
expect 0 run sheets.jsonl
lines 5

# Columns in any order, with and without namespaces; a byte order mark, CR LF,
# quoted newlines; a column that is no term.
printf '\357\273\277dwc:country,"Coll. No.",http://rs.tdwg.org/dwc/terms/catalogNumber,Scientific Name,occurrence_id,Cabinet,locality\r\n' >t.csv
printf 'Canada,12,dao1,Rosa acicularis,,C7,"Field of\r\n""rye"""\r\n' >>t.csv
printf 'Peru,13,,Rosa alba,urn:two,C8,\r\n' >>t.csv
printf 'Chile,14,dao-000003,Rosa nutkana,,C9,\r\n' >>t.csv
printf 'Chile,15,SAME,Rosa canina,,,\r\n' >>t.csv
printf 'Chile,16,NONE-7,Rosa canina,,,\r\n' >>t.csv
printf 'Chile,17,Dao 1,Rosa canina,,,\r\n' >>t.csv
printf 'Chile,18,NONE-8\r\n' >>t.csv

expect 3 --dry-run --map 'Coll. No.=recordNumber' run t.csv
shows 't.csv: 7 columns'
shows 'Coll\. No\. +recordNumber \(--map\)'
shows 'http://rs.tdwg.org/dwc/terms/catalogNumber +catalogNumber$'
shows 'occurrence_id +occurrenceID$'
shows 'Cabinet +Cabinet \(no term: kept under its name\)'
shows 'first record \(line 2\): box1/DAO 1.jpg, by catalogNumber "dao1"'
shows '  scientificName +Rosa acicularis'
shows '7 rows, 3 of a sheet, 1 without a sheet .*, 1 of several sheets, 1 of a sheet that an earlier row is of, 1 that cannot be read'
lines 5

expect 3 --map 'Coll. No.=recordNumber' run t.csv
says '3 imported, 0 skipped'
says 't.csv: row 4 (line 6): several sheets have catalogNumber "SAME"'
says 't.csv: row 5 (line 7): no sheet is called "NONE-7"'
says 't.csv: row 6 (line 8): another row is of the same sheet, by catalogNumber "Dao 1"'
says 't.csv: row 7 (line 9): it has 3 cells, and the table has 7 columns'
lines 8
grep -q '"specimen_id":"name:box1/DAO 1.jpg".*"model":"t.csv","provider":"import".*"recordNumber":{"value":"12"}.*"Cabinet":{"value":"C7"},"locality":{"value":"Field of\\r\\n\\"rye\\""}.*"row":1,"line":2' run/raw.jsonl ||
	wrong 'the first row is not kept as it is'
grep -q '"image":"DAO-000003.JPG".*"recordNumber":{"value":"14"}' run/raw.jsonl ||
	wrong 'no row joined by the name of the image'
grep '"provider":"import"' run/raw.jsonl | grep -q confidence &&
	wrong 'a row has a confidence'

# A second import skips, and takes what it left out.
expect 3 --map 'Coll. No.=recordNumber' run t.csv
says '0 imported, 3 skipped'
expect 3 --without-sheets --map 'Coll. No.=recordNumber' run t.csv
says '1 imported, 3 skipped'
grep -q '"specimen_id":"catalog::NONE-7"' run/raw.jsonl ||
	wrong 'the row without a sheet has no id of its own'
lines 9

# What a table may not be.
printf 'country,locality,country\na,b,c\n' >twice.csv
expect 1 run twice.csv
says 'twice.csv: row 1: columns 1 and 3 are both called "country"'
printf 'Event Date,eventDate\na,b\n' >same.csv
expect 1 run same.csv
says 'columns "Event Date" and "eventDate" are both eventDate'
expect 1 --map 'Event Date=' run same.csv
expect 2 --map 'Event Date=nothing' run same.csv
says 'is not a term'
expect 2 --map 'No Such=country' --map 'Event Date=' run same.csv
says 'no table has such a column'
expect 2 --map country run same.csv
printf 'a letter, it says\nand no more, here\n' >letter.txt
expect 1 run letter.txt
says 'none of its columns ("a letter" is the first) is a term'
expect 2 --preset brahms run same.csv
says 'symbiota, specify or vouchervision'
printf 'catalogNumber\tlocality\nDAO 1\tQu\351bec\n' >latin.tsv
expect 0 run latin.tsv
says 'latin.tsv: 1 line is not UTF-8 and was read as Windows-1252 (the first: line 2)'
grep -q '"locality":{"value":"Québec"}' run/raw.jsonl || wrong 'no é'
printf 'catalogNumber,locality\nDAO 1,"open\n' >open.csv
expect 0 run open.csv
lines 11

# Into a new run: a row that names the hash of its picture needs no other.
printf 'catalogNumber,image,specimen_id,status\nA,a.jpg,%s,APPROVED\nB,b.jpg,,\n' \
	$hash_a >own.csv
expect 3 new own.csv
says '1 imported'
says 'no sheet is called "b.jpg"'
grep -q "\"image\":\"a.jpg\",\"specimen_id\":\"$hash_a\",\"sha256\":\"$hash_a\"" \
	new/raw.jsonl || wrong 'the sheet is not the one that is named'
grep -q APPROVED new/raw.jsonl && wrong 'a status was taken for a value'

# What is exported comes back: CSV to the byte.
cat >full.jsonl <<'END'
{"image":"1.jpg","sha256":"0000000000000000000000000000000000000000000000000000000000000001","dwc":{"catalogNumber":"1","locality":"a \"b\", c\r\nd\ne","country":" Canada ","kept":"=1+1"}}
{"image":"2.jpg","sha256":"0000000000000000000000000000000000000000000000000000000000000002","dwc":{"catalogNumber":"2","recordedBy":"A | B","verbatimLabel":"\"\"\t;"}}
END
expect 0 first full.jsonl
"$vasculum" export first --format csv --all -o first.csv 2>err || wrong export
expect 0 back first.csv
"$vasculum" export back --format csv --all -o back.csv 2>err || wrong export
cmp -s first.csv back.csv || wrong 'an exported CSV does not come back'

exit $bad
