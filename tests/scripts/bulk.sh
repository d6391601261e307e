#!/bin/sh
# bulk: one change of many records: what --dry-run says is what happens, undo
# gives the start, a kill at any moment leaves all of it or nothing, edits at
# the same time are neither lost nor overwritten; and what cannot be done is
# refused with nothing changed.
set -u

records=${BULK_RECORDS:-700}
kills=${BULK_KILLS:-4}
program=${top_builddir:-.}/vasculum
LC_ALL=C
export LC_ALL

. "$(dirname "$0")/tidy_lib"
tidy_dir dir bulk
run=$dir/run
XDG_RUNTIME_DIR=$dir XDG_CONFIG_HOME=$dir XDG_CACHE_HOME=$dir
export XDG_RUNTIME_DIR XDG_CONFIG_HOME XDG_CACHE_HOME

fail()
{
	printf 'bulk: %s\n' "$*" >&2
	exit 1
}

# Names with and without a comma, three places, one wrong country. A line of
# edits.jsonl takes two hundred records: each change of most is four lines.
awk -v n="$records" 'BEGIN {
	split("Looman, J.|J. Looman|Fraser, W. P.|Boivin, B.|Raup, H.", who, "|")
	split("Regina|Moose Jaw|Saskatoon", place, "|")
	for (i = 1; i <= n; i++)
		printf "{\"image\":\"%05d.jpg\",\"specimen_id\":\"%064x\"," \
		    "\"sha256\":\"%064x\",\"model\":\"m\",\"provider\":" \
		    "\"openrouter\",\"dwc\":{\"recordedBy\":{\"value\":" \
		    "\"%s\",\"confidence\":0.8},\"locality\":{\"value\":" \
		    "\"%s\",\"confidence\":0.5},\"country\":{\"value\":" \
		    "\"%s\",\"confidence\":0.9}},\"timestamp\":" \
		    "\"2026-01-01T00:00:00Z\"}\n", i, i, i, who[i % 5 + 1],
		    place[i % 3 + 1], i % 7 ? "Canada" : "Cananda"
}' </dev/null >"$dir/raw.jsonl"
"$program" import "$run" "$dir/raw.jsonl" >/dev/null 2>&1 || fail 'no run'

bulk()
{
	"$program" bulk "$run" "$@" --by mb
}

# All that the run says of its records, but for revisions.
state()
{
	"$program" list "$run" --sort name --limit 0 --format tsv
}

id()
{
	printf '%064x' "$1"
}

size()
{
	wc -c <"$run/edits.jsonl" 2>/dev/null || echo 0
}

# refused CODE WORDS COMMAND...: nothing is written.
refused()
{
	code=$1 words=$2 before=$(size)
	shift 2
	"$@" >"$dir/out" 2>"$dir/err"
	got=$?
	[ "$got" = "$code" ] || fail "$*: code $got, not $code: $(cat "$dir/err")"
	grep -q "$words" "$dir/err" || fail "$*: $(cat "$dir/err")"
	[ "$(size)" = "$before" ] || fail "$*: something was written"
}

state >"$dir/start"
swap='/^(\w+), (.*)/$2 $1/'

# --- what is printed first is what happens
bulk --replace recordedBy "$swap" --dry-run --format tsv >"$dir/dry" \
	2>"$dir/dry.counts" || fail 'dry run'
[ ! -e "$run/edits.jsonl" ] || fail 'a dry run writes'
bulk --replace recordedBy "$swap" --format tsv >"$dir/out" 2>"$dir/counts" ||
	fail 'find and replace'
cmp -s "$dir/dry.counts" "$dir/counts" ||
	fail "counts differ: $(cat "$dir/dry.counts" "$dir/counts")"
state >"$dir/after"
awk -F'\t' -v dry="$dir/dry" '
	BEGIN { while ((getline line <dry) > 0) { split(line, c, "\t")
		if (c[1] != "specimen_id") to[c[1]] = c[5] } }
	FNR == 1 { for (i = 1; i <= NF; i++) if ($i == "recordedBy") col = i
		next }
	FILENAME == ARGV[1] { was[$1] = $col; next }
	{ want = $1 in to ? to[$1] : was[$1]
	  if ($col != want) { print $1, $col, want; exit 1 } }
' "$dir/start" "$dir/after" || fail 'what happened was not what was said'
[ "$(wc -l <"$run/edits.jsonl")" -gt 2 ] || fail 'it fits one line: no test'
[ "$(grep -c '"group_end"' "$run/edits.jsonl")" = 1 ] || fail 'not one group'

# --- one undo, of any of its records: the start is there again
"$program" values "$run" recordedBy --format tsv >"$dir/values"
grep -q '^Looman, J\.' "$dir/values" && fail 'a value is left'
"$program" edit "$run" "$(id 5)" --undo --by mb || fail 'undo was refused'
state >"$dir/undone"
cut -f1,2,13- "$dir/start" >"$dir/a"
cut -f1,2,13- "$dir/undone" >"$dir/b"
cmp -s "$dir/a" "$dir/b" || fail 'undo does not give the start'
rm -f "$run"/index.db*
state >"$dir/rebuilt"
cmp -s "$dir/undone" "$dir/rebuilt" || fail 'a rebuild says otherwise'

# having VALUE RUN: how many records have it as their locality
having()
{
	"$program" values "$2" locality --format tsv |
		awk -F'\t' -v v="$1" '$1 == v { n = $2 } END { print n + 0 }'
}

# --- cut short after any of its lines, and within the next: nothing of it
cp -R "$run" "$dir/cut" || fail 'no copy'
lines=$(wc -l <"$run/edits.jsonl")
bulk --where 'doubt>=0' 'locality=Cut' >/dev/null || fail 'a locality'
whole=$(wc -l <"$run/edits.jsonl")
[ $((whole - lines)) -gt 3 ] || fail 'it fits three lines: no test'
while [ "$lines" -lt "$whole" ]; do
	for some in 0 100; do
		{
			head -n "$lines" "$run/edits.jsonl"
			sed -n "$((lines + 1))p" "$run/edits.jsonl" |
				head -c $some
		} >"$dir/cut/edits.jsonl"
		now=$(having Cut "$dir/cut")
		[ "$now" = 0 ] || fail "cut short: $now records have it"
	done
	lines=$((lines + 1))
done
cat "$run/edits.jsonl" >"$dir/cut/edits.jsonl"
[ "$(having Cut "$dir/cut")" = "$records" ] || fail 'not cut short: not all'

# --- killed at some moment: all of it, or nothing
voids=0 n=0
while [ $n -lt "$kills" ]; do
	value="Place $n"
	"$program" bulk "$run" --where 'doubt>=0' "locality=$value" --by mb \
		>/dev/null 2>&1 & # not in a function: it is to be killed itself
	pid=$!
	# before its first line, after one of them, after two, …
	lines=$(wc -l <"$run/edits.jsonl")
	while kill -0 $pid 2>/dev/null &&
	    [ "$(wc -l <"$run/edits.jsonl")" -lt $((lines + n % 5)) ]; do
		:
	done
	kill -9 $pid 2>/dev/null
	wait $pid 2>/dev/null
	now=$(having "$value" "$run")
	[ "$now" = 0 ] || [ "$now" = "$records" ] ||
		fail "killed: $now of $records records have \"$value\""
	[ "$now" = 0 ] && voids=$((voids + 1))
	n=$((n + 1))
done
[ $voids -gt 0 ] || fail 'no kill came before the end'
bulk --where 'doubt>=0' 'locality=Again' >/dev/null || fail 'after kills'
now=$("$program" values "$run" locality --format tsv | sed 1d)
[ "$now" = "$(printf 'Again\t%d\t0.00\t%d' "$records" "$records")" ] ||
	fail "after kills: $now"
state >"$dir/followed"
rm -f "$run"/index.db*
state >"$dir/rebuilt"
cmp -s "$dir/followed" "$dir/rebuilt" || fail 'a rebuild says otherwise'

# --- interrupted once all of it is written: it ends at once, and the index
# follows when the run is used next. The index may have been quicker.
n=0 code=0
while [ $code -ne 4 ] && [ $n -lt 8 ]; do
	value="Left $n"
	ends=$(grep -c '"group_end"' "$run/edits.jsonl")
	"$program" bulk "$run" --where 'doubt>=0' "locality=$value" --by mb \
		>"$dir/out" 2>"$dir/err" &
	pid=$!
	while kill -0 $pid 2>/dev/null &&
	    [ "$(grep -c '"group_end"' "$run/edits.jsonl")" = "$ends" ]; do
		:
	done
	kill -INT $pid 2>/dev/null
	wait $pid
	code=$?
	[ $code -eq 0 ] || [ $code -eq 4 ] || fail "interrupted: code $code"
	[ $code -eq 0 ] || grep -q 'all of it is written' "$dir/err" ||
		fail "interrupted: $(cat "$dir/err")"
	grep -q " $records values change" "$dir/out" ||
		fail "interrupted: $(cat "$dir/out")"
	[ "$(having "$value" "$run")" = "$records" ] ||
		fail "interrupted: not all have \"$value\""
	n=$((n + 1))
done
[ $code -eq 4 ] || fail 'interrupted: it waits for the index'
"$program" edit "$run" "$(id 5)" --undo --by mb || fail 'undo of it'

# --- its undo killed before its first line, and after it: the same
n=0
while [ $n -lt 2 ]; do
	lines=$(wc -l <"$run/edits.jsonl")
	"$program" edit "$run" "$(id 5)" --undo --by mb >/dev/null 2>&1 &
	pid=$!
	while kill -0 $pid 2>/dev/null &&
	    [ "$(wc -l <"$run/edits.jsonl")" -lt $((lines + n)) ]; do
		:
	done
	kill -9 $pid 2>/dev/null
	wait $pid 2>/dev/null
	now=$(having Again "$run")
	[ "$now" = 0 ] || [ "$now" = "$records" ] ||
		fail "undo killed: $now of $records records have it yet"
	[ "$now" = 0 ] && bulk --where 'doubt>=0' 'locality=Again' >/dev/null
	n=$((n + 1))
done
[ "$(having Again "$run")" = "$records" ] || fail 'after a killed undo'

# --- an edit at the same time is taken before or after, never lost
"$program" bulk "$run" --where 'doubt>=0' 'locality=Once more' --by mb \
	>/dev/null &
pid=$!
"$program" edit "$run" "$(id 3)" country=Mexico --by other ||
	fail 'an edit while a bulk goes on'
wait $pid || fail 'a bulk while an edit goes on'
"$program" show "$run" "$(id 3)" >"$dir/shown"
grep -q Mexico "$dir/shown" || fail 'the edit is lost'
grep -q 'Once more' "$dir/shown" || fail 'the bulk left it out'

# --- taken back but for a record that another changed since
"$program" edit "$run" "$(id 9)" 'locality=Elsewhere' --by other ||
	fail 'an edit of what was changed'
"$program" edit "$run" "$(id 5)" --undo --by mb 2>"$dir/err"
[ $? -eq 3 ] || fail "undo in part: not 3: $(cat "$dir/err")"
grep -q '1 record was changed since' "$dir/err" || fail "$(cat "$dir/err")"
[ "$(having Again "$run")" = $((records - 1)) ] || fail 'not all taken back'
[ "$(having Elsewhere "$run")" = 1 ] || fail 'what was changed since is lost'
"$program" edit "$run" "$(id 9)" --undo --by mb 2>"$dir/err" &&
	fail 'what was left is taken back all the same'
state >"$dir/followed"
rm -f "$run"/index.db*
state >"$dir/rebuilt"
cmp -s "$dir/followed" "$dir/rebuilt" || fail 'a rebuild says otherwise'

# --- signed records: left out, unless asked for; then their signature ends
"$program" edit "$run" "$(id 2)" --approve --override "a test" --by mb ||
	fail 'not signed'
bulk --where 'doubt>=0' 'habitat=dry' >"$dir/out" || fail 'habitat'
grep -q '1 signed ones are left out' "$dir/out" || fail "$(cat "$dir/out")"
"$program" list "$run" --where status:APPROVED --format tsv |
	grep -q "$(id 2)" || fail 'a signature ended unasked'
bulk --where 'doubt>=0' 'habitat=dry' --signed >"$dir/out" || fail 'signed'
grep -q '1 signed ones change' "$dir/out" || fail "$(cat "$dir/out")"
[ "$("$program" list "$run" --where status:APPROVED --format tsv |
	wc -l)" = 1 ] || fail 'a signature is left'
tail -1 "$run/curated.jsonl" | grep -q '"status":"IN_REVIEW"' ||
	fail 'curated.jsonl does not say so'

# --- very many of them: the store writes what follows in curated.jsonl, all of
# it before the program ends
seq=$(tail -1 "$run/edits.jsonl" | sed 's/^{"seq":\([0-9]*\).*/\1/')
awk -v seq="$seq" 'BEGIN {
	for (i = 401; i <= 650; i++)
		printf "{\"seq\":%d,\"id\":\"%032x\",\"timestamp\":" \
		    "\"2026-01-02T00:00:00Z\",\"by\":\"mb\"," \
		    "\"specimen_id\":\"%064x\",\"op\":\"approve\"}\n",
		    ++seq, i, i
}' </dev/null >>"$run/edits.jsonl"
bulk --where status:APPROVED 'habitat=wet' --signed >"$dir/out" ||
	fail 'many signed'
grep -q '250 signed ones change' "$dir/out" || fail "$(cat "$dir/out")"
n=$(tail -250 "$run/curated.jsonl" | grep '"status":"IN_REVIEW"' |
	sed 's/.*"specimen_id":"\([^"]*\)".*/\1/' | sort -u | wc -l)
[ "$n" -eq 250 ] || fail "$n of 250 signatures have ended in curated.jsonl"

# --- filled down: blanks take what stands above them, in the order asked for,
# of the records that match; said first, and taken back at once
for sheet in 20 30; do
	"$program" edit "$run" "$(id $sheet)" "sex=F$sheet" --by mb ||
		fail 'a value to be filled down'
done
"$program" edit "$run" "$(id 32)" --reject duplicate --by mb || fail 'reject'
awk 'BEGIN { for (i = 21; i <= 99; i++)
	if (i != 30 && i != 32)
		printf "%05d.jpg\tsex\t\tF%d\n", i, i < 30 ? 20 : 30
}' </dev/null >"$dir/want"
bulk --where 'text:000' --fill sex --dry-run --format tsv 2>/dev/null |
	sed 1d | cut -f2-5 | sort >"$dir/dry"
cmp -s "$dir/want" "$dir/dry" || fail "fill down: $(diff "$dir/want" "$dir/dry")"
bulk --where 'text:000' --fill sex >"$dir/out" || fail 'fill down'
grep -q ' 77 change$' "$dir/out" || fail "fill down: $(cat "$dir/out")"
grep -q '1 rejected' "$dir/out" || fail "fill down: $(cat "$dir/out")"
"$program" values "$run" sex --format tsv | sed 1d | cut -f1,2 | sort \
	>"$dir/values"
printf 'F20\t10\nF30\t69\n' | cmp -s - "$dir/values" ||
	fail "filled down: $(cat "$dir/values")"
"$program" edit "$run" "$(id 21)" --undo --by mb || fail 'undo of fill down'
"$program" edit "$run" "$(id 20)" --approve --override "a test" --by mb ||
	fail 'not signed'
bulk --where 'text:000' --fill sex --sort status --dry-run >"$dir/out" ||
	fail 'fill down in another order'
grep -q ' 68 change$' "$dir/out" || fail "in another order: $(cat "$dir/out")"

# --- nothing to do is done
bulk --where 'text:nowhere-at-all' 'country=X' >"$dir/out" || fail 'empty'
grep -q ' 0 change' "$dir/out" || fail "$(cat "$dir/out")"

# --- what cannot be done
long=$(awk 'BEGIN { while (n++ < 70000) printf "x" }' </dev/null)
refused 2 'there is no term' bulk --where 'doubt>=0' 'nosuch=1'
refused 2 'list of determinations' bulk --where 'doubt>=0' \
	'identificationHistory=[]'
refused 2 'list of determinations' bulk --replace identificationHistory /a/b/
refused 2 'longer than' bulk --where 'doubt>=0' "locality=$long"
refused 2 'say by --where' bulk 'country=X'
refused 2 'say by --where' bulk --fill sex
refused 2 'goes alone' bulk --where 'doubt>=0' --fill sex 'country=X'
refused 2 'goes alone' bulk --where 'doubt>=0' --fill sex --replace sex /a/b/
refused 2 'sort is doubt' bulk --where 'doubt>=0' --fill sex --sort colour
refused 2 'leave it out' bulk --where 'doubt>=0' --sort name country=X
refused 2 'list of determinations' bulk --where 'doubt>=0' \
	--fill identificationHistory
refused 2 'wrong at character' bulk --replace country '/(/x/'
refused 2 'write /RE/TEXT/' bulk --replace country '/a/x'
refused 2 'given twice' bulk --where 'doubt>=0' country=a country=b
refused 2 'is not a condition' bulk --where 'colour:red' country=a
refused 2 'there is no term' "$program" values "$run" nosuch
many=$(awk 'BEGIN { while (n++ < 10000) printf "a" }' </dev/null)
bulk --where 'text:Mexico' "locality=$many!" >/dev/null || fail 'long value'
refused 2 'does not come to an end' bulk --replace locality '/^(a+)+$/x/'
"$program" values "$run" locality --format jsonl | grep -q "$many!" ||
	fail 'a long value is not listed'
chmod -R a-w "$run"
if ! [ -w "$run" ]; then
	refused 1 '' bulk --where 'doubt>=0' country=X
	bulk --where 'doubt>=0' country=X --dry-run >/dev/null ||
		fail 'a dry run of what cannot be written'
fi
chmod -R u+w "$run"
exit 0
