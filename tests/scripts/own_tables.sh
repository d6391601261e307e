#!/bin/sh
# own_tables: what a user's tables add to the built-in ones. A new term touches
# the table alone: it is listed, looked for, edited and checked like any other.
set -u

vasculum=${top_builddir:-.}/vasculum
case $vasculum in /*) ;; *) vasculum=$PWD/$vasculum ;; esac
src=${top_srcdir:-.}
data=$(cd "$src/data" && pwd)
. "$(dirname "$0")/tidy_lib"
tidy_dir tmp own-tables
export XDG_CACHE_HOME="$tmp/cache" XDG_CONFIG_HOME="$tmp/config"
export VASCULUM_BY=tester LC_ALL=C
mine=$tmp/config/vasculum
mkdir -p "$mine"
cd "$tmp" || exit 1
bad=0

wrong()
{
	printf 'own_tables: %s\n' "$*" >&2
	sed 's/^/    out: /' out >&2
	sed 's/^/    err: /' err >&2
	bad=1
}

# expect CODE COMMAND...: runs vasculum; its streams go to out and err.
expect()
{
	code=$1
	shift
	"$vasculum" "$@" >out 2>err </dev/null
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

# The number of the tab-separated column with this name in the header.
column()
{
	head -n 1 out | tr '\t' '\n' | grep -nx "$1" | cut -d: -f1
}

tab=$(printf '\t')
term=maximumElevationInMeters
cat >raw.jsonl <<EOF
{"image":"a.jpg","model":"m","provider":"openrouter","dwc":{"catalogNumber":{"value":"19341","confidence":0.95},"scientificName":{"value":"Stipa comata Trin.","confidence":0.9},"sex":{"value":"kvinnlig","confidence":0.9}},"timestamp":"2025-10-09T03:08:04"}
{"image":"b.jpg","model":"m","provider":"openrouter","dwc":{"catalogNumber":{"value":"19342","confidence":0.95},"$term":{"value":"9000","confidence":0.9}},"timestamp":"2025-10-09T03:08:05"}
EOF
expect 0 import run raw.jsonl
expect 0 list run --format tsv
cp out before
expect 0 check run
says_not out "$term"
expect 2 list run --where "missing:$term"

# --- a term of one's own
cat >"$mine/terms.tsv" <<EOF
# what our labels have besides
term${tab}kind${tab}group${tab}together${tab}range${tab}unit${tab}label
$term${tab}number${tab}Place${tab}elevation${tab}-430..8850${tab}m${tab}Highest (m)
EOF
expect 0 list run --format tsv
last=$(head -n 1 before | tr '\t' '\n' | wc -l)
[ "$(column "$term")" -gt "$last" ] || wrong "$term is not behind the others"
# Completeness and all other figures are as they were; a reason may name it.
says out "$term: not sound"
reasons=$(column reasons)
cut -f "1-$last" out >after
for list in before after; do
	cut -f "1-$((reasons - 1)),$((reasons + 1))-" "$list" >"$list.figures"
done
cmp -s before.figures after.figures ||
	wrong "a term that is not required changes figures"
expect 0 list run --where "missing:$term"
says out a.jpg
says_not out b.jpg
expect 0 check run
says out "Highest (m) lies outside -430 to 8850."
expect 0 edit run b.jpg "$term=880"
expect 0 check run
says_not out "lies outside"
expect 0 show run b.jpg
says out 880
expect 0 edit run b.jpg "$term="
expect 0 list run --where "missing:$term"
says out b.jpg
expect 0 status run
says_not out "$term"

# --- words of one's own: what was worked out with other tables is done anew
says_unknown='not one of the words used for'
expect 0 check run
says out "$says_unknown"
printf 'term\tword\tsynonyms\nsex\tfemale\tfemale; kvinnlig\n' \
    >"$mine/vocabularies.tsv"
expect 0 check run
says_not out "$says_unknown"
says out female
printf 'term\tword\tsynonyms\n-sex\tfemale\n' >"$mine/vocabularies.tsv"
expect 0 check run
says out "$says_unknown"
rm -f "$mine/vocabularies.tsv"

# ... also what the index keeps of it.
expect 0 list run --format tsv
cp out before
printf 'class\tlanguage\twords\nheading\tmine\tStipa comata trin\n' \
    >"$mine/verdict-words.tsv"
expect 0 list run --format tsv
! cmp -s before out || wrong "soundness is that of other words"
rm -f "$mine/verdict-words.tsv"
expect 0 list run --format tsv
cmp -s before out || wrong "the index does not forget words"

# --- a complete copy of each table changes nothing
rm -f "$mine/terms.tsv"
expect 0 check run
cp out checked
expect 0 list run --format tsv
cp out before
for f in "$data"/*.tsv; do
	cp "$f" "$mine"
done
expect 0 list run --format tsv
cmp -s before out || wrong "copies of the tables change the list"
expect 0 check run
cmp -s checked out || wrong "copies of the tables change what is checked"
rm -f "$mine"/*.tsv

# --- bad lines are named, in every table, before anything is done
refused()	# FILE TEXT WORDS: printf makes the file of TEXT
{
	printf "$2" >"$mine/$1"
	expect 1 $command
	says err "$mine/$1"
	says err "$3"
	rm -f "$mine/$1"
}

command="list run"
refused terms.tsv 'term\tkind\n-locallity\n' 'line 2 takes the term locallity'
refused terms.tsv 'term\tkind\nx y\ttext\n' 'line 2: "x y" cannot be a term'
refused terms.tsv 'locality\ttext\n' 'does not begin with its line of columns'
refused vocabularies.tsv 'term\tword\n-sex\n' 'takes the term sex away'
refused verdict-words.tsv 'class\tlanguage\twords\nred\ten\tx\n' \
    'line 2: "red" is not a class'
refused places.tsv 'country\tstateProvince\n\tX\n' 'there is no country'
mkdir images
cp "$data/demo/sheets/sheet-01.jpg" images
command="extract read --images images --engine local"
if "$vasculum" $command 2>&1 | grep -q 'no engine "local"'; then
	echo "own_tables: the reader's tables are left out, there is no reader"
	exit $bad
fi
rm -rf read
refused label-keys.tsv 'Fundort\n' 'line 1 has 1 columns, not 4'
refused label-keys.tsv 'heading\tterm\n-Fundorrt\n' 'takes the heading Fundorrt'
refused label-words.tsv 'red\ten\tx\n' 'line 1: "red" is not a class'
exit $bad
