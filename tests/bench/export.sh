#!/bin/sh
# export: how long records of thirty values take to an archive, in what memory:
# the first time, when each gets its identifier, and once more. EXPORT_RECORDS
# says how many (20,000); making the index of the run, which is not counted,
# takes longer than that.
#
# usage: export.sh
set -eu

vasculum=$(cd "${top_builddir:-.}" && pwd)/vasculum
src=$(cd "${top_srcdir:-.}" && pwd)
records=${EXPORT_RECORDS:-20000}
. "$(dirname "$0")/../scripts/tidy_lib"
tidy_dir tmp export-bench
XDG_CONFIG_HOME=$tmp XDG_CACHE_HOME=$tmp XDG_DATA_HOME=$tmp
export XDG_CONFIG_HOME XDG_CACHE_HOME XDG_DATA_HOME
if ! [ -x /usr/bin/time ]; then
	echo 'export    /usr/bin/time is not at hand, left out'
	exit 0
fi

make_records()
{
	awk -v n="$1" '
	function pick(n) { return int(rand() * n) }
	function say(term, value) {
		printf "%s\"%s\":{\"value\":\"%s\",\"confidence\":%.2f}", sep,
			term, value, .5 + rand() / 2
		sep = ","
	}
	BEGIN {
		srand(7)
		for (i = 0; i < n; i++) {
			id = sprintf("%08x%056x", pick(2 ^ 31), i)
			printf "{\"image\":\"%s.jpg\",\"specimen_id\":\"%s\",", id, id
			printf "\"sha256\":\"%s\",\"model\":\"m\",", id
			printf "\"provider\":\"openai\",\"timestamp\":"
			printf "\"2026-03-01T10:00:00Z\",\"dwc\":{"
			sep = ""
			say("catalogNumber", sprintf("DAO%09d", i * 7919 % n))
			say("institutionCode", "AAFC")
			say("collectionCode", "DAO")
			say("ownerInstitutionCode", "AAFC")
			say("preparations", "pressed")
			say("disposition", "in collection")
			say("recordedBy", "Collector " pick(2000) " | B. Boivin")
			say("recordNumber", pick(9999))
			say("eventDate", sprintf("%d-%02d-%02d", 1880 + pick(120),
				1 + pick(12), 1 + pick(28)))
			say("country", "Canada")
			say("stateProvince", "Saskatchewan")
			say("county", "R.M. " pick(300))
			say("municipality", "Town " pick(500))
			say("locality", pick(40) " miles north of " pick(8000))
			say("verbatimLocality", pick(40) " mi. N " pick(8000))
			say("decimalLatitude", sprintf("%.4f", 49 + rand() * 10))
			say("decimalLongitude", sprintf("%.4f", -110 + rand() * 8))
			say("geodeticDatum", "NAD27")
			say("habitat", "moist prairie, plot " pick(9000))
			say("scientificName", "Carex species" pick(5000) " Wahlenb.")
			say("scientificNameAuthorship", "Wahlenb.")
			say("family", "Cyperaceae")
			say("genus", "Carex")
			say("identifiedBy", "Determiner " pick(100))
			say("dateIdentified", 1900 + pick(100))
			say("occurrenceRemarks", "plants " pick(90) " cm, white")
			say("verbatimEventDate", "June " 1 + pick(28))
			say("minimumElevationInMeters", pick(900))
			say("establishmentMeans", "native")
			say("individualCount", pick(9))
			print "}}"
		}
	}'
}

make_records 1 >"$tmp/one.jsonl"
"$vasculum" import "$tmp/run" "$tmp/one.jsonl" 2>/dev/null
make_records "$records" >"$tmp/run/raw.jsonl"
"$vasculum" list "$tmp/run" --limit 1 >/dev/null 2>&1
for turn in first again; do
	/usr/bin/time -o "$tmp/time" -f '%e s, %U s of work, %M KB' "$vasculum" \
		export "$tmp/run" --all --metadata "$src/data/demo/metadata.ini" \
		-o "$tmp/out.zip" 2>"$tmp/err" || cat "$tmp/err"
	echo "export    $records records, $turn: $(cat "$tmp/time")"
done
