#!/bin/sh
# network_faults: `vasculum extract` against the fault server, one fault at a
# time: what becomes of the sheets, what is asked again, what that costs, and
# that no key is ever shown. Cases run side by side, for most of them wait.
set -u

here=$(cd "$(dirname "$0")" && pwd)
program=$(cd "${top_builddir:-.}" && pwd)/vasculum
make_sheets=$(cd "${top_builddir:-.}" && pwd)/tests/tools/make_sheets
LC_ALL=C
export LC_ALL

sheets=4
at_once=${NETWORK_AT_ONCE:-8}
keys=sk-first-1111,sk-second-2222,sk-third-3333

. "$here/tidy_lib"
. "$here/server_lib"
. "$here/cases_lib"
tidy_dir work network
"$make_sheets" "$work" $sheets 96 64 || exit 99
mkdir "$work/sheets" "$work/cases" && mv "$work"/*.jpg "$work/sheets" || exit 99
printf '%s\n' sk-first-1111 sk-second-2222 sk-third-3333 >"$work/keys"
chmod 600 "$work/keys"

# The cases:
#	name | exit code | sheets read | failed | error_kind | stopped |
#	the server's rules | further options of extract
# where nothing is said of the kind, none fails. ONCE: a sheet that fails is
# asked about twice at the most: what is of no use costs as much as what is. n=... and first=... say on
# which requests the fault is played (tests/tools/fault_rules.h).
cases()
{
	cat <<'END'
none            |0|4|0|||none|
rate_retry_after|0|4|0|||rate_retry_after:first=2,s=3|
rate_http_date  |0|4|0|||rate_http_date:first=2,s=3|
rate_past_date  |0|4|0|||rate_past_date:first=2|
rate_garbage    |0|4|0|||rate_garbage:first=2|
rate_plain      |0|4|0|||rate_plain:first=4|
rate_reset_ms   |0|4|0|||rate_reset_ms:first=1,s=3|
daily_free      |4|0|0||quota|daily_free:s=60|--model test:free --no-wait
daily_wait      |0|4|0|||daily_free:first=1,s=3|--model test:free
shared_pool     |0|4|0|||shared_pool:model=one:free|--model one:free,two:free
no_quota        |4|0|0||quota|insufficient_quota|
key_401         |0|4|0|||key_401:key=1|KEYS
all_keys_401    |4|0|0||breaker|key_401|KEYS
credit_402      |4|2|0||quota|credit_402:from=3|--concurrency 1
afford_402      |0|4|0|||afford_402:tokens=1000|
invalid_image   |3|3|1|image||invalid_image:first=1|
too_large       |0|4|0|||too_large:first=1|
too_large_still |3|0|4|too_large||too_large:n=0|
reset_upload    |0|4|0|||reset_upload:n=1|
bad_model       |4|0|0||breaker|bad_model|
model_404       |4|0|0||breaker|model_404|
model_fallback  |0|4|0|||model_404:model=one:free|--model one:free,two:free
status_408      |0|4|0|||status_408:n=1|
status_500      |0|4|0|||status_500:n=2|
status_502      |0|4|0|||status_502:n=2|
status_503      |0|4|0|||status_503:n=2|
status_504      |0|4|0|||status_504:n=2|
status_524      |0|4|0|||status_524:n=2|
status_529      |0|4|0|||status_529:n=2|
retry_after_503 |0|4|0|||retry_after_503:first=2,s=3|
loading_503     |0|4|0|||loading_503:first=2|
retryable       |0|4|0|||unavailable_retryable:first=2,s=3|
bare_error      |0|4|0|||bare_error:n=1|
redirect        |4|0|0||breaker|redirect:n=0|
error_200       |0|4|0|||error_200:n=1|
finish_error    |0|4|0|||finish_error:n=1|
length_cut      |0|4|0|||length_cut|
refusal         |3|3|1|refusal||refusal:first=1|
content_filter  |3|3|1|content_filter||content_filter:first=1|
refused_by_one  |0|4|0|||refusal:model=one:free,n=0|--model one:free,two:free
empty           |0|4|0|||empty:n=1|
null_content    |0|4|0|||null_content:n=1|
choices_empty   |0|4|0|||choices_empty:n=1|
choices_null    |0|4|0|||choices_null:n=1|
no_json         |0|4|0|||no_json:n=1|
refusal_text    |3|3|1|refusal||refusal_text:first=1|
refusal_other   |0|4|0|||refusal_text:model=one:free,n=0|--model one:free,two:free
think_unclosed  |3|0|4|malformed||think_unclosed:n=0|ONCE
no_terms        |3|0|4|malformed||no_terms:n=0|ONCE
opaque_400      |3|0|4|bad_request||opaque_400:n=0|ONCE
opaque_other    |0|4|0|||opaque_400:model=one:free,n=0|--model one:free,two:free
ten_refused     |3|*|*|malformed||think_unclosed:p=0.1;no_terms:p=0.1;refusal_text:p=0.1|MANY ONCE --concurrency 4
wrapped         |0|4|0|||wrapped:n=0|ONCE
loose_json      |0|4|0|||loose_json:n=0|ONCE
html            |0|4|0|||html:n=1|
malformed       |0|4|0|||malformed:n=1|
fenced          |0|4|0|||fenced:n=0|
prose           |0|4|0|||prose:n=0|
bom             |0|4|0|||bom:n=0|
whitespace      |0|4|0|||whitespace:n=0|
bad_utf8        |0|4|0|||bad_utf8:n=0|
control_chars   |0|4|0|||control_chars:n=0|
strings         |0|4|0|||strings:n=0|
numbers         |0|4|0|||numbers:n=0|
lists           |0|4|0|||lists:n=0|
nulls           |0|4|0|||nulls:n=0|
confidence_text |0|4|0|||confidence_text:n=0|
unknown_keys    |0|4|0|||unknown_keys:n=0|
sse             |0|4|0|||sse:n=0|
close_keepalive |0|4|0|||close_keepalive:n=1|LOST
sse_error       |0|4|0|||sse_error:n=1|
sse_cut         |0|4|0|||sse_cut:n=1|LOST
short_body      |0|4|0|||short_body:n=1|LOST
chunked_cut     |0|4|0|||chunked_cut:n=1|LOST
lost_answer     |0|4|0|||reset_after_answer_billed:n=1|LOST
silent          |0|4|0|||silent:n=1|LOST --timeout 1
drip            |0|4|0|||drip:n=1|LOST --timeout 2
huge            |3|3|1|too_large_answer||huge:first=1|LOST
context         |3|0|4|context||vllm_error:n=0|
breaker         |4|0|*|image||invalid_image:n=0|MANY
END
}

# value KEY: of the object that extract printed; strings without quotes.
value()
{
	sed -n 's/.*"'"$1"'":\("[^"]*"\|[^,}]*\).*/\1/p' "$dir/out" |
		tr -d '"'
}

wrong()
{
	printf 'network_faults: %s: %s\n' "$name" "$*"
	bad=1
}

# is WHAT GOT WANTED
is()
{
	[ "$3" = '*' ] || [ "$2" = "$3" ] || wrong "$1 is $2, not $3"
}

# The nano-dollars of raw.jsonl; those of answers that were lost left out.
journaled_nano()
{
	sed -n 's/.*"cost":\([0-9.e-]*\).*/\1/p' "$run/raw.jsonl" |
		awk '{ sum += $1 * 1e9 } END { printf "%.0f", sum }'
}

no_keys_shown()
{
	grep -rl -e sk-first -e sk-second -e sk-third "$dir/run" "$dir/out" \
		"$dir/err" >"$dir/shown" && wrong "a key is shown in" \
		"$(tr '\n' ' ' <"$dir/shown")"
}

# Each sheet has one line; no success stands twice.
check_lines()
{
	twice=$(sed -n '/"dwc":/s/.*"sha256":"\([0-9a-f]*\)".*/\1/p' \
		"$run/raw.jsonl" 2>/dev/null | sort | uniq -d)
	[ -z "$twice" ] || wrong "read twice: $twice"
	[ -z "$kind" ] || grep -q '"error_kind":"'"$kind"'"' "$run/raw.jsonl" ||
		wrong "no failure is of kind $kind: $(grep -o \
			'"error_kind":"[a-z_]*"' "$run/raw.jsonl" | sort -u)"
}

check_costs()
{
	[ "$lost" = no ] && [ -f "$run/raw.jsonl" ] || return 0
	is "what raw.jsonl says it cost" "$(journaled_nano)" \
		"$(ledger billed_nano)"
}

# Runs one case in a directory of its own; prints what is wrong with it.
play()
{
	name=$1 code=$2 read=$3 failed=$4 kind=$5 stopped=$6 rules=$7
	more=" $8 "
	dir=$work/cases/$name run=$work/cases/$name/run bad=0 lost=no once=no
	images=$work/sheets server=
	mkdir "$dir"
	server_beside "$dir"
	XDG_RUNTIME_DIR=$dir XDG_CONFIG_HOME=$dir XDG_CACHE_HOME=$dir
	export XDG_RUNTIME_DIR XDG_CONFIG_HOME XDG_CACHE_HOME
	set --
	case $more in *' KEYS '*)
		set -- --key-file "$work/keys"
		server="--keys $keys"
		;;
	esac
	case $more in *' LOST '*) lost=yes ;; esac
	case $more in *' MANY '*) images=$work/many ;; esac
	case $more in *' ONCE '*) once=yes ;; esac
	for word in KEYS LOST MANY ONCE; do
		more=$(printf '%s' "$more" | sed "s/ $word / /")
	done
	case $more in *--model*) ;; *) more="$more --model test" ;; esac
	# shellcheck disable=SC2086
	start_server --latency 20 --faults "$rules" \
		--drip-ms 10000 --grace 1500 $server
	# shellcheck disable=SC2086
	"$program" extract "$run" --images "$images" --engine compatible \
		--base-url "$BASE_URL" --send sheet --json "$@" $more \
		>"$dir/out" 2>"$dir/err" </dev/null
	is "the exit code" $? "$code"
	is "sheets read" "$(value succeeded)" "$read"
	is "sheets failed" "$(value failed)" "$failed"
	is "stopped" "$(value stopped)" "${stopped:-*}"
	is "violations" "$(ledger violations)" 0
	most=$(($(value succeeded) + 2 * $(value failed)))
	[ $once = no ] || [ "$(ledger requests)" -le $most ] ||
		wrong "$(ledger requests) requests, not $most at the most"
	check_lines
	check_costs
	no_keys_shown
	[ $bad -eq 0 ] || {
		tail -n 12 "$dir/err"
		violations
	}
	stop_server
	return $bad
}

mkdir "$work/many"
"$make_sheets" "$work/many" 40 96 64 || exit 99
play_cases "$work/cases" "$at_once" play <<END
$(cases | grep -e "^${NETWORK_CASE:-}")
END
cases_end "$work/cases" network_faults
