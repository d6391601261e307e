#!/bin/sh
# network_vanish: a photograph goes away after a server was asked about it and
# before it is asked again. The sheet fails, and neither its batch nor the
# others wait for it.
set -u

program=${top_builddir:-.}/vasculum
make_sheets=${top_builddir:-.}/tests/tools/make_sheets
LC_ALL=C
export LC_ALL

. "$(dirname "$0")/tidy_lib"
. "$(dirname "$0")/server_lib"
tidy_dir dir vanish
XDG_RUNTIME_DIR=$dir XDG_CONFIG_HOME=$dir XDG_CACHE_HOME=$dir
export XDG_RUNTIME_DIR XDG_CONFIG_HOME XDG_CACHE_HOME

fail()
{
	printf 'network_vanish: %s\n' "$*" >&2
	cat "$dir/log" "$dir/out" >&2
	exit 1
}

mkdir "$dir/sheets" && "$make_sheets" "$dir/sheets" 6 64 48 || exit 99
start_server --latency 50 --faults 'retry_after_503:first=2,s=3'
(exec "$program" extract "$dir/run" --images "$dir/sheets" \
	--engine compatible --base-url "$BASE_URL" --model test --send sheet \
	--concurrency 2 --batch-size 2 --json) \
	>"$dir/out" 2>"$dir/log" </dev/null &
pid=$!
until grep -q specimen.retrying "$dir/run/events.jsonl" 2>/dev/null; do
	kill -0 $pid 2>/dev/null || fail "it ended before it was to wait"
	sleep 0.05
done
id=$(sed -n '/specimen.retrying/s/.*"specimen_id":"\([0-9a-f]*\)".*/\1/p' \
	"$dir/run/events.jsonl" | head -n 1)
# A sheet's id is the hash of its bytes; openssl tells it where there are no
# coreutils.
sum_of()
{
	if command -v sha256sum >/dev/null 2>&1; then
		sha256sum <"$1"
	else
		openssl dgst -sha256 -r <"$1"
	fi | sed 's/ .*//'
}
for sheet in "$dir"/sheets/*.jpg; do
	[ "$(sum_of "$sheet")" = "$id" ] && break
done
[ "$(sum_of "$sheet")" = "$id" ] || fail "there is no sheet $id"
rm "$sheet"
n=0
while kill -0 $pid 2>/dev/null; do
	n=$((n + 1))
	[ $n -le 600 ] || { kill -9 $pid; fail "the batch waits for ever"; }
	sleep 0.1
done
wait $pid
code=$?
[ $code -eq 3 ] || fail "it ends with $code"
grep -q '"succeeded":5,"failed":1,' "$dir/out" || fail "other figures"
grep '"error_kind":"image"' "$dir/run/raw.jsonl" | grep -q '"attempts":1' ||
	fail "no failure that says how often it was asked"
[ "$(ledger violations)" -eq 0 ] || fail "$(violations)"
echo "network_vanish: the others went on"
