#!/bin/sh
# import_back: what is exported comes back. CSV, TSV and JSON lines of random
# records with every term, keys of their own and nasty characters are exported,
# taken into a new run and exported again: the same bytes. Archives likewise,
# whose line breaks were folded the first time. So are the published records,
# where they are at hand: most of the four seconds of processor that this takes
# are theirs.
# BACK_RECORDS says how many random ones (60), BACK_SEED which.
set -u

build=$(cd "${top_builddir:-.}" && pwd)
top=$(cd "${top_srcdir:-.}" && pwd)
vasculum=$build/vasculum
. "$(dirname "$0")/tidy_lib"
tidy_dir tmp import_back
export XDG_CACHE_HOME="$tmp/cache" XDG_CONFIG_HOME="$tmp/config"
export XDG_DATA_HOME="$tmp/data" XDG_STATE_HOME="$tmp/state"
cd "$tmp" || exit 1
seed=${BACK_SEED:-1}
bad=0

wrong()
{
	printf 'import_back (BACK_SEED=%s): %s\n' "$seed" "$*" >&2
	sed 's/^/    err: /' err >&2
	bad=1
}

must()
{
	"$vasculum" "$@" >out 2>err </dev/null || wrong "exit $?: $*"
}

# again RUN FORMAT [OPTIONS]: exported, taken in, exported; RUN.FORMAT stays.
again()
{
	from=$1 format=$2
	shift 2
	must export "$from" --format "$format" --all "$@" -o "$from.$format"
	rm -rf back
	must import --without-sheets back "$from.$format"
	must export back --format "$format" --all "$@" -o "back.$format"
}

# Who has read a value is said of a whole reading where it is taken in, and of
# each value where it is exported.
same()
{
	[ "$format" != jsonl ] ||
		sed -i 's/,"source":"[a-z]*"//g' "$from.$format" "back.$format"
	cmp -s "$from.$format" "back.$format" ||
		wrong "$from does not come back from $format"
	rm -f "back.$format"
}

cat >meta.ini <<'END'
[dataset]
title = What comes back
description = Records that are exported and come back.
organisation = Nobody
licence = CC0-1.0
published = 2026-01-01
[contact]
organisation = Nobody
email = a@example.org
[creator]
organisation = Nobody
email = a@example.org
[metadata-provider]
organisation = Nobody
email = a@example.org
END

grep -v '^#' "$top/data/terms.tsv" | cut -f 1 |
	grep -vx 'occurrenceID\|identificationHistory\|' >terms
awk -v seed="$seed" -v records="${BACK_RECORDS:-60}" '
{ terms[n++] = $1 }
function pick(list, k,   parts)
{
	k = split(list, parts, " ")
	return parts[int(rand() * k) + 1]
}
function value(   text, i, k)
{
	k = int(rand() * 12) + 1
	for (i = 0; i < k; i++)
		text = text pick("\\\" \\\" , ; | \\t \\n \\r\\n \\r \\u0001 \\u00e9 " \
			"\\u2028 \\ud83c\\udf3f = + - @ a b \\u0020 \\u0020 \\\\ / " \
			"12 NULL \\u007f \\u0000 \\u0022\\u0022 <x> %s 1e5")
	if (rand() < 0.01)
		while (length(text) < 30000)
			text = text text
	return text
}
END {
	srand(seed)
	own = split("own 0|photo|filename|Country|dwc:mine|occid|sciname|" \
		"prompt|speciesKey| two  blanks |own\\\"q,", keys, "|")
	for (i = 0; i < records; i++) {
		printf "{\"image\":\"d/%d.jpg\",\"sha256\":\"%064d\",\"dwc\":{", i, i
		printf "\"catalogNumber\":\"N%d\"", i
		split("", seen)
		for (k = int(rand() * 14); k > 0; k--) {
			term = rand() < 0.1 ? keys[int(rand() * own) + 1] \
					    : terms[int(rand() * n)]
			if (term in seen || term == "catalogNumber")
				continue
			seen[term] = 1
			printf ",\"%s\":\"%s\"", term, value()
		}
		printf "}"
		if (rand() < 0.2)
			printf ",\"identification_history\":[%s,%s]",
				"{\"scientificName\":\"Carex a\"}",
				"{\"identifiedBy\":\"B\",\"isCurrent\":true}"
		print "}"
	}
}' terms >random.jsonl
must import random random.jsonl
for format in csv jsonl tsv; do
	again random $format
	same
done

# table ARCHIVE NAME: without the column that says when a record was changed,
# which it was by coming in.
table()
{
	unzip -p "$1" "$2" 2>/dev/null | awk -F '\t' -v OFS='\t' '
		NR == 1 { for (i = 1; i <= NF; i++) if ($i == "modified") at = i }
		at { for (i = at; i < NF; i++) $i = $(i + 1); NF-- }
		{ print }'
}

# archive RUN: the tables in an archive and in that of a run made of it.
archive()
{
	again "$1" dwca --metadata meta.ini
	for table in occurrence.txt identification.txt; do
		table "$1.dwca" $table >one
		table back.dwca $table >two
		cmp -s one two || wrong "$table of $1 does not come back"
	done
	[ -s one ] || [ "$1" != random ] ||
		wrong "the archive of $1 has no determinations"
	[ "$(unzip -p "$1.dwca" occurrence.txt | wc -l)" -gt 50 ] ||
		wrong "the archive of $1 has no records"
}

published=$top/../shared/specimens/published-2702.raw.jsonl
if [ -f "$published" ]; then
	must import published "$published"
	must export published --check --metadata meta.ini --all
	again published csv
	[ "$(wc -l <published.csv)" -ge 2703 ] || wrong 'not 2,702 records'
	same
else
	echo 'import_back: the published records are not at hand' >&2
fi
if command -v unzip >/dev/null 2>&1; then
	archive random
	[ ! -f "$published" ] || archive published
else
	echo 'import_back: no archive is read back, unzip is not installed' >&2
fi

exit $bad
