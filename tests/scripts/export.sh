#!/bin/sh
# export: archives and tables of a run, read back by a strict reader of our own
# in another language; what is refused, and what is left when something breaks.
# Without python3 only what needs no reader is looked at.
set -u

build=$(cd "${top_builddir:-.}" && pwd)
top=$(cd "${top_srcdir:-.}" && pwd)
program=$build/vasculum
. "$(dirname "$0")/tidy_lib"
. "$(dirname "$0")/shim_lib"
tidy_dir dir export
XDG_CONFIG_HOME=$dir/config XDG_CACHE_HOME=$dir/cache XDG_DATA_HOME=$dir/data
export XDG_CONFIG_HOME XDG_CACHE_HOME XDG_DATA_HOME
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE
failed=0
cd "$dir" || exit 1

wrong()
{
	printf 'export: %s\n' "$*" >&2
	tail -n 4 "$dir/err" >&2
	failed=1
}

# expect CODE ARGUMENTS...: runs the command; what it says is in out and err.
expect()
{
	want=$1
	shift
	"$program" "$@" >"$dir/out" 2>"$dir/err"
	code=$?
	[ $code -eq "$want" ] || wrong "exit $code, not $want: $*"
}

said()
{
	grep -q -- "$1" "$dir/out" "$dir/err" || wrong "is not said: $1"
}

python=$(command -v python3 || :)
read_back()
{
	[ -z "$python" ] || "$python" "$top/tests/tools/read_archive.py" "$1" \
		>"$1.json" 2>"$dir/err" || wrong "$1: the strict reader refuses it"
}

# No half file lies about, under any name.
nothing_left()
{
	[ -z "$(find . -maxdepth 1 -name "$1*" ! -name '*.json')" ] ||
		wrong "something is left: $(ls -d "$1"*)"
}

sheet()	# NUMBER [TERM=VALUE...]
{
	awk -v n="$1" 'BEGIN {
		printf "{\"image\":\"%d.jpg\",\"specimen_id\":\"%064x\",", n, n
		printf "\"sha256\":\"%064x\",\"model\":\"m\",", n
		printf "\"provider\":\"openai\",\"dwc\":{"
		for (i = 2; i < ARGC; i++) {
			at = index(ARGV[i], "=")
			printf "%s\"%s\":{\"value\":\"%s\",\"confidence\":0.9}",
				(i > 2 ? "," : ""), substr(ARGV[i], 1, at - 1),
				substr(ARGV[i], at + 1)
		}
		print "},\"timestamp\":\"2026-02-03T04:05:06Z\"}"
	}' "$@"
}

cat >meta.ini <<'END'
[dataset]
title = A dataset for tests & others
description = It has <a> description that is long enough; and more.
organisation = Testers
licence = CC-BY-4.0
url = https://example.org/a?b&c
citation = Testers (2026)
[contact]
given-name = A.
surname = B
email = a@example.org
orcid = 0000-0002-1825-0097
city = Regina
[creator]
surname = B
[metadata-provider]
organisation = Testers
email = b@example.org
[ids]
prefix = urn:catalog:T:
[media]
url = https://example.org/{sha256}/{file}
creator = C
END
{
	sheet 1 catalogNumber=A1 'scientificName=Carex cf. aquatilis Wahlenb.' \
		'eventDate=27 June 1935' country=Canada 'locality=by\tthe\nmill'
	sheet 2 catalogNumber=A2 'scientificName=Poa annua' eventDate=1983-02-30
	# One number, whatever its case and however its accent is written.
	sheet 3 'catalogNumber=B\u00c93' 'scientificName=Poa annua' eventDate=1950
	sheet 4 'catalogNumber=be\u03013' 'scientificName=Poa annua' eventDate=1950
	sheet 5 'scientificName=Cypripedium album' 'locality=secret bog' \
		eventDate=1960/1961 decimalLatitude=50 decimalLongitude=-104
	sheet 6 occurrenceID=urn:own:6 catalogNumber=C6 'scientificName=Poa' |
		sed 's/"timestamp"/"identification_history":[{"identifiedBy":"A","scientificName":"Poa cf. x","isCurrent":true},{"dateIdentified":"1950"}],&/'
	sheet 7 catalogNumber=D7 'scientificName=Poa trivialis'
} >raw.jsonl
expect 0 import run raw.jsonl

# --- what is signed ---------------------------------------------------------
expect 1 export run --format csv -o none.csv
said 'approved'
nothing_left none
for n in 1 2 3 4 5 6; do
	expect 0 edit run $n.jpg --approve --override test --by mb
done
expect 0 edit run 7.jpg --reject duplicate --by mb
expect 0 edit run 6.jpg habitat=bog --approve --override test --by mb
printf 'Cypripedium\n' >rare.txt
expect 0 export run --metadata meta.ini --sensitive rare.txt -o a.zip
said '6 records written'
said '1 record is rejected'
said 'place is withheld'
read_back a.zip
grep -c . run/ids.jsonl | grep -qx 6 || wrong 'not six identifiers'
grep -q '"urn:catalog:T:A1","how":"catalog"' run/ids.jsonl || wrong 'no prefix'
grep -q '"urn:own:6","how":"record"' run/ids.jsonl || wrong 'not its own'
[ "$(grep -c '"how":"uuid"' run/ids.jsonl)" -eq 3 ] ||
	wrong 'those of one number, and without, have no UUID'
# A hash is the sheet's wherever it is read; a file's name is in its run alone.
printf '{"image":"IMG_1.jpg","model":"m","provider":"openai",%s}\n' \
	'"timestamp":"2026-02-03T04:05:06Z","dwc":{"country":"Canada"}' \
	>named.jsonl
for n in here elsewhere; do
	sheet 1 country=Canada | cat - named.jsonl >$n.jsonl
	expect 0 import $n $n.jsonl
	expect 0 export $n --all --format csv -o $n.csv
	grep -o 'urn:uuid:[^"]*' $n/ids.jsonl | sort >$n.uuids
done
[ "$(comm -12 here.uuids elsewhere.uuids | wc -l)" -eq 1 ] ||
	wrong 'not the sheet alone has its identifier in both runs'
[ "$(cat here.uuids elsewhere.uuids | sort -u | wc -l)" -eq 3 ] ||
	wrong 'files of one name in two runs share an identifier'
if command -v unzip >/dev/null 2>&1; then
	unzip -tq a.zip >/dev/null || wrong 'unzip -t'
	unzip -qo a.zip -d a
	if command -v xmllint >/dev/null 2>&1; then
		for x in meta eml; do
			xmllint --nonet --noout --schema \
				"$top/tests/data/schema/$x.xsd" a/$x.xml 2>err ||
				wrong "$x.xml is not valid"
		done
	else
		echo 'export: not checked, xmllint is not installed' >&2
	fi
	grep -q 'secret bog' a/occurrence.txt && wrong 'a secret is told'
	grep -q "$(printf '\t')by the mill" a/occurrence.txt ||
		wrong 'line breaks are not folded'
fi
[ -n "$python" ] && { "$python" - <<'END' || wrong 'records are not as they should be'; }
import json
read = json.load(open("a.zip.json", encoding="utf-8"))
by = {r["occurrenceID"]: r for r in read["records"]}
one, two = by["urn:catalog:T:A1"], by["urn:catalog:T:A2"]
assert one["scientificName"] == "Carex aquatilis Wahlenb."
assert one["identificationQualifier"] == "cf. aquatilis"
assert one["eventDate"] == "1935-06-27" and one["countryCode"] == "CA"
assert one["verbatimEventDate"] == "27 June 1935"
assert one["modified"].endswith("Z") and one["taxonRank"] == "species"
assert two["eventDate"] == "" and two["verbatimEventDate"] == "1983-02-30"
rare = [r for r in read["records"] if r["scientificName"] == "Cypripedium album"]
assert rare[0]["informationWithheld"] and "decimalLatitude" not in rare[0]
assert rare[0]["eventDate"] == "1960/1961"
media = read["extensions"]["Multimedia"]
assert len(media) == 5 and all(m["type"] == "StillImage" for m in media)
assert all(m["coreid"] != rare[0]["occurrenceID"] for m in media)
picture = next(m for m in media if m["coreid"] == "urn:own:6")
assert picture == {
    "coreid": "urn:own:6", "type": "StillImage", "format": "image/jpeg",
    "identifier": "https://example.org/%064x/6.jpg" % 6, "creator": "C",
    "license": "http://creativecommons.org/licenses/by/4.0/legalcode",
    "rightsHolder": ""}
# What the sheet says, and no correction of a reading; whether it is the
# current one no column says.
named = [{k: v for k, v in n.items() if v}
         for n in read["extensions"]["Identification"]]
assert named == [{"coreid": "urn:own:6", "identifiedBy": "A",
                  "scientificName": "Poa x", "identificationQualifier": "cf. x"},
                 {"coreid": "urn:own:6", "dateIdentified": "1950"}]
assert "isCurrent" not in read["extensions"]["Identification"][0]
assert read["licence"].endswith("/by/4.0/legalcode")
END

# Some of them; and without an address of the pictures there are no rows of them.
expect 0 export run --where 'text:annua' --format jsonl -o some.jsonl
[ "$(wc -l <some.jsonl)" -eq 3 ] || wrong 'not those that match'
sed '/^url = .*{/d' meta.ini >unseen.ini
expect 0 export run --metadata unseen.ini -o unseen.zip
read_back unseen.zip
[ -z "$python" ] || ! grep -q Multimedia unseen.zip.json ||
	wrong 'pictures have rows without an address'

# --- the same again, at other times and places --------------------------------
TZ=Asia/Tokyo
export TZ
expect 0 export run --metadata meta.ini --sensitive rare.txt -o b.zip
unset TZ
said '6 as before'
cmp a.zip b.zip || wrong 'the same records gave other bytes'
expect 0 edit run 2.jpg --reopen --by mb
expect 0 edit run 1.jpg catalogNumber=Z9 --approve --override test --by mb
expect 0 export run --metadata meta.ini --sensitive rare.txt -o b.zip
said 'open again'
said '5 as before'
read_back b.zip
[ -z "$python" ] || grep -q '"packageId": "\(.*\)"' a.zip.json b.zip.json ||
	[ "$(grep '"package"' a.zip.json)" != "$(grep '"package"' b.zip.json)" ] ||
	wrong 'another version has the same packageId'

# --- against what was published -------------------------------------------------
expect 2 export run --metadata meta.ini --against a.zip -o c.zip
said '1 are changed\|1 gone\|and 1 gone'
nothing_left c.zip
expect 0 edit run 2.jpg --approve --override test --by mb
expect 0 export run --metadata meta.ini --against a.zip -o c.zip
said '6 kept, 0 new, 0 changed, 0 gone'
# What was published is not written over by what is compared with it.
cksum a.zip >before
for target in a.zip linked.zip; do
	ln -sf a.zip linked.zip
	expect 2 export run --metadata meta.ini --against a.zip -o $target
	said 'another file'
	cksum a.zip | cmp -s - before || wrong 'what was published is gone'
done
rm linked.zip
# Another run of the same sheets takes over what was published.
expect 0 import other raw.jsonl
expect 2 export other --all --metadata meta.ini --against meta.ini -o d.zip
sheet 99 catalogNumber=Q1 'scientificName=Poa annua' >foreign.jsonl
expect 0 import foreign foreign.jsonl
expect 2 export foreign --all --metadata meta.ini --against a.zip -o d.zip
said 'another dataset'
[ ! -e foreign/ids.jsonl ] || wrong 'a refused export gave an identifier'
# One of eleven may be gone, and two may not.
for n in 1 2 3 4 5 6 7 8 9 10 11; do
	sheet $n catalogNumber=E$n 'scientificName=Poa annua'
done >eleven.jsonl
expect 0 import eleven eleven.jsonl
expect 0 export eleven --all --metadata meta.ini -o eleven.zip
expect 0 edit eleven 3.jpg --reject duplicate --by mb
expect 0 export eleven --all --metadata meta.ini --against eleven.zip -o e.zip
said '10 kept, 0 new, 0 changed, 1 gone'
said '1 record was exported before, and is rejected now'
expect 0 edit eleven 4.jpg --reject duplicate --by mb
expect 2 export eleven --all --metadata meta.ini --against eleven.zip -o e.zip
said '0 are changed and 2 gone'
sed 's/^prefix/;prefix/' meta.ini >plain.ini
expect 0 export other --all --metadata plain.ini --against a.zip -o d.zip
said '2 new, as published before'
said '6 kept, 1 new, 0 changed, 0 gone'

# --- what GBIF would not take -----------------------------------------------------
expect 2 export run -o x.zip
said 'metadata-template'
sed 's/^licence.*//' meta.ini >bare.ini
expect 1 export run --metadata bare.ini -o x.zip
said LICENSE_MISSING_OR_UNKNOWN
nothing_left x.zip
sheet 8 occurrenceID=urn:own:6 'scientificName=Poa' >same.jsonl
expect 0 import run same.jsonl
expect 1 export run --all --check --metadata meta.ini
said OCCURRENCE_NOT_UNIQUELY_IDENTIFIED
said RECORDED_DATE_INVALID
said 'only GBIF'
expect 1 export run --all --metadata meta.ini -o x.zip
nothing_left x.zip
expect 0 export run --check --json --metadata meta.ini
said '"blocking":\[\]'
expect 1 export run --check
said EML_NOT_FOUND
printf 'title = x\n[dataset]\nnonsense = 1\n' >bad.ini
expect 2 export run --metadata bad.ini -o x.zip
said 'bad.ini:'
for target in . /dev/null nowhere/x.zip ''; do
	expect 2 export run --metadata meta.ini -o "$target"
done
# Nor what is read, or belongs to a run, by whatever name.
ln -s run/raw.jsonl link.jsonl
cksum run/*.jsonl run/run.json meta.ini rare.txt >before
for target in run/raw.jsonl run/edits.jsonl run/ids.jsonl run/batches.jsonl \
	run/run.json run/index.db foreign/raw.jsonl link.jsonl rare.txt; do
	expect 2 export run --format jsonl --sensitive rare.txt -o $target
	said 'name another file'
done
expect 2 export run --metadata meta.ini -o meta.ini
cksum run/*.jsonl run/run.json meta.ini rare.txt | cmp -s - before ||
	wrong 'what an export reads was replaced'
[ ! -e run/batches.jsonl ] || wrong 'a journal was made of an export'
expect 0 export run --format jsonl -o run/out.jsonl
expect 2 export run --format xml -o x
expect 2 export run --where nonsense --format csv -o x.csv

# What two records say of themselves is not kept, and can be mended.
sheet 1 'occurrenceID=urn:\u00e9:1' 'scientificName=Poa' >twice.jsonl
sheet 2 'occurrenceID=URN:E\u0301:1' 'scientificName=Poa' >>twice.jsonl
sheet 3 occurrenceID=urn:x:3 'scientificName=Poa' >>twice.jsonl
expect 0 import twice twice.jsonl
expect 0 export twice --all --format csv -o twice.csv
grep -c . twice/ids.jsonl | grep -qx 1 || wrong 'a doubtful identifier is kept'
expect 1 export twice --all --metadata meta.ini -o twice.zip
expect 0 edit twice 2.jpg occurrenceID=urn:x:2 --by mb
expect 0 export twice --all --metadata meta.ini -o twice.zip
said '2 new, that the record had'
expect 0 export twice --all --metadata meta.ini -o twice.zip
said '3 as before'

# Keys of records may be called as columns of ours are.
sheet 1 image=x status=y colour=z >named.jsonl
expect 0 import named named.jsonl
expect 0 export named --all --format csv -o named.csv
head -n 1 named.csv | tr -d '\r' | tr ',' '\n' | sort | uniq -d | grep -q . &&
	wrong "two columns are called the same: $(head -n 1 named.csv)"
grep -q ',colour,' named.csv || wrong 'a key of a record is called otherwise'

# More keys than a table has columns for: those that stay out are told, and the
# table can be read.
awk 'BEGIN { printf "{\"image\":\"1.jpg\",\"sha256\":\"%064d\",\"dwc\":{", 1
	for (n = 1; n <= 300; n++)
		printf "%s\"key %d\":\"%d\"", (n > 1 ? "," : ""), n, n
	print "}}" }' >keys.jsonl
expect 0 import keys keys.jsonl
expect 0 export keys --all --format tsv -o keys.tsv
said 'values of keys beyond the columns that a table has'
expect 0 import keys.back keys.tsv
expect 0 export keys --all --format jsonl -o keys.out
grep -q '"key 300"' keys.out || wrong 'a key is not in the lines'
# No record says when it was changed: an archive is of the run's day, not today's.
sed 's/"created":"[^"]*"/"created":"2020-01-02T03:04:05Z"/' keys/run.json >made
cp made keys/run.json
expect 0 export keys --all --metadata meta.ini -o keys.zip
! command -v unzip >/dev/null 2>&1 ||
	unzip -p keys.zip eml.xml | grep -q '<pubDate>2020-01-02<' ||
	wrong 'the day of an archive is another one'
# The demo of the README.
expect 0 export keys --all --check --metadata "$top/data/demo/metadata.ini"

# --- tables -------------------------------------------------------------------------
expect 0 export run --format csv --bom --spreadsheet -o t.csv
head -c 3 t.csv | od -An -tx1 | grep -q 'ef bb bf' || wrong 'no byte order mark'
if [ -n "$python" ]; then
	for seed in 1 2; do
		r=random$seed
		"$python" "$top/tests/tools/export_random.py" make $seed \
			"$top/data/terms.tsv" >$r.raw
		expect 0 import $r $r.raw
		# a record keeps so much of a million letters
		said '1 line holds more than a record takes .*line 10)'
		expect 0 export $r --all --metadata meta.ini -o $r.zip
		for format in csv tsv jsonl; do
			expect 0 export $r --all --format $format -o $r.$format
		done
		"$program" list $r --format jsonl >$r.list
		"$python" "$top/tests/tools/export_random.py" compare $r.list \
			$r.zip $r.csv $r.tsv $r.jsonl 2>err ||
			wrong "random records of seed $seed do not come back"
	done
	expect 0 import again random1.jsonl
else
	echo 'export: not read back, python3 is not installed' >&2
fi

# --- when something breaks ------------------------------------------------------------
awk 'BEGIN { for (n = 1; n <= 4000; n++) {
	printf "{\"image\":\"%d.jpg\",\"specimen_id\":\"%064x\",", n, n
	print "\"model\":\"m\",\"dwc\":{\"country\":{\"value\":\"Canada\"}}}"
} }' >many.jsonl
expect 0 import many many.jsonl
cp a.zip kept.zip
if shim_loads "$program"; then
	# The disk is full, or breaks, at one write after the other: of the
	# identifiers, of rows that wait beside the archive, of the archive, whose
	# seventy come in less than that many steps.
	expect 0 import full raw.jsonl
	for call in write:ENOSPC fdatasync:EIO; do
		n=1
		code=1
		while [ $code -ne 0 ] && [ $failed -eq 0 ]; do
			cp kept.zip a.zip
			LD_PRELOAD=$shim FAIL_PATH=$dir/a.zip \
				FAIL_PATH_TOO=$dir/full/ids.jsonl \
				FAIL_CALLS=$call:$n "$program" export full --all \
				--metadata meta.ini -o "$dir/a.zip" >out 2>err
			code=$?
			[ $code -le 1 ] || wrong "exit $code when a write fails"
			if [ $code -ne 0 ]; then
				cmp -s a.zip kept.zip ||
					wrong 'a failed export changed the file'
				said 'No space left\|Input/output error'
				nothing_left a.zip.
			fi
			n=$((n + 1 + n / 4))
		done
		[ $n -gt 2 ] || wrong "no export failed by $call"
		read_back a.zip
	done
	[ "$(sort full/ids.jsonl | uniq | wc -l)" -eq 7 ] ||
		wrong 'not each record has one identifier'
	# That it will not fit is known before rows wait beside the archive.
	LD_PRELOAD=$shim FAIL_PATH=$dir FAIL_ROOM=50 FAIL_CALLS=write:ENOSPC:1 \
		"$program" export many --all --metadata meta.ini \
		-o "$dir/full.zip" >out 2>err && wrong 'there was room'
	said 'takes about .* MB'
	rm -f k.zip
	n=1
	while [ $n -le 6 ]; do
		LD_PRELOAD=$shim FAIL_PATH=$dir/k.zip KILL_AT=$n "$program" \
			export run --metadata meta.ini -o "$dir/k.zip" >out 2>err
		[ $? -ne 0 ] || break
		[ ! -e k.zip ] || read_back k.zip
		n=$((n + 1))
	done
	[ $n -gt 1 ] || wrong 'nothing was killed'
fi

# Who has enough of it finds what was there, and nothing beside it.
echo before >stop.csv
"$program" export many --all --format csv -o stop.csv >/dev/null 2>err &
pid=$!
until [ -n "$(find . -maxdepth 1 -name 'stop.csv.*')" ] ||
	! kill -0 $pid 2>/dev/null; do
	:
done
kill -TERM $pid 2>/dev/null
wait $pid
code=$?
# By TERM itself where it had done its work and was about to end.
case $code in
4) [ "$(cat stop.csv)" = before ] || wrong 'a stopped export changed the file' ;;
0 | 143)
	expect 0 export many --all --format csv -o whole.csv
	cmp -s stop.csv whole.csv || wrong 'an export that was done is not whole'
	;;
*) wrong "a stopped export ended with $code" ;;
esac
nothing_left stop.csv.

# Two at once, first exports both: one set of identifiers, two whole files.
expect 0 import two random1.raw 2>/dev/null || cp raw.jsonl random1.raw
for i in 1 2 3 4; do
	"$program" export run --metadata meta.ini -o same.zip >/dev/null 2>err.$i &
	"$program" export two --all --format jsonl -o two$i.jsonl \
		>/dev/null 2>err.$i.two &
done
wait
read_back same.zip
cmp two1.jsonl two2.jsonl && cmp two1.jsonl two4.jsonl ||
	wrong 'exports at the same time differ'
[ -z "$(sed 's/.*"specimen_id":"\([^"]*\)".*/\1/' two/ids.jsonl | sort |
	uniq -d)" ] || wrong 'a specimen has two identifiers'
exit $failed
