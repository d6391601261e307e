#!/bin/sh
# network_resume: what a run over the network has done and paid for stays done
# and paid for: stopped gently or at once, gone on with, asked again, held to a
# budget, to batches and to a rate; and no key is seen anywhere. Cases run side
# by side, each with a server and a run of its own.
set -u

here=$(cd "$(dirname "$0")" && pwd)
program=$(cd "${top_builddir:-.}" && pwd)/vasculum
make_sheets=$(cd "${top_builddir:-.}" && pwd)/tests/tools/make_sheets
LC_ALL=C
export LC_ALL
unset OPENROUTER_API_KEY OPENROUTER_API_KEYS OPENAI_API_KEY VASCULUM_API_KEY

at_once=${NETWORK_AT_ONCE:-6}
key=sk-or-v1-0123456789abcdef
patience=600 # tenths of a second

. "$here/tidy_lib"
. "$here/server_lib"
. "$here/cases_lib"
tidy_dir work resume
mkdir "$work/sheets" "$work/few" "$work/many" "$work/cases" || exit 99
"$make_sheets" "$work/sheets" 40 96 64 || exit 99
"$make_sheets" "$work/few" 10 96 64 || exit 99
"$make_sheets" "$work/many" 60 96 64 || exit 99
printf '%s\n' sk-first-1111 sk-second-2222 sk-third-3333 >"$work/keys"
chmod 600 "$work/keys"

# --- what the cases share ------------------------------------------------------

wrong()
{
	printf 'network_resume: %s: %s\n' "$name" "$*"
	bad=1
}

# is WHAT GOT WANTED
is()
{
	[ "$2" = "$3" ] || wrong "$1 is $2, not $3"
}

# at_most WHAT GOT MOST
at_most()
{
	[ "$2" -le "$3" ] || wrong "$1 is $2, over $3"
}

until_true()
{
	n=0
	until "$@" >/dev/null 2>&1; do
		n=$((n + 1))
		[ $n -le $patience ] || {
			wrong "waited in vain for: $*"
			return
		}
		sleep 0.1
	done
}

# extract ARG...: in the way of this case. Options that come later hold.
extract()
{
	"$program" extract "$run" --images "$images" --engine "$engine" \
		--base-url "$BASE_URL" --model "$model" --send sheet --json \
		"$@" >"$dir/out" 2>"$dir/err" </dev/null
}

# run CODE ARG...: the same, and its exit code is looked at.
run()
{
	wanted=$1
	shift
	extract "$@"
	is "exit of $*" $? "$wanted"
}

# begin ARG...: the same in the background; its id is in $pid.
begin()
{
	(exec "$program" extract "$run" --images "$images" \
		--engine "$engine" --base-url "$BASE_URL" --model "$model" \
		--send sheet --json "$@" >"$dir/out" 2>"$dir/err" </dev/null) &
	pid=$!
}

# A model whose price is known, of a server that wants a key.
start_priced()
{
	engine=openrouter model=gpt-4o-mini OPENROUTER_API_KEY=$key
	export OPENROUTER_API_KEY
	start_server --price-prompt 0.00000015 --price-completion 0.0000006 \
		--keys "$key" "$@"
}

# ends CODE: the one in the background.
ends()
{
	wait $pid
	is 'exit' $? "$1"
}

# value KEY: of the object that extract printed; strings without quotes.
value()
{
	sed -n 's/.*"'"$1"'":\("[^"]*"\|[^,}]*\).*/\1/p' "$dir/out" | tr -d '"'
}

# counts SUCCEEDED FAILED: what extract printed.
counts()
{
	is succeeded "$(value succeeded)" "$1"
	is failed "$(value failed)" "$2"
}

# ledger_has KEY LEAST
ledger_has()
{
	[ "$(ledger "$1")" -ge "$2" ]
}

server_idle()
{
	[ "$(ledger in_flight)" -eq 0 ]
}

# Ids of the successes of raw.jsonl, one a line.
successes()
{
	sed -n '/"dwc":/s/.*"sha256":"\([0-9a-f]*\)".*/\1/p' "$run/raw.jsonl"
}

# each_once N: N sheets have a success, none has two.
each_once()
{
	is 'sheets read' "$(successes | sort -u | grep -c '')" "$1"
	is 'sheets read twice' "$(successes | sort | uniq -d | grep -c '')" 0
}

# The nano-dollars of raw.jsonl, those of lost answers included.
nano()
{
	sed -n 's/.*"cost":\([0-9.e-]*\).*/\1/p' "$run/raw.jsonl" |
		awk '{ sum += $1 * 1e9 } END { printf "%.0f", sum }'
}

# Where nothing was lost.
paid()
{
	is 'the cost in raw.jsonl' "$(nano)" "$(ledger billed_nano)"
}

# hides TEXT...: nothing that was written shows one of these.
hides()
{
	for text in "$@"; do
		shown=$(grep -rlF -e "$text" "$dir")
		[ -z "$shown" ] || wrong "a key is shown in $shown"
	done
}

has_event()
{
	grep -q '"event_type":"'"$1"'"' "$run/events.jsonl" ||
		wrong "no event $1"
}

# Times of requests on the server's clock: of their heads, of their ends.
moments()
{
	ledger_rows request_list | grep -o '"'"$1"'":[0-9-]*' | cut -d: -f2
}

# --- stopping -------------------------------------------------------------------

# Once: what is in flight is finished and kept; nothing is asked twice.
interrupt()
{
	start_server --latency 500
	begin --concurrency 4
	until_true ledger_has delivered 6
	kill -INT $pid
	ends 4
	is stopped "$(value stopped)" signal
	has_event run.paused
	is 'in flight' "$(ledger in_flight)" 0
	is 'answers kept' "$(successes | grep -c '')" "$(ledger requests)"
	asked=$(ledger requests)
	[ "$asked" -lt 40 ] || wrong 'it was over before it was stopped'
	run 0
	is skipped "$(value skipped)" "$asked"
	counts $((40 - asked)) 0
	is requests "$(ledger requests)" 40
	each_once 40
	paid
}

# Twice: at once, though no answer would come for minutes. What was in flight
# is paid for at its most, and asked again.
interrupt_twice()
{
	start_priced --latency 20 --faults 'none:from=6,first=8,delay=600000'
	begin --concurrency 8
	until_true ledger_has in_flight 8
	until_true ledger_has delivered 5
	kill -INT $pid
	until_true grep -q 'finishing' "$dir/err"
	kill -INT $pid
	ends 4
	is stopped "$(value stopped)" signal
	until_true server_idle
	is requests "$(ledger requests)" 13
	run 0
	counts 35 0
	each_once 40
	is requests "$(ledger requests)" 48
	at_most 'billed' "$(ledger billed_nano)" "$(nano)"
}

# --- again -----------------------------------------------------------------------

retry_failed()
{
	images=$work/few
	start_server --latency 20 --faults 'invalid_image:first=3'
	run 3
	counts 7 3
	run 0
	is requests "$(ledger requests)" 10
	grep -q 'retry-failed' "$dir/err" || wrong 'does not name --retry-failed'
	run 0 --retry-failed
	counts 3 0
	is retried "$(value retried)" 3
	is requests "$(ledger requests)" 13
	each_once 10
	paid
}

# Candidates are added; the first ones stay.
again()
{
	images=$work/few
	start_server --latency 20
	run 0
	run 0 --again
	counts 10 0
	is requests "$(ledger requests)" 20
	is lines "$(successes | grep -c '')" 20
	is 'sheets' "$(successes | sort -u | grep -c '')" 10
	is 'sheets listed' "$("$program" list "$run" --format jsonl | grep -c '')" 10
	paid
}

# What was begun again goes on, too, and once it is done begins anew.
again_interrupted()
{
	start_server --latency 500
	run 0
	begin --again --concurrency 2
	until_true ledger_has delivered 43
	kill -INT $pid
	ends 4
	asked=$(ledger requests)
	[ "$asked" -lt 80 ] || wrong 'it was over before it was stopped'
	run 0 --again
	is skipped "$(value skipped)" $((asked - 40))
	is requests "$(ledger requests)" 80
	run 0 --again --limit 1
	counts 1 0
	is requests "$(ledger requests)" 81
	paid
}

# The offset and the limit cut the list, not what is left of it.
part()
{
	images=$work/few
	start_server --latency 20
	run 0 --offset 2 --limit 3
	counts 3 0
	is read "$(sed -n 's/.*"image":"\([^"]*\)".*/\1/p' "$run/raw.jsonl" |
		sort | tr '\n' ' ')" '00002.jpg 00003.jpg 00004.jpg '
	run 0 --limit 5
	counts 2 0
	is skipped "$(value skipped)" 3
	run 0 --offset 9
	counts 1 0
	run 0 --offset 10
	counts 0 0
	is requests "$(ledger requests)" 6
	each_once 6
}

# What one model has done another has not.
second_model()
{
	images=$work/few
	start_server --latency 20
	run 0
	run 0 --model other
	counts 10 0
	run 0 --model other
	counts 0 0
	run 0 --model test
	counts 0 0
	is requests "$(ledger requests)" 20
	for model in test other; do
		is "requests of $model" "$(ledger models "$model")" 10
		is "lines of $model" "$(grep -c '"model":"'$model'"' \
			"$run/raw.jsonl")" 10
	done
	is 'sheets listed' "$("$program" list "$run" --format jsonl | grep -c '')" 10
	"$program" show "$run" 00003.jpg >"$dir/shown" 2>&1 ||
		wrong 'show fails'
	"$program" show "$run" 00003.jpg --format json >"$dir/shown.json" ||
		wrong 'show --format json fails'
	grep -q '"dwc"' "$dir/shown.json" || wrong 'show shows no record'
	paid
}

# --- money ------------------------------------------------------------------------

# kept_to USD: the ledger says so, and so does the run itself.
kept_to()
{
	most=$(awk "BEGIN { printf \"%.0f\", $1 * 1e9 }")
	at_most "billed for \$$1" "$(ledger billed_nano)" "$most"
	at_most "counted for \$$1" "$(nano)" "$most"
}

# A budget is of the run, over all its sessions, lost answers included.
budget()
{
	start_priced --latency 30 --faults 'reset_after_answer_billed:p=0.2'
	run 4 --budget 0.016
	is stopped "$(value stopped)" budget
	kept_to 0.016
	has_event budget.reached
	asked=$(ledger requests)
	[ "$asked" -ge 5 ] || wrong "only $asked were asked"
	run 4 --budget 0.016
	is 'requests beyond the budget' "$(ledger requests)" "$asked"
	run 4 --budget 0.020
	is stopped "$(value stopped)" budget
	kept_to 0.020
	[ "$(ledger requests)" -gt "$asked" ] || wrong 'more money, no more sheets'
	run 0 --budget 9
	each_once 40
	at_most billed "$(ledger billed_nano)" "$(nano)"
	hides "$key"
}

# To the cent, where nothing is lost.
spent()
{
	images=$work/few
	start_priced --latency 20
	run 0 --budget 1
	paid
	cost=$("$program" status "$run" --json |
		sed -n 's/.*"cost_usd":\([0-9.e-]*\).*/\1/p' |
		awk '{ printf "%.0f", $1 * 1e9 }')
	is 'what status says' "$cost" "$(ledger billed_nano)"
}

# What lost answers have cost is asked for, where their ids came before they
# broke; the sheet's next answer does not wait longer than for that.
told()
{
	images=$work/few
	start_priced --latency 20 --faults \
		'short_body:first=2;chunked_cut:first=2;sse_cut:first=2'
	run 0 --budget 1
	paid
	[ "$(ledger lost_nano)" -gt 0 ] || wrong 'no answer was lost'
	is 'what was told' "$(ledger told_nano)" "$(ledger lost_nano)"
	grep -q cost_lost "$run/raw.jsonl" && wrong 'counts a cost as lost'
	hides "$key"
}

unused()
{
	grep -c '"error_kind":"unused"' "$run/raw.jsonl"
}

unused_are()
{
	[ "$(unused)" -eq "$1" ]
}

# What was paid for answers that were of no use is written down before more is
# paid: a kill does not make a budget of it.
killed()
{
	images=$work/few
	start_priced --latency 20 \
		--faults 'length_cut;none:n=1,delay=600000'
	begin --concurrency 10 --budget 9
	until_true ledger_has in_flight 10
	until_true unused_are 10
	until_true ledger_has requests 20
	kill -9 $pid
	ends 137
	counted=$(nano)
	[ "$counted" -gt 0 ] || wrong 'nothing is counted'
	is 'what is counted' "$counted" "$(ledger delivered_nano)"
	until_true server_idle
	run 0 --budget 9
	each_once 10
	is 'what is counted in the end' "$(nano)" "$(ledger delivered_nano)"
}

unknown_price()
{
	start_server
	run 2 --budget 1
	grep -q 'price of test is not known' "$dir/err" ||
		wrong 'does not say why'
	is requests "$(ledger requests)" 0
}

# --- the pace -----------------------------------------------------------------------

batches()
{
	start_server --latency 30 --jitter 20
	run 0 --limit 15 --batch-size 5 --batch-pause 1
	moments in_ms | sort -n >"$dir/in"
	moments out_ms | sort -n >"$dir/out_ms"
	is requests "$(wc -l <"$dir/in")" 15
	for first in 6 11; do
		begun=$(sed -n "${first}p" "$dir/in")
		over=$(sed -n "$((first - 1))p" "$dir/out_ms")
		at_most 'the end of a batch and its pause' $((over + 999)) \
			"$begun"
	done
	at_most 'at once' "$(ledger peak)" 5
}

# 600 a minute are 10 a second, after a burst of the window's size: in 3
# seconds never more than 38, and a few that were late. The server refuses what
# is too fast, and counts it.
pace()
{
	images=$work/many
	start_server --latency 20 --rpm 46 --rpm-window 3000 --grace 0
	run 0 --rpm 600 --concurrency 8
	is violations "$(ledger violations)" 0
	is requests "$(ledger requests)" 60
	first=$(moments in_ms | sort -n | head -n 1)
	last=$(moments in_ms | sort -n | tail -n 1)
	at_most 'least of the time' 5000 $((last - first))
}

# --- keys and events -------------------------------------------------------------------

# Of a running extraction nothing shows a key: no file, no child, no argument.
keys_hidden()
{
	start_server --latency 200 --keys \
		sk-first-1111,sk-second-2222,sk-third-3333 \
		--faults 'key_401:key=1;status_500:p=0.3'
	begin --key-file "$work/keys" --concurrency 4
	until_true ledger_has delivered 4
	for file in cmdline environ; do
		[ ! -r "/proc/$pid/$file" ] ||
			! grep -q -e sk-first -e sk-second -e sk-third \
				"/proc/$pid/$file" ||
			wrong "a key is in its $file"
	done
	[ -z "$(cat /proc/$pid/task/*/children 2>/dev/null)" ] ||
		wrong 'it has children'
	ends 0
	each_once 40
	has_event key.disabled
	is violations "$(ledger violations)" 0
	grep -q 'is not used any more' "$dir/err" ||
		wrong 'does not tell that a key is of no use'
	hides sk-first sk-second sk-third
}

events()
{
	images=$work/few
	start_server --latency 20 --faults \
		'rate_retry_after:first=1,s=1;status_500:n=1'
	run 0
	has_event specimen.retrying
	has_event rate.limited
	has_event extraction.completed
	is 'sheets tried again' "$(grep '"specimen.retrying"' \
		"$run/events.jsonl" | grep -o '"specimen_id":"[0-9a-f]*"' |
		sort -u | grep -c '')" 10
	is violations "$(ledger violations)" 0
}

fallback()
{
	images=$work/few
	start_server --latency 20 --faults 'model_404:model=one:free'
	run 0 --model one:free,two:free
	counts 10 0
	has_event model.fallback
	is 'lines of the second' "$(grep -c '"model":"two:free"' \
		"$run/raw.jsonl")" 10
}

# --- all of them ------------------------------------------------------------------------

play()
{
	name=$1 bad=0 engine=compatible model=test
	dir=$work/cases/$name run=$work/cases/$name/run images=$work/sheets
	mkdir "$dir"
	server_beside "$dir"
	XDG_RUNTIME_DIR=$dir XDG_CONFIG_HOME=$dir XDG_CACHE_HOME=$dir
	export XDG_RUNTIME_DIR XDG_CONFIG_HOME XDG_CACHE_HOME
	"$name"
	[ $bad -eq 0 ] || {
		tail -n 12 "$dir/err"
		violations
	}
	stop_server
	return $bad
}

# Longest first.
cases()
{
	printf '%s\n' pace budget interrupt batches keys_hidden events \
		interrupt_twice retry_failed again again_interrupted part \
		second_model spent told killed unknown_price fallback
}

play_cases "$work/cases" "$at_once" play <<END
$(cases | grep -e "^${NETWORK_CASE:-}")
END
cases_end "$work/cases" network_resume
