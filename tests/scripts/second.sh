#!/bin/sh
# second: signed records are drawn for a second reading, the same by the same
# seed; nobody gets a record that they worked on; what is read changes nothing
# until the reading ends, a difference opens the record, a decision closes it;
# undo gives back what was; and a new index says what the old one said.
set -u

program=${top_builddir:-.}/vasculum
LC_ALL=C
export LC_ALL

. "$(dirname "$0")/tidy_lib"
tidy_dir dir second
run=$dir/run
XDG_RUNTIME_DIR=$dir XDG_CONFIG_HOME=$dir XDG_CACHE_HOME=$dir
export XDG_RUNTIME_DIR XDG_CONFIG_HOME XDG_CACHE_HOME

fail()
{
	printf 'second: %s\n' "$*" >&2
	exit 1
}

awk 'BEGIN {
	for (i = 1; i <= 20; i++)
		printf "{\"image\":\"%02d.jpg\",\"specimen_id\":\"%064x\"," \
		    "\"sha256\":\"%064x\",\"model\":\"m\",\"provider\":" \
		    "\"openrouter\",\"dwc\":{\"recordedBy\":{\"value\":" \
		    "\"J. Looman\",\"confidence\":0.8},\"locality\":" \
		    "{\"value\":\"Regina\",\"confidence\":0.5},\"country\":" \
		    "{\"value\":\"Canada\",\"confidence\":0.9}}," \
		    "\"timestamp\":\"2026-01-01T00:00:00Z\"}\n", i, i, i
}' </dev/null >"$dir/raw.jsonl"
"$program" import "$run" "$dir/raw.jsonl" >/dev/null 2>&1 || fail 'no run'

v()
{
	command=$1
	shift
	"$program" "$command" "$run" "$@"
}

# How many records are of these.
count()
{
	v list --where "$1" --limit 0 --format tsv | sed 1d | wc -l |
		tr -d ' '
}

want()
{
	[ "$(count "$1")" = "$2" ] ||
		fail "$1: $(count "$1") records, not $2 ($3)"
}

# Nothing is signed yet.
v second 50% --by chief --dry-run >"$dir/out" || fail 'a draw of none'
grep -q '  0 drawn' "$dir/out" || fail 'drawn of none'
v edit 01.jpg --approve --override test --by ann --second 2>/dev/null &&
	fail 'read a second time what was not signed'

for i in 01 02 03 04 05 06 07 08 09 10; do
	v edit $i.jpg --approve --override test --by Ann || fail "sign $i"
done

# The same seed draws the same, another one others; a dry run marks nothing.
v second 4 --seed x --dry-run --format tsv >"$dir/a" 2>/dev/null
v second 4 --seed x --dry-run --format tsv >"$dir/b" 2>/dev/null
v second 4 --seed y --dry-run --format tsv >"$dir/c" 2>/dev/null
cmp -s "$dir/a" "$dir/b" || fail 'one seed, two lots'
cmp -s "$dir/a" "$dir/c" && fail 'two seeds, one lot'
want second 0 'a dry run'

for word in 0% 101% -3 1.5 x ''; do
	v second "$word" --by chief 2>/dev/null && fail "took \"$word\""
done

v second 25% --seed x --by chief >/dev/null || fail 'the draw'
want second 3 'a quarter of ten, rounded up'
v second 25% --seed x --by chief >/dev/null
want second 3 'what is there fills a share'
tail -3 "$run/edits.jsonl" | grep -c '"group":' | grep -q 3 ||
	fail 'the marks are not one act'

# Who signed may not, whatever the case of their name; others may.
want reader:ann 0 'the signer'
want reader:ben 3 'another curator'
id=$(v list --where second --format tsv | sed -n 2p | cut -f1)
v edit "$id" country=Canada --by ANN --second 2>/dev/null &&
	fail 'the signer reads their own'
v edit "$id" --reject other --by ben --second 2>/dev/null &&
	fail '--second and --reject'

# What is read is kept and changes nothing.
before=$(v show "$id" --format json | grep -c '"APPROVED"')
v edit "$id" country=Canada --by ben --second || fail 'a value'
v edit "$id" locality=Ragina recordedBy= --by ben --second || fail 'values'
[ "$(v show "$id" --format json | grep -c '"APPROVED"')" = "$before" ] ||
	fail 'a reading that goes on changed the record'
want "second:waits" 3 'while it is read'
v edit "$id" nosuchterm=1 --by ben --second 2>/dev/null &&
	fail 'a term that is none'
v edit "$id" --approve --by ben --second 2>/dev/null &&
	fail 'a reading that is not whole'
v edit "$id" --undo --by ben || fail 'undo of values'
v edit "$id" locality=Regina recordedBy= --by ben --second || fail 'again'

# It ends: one of three differs, and the record is open.
v edit "$id" --approve --override all --by ben --second 2>"$dir/err" ||
	fail 'the end'
grep -q '1 of 3 values were signed otherwise' "$dir/err" || fail 'not told'
want second:differs 1 'a difference'
want second:waits 2 'after the end'
want status:APPROVED 9 'what differs is open'

# Its undo is of both acts; who has seen the values reads no more.
v edit "$id" --undo --by ben || fail 'undo of the end'
want status:APPROVED 10 'undone'
want second:differs 0 'undone'
want reader:ben 2 'who has read it'
want reader:cem 3 'who has not'
v edit "$id" country=Canada locality=Regina 'recordedBy=J. Looman' \
	--by cem --second || fail 'a third reads'
v edit "$id" --approve --override all --by cem --second 2>"$dir/err" ||
	fail 'the end of the third'
grep -q '0 of 3' "$dir/err" || fail 'agreement is not told'
want status:APPROVED 10 'they agree'
want second:read 1 'they agree'

# Another one differs, and is decided by who signs.
id=$(v list --where second --format tsv | sed -n 2p | cut -f1)
v edit "$id" country=Kanada locality=Regina 'recordedBy=J. Looman' \
	--by ben --second || fail 'second'
v edit "$id" --approve --override all --by ben --second 2>/dev/null ||
	fail 'its end'
want second:differs 1 'to be decided'
v edit "$id" country=Canada --approve --override all --by dora ||
	fail 'the decision'
want second:differs 0 'decided'
want second:read 2 'decided'

v stats >"$dir/stats" || fail stats
grep -q '^country  *2  *50' "$dir/stats" || fail 'agreement on country'
grep -q '^locality  *2  *100' "$dir/stats" || fail 'agreement on locality'
grep -q '^2 records read by two' "$dir/stats" || fail 'how many were read'
v stats --json | grep -q '"read_twice":2' || fail 'the same as JSON'

# The index is made anew, and says the same.
for where in second second:read second:differs reader:ben reader:cem; do
	echo "$where $(count "$where")"
done >"$dir/a"
rm -f "$run"/index.db*
for where in second second:read second:differs reader:ben reader:cem; do
	echo "$where $(count "$where")"
done >"$dir/b"
cmp -s "$dir/a" "$dir/b" || fail 'another index says something else'

# A draw that nobody has read is taken back as one.
want second 1 'left of the first draw'
v second 3 --by chief --seed z >/dev/null || fail 'three more'
want second 4 'three more'
id=$(tail -1 "$run/edits.jsonl" | sed 's/.*"specimen_id":"\([^"]*\)".*/\1/')
v edit "$id" --undo --by chief || fail 'undo of a draw'
want second 1 'the draw was taken back'
exit 0
