#!/bin/sh
# network_list: sheets that are fetched from a list of addresses, and sheets
# that are copied before they are read: each is read once, what cannot be had
# says why, a resume fetches nothing again, and nobody's own file is touched.
set -u

program=${top_builddir:-.}/vasculum
make_sheets=${top_builddir:-.}/tests/tools/make_sheets
LC_ALL=C
export LC_ALL

. "$(dirname "$0")/tidy_lib"
. "$(dirname "$0")/server_lib"
tidy_dir dir list
XDG_RUNTIME_DIR=$dir XDG_CONFIG_HOME=$dir XDG_CACHE_HOME=$dir
export XDG_RUNTIME_DIR XDG_CONFIG_HOME XDG_CACHE_HOME
bad=0

wrong()
{
	printf 'network_list: %s\n' "$*"
	[ ! -s "$dir/err" ] || tail -n 10 "$dir/err"
	bad=1
}

# extract CODE RUN ARG...
extract()
{
	wanted=$1
	shift
	"$program" extract "$@" --engine compatible --base-url "$BASE_URL" \
		--model test --send sheet --json \
		>"$dir/out" 2>"$dir/err" </dev/null
	code=$?
	[ $code -eq "$wanted" ] || wrong "$1: ends with $code, not $wanted"
}

has()
{
	grep -q "$1" "$dir/out" || wrong "no $1 in $(cat "$dir/out")"
}

sums()
{
	(cd "$dir/sheets" && cksum ./*)
}

mkdir "$dir/sheets" && "$make_sheets" "$dir/sheets" 6 96 64 || exit 99
sums >"$dir/before"
start_server --latency 20 --images "$dir/sheets"
base=http://127.0.0.1:$PORT/images

# --- a list ------------------------------------------------------------------
cat >"$dir/list.txt" <<END
# six sheets, one of them twice
$base/00000.jpg
$base/00001.jpg
$base/00001.jpg

$base/503/00002.jpg
$base/00003.jpg
$base/404/00004.jpg
ftp://127.0.0.1/00005.jpg
END
extract 3 "$dir/run" --images "$dir/list.txt"
has '"succeeded":4,"failed":1'
grep -q 'list.txt:9' "$dir/err" || wrong "a bad line goes unnoticed"
grep '"error_kind":"download"' "$dir/run/raw.jsonl" |
	grep -q '"http_status":404' || wrong "a 404 does not say so"
grep '"error_kind":"download"' "$dir/run/raw.jsonl" |
	grep -q '"attempts":1[,}]' || wrong "a 404 was tried again"
grep '"error_kind":"download"' "$dir/run/raw.jsonl" | grep -q latency_ms &&
	wrong "a download has a latency of nothing"
[ "$(ledger requests)" -eq 4 ] || wrong "$(ledger requests) requests"
[ "$(ledger violations)" -eq 0 ] || wrong "violations: $(violations)"

fetched=$(ledger images)
extract 0 "$dir/run"
has '"skipped":5'
[ "$(ledger images)" = "$fetched" ] || wrong "what is done is fetched again"
extract 0 "$dir/run" --again --limit 1
has '"succeeded":1'

# The copy can be shown, by who knows no images root.
"$program" list "$dir/run" --format jsonl >"$dir/rows" 2>&1
grep -q "\"image\":\"$base/00000.jpg\"" "$dir/rows" ||
	wrong "the address is not the image"

# --- copies -------------------------------------------------------------------
extract 0 "$dir/copied" --images "$dir/sheets" --cache-images
has '"succeeded":6'
n=$(find "$dir/copied/cache/images" -name '*.jpg' | wc -l)
[ "$n" -eq 6 ] || wrong "$n copies of six sheets"
rm -rf "$dir/copied/cache"
extract 0 "$dir/copied" --again
sums | cmp -s - "$dir/before" || wrong "the sheets themselves were changed"

# --- lists that are none --------------------------------------------------------
echo 'nothing here' >"$dir/none.txt"
extract 1 "$dir/none" --images "$dir/none.txt"
[ ! -e "$dir/none" ] || wrong "a run was made for a list of nothing"
[ $bad -eq 0 ] && echo "network_list: as it should be"
exit $bad
