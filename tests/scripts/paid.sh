#!/bin/sh
# paid: what a server was paid for is in raw.jsonl, or is rescued and taken in
# by the next session, and what is told is what was paid, whatever keeps the
# journals from being written: calls that fail now and then, a directory that
# goes and comes back, a full disk, few open files, signals in all of these.
# Cases run side by side, for most of them wait.
set -u

here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "${top_builddir:-.}" && pwd)
program=$build/vasculum
make_sheets=$build/tests/tools/make_sheets
LC_ALL=C
export LC_ALL
sheets=60 many=160

. "$here/tidy_lib"
. "$here/server_lib"
. "$here/cases_lib"
. "$here/shim_lib"
tidy_dir work paid
shim_loads "$program" || {
	echo 'paid: calls cannot be made to fail here: skipped'
	exit 77
}
mkdir "$work/sheets" "$work/many" "$work/cases"
"$make_sheets" "$work/sheets" $sheets 64 48 || exit 99
"$make_sheets" "$work/many" $many 64 48 || exit 99

wrong()
{
	printf 'paid: %s: %s\n' "$name" "$*"
	bad=1
}

# is WHAT GOT WANTED
is()
{
	[ "$2" = "$3" ] || wrong "$1 is $2, not $3"
}

# begin ARG...: in the background; its id is in $pid. $fail, $while and
# $matching are of the shim, $limit of ulimit.
begin()
{
	: >"$dir/err"
	(
		[ -z "$limit" ] || ulimit $limit
		[ -z "$fail" ] || {
			LD_PRELOAD=$shim FAIL_CALLS=$fail FAIL_PATH=$matching
			FAIL_PATH_TOO=$matching_too
			export LD_PRELOAD FAIL_CALLS FAIL_PATH FAIL_PATH_TOO
			[ -z "$while" ] || export FAIL_WHILE="$while"
		}
		exec "$program" extract "$run" --images "$images" \
			--engine compatible --base-url "$BASE_URL" \
			--model test --send sheet --json "$@" \
			>"$dir/out" 2>>"$dir/err" </dev/null
	) &
	pid=$!
}

ends()
{
	wait $pid
	is 'the exit code' $? "$1"
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

asked()
{
	[ "$(ledger requests)" -ge "$1" ]
}

waits()
{
	grep -q 'waiting until' "$dir/err"
}

goes_on()
{
	grep -q 'writing goes on' "$dir/err"
}

idle()
{
	[ "$(ledger in_flight)" -eq 0 ]
}

# Nano-dollars of the lines of a file, of a key in an object.
nano_of()
{
	sed -n 's/.*"'"$1"'":\([0-9.e-]*\).*/\1/p' |
		awk '{ sum += $1 * 1e9 } END { printf "%.0f", sum }'
}

# The sum that this command told.
told()
{
	nano_of cost_usd <"$dir/out"
}

# All that was paid is in raw.jsonl or rescued, once, and is told. $told_before:
# by earlier sessions; no: one of them was killed and told nothing.
all_is_recorded()
{
	paid=$(ledger billed_nano)
	[ "$paid" -gt 0 ] || wrong 'nothing was paid'
	cat "$run/raw.jsonl" "$run/rescue.jsonl" "$state"/*.jsonl 2>/dev/null \
		>"$dir/all"
	is recorded "$(nano_of cost <"$dir/all")" "$paid"
	is 'what status tells' "$("$program" status "$run" --json | told_by)" \
		"$paid"
	[ "$told_before" = no ] ||
		is told $(($(told) + told_before)) "$paid"
	is 'read twice' "$(sed -n \
		'/"dwc":/s/.*"sha256":"\([0-9a-f]*\)".*/\1/p' "$dir/all" |
		sort | uniq -d | wc -l)" 0
}

told_by()
{
	nano_of cost_usd
}

# Every sheet was paid for once.
all_is_read()
{
	all_is_recorded
	is 'sheets read' "$(grep -c '"dwc":' "$run/raw.jsonl")" $sheets
	is requests "$(ledger requests)" $sheets
}

rescued()
{
	cat "$run/rescue.jsonl" "$state"/*.jsonl 2>/dev/null | grep -c '"dwc":'
}

# --- the cases ---------------------------------------------------------------

# fails CALLS: now and then; it goes on by itself.
fails()
{
	fail=$1
	begin --concurrency 8
	ends 0
	all_is_read
}

# The same once it has begun: who cannot even be begun asks nothing.
fails_later()
{
	fail=$1 while=$dir/full
	begin --concurrency 8
	until_true asked 5
	: >"$dir/full"
	ends 0
	all_is_read
}

# The directory goes and comes back, three times; with sheets enough that it is
# not over by then.
moves()
{
	sheets=$many images=$work/many
	start_server --latency 100
	begin --concurrency 8
	for at in 5 20 35; do
		until_true asked $at
		: >"$dir/err"
		mv "$run" "$run-away"
		until_true waits
		mv "$run-away" "$run"
		until_true goes_on
	done
	ends 0
	all_is_read
}

# It goes for good, and comes back after the end.
gone()
{
	begin --concurrency 8
	until_true asked 20
	mv "$run" "$run-away"
	until_true waits
	until_true idle
	kill -TERM $pid
	ends 4
	mv "$run-away" "$run"
	[ "$(rescued)" -gt 0 ] || wrong 'nothing was rescued'
	all_is_recorded
	resume
}

# The next session takes in what was rescued, and asks about the rest.
resume()
{
	told_before=$(told) fail='' limit=''
	rescued=$(rescued)
	begin --concurrency 8
	ends 0
	[ "$rescued" -eq 0 ] ||
		grep -q "$rescued rescued answers* w[ae][sr]e* taken in" \
			"$dir/err" || wrong "$rescued are not said to be taken in"
	is 'what is still rescued' "$(rescued)" 0
	all_is_read
}

# stopped MATCHING [ARG...]: nothing can be written where the path matches; a
# signal ends it, or it itself.
stopped()
{
	fail=write:ENOSPC:1 while=$dir/full matching=$1 matching_too=$1
	shift
	begin --concurrency 8 "$@"
	until_true asked 20
	: >"$dir/full"
	until_true waits
	until_true idle
	before=$(ledger requests)
	[ $# -gt 0 ] || kill -TERM $pid
	ends 4
	is 'requests while it waited' "$(ledger requests)" "$before"
	[ "$(rescued)" -gt 0 ] || wrong 'nothing was rescued'
	! goes_on || wrong 'says that writing goes on'
	grep -q 'could not be journaled' "$dir/err" || wrong 'does not say so'
	all_is_recorded
	resume
}

# few_files N MS: so many files may be open, and more requests than that would
# be under way at once, each for so long.
few_files()
{
	limit="-n $1" sheets=$many images=$work/many
	start_server --latency "$2"
	begin --concurrency 256
	ends 0
	grep -q 'ulimit -n' "$dir/err" || wrong 'does not say that it asks fewer'
	all_is_read
}

too_few_files()
{
	limit='-n 40'
	begin --concurrency 256
	ends 1
	grep -q 'ulimit -n' "$dir/err" || wrong 'does not say why'
	is requests "$(ledger requests)" 0
}

# Files may not grow any more (in blocks of 512 bytes).
small_files()
{
	begin --limit 1
	ends 0
	told_before=$(told)
	limit="-f $((($(wc -c <"$run/raw.jsonl") + 150000) / 512))"
	begin --concurrency 8 --wait-room 0
	wait $pid
	[ $? -eq 4 ] || [ "$(ledger requests)" -eq $sheets ] ||
		wrong 'it neither waits nor reads all'
	told_before=$((told_before + $(told)))
	limit=
	begin --concurrency 8
	ends 0
	all_is_read
}

# The journals are looked at before the first request.
no_room()
{
	begin --limit 1
	ends 0
	told_before=$(told) limit="-f $(($(wc -c <"$run/raw.jsonl") / 512 + 2))"
	begin --wait-room 0
	ends 4
	is requests "$(ledger requests)" 1
	grep -q '"stopped":"room"' "$dir/out" || wrong "says $(cat "$dir/out")"
}

# Not even RUN/lock can be written, until it is given up.
no_lock()
{
	begin --limit 1
	ends 0
	fail=open:ENOSPC:1 matching=run/lock matching_too=run/lock
	begin --wait-room 2
	until_true waits
	ends 4
	! goes_on || wrong 'says that writing goes on, and gives up'
	begin
	until_true waits
	kill -TERM $pid
	ends 4
	is requests "$(ledger requests)" 1
	! goes_on || wrong 'says that writing goes on'
}

# Killed at any moment, while calls fail: what was in flight is lost, nothing
# is there twice.
killed()
{
	fail=fdatasync:EIO:3,ftruncate:EIO:2,write:SHORT:4,flock:ENOLCK:5
	for at in 5 15 25 35 45; do
		begin --concurrency 4
		until_true asked $at
		kill -9 $pid
		wait $pid
	done
	fail=
	begin --concurrency 4
	ends 0
	is 'read twice' "$(sed -n \
		'/"dwc":/s/.*"sha256":"\([0-9a-f]*\)".*/\1/p' \
		"$run/raw.jsonl" | sort | uniq -d | wc -l)" 0
	is 'sheets read' "$(grep -c '"dwc":' "$run/raw.jsonl")" $sheets
	[ "$(ledger requests)" -le $((sheets + 5 * 4)) ] ||
		wrong "$(ledger requests) requests for $sheets sheets"
}

# Somebody else's link in its place is not followed, what is rescued goes
# elsewhere.
planted()
{
	begin --limit 1
	ends 0
	told_before=$(told)
	echo mine >"$dir/victim"
	fail=write:ENOSPC:1 while=$dir/full matching=$run/ matching_too=$run/
	begin --concurrency 8 --wait-room 0
	until_true asked 20
	ln -s "$dir/victim" "$run/rescue.jsonl"
	: >"$dir/full"
	ends 4
	is 'the file behind the link' "$(cat "$dir/victim")" mine
	told_before=$((told_before + $(told)))
	fail=
	before=$(ledger requests)
	begin
	ends 1
	grep -q 'not a regular file' "$dir/err" || wrong 'does not say so'
	is 'asked beside a planted link' "$(ledger requests)" "$before"
	rm "$run/rescue.jsonl"
	begin
	ends 0
	all_is_read
}

# leave_rescued: some answers are rescued, and the session is over.
leave_rescued()
{
	fail=write:ENOSPC:1 while=$dir/full matching=raw.jsonl matching_too=raw.jsonl
	begin --concurrency 8 --wait-room 0
	until_true asked 20
	: >"$dir/full"
	ends 4
	fail='' rescued=$(rescued)
	[ "$rescued" -gt 0 ] || wrong 'nothing was rescued'
}

# Whoever writes the run next takes it in: an edit …
edited()
{
	leave_rescued
	id=$(sed -n 's/.*"sha256":"\([0-9a-f]*\)".*/\1/p' "$run/raw.jsonl" |
		head -n 1)
	"$program" edit "$run" "$id" --flag --by mb 2>>"$dir/err" ||
		wrong 'cannot be edited'
	taken
}

# … or an import.
imported()
{
	leave_rescued
	head -n 1 "$run/raw.jsonl" >"$dir/other.jsonl"
	"$program" import "$run" "$dir/other.jsonl" 2>>"$dir/err" ||
		wrong 'nothing can be imported'
	taken
}

taken()
{
	grep -q "$rescued rescued answers* w[ae][sr]e* taken in" "$dir/err" ||
		wrong 'does not say that it takes them in'
	is 'what is still rescued' "$(rescued)" 0
	ls "$run"/rescue.jsonl.taken-* >/dev/null || wrong 'it is not renamed'
}

# Two signals cut off what is in flight: what that may have cost is told and
# recorded alike, and is no less than was paid.
cut_off()
{
	OPENROUTER_API_KEY=sk-or-cut-0123456789
	export OPENROUTER_API_KEY
	start_server --latency 1000 --price-prompt 0.00000015 \
		--price-completion 0.0000006
	begin --concurrency 8 --engine openrouter --model gpt-4o-mini
	until_true asked 12
	kill -TERM $pid
	until_true grep -q 'once more stops' "$dir/err"
	kill -TERM $pid
	ends 4
	until_true idle
	recorded=$(nano_of cost <"$run/raw.jsonl")
	is told "$(told)" "$recorded"
	is 'what status tells' "$("$program" status "$run" --json | told_by)" \
		"$recorded"
	[ "$recorded" -ge "$(ledger billed_nano)" ] ||
		wrong "$recorded of $(ledger billed_nano) are told"
}

cases()
{
	cat <<'END'
fewer_files|few_files 96 300
few_files|few_files 128 600
moves|moves
sync|fails fdatasync:EIO:3
sync_twice|fails fdatasync:EIO:2
sync_and_cut|fails fdatasync:EIO:2,ftruncate:EIO:1
write|fails write:EIO:3
short|fails write:SHORT:3
short_and_cut|fails write:SHORT:3,ftruncate:EIO:2
quota|fails write:EDQUOT:2
open|fails_later open:EMFILE:3
lock|fails flock:ENOLCK:3
interrupted|fails flock:EINTR:2,write:EINTR:2
everything|fails_later write:EIO:7,fdatasync:EIO:5,ftruncate:EIO:3,open:EIO:11,flock:EIO:13
gone|gone
full|stopped raw.jsonl
full_elsewhere|stopped /run/
patience|stopped raw.jsonl --wait-room 1
too_few_files|too_few_files
small_files|small_files
no_room|no_room
no_lock|no_lock
killed|killed
planted|planted
edited|edited
imported|imported
cut_off|cut_off
END
}

play()
{
	name=$1 dir=$work/cases/$1 bad=0
	images=$work/sheets run=$dir/run state=$dir/state/vasculum/rescue
	fail='' while='' matching=.jsonl matching_too=journals.lock limit='' told_before=0
	mkdir "$dir"
	server_beside "$dir"
	XDG_RUNTIME_DIR=$dir XDG_CONFIG_HOME=$dir XDG_CACHE_HOME=$dir
	XDG_STATE_HOME=$dir/state
	export XDG_RUNTIME_DIR XDG_CONFIG_HOME XDG_CACHE_HOME XDG_STATE_HOME
	start_server --latency 40 --price-prompt 0.00000015 \
		--price-completion 0.0000006
	# shellcheck disable=SC2086
	$2
	is violations "$(ledger violations)" 0
	[ $bad -eq 0 ] || tail -n 12 "$dir/err"
	stop_server
	return $bad
}

play_cases "$work/cases" "${PAID_AT_ONCE:-8}" play <<END
$(cases | grep -e "^${PAID_CASE:-}")
END
cases_end "$work/cases" paid
