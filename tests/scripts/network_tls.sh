#!/bin/sh
# network_tls: a server behind TLS. It is asked where its certificate is
# vouched for and names it; else nothing is sent to it, no key above all.
set -u

here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "${top_builddir:-.}" && pwd)
program=$build/vasculum
relay=$build/tests/tools/tls_relay
[ -x "$relay" ] || {
	echo 'network_tls: skipped, built without the TLS library'
	exit 77
}
LC_ALL=C
export LC_ALL
. "$here/tidy_lib"
. "$here/server_lib"

tidy_dir dir tls
relay_pid=
XDG_RUNTIME_DIR=$dir XDG_CONFIG_HOME=$dir XDG_CACHE_HOME=$dir
OPENROUTER_API_KEY=sk-or-tls-0123456789
export XDG_RUNTIME_DIR XDG_CONFIG_HOME XDG_CACHE_HOME OPENROUTER_API_KEY
unset SSL_CERT_FILE

fail()
{
	printf 'network_tls: %s: %s\n' "$case" "$*" >&2
	cat "$dir/log" >&2
	exit 1
}

end_relay()
{
	[ -n "$relay_pid" ] || return 0
	kill "$relay_pid" 2>/dev/null
	wait "$relay_pid" 2>/dev/null
	relay_pid=
}

# begin_relay [NAME]: with a certificate for NAME, in $dir/ca.pem.
begin_relay()
{
	end_relay
	rm -f "$dir/port"
	"$relay" "$PORT" "$dir/ca.pem" "$@" >"$dir/port" &
	relay_pid=$!
	until [ -s "$dir/port" ]; do
		kill -0 "$relay_pid" 2>/dev/null || fail 'there is no relay'
		sleep 0.05
	done
}

# extract CODE RUN
extract()
{
	"$program" extract "$dir/$2" --images "$dir/sheets" \
		--engine openrouter \
		--base-url "https://127.0.0.1:$(cat "$dir/port")/v1" \
		--model test --send sheet --concurrency 4 \
		>"$dir/log" 2>&1 </dev/null
	code=$?
	[ $code -eq "$1" ] || fail "exit $code, not $1"
}

# Nothing reached the server, and people are told why.
refused()
{
	extract 4 "$case"
	[ "$(ledger requests)" -eq 0 ] || fail 'something was sent'
	grep -qi 'certificate' "$dir/log" || fail 'does not say why'
	! grep -rqF "$OPENROUTER_API_KEY" "$dir/$case" "$dir/log" ||
		fail 'the key is in a file'
}

mkdir "$dir/sheets" && "$build/tests/tools/make_sheets" "$dir/sheets" 12 64 48 ||
	exit 99
start_server --latency 20

case=unknown
begin_relay
refused

case=other-name
begin_relay DNS:other.example
SSL_CERT_FILE=$dir/ca.pem
export SSL_CERT_FILE
refused

case=known
begin_relay
extract 0 known
[ "$(grep -c '"dwc":' "$dir/known/raw.jsonl")" -eq 12 ] || fail 'not all read'
[ "$(ledger requests)" -eq 12 ] || fail "$(ledger requests) requests"
[ "$(ledger violations)" -eq 0 ] || fail "$(violations)"
