#!/bin/sh
# output: what commands print fits 80 columns and has figures of few digits;
# an output that is closed or full is an error with a word, a reader that has
# enough is one without.
set -u

vasculum=${top_builddir:-.}/vasculum
case $vasculum in /*) ;; *) vasculum=$PWD/$vasculum ;; esac
demo=$(cd "${top_srcdir:-.}/data/demo/sheets" && pwd)
. "$(dirname "$0")/tidy_lib"
tidy_dir tmp output
export XDG_CACHE_HOME="$tmp/cache" XDG_CONFIG_HOME="$tmp/config"
export XDG_RUNTIME_DIR="$tmp"
cd "$tmp" || exit 1
bad=0

wrong()
{
	printf 'output: %s\n' "$*" >&2
	bad=1
}

# Long values, names and errors, a figure that takes seventeen digits, and one
# that three of money leave behind.
long='A very long account of where it was found, in a wet meadow beside the'
long="$long road from the old mill to the railway, 3 km west of the village"
name=$(printf '%064d' 7)
{
	printf '{"image":"far/away/in/a/directory/%s.jpg","model":"m",' "$name"
	printf '"usage":{"cost":0.1},"dwc":{"locality":{"value":"%s",' "$long"
	printf '"confidence":0.30000000000000004},"country":{"value":"Canada",'
	printf '"confidence":0.944},"scientificName":{"value":"Salix × sericans'
	printf ' Tausch ex A.Kern.","confidence":0.571},"eventDate":"yesterday"'
	printf '},"score":57.1}\n'
	printf '{"image":"b.jpg","model":"m","error":"%s","usage":' "$long"
	printf '{"cost":0.2}}\n'
} >raw.jsonl
"$vasculum" import run raw.jsonl 2>err || wrong 'import'
"$vasculum" edit run b.jpg "locality=$long" --note "$long" --by A 2>err ||
	wrong "edit: $(cat err)"
"$vasculum" edit run b.jpg locality=here --by A 2>err || wrong 'edit again'

# narrow NAME: no line of the file is longer than 80 characters.
narrow()
{
	LC_ALL=C sed 's/[\200-\277]//g' "$2" |
		awk 'length > 80 { print; exit 1 }' || wrong "$1: over 80"
}

# whole NAME: no line is what another one had too much, with more below it.
whole()
{
	awk 'last > 60 && NF == 1 && /^[^ ]/ { alone = $0; last = 0; next }
	     alone != "" && NF > 0 { print alone; exit 1 }
	     { alone = ""; last = length }' "$2" || wrong "$1: broken lines"
}

sheet=$(find "$demo" -name '*.jpg' | sort | head -n 1)
cat >calls <<END
list run
list run --format jsonl
list run --format tsv
show run $name
show run $name --format json
show run b.jpg
check run
check run --format jsonl
status run
status run --json
models
models --format tsv
doctor
preview $sheet --format cells --size 20x10
extract other --images $demo --limit 1 --engine local --json
--help
--version
END
for command in import extract list show edit check status models preview \
    doctor; do
	echo "$command --help" >>calls
done

while read -r call; do
	# shellcheck disable=SC2086
	"$vasculum" $call >out 2>err </dev/null
	case $?:$call in
	[03]:* | 2:'extract other'*) ;;
	*) wrong "$call: $(head -n 1 err)" ;;
	esac
	case $call in
	*json* | *tsv* | preview*cells* | extract*json) ;;
	*) narrow "$call" out ;;
	esac
	case $call in *--help) whole "$call" out ;; esac
	grep -qE '[0-9]\.[0-9]*(0000|9999)[0-9]*' out &&
		case $call in *jsonl | *tsv | *'format json') ;;
		*) wrong "$call: $(grep -oE '[0-9]+\.[0-9]{10,}' out | head -n 1)" ;;
		esac
done <calls

# Neither has an exit code of success, and both say why.
while read -r call; do
	case $call in 'extract other'*) continue ;; esac
	# shellcheck disable=SC2086
	"$vasculum" $call >&- 2>err </dev/null
	[ $? -eq 1 ] || wrong "$call >&-: not an error"
	grep -q 'cannot write the output' err || wrong "$call >&-: no word"
	if [ -c /dev/full ]; then
		# shellcheck disable=SC2086
		"$vasculum" $call >/dev/full 2>err </dev/null
		[ $? -eq 1 ] || wrong "$call >/dev/full: not an error"
		grep -q 'No space left' err || wrong "$call >/dev/full: no word"
	fi
	# shellcheck disable=SC2086
	{ "$vasculum" $call 2>err </dev/null; echo $? >code; } | true
	[ -s err ] && wrong "$call | true: $(head -n 1 err)"
done <calls

# What prints nothing needs no output, and no descriptor of a file is taken for
# it.
"$vasculum" edit run b.jpg country=Peru --by A >&- 2>err || wrong 'edit >&-'
"$vasculum" import run raw.jsonl >&- 2>err || wrong 'import >&-'

grep -qF '"score":57.1' run/raw.jsonl || wrong '57.1 has other digits'
grep -qF '"confidence":0.944' run/raw.jsonl || wrong '0.944 has other digits'
"$vasculum" status run --json | grep -qF '"cost_usd":0.3,' ||
	wrong 'a cost of 0.3 has other digits'
"$vasculum" show run "$name" | tr '\n' ' ' | tr -s ' ' | grep -qF "$long" ||
	wrong 'a value that is broken lacks something'
exit $bad
