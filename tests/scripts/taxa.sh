#!/bin/sh
# taxa: lists of names taken in, looked into and taken away; what is told of
# rows, files and archives that are wrong; and that an import which is killed,
# stopped by a full disk, or one of two at once leaves the old list standing.
set -u

rows=${TAXA_ROWS:-100000}
kills=${TAXA_KILLS:-12}
build=$(cd "${top_builddir:-.}" && pwd)
program=$build/vasculum
LC_ALL=C
export LC_ALL

. "$(dirname "$0")/tidy_lib"
tidy_dir dir taxa
XDG_DATA_HOME=$dir/data XDG_CONFIG_HOME=$dir XDG_CACHE_HOME=$dir
export XDG_DATA_HOME XDG_CONFIG_HOME XDG_CACHE_HOME
lists=$XDG_DATA_HOME/vasculum/taxa
failed=0

wrong()
{
	printf 'taxa: %s\n' "$*" >&2
	failed=1
}

# says CODE PATTERN ARGS...: `vasculum taxa ARGS` ends so, and says that.
says()
{
	want=$1 pattern=$2
	shift 2
	"$program" taxa "$@" >"$dir/out" 2>&1
	got=$?
	[ $got -eq "$want" ] || wrong "taxa $*: exit $got, not $want: $(cat "$dir/out")"
	[ -z "$pattern" ] || grep -q -e "$pattern" "$dir/out" ||
		wrong "taxa $*: no '$pattern' in: $(cat "$dir/out")"
}

# --- before there is a list --------------------------------------------------
says 1 'there is no list of names; take one in' match 'Carex alba'
says 0 'there is no list of names yet' list
says 1 'there is no list of names "x"' match Carex --name x
says 1 'there is no list of names "x"' remove x
says 1 'cannot open .*nowhere' import "$dir/nowhere"
says 1 'is a directory' import "$dir"
says 2 'say what to do' frobnicate
says 2 'name one file' import
says 2 'does not take that option' import "$dir/nowhere" --limit 3
says 2 'a list cannot be called' import "$dir/nowhere" --name ../x
says 2 'text or json' match Carex --format xml
says 2 'counts from 1' match Carex --limit 0

# --- a large list ------------------------------------------------------------
"$build/tests/tools/make_names" "$rows" >"$dir/big.tsv" || exit 99
says 0 "^plants: .* names taken in, edition 2026-06" \
	import "$dir/big.tsv" --name plants --edition 2026-06
says 0 'plants .*2026-06.* names  taken in .* from big.tsv' list
says 0 '^= 100 %  Carex aquatilis Wahlenb.' match 'Carex aquatilis'
says 0 'Accepted, Cyperaceae; plants 2026-06' match Carex aquatilis
says 0 '^~ .*Carex aquatilis Wahlenb.' match 'Carcx aquatills'
says 0 '= Elymus lanceolatus .*accepted' match 'Agropyzon dasystachyum'
says 0 '"name":"Elymus lanceolatus"' match 'Agropyron dasystachyum' --format json
says 0 '"accepted":null' match 'Carex aquatilis' --format json --limit 1
says 0 'no name in the lists is near' match 'Qqqqqqqqqq wwwwwwwww'
says 0 '"matches":\[\]' match 'Qqqqqqqqqq wwwwwwwww' --format json
says 0 '"sha256":"' list --format json

# The answer is the same each time.
"$program" taxa match 'Carex aquatica' --limit 20 --format json >"$dir/one"
"$program" taxa match 'Carex aquatica' --limit 20 --format json >"$dir/two"
cmp -s "$dir/one" "$dir/two" || wrong 'two answers differ'

# --- verdicts on the names of records ----------------------------------------
n=0
for name in 'Carcx aquatills' 'Carex aquatilis' 'Qqqqqqqqus wwwwwwwwus' \
	'Agropyron dasystachyum'; do
	n=$((n + 1))
	printf '{"image":"%d.jpg","specimen_id":"%064d","model":"m",' $n $n
	printf '"provider":"p","timestamp":"2026-01-01T00:00:00Z",'
	printf '"dwc":{"scientificName":{"value":"%s","confidence":0.9}}}\n' \
		"$name"
done >"$dir/raw.jsonl"
"$program" import "$dir/run" "$dir/raw.jsonl" >"$dir/out" 2>&1 ||
	wrong "import: $(cat "$dir/out")"
"$program" check "$dir/run" --format jsonl | grep '"origin":"taxa"' |
	sed 's/.*"image":"\([^"]*\)".*"code":"\([^"]*\)","severity":"\([^"]*\)".*"message":"[^(]*(\([^)]*\)).*"proposal":\([^}]*\)}/\1 \2 \3 (\4) \5/' |
	LC_ALL=C sort >"$dir/said"
cat >"$dir/want" <<'END'
1.jpg misspelt warning (plants, 2026-06) "Carex aquatilis"
4.jpg synonym note (plants, 2026-06) null
END
cmp -s "$dir/said" "$dir/want" || wrong "check: $(cat "$dir/said")"
"$program" show "$dir/run" 1.jpg --format json | grep -q '"origin": *"taxa"' ||
	wrong 'show says nothing of the lists'

# --- what is wrong with a file -----------------------------------------------
stands()
{
	"$program" taxa match 'Carex aquatilis' --name plants 2>&1 |
		grep -q '^= 100 %' || wrong "the old list does not stand: $1"
	[ ! -e "$lists/import.tmp" ] || wrong "$1: import.tmp is left"
}

refused()
{
	says 1 "$2" import "$1" --name plants
	stands "$1"
}

printf 'taxonID\tscientificName\n1\tIso\351tes\n' >"$dir/latin1.tsv"
refused "$dir/latin1.tsv" 'line 2 is not UTF-8'
printf '\211PNG\r\n\032\n\0\0' >"$dir/picture.png"
refused "$dir/picture.png" 'is not a table of taxa'
printf '<html><body><p>Not found</p></body></html>\n' >"$dir/page.html"
refused "$dir/page.html" 'is not a table of taxa'
printf 'taxonID\tname\ttaxonRank\n1\tPoa\tgenus\n' >"$dir/nameless.tsv"
refused "$dir/nameless.tsv" 'no column scientificName'
: >"$dir/empty"
refused "$dir/empty" 'is not a table of taxa'
printf 'PK\003\004 no archive' >"$dir/short.zip"
refused "$dir/short.zip" 'cannot read the archive'
printf '\377\376t\0a\0' >"$dir/utf16.txt"
refused "$dir/utf16.txt" 'is UTF-16'

# --- rows and forms ----------------------------------------------------------
printf '\357\273\277"taxonID","scientificName","taxonRank"\r\n' >"$dir/odd.csv"
printf '"1","Poa annua ""L.""","species"\r\n"2","Poa bona"\r\n' >>"$dir/odd.csv"
printf '"3","Poaceae","family"\r\n"4","","species"\r\n' >>"$dir/odd.csv"
printf '"5","Poa\0x","species"\r\n"6","Poa cara","species"' >>"$dir/odd.csv"
says 0 '^odd: 2 names' import "$dir/odd.csv"
says 0 '2 passed over: not as many columns.*line 3' import "$dir/odd.csv"
says 0 '1 passed over: of a rank above genus.*line 4' import "$dir/odd.csv"
says 0 'Poa cara' match 'Poa cara'
printf 'Poa dura L.\nPoa dura Mill.\n' >"$dir/My Names.txt"
says 0 '^my-names: 2 names' import "$dir/My Names.txt"
says 0 'homonym' match 'Poa dura' --name my-names
printf 'Poa nova\n' >"$dir/esc.txt"
says 0 '^my-names: 1 name taken' import "$dir/esc.txt" --name my-names \
	--edition "$(printf '\033[2J1')"
"$program" taxa list | grep -q "$(printf '\033')" &&
	wrong 'an escape reached the terminal'
# The sum is that of the names that were taken in, also of what comes once.
printf 'Poa nova\n' | "$program" taxa import /dev/stdin --name my-names \
	>/dev/null || wrong 'names through a pipe'
if command -v sha256sum >/dev/null 2>&1; then
	sum=$(printf 'Poa nova\n' | sha256sum | cut -c 1-64)
	says 0 "\"sha256\":\"$sum\"" list --name my-names --format json
fi
says 0 '' remove my-names
says 0 '' remove odd
stands 'lists were removed'

# --- killed on the way -------------------------------------------------------
# An import is killed at moments spread over the time it takes; whatever is
# left of it, the old list answers, and the next import cleans up.
"$build/tests/tools/make_names" $((rows / 2)) >"$dir/half.tsv"
n=0
while [ $n -lt "$kills" ]; do
	"$program" taxa import "$dir/half.tsv" --name plants >/dev/null 2>&1 &
	pid=$!
	size=$((n * rows * 4))
	while kill -0 $pid 2>/dev/null; do
		at=$({ wc -c <"$lists/import.tmp" || echo 0; } 2>/dev/null)
		[ "$at" -lt $size ] || break
	done
	kill -9 $pid 2>/dev/null
	wait $pid 2>/dev/null
	"$program" taxa match 'Carex aquatilis' --name plants |
		grep -q '^= 100 %' || wrong "killed ($n): the list is gone"
	n=$((n + 1))
done
says 0 '^plants: ' import "$dir/big.tsv" --name plants
stands 'after kills'

# --- two at once -------------------------------------------------------------
# The lock is held by another process: the second import is refused at once.
if command -v flock >/dev/null 2>&1; then
	flock "$lists/lock" "$program" taxa import "$dir/half.tsv" \
		--name plants >"$dir/out" 2>&1
	[ $? -eq 1 ] && grep -q 'another import of names is running' \
		"$dir/out" || wrong "two at once: $(cat "$dir/out")"
	stands 'two at once'
fi

# --- a full disk -------------------------------------------------------------
# A limit on the size of files does what a full disk does.
(
	ulimit -f 2000
	"$program" taxa import "$dir/big.tsv" --name plants
) >"$dir/out" 2>&1
[ $? -eq 1 ] || wrong "a full disk: exit is not 1: $(cat "$dir/out")"
grep -q 'make room' "$dir/out" || wrong "a full disk: $(cat "$dir/out")"
stands 'a full disk'

exit $failed
