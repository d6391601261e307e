#!/bin/sh
# race.sh: two curators on one record. One process changes a value all the
# while, and another signs as fast as it can: first a console, as keys are
# typed, then a script that signs what `show` printed. No signature may cover a
# value that its signer had not seen: each says what it saw, and that is the
# act that stands before it. RACE_SECONDS says how long (4).
. "$(dirname "$0")/tmux_lib"
seconds=$(((${RACE_SECONDS:-4} + 1) / 2))

# All that is required is there and sound: signing asks nothing.
value()
{
	printf '"%s":{"value":"%s","confidence":0.9}' "$1" "$2"
}
{
	printf '{"image":"sheet-01.jpg","model":"m","provider":"openrouter",'
	printf '"timestamp":"2026-01-02T03:04:05","dwc":{%s,%s,%s,%s,%s,%s,%s}}\n' \
		"$(value catalogNumber 'SASK 10047')" \
		"$(value scientificName 'Rosa acicularis')" \
		"$(value eventDate 1981-08-03)" \
		"$(value recordedBy 'J. H. Hudson')" \
		"$(value country Canada)" "$(value stateProvince Saskatchewan)" \
		"$(value locality 'Regina, place 0')"
} >"$dir/raw.jsonl"
"$program" import "$dir/r" "$dir/raw.jsonl" >"$dir/out" 2>&1 ||
	fail "$(cat "$dir/out")"

edit()
{
	"$program" edit "$dir/r" sheet-01.jpg "$@" 2>>"$dir/edit.err"
}

# The locality and the revision as `show` prints them.
shown()
{
	"$program" show "$dir/r" sheet-01.jpg --format json >"$dir/shown"
	revision=$(sed -n 's/.*"seen":"\([0-9.]*\)".*/\1/p' "$dir/shown")
	# The first is what is in force; candidates follow.
	place=$(awk 'match($0, /"locality":\{"value":"[^"]*"/) {
		print substr($0, RSTART + 21, RLENGTH - 22) }' "$dir/shown")
}

now()
{
	date +%s
}

# await_tries N: until the script has tried so often since: a second time it
# has seen this edit, however slow the machine and long the history is.
await_tries()
{
	before=$(wc -c <"$dir/tries")
	while [ -e "$dir/racing" ] &&
		[ "$(wc -c <"$dir/tries")" -lt $((before + $1)) ]; do
		sleep 0.01
	done
}

# signatures WHO: how many there are.
signatures()
{
	cat "$dir/r/edits.jsonl" 2>/dev/null |
		grep -c "\"by\":\"$1\".*\"op\":\"approve\""
}

# Until the console has signed more than N times: it signs nothing that nobody
# can have looked at yet, and where edits never rest that is everything.
await_signature()
{
	while [ -e "$dir/racing" ] && [ "$(signatures console)" -le "$1" ]; do
		sleep 0.01
	done
}

# Changes the value until the race is over; leaves a script the time to look at
# each, and the console at every sixth.
editor()
{
	n=0
	while [ -e "$dir/racing" ]; do
		n=$((n + 1))
		signed=$(signatures console)
		edit "locality=Regina, place $n by $1" --by editor
		if [ "$1" = script ]; then
			await_tries $((n % 2 + 1))
		elif [ $((n % 6)) -eq 0 ]; then
			await_signature "$signed"
		fi
	done
}

# Time is over, and whoever it was has signed something.
over()
{
	[ "$(now)" -ge "$ends" ] && [ "$(signatures "$1")" -gt 0 ]
}

# Signs what it was shown; what was signed has to be that.
script()
{
	until over script; do
		shown
		edit --approve --seen "$revision" --by script && signed=1 || signed=
		printf . >>"$dir/tries"
		[ -n "$signed" ] || continue
		echo "$revision $place" >>"$dir/signed"
	done
}

# "a" signs; "g" leaves the question whether to sign what has changed. On a slow
# machine they come in bursts, which are taken for text and offered to the field.
console()
{
	until over console; do
		keys a g
		! screen_has 'Enter save' || {
			keys Escape
			until_true screen_has_not 'Enter save'
		}
	done
}

screen_has_not()
{
	! screen_has "$1"
}

race()
{
	ends=$(($(now) + seconds))
	: >"$dir/racing"
	editor "$1" &
	pid=$!
	$1
	rm "$dir/racing"
	wait $pid
}

start 80x24 "'$dir/r'" --by console
see 'Regina, place 0'
: >"$dir/tries"
race console
race script
# Whatever is open over the fields: a question, or the end of the queue.
keys Escape

# What another process writes comes by itself.
edit 'locality=Regina, the end' --by editor || fail "$(cat "$dir/edit.err")"
see 'Regina, the end'
keys q
ends_with 0

# Of each signature: who, the act that was seen, the one before it, the value
# that was signed, and the value in force.
awk '
function text(key,    at) {
	if (!match($0, "\"" key "\":\"[^\"]*\""))
		return ""
	at = RSTART + length(key) + 4
	return substr($0, at, RSTART + RLENGTH - 1 - at)
}
{
	match($0, /"seq":[0-9]+/)
	seq = substr($0, RSTART + 6, RLENGTH - 6) + 0
	op = text("op")
	by = text("by")
}
op == "set" { value = text("to") }
op == "approve" {
	signed[by]++
	seen = match($0, /"seen":\{"act":[0-9]+/) ? \
		substr($0, RSTART + 14, RLENGTH - 14) + 0 : -1
	if (seen != before)
		print "seq " seq ": " by " saw act " seen ", not " before
	match($0, /"locality":\{"value":"[^"]*"/)
	of = substr($0, RSTART + 21, RLENGTH - 22)
	if (value != "" && of != value)
		print "seq " seq ": " by " signed " of ", not " value
}
{ before = seq }
END {
	printf "%d signatures by the console, %d by the script\n",
		signed["console"], signed["script"] >"/dev/stderr"
}' "$dir/r/edits.jsonl" >"$dir/wrong"
[ ! -s "$dir/wrong" ] || fail "$(head -5 "$dir/wrong")"

# The script knows what it was shown.
while read -r revision place; do
	grep -q "\"by\":\"script\".*\"op\":\"approve\".*\"locality\":{\"value\":\"$place\".*\"seen\":{\"act\":${revision%.*}," \
		"$dir/r/edits.jsonl" ||
		fail "the script signed another value than $place ($revision)"
done <"$dir/signed"
echo "$(grep -c '"op":"set"' "$dir/r/edits.jsonl") edits," \
	"$(grep -c 'changed meanwhile' "$dir/edit.err")" \
	'signatures of the script refused'
