#!/bin/sh
# network_disk: the medium fills up while a server is asked. Nothing is asked
# any more, what was under way is kept, and when there is room it goes on:
# each sheet was asked about and paid for once. Who stops it on a full disk
# loses nothing either: what could not be written is rescued, and taken in by
# the next session. Needs a file system of its own: skipped where none can be
# mounted.
set -u

if [ "${1:-}" != inside ]; then
	command -v unshare >/dev/null 2>&1 || exit 77
	for how in '-m' '-r -m'; do
		# shellcheck disable=SC2086
		unshare $how sh -c 'mount -t tmpfs none /mnt' 2>/dev/null &&
			exec unshare $how sh "$0" inside
	done
	exit 77
fi

here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "${top_builddir:-.}" && pwd)
program=$build/vasculum
make_sheets=$build/tests/tools/make_sheets
steer=$build/tests/scripts/steer
LC_ALL=C
export LC_ALL
. "$here/tidy_lib"
. "$here/server_lib"

sheets=400 large=20
window=8
failed=0
tidy_dir dir netfull
disk=$dir/disk
run=$disk/run images=$dir/sheets
mkdir "$disk" "$dir/sheets"
mount -t tmpfs -o size=32m none "$disk" || exit 77
tidy 'umount "$disk"'
XDG_RUNTIME_DIR=$dir XDG_CONFIG_HOME=$dir XDG_CACHE_HOME=$dir
XDG_STATE_HOME=$dir/state
export XDG_RUNTIME_DIR XDG_CONFIG_HOME XDG_CACHE_HOME XDG_STATE_HOME

wrong()
{
	printf 'network_disk: %s\n' "$*" >&2
	tail -n 20 "$dir/err" >&2
	failed=1
}

# is WHAT GOT WANTED
is()
{
	[ "$2" = "$3" ] || wrong "$1 is $2, not $3"
}

until_true()
{
	tries=0
	until "$@" >/dev/null 2>&1; do
		tries=$((tries + 1))
		[ $tries -lt 600 ] || {
			wrong "waited in vain for: $*"
			return
		}
		sleep 0.1
	done
}

# extract ARG...: in the background; its id is in $pid.
begin()
{
	: >"$dir/err"
	(exec "$program" extract "$run" --images "$images" \
		--engine compatible --base-url "$BASE_URL" --model test \
		--send sheet --concurrency $window --json "$@" \
		>"$dir/out" 2>"$dir/err" </dev/null) &
	pid=$!
}

ends()
{
	wait $pid
	is 'the exit code' $? "$1"
}

# fill [KB]: leaves so much room; by itself for the index to be opened, not
# for all journals.
fill()
{
	room=$(df -k "$disk" | awk 'NR == 2 { print $4 }')
	head -c $(((room - ${1:-224}) * 1024)) /dev/zero >"$disk/filler" 2>/dev/null
}

# Takes the room away once some have been asked about.
fill_up()
{
	before=$(ledger requests)
	until_true asked_more
	fill 16
}

asked_more()
{
	[ "$(ledger requests)" -ge $((before + 20)) ]
}

idle()
{
	[ "$(ledger in_flight)" -eq 0 ]
}

# It waits for room: what is in flight is answered, nothing more is asked.
await_full()
{
	until_true grep -q 'waiting until' "$dir/err"
	until_true idle
	asked=$(ledger requests)
	[ "$asked" -lt $sheets ] || wrong 'it was over before the disk was full'
	until_true "$steer" "$run" until paused
	sleep 1
	is 'requests on a full disk' "$(ledger requests)" "$asked"
}

"$make_sheets" "$dir/sheets" $sheets 96 64 || exit 99
mkdir "$dir/large" && "$make_sheets" "$dir/large" $large 1200 900 || exit 99
start_server --latency 60 --images "$dir/large"
begin --limit 1
ends 0

# Answers that are in the run or wait to be taken in.
kept()
{
	cat "$run/raw.jsonl" "$run/rescue.jsonl" \
		"$dir"/state/vasculum/rescue/*.jsonl 2>/dev/null |
		grep -c '"dwc":'
}

# Stopped while it waits: what could not be written is rescued.
begin
fill_up
await_full
kill -TERM $pid
ends 4
grep -q '"stopped":"signal"' "$dir/out" || wrong 'does not say it was stopped'
rm "$disk/filler"
is 'answers that are kept' "$(kept)" "$asked"

# Begun where there is less room than ever: whatever finds none, the index,
# a cache or a journal, waits.
for kb in 0 8 40 72 136 200; do
	fill $kb
	begin
	until_true grep -q 'waiting until' "$dir/err"
	kill -TERM $pid
	ends 4
	rm "$disk/filler"
done
is 'answers that are kept' "$(kept)" "$(ledger requests)"

# Left to wait: it goes on by itself, and loses nothing.
begin
fill_up
await_full
rm "$disk/filler"
ends 0
grep -q 'writing goes on' "$dir/err" || wrong 'does not say that it goes on'
# Told in pairs, where it was begun before there was no room.
awk '/"extraction.started"/ { paused = resumed = 0 }
	/"run.paused"/ { paused = 1 }
	/"run.resumed"/ { resumed = 1 }
	END { exit paused != resumed }' "$run/events.jsonl" ||
	wrong 'run.paused and run.resumed do not go together'
grep -q '"run.paused"' "$run/events.jsonl" || wrong 'no event run.paused'

ids=$(sed -n '/"dwc":/s/.*"sha256":"\([0-9a-f]*\)".*/\1/p' \
	"$run/raw.jsonl" | sort)
is 'successes' "$(printf '%s\n' "$ids" | grep -c '')" $sheets
is 'sheets read twice' "$(printf '%s\n' "$ids" | uniq -d | grep -c '')" 0
is 'requests' "$(ledger requests)" $sheets
is violations "$(ledger violations)" 0

# Sheets that are fetched wait for room, too; none fails for want of it.
i=0
while [ $i -lt $large ]; do
	printf 'http://127.0.0.1:%s/images/%05d.jpg\n' "$PORT" $i
	i=$((i + 1))
done >"$dir/list.txt"
reset_ledger
run=$disk/fetched images=$dir/list.txt
begin --limit 1
ends 0
fill $(($(wc -c <"$dir/large/00000.jpg") * 5 / 2 / 1024))
begin
until_true grep -q 'waiting until' "$dir/err"
rm "$disk/filler"
ends 0
grep -q "\"succeeded\":$((large - 1)),\"failed\":0," "$dir/out" ||
	wrong "of a list: $(cat "$dir/out")"
is 'requests for a list' "$(ledger requests)" $large
exit $failed
