#!/bin/sh
# serve_page.sh: the page in a real browser: it is live, ten tabs of it are,
# and one that is reloaded; one without streams asks; a record shows its
# picture; a start is asked for first, paused, resumed, and reads each sheet
# once; minutes, fields, models, batches and boxes are drawn as they are told; a
# dead server is told; axe-core finds nothing serious. It takes half a
# minute of a browser, once. $PAGE_LOOK names a directory of npm with
# playwright-core and axe-core; Chromium is Debian's. $PAGE_SHOTS keeps the
# screenshots.
set -u

vasculum=${top_builddir:-.}/vasculum
case $vasculum in /*) ;; *) vasculum=$PWD/$vasculum ;; esac
looker=$(cd "${top_srcdir:-.}/tests/tools" && pwd)/page_look.js
demo=$(cd "${top_srcdir:-.}/data/demo/sheets" && pwd)
modules=${PAGE_LOOK:-}/node_modules
config=$(cd "${top_builddir:-.}" && pwd)/config.h
make_sheets=$(cd "${top_builddir:-.}/tests/tools" && pwd)/make_sheets
. "$(dirname "$0")/tidy_lib"

skip()
{
	echo "serve_page: skipped, $*" >&2
	exit 77
}

[ -n "${PAGE_LOOK:-}" ] || skip 'PAGE_LOOK does not say where playwright-core is'
[ -d "$modules/playwright-core" ] && [ -f "$modules/axe-core/axe.min.js" ] ||
	skip "$PAGE_LOOK has no playwright-core and axe-core"
command -v node >/dev/null 2>&1 || skip 'node is not installed'
chromium=$(command -v chromium) || skip 'chromium is not installed'
. "$(dirname "$0")/server_lib"

tidy_dir tmp serve-page
export XDG_CACHE_HOME="$tmp/cache" XDG_CONFIG_HOME="$tmp/config"
export XDG_RUNTIME_DIR="$tmp/run"
shots=${PAGE_SHOTS:-$tmp}
mkdir -p "$tmp/run" "$tmp/log"
chmod 700 "$tmp/run"
cd "$tmp" || exit 1

# until_there COMMAND...: waits until it succeeds, or the other has ended.
until_there()
{
	n=0
	until "$@"; do
		n=$((n + 1))
		[ $n -le 1500 ] && kill -0 "$waited" 2>/dev/null || return 1
		sleep 0.1
	done
}

printf '{"event_type":"extraction.started","timestamp":"2026-11-24T10:00:00Z","data":{"total_specimens":10}}\n' >log/events.jsonl
printf '{"specimen_id":"sheet-01.jpg","image":"sheet-01.jpg","timestamp":"2026-11-24T10:00:00Z","model":"m","dwc":{"scientificName":{"value":"Bouteloua gracilis","confidence":0.9}}}\n' >old.jsonl
"$vasculum" import one old.jsonl >/dev/null 2>err || cat err >&2
mkdir sheets four
cp "$demo/sheet-01.jpg" sheets/
sed "s|{|{\"images_root\":\"$tmp/sheets\",|" one/run.json >new && mv new one/run.json
"$make_sheets" four 4 64 48 || exit 99
start_server --faults 'none:from=2,delay=4000'
"$vasculum" extract two --images four --engine compatible --base-url "$BASE_URL" \
	--model test --send sheet --limit 1 >/dev/null 2>err || cat err >&2
# One at a time, so that it can be paused before the others.
mkdir -p config/vasculum
printf '[extract]\nconcurrency = 1\n' >config/vasculum/config.ini
# Minutes of which one is bad; and what was read here, with batches.
mkdir minutes
minute()
{
	printf '{"event_type":"specimen.%s","timestamp":"2026-11-24T10:0%d:0%dZ","data":{"specimen_id":"m%d%d","result":{"success":true}}}\n' \
		"$1" "$2" "$3" "$2" "$3"
}
{
	cat log/events.jsonl
	for n in 1 2 3; do minute completed 1 $n; done
	minute completed 2 1
	for n in 2 3; do minute failed 2 $n; done
	for n in 1 2 3 4; do minute completed 4 $n; done
} >minutes/events.jsonl
read_here=
if grep -q '#define HAVE_OCR 1' "$config"; then
	read_here=read
	mkdir both
	cp "$demo/sheet-01.jpg" both/ && echo 'no picture' >both/torn.jpg
	"$vasculum" extract read --images both --engine local >/dev/null 2>err
	for chunk in b1 b2; do
		printf '{"op":"sheets","chunk":"%s","sheets":[{"custom_id":"1","image":"1.jpg"},{"custom_id":"2","image":"2.jpg"},{"custom_id":"3","image":"3.jpg"}]}\n' $chunk
		printf '{"op":"planned","chunk":"%s","timestamp":"2026-11-24T10:00:00Z","shape":"openai","engine":"openai","model":"gpt-4o-mini","requests":3,"reserved_usd":0.5}\n' $chunk
		printf '{"op":"submitted","chunk":"%s","batch_id":"batch_%s"}\n' $chunk $chunk
		printf '{"op":"status","chunk":"%s","status":"in_progress","total":3,"completed":1,"failed":0}\n' $chunk
	done >read/batches.jsonl
	printf '{"op":"ended","chunk":"b1","status":"completed","total":3,"completed":3,"failed":0}\n{"op":"collected","chunk":"b1","succeeded":3,"failed":0,"missing":0,"cost_usd":0.25,"settled":true}\n' >>read/batches.jsonl
fi
# shellcheck disable=SC2086
"$vasculum" serve log one two minutes $read_here --control --port 0 >out 2>err &
pid=$! waited=$!
until_there test -s out || {
	cat err >&2
	exit 1
}
: >looked
node "$looker" "$chromium" "$modules/playwright-core" \
	"$modules/axe-core/axe.min.js" "$(cat out)" log/events.jsonl "$shots" \
	>looked &
looking=$! waited=$!
until_there grep -q kill looked && kill "$pid"
wait $looking
code=$?
[ "$(ledger sheets_once)" -eq 4 ] && [ "$(ledger violations)" -eq 0 ] || {
	echo "serve_page: not every sheet was asked about once: $(violations)" >&2
	code=1
}
stop_server
exit $code
