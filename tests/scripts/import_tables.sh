#!/bin/sh
# import_tables: tables of records: what their columns are taken for, which
# sheets their rows are of, and what is said of the rest. Some eighty calls of
# forty milliseconds each: four seconds of processor.
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
printf 'Peru,13,,Rosa alba,URN:Two,C8,\r\n' >>t.csv
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

expect 3 --dry-run run t.csv
shows 'perhaps: --map "Coll\. No\.=recordNumber"$'

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
"$vasculum" show run 'box1/DAO 1.jpg' >out
shows '^  recordNumber +table +12$'

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
printf 'catalogNumber,country\nT-2,Laos\n' >whole-row.csv
expect 2 --map 'No Such=country' --map 'Event Date=' run same.csv
says 'no table has such a column'
before=$(wc -l <run/raw.jsonl)
expect 2 --map 'No Such=country' run whole-row.csv
says 'no table has such a column'
[ "$(wc -l <run/raw.jsonl)" -eq "$before" ] ||
	wrong 'rows were taken before --map was looked at'
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
# "Unicode text" of a spreadsheet.
if command -v iconv >/dev/null; then
	{
		printf '\377\376'
		printf 'catalogNumber\tlocality\r\nDAO 1\tQu\351bec, 2\r\n' |
			iconv -f LATIN1 -t UTF-16LE
	} >unicode.txt
	expect 0 --dry-run run unicode.txt
	shows '^  locality +Québec, 2$'
fi
# A quotation mark that is never closed would make one value of all rows
# behind it.
printf 'catalogNumber,locality\nDAO 1,x\nDAO 1,"open\nDAO 2,x\n' >open.csv
expect 1 run open.csv
says 'open.csv line 3: the row does not end'
says '1 imported'
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

"$vasculum" export first --format jsonl --all -o first.jsonl 2>err || wrong export
expect 0 lines first.jsonl
"$vasculum" export lines --format csv --all -o lines.csv 2>err || wrong export
cmp -s first.csv lines.csv || wrong 'exported lines do not come back'
# and into its own run: by the identifiers that the export gave, in whatever
# other words
printf 'occurrenceID,verbatimIdentification\n' >given.csv
sed -n 's/.*"occurrenceID":"\([^"]*\)".*/\1,Rosa/p' first/ids.jsonl >>given.csv
expect 0 first given.csv
says '2 rows, 2 of a sheet'
grep -q '"scientificName_verbatim":{"value":"Rosa"}' first/raw.jsonl ||
	wrong 'a term is not known by its IRI'

# What tables call their columns; below the records a spreadsheet may have rows
# of nothing, which are none.
printf 'Photo,Barcode,Latitude,Long.,Leg.,Authority\nDAO-000003.JPG,9,1,2,A. Gray,L.\n,,,,,\n, ,\n' >columns.csv
expect 0 --dry-run run columns.csv
shows 'perhaps: --map "Barcode=catalogNumber" --map "Latitude=decimalLatitude" --map "Long\.=decimalLongitude" --map "Leg\.=recordedBy" --map "Authority=scientificNameAuthorship"$'
shows '^1 row, 1 of a sheet$'

# A sheet of one's own: which picture, and a name in two columns.
printf 'Photo,Genus,Species\nDAO-000003.JPG,Rosa,alba\n' >own-sheet.csv
expect 0 --dry-run run own-sheet.csv
shows 'perhaps: --map "Species=specificEpithet"$'
expect 0 --dry-run --map Species=specificEpithet run own-sheet.csv
shows '^  Genus \+ Species +scientificName'
shows '^  scientificName +Rosa alba$'

# What collection systems call the terms (preset.c says where that stands);
# the rows were written for this test.
printf 'id,collectionCode,recordID,collID,catalogNumber,scientificName,scientificNameAuthorship,recordedBy,associatedCollectors,sourcePrimaryKey-dbpk,processingStatus\n7,V,urn:uuid:7,3,DAO 1,Rosa woodsii,Lindl.,A. Gray,B. Hall,k,done\n' >symbiota.csv
expect 0 --dry-run run symbiota.csv
shows 'as of symbiota'
shows '^  scientificName +scientificName$'
shows '^  associatedCollectors +associatedCollectors \(no term'
shows '^  processingStatus +left out$'
printf 'occid,dbpk,catalogNumber,sciname\n7,k,DAO 1,Rosa woodsii\n' >older.csv
expect 0 --dry-run run older.csv
shows '^  sciname +scientificName \(preset\)'
printf 'Catalog Number,Collectors,Collector Number,Start Date,Full Name,Determiner,Determined Date,State,Locality Name\nT-2,"Hall, B.",12,1931-06-01,Rosa woodsii,A. Gray,1932,Ohio,Bog\n' >specify.csv
expect 0 --dry-run run specify.csv
shows 'as of specify'
shows '^  Full Name +scientificName \(preset\)'
shows '^  Start Date +eventDate \(preset\)'
shows '^  recordedBy +Hall, B\.$'
expect 0 run specify.csv
printf 'Cat #,Collector Last Name1,Genus1,Species1,Species Author1,Determined Date1\nT-2,Hall,Rosa,alba,L.,1932\n' >workbench.csv
expect 0 --dry-run run workbench.csv
shows '^  Species1 +specificEpithet \(preset\)'
shows '^  Determined Date1 +dateIdentified \(preset\)'
shows '^  Genus1 \+ Species1 +scientificName \(put together\)'
shows '^  scientificName +Rosa alba$'
shows '^  scientificNameAuthorship +L\.$'
# A name rank by rank, its author apart; one that is there whole is taken.
printf 'Catalog Number,Genus,Species,Subspecies,Variety,Species Author\nT-2, Carex ,aquatilis,,stans,Wahlenb.\nDAO 1,,x,,,\nT-9,Carex\nT-2,Carex,nigra,,,L.,one more\n' >ranks.csv
expect 3 --dry-run run ranks.csv
shows 'as of specify'
shows '^  Genus \+ Species \+ Subspecies \+ Variety +scientificName'
shows '^  scientificName +Carex aquatilis var\. stans$'
says 'row 3 (line 4): it has 2 cells, and the table has 6 columns'
says 'row 4 (line 5): it has 7 cells, and the table has 6 columns'
# Of no genus it is no name.
for genus in vernacularName ''; do
	expect 3 --dry-run --map "Genus=$genus" run ranks.csv
	shows '^  Species +specificEpithet'
	grep -q " scientificName " out && wrong "a name without a genus, Genus=$genus"
done
printf '{"filename":"e1.jpg","Cat #":"","Genus":"Rosa","Species":"alba"}\n{"filename":"e2.jpg","Genus":"Rosa","Species":"alba","one":"more"}\n' >ranks.jsonl
expect 3 --dry-run --preset specify run ranks.jsonl
says 'row 2 (line 2): it has 5 cells, and the table has 4 columns'
printf 'Catalog Number,Genus,Species,Variety\nT-7,Carex,,minor\n' >no-species.csv
expect 0 --without-sheets ranks no-species.csv
grep -q '"scientificName":{"value":"Carex"}' ranks/raw.jsonl ||
	wrong 'a variety of no species was named'
printf '{"filename":"e1.jpg","country":"Chile"}\n{broken\n{"filename":"e2.jpg","country":"Peru"},"left":1\n' >broken.jsonl
expect 3 --dry-run run broken.jsonl
says "row 2 (line 2): not JSON: string or '}' expected near 'broken' (byte 7)"
says 'row 3 (line 3): not JSON: something follows the first value'
printf 'Catalog Number,Genus,Species,Full Name\nT-2,Carex,nigra,Carex nigra (L.) Reichard\n' >whole.csv
expect 0 --dry-run run whole.csv
shows '^  scientificName +Carex nigra \(L\.\) Reichard$'
printf 'filename\tcatalogNumber\tcollectedBy\tcollectionDate\tspeciesNameAuthorship\tidentificationHistory\tWFO_placement\ttokens_in\tpath_to_original\nDAO-000003\t\tA. Gray\t1931-06-01\tL.\tdet. 1990\tx\t9\ty\n' >voucher.tsv
expect 0 --dry-run run voucher.tsv
shows 'as of vouchervision'
shows '^  collectedBy +recordedBy \(preset\)'
shows '^  identificationHistory +previousIdentifications \(preset\)'
shows '^  WFO_placement +left out$'
shows '^  tokens_in +left out$'
shows 'DAO-000003.JPG, by the name of the image "DAO-000003"'
# a preset that is named is taken, whatever the columns tell
expect 0 --dry-run --preset specify run voucher.tsv
shows '^  speciesNameAuthorship +speciesNameAuthorship \(no term'

# As people have tables: a title and a line of groups above the names, units in
# these, cells that were merged, dates in three columns or as a spreadsheet
# counts days.
cat >people.csv <<'END'
Herbarium REG,,,,,,,,
,,,,,,,,
Specimen,,Collecting,,,,,,
Barcode,Species,Collector(s),Year,Month,Day,Elevation (ft),Lat.,Det. date
DAO 1,Rosa alba,"Doe, J.",1935,6,12,"1,200","50,5",45123
T-2,Rosa nutkana,,1935,June,,300m,,1951

DAO-000003,Rosa canina,,1936,7,0,,,s.d.
,,,,,,,,
END
expect 1 --dry-run --skip 0 run people.csv
says 'none of its columns ("Herbarium REG" is the first) is a term'
expect 3 --dry-run run people.csv
says 'its columns are named in line 4; what stands above is left out'
says 'no column names a sheet'
grep -q 'row 1' err && wrong 'each row was told that no column names a sheet'
shows 'perhaps: --map "Barcode=catalogNumber" --map "Species=scientificName" --map "Collector\(s\)=recordedBy"'
shows '3 rows, 3 without a sheet'
expect 0 --dry-run --without-sheets run people.csv
grep -q 'no column names' err && wrong 'rows without sheets were to name some'
expect 2 --dry-run --fill-down Collector run people.csv
says '--fill-down Collector: no table has such a column'
printf 'catalogNumber,country,remarks,notes\nDAO 1,Peru\nT-2,Chile,x,y,z\n' >short.csv
expect 3 --dry-run run short.csv
says 'it has 2 cells, and the table has 4 columns (--short-rows: the last are blank)'
expect 3 --dry-run --short-rows run short.csv
says 'row 2 (line 3): it has 5 cells, and the table has 4 columns'
shows '^2 rows, 1 of a sheet, 1 that cannot be read$'
# a title tells nothing of what parts the table below it
printf 'Herbarium, Wien; 1935\n\nBarcode;Species;Lat\nDAO 1;Rosa alba;50,5\n' >title.csv
expect 0 --dry-run --likely run title.csv
says 'its columns are named in line 3; what stands above is left out'
shows '^  decimalLatitude +50,5$'
expect 0 --dry-run --likely --skip 2 run title.csv
shows '^  decimalLatitude +50,5$'
expect 2 --dry-run --likely --map 'Rosa alba=image' run title.csv
says '--map Rosa alba=image: no table has such a column'
expect 1 --dry-run --skip 9 run title.csv
says 'title.csv has no line that names its columns below those that are passed'
awk 'BEGIN { for (i = 0; i < 300; i++) printf "c%d,", i; print "x" }' >wide.csv
expect 1 --dry-run run wide.csv
says 'wide.csv has 301 columns in line 1, and 256 are read'
# what a row has not is filled, too; but not from a row that cannot be read
printf 'catalogNumber,country,locality\nDAO 1,Peru,Lima\nT-2,Peru\n' >fill.csv
expect 0 --dry-run --short-rows --fill-down locality run fill.csv
shows '^  locality +2$'
printf 'catalogNumber,country,locality\nDAO 1,Peru,Lima\nSAME,Chile,x,y\nT-2,,z\n' >fill.csv
expect 3 --dry-run --fill-down country run fill.csv
says 'row 3 (line 4): its country is blank, and the row above that has it (line 3) cannot be read; mend that first'
printf 'Barcode,County/Municipality,habitat: notes\nDAO 1,x,y\n' >both.csv
expect 0 --dry-run --likely run both.csv
shows '^  County/Municipality +County/Municipality \(no term'
shows '^  habitat: notes +habitat: notes \(no term'
expect 2 --skip x run people.csv
says '--skip is a number of lines'
expect 0 --dry-run --likely --fill-down 'Collector(s)' run people.csv
shows '^  Elevation \(ft\) +minimumElevationInMeters \(likely\)$'
shows '^  Year \+ Month \+ Day +eventDate \(put together\)$'
shows '^  minimumElevationInMeters +1,200 ft$'
shows '^  eventDate +1935-06-12$'
shows '^values in 3 rows:'
shows '^  recordedBy +3$'
shows '^    1 not as it should be, line 5: "45123" is a day as a'
shows '"50,5" is not in decimal'
expect 0 --likely --fill-down 'Collector(s)' run people.csv
tail -n 2 run/raw.jsonl | head -n 1 |
	grep -q '"recordedBy":{"value":"Doe, J."}.*"minimumElevationInMeters":{"value":"300m"}.*"eventDate":{"value":"June 1935"}' ||
	wrong 'the second row is not what is meant'
tail -n 1 run/raw.jsonl | grep -q '"eventDate":{"value":"1936-07"}.*"row":3,"line":8' ||
	wrong 'the third row is not what is meant'
expect 0 --likely --fill-down 'Collector(s)' run people.csv
says '3 skipped'

# Archives: the core and its determinations, which come in any order.
mkdir arch
printf 'id\tcatalogNumber\tscientificName\tkingdom\n' >arch/occurrence.txt
printf 'urn:a\tDAO 1\tRosa alba\tPlantae\nurn:b\tT-2\tRosa nutkana\t\n' >>arch/occurrence.txt
printf 'coreid\tidentifiedBy\tscientificName\tidentificationIsCurrent\n' >arch/identification.txt
printf 'urn:b\tB. Boivin\tRosa canina\ttrue\nurn:a\tA. Gray\tRosa alba\t1\nurn:b\tC. Linn\303\251\tRosa nutkana\tfalse\n' >>arch/identification.txt
dwc=http://rs.tdwg.org/dwc/terms
meta()		# COLUMN-OF-KINGDOM IGNORED-LINES CORE-FILE
{
	cat <<END
<archive xmlns="http://rs.tdwg.org/dwc/text/"><extension rowType="$dwc/Identification" fieldsTerminatedBy="\\t" linesTerminatedBy="\\n" fieldsEnclosedBy="" ignoreHeaderLines="1" encoding="UTF-8">
<files><location>identification.txt</location></files><coreid index="0"/>
<field index="1" term="$dwc/identifiedBy"/><field index="2" term="$dwc/scientificName"/><field index="3" term="$dwc/identificationIsCurrent"/>
</extension>
<core rowType="$dwc/Occurrence" fieldsTerminatedBy="\\t" linesTerminatedBy="\\n" fieldsEnclosedBy="" ignoreHeaderLines="$2" encoding="UTF-8">
<files><location>$3</location></files><id index="0"/>
<field index="1" term="$dwc/catalogNumber"/><field index="2" term="$dwc/scientificName"/>
<field index="$1" term="$dwc/kingdom"/><field default="CC0" term="http://purl.org/dc/terms/license"/>
</core></archive>
END
}

if python3 -c 'import zipfile' 2>/dev/null; then
	pack()		# NAME: zips arch/
	{
		python3 - "$1" <<'END'
import os, sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as z:
    for name in sorted(os.listdir('arch')):
        z.write('arch/' + name, name)
END
	}
	meta 3 1 occurrence.txt >arch/meta.xml
	pack good.zip
	expect 0 run good.zip
	says '2 rows, 2 of a sheet'
	grep -q '"image":"x/two.jpg".*"occurrenceID":{"value":"urn:b"}.*"identification_history":\[{"identifiedBy":"B. Boivin","scientificName":"Rosa canina","isCurrent":true},{"identifiedBy":"C. Linné","scientificName":"Rosa nutkana","isCurrent":false}\]' run/raw.jsonl ||
		wrong 'the determinations are not there'
	grep -q '"license":{"value":"CC0"}' run/raw.jsonl || wrong 'no default'
	expect 0 run good.zip
	says '2 skipped'

	meta 3 1 occurrence.txt | awk '{ print } /<.extension>/ { for (i = 0; i < 20; i++) print "<extension rowType=\"x\"/>" }' >arch/meta.xml
	pack many.zip
	expect 0 run many.zip
	says '2 rows, 2 of a sheet'

	# Which one is current by its older name; a column by that of meta.xml.
	meta 3 1 occurrence.txt | sed 's/identificationIsCurrent/isCurrent/' >arch/meta.xml
	cp arch/identification.txt kept.txt
	sed 's/identificationIsCurrent/isCurrent/' kept.txt >arch/identification.txt
	pack older.zip
	mv kept.txt arch/identification.txt
	expect 0 --map "$dwc/kingdom=" run older.zip
	says '2 rows, 2 of a sheet'
	tail -n 1 run/raw.jsonl | grep -q '"Rosa nutkana","isCurrent":false' ||
		wrong 'isCurrent was not read'
	tail -n 2 run/raw.jsonl | grep -q kingdom && wrong 'a column was not left out'

	# A meta.xml that lies.
	meta 3 0 occurrence.txt >arch/meta.xml
	pack uncounted.zip
	expect 0 run uncounted.zip
	says 'the meta.xml does not say that the first line names the columns'
	says '2 rows, 2 of a sheet'
	meta 40 1 occurrence.txt >arch/meta.xml
	pack wide.zip
	expect 1 run wide.zip
	says 'its meta.xml tells of 41 columns, and occurrence.txt has 4'
	meta 3 1 occurrence.txt | sed 's/index="1" term="[^"]*catalogNumber"/index="2" term="x:catalogNumber"/; s/index="2" term="[^"]*scientificName"\/>$/index="1" term="x:scientificName"\/>/' >arch/meta.xml
	pack swapped.zip
	expect 1 run swapped.zip
	says 'its meta.xml says that column'
	meta 3 1 ../../etc/passwd >arch/meta.xml
	pack outside.zip
	expect 1 run outside.zip
	says 'it names the file "../../etc/passwd", which is not in the archive'
	meta 3 1 absent.txt >arch/meta.xml
	pack absent.zip
	expect 1 run absent.zip
	says 'has no absent.txt, which its meta.xml names'

	meta 3 1 occurrence.txt | sed 's/encoding="UTF-8"/encoding="KOI8-R"/g' >arch/meta.xml
	pack koi.zip
	expect 0 run koi.zip
	says 'its meta.xml says that occurrence.txt is in KOI8-R, which is not known here'

	# An extension that is not there costs the determinations alone.
	meta 3 1 occurrence.txt >arch/meta.xml
	rm arch/identification.txt
	pack bare.zip
	expect 0 run bare.zip
	says 'has no identification.txt, which its meta.xml names'

	# A bomb: a table of blanks without end.
	python3 -c 'print("a\tb\tc\td"); print(" " * (64 << 20))' >arch/occurrence.txt
	pack bomb.zip
	expect 1 run bomb.zip
	says 'unpacks to more than a table has'

	# A workbook is an archive, too.
	rm arch/*
	echo x >'arch/[Content_Types].xml'
	pack book.xlsx
	expect 1 run book.xlsx
	says 'book.xlsx is a workbook or a document; save its sheet as CSV'

	# A download of GBIF: what was published, not what was made of it.
	rm -r arch
	mkdir arch
	printf 'gbifID\tcatalogNumber\tcountry\tlastInterpreted\n1\tDAO 1\tCA\t2024\n' >arch/occurrence.txt
	printf 'gbifID\tcatalogNumber\tcountry\n1\tDAO 1\tCanada, as printed\n' >arch/verbatim.txt
	cat >arch/meta.xml <<END
<archive xmlns="http://rs.tdwg.org/dwc/text/">
<core rowType="$dwc/Occurrence" fieldsTerminatedBy="\\t" fieldsEnclosedBy="" ignoreHeaderLines="1"><files><location>occurrence.txt</location></files><id index="0"/>
<field index="0" term="http://rs.gbif.org/terms/1.0/gbifID"/><field index="1" term="$dwc/catalogNumber"/><field index="2" term="$dwc/country"/><field index="3" term="http://rs.gbif.org/terms/1.0/lastInterpreted"/></core>
<extension rowType="$dwc/Occurrence" fieldsTerminatedBy="\\t" fieldsEnclosedBy="" ignoreHeaderLines="1"><files><location>verbatim.txt</location></files><coreid index="0"/>
<field index="0" term="http://rs.gbif.org/terms/1.0/gbifID"/><field index="1" term="$dwc/catalogNumber"/><field index="2" term="$dwc/country"/></extension>
</archive>
END
	pack gbif.zip
	expect 0 run gbif.zip
	tail -n 1 run/raw.jsonl | grep -q 'Canada, as printed' ||
		wrong 'not what was published'
	expect 0 --interpreted run gbif.zip
	tail -n 1 run/raw.jsonl | grep -q '"country":{"value":"CA"}' ||
		wrong 'not what GBIF made of it'
	cp arch/occurrence.txt simple.tsv
	expect 1 run simple.tsv
	says 'what GBIF made of the records'
fi

# What VoucherVision writes of each picture; the name of the file comes before
# a number that a model has read.
cat >voucher.json <<'END'
{
    "filename": "DAO-000003",
    "catalogNumber": "T-2",
    "collectorNumber": 12,
    "decimalLatitude": 45.10,
    "specimenDescription": {"value": "red"},
    "identifiedBy": null,
    "WFO_candidate_names": ["a", "b"]
}
END
expect 0 run voucher.json
says '1 row, 1 of a sheet'
tail -n 1 run/raw.jsonl >last
grep -q '"image":"DAO-000003.JPG".*"model":"vouchervision","provider":"import","dwc":{"catalogNumber":{"value":"T-2"},"recordNumber":{"value":"12"},"decimalLatitude":{"value":"45.10"},"occurrenceRemarks":{"value":"red"}}' last ||
	wrong 'a JSON of VoucherVision is not taken as it is'
expect 0 run voucher.json
says '0 imported, 1 skipped'
# Blank lines before, between and behind them are none.
printf '\n\n\n \n\n{"filename":"f1.jpg","country":"Peru"}\n\n{"filename":"f2.jpg","country":"Cuba"}\n\n' >blanks.json
expect 0 --without-sheets objects blanks.json
says '2 imported'
# What cannot be read is told with its line, and the rest is taken: also where
# it is the first.
printf 'broken\n{"filename":"g1.jpg","country":"Peru"}\n{"filename":"g2.jpg","country":\n{"filename":"g3.jpg","country":"Cuba"}\n7\n' >broken.jsonl
expect 3 --without-sheets objects broken.jsonl
says '2 imported'
says '5 rows, 2 without a sheet, 3 that cannot be read'
says 'broken.jsonl: row 1 (line 1)'
says 'broken.jsonl: row 3 (line 3)'
says 'broken.jsonl: row 5 (line 5): it is not an object of JSON'
# VoucherVisionGO's, as its editor leaves it: the record is inside.
cat >reviewed.json <<'END'
{
  "filename": "h1.jpg", "prompt": "SLTPvM_default.yaml",
  "ocr_info": {"a-model": {"ocr_text": "x", "tokens_in": 1}},
  "formatted_json": {"catalogNumber": "H-1", "collectedBy": "A. Gray", "country": ""},
  "collage_info": {"base64image_original": "/9j/4AAQ"},
  "review_metadata": {"complete": true}
}
END
expect 0 --without-sheets objects reviewed.json
tail -n 1 objects/raw.jsonl >last
grep -q '"image":"h1.jpg".*"model":"vouchervision, reviewed","provider":"import","dwc":{"catalogNumber":{"value":"H-1"},"recordedBy":{"value":"A. Gray"}}' last ||
	wrong 'a reviewed JSON of VoucherVisionGO is not taken'
# One by one: what somebody has only begun to go over, or nobody has, is none.
{
	tr -d '\n' <reviewed.json | sed 's/h1/h2/; s/H-1/H-2/'
	echo
	tr -d '\n' <reviewed.json | sed 's/h1/h3/; s/H-1/H-3/; s/"complete": true/"complete": false/'
	echo
	tr -d '\n' <reviewed.json | sed 's/h1/h4/; s/H-1/H-4/; s/{"complete": true}/null/'
	echo
} >some.jsonl
expect 0 --without-sheets objects some.jsonl
tail -n 3 objects/raw.jsonl | sed 's/.*"model":"\([^"]*\)".*/\1/' >readers
printf '%s\n' 'vouchervision, reviewed' vouchervision vouchervision | cmp -s - readers ||
	wrong "other readers: $(cat readers)"
printf '[{"filename":"e1.jpg","country":"Peru"},{"filename":"e2.jpg","country":["a","b"]},{"filename":"x","county":"c"}]' >several.json
expect 3 run several.json
says '3 rows, 2 of a sheet, 1 that cannot be read'
tail -n 1 run/raw.jsonl | grep -q '"country":{"value":"a | b"}' ||
	wrong 'a list is not its items'

exit $bad
