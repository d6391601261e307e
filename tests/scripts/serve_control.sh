#!/bin/sh
# serve_control.sh: extractions that the page starts and steers: who may, what
# a start would do, pause, resume and stop, of its own and of another process;
# and that no sheet is asked about twice, however it ends.
set -u

here=$(cd "$(dirname "$0")" && pwd)
make_sheets=$(cd "${top_builddir:-.}/tests/tools" && pwd)/make_sheets
. "$here/tidy_lib"
. "$here/server_lib"
. "$here/serve_lib"
unset OPENROUTER_API_KEY OPENROUTER_API_KEYS
sheets=20
cd "$tmp" || exit 1
mkdir -p sheets log config/vasculum
"$make_sheets" sheets $sheets 64 48 || exit 99
# One at a time, so that it can be stopped between them.
printf '[extract]\nengine = openrouter\nconcurrency = 1\n' >config/vasculum/config.ini
printf '{"specimen_id":"a.jpg","timestamp":"2026-11-24T10:00:00Z","model":"m","dwc":{}}\n' >old.jsonl
printf '{"event_type":"extraction.started","timestamp":"2026-11-24T10:00:00Z","data":{}}\n' >log/events.jsonl
start_server --latency 700
"$vasculum" import two old.jsonl >/dev/null 2>&1 || wrong 'import'
extract()
{
	"$vasculum" extract one --images sheets --engine compatible \
		--base-url "$BASE_URL" --model test --send sheet "$@"
}
extract --limit 1 >/dev/null 2>extract.err || wrong "extract: $(cat extract.err)"

# order STATUS JSON
order()
{
	known "$1" /api/control -H "Origin: $base" \
		-H 'Content-Type: application/json' -d "$2"
}
# can WORDS: whether these can be done now.
can()
{
	known 200 '/api/control?run=one'
	grep -qF "\"can\":[$1]" answer
}
until_can()
{
	until_true can "$1" || wrong "never [$1]: $(cat answer)"
}
read_by_now()
{
	wc -l <one/raw.jsonl
}

# --- who may ------------------------------------------------------------------
start shown one --port 0
known 403 '/api/control?run=one'
order 403 '{"run":"one","do":"start"}'
says answer 'start it with --control'
stop
cp -r one copy
start page one two log copy --port 0 --control
ask 401 /api/control
ask 401 /api/control -d '{"run":"one","do":"start"}' -H "Origin: $base" \
	-H 'Content-Type: application/json'
known 403 /api/control -d '{"run":"one","do":"start"}' -H 'Content-Type: application/json'
known 403 /api/control -d '{"run":"one","do":"start"}' -H 'Content-Type: application/json' \
	-H 'Origin: http://evil.example'
known 415 /api/control -d '{"run":"one","do":"start"}' -H "Origin: $base" -H 'Content-Type: text/plain'
known 405 /api/status -d '{}' -H "Origin: $base" -H 'Content-Type: application/json'
for body in '' '[]' '1' '{}' '{"do":"start"}' '{"run":"","do":"start"}' '{"run":"one"}' \
	'{"run":"one","do":"fly"}' '{"run":"one","do":1}' '{"run":"one","do":"start","budget":-1}' \
	'{"run":"one","do":"start","budget":"5"}' '{"run":"log","do":"start"}'; do
	order 400 "$body"
done
order 404 '{"run":"other","do":"start"}'
order 409 '{"run":"one","do":"pause"}'
known 400 '/api/control?run=one&budget=-1'
[ "$(read_by_now)" -eq 1 ] || wrong 'something was read that nobody has asked for'

# --- what it would do; where somebody bills ---------------------------------------
foreseen()
{
	known 200 '/api/control?run=one&budget='
	grep -q '"forecast"' answer
}
until_true foreseen || wrong "nothing is foreseen: $(cat answer)"
says answer "\"sheets\":$((sheets - 1))"
says answer '"model":"test"'
says answer '"bills":false'
order 202 '{"run":"two","do":"start"}'
refused()
{
	known 200 '/api/control?run=two'
	grep -q '"error":"openrouter bills' answer
}
until_true refused || wrong "no budget is asked for: $(cat answer)"

# --- its own ------------------------------------------------------------------------
order 202 '{"run":"one","do":"start"}'
until_can '"pause","stop"'
order 409 '{"run":"one","do":"start"}'
order 202 '{"run":"one","do":"pause"}'
until_can '"resume","stop"'
order 202 '{"run":"one","do":"resume"}'
until_can '"pause","stop"'
order 202 '{"run":"one","do":"stop"}'
until_can '"start"'
[ "$(read_by_now)" -lt $sheets ] || wrong 'a stop came too late'

# --- another's ----------------------------------------------------------------------
extract -j 1 >/dev/null 2>extract.err &
extracting=$!
until_can '"pause","stop"'
says answer '"holder":'
# A copy has the same id, and another who extracts it: nobody's words go to the
# wrong one.
sed "s/\(\"pid\": *\)[0-9]*/\\1$$/" one/lock >copy/lock
copy_lives()
{
	known 200 '/api/control?run=copy'
	grep -q "\"holder\":\"[^\"]*$$" answer
}
until_true copy_lives || wrong "nobody extracts the copy: $(cat answer copy/lock)"
says answer '"can":[]'
order 409 '{"run":"copy","do":"pause"}'
says answer 'cannot be told from here'
rm copy/lock
order 202 '{"run":"one","do":"stop"}'
wait $extracting
[ $? -eq 4 ] || wrong "extract was not stopped: $(cat extract.err)"

# --- a signal -----------------------------------------------------------------------
until_can '"start"'
order 202 '{"run":"one","do":"start"}'
until_can '"pause","stop"'
kill "$pid"
wait "$pid"
[ $? -eq 4 ] || wrong 'a server that is stopped at work does not end with 4'
says page.err 'finishing the sheets in flight of 1 extraction'
[ -z "$(ls run/vasculum)" ] || wrong "it leaves $(ls run/vasculum)"
extract -j 20 >/dev/null 2>extract.err || wrong "extract: $(cat extract.err)"
[ "$(read_by_now)" -eq $sheets ] || wrong "$(read_by_now) outcomes, not $sheets"
[ "$(ledger sheets_once)" -eq $sheets ] || wrong 'not every sheet was asked about once'
[ "$(ledger violations)" -eq 0 ] || wrong "$(violations)"
stop_server

exit $bad
