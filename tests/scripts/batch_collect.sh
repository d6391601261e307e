#!/bin/sh
# batch_collect: `vasculum batch collect`, `status` and `list`: who works where
# several would, what is told of batches that their server does not know or
# soon forgets, what keeps its reservation, and folders of the earlier pipeline.
# What servers get wrong is played elsewhere. Cases are played side by side.
set -u

program=$(cd "${top_builddir:-.}" && pwd)/vasculum
tools=$(cd "${top_builddir:-.}" && pwd)/tests/tools
FAULT_SERVER=$tools/batch_server
LC_ALL=C
export LC_ALL
. "$(dirname "$0")/tidy_lib"
. "$(dirname "$0")/server_lib"
tidy_dir work batch_collect
mkdir "$work/sheets" && "$tools/make_sheets" "$work/sheets" 4 64 48 || exit 99
XDG_CONFIG_HOME=$work XDG_CACHE_HOME=$work XDG_RUNTIME_DIR=$work
export XDG_CONFIG_HOME XDG_CACHE_HOME XDG_RUNTIME_DIR
for key in first other; do
	echo "sk-${key}0123456789abcdef" >"$work/$key"
	chmod 600 "$work/$key"
done

wrong()
{
	printf 'batch_collect: %s: %s\n' "$name" "$*"
	[ ! -s "$err" ] || tail -n 5 "$err"
	[ ! -s "$out" ] || tail -n 5 "$out"
	bad=1
}

start()
{
	start_server --shape openai --seed 5 --polls 2 \
		--keys sk-first0123456789abcdef,sk-other0123456789abcdef "$@"
}

# batch CODE WORD ARG...
batch()
{
	wanted=$1 verb=$2
	shift 2
	case $verb in
	list) ;;
	*) set -- --base-url "$BASE_URL" --key-file "$work/$key" "$@" ;;
	esac
	[ "$verb" != submit ] ||
		set -- --images "$work/sheets" --engine openai \
			--model gpt-4o-mini --send sheet "$@"
	"$program" batch "$verb" "$run" "$@" >"$out" 2>"$err" </dev/null
	code=$?
	[ $code -eq "$wanted" ] || wrong "$verb $*: ends with $code, not $wanted"
}

has()
{
	grep -q -e "$1" "$2" || wrong "no \"$1\" in $(basename "$2")"
}

# read N: sheets stand in raw.jsonl.
read_are()
{
	n=$(grep -c '"batch_id":' "$run/raw.jsonl" 2>/dev/null)
	[ "${n:-0}" -eq "$1" ] || wrong "${n:-0} outcomes, not $1"
}

# at PATH: of the server.
at()
{
	"$tools/batch_server" ask "$PORT" "$1" >/dev/null || wrong "$1"
}

play()
{
	name=$1 bad=0
	mkdir "$work/$name"
	server_beside "$work/$name"
	run=$work/$name/run out=$work/$name/out err=$work/$name/err key=first
	: >"$out" && : >"$err"
	case_"$name"
	[ "$server_pid" = '' ] || stop_server
	return $bad
}

# One collects while another extracts; while another collects it has nothing to
# do, and says so.
case_together()
{
	command -v flock >/dev/null 2>&1 || return 0
	start
	batch 0 submit
	batch 4 status
	has 'validating  *-/[0-9]\|in_progress  *[0-9]*/[0-9]' "$out"
	# A key goes where the caller says, not where the run does; waiting
	# would not help.
	timeout 60 "$program" batch collect "$run" --wait \
		--key-file "$work/$key" >"$out" 2>"$err" </dev/null
	code=$?
	[ $code -eq 4 ] || wrong "without an address it ends with $code"
	has 'confirm it with --base-url' "$err"
	exec 8>"$run/batches.lock"
	flock 8
	batch 0 collect
	has 'nothing to do here' "$out"
	batch 0 collect --json
	has '"elsewhere":true' "$out"
	read_are 0
	exec 8>&-
	exec 8>"$run/lock"
	flock 8
	batch 0 collect --wait
	exec 8>&-
	read_are 4
	batch 0 status
	has 'no batch' "$out"
	batch 0 list --json
	has '"state":"collected"' "$out"
	has '"completed":4' "$out"
	for type in batch.submitted batch.completed batch.collected; do
		has "\"$type\"" "$run/events.jsonl"
	done
	batch 0 collect
	read_are 4
}

# With the key of another account a batch is not seen, and has not failed. That
# is told once, whatever number of batches it is said of, and however often they
# are asked about.
case_account()
{
	start --accounts 1
	batch 0 submit --chunk-size 2
	at '/__clock?s=4000'
	key=other
	for verb in status collect; do
		batch 4 $verb
		has '^vasculum batch: 2 batches (b.*, b[0-9a-f]*): not known to the server: of the account of another key' "$err"
		[ "$(grep -c 'account of another key' "$err")" -eq 1 ] ||
			wrong "$verb repeats itself"
	done
	turns=$(($(ledger requests polls) + 3 * 2))
	"$program" batch collect "$run" --wait --base-url "$BASE_URL" \
		--key-file "$work/$key" >"$out" 2>"$err" </dev/null &
	while [ "$(ledger requests polls)" -lt $turns ] && kill -0 $!; do
		sleep 0.1
	done
	kill -TERM $!
	wait $!
	[ "$(grep -c 'account of another key' "$err")" -eq 1 ] ||
		wrong 'what keeps two batches is not told once'
	key=first
	batch 0 collect --wait
	read_are 4
}

# A batch that its server does not know after an hour is over; what it may have
# cost stays, and its sheets are free.
case_gone()
{
	start --faults 'poll_404:n=0'
	batch 0 submit
	at '/__clock?s=4000'
	batch 0 collect
	has 'stay reserved' "$err"
	read_are 0
	batch 0 list --json
	has '"status":"not_found"' "$out"
	! grep -q '"may_have_cost_usd":0.0,' "$out" || wrong 'nothing is kept'
	batch 0 submit
	[ "$(ledger created)" -eq 2 ] || wrong "$(ledger created) batches"
}

# Results that cannot be taken are soon deleted.
case_forgotten()
{
	start --faults 'content_500:n=0'
	batch 0 submit
	at /__finish
	batch 4 status
	has 'completed' "$out"
	at '/__clock?s=2250000'
	batch 4 status
	has 'deletes the results in [1-5] days' "$err"
	batch 4 collect
	has 'deletes the results in [1-5] days' "$err"
	# Of what has ended by the journal, without a word of the server.
	sed "s/\"finished_at\":[0-9]*/\"finished_at\":$(($(date +%s) - 2250000))/" \
		"$run/batches.jsonl" >"$run/x" &&
		mv "$run/x" "$run/batches.jsonl"
	batch 4 status
	has 'deletes the results in [1-5] days' "$err"
	at /__calm
	batch 0 collect
	read_are 4
}

# What the earlier pipeline has left, without a server.
case_folders()
{
	folder=$work/$name/earlier
	mkdir -p "$folder/one" "$folder/two"
	a=$(printf '%064d' 1) b=$(printf '%064d' 2)
	row='{"id":"r","custom_id":"specimen-%s","response":{"status_code":200,"body":{"model":"m","choices":[{"message":{"content":"{\\"country\\":\\"Canada\\"}"},"finish_reason":"stop"}]}},"error":null}\n'
	printf "$row" "$a" "$b" >"$folder/one/batch_output.jsonl"
	echo batch_one >"$folder/one/batch_id.txt"
	printf "$row" "$(printf '%064d' 3)" >"$folder/two/batch_output.jsonl"
	printf '{"%s":{"filename":"sheet-1.jpg"}}\n' "$a" \
		>"$folder/one/image_manifest.json"
	line='{"batch_id":"batch_%s","status":"%s","progress":{"total":2,"completed":%d,"failed":0},"timestamp":"2025-10-0%dT10:00:00"}\n'
	for told in 'one in_progress 0 1' 'other failed 7 2' 'one in_progress 1 3'; do
		# shellcheck disable=SC2059,SC2086
		printf "$line" $told
	done >"$folder/one/batch_history.jsonl"
	"$program" batch list "$folder" >"$out" 2>"$err" || wrong "list: $?"
	has '^two .* -/1 *$' "$out"
	has '^one .* 1/2 ' "$out"
	"$program" batch list "$folder" --json >"$out" 2>"$err" ||
		wrong "list --json: $?"
	has '"completed":0,"failed":0,"at":"2025-10-01T10:00:00"},{[^}]*"completed":1,[^}]*"at":"2025-10-03' "$out"
	BASE_URL=http://127.0.0.1:9/v1
	batch 0 collect "$folder"
	has '3 new results' "$out"
	read_are 3
	has '"image":"sheet-1.jpg"' "$run/raw.jsonl"
	batch 0 collect "$folder"
	has '0 new results' "$out"
	read_are 3
	"$program" import "$run" "$folder/one/batch_output.jsonl" \
		>"$out" 2>"$err" || wrong "import: $?"
	has '0 imported, 2 skipped' "$err"
	batch 1 collect "$work/sheets"
	has 'no batch of the earlier pipeline' "$err"
}

# A folder of the earlier pipeline whose batch is still with the server: it is
# asked for from then on, as one of the run's own.
case_goes_on()
{
	start
	batch 0 submit
	folder=$work/$name/earlier
	mkdir "$folder"
	sed -n 's/.*"op":"submitted".*"batch_id":"\([^"]*\)".*/\1/p' \
		"$run/batches.jsonl" >"$folder/batch_id.txt"
	grep -o 'specimen-[0-9a-f]*' "$run/batches.jsonl" |
		sed 's/.*/{"custom_id":"&","body":{"model":"gpt-4o-mini"}}/' \
		>"$folder/batch_input.jsonl"
	run=$work/$name/other
	batch 4 collect "$folder"
	has '1 folder taken in with 0 new results' "$out"
	batch 4 status
	has '[0-4]/4' "$out"
	batch 0 collect --wait
	read_are 4
	batch 0 collect "$folder"
	read_are 4
	[ "$(ledger created)" -eq 1 ] || wrong "$(ledger created) batches"
}

# A batch that stands still is open until its server ends it; what is left of it
# is sent again.
case_stuck()
{
	start --faults stuck
	batch 0 submit
	batch 4 collect
	at '/__clock?s=4000'
	batch 4 collect
	at '/__clock?s=90000'
	batch 0 collect
	has 'is over: expired' "$err"
	for type in batch.progress batch.expired; do
		has "\"$type\"" "$run/events.jsonl"
	done
	batch 0 submit
	batch 0 collect --wait
	read_are 4
	[ "$(ledger created)" -eq 2 ] || wrong "$(ledger created) batches"
}

# A file of results that is not there may come yet, for an hour; then its sheets
# are free, and what the batch has cost is written down.
case_vanished()
{
	start --faults 'content_404:n=1'
	batch 0 submit
	batch 0 collect --wait
	read_are 4
	add_faults 'content_404'
	batch 0 submit --again
	at /__finish
	batch 4 status
	at '/__clock?s=7200'
	batch 0 collect
	has 'does not have the results of batch' "$err"
	# What the server says that it took is what it cost.
	has '"error_kind":"unused"' "$run/raw.jsonl"
	at /__calm
	batch 0 submit --again
	batch 0 collect --wait
	n=$(grep -c '"dwc"' "$run/raw.jsonl")
	[ "$n" -eq 8 ] || wrong "$n were read, not 8"
}

# What is cancelled keeps what it has answered; the rest is sent again.
case_cancelled()
{
	start --cancel-polls 1 --faults 'cancel_500; cancel_lost'
	batch 0 submit
	batch 4 collect
	batch 0 cancel
	has 'is being cancelled' "$out"
	batch 0 collect --wait
	has 'is over: cancelled' "$err"
	has '"batch.failed"' "$run/events.jsonl"
	n=$(grep -c '"dwc"' "$run/raw.jsonl" 2>/dev/null)
	[ "${n:-0}" -gt 0 ] && [ "${n:-0}" -lt 4 ] || wrong "${n:-0} were read"
	batch 0 submit
	batch 0 collect --wait
	read_are 4
	[ "$(ledger violations)" -eq 0 ] || wrong 'violations'
}

# A round of --again in which a row was missing ends with the batch that brings
# it, and the next one begins at once.
case_round()
{
	start --faults 'row_missing:batch=2,row=2,n=2'
	batch 0 submit
	batch 0 collect --wait
	batch 0 submit --again
	batch 0 collect --wait
	has 'have no result' "$err"
	read_are 7
	grep -q '"again"' "$run/run.json" || wrong 'the round has ended'
	batch 0 submit --again
	has '1 sheet sent' "$out"
	batch 0 collect --wait
	read_are 8
	! grep -q '"again"' "$run/run.json" || wrong 'the round goes on'
	batch 0 submit --again
	has '4 sheets sent' "$out"
}

# What was read again is not read a third time, though nothing is left that
# tells which bytes stand behind which name.
case_again()
{
	start
	batch 0 submit
	batch 0 collect --wait
	batch 0 submit --again
	batch 0 collect --wait
	read_are 8
	! grep -q '"again"' "$run/run.json" || wrong 'the round goes on'
	# One that has not ended goes on, whoever submits.
	batch 0 submit --again --limit 2
	rm -r "$run/cache"
	batch 0 submit --again --limit 2
	has '0 sheets sent' "$out"
	lines=$(grep -c '"op":"planned"' "$run/batches.jsonl")
	[ "$lines" -eq 3 ] || wrong "$lines chunks, not 3"
	batch 0 collect --wait
	read_are 10
	! grep -q '"again"' "$run/run.json" || wrong 'the round goes on'
	# An extraction that reads the rest again leaves the end to the batch.
	batch 0 submit --again --limit 2
	"$program" extract "$run" --images "$work/sheets" --engine openai \
		--model gpt-4o-mini --send sheet --again --json \
		--base-url "$BASE_URL" --key-file "$work/$key" \
		>"$out" 2>"$err" </dev/null || wrong "extract ends with $?"
	grep -q '"again"' "$run/run.json" || wrong 'the round has ended'
	batch 0 collect --wait
	read_are 12
	! grep -q '"again"' "$run/run.json" || wrong 'the round goes on'
}

for case in together account gone forgotten folders goes_on stuck vanished cancelled \
	again round; do
	[ "${BATCH_CASE:-$case}" = $case ] || continue
	(play $case >"$work/$case.log" 2>&1 || touch "$work/$case.bad") &
done
wait
cat "$work"/*.log
! ls "$work"/*.bad >/dev/null 2>&1
