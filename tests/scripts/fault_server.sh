#!/bin/sh
# fault_server: the fault server as scripts use it: it starts, answers, keeps
# its ledger, and is never left behind. What it answers is the business of
# test_fault_server.
set -u
. "$(dirname "$0")/tidy_lib"
. "$(dirname "$0")/server_lib"

fail()
{
	echo "FAILED: $*"
	exit 1
}

# chat TEXT: asks about the sheet that this base64 is.
chat()
{
	"$fault_server" ask "$PORT" /v1/chat/completions -d \
		'{"model":"m","max_tokens":100,"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/jpeg;base64,'"$1"'"}}]}]}'
}

start_server --seed 7 --price-prompt 0.000001 --price-completion 0.000002
chat AAAA >"$server_dir/a" 2>&1 || fail "no answer: $(cat "$server_dir/a")"
grep -qF '{\"catalogNumber\":{\"value\":' "$server_dir/a" || fail "no record"
chat AAAA >"$server_dir/b" 2>&1
chat BBBB >"$server_dir/b" 2>&1
[ "$(ledger requests)" = 3 ] || fail "three requests: $(ledger requests)"
[ "$(ledger sheets_once)" = 1 ] || fail "one sheet once"
[ "$(ledger sheets_more)" = 1 ] || fail "one sheet twice"
[ "$(ledger violations)" = 0 ] || fail "violations: $(violations)"
[ "$(ledger billed_nano)" = "$(ledger delivered_nano)" ] || fail "lost?"
[ "$(ledger_rows request_list length)" = 3 ] || fail "no list"
[ "$(ledger_rows request_list 2 status)" = 200 ] || fail "no status"
ledger no_such_key >/dev/null && fail "a key that is not there"

add_faults 'status_503:first=1' || fail "no rule added"
chat AAAA >"$server_dir/a" 2>&1 && fail "503 and no failure"
grep -q '"code":503' "$server_dir/a" || fail "no 503"
chat AAAA >/dev/null 2>&1 || fail "503 a second time"
add_faults 'no_such_fault' 2>/dev/null && fail "an unknown fault"
[ "$(ledger faults status_503)" = 1 ] || fail "503 is not in the ledger"

reset_ledger
[ "$(ledger requests)" = 0 ] || fail "not reset"
chat AAAA >/dev/null 2>&1
stop_server
grep -q '"requests":1,' "$server_dir/ledger" || fail "no ledger at the end"

# A server whose parent is gone ends. (It writes the ledger when it does.)
sh -c '"$1" --ready "$2/orphan" --ledger "$2/orphaned" \
	--parent $$ & exit 0' \
	sh "$fault_server" "$server_dir"
n=0
until [ -s "$server_dir/orphaned" ]; do
	n=$((n + 1))
	[ $n -le 300 ] || fail "the orphan lives"
	sleep 0.1
done
exit 0
