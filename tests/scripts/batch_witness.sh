#!/bin/sh
# batch_witness: `vasculum batch` against a server of OpenAI's files and batches
# that others wrote: aimock, a package of npm. It takes uploads, lists, keeps
# metadata, cancels, and answers every request with the same few words: which
# has to become a failure of each sheet, not a record. $AIMOCK names the
# directory of the package, which .ci/run installs; skipped where there is none.
set -u

. "$(dirname "$0")/tidy_lib"
tidy_dir dir batch-witness
program=$(cd "${top_builddir:-.}" && pwd)/vasculum
tools=$(cd "${top_builddir:-.}" && pwd)/tests/tools
LC_ALL=C
XDG_RUNTIME_DIR=$dir XDG_CONFIG_HOME=$dir XDG_CACHE_HOME=$dir
export LC_ALL XDG_RUNTIME_DIR XDG_CONFIG_HOME XDG_CACHE_HOME
run=$dir/run

skip()
{
	echo "batch_witness: $*: skipped"
	exit 77
}

fail()
{
	echo "batch_witness: $*"
	tail -n 10 "$dir/err" "$dir/log" 2>/dev/null
	exit 1
}

command -v node >/dev/null 2>&1 || skip 'node is not there'
aimock=${AIMOCK:-}
[ -n "$aimock" ] || skip 'AIMOCK does not say where aimock is'
cli=$aimock/dist/cli.js
[ -f "$cli" ] || skip "$aimock has no dist/cli.js"

# One fixture is asked for, though none is used.
printf '{"fixtures":[{"match":{"userMessage":"x"},"response":{"content":"y"}}]}' \
	>"$dir/fixture.json"
node "$cli" --port 0 -f "$dir/fixture.json" >"$dir/log" 2>&1 </dev/null &
server=$!
tidy 'kill "$server" 2>/dev/null'
n=0 port=
until [ -n "$port" ]; do
	port=$(sed -n 's|.*listening on http://127.0.0.1:\([1-9][0-9]*\).*|\1|p' \
		"$dir/log")
	n=$((n + 1))
	[ $n -le 300 ] || skip 'aimock does not start'
	sleep 0.1
done
url=http://127.0.0.1:$port/v1

# batch CODE VERB ARG...
batch()
{
	wanted=$1 verb=$2
	shift 2
	"$program" batch "$verb" "$run" --base-url "$url" "$@" \
		>"$dir/out" 2>"$dir/err" </dev/null
	code=$?
	[ "$wanted" = '*' ] || [ $code -eq "$wanted" ] ||
		fail "$verb ends with $code, not $wanted"
}

submit()
{
	batch 0 submit --images "$dir/sheets" --engine compatible \
		--model gpt-4o-mini --send sheet --chunk-size 2 "$@"
}

mkdir "$dir/sheets" && "$tools/make_sheets" "$dir/sheets" 4 64 48 || exit 99
submit
grep -q '^4 sheets sent in 2 batches' "$dir/out" || fail 'not all is sent'

# What it keeps says whose the batches are.
"$tools/batch_server" ask "$port" /v1/batches >"$dir/list"
for chunk in $(sed -n 's/.*"op":"submitted".*"chunk":"\([^"]*\)".*/\1/p' \
	"$run/batches.jsonl"); do
	grep -q "\"vasculum_chunk\":\"$chunk\"" "$dir/list" ||
		fail "chunk $chunk is not in its list"
done

# Each sheet has failed, once, by what it was answered.
n=0
batch '*' collect
while [ $code -eq 4 ]; do
	n=$((n + 1))
	[ $n -le 100 ] || fail 'the batches do not end'
	sleep 0.1
	batch '*' collect
done
[ $code -eq 3 ] || fail "collect ends with $code, not 3"
[ "$(grep -c '"error_kind":"malformed"' "$run/raw.jsonl")" -eq 4 ] ||
	fail 'not every answer is a bad one'
! grep -q '"dwc":' "$run/raw.jsonl" || fail 'a few words became a record'

# What is cancelled, or over before it could be, is no longer open.
submit --retry-failed
batch '*' cancel
n=0
batch '*' collect
while [ $code -eq 4 ]; do
	n=$((n + 1))
	[ $n -le 100 ] || fail 'a cancelled batch does not end'
	sleep 0.1
	batch '*' collect
done
[ "$(sed -n 's/.*"batch_id":"\([^"]*\)".*"custom_id":"\([^"]*\)".*/\1 \2/p' \
	"$run/raw.jsonl" | sort | uniq -d | grep -c '')" -eq 0 ] ||
	fail 'an answer stands there twice'
"$tools/batch_server" ask "$port" /v1/batches >"$dir/list"
grep -q '"status":"cancelled"' "$dir/list" || fail 'nothing is cancelled there'
echo "batch_witness: $(grep -c '"error_kind":"malformed"' "$run/raw.jsonl")" \
	'canned answers, all of them failures'
