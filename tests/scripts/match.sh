#!/bin/sh
# match: names and places of a run against a GBIF of our own: what is asked,
# what each kind of answer comes to, what is kept, and that a session which is
# stopped, killed or refused goes on where it was.
set -u

build=$(cd "${top_builddir:-.}" && pwd)
program=$build/vasculum
gbif=$build/tests/tools/gbif_server
LC_ALL=C
export LC_ALL
[ -x "$gbif" ] || {
	echo "$gbif is not built: skipped"
	exit 77
}

. "$(dirname "$0")/tidy_lib"
tidy_dir dir match
XDG_DATA_HOME=$dir XDG_CONFIG_HOME=$dir/config XDG_CACHE_HOME=$dir
export XDG_DATA_HOME XDG_CONFIG_HOME XDG_CACHE_HOME
run=$dir/run
pid=
failed=0

wrong()
{
	printf 'match: %s\n' "$*" >&2
	failed=1
}

# serve ARG...: a server in place of the one before, at its address: url.
port=0
serve()
{
	[ -z "$pid" ] || {
		kill "$pid"
		wait "$pid" 2>/dev/null
	}
	rm -f "$dir/ready" "$dir/log"
	"$gbif" --ready "$dir/ready" --log "$dir/log" --parent $$ \
		--port "$port" "$@" &
	pid=$!
	n=0
	until [ -s "$dir/ready" ]; do
		n=$((n + 1))
		[ $n -le 600 ] || exit 99
		sleep 0.1
	done
	port=$(cat "$dir/ready")
	url=http://127.0.0.1:$port
}

# says CODE PATTERN ARGS...: `vasculum ARGS` ends so, and says that.
says()
{
	want=$1 pattern=$2
	shift 2
	"$program" "$@" >"$dir/out" 2>&1
	got=$?
	[ $got -eq "$want" ] || wrong "$*: exit $got, not $want: $(cat "$dir/out")"
	[ -z "$pattern" ] || grep -q -e "$pattern" "$dir/out" ||
		wrong "$*: no '$pattern' in: $(cat "$dir/out")"
}

# matches CODE PATTERN OPTIONS...: the same of `match` against the server.
matches()
{
	want=$1 pattern=$2
	shift 2
	says "$want" "$pattern" match "$run" --base-url "$url" --rate 20 "$@"
}

# record NAME FAMILY COUNTRY LATITUDE LONGITUDE
number=0
record()
{
	number=$((number + 1))
	printf '{"image":"%d.jpg","specimen_id":"%064d","model":"m",' \
		$number $number
	printf '"provider":"p","timestamp":"2026-01-01T00:00:00Z","dwc":{'
	printf '"scientificName":"%s","family":"%s","country":"%s",' \
		"$1" "$2" "$3"
	printf '"recordedBy":"J. Looman","identifiedBy":"B. Boivin",'
	printf '"decimalLatitude":"%s","decimalLongitude":"%s"}}\n' "$4" "$5"
}

# asked PATTERN: how many requests of the log are of it.
asked()
{
	grep -c -e "$1" "$dir/log"
}

{
	record 'Elymus canadensis L.' '' Canada 50.45678 -104.6
	record 'Elymus canadensis L.' '' Canada 50.45123 -104.6
	record 'Agropyron dasystachyum (Hook.) Scribn.' '' Canada 50.45 104.6
	record 'Elymus canadenssis L.' '' '' '' ''
	record 'Agropyron ignotum' '' '' '' ''
	record 'Nusquam inventum' Poaceae '' '' ''
	record 'Nusquam mentitum' '' '' '' ''
	record 'Carex ambigua' '' '' '' ''
	record 'Carex ambigua (L.) Link' '' '' '' ''
	record 'Novus typus L.' '' '' '' ''
	record 'Pictus coloratus' '' '' '' ''
	record 'Rosa woodsii Lindl. J. Looman' '' '' '' ''
} >"$dir/good.jsonl"
"$program" import "$run" "$dir/good.jsonl" >/dev/null 2>&1 || exit 99

# --- calls -------------------------------------------------------------------
says 2 'name one run directory' match
says 2 'takes a number above 0' match "$run" --rate 0
says 2 'whole number' match "$run" --limit x
says 2 'table, tsv or jsonl' match "$run" --format xml
says 2 '' match "$run" --base-url http://user@host
says 2 'is not encrypted' match "$run" --base-url http://example.invalid
says 0 '^13 questions to .*, 0 answered before' match "$run" --dry-run
says 0 '13 not asked yet' match "$run" --offline

# --- each kind of answer -----------------------------------------------------
serve
matches 0 'against COL26.6 XR 315557'
[ "$(wc -l <"$dir/log")" -eq 14 ] || wrong "asked: $(cat "$dir/log")"
grep -q 'ooman\|oivin' "$dir/log" && wrong 'a person was sent'
[ "$(asked 'lat=50.5&lng=-104.6&')" -eq 1 ] || wrong 'places are too fine'
says 0 '' match "$run" --offline --format tsv
for want in 'exact.1.*Rosa\|none.1.*Rosa woodsii' 'exact.2.*Elymus canadensis' \
	'synonym.1.Agropyron dasystachyum .*Elymus lanceolatus' \
	'variant.1.Elymus canadenssis' 'genus-only.1.Agropyron ignotum' \
	'higher-only.1.Nusquam inventum.*Poaceae' 'none.1.Nusquam mentitum' \
	'homonyms.1.Carex ambigua	' 'synonym.1.Carex ambigua (L.) Link' \
	'unsure.1.Novus typus.*AMBIGUOUS' 'elsewhere.1.50.5, 104.6'; do
	grep -q "$want" "$dir/out" || wrong "no '$want' in: $(cat "$dir/out")"
done
tab=$(printf '\033')
grep -q "$tab" "$dir/out" && wrong 'an escape came through'
says 0 '"found":"synonym","says":"GBIF: the accepted name' \
	match "$run" --offline --format jsonl
says 0 '"higher-only":1' match "$run" --offline --json
says 0 'GBIF: no such name, only the genus' check "$run"
says 0 '"code":"coordinates-elsewhere","severity":"warning","origin":"gbif"' \
	check "$run" --format jsonl
says 0 'the accepted name is "Elymus lanceolatus (Scribn' show "$run" 3.jpg

"$program" export "$run" --all --check --json >"$dir/out"
grep -q '"issue":"TAXON_MATCH_FUZZY","count":2' "$dir/out" ||
	wrong "export: $(cat "$dir/out")"
grep -q '"issue":"COUNTRY_COORDINATE_MISMATCH","count":1' "$dir/out" ||
	wrong "export: $(cat "$dir/out")"
grep -q '"unchecked":.*TAXON_MATCH' "$dir/out" && wrong 'names are unchecked'

# --- nothing is asked twice, but of another state of the index ---------------
matches 0 ''
[ "$(wc -l <"$dir/log")" -eq 15 ] || wrong 'something was asked again'
serve --state 'COL27.1 XR'
matches 0 'against COL27.1 XR'
[ "$(asked species/match?)" -eq 11 ] || wrong "names: $(cat "$dir/log")"
[ "$(asked geocode)" -eq 0 ] || wrong 'places have no state'
serve --no-state 1
matches 0 ''

# --- another checklist, a kingdom, names alone -------------------------------
matches 0 '10 not asked yet' --limit 1 --checklist other
[ "$(asked checklistKey=other)" -eq 2 ] || wrong "limit: $(cat "$dir/log")"
: >"$dir/log"
matches 0 '' --names-only --kingdom Plantae
[ "$(asked geocode)" -eq 0 ] || wrong 'places were sent'
says 0 'higher-only.*Nusquam mentitum.*Plantae' match "$run" --offline \
	--format tsv --names-only
mkdir -p "$dir/config/vasculum"
printf '[match]\nkingdom = Animalia\nrate = 20\nbase-url = %s\nnames-only = yes\n' \
	"$url" >"$dir/config/vasculum/config.ini"
says 0 '' match "$run"
[ "$(asked kingdom=Animalia)" -eq 11 ] || wrong 'config.ini is not heeded'
echo nonsense >"$dir/config/vasculum/config.ini"
says 2 'config.ini:1' match "$run"
says 0 'ask GBIF about' match --help
rm "$dir/config/vasculum/config.ini"

# --- a server that fails -----------------------------------------------------
rm -rf "$run/cache"
serve --status 429 --first 1 --after 1
matches 0 '' --limit 3
[ "$(asked species/match?)" -ge 2 ] || wrong '429 was not asked again'
serve --status 503 --first 1
matches 0 '' --again --limit 1
serve --status 403
matches 4 'was given up: .*HTTP 403' --again
matches 4 '"stopped":"stopped"' --again --json
says 0 '"answered":0' match "$run" --offline --json
cp "$dir/out" "$dir/before"
serve --status 404 --no-state 1
matches 4 'HTTP 404' --again
# Who has answered nothing takes nobody's place.
says 4 'HTTP 404' match "$run" --base-url "$url/wrong" --rate 20
says 0 '' match "$run" --offline --json
cmp -s "$dir/before" "$dir/out" ||
	wrong "what was answered is out of sight: $(cat "$dir/before" "$dir/out")"

# Broken, foreign, huge and refused answers are failures, and claim nothing.
run=$dir/odd
{
	record 'Fractus ruptus' '' '' '' ''
	record 'Alius mundus' '' '' '' ''
	record 'Vastus immensus' '' '' '' ''
	record 'Malus status' '' '' '' ''
	record 'Elymus canadensis' '' '' '' ''
} >"$dir/odd.jsonl"
"$program" import "$run" "$dir/odd.jsonl" >/dev/null 2>&1 || exit 99
serve
matches 3 '4 failed'
says 0 '' check "$run"
grep -q GBIF "$dir/out" && wrong "something was claimed: $(cat "$dir/out")"

# --- while sheets are read ---------------------------------------------------
run=$dir/good
"$program" import "$run" "$dir/good.jsonl" >/dev/null 2>&1 || exit 99
mkdir "$dir/sheets"
echo 'not a picture' >"$dir/sheets/broken.jpg"
printf '[match]\nauto = yes\nrate = 20\nbase-url = %s\n' "$url" \
	>"$dir/config/vasculum/config.ini"
if grep -q '#define HAVE_OCR 1' "${top_builddir:-.}/config.h"; then
	: >"$dir/log"
	says 3 '1 failed' extract "$run" --images "$dir/sheets" --repoint
	says 0 '"unasked":0' match "$run" --offline --json
	[ "$(asked species/match?)" -eq 11 ] || wrong "extract: $(cat "$dir/log")"
fi
rm "$dir/config/vasculum/config.ini"

# --- killed and stopped ------------------------------------------------------
run=$dir/killed
i=0
while [ $i -lt 30 ]; do
	i=$((i + 1))
	record "Elymus novus$(printf %d $i | tr 0-9 a-j)" '' '' '' ''
done >"$dir/many.jsonl"
"$program" import "$run" "$dir/many.jsonl" >/dev/null 2>&1 || exit 99
serve
for signal in KILL TERM; do
	: >"$dir/log"
	"$program" match "$run" --base-url "$url" --rate 3 >/dev/null 2>&1 &
	match=$!
	until [ "$(asked species/match?)" -ge 5 ]; do
		kill -0 $match 2>/dev/null || break
		sleep 0.05
	done
	says 1 'another process' match "$run" --base-url "$url"
	kill -s $signal $match
	wait $match
	code=$?
	[ $signal = KILL ] || [ $code -eq 4 ] || wrong "TERM: exit $code"
done
matches 0 '30 names'
"$program" match "$run" --offline --json >"$dir/out"
grep -q '"unasked":0,.*"genus-only":30' "$dir/out" ||
	wrong "after the kills: $(cat "$dir/out")"
exit $failed
