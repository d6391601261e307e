#!/bin/sh
# batch_submit: `vasculum batch submit` and `cancel`: what is sent to servers of
# both shapes, what stands in the journal, and what becomes of a chunk whose
# answer was lost, that is refused, or that finds no room. Cases are played side
# by side, each with a server and a run of its own.
set -u

program=$(cd "${top_builddir:-.}" && pwd)/vasculum
tools=$(cd "${top_builddir:-.}" && pwd)/tests/tools
FAULT_SERVER=$tools/batch_server
LC_ALL=C
export LC_ALL
. "$(dirname "$0")/tidy_lib"
. "$(dirname "$0")/server_lib"
tidy_dir work batch_submit
mkdir "$work/sheets" "$work/vasculum" &&
	"$tools/make_sheets" "$work/sheets" 12 64 48 || exit 99
# A price of its own: a sheet of 1,000 tokens and an answer of 1,000 cost a
# cent by batch, and two without.
cat >"$work/vasculum/models-compatible.json" <<'END'
{"models":[
 {"id":"half","price_prompt":1e-5,"price_completion":1e-5,
  "price_batch_prompt":5e-6,"price_batch_completion":5e-6},
 {"id":"dear","price_prompt":1e-6,"price_completion":1e-6,
  "price_batch_prompt":2e-6,"price_batch_completion":2e-6},
 {"id":"gift:free","price_prompt":0,"price_completion":0}]}
END
model=gpt

wrong()
{
	printf 'batch_submit: %s: %s\n' "$name" "$*"
	[ ! -s "$err" ] || tail -n 5 "$err"
	[ ! -s "$out" ] || tail -n 5 "$out"
	bad=1
}

# batch CODE WORD ARG...
batch()
{
	wanted=$1 verb=$2
	shift 2
	[ "$verb" != submit ] ||
		set -- --images "$work/sheets" --engine compatible \
			--model "$model" --send sheet --base-url "$BASE_URL" "$@"
	"$program" batch "$verb" "$run" "$@" >"$out" 2>"$err" </dev/null
	code=$?
	[ $code -eq "$wanted" ] || wrong "$verb $*: ends with $code, not $wanted"
}

has()
{
	grep -q -e "$1" "$2" || wrong "no \"$1\" in $(basename "$2")"
}

# lines N OP: of the journal.
lines()
{
	n=$(grep -c "\"op\":\"$2\"" "$journal")
	[ "$n" -eq "$1" ] || wrong "$n lines of \"$2\", not $1"
}

is()
{
	[ "$2" = "$3" ] || wrong "$1 is $2, not $3"
}

# The id of the first chunk.
chunk()
{
	sed -n 's/.*"chunk":"\([^"]*\)".*/\1/p' "$journal" | head -n 1
}

# A process that was killed after the n-th line of the journal.
killed_after()
{
	last=$(grep -n "\"op\":\"$1\"" "$journal" | tail -n 1 | cut -d: -f1)
	head -n "$last" "$journal" >"$journal.cut" && mv "$journal.cut" "$journal"
}

# --- cases ------------------------------------------------------------------

case_plain()
{
	start openai
	batch 0 submit --dry-run
	has '12 sheets to send' "$out"
	[ ! -e "$run" ] || wrong 'a dry run made the run'
	batch 0 submit --chunk-size 5
	has '12 sheets sent in 3 batches' "$out"
	is created "$(ledger created)" 3
	lines 3 submitted
	is events "$(grep -c batch.submitted "$run/events.jsonl")" 3
	[ -z "$(ls "$run/cache/batches")" ] || wrong 'files are left'
	# What the server keeps says whose it is, and what was sent.
	"$FAULT_SERVER" ask "$PORT" /v1/batches >"$work/$name/list"
	has "\"vasculum_chunk\":\"$(chunk)\"" "$work/$name/list"
	has "$(sed -n 's/.*"hash":"\([^"]*\)".*/\1/p' "$journal" | head -n 1)" \
		"$work/$name/list"
	# The same again sends nothing, and neither does an extraction.
	batch 0 submit
	has '12 in batches' "$out"
	"$program" extract "$run" --dry-run >"$out" 2>"$err" --model gpt \
		--send sheet || wrong "extract --dry-run"
	has 'no sheet is left to read; 12 in batches' "$out"
	"$program" extract "$run" --model gpt --send sheet --json \
		>"$out" 2>"$err" || wrong "extract"
	has '"succeeded":0.*"in_batches":12' "$out"
	"$program" extract "$run" --model gpt --send sheet --batched --limit 2 \
		--dry-run >"$out" 2>"$err" || wrong "extract --batched"
	has '^2 sheets' "$out"
	# What means nothing to a word is not done all the same.
	batch 2 cancel --dry-run
	has 'cancel takes no --dry-run' "$err"
	batch 2 submit --wait
	batch 0 cancel "$(chunk)"
	has 'is being cancelled' "$out"
	batch 1 cancel nobody
	batch 0 cancel --json
	has '"cancelling":3' "$out"
}

# No batches here: told in words, and nothing is written.
case_none()
{
	for status in no_batches batches_405 batches_501; do
		start openai --faults "$status"
		batch 1 submit
		has 'has no batches; read the sheets with' "$err"
		[ ! -e "$run" ] || wrong "$status made a run"
		stop_server
	done
}

# Whatever answer is lost, each chunk is made once.
case_lost()
{
	lost create_lost create_500_done create_html_done
}

case_lost_more()
{
	lost upload_lost 'create_lost; metadata_dropped' metadata_refused \
		create_429:s=1
}

lost()
{
	for fault in "$@"; do
		start openai --faults "$fault"
		batch 0 submit --chunk-size 6
		is "$fault: created" "$(ledger created)" 2
		is "$fault: violations" "$(ledger violations)" 0
		stop_server
		rm -r "$run"
	done
}

# Killed before the answer was written down: the batch is found.
case_killed()
{
	start openai
	batch 0 submit
	killed_after submitting
	batch 0 submit
	has '"healed":true' "$journal"
	is created "$(ledger created)" 1
	is uploads "$(ledger requests uploads)" 1
}

# A clock that is ahead of the server's: whoever goes on with a chunk learns the
# server's before it says when it was sent, and finds what was made of it.
case_clock()
{
	start openai --clock -7200
	batch 0 submit --limit 6
	killed_after uploaded
	is created "$(ledger created)" 1
	add_faults create_lost
	timeout 60 "$program" batch collect "$run" --base-url "$BASE_URL" \
		>"$out" 2>"$err" </dev/null
	is 'collect ends with' $? 4
	lines 1 submitted
	has '"healed":true' "$journal"
	is created "$(ledger created)" 2
}

# Stopped while an answer is waited for: the next one finds what it was.
case_stopped()
{
	start openai --faults create_silent
	"$program" batch submit "$run" --images "$work/sheets" \
		--engine compatible --model gpt --send sheet \
		--base-url "$BASE_URL" >"$out" 2>"$err" </dev/null &
	pid=$!
	until [ "$(ledger created)" = 1 ]; do
		kill -0 $pid 2>/dev/null || break
		sleep 0.1
	done
	kill -INT $pid
	wait $pid
	is 'stopped, it ends with' $? 4
	has 'the same command goes on' "$err"
	batch 0 submit
	is created "$(ledger created)" 1
	lines 1 submitted
}

# The server failed, and made nothing: looked for, waited for, sent again.
case_absent()
{
	start openai
	batch 0 submit --limit 6
	add_faults create_500
	batch 0 submit
	lines 1 absent
	is created "$(ledger created)" 2
}

# Where no batch was ever seen an empty list tells nothing: what may be paid is
# not sent again by itself, until a batch in the list shows that it tells.
case_empty()
{
	start openai --faults 'create_lost; list_empty'
	batch 4 submit --limit 6
	has 'lists no batch at all' "$err"
	lines 1 unresolved
	batch 4 collect --base-url "$BASE_URL"
	is created "$(ledger created)" 1
	at /__calm
	batch 0 submit --limit 6
	has '"healed":true' "$journal"
	is created "$(ledger created)" 1
	stop_server
	rm -r "$run"
	start openai --faults create_500
	batch 4 submit --chunk-size 6
	is 'created beside it' "$(ledger created)" 1
	batch 0 submit
	lines 1 absent
	is created "$(ledger created)" 2
	is sheets "$(ledger sheets_asked)" 12
}

# A server that answers the first question about its batches, and has no list
# for the second: what it may have made is looked for in vain, until a person
# says so, or the list is there.
case_no_list()
{
	start openai --faults 'create_lost; no_list'
	batch 4 submit --limit 6
	has 'has no list in which to look for' "$err"
	lines 1 unresolved
	batch 4 submit
	batch 4 collect --base-url "$BASE_URL"
	lines 1 unresolved
	is created "$(ledger created)" 2
	at /__calm
	batch 0 submit
	has '"healed":true' "$journal"
	is created "$(ledger created)" 2
	is sheets "$(ledger sheets_asked)" 12
}

# at PATH: of the server.
at()
{
	"$FAULT_SERVER" ask "$PORT" "$1" >/dev/null || wrong "$1"
}

# Batches that stand in the way of one's own: on other pages of the list, of the
# same model and size.
case_foreign()
{
	start openai --foreign 130 --faults create_lost
	batch 0 submit
	is created "$(ledger created)" 1
	stop_server
	rm -r "$run"
	start openai --foreign 130 --faults 'create_lost; list_loop'
	batch 4 submit
	lines 1 unresolved
	is created "$(ledger created)" 1
}

# A list that does not tell: unresolved, and nothing is sent again until a
# person says so.
case_unresolved()
{
	start openai
	batch 0 submit --limit 6
	add_faults 'list_empty'
	batch 0 submit
	killed_after submitting
	batch 4 submit
	has 'unresolved' "$out"
	has '^vasculum batch: b[0-9a-f]*: unresolved: .*--resubmit CHUNK' "$err"
	lines 1 unresolved
	batch 4 submit
	lines 1 unresolved
	batch 4 status --base-url "$BASE_URL"
	has '1 unresolved: .*submit --resubmit' "$out"
	is created "$(ledger created)" 2
	batch 4 cancel
	has 'nothing was done' "$out"
	batch 1 submit --resubmit nobody
	id=$(grep '"op":"unresolved"' "$journal" |
		sed 's/.*"chunk":"\([^"]*\)".*/\1/')
	batch 2 submit --resubmit "$(chunk)"
	has 'needs no --resubmit' "$err"
	batch 0 submit --resubmit "$id"
	is created "$(ledger created)" 3
	lines 1 resubmit
}

# What the server will never take frees its sheets; a key does not.
case_refused()
{
	start openai --faults create_refused
	batch 1 submit
	has "Invalid value: 'model'" "$err"
	lines 1 withdrawn
	batch 0 submit
	is created "$(ledger created)" 1
	stop_server
	rm -r "$run"
	start openai --faults create_no_money
	batch 4 submit
	lines 0 withdrawn
	batch 0 submit
	is created "$(ledger created)" 1
	# what was planned is sent, and no more
	is sheets "$(ledger sheets_asked)" 12
}

# ended N JSON: what polling would have said of the N-th batch.
ended()
{
	sed -n 's/.*"op":"submitted".*"chunk":"\([^"]*\)".*/\1/p' "$journal" |
		sed -n "$1p" | while read -r id; do
		printf '{"op":"ended","chunk":"%s",%s}\n' "$id" "$2"
	done >>"$journal"
}

# A server that takes less at once than is documented: its sheets go in halves.
case_large()
{
	start openai --faults upload_too_large:n=2
	batch 0 submit
	lines 2 withdrawn
	is created "$(ledger created)" 4
	is sheets "$(ledger sheets_asked)" 12
	is violations "$(ledger violations)" 0
	[ -z "$(ls "$run/cache/batches")" ] || wrong 'files are left'
	stop_server
	rm -r "$run"
	# One that is too large by itself has failed; the others go.
	start openai --faults upload_too_large:n=2
	batch 3 submit --limit 2
	is created "$(ledger created)" 1
	has '"error_kind":"request_too_large"' "$run/raw.jsonl"
	is 'lines of raw.jsonl' "$(wc -l <"$run/raw.jsonl")" 1
	has '1 failed' "$out"
	batch 0 submit --limit 2
	has '1 failed before, 1 in batches' "$out"
}

# A sheet that is too large alone is not tried for ever by who reads failed ones
# again.
case_retried()
{
	for again in --retry-failed --again; do
		start openai --faults upload_too_large:n=0
		timeout 60 "$program" batch submit "$run" --limit 2 $again \
			--images "$work/sheets" --engine compatible --model gpt \
			--send sheet --base-url "$BASE_URL" >"$out" 2>"$err" </dev/null
		is "$again ends with" $? 3
		has '2 failed' "$out"
		is 'lines of raw.jsonl' "$(wc -l <"$run/raw.jsonl")" 2
		stop_server
		rm -r "$run"
	done
}

# What is with the server is ended there, whatever answer is lost; what is not
# is taken back.
case_cancel()
{
	start openai --faults 'cancel_500; cancel_lost'
	batch 0 submit --chunk-size 6
	batch 0 cancel
	is 'cancelled' "$(grep -c 'is being cancelled' "$out")" 2
	batch 0 cancel
	stop_server
	rm -r "$run"
	# No money: what was planned waits for it, and nothing else is asked.
	start openai --faults create_no_money
	batch 4 submit --chunk-size 6
	has 'has no money for more' "$out"
	has 'waits until its account has money: .*Insufficient' "$err"
	lines 1 planned
	batch 0 cancel
	has 'was not submitted yet, and is taken back' "$out"
	[ -z "$(ls "$run/cache/batches")" ] || wrong 'its file is left'
	batch 0 cancel
	has 'no batch of this run is open' "$out"
	batch 0 submit
	has '12 sheets sent' "$out"
}

# What keeps one from being cancelled keeps no other.
case_cancel_on()
{
	start openai
	batch 0 submit --chunk-size 6
	first=$(chunk)
	awk -v id="$first" '/"op":"submitted"/ && index($0, id) {
		sub(/"batch_id":"[^"]*"/, "\"batch_id\":\"batch_nobody\"") } { print }' \
		"$journal" >"$journal.x" && mv "$journal.x" "$journal"
	batch 1 cancel
	has "^vasculum batch: $first: cannot be cancelled" "$err"
	is 'cancelled' "$(grep -c 'is being cancelled' "$out")" 1
}

# What was cancelled before its turn is counted as failed by its server, and costs
# nothing: no money stays reserved for it.
case_unbilled()
{
	start openai --polls 5
	model=half
	batch 0 submit --limit 2
	batch 0 cancel
	n=0
	until grep -q '"op":"collected"' "$journal" || [ $n -gt 9 ]; do
		n=$((n + 1))
		"$program" batch collect "$run" --base-url "$BASE_URL" \
			>"$out" 2>"$err" </dev/null
	done
	has '"missing":2,"cost_usd":0.0,"settled":true' "$journal"
}

# Room for some tokens only: told beforehand, or by what the server says of a
# batch that failed for it. That one waits for the end of another, and not for
# that of one that failed too.
case_room()
{
	start openai
	batch 4 submit --enqueued-tokens 20000
	n=$(ledger sheets_asked)
	[ "$n" -gt 0 ] && [ "$n" -lt 12 ] || wrong "$n sheets for 20000 tokens"
	has 'until a batch has ended' "$out"
	stop_server
	rm -r "$run"
	start openai
	batch 0 submit --chunk-size 3 --limit 9
	full='"status":"failed","errors":[{"code":"token_limit_exceeded","message":"Enqueued token limit reached. Limit: 900,000 enqueued tokens."}]'
	ended 2 "$full"
	ended 3 "$full"
	batch 4 submit --limit 9
	batch 4 submit --limit 9
	is 'created while there is no room' "$(ledger created)" 3
	has '"enqueued_tokens":900000' "$journal"
	ended 1 '"status":"completed"'
	batch 0 submit --limit 9
	is 'created when one has ended' "$(ledger created)" 5
	is uploads "$(ledger requests uploads)" 3
	stop_server
	rm -r "$run"
	# More than may ever wait: its sheets go in smaller ones.
	start openai
	batch 0 submit --limit 8
	ended 1 "$(echo "$full" | sed 's/900,000/20,000/')"
	batch 4 submit --limit 8
	has 'is more than may wait at once' "$journal"
	n=$(grep '"op":"planned"' "$journal" | tail -n 1 |
		sed 's/.*"requests":\([0-9]*\).*/\1/')
	[ "$n" -gt 0 ] && [ "$n" -lt 8 ] || wrong "$n sheets of 8 go now"
	stop_server
	rm -r "$run"
	# No number named: one batch at a time.
	start openai
	batch 0 submit --chunk-size 3 --limit 6
	ended 2 '"status":"failed","errors":[{"code":"token_limit_exceeded"}]'
	batch 4 submit --chunk-size 3
	is 'created one at a time' "$(ledger created)" 2
	ended 1 '"status":"completed"'
	batch 4 submit --chunk-size 3
	is 'created one at a time' "$(ledger created)" 3
	# For a day at most.
	sed 's/"since":[0-9]*}/"since":1600000000}/' "$journal" >"$journal.x"
	mv "$journal.x" "$journal"
	ended 3 '"status":"failed","errors":[{"code":"token_limit_exceeded"}]'
	batch 4 submit --chunk-size 3
	has 'found no room for a day' "$err"
	is 'created after it was given up' "$(ledger created)" 3
}

# A server counts otherwise than we do: what finds no room while nothing else is
# there goes in smaller ones, until all is read.
case_alone()
{
	start openai --enqueued-tokens 12000 --polls 1
	n=0
	until [ $n -ge 12 ] || [ "$(grep -c '"dwc"' "$run/raw.jsonl" \
		2>/dev/null)" = 12 ]; do
		n=$((n + 1))
		"$program" batch submit "$run" --images "$work/sheets" \
			--engine compatible --model test/vision --send sheet \
			--base-url "$BASE_URL" >"$out" 2>"$err" </dev/null
		"$program" batch collect "$run" --base-url "$BASE_URL" \
			>"$out" 2>"$err" </dev/null
	done
	is 'sheets that were read' "$(grep -c '"dwc"' "$run/raw.jsonl")" 12
	is violations "$(ledger violations)" 0
}

# A server that names a limit which no request keeps: they go one by one.
case_tiny()
{
	start openai --polls 1 --faults token_limit
	batch 0 submit --limit 2
	"$program" batch collect "$run" --base-url "$BASE_URL" \
		>"$out" 2>"$err" </dev/null
	has 'Limit: 1 enqueued' "$journal"
	n=0
	until [ $n -ge 6 ] || [ "$(grep -c '"dwc"' "$run/raw.jsonl" \
		2>/dev/null)" = 2 ]; do
		n=$((n + 1))
		"$program" batch submit "$run" --images "$work/sheets" \
			--engine compatible --model gpt --send sheet --limit 2 \
			--base-url "$BASE_URL" >"$out" 2>"$err" </dev/null
		"$program" batch collect "$run" --base-url "$BASE_URL" \
			>"$out" 2>"$err" </dev/null
	done
	is 'sheets that were read' "$(grep -c '"dwc"' "$run/raw.jsonl")" 2
	is created "$(ledger created)" 3
}

# Beside an extraction: what it has begun is left to it, the rest goes by batch,
# and it asks for nothing of that when it goes on. Each sheet is read once.
case_beside()
{
	start openai --polls 1
	(FAULT_SERVER=$tools/fault_server
	"$FAULT_SERVER" --ready "$work/$name/chat" --latency 2500 --parent $$ \
		--max-seconds 300 & echo $! >"$work/$name/chat.pid"
	wait) 2>/dev/null &
	until [ -s "$work/$name/chat" ]; do sleep 0.1; done
	chat=$(cat "$work/$name/chat")
	"$program" extract "$run" --images "$work/sheets" --engine compatible \
		--model "$model" --send sheet --concurrency 1 --json \
		--base-url "http://127.0.0.1:$chat/v1" \
		>"$work/$name/extract.out" 2>"$work/$name/extract.err" \
		</dev/null &
	pid=$!
	until "$tools/fault_server" ask "$chat" /__ledger in_flight |
		grep -q '[1-9]'; do
		kill -0 $pid 2>/dev/null || break
		sleep 0.1
	done
	batch 0 submit
	has "sheets are read by process $pid meanwhile" "$err"
	n=$(ledger sheets_asked)
	[ "$n" -gt 0 ] && [ "$n" -lt 12 ] || wrong "$n sheets go by batch"
	wait $pid
	is 'extract ends with' $? 0
	is 'sheets left to it' "$("$tools/fault_server" ask "$chat" /__ledger \
		sheets_asked)" $((12 - n))
	kill "$(cat "$work/$name/chat.pid")"
	batch 0 collect --wait --base-url "$BASE_URL"
	is 'sheets that were read' "$(grep -c '"dwc"' "$run/raw.jsonl")" 12
	is 'of them each once' "$(grep '"dwc"' "$run/raw.jsonl" |
		sed 's/.*"specimen_id":"\([^"]*\)".*/\1/' | sort -u | wc -l)" 12
}

# Prices, budgets, and what may not be paid at all.
case_money()
{
	start openai
	model=gift:free
	batch 2 submit
	has 'free' "$err"
	model=dear
	batch 2 submit
	has 'is dearer than the same without' "$err"
	batch 0 submit --yes --limit 1 --max-tokens 1000
	rm -r "$run"
	model=unheard-of
	batch 2 submit --budget 1
	has 'is not known, so that --budget cannot be kept' "$err"
	model=half
	batch 0 submit --dry-run --budget 0.05 --max-tokens 1000
	has '12 sheets to send, about $0.[0-9]* by batch, without about $0.[0-9]* by list prices; it reserves at most $0.' "$out"
	has 'the budget pays for about [1-5] of them' "$out"
	# What is said of these sheets is the same wherever it is asked.
	likely()	# KEY [OPTION]: of the JSON of a dry run
	{
		sed -n "s/.*\"$1\":\([0-9.]*\).*/\1/p" "$out"
	}
	batch 0 submit --dry-run --json
	by_batch=$(likely likely_batch_usd)
	by_stream=$(likely likely_stream_usd)
	"$program" extract "$run" --model half --send sheet --dry-run --json \
		--images "$work/sheets" --engine compatible \
		--base-url "$BASE_URL" >"$out" 2>"$err" ||
		wrong "extract --dry-run"
	awk "BEGIN { d = $(likely cost_usd) / $by_stream
		exit !($by_batch > 0 && $by_stream > $by_batch &&
			d > 0.999 && d < 1.001) }" ||
		wrong "$by_batch by batch, $by_stream without"
	batch 4 submit --budget 0.05 --max-tokens 1000
	has 'the budget pays for no more' "$out"
	reserved=$(grep '"op":"planned"' "$journal" |
		sed -n 's/.*"reserved_usd":\([0-9.]*\).*/\1/p')
	awk "BEGIN { exit !($reserved > 0.02 && $reserved <= 0.05) }" ||
		wrong "reserved $reserved of 0.05"
	# It counts for whoever comes later, as it is.
	batch 4 submit --budget 0.05 --max-tokens 1000
	lines 1 planned
	"$program" extract "$run" --model half --send sheet --budget 0.05 \
		--max-tokens 1000 --limit 12 >"$out" 2>"$err" </dev/null
	is 'extract with a budget that batches have' $? 4
	has 'kept for batches' "$err"
	[ ! -s "$run/raw.jsonl" ] || wrong 'extract spent what is reserved'
}

start()
{
	shape=$1
	shift
	start_server --shape "$shape" --seed 5 "$@"
}

# ---------------------------------------------------------------------------

play()
{
	name=$1 bad=0 run=$work/$1/run out=$work/$1/out err=$work/$1/err
	journal=$run/batches.jsonl
	mkdir "$work/$name"
	: >"$out" && : >"$err"
	server_beside "$work/$name"
	XDG_RUNTIME_DIR=$work/$name XDG_CONFIG_HOME=$work XDG_CACHE_HOME=$work
	export XDG_RUNTIME_DIR XDG_CONFIG_HOME XDG_CACHE_HOME
	"case_$name"
	stop_server
	return $bad
}

# The other shape: sheets that have public addresses, in one body.
case_router()
{
	start openrouter --polls 9
	BASE_URL=http://127.0.0.1:$PORT/api/v1
	OPENROUTER_API_KEY=sk-or-0123456789abcdef
	export OPENROUTER_API_KEY
	router 2
	has 'take no pictures from this machine' "$err"
	for i in 1 2 3 4 5 6; do
		echo "https://sheets.example/$i.jpg"
	done >"$work/$name/list.txt"
	images=$work/$name/list.txt
	router 2 --zdr
	has 'zdr cannot be promised' "$err"
	router 2 --send text
	has 'are sent by these in a batch' "$err"
	router 0
	has '6 sheets sent in 1 batch' "$out"
	has 'who may keep what is sent' "$err"
	is violations "$(ledger violations)" 0
	is "what names a sheet" "$(sed -n \
		's/.*"custom_id":"\([0-9a-f]*\)","specimen_id":"name:https:.*/\1/p' \
		"$journal" | awk '{ print length($0) }')" 64
	batch 0 cancel --base-url "$BASE_URL"
	has 'runs on and is paid' "$out"
	router 0 --allow-training
	has '6 in batches' "$out"
	[ ! -s "$err" ] || wrong 'what is known is said again'
	# Its answer was lost: it may be the one of that size and time, which
	# shows when it has ended.
	killed_after submitting
	router 4
	has 'shows once it has ended' "$journal"
	n=0
	until grep -q '"healed":true' "$journal" || [ $n -gt 12 ]; do
		n=$((n + 1))
		router "$([ $n -lt 8 ] && echo 4 || echo '*')"
	done
	has '"healed":true' "$journal"
	is created "$(ledger created)" 1
}

# A batch that fails in validation has cost nothing: a sheet that is named has
# failed, and the rest is sent again; where none is named, in two halves.
case_settled()
{
	start openrouter --polls 9
	BASE_URL=http://127.0.0.1:$PORT/api/v1
	OPENROUTER_API_KEY=sk-or-0123456789abcdef
	export OPENROUTER_API_KEY
	for i in 1 2 3 4 5 6; do
		echo "https://sheets.example/$i.jpg"
	done >"$work/$name/list.txt"
	images=$work/$name/list.txt
	router 0
	id=$(grep -o '"custom_id":"[^"]*"' "$journal" | sed -n 2p)
	ended 1 '"status":"failed","completed":0,"errors":[{"message":"no such picture",'"$id}]"
	router 0
	is 'failed sheets' "$(grep -c '"error_kind":"batch_request"' \
		"$run/raw.jsonl")" 1
	has "\"image\":\"https://sheets.example/2.jpg\".*$id" "$run/raw.jsonl"
	has '"requests":5.*"replaces"' "$journal"
	is created "$(ledger created)" 2
	ended 2 '"status":"failed","completed":0,"errors":[{"message":"something is wrong"}]'
	router 0
	is created "$(ledger created)" 4
	is 'halves' "$(grep '"op":"planned"' "$journal" | tail -n 2 |
		sed 's/.*"requests":\([0-9]*\).*/\1/' | tr '\n' ' ')" '2 3 '
	# One alone that fails is to blame, named or not.
	ended 3 '"status":"failed","completed":0,"errors":[{"message":"it is"}]'
	ended 4 '"status":"failed","completed":0,"errors":[{"message":"it is"}]'
	router 0
	is created "$(ledger created)" 8
	is 'failed sheets' "$(wc -l <"$run/raw.jsonl")" 1
	ended 5 '"status":"failed","completed":0,"errors":[{"message":"it is"}]'
	router 0
	is 'failed sheets' "$(wc -l <"$run/raw.jsonl")" 2
	is violations "$(ledger violation_counts paid_twice)" 0
}

# A server that wants another name of the model for its batches gets it: said at
# once or after its 202, and from then on without being told.
case_slug()
{
	start openrouter --faults slug_needed
	BASE_URL=http://127.0.0.1:$PORT/api/v1
	OPENROUTER_API_KEY=sk-or-0123456789abcdef
	export OPENROUTER_API_KEY
	for i in 1 2 3 4 5 6; do
		echo "https://sheets.example/$i.jpg"
	done >"$work/$name/list.txt"
	images=$work/$name/list.txt
	router 0 --limit 3
	has '"slug":"test/vision:batch"' "$journal"
	is created "$(ledger created)" 1
	lines 1 refused
	router 0
	is created "$(ledger created)" 2
	lines 1 refused
	is sheets "$(ledger sheets_asked)" 6
	"$FAULT_SERVER" ask "$PORT" /api/v1/batches >"$work/$name/list"
	has '"model":"test/vision:batch"' "$work/$name/list"
	stop_server
	rm -r "$run"
	start openrouter
	BASE_URL=http://127.0.0.1:$PORT/api/v1
	router 0
	ended 1 '"status":"failed","completed":0,"errors":[{"message":"This model has no batch variant"}]'
	router 0
	is created "$(ledger created)" 2
	has '"requests":6.*"slug":"test/vision:batch".*"replaces"' "$journal"
}

# Two runs of one account, whose list shows the batches of both: whose answer was
# lost finds its own by what it has answered, and none of the other's.
case_two_runs()
{
	start openrouter --polls 2
	BASE_URL=http://127.0.0.1:$PORT/api/v1
	OPENROUTER_API_KEY=sk-or-0123456789abcdef
	export OPENROUTER_API_KEY
	for who in one two; do
		for i in 1 2 3; do
			echo "https://sheets.example/$who-$i.jpg"
		done >"$work/$name/$who.txt"
	done
	one=$work/$name/run two=$work/$name/other
	images=$work/$name/one.txt
	add_faults create_lost
	router 4
	images=$work/$name/two.txt run=$two journal=$two/batches.jsonl
	add_faults create_lost
	router 4
	is created "$(ledger created)" 2
	n=0
	until [ "$(cat "$one/raw.jsonl" "$two/raw.jsonl" 2>/dev/null |
		grep -c '"dwc"')" = 6 ] || [ $n -gt 8 ]; do
		n=$((n + 1))
		for run in "$one" "$two"; do
			"$program" batch collect "$run" \
				--base-url "$BASE_URL" >"$out" 2>"$err" \
				</dev/null
		done
	done
	is 'of the first' "$(grep -c 'example/one-' "$one/raw.jsonl")" 3
	is 'of the second' "$(grep -c 'example/two-' "$two/raw.jsonl")" 3
	is created "$(ledger created)" 2
	is violations "$(ledger violations)" 0
}

# Runs of the very same sheets, for one model at one time, in one folder. Nothing
# that a server tells of their batches is another: what a run has taken for its
# own the next ones leave to it, whether both answers were lost, or nothing was
# made of one of them.
case_same_sheets()
{
	start openrouter --polls 2
	BASE_URL=http://127.0.0.1:$PORT/api/v1
	OPENROUTER_API_KEY=sk-or-0123456789abcdef
	export OPENROUTER_API_KEY
	for i in 1 2 3; do
		echo "https://sheets.example/$i.jpg"
	done >"$work/$name/list.txt"
	images=$work/$name/list.txt
	one=$work/$name/run two=$work/$name/other
	three=$work/$name/third four=$work/$name/fourth
	for run in "$one" "$two"; do
		add_faults create_lost
		router '*'
	done
	is created "$(ledger created)" 2
	run=$three
	router 0
	run=$four
	add_faults create_500
	router '*'
	is created "$(ledger created)" 3
	n=0
	until [ "$(cat "$one/raw.jsonl" "$two/raw.jsonl" "$three/raw.jsonl" \
		"$four/raw.jsonl" 2>/dev/null | grep -c '"dwc"')" = 12 ] ||
		[ $n -gt 12 ]; do
		n=$((n + 1))
		for run in "$one" "$two" "$three" "$four"; do
			"$program" batch collect "$run" \
				--base-url "$BASE_URL" >"$out" 2>"$err" \
				</dev/null
		done
	done
	is created "$(ledger created)" 4
	for run in "$one" "$two" "$three" "$four"; do
		for file in batches raw; do
			grep -o '"custom_id":"[^"]*"' "$run/$file.jsonl" |
				sort >"$run/$file.ids"
		done
		is "lines of $(basename "$run")" "$(wc -l <"$run/raw.ids")" 3
		cmp -s "$run/batches.ids" "$run/raw.ids" ||
			wrong "$(basename "$run") lacks a sheet, or has one twice"
	done
	is batches "$(cat "$one/raw.jsonl" "$two/raw.jsonl" \
		"$three/raw.jsonl" "$four/raw.jsonl" |
		grep -o '"batch_id":"[^"]*"' | sort -u | wc -l)" 4
}

# Runs in other folders, of which nothing was made: a batch there with few of
# their sheets is another's; one with most of them may be theirs, with a row that
# is wrong, and nothing is sent again; and one with all of them is taken for
# theirs, and paid once.
case_some_sheets()
{
	start openrouter --polls 1 --page 2
	BASE_URL=http://127.0.0.1:$PORT/api/v1
	OPENROUTER_API_KEY=sk-or-0123456789abcdef
	export OPENROUTER_API_KEY
	images=$work/$name/list.txt
	sheets_from 1 0
	batch 0 collect --wait --base-url "$BASE_URL"
	add_faults 'create_500'
	sheets_from 2 4
	has 'nothing that is told of it shows whether it is this one' "$journal"
	is 'created at first' "$(ledger created)" 1
	add_faults 'create_500'
	sheets_from 1 0
	has '"healed":true' "$journal"
	is 'created for all the same' "$(ledger created)" 1
	batch 0 collect --wait --base-url "$BASE_URL"
	is 'sheets that were read' "$(grep -c '"dwc"' "$run/raw.jsonl")" 5
	add_faults 'create_500'
	sheets_from 4 0
	lines 1 absent
	is 'created for few of them' "$(ledger created)" 2
	is violations "$(ledger violations)" 0
}

# sheets_from N CODE: five sheets are sent by a run in a folder of its own.
folders=0
sheets_from()
{
	folders=$((folders + 1))
	for i in 0 1 2 3 4; do
		echo "https://sheets.example/$(($1 + i)).jpg"
	done >"$images"
	folder=$work/$name/folder.$folders
	mkdir "$folder"
	run=$folder/run journal=$folder/run/batches.jsonl
	router "$2"
}

# A place in the results that the server does not know any more: they are read
# from their start.
case_cursor()
{
	start openrouter --polls 1 --page 2
	BASE_URL=http://127.0.0.1:$PORT/api/v1
	OPENROUTER_API_KEY=sk-or-0123456789abcdef
	export OPENROUTER_API_KEY
	for i in 1 2 3 4 5 6; do
		echo "https://sheets.example/$i.jpg"
	done >"$work/$name/list.txt"
	images=$work/$name/list.txt
	router 0
	printf '{"op":"collecting","chunk":"%s","raw":0,"cursor":"old","bytes":0}\n' \
		"$(chunk)" >>"$journal"
	n=0
	until grep -q '"op":"collected"' "$journal" || [ $n -gt 3 ]; do
		n=$((n + 1))
		"$program" batch collect "$run" --base-url "$BASE_URL" \
			>"$out" 2>"$err" </dev/null
	done
	is 'sheets that were read' "$(wc -l <"$run/raw.jsonl")" 6
}

# router CODE ARG...
router()
{
	wanted=$1
	shift
	"$program" batch submit "$run" --images "${images:-$work/sheets}" \
		--engine openrouter --model test/vision --base-url "$BASE_URL" \
		"$@" >"$out" 2>"$err" </dev/null
	code=$?
	[ "$wanted" = '*' ] || [ $code -eq "$wanted" ] ||
		wrong "submit $*: ends with $code, not $wanted"
}

# A batch is seen with keys of its account alone: with another one it cannot be
# told, and is not sent again.
case_keys()
{
	echo sk-first0123456789abcdef >"$work/$name/first"
	echo sk-other0123456789abcdef >"$work/$name/other"
	chmod 600 "$work/$name/first" "$work/$name/other"
	start openai --accounts 1 --keys \
		sk-first0123456789abcdef,sk-other0123456789abcdef
	batch 0 submit --key-file "$work/$name/first"
	killed_after submitting
	batch 4 submit --key-file "$work/$name/other"
	has 'not among the keys any more' "$err"
	lines 1 unresolved
	is created "$(ledger created)" 1
	batch 0 submit --key-file "$work/$name/first"
	has '"healed":true' "$journal"
	is created "$(ledger created)" 1
	# One that is refused is not the last.
	stop_server
	rm -r "$run"
	start openai --keys sk-other0123456789abcdef
	cat "$work/$name/first" "$work/$name/other" >"$work/$name/both"
	chmod 600 "$work/$name/both"
	batch 0 submit --key-file "$work/$name/both"
	is created "$(ledger created)" 1
	! grep -rq sk-other "$run" || wrong 'a secret is in the run'
}

# Servers that repeat the key: in what they say of a batch, and in its results.
case_echo()
{
	for fault in row_error:batch=1,row=1/processing fail_line/parseable; do
		echo "sk-${fault#*/}" >"$work/$name/key"
		chmod 600 "$work/$name/key"
		start openai --polls 1 --faults "${fault%/*}"
		batch 0 submit --key-file "$work/$name/key"
		"$program" batch collect "$run" --base-url "$BASE_URL" \
			--key-file "$work/$name/key" >"$out" 2>"$err" </dev/null
		has '"op":"ended"' "$journal"
		! grep -q "${fault#*/}" "$run/raw.jsonl" "$journal" ||
			wrong "$fault: a secret is in the run"
		grep -q '\*\*\*\*' "$run/raw.jsonl" "$journal" ||
			wrong "$fault: nothing is masked"
		stop_server
		rm -r "$run"
	done
}

# Clear http to another machine, and addresses that only a file of the run
# names, get no key.
case_secrets()
{
	start openai
	"$program" batch submit "$run" --images "$work/sheets" --engine openai \
		--base-url http://server.example/v1 --model gpt-4o-mini \
		>"$out" 2>"$err" </dev/null
	is 'clear http' $? 2
	has 'https' "$err"
	OPENAI_API_KEY=sk-secret0123456789abcdef
	export OPENAI_API_KEY
	"$program" batch submit "$run" --images "$work/sheets" --engine openai \
		--base-url "$BASE_URL" --model gpt-4o-mini --limit 1 \
		>"$out" 2>"$err" </dev/null || wrong "submit: $?"
	# Nobody but the run says that the key goes there.
	"$program" batch submit "$run" --engine openai --model gpt-4o-mini \
		>"$out" 2>"$err" </dev/null
	is 'an address of the run' $? 2
	has 'base-url' "$err"
	sed "s|$BASE_URL|https://elsewhere.example/v1|" "$journal" >"$journal.x"
	mv "$journal.x" "$journal"
	"$program" batch cancel "$run" >"$out" 2>"$err" </dev/null
	is 'a foreign address' $? 2
	has 'confirm it with --base-url' "$err"
	! grep -rq sk-secret "$run" || wrong 'a secret is in the run'
}

for case in plain none lost lost_more killed clock stopped absent empty no_list foreign unresolved refused large retried cancel cancel_on unbilled room alone tiny beside money \
	router settled slug two_runs same_sheets some_sheets cursor keys echo secrets; do
	[ "${BATCH_CASE:-$case}" = $case ] || continue
	(play $case >"$work/$case.log" 2>&1 || touch "$work/$case.bad") &
done
wait
cat "$work"/*.log
! ls "$work"/*.bad >/dev/null 2>&1
