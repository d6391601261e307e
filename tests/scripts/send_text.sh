#!/bin/sh
# send_text: the words of a sheet are sent in place of its pictures, and what is
# made of them is found on it again; a sheet without a word is done without
# asking anybody; what a run knows of its sheets is not looked for again, and
# pictures of the same sheets are another reading.
set -u

program=${top_builddir:-.}/vasculum
make_sheets=${top_builddir:-.}/tests/tools/make_sheets
LC_ALL=C
export LC_ALL

grep -q '#define HAVE_OCR 1' "${top_builddir:-.}/config.h" ||
	{ echo "send_text: built without OCR"; exit 77; }
. "$(dirname "$0")/tidy_lib"
. "$(dirname "$0")/server_lib"
tidy_dir dir send_text
XDG_RUNTIME_DIR=$dir XDG_CONFIG_HOME=$dir XDG_CACHE_HOME=$dir
export XDG_RUNTIME_DIR XDG_CONFIG_HOME XDG_CACHE_HOME
bad=0

wrong()
{
	printf 'send_text: %s\n' "$*"
	[ ! -s "$dir/err" ] || tail -n 10 "$dir/err"
	bad=1
}

# extract CODE WHAT ARG...
extract()
{
	wanted=$1 what=$2
	shift 2
	"$program" extract "$dir/run" --images "$dir/sheets" \
		--engine compatible --base-url "$BASE_URL" --model test \
		--send "$what" --json "$@" >"$dir/out" 2>"$dir/err" </dev/null
	code=$?
	[ $code -eq "$wanted" ] || wrong "$what: ends with $code, not $wanted"
}

mkdir "$dir/sheets" && "$make_sheets" "$dir/sheets" 1 96 64 || exit 99
cp "${top_srcdir:-.}/data/demo/sheets/sheet-01.jpg" "$dir/sheets/" || exit 99
start_server

extract 0 text
grep -q '"succeeded":2,"failed":0' "$dir/out" || wrong "$(cat "$dir/out")"
[ "$(ledger requests)" -eq 1 ] ||
	wrong "$(ledger requests) requests for one sheet with words"
[ "$(ledger violations)" -eq 0 ] || wrong "violations: $(violations)"
grep -q 'no words were found' "$dir/err" || wrong "a blank sheet is not told"
grep '"unasked"' "$dir/run/raw.jsonl" | grep -q '"dwc":{}' ||
	wrong "a blank sheet has no empty record"
[ "$(grep -c '"unasked"' "$dir/run/raw.jsonl")" -eq 1 ] ||
	wrong "more than the blank sheet was not asked about"

# What words were made of stands on the sheet, and is found there again: the name
# with its boxes; who collected it is of the server's own making.
"$program" show "$dir/run" sheet-01.jpg --format json >"$dir/shown"
grep -q '"Bouteloua gracilis[^}]*"boxes":\[\[[0-9][^}]*"support":"supported"' \
	"$dir/shown" || wrong "the name is not found on the sheet"
grep -q '"support":"not on the sheet"' "$dir/shown" ||
	wrong "all that was made up is on the sheet"

# Done is done, for words and for what they cost.
extract 0 text
[ "$(ledger requests)" -eq 1 ] || wrong "a sheet is asked about again"

# Pictures are another reading of the same sheets.
extract 0 labels
[ "$(ledger requests)" -eq 3 ] || wrong "$(ledger requests) after pictures"
[ "$(grep -o '"params_sha256":"[^"]*"' "$dir/run/raw.jsonl" | sort -u |
	wc -l)" -eq 2 ] ||
	wrong "words and pictures have the same parameters"

# What was sent last is sent again, also where nobody says it.
extract 0 text
"$program" extract "$dir/run" --engine compatible --base-url "$BASE_URL" \
	--model test >"$dir/out" 2>"$dir/err" </dev/null ||
	wrong "without --send: ends with $?"
[ "$(ledger requests)" -eq 3 ] || wrong "$(ledger requests) without --send"
grep -q '"send":"text"' "$dir/run/run.json" || grep -q '"send": *"text"' \
	"$dir/run/run.json" || wrong "run.json does not say what is sent"

# A model without eyes is sent words, and told apart before it is asked.
mkdir -p "$dir/vasculum"
echo '{"models":[{"id":"test","pictures":false}]}' \
	>"$dir/vasculum/models-compatible.json"
extract 2 labels
grep -q 'takes no pictures; --send text' "$dir/err" ||
	wrong "a model without eyes is sent pictures"
extract 0 text --again
[ "$(ledger requests)" -eq 4 ] || wrong "a model without eyes reads no words"
"$program" models "$dir/run" --engine compatible --model test >"$dir/out"
grep -q '^test  *compatible  *-  *-  *-  *?  *?$' "$dir/out" ||
	wrong "the ways to send it: $(cat "$dir/out")"
# What each way costs: words are a fraction of pictures, and a batch half of that.
cat >"$dir/vasculum/models-compatible.json" <<'END'
{"models":[{"id":"test","price_prompt":1e-5,"price_completion":0,
 "price_batch_prompt":5e-6,"price_batch_completion":0}]}
END
"$program" models "$dir/run" --engine compatible --model test >"$dir/out"
awk '/^test / { found = $5 > 0 && $6 > 0 && $6 < $5 / 2 && $3 > $5 && $7 > 0 }
	END { exit !found }' "$dir/out" || wrong "ways: $(cat "$dir/out")"

extract 2 leaf
stop_server
exit $bad
