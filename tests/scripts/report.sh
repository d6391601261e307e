#!/bin/sh
# report: the page and the JSON of a small run, whose figures are known; what
# is refused; runs of every age.
set -u

vasculum=${top_builddir:-.}/vasculum
case $vasculum in /*) ;; *) vasculum=$PWD/$vasculum ;; esac
src=$(cd "${top_srcdir:-.}" && pwd)
built=$(cd "${top_builddir:-.}" && pwd)
. "$(dirname "$0")/tidy_lib"
tidy_dir tmp report
export XDG_CACHE_HOME="$tmp/cache" XDG_CONFIG_HOME="$tmp/config"
export TZ=UTC SOURCE_DATE_EPOCH=1795694400 # 2026-11-26, noon
cd "$tmp" || exit 1
bad=0

wrong()
{
	printf 'report: %s\n' "$*" >&2
	sed 's/^/    err: /' err >&2
	bad=1
}

# expect CODE ARGUMENTS...: of `vasculum report`; its streams go to out and err.
expect()
{
	code=$1
	shift
	"$vasculum" report "$@" >out 2>err </dev/null
	got=$?
	[ "$got" -eq "$code" ] || wrong "exit $got, not $code: $*"
}

says()
{
	grep -qF -- "$2" "$1" || wrong "no \"$2\" in $1 of the last call"
}

says_not()
{
	! grep -qF -- "$2" "$1" || wrong "\"$2\" in $1 of the last call"
}

# whole FILE: well-formed, headings in order, a name for each plot, a caption
# for each table, no script, and nothing from elsewhere.
whole()
{
	python3 - "$1" <<'END' >err 2>&1 || wrong "$1 is not as it should be"
import sys, xml.etree.ElementTree as tree
page = tree.parse(sys.argv[1]).getroot()
name = lambda e: e.tag.split('}')[1]
level, ids = 0, set()
for e in page.iter():
    if name(e) in ('h1', 'h2', 'h3'):
        assert int(name(e)[1]) <= level + 1, name(e)
        level = int(name(e)[1])
    if name(e) == 'svg' and e.get('aria-hidden') is None:
        for child in list(e)[:2]:
            assert child.text.strip() and child.get('id'), child.tag
            assert child.get('id') not in ids, child.get('id')
            ids.add(child.get('id'))
        assert e.get('aria-labelledby') == ' '.join(c.get('id') for c in list(e)[:2])
    if name(e) == 'table':
        assert name(e[0]) == 'caption'
        wide = len(e[1][0])
        assert all(len(row) == wide for row in e[2]), 'a ragged table'
    assert name(e) not in ('script', 'img', 'link', 'iframe'), name(e)
    assert not any(key.startswith('on') or key in ('href', 'src') for key in e.keys())
assert page.get('lang') == 'en' and level > 0
END
}

# --- a run whose figures are known -------------------------------------------
# sheet NAME DAY MODEL DWC
sheet()
{
	printf '{"image":"%s.jpg","specimen_id":"name:%s.jpg","model":"%s",' \
		"$1" "$1" "$3"
	printf '"provider":"openrouter","timestamp":"2026-11-%sT10:00:00Z",' "$2"
	printf '"usage":{"cost":0.25},%s}\n' "$4"
}

# act SEQ BY SHEET DAY REST
act()
{
	printf '{"seq":%d,"id":"a%d","by":"%s","timestamp":"2026-11-%sT11:00:00Z",' \
		"$1" "$1" "$2" "$4"
	printf '"specimen_id":"name:%s.jpg",%s}\n' "$3" "$5"
}

place='"country":{"value":"Canada","confidence":0.95}'
{
	sheet a 20 one "\"dwc\":{$place,\"locality\":{\"value\":\"Regma\",\"confidence\":0.9},\"catalogNumber\":{\"value\":\"DAO 1\",\"confidence\":0.75}}"
	sheet b 20 one "\"dwc\":{$place,\"locality\":{\"value\":\"Regma\",\"confidence\":0.4},\"catalogNumber\":{\"value\":\"<i>&\u202e2\",\"confidence\":1}}"
	sheet c 21 two "\"dwc\":{$place,\"scientificName\":{\"value\":\"Carex aquatilis Wahlenb.\",\"confidence\":0.95}}"
	sheet d 21 two "\"dwc\":{$place}"
	sheet e 22 two '"error":"it timed out","error_kind":"timeout"'
} >raw.jsonl
"$vasculum" import run raw.jsonl 2>err || wrong import
cp -r run unsigned
{
	act 1 zoe a 23 '"op":"set","term":"locality","to":"Regina","via":"typed"'
	act 2 zoe a 23 '"op":"approve","spent":{"keys":9,"seconds":40}'
	act 3 mb b 24 '"op":"set","term":"locality","to":"Regina","via":"candidate"'
	act 4 mb b 24 '"op":"set","term":"eventDate","to":"1935-06-27","via":"typed"'
	act 5 mb b 24 '"op":"approve","spent":{"keys":3,"seconds":20}'
	act 6 mb c 24 '"op":"approve"'
	act 7 mb c 24 '"op":"undo","undoes":["a6"]'
	act 8 zoe c 25 '"op":"approve"'
	act 9 mb e 25 '"op":"reject","reason":"unreadable"'
} >run/edits.jsonl

expect 0 run --json
python3 -c 'import json, sys
figures = json.load(sys.stdin)
figures["run_id"] = "RUN"
figures["fields"] = [f for f in figures["fields"] if f["filled"]]
json.dump(figures, sys.stdout, indent=1)
print()' <out >report.json || wrong 'it is not JSON'
if [ "${UPDATE_GOLDEN:-0}" = 1 ]; then
	cp report.json "$src/tests/golden/report.json"
elif ! diff "$src/tests/golden/report.json" report.json >err; then
	wrong 'the figures are not those of tests/golden/report.json'
fi
expect 0 run -o page.html
whole page.html
[ ! -s out ] || wrong 'the page was printed, too'
for word in '<bdi>run</bdi>' 'curator 1' 'Regma' 'DAO 1' '&lt;i&gt;&amp;2' \
	'These are few' '2026-11-27'; do
	says page.html "$word"
done
says_not page.html zoe
expect 0 run -o -
cmp -s out page.html || wrong 'another page goes to the standard output'
expect 0 run -o page.html --names
says page.html '<bdi>zoe</bdi>'
expect 0 run --json --names -o figures.json
says figures.json '"curator":"zoe"'

# --- what is refused ----------------------------------------------------------
mkdir folder
expect 2 run
says err 'name the page with -o'
expect 2 run -o folder
says err 'is a directory'
expect 2 run -o /dev/null
says err 'a device'
expect 2 run -o nowhere/page.html
expect 2 run -o run/raw.jsonl
cmp -s run/raw.jsonl unsigned/raw.jsonl || wrong 'raw.jsonl was replaced'
expect 2 folder -o page.html
ls | grep -q 'html\.' && wrong 'a temporary file is left'
echo old >page.html
(ulimit -f 1; expect 1 run -o page.html; exit $bad) 2>err || wrong 'a full disk'
[ "$(cat page.html)" = old ] || wrong 'what was there before is gone'

# --- runs of every age --------------------------------------------------------
expect 0 unsigned -o page.html
whole page.html
says page.html 'and of these there are none yet'
says page.html 'Nobody has decided on a record yet.'
mkdir empty
cp run/run.json empty
expect 0 empty -o page.html
whole page.html
says page.html 'There is no record yet.'
# Somebody extracts: nothing waits for them.
if command -v flock >/dev/null; then
	flock run/lock "$vasculum" report run -o page.html 2>err || wrong 'a lock'
	says page.html 'it was being worked on'
fi
# What stands on the sheets is told where somebody has looked.
if grep -q '#define HAVE_OCR 1' "$built/config.h"; then
	mkdir sheets
	cp "$src/data/demo/sheets/sheet-16.jpg" sheets
	"$vasculum" extract looked --images sheets --engine local >out 2>err ||
		wrong extract
	expect 0 looked -o page.html
	whole page.html
	says page.html 'Evidence was looked for on the '
	expect 0 looked --json
	python3 -c 'import json, sys
seen = [(f["filled"], f["seen"]) for f in json.load(sys.stdin)["fields"]]
assert any(s > 0 for f, s in seen) and all(s <= f for f, s in seen), seen
' <out 2>err || wrong 'no value stands on the sheet'
fi
# Thousands, of the original, where REPORT_MANY is set.
specimens=$src/../shared/specimens
if [ -n "${REPORT_MANY:-}" ] && [ -f "$specimens/published-2702.raw.jsonl" ]; then
	"$vasculum" import many "$specimens/openrouter-20.raw.jsonl" \
		"$specimens/published-2702.raw.jsonl" 2>err || wrong import
	expect 0 many -o page.html
	whole page.html
	says page.html '2,702'
fi
exit $bad
