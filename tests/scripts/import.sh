#!/bin/sh
# import: what the command takes in, what it says of the rest, and with which
# exit code it ends.
set -u

vasculum=${top_builddir:-.}/vasculum
case $vasculum in /*) ;; *) vasculum=$PWD/$vasculum ;; esac
. "$(dirname "$0")/tidy_lib"
tidy_dir tmp import
export XDG_CACHE_HOME="$tmp/cache" XDG_CONFIG_HOME="$tmp/config"
cd "$tmp" || exit 1
bad=0

wrong()
{
	printf 'import: %s\n' "$*" >&2
	sed 's/^/    err: /' err >&2
	bad=1
}

# expect CODE ARGS...: runs `vasculum import`; nothing may come on stdout.
expect()
{
	code=$1
	shift
	"$vasculum" import "$@" >out 2>err
	got=$?
	[ "$got" -eq "$code" ] || wrong "exit $got, not $code: $*"
	[ -s out ] && wrong "data on stdout: $*"
}

says()
{
	grep -qF -- "$1" err || wrong "the last call does not say \"$1\""
}

# One line of each shape that is not a plain success, and what is not a line.
{
	echo '{"image":"a.jpg","model":"m","dwc":{"country":"Canada"}}'
	echo '{"image":"b.jpg","error":"timeout"}'
	echo '{"custom_id":"x","response":{"status_code":500},"error":null}'
} >good.jsonl
{
	cat good.jsonl
	echo 'no JSON'
	printf '{"image":"torn'
} >some.jsonl

expect 0 run good.jsonl </dev/null
says '3 imported, 0 skipped (already there), 0 bad lines'
expect 3 run some.jsonl </dev/null
says '0 imported, 3 skipped (already there), 2 bad lines'
says 'some.jsonl:4: not JSON'
says 'some.jsonl:5: not JSON'
[ "$(wc -l <run/raw.jsonl)" -eq 3 ] || wrong 'raw.jsonl has other lines'

# From a stream.
expect 0 run - <good.jsonl
says '3 skipped'
# nothing comes from a stream that is closed: that is not an import
expect 1 run - <&-
says 'standard input is empty'

# Nothing that can be read: no run is made for it.
expect 1 none missing.jsonl </dev/null
says 'missing.jsonl'
expect 1 none . </dev/null
says 'is a directory; name its raw.jsonl'
[ -e none ] && wrong 'a run was made of nothing'
echo 'no JSON' >junk
expect 1 run junk </dev/null
expect 3 run missing.jsonl good.jsonl </dev/null
says '3 skipped'

# What is not JSON lines: told in one sentence, and a run that is not there is
# not made for it, nor one in an empty directory.
printf 'catalogNumber;country\n1;Canada\n2;Peru\n' >table.csv
printf 'id\tname\n' >one
printf '%%PDF-1.7\n%%\342\343\n{}\n' >sheet.pdf
printf 'PK\003\004rest{}\n' >archive.zip
printf '\037\213\010\000rest' >raw.jsonl.gz
printf '\377\330\377\340rest' >picture.jpg
printf '\377\376{\000"\000' >wide.jsonl
printf '{\000"\000i\000' >wide-bare.jsonl
printf '<html>not found</html>\n' >page.jsonl
printf ' \r\n\n' >blank.jsonl
printf 'a\000b' >bytes.jsonl
printf 'A letter, that is all.\nDear Sir\n' >letter.txt
: >empty.jsonl
mkdir nothing
for row in 'one:' \
	'sheet.pdf:a PDF' \
	'raw.jsonl.gz:compressed by gzip; unpack it (gunzip)' \
	'picture.jpg:a picture' \
	'wide.jsonl:text in UTF-16' 'wide-bare.jsonl:text in UTF-16' \
	'page.jsonl:XML or HTML' 'blank.jsonl:blank' 'bytes.jsonl:not text' \
	'letter.txt:not JSON lines' 'empty.jsonl:empty'; do
	for into in none nothing; do
		expect 1 "$into" "${row%%:*}" </dev/null
		says "${row%%:*} is ${row#*:}"
		[ "$(wc -l <err)" -eq 1 ] || wrong "more than one line: $row"
	done
	expect 1 none - <"${row%%:*}"
	says "standard input is ${row#*:}"
	expect 1 run "${row%%:*}" </dev/null
done
# what is called a table is read as one
cp one one.tsv
expect 1 none one.tsv </dev/null
says 'none of its columns ("id" is the first) is a term'
expect 1 none archive.zip </dev/null
says 'cannot read the archive archive.zip'
expect 1 none - <archive.zip
says 'standard input is a ZIP archive'
# a table is taken (import_tables.sh), but not from a stream
expect 1 none - <table.csv
says 'standard input is a table (catalogNumber;country); name its file'
expect 1 none table.csv </dev/null
says 'table.csv: row 2 (line 3): no sheet is called "2"'
printf '{"a":1}\n{"image":7}\n' >bad.jsonl
expect 1 none bad.jsonl </dev/null
says '2 bad lines'
[ -e none ] && wrong 'a run was made of nothing'
[ -z "$(ls nothing)" ] || wrong 'a run was made in an empty directory'
expect 3 run table.csv good.jsonl </dev/null
says 'no sheet is called "1"'
says '3 skipped'

# Characters that are not UTF-8: read and said so, or refused by line.
printf '{"image":"l1.jpg","dwc":{"locality":"Br\373l\351"}}\n' >latin.jsonl
printf '{"image":"l2.jpg","dwc":{"locality":"Qu\202bec"}}\n' >>latin.jsonl
expect 3 run latin.jsonl </dev/null
says 'latin.jsonl:2: it is not UTF-8 at byte'
says 'latin.jsonl: 1 line is not UTF-8 and was read as Windows-1252 (the first: line 1)'
"$vasculum" show run l1.jpg 2>err | grep -q 'Brûlé' || wrong 'not decoded'

# Numbers keep their digits; NaN is none.
printf '%s%s%s\n' '{"image":"n1.jpg","dwc":{"recordNumber":' \
	'12345678901234567890,"decimalLatitude":49.10,' \
	'"catalogNumber":{"value":"1","confidence":NaN}}}' >numbers.jsonl
expect 0 run numbers.jsonl </dev/null
grep -qF '"value":"12345678901234567890"' run/raw.jsonl || wrong 'digits lost'
grep -qF '"value":"49.10"' run/raw.jsonl || wrong 'a last zero lost'
grep -qF '"catalogNumber":{"value":"1"}' run/raw.jsonl || wrong 'NaN is a figure'

# A line that a crash left half written.
printf '{"image":"half' >>run/raw.jsonl
echo '{"image":"c.jpg","dwc":{}}' >c.jsonl
expect 0 run c.jsonl </dev/null
says 'was set aside'
[ "$(cat run/raw.jsonl.torn-*)" = '{"image":"half' ] || wrong 'torn tail lost'
expect 0 run c.jsonl </dev/null

# Wrong calls.
expect 2 </dev/null
expect 2 run </dev/null
expect 2 --no-such-option run good.jsonl </dev/null
expect 2 run run/raw.jsonl </dev/null
says "own journal"
expect 2 good.jsonl good.jsonl </dev/null
says 'is a file'
mkdir original
cp good.jsonl original/raw.jsonl
expect 2 original good.jsonl </dev/null
says 'vasculum import NEWRUN'
mkdir foreign
echo x >foreign/thesis.odt
expect 2 foreign good.jsonl </dev/null
says 'holds other files'

# Hostile names: shown without what moves the cursor, kept in the journal.
printf '{"image":"../../etc/passwd","dwc":{}}\n{"\033[2Jx' >"$(printf 'n\033[31m.jsonl')"
expect 3 run "$(printf 'n\033[31m.jsonl')" </dev/null
grep -q "$(printf '\033')" err && wrong 'an escape reached the terminal'
grep -qF '"image":"../../etc/passwd"' run/raw.jsonl || wrong 'image changed'

# Many bad lines are not all shown.
i=0
while [ $i -lt 70 ]; do
	echo '{no JSON'
	i=$((i + 1))
done >junk
expect 1 run junk </dev/null
[ "$(grep -c 'junk:' err)" -eq 50 ] || wrong 'not 50 bad lines shown'
says '70 bad lines'

# No room (512-byte blocks): said, nothing lost, and taken in later.
i=0
while [ $i -lt 4000 ]; do
	echo "{\"image\":\"many-$i.jpg\",\"dwc\":{\"country\":\"Canada\"}}"
	i=$((i + 1))
done >many.jsonl
(ulimit -f 800; expect 1 full many.jsonl </dev/null; exit $bad) || bad=1
grep -qF 'No space left' err || wrong 'no word of the full medium'
[ -s full/raw.jsonl ] && wrong 'part of a batch was left'
expect 0 full many.jsonl </dev/null
says '4,000 imported'
exit $bad
