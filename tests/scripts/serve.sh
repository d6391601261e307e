#!/bin/sh
# serve.sh: the page's server as others meet it: who may ask, what is answered,
# events as they come, and that it leaves nothing behind.
set -u

demo=$(cd "${top_srcdir:-.}/data/demo/sheets" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
. "$here/tidy_lib"
. "$here/serve_lib"
cd "$tmp" || exit 1
mkdir sheets log

# mode FILE: its kind and mode, as ls has them.
mode()
{
	ls -ld "$1" | cut -c1-10
}

event()
{
	printf '{"event_type":"specimen.completed","timestamp":"2026-11-24T10:00:%02dZ","data":{"specimen_id":"s%d","sequence":%d,"result":{"success":true,"fields_extracted":9}}}\n' \
		"$1" "$1" "$1" >>log/events.jsonl
}

cp "$demo/sheet-01.jpg" sheets/
printf '{"specimen_id":"sheet-01.jpg","image":"sheet-01.jpg","timestamp":"2026-11-24T10:00:00Z","model":"m","dwc":{"scientificName":{"value":"Bouteloua gracilis","confidence":0.9}}}\n' >old.jsonl
"$vasculum" import one old.jsonl >/dev/null 2>import.err || wrong "import: $(cat import.err)"
event 1
find one log -type f -name '*.jsonl' -exec cksum {} + >before

mkdir linked
cp one/run.json linked
ln -s /etc/passwd linked/raw.jsonl
"$vasculum" serve linked --port 0 >out 2>err && wrong 'a run with a link in it is served'
says err 'raw.jsonl'

start both one log --port 0
# Who does not say what they want within ten seconds is sent away: looked at
# below.
"$http_ask" -r 'GET / HTTP/1.1\nHost:' "$base/" >silent 2>&1 &
silent=$!
# Nor who has no token, asks a thousand times, and reads nothing.
"$http_ask" -r "$(awk 'BEGIN {
	for (i = 0; i < 1000; i++)
		printf "GET / HTTP/1.1\\nHost: localhost\\n\\n"
}')" "$base/" >greedy 2>&1 &
greedy=$!

# --- who may ask -------------------------------------------------------------
[ "$(mode run/vasculum/serve-*.token)" = -rw------- ] || wrong 'the token is not of mode 0600'
[ "$(cat run/vasculum/serve-*.token)" = "$token" ] || wrong 'the file has another token'
lacks both.err "$token"
# Another address of the same port has a token of its own.
"$vasculum" serve log --bind 127.0.0.2 --port "${base##*:}" >out 2>err &
other=$!
until_true test -s out || wrong "the other does not start: $(cat err)"
[ "$(cat "run/vasculum/serve-${base##*:}.token")" = "$token" ] || wrong 'the token was written over'
[ "$(cat "run/vasculum/serve-127.0.0.2-${base##*:}.token")" = "$(sed 's|.*/#||' out)" ] ||
	wrong "the other has no token: $(ls run/vasculum)"
kill $other
wait $other
[ "$(ls run/vasculum)" = "serve-${base##*:}.token" ] || wrong "there is left $(ls run/vasculum)"
for path in /api/status /api/runs /api/events /api/records /api/record \
	/picture /metrics /nothing /../../etc/passwd; do
	ask 401 $path
done
ask 401 "/api/status?token=$token"
ask 401 /api/status -H 'Authorization: Bearer 0'
ask 421 / -H 'Host: evil.example'
known 421 /api/status -H 'Host: evil.example'
known 404 /../../etc/passwd
known 404 /nothing
known 405 /api/status -X DELETE
says answer 'Allow: GET, HEAD'
known 405 /login
says answer 'Allow: POST'
known 403 /api/status -d '{}' -H 'Content-Type: application/json'
ask 403 /login -d "{\"token\":\"$token\"}" -H 'Content-Type: application/json' \
	-H 'Origin: http://evil.example'
ask 415 /login -d "{\"token\":\"$token\"}" -H "Origin: $base"
ask 401 /login -d '{"token":"0"}' -H 'Content-Type: application/json' -H "Origin: $base"
lacks answer Set-Cookie
for body in '' '{' '[]' '{"token":1}'; do
	"$http_ask" -d "$body" -H 'Content-Type: application/json' \
		-H "Origin: $base" "$base/login" >answer
	head -n 1 answer | grep -q ' 40[01] ' || wrong "login of '$body': $(head -n 1 answer)"
done
ask 413 /login -d "{\"token\":\"$(printf '%08000d' 0)\"}" \
	-H 'Content-Type: application/json' -H "Origin: $base"
ask 204 /login -d "{\"token\":\"$token\"}" -H 'Content-Type: application/json' -H "Origin: $base"
says answer '; HttpOnly; SameSite=Strict'
lacks answer "$token"
cookie=$(sed -n 's/^Set-Cookie: \([^;]*\).*/\1/p' answer)
ask 200 /api/status -H "Cookie: other=1; $cookie"
ask 200 / -H "Cookie: $cookie"
says answer 'id="queue"'
lacks answer "$token"
ask 200 /
lacks answer 'id="queue"'
for header in "Content-Security-Policy: default-src 'none'" \
	'X-Content-Type-Options: nosniff' 'Referrer-Policy: no-referrer' \
	'Cache-Control: no-store' "frame-ancestors 'none'"; do
	says answer "$header"
done
lacks answer unsafe-inline
lacks answer 'Access-Control-Allow'

# --- what is answered ----------------------------------------------------------
known 200 /api/runs
says answer '"name":"one"'
says answer '"name":"log"'
known 200 '/api/status?run=one'
says answer '"kind":"run"'
says answer '"sheets":1'
# Nobody has looked where its values stand.
says answer '"seen":null'
known 404 '/api/status?run=other'
known 200 '/api/records?run=one&where=status:PENDING'
says answer 'Bouteloua gracilis'
known 400 '/api/records?run=one&where=nonsense:1'
known 400 '/api/records?run=one&limit=9999'
known 400 '/api/records?run=one&offset=-1'
known 404 '/api/records?run=log'
id=$(sed -n 's/.*"specimen_id":"\([^"]*\)".*/\1/p' answer)
known 200 '/api/records?run=one'
id=$(sed -n 's/.*"specimen_id":"\([^"]*\)".*/\1/p' answer)
known 200 "/api/record?run=one&id=$id"
says answer '"term":"scientificName"'
known 404 '/api/record?run=one&id=../../etc/passwd'
known 400 '/api/record?run=one'
known 404 "/picture?run=one&id=$id"
known 400 "/picture?run=one&id=$id&label=x"
known 404 "/picture?run=one&id=$id&label=9"
known 200 /metrics
says answer 'vasculum_session_sheets_done{run="one"'
lacks answer "$id"

# --- events --------------------------------------------------------------------
known 200 '/api/events?run=log'
says answer '"anew":true'
last=$(sed -n 's/.*"id":"\([^"]*\)".*/\1/p' answer)
[ -n "$last" ] || wrong 'an event has no id'
"$http_ask" -H "Authorization: Bearer $token" -H 'Accept: text/event-stream' \
	-H "Last-Event-ID: $last" -u '"specimen_id":"s2"' \
	"$base/api/events?run=log" >stream 2>&1 &
asker=$!
event 2
wait $asker || wrong "an event does not come: $(cat stream)"
says stream 'Content-Type: text/event-stream'
lacks stream '"specimen_id":"s1"'
known 200 "/api/events?run=log&after=$last"
says answer '"anew":false'
says answer '"specimen_id":"s2"'
lacks answer '"specimen_id":"s1"'
known 200 '/api/events?run=log&after=1-2:3'
says answer '"anew":true'
# One more than an address may have is refused.
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 \
	27 28 29 30 31 32; do
	"$http_ask" -H "Authorization: Bearer $token" \
		-H 'Accept: text/event-stream' -u '"specimen_id":"s3"' \
		"$base/api/events?run=log" >stream.$i 2>&1 &
done
all_begun()
{
	[ "$(grep -l '^retry:' stream.* | wc -l)" -eq 32 ]
}
until_true all_begun
refused()
{
	# All of 127.0.0.0/8 is one.
	"$http_ask" -f 127.0.0.9 -H "Authorization: Bearer $token" \
		-H 'Accept: text/event-stream' -u 'closed some' \
		"$base/api/events?run=log" >answer 2>&1 &
	wait $!
	grep -q '^HTTP/1.1 429 ' answer
}
until_true refused || wrong "a 33rd stream is opened: $(head -n 1 answer)"
event 3
streams_end()
{
	[ "$(grep -l '"specimen_id":"s3"' stream.* | wc -l)" -eq 32 ]
}
until_true streams_end || wrong 'not all streams got an event'

# A link that takes the place of a journal is not followed.
mv log/events.jsonl kept.jsonl
ln -s /etc/passwd log/events.jsonl
for path in status events; do
	known 200 "/api/$path?run=log"
	lacks answer root:
done
rm log/events.jsonl
mv kept.jsonl log/events.jsonl

# --- nothing is touched, nothing is left -------------------------------------------
cp -r log gone && rm -r log
goes()
{
	known 200 '/api/status?run=log'
	grep -q '"state":"gone"' answer
}
until_true goes || wrong "a run that was deleted: $(cat answer)"
wait $silent || wrong "who says nothing stays: $(cat silent)"
wait $greedy || wrong "a stranger who reads nothing stays: $(cat greedy)"
stop
[ -z "$(ls run/vasculum)" ] || wrong "it leaves $(ls run/vasculum)"
mv gone log
grep ' one/' before >was
find one -type f -name '*.jsonl' -exec cksum {} + | diff was - >/dev/null ||
	wrong 'a run was changed'

# --- a socket; a port that is taken; bad calls ------------------------------------
start sock one log --socket "$tmp/page.sock"
base=http://localhost
# Who does not read their stream loses it, and nobody else anything. They have
# what the kernel keeps for them, and 64 KiB.
"$http_ask" -s page.sock -r 'GET /api/events?run=log HTTP/1.1\nHost: localhost\nAccept: text/event-stream\n\n' \
	"$base/" >slow 2>&1 &
slow=$!
until_true grep -q sent slow
came()
{
	ask 200 '/api/events?run=log' -s page.sock
	grep -q "\"specimen_id\":\"x$n_slow-400\"" answer
}
for n_slow in 1 2 3 4 5 6; do
	awk -v n=$n_slow 'BEGIN {
		for (i = 1; i <= 400; i++)
			printf "{\"event_type\":\"specimen.completed\",\"timestamp\":\"2026-11-24T11:00:00Z\",\"data\":{\"specimen_id\":\"x%d-%d\",\"result\":{\"success\":true}}}\n", n, i
	}' >>log/events.jsonl
	until_true came || wrong "events do not come: $(tail -c 300 answer)"
done
wait $slow || wrong "who does not read keeps a stream: $(cat slow)"
[ "$(mode page.sock)" = srw------- ] || wrong 'the socket is not of mode 0600'
ask 200 /api/status -s page.sock
ask 421 /api/status -s page.sock -H 'Host: evil.example'
"$vasculum" serve one --socket "$tmp/page.sock" >out 2>err && wrong 'two servers on a socket'
says err 'another server'
stop
[ ! -e page.sock ] || wrong 'it leaves its socket'
: >page.sock
"$vasculum" serve one --socket "$tmp/page.sock" >out 2>err && wrong 'a file was replaced'
[ -f page.sock ] || wrong 'a file was removed'
start first one --port 0
"$vasculum" serve one --port "${base##*:}" >out 2>err && wrong 'a taken port is taken again'
says err 'is taken'
stop
start other one --port 0 --bind 127.0.0.2
known 200 /api/status
stop
start wide one --port 0 --bind 0.0.0.0 --host herbarium.example
says wide.err 'in clear'
base=http://127.0.0.1:${base##*:}
known 200 /api/status -H 'Host: herbarium.example'
stop
# Who curates is told where that is asked for.
printf '{"event_type":"review.approved","timestamp":"2026-11-24T12:00:00Z","data":{"specimen_id":"s1","by":"Grey","revision":1}}\n' \
	>>log/events.jsonl
approval_is_told()
{
	known 200 '/api/events?run=log'
	grep -q review.approved answer
}
start secret log --port 0
until_true approval_is_told || wrong 'an approval is not told'
lacks answer Grey
stop
start named log --port 0 --names
until_true approval_is_told || wrong 'an approval is not told'
says answer Grey
stop
"$vasculum" serve nothing --port 0 >out 2>err
[ $? -eq 2 ] || wrong 'what is not there is served'
"$vasculum" serve one --port 0 --socket x >out 2>err
[ $? -eq 2 ] || wrong '--port with --socket is taken'
"$vasculum" serve one --port 0 --host 'two words' >out 2>err
[ $? -eq 2 ] || wrong 'a host of two words is taken'

exit $bad
