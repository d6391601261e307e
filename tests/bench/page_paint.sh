#!/bin/sh
# page_paint.sh [SECONDS [STREAMS]]: how long an event is on its way from
# events.jsonl to what a browser has painted, with so many streams (10, 10).
# $PAGE_LOOK names a directory of npm with playwright-core, as for
# tests/scripts/serve_page.sh.
set -eu

vasculum=$PWD/${top_builddir:-.}/vasculum
here=$(cd "$(dirname "$0")" && pwd)
[ -n "${PAGE_LOOK:-}" ] || {
	echo 'page_paint: skipped, PAGE_LOOK does not say where playwright-core is'
	exit 0
}
. "$here/../scripts/tidy_lib"
tidy_dir tmp page-paint
export XDG_CACHE_HOME="$tmp" XDG_CONFIG_HOME="$tmp" XDG_RUNTIME_DIR="$tmp/run"
mkdir -m 700 "$tmp/run"
mkdir "$tmp/log"
printf '{"event_type":"extraction.started","timestamp":"2026-11-24T10:00:00Z","data":{"total_specimens":1000}}\n' >"$tmp/log/events.jsonl"
"$vasculum" serve "$tmp/log" --port 0 >"$tmp/out" 2>"$tmp/err" &
until [ -s "$tmp/out" ]; do
	kill -0 $!
	sleep 0.1
done
node "$here/page_paint.js" "$(command -v chromium)" \
	"$PAGE_LOOK/node_modules/playwright-core" "$(cat "$tmp/out")" \
	"$tmp/log/events.jsonl" "${1:-10}" "${2:-10}"
kill $!
wait $!
