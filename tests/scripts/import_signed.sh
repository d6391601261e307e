#!/bin/sh
# import_signed: rows of tables that somebody vouches for become signed records
# with the values of the row, once; what people have worked on is left.
set -u

vasculum=${top_builddir:-.}/vasculum
case $vasculum in /*) ;; *) vasculum=$PWD/$vasculum ;; esac
. "$(dirname "$0")/tidy_lib"
tidy_dir tmp import_signed
export XDG_CACHE_HOME="$tmp/cache" XDG_CONFIG_HOME="$tmp/config"
export XDG_DATA_HOME="$tmp/data" XDG_STATE_HOME="$tmp/state"
cd "$tmp" || exit 1
bad=0

wrong()
{
	printf 'import_signed: %s\n' "$*" >&2
	sed 's/^/    err: /' err >&2
	bad=1
}

# expect CODE ARGS...: runs `vasculum import run`, signing by Ann.
expect()
{
	code=$1
	shift
	"$vasculum" import run --signed --by Ann "$@" >out 2>err </dev/null
	got=$?
	[ "$got" -eq "$code" ] || wrong "exit $got, not $code: $*"
}

says()
{
	grep -qF -- "$1" err || wrong "the last call does not say \"$1\""
}

# acts N: there are so many acts, and N signed lines.
acts()
{
	[ "$(cat run/edits.jsonl 2>/dev/null | wc -l)" -eq "$1" ] &&
		[ "$(cat run/curated.jsonl 2>/dev/null | wc -l)" -eq "$2" ] ||
		wrong "edits.jsonl and curated.jsonl have not $1 and $2 lines"
}

# A model has read more of the first sheet than the table says, and otherwise;
# Bob has corrected the second, and signed and rejected two others.
cat >sheets.jsonl <<'END'
{"image":"1.jpg","dwc":{"catalogNumber":"1","country":"Cuba","habitat":"bog"}}
{"image":"2.jpg","dwc":{"catalogNumber":"2"}}
{"image":"3.jpg","dwc":{"catalogNumber":"3"}}
{"image":"4.jpg","dwc":{"catalogNumber":"4"}}
{"image":"5.jpg","dwc":{"catalogNumber":"5"}}
{"image":"6.jpg","dwc":{"catalogNumber":"6"}}
END
head='catalogNumber,scientificName,recordedBy,recordNumber,eventDate,country,stateProvince,locality,Own'
printf '%s\n' "$head" >t.csv
for i in 1 2 3 4 5 6; do
	date=1983-05-0$i
	[ $i -eq 5 ] && date=1983-02-30
	by='A. Bee'
	[ $i -eq 6 ] && by=
	printf '%s,Carex aurea,%s,1%s,%s,Canada,Ontario,Ottawa,"a, b"\n' \
		$i "$by" $i $date >>t.csv
done
"$vasculum" import run sheets.jsonl 2>err || wrong sheets
edit() { "$vasculum" edit run "$@" --by Bob 2>err || wrong "edit $*"; }
edit 2.jpg country=Peru
edit 3.jpg --approve --override Trial
edit 4.jpg --reject duplicate
acts 3 2

expect 3 t.csv
says '6 imported'
says '1 signed, 3 that people had worked on, left, 2 not signed'
says 't.csv: row 2 (line 3): not signed: its record was worked on by Bob ('
says 't.csv: row 3 (line 4): not signed: its record was signed with other values by Bob ('
says 't.csv: row 4 (line 5): not signed: its record was rejected by Bob ('
says 't.csv: row 5 (line 6): not approved: correct these'
says 't.csv: row 6 (line 7): not approved: no value and not confirmed empty: recordedBy'
acts 4 3
tail -n 1 run/curated.jsonl >signed
grep -q '"Own":{"value":"a, b"' signed || wrong 'a value is not the row'\''s'
grep -q '"country":{"value":"Canada"' signed || wrong 'not what the row says'
grep -q habitat signed && wrong 'a value was signed that no row has'
grep -q '"reviewed_by":"Ann"' signed || wrong 'not signed by Ann'
# the other reading is still there, as a candidate
grep -q '"habitat"' run/raw.jsonl || wrong 'a reading was overwritten'

# Once more: nothing is done twice; --override signs what the check refuses.
expect 3 t.csv
says '0 imported, 6 skipped'
says '0 signed, 1 signed before, 3 that people had worked on, left, 2 not signed'
acts 4 3
expect 3 --override 'as in the ledger' t.csv
says '2 signed, 1 signed before, 3 that people'
acts 6 5
grep -q '"reason":"as in the ledger"' run/edits.jsonl || wrong 'no reason'
# One that was opened again is a person's.
edit 1.jpg --reopen
expect 3 --override 'as in the ledger' t.csv
says '0 signed, 2 signed before, 4 that people'
acts 7 6

# What was meant by --map is not what the columns are: nothing is taken, or
# signed.
printf '%s\nW1,Carex aurea,A. Bee,1,1983-05-01,Canada,Ontario,Ottawa,\n' "$head" >w.csv
expect 2 --without-sheets --map 'Land=country' w.csv
says 'no table has such a column'
grep -q imported err && wrong 'a row was taken before --map was looked at'
acts 7 6

# A sheet of which two files have a row: the same, and another.
printf '%s\n1,Carex aurea,A. Bee,11,1983-05-01,Canada,Ontario,Ottawa,\n' \
	"$head" >first.csv
cp first.csv same.csv
echo >>same.csv
sed 's/Ottawa/Perth/' first.csv >other.csv
mv run kept
expect 3 --without-sheets first.csv same.csv other.csv
says 'other.csv: row 1 (line 2): not signed: its record was signed with other'
says '1 signed, 1 signed before, 1 that people had worked on, left'
acts 1 1
rm -r run
mv kept run

# Many rows, one of which is refused: all others are signed, each once.
printf '%s\n' "$head" >many.csv
awk 'BEGIN { for (i = 1; i <= 450; i++)
	printf "M%d,Carex aurea,A. Bee,%d,19%s,Canada,Ontario,Ottawa,\n",
		i, i, i == 217 ? "83-02-30" : "83-05-01" }' >>many.csv
expect 3 --without-sheets many.csv
says '449 signed, 1 not signed'
says 'many.csv: row 217 (line 218): not approved'
acts 456 455
expect 3 --without-sheets many.csv
says '0 signed, 449 signed before, 1 not signed'
acts 456 455

# SIGNED_ROWS of them (4,000 are enough) take longer to be folded than an import
# waits for: they are signed all the same.
if [ -n "${SIGNED_ROWS:-}" ]; then
	printf '%s\n' "$head" >most.csv
	awk -v n="$SIGNED_ROWS" 'BEGIN { for (i = 1; i <= n; i++)
		printf "L%d,Carex aurea,A. Bee,%d,1983-05-01,Canada,Ontario,Ottawa,\n",
			i, i }' >>most.csv
	"$vasculum" import most --signed --by Ann --without-sheets most.csv \
		>out 2>err || wrong 'not all are signed'
	[ "$(wc -l <most/edits.jsonl)" -eq "$SIGNED_ROWS" ] ||
		wrong 'not each row is signed once'
fi

# What it wants, and what it does not take.
for call in '--signed t.csv' '--by Ann t.csv' '--override x t.csv' \
	'--signed --by Ann --override= t.csv'; do
	# shellcheck disable=SC2086
	"$vasculum" import run $call >out 2>err
	[ $? -eq 2 ] || wrong "taken: $call"
done
expect 1 sheets.jsonl
says 'sheets.jsonl is not a table: there is nothing that --signed could sign'
expect 0 --dry-run t.csv
acts 456 455

exit $bad
