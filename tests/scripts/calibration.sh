#!/bin/sh
# calibration: what the tool learns of a reader's confidences from sheets that
# were transcribed, and that such rows, in a table of the user's own, decide
# what the program makes of them.
set -u

vasculum=${top_builddir:-.}/vasculum
learn=${top_builddir:-.}/tests/tools/learn_calibration
. "$(dirname "$0")/tidy_lib"
tidy_dir tmp calibration
export XDG_CACHE_HOME="$tmp/cache" XDG_CONFIG_HOME="$tmp/config" LC_ALL=C
bad=0

wrong()
{
	printf 'calibration: %s\n' "$*" >&2
	bad=1
}

# sheets FROM TO CONFIDENCE READ: lines of a reader that says "Francis" or else
# of a sheet's locality, which always is Francis.
sheets()
{
	i=$1
	while [ "$i" -le "$2" ]; do
		printf '{"image":"%s.jpg","provider":"test","model":"reader",' "$i"
		printf '"dwc":{"locality":{"value":"%s","confidence":%s}}}\n' \
		    "$4" "$3"
		i=$((i + 1))
	done
}

# 20 at .4: 4 right; 20 at .7: 18 right; 20 at .8: 12 right, which is less and
# is pooled with those at .7; 40 at .95: all right.
{
	sheets 1 4 0.4 Francis
	sheets 5 20 0.4 Ottawa
	sheets 21 38 0.7 Francis
	sheets 39 40 0.7 Ottawa
	sheets 41 52 0.8 Francis
	sheets 53 60 0.8 Ottawa
	sheets 61 100 0.95 Francis
} >"$tmp/raw.jsonl"
i=1
while [ $i -le 100 ]; do
	echo "{\"image\":\"$i.jpg\",\"dwc\":{\"locality\":\"Francis\"}}"
	i=$((i + 1))
done >"$tmp/truth.jsonl"

"$learn" "$tmp/raw.jsonl:$tmp/truth.jsonl" >"$tmp/rows" 2>/dev/null ||
	wrong "no rows were learned"
printf 'test/reader\t%s\t%s\n' 0.400 0.227 0.750 0.738 0.950 0.976 >"$tmp/want"
cmp -s "$tmp/want" "$tmp/rows" || {
	wrong 'other rows than these:'
	diff "$tmp/want" "$tmp/rows" >&2
}

# One half, under another name.
"$learn" --reader any --half even "$tmp/raw.jsonl:$tmp/truth.jsonl" \
    >"$tmp/half" 2>/dev/null || wrong "nothing of one half"
awk -F '\t' '$1 != "any" || $3 < last { exit 1 } { last = $3 }' "$tmp/half" ||
	wrong "the rows of a half fall, or go by another name"
"$learn" "$tmp/raw.jsonl" >"$tmp/out" 2>&1 && wrong "a truth is not needed"

# worth: what the run says that a confidence of .95 is worth.
worth()
{
	rm -rf "$tmp/run"
	"$vasculum" import "$tmp/run" "$tmp/raw.jsonl" >"$tmp/out" 2>&1
	"$vasculum" list "$tmp/run" --limit 0 --format jsonl |
		sed -n 's/.*"locality":{"value":"Francis","confidence":\([0-9.]*\),.*"confidence_raw":0.95[,}].*/\1/p' |
		sort -u
}

[ "$(worth)" = 0.5 ] || wrong "an unknown reader is worth $(worth), not 0.5"
mkdir -p "$tmp/config/vasculum"
{ printf 'reader\tsays\tright\n'; cat "$tmp/rows"; } \
    >"$tmp/config/vasculum/calibration.tsv"
[ "$(worth)" = 0.976 ] || wrong "a learned reader is worth $(worth), not 0.976"

exit $bad
